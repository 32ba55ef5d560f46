"""A run as one file that replays it."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import sawidget as sa
from saserver import background
from saserver.engine import Graph
from sawidget import export

#: Bytes. A page is put into a course's folder, or sent by mail.
LARGEST = 1_500_000


class Page(HTMLParser):
    """Its elements, with their attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], str]] = []
        self.inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), ""))
        self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            tag, attributes, text = self.elements[-1]
            self.elements[-1] = tag, attributes, text + data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for name, attributes, text in self.elements if name == tag]

    @property
    def recording(self) -> Any:
        [(attributes, text), _] = self.all("script")
        assert attributes == {"type": "application/json", "id": "recording"}

        def refuse(constant: str) -> None:
            raise AssertionError(constant)

        return json.loads(text, parse_constant=refuse)


@pytest.fixture(scope="module")
def result() -> sa.Result:
    return sa.anneal("C8H18", seed=7, initial_temp=20, schedule="geometric", min_temp=0.5)


@pytest.fixture(scope="module")
def text(result: sa.Result) -> str:
    return str(result.to_html())


def test_a_file_holds_the_same_text_every_time(result: sa.Result, text: str, tmp_path: Path) -> None:
    path = tmp_path / "run.html"
    path.write_text("what was there before")
    assert result.to_html(str(path)) == path
    assert path.read_text(encoding="utf-8") == text
    assert [other.name for other in tmp_path.iterdir()] == ["run.html"]


def test_the_last_frame_is_the_result(result: sa.Result, text: str) -> None:
    told = Page(text).recording
    last: dict[str, Any] = dict(told["first"])
    for frame in told["frames"]:
        last |= frame
    assert (told["format"], told["version"], len(told["frames"])) == ("sawidget recording", 1, 600)
    names = ("best_energy", "best_smiles", "best_step", "accepted_moves", "rejected_moves", "invalid_moves")
    assert {name: last[name] for name in names} == {name: getattr(result, name) for name in names}
    assert result.best_smiles in told["pictures"][last["best_svg"]]
    assert told["first"]["parameters"]["seed"] == 7


def test_what_comes_again_is_kept_once(text: str) -> None:
    told = Page(text).recording
    assert len(set(told["pictures"])) == len(told["pictures"])
    assert all(isinstance(frame.get("current_svg", 0), int) for frame in told["frames"])
    constant = {"formula", "parameters", "total_steps", "initial_energy"}
    assert not any(constant & frame.keys() for frame in told["frames"])


@pytest.mark.parametrize("cycle", [150, 500, 10**6], ids=["every step", "as usual", "long"])
def test_it_can_be_sent_by_mail(cycle: int) -> None:
    lively = {"schedule": "geometric", "initial_temp": 20, "min_temp": 0.5}
    page = export.to_html({"formula": "C10H22", "seed": 7, "steps_per_cycle": cycle, **lively})
    assert len(str(page).encode()) < LARGEST


def test_it_loads_nothing_and_runs_nothing_but_what_it_brings(text: str) -> None:
    page = Page(text)
    assert {attributes.get("href") for attributes, _ in page.all("link")} == {"data:,"}
    assert not any("src" in attributes for attributes, _ in page.all("script"))
    [policy] = [a["content"] for a, _ in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in str(policy).split("; "))
    assert rules["default-src"] == "'none'"
    [_, (attributes, script)] = page.all("script")
    [(_, style)] = page.all("style")
    assert attributes == {"type": "module"}
    for rule, content in (("script-src", script), ("style-src", style)):
        assert rules[rule] == f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_it_says_what_it_is_to_who_sees_no_script(result: sa.Result, text: str) -> None:
    page = Page(text)
    assert "lang" in page.all("html")[0][0]
    [(_, title)] = page.all("title")
    assert title == "C8H18, simulated annealing, seed 7"
    [(image, _)] = page.all("img")
    assert f"the best Wiener index is {result.best_energy:g} bonds, of {result.best_smiles}" in str(image["alt"])
    assert str(image["src"]).startswith("data:image/svg+xml")
    assert image["alt"] in {attributes["content"] for attributes, _ in page.all("meta") if "content" in attributes}


def test_nothing_in_it_can_end_its_element() -> None:
    label = "</script><!-- <script> --> & \u2028 <b>"

    @sa.energy(label=label)
    def odd(graph: Graph) -> float:
        return float("inf") if len(graph) > 99 else 1.0

    page = Page(str(export.to_html({"formula": "C6H14", "seed": 1, "energy": odd})))
    assert page.recording["vocabulary"]["energies"][0]["label"] == label
    assert "<!--" not in page.all("script")[0][1]
    assert len(page.all("script")) == 2


def test_a_run_with_functions_of_ones_own_is_repeated_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAWIDGET_ARCHIVE", "off")

    def greedy(d_e: float, _kt: float, _u: float) -> bool:
        return d_e <= 0

    panel = sa.Annealer("C8H18", seed=3, accept=greedy, schedule=lambda t: 1 - t, steps_per_second=0)
    told = Page(str(panel.to_html())).recording
    assert panel.state == "idle"
    best = [frame["best_energy"] for frame in told["frames"] if "best_energy" in frame][-1]
    assert best == panel.wait().best_energy
    assert told["first"]["parameters"]["accept"] == "greedy"
    assert Page(str(panel.to_html())).recording == told


def test_a_stored_result_asks_for_the_functions_that_it_lacks() -> None:
    own = sa.anneal("C6H14", seed=1, accept=lambda d_e, _kt, _u: d_e <= 0)
    again = sa.Result.from_json(str(own.to_json()))
    with pytest.raises(sa.ParameterError, match="define it again and pass accept"):
        again.to_html()


def test_a_place_where_there_can_be_no_file_is_refused_at_once(result: sa.Result, tmp_path: Path) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the run was repeated")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(background, "record", forbidden)
        with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere"):
            result.to_html(tmp_path / "nowhere" / "run.html")
        with pytest.raises(IsADirectoryError, match="is a folder; add the name of a file"):
            result.to_html(tmp_path)


def test_a_failed_write_leaves_the_old_file(result: sa.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.html"
    path.write_text("old")

    def full_disk(self: Path, *_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="no space"):
        result.to_html(path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"
