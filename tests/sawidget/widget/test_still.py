"""The last frame as a picture for a notebook in which nothing runs."""

from __future__ import annotations

import base64
import re
from functools import partial
from typing import Any
from xml.etree import ElementTree

import pytest

import sawidget as sa
from saserver import background
from sawidget import frame
from sawidget.still import PERIOD, Still

from .conftest import until

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def snapshot() -> dict[str, Any]:
    panel = sa.Annealer("C8H18", seed=7, steps_per_second=0)
    panel.wait()
    return panel.snapshot()


def test_the_picture_in_words_tells_what_was_found(snapshot: dict[str, Any]) -> None:
    assert frame.description(snapshot) == (
        "C8H18, complete after 2,000 of 2,000 steps: the best Wiener index is 58 bonds, of CC(C)(C)C(C)(C)C"
    )


def test_the_bundle_has_what_every_reader_of_notebooks_can_show(snapshot: dict[str, Any]) -> None:
    bundle = frame.bundle(snapshot)
    assert bundle.keys() == {"text/html", "text/plain", "image/png"}
    html = ElementTree.fromstring(bundle["text/html"].replace('%">', '%"/>'))
    [image] = html.findall("img")
    assert html.get("class") == "sawidget-still"
    assert image.get("alt") == bundle["text/plain"]
    prefix, _, data = image.attrib["src"].partition(",")
    assert prefix == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == frame.svg(snapshot)
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


def heights(line: ElementTree.Element) -> list[float]:
    """Where stairs go up or down to."""
    path = line.attrib["d"]
    return [float(y) for y in re.findall(r"(?:M\d+ |V)([\d.]+)", path)]


def test_the_drawing_has_the_molecule_both_curves_and_a_ground_of_its_own(snapshot: dict[str, Any]) -> None:
    drawing = ElementTree.fromstring(frame.svg(snapshot))
    [molecule] = drawing.findall(f"{SVG}svg")
    assert "CC(C)(C)C(C)(C)C" in "".join(molecule.itertext())
    current, best = (heights(line) for line in drawing.findall(f"{SVG}path[@stroke-width]")[1:])
    assert len(current) > len(best) > 2
    assert best == sorted(best)  # downwards, as y counts: the best of a minimisation only falls
    assert min(current) == best[0] == 20
    assert max(current) == best[-1] == 180
    ground = drawing.find(f"{SVG}rect")
    assert ground is not None
    assert (ground.get("fill"), drawing.get("color")) == ("#fff", "#1b1b1b")
    assert drawing.findall(".//*[@id]") == []
    assert "Wiener index (bonds)" in [text.text for text in drawing.iter(f"{SVG}text")]


def test_of_a_maximisation_the_best_rises() -> None:
    panel = sa.Annealer("C8H18", seed=7, optimization_mode="MAXIMIZE", start="CC(C)(C)C(C)(C)C", steps_per_second=0)
    panel.wait()
    *_, line = ElementTree.fromstring(frame.svg(panel.snapshot())).findall(f"{SVG}path[@stroke-width]")
    best = heights(line)
    assert best == sorted(best, reverse=True)
    assert len(set(best)) > 1


def test_a_long_run_makes_no_larger_picture(snapshot: dict[str, Any]) -> None:
    steps = 4096
    series = {"step": list(range(1, steps + 1)), "energy": [84.0 if step % 2 else 58.0 for step in range(steps)]}
    drawing = frame.svg({**snapshot, "series": series, "total_steps": steps})
    assert len(drawing) < 20_000
    current = heights(ElementTree.fromstring(drawing).findall(f"{SVG}path[@stroke-width]")[1])
    assert set(current) == {20.0, 180.0}


@pytest.mark.parametrize("formula", ["CH4", "CO2", "C2H6O", "C30H62"])
def test_every_run_has_a_picture_from_the_start(formula: str) -> None:
    bundle = frame.bundle(sa.Annealer(formula, seed=1).snapshot())
    assert "idle after 0 of 2,000 steps" in bundle["text/plain"]


def test_an_energy_without_bounds_leaves_the_curve_out_and_the_picture_whole(snapshot: dict[str, Any]) -> None:
    endless = [float("inf")] * len(snapshot["series"]["step"])
    for energies in (endless, [float("nan"), *snapshot["series"]["energy"][1:]]):
        wild = {**snapshot, "initial_energy": float("inf"), "series": {**snapshot["series"], "energy": energies}}
        text = frame.svg(wild)
        ElementTree.fromstring(text)
        assert "inf," not in text
        assert "nan" not in text


def test_what_somebody_calls_an_energy_cannot_break_the_picture() -> None:
    @sa.energy(label='<b>"&', unit="<&>")
    def odd(mol: Any) -> float:
        return float(mol.GetNumAtoms())

    bundle = frame.bundle(sa.Annealer("C4H10", energy=odd, seed=1).snapshot())
    ElementTree.fromstring(bundle["text/html"].replace('%">', '%"/>'))
    assert "<b>" not in bundle["text/html"]


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is put into the notebook, in words."""
    texts: list[str] = []

    def display(bundle: dict[str, str], **_: Any) -> None:
        texts.append(bundle["text/plain"])

    monkeypatch.setattr("IPython.display.display", display)
    return texts


def test_a_still_is_renewed_at_once_where_the_run_rests_and_never_without_need(published: list[str]) -> None:
    session = background.sessions().create({"formula": "C8H18", "seed": 1})
    still = Still(session)
    session.step()
    still.update(0)
    assert published == []  # nobody has displayed it
    still.display()
    still.update(0)
    assert len(published) == 1
    for step in range(2, 5):
        session.step()
        still.update(0)
        still.update(0)
        assert f"after {step} of" in published[-1]
    assert len(published) == 4
    background.sessions().delete(session.session_id)
    for now in range(100):
        still.update(now)
    assert len(published) <= 5


def test_a_still_of_a_run_that_goes_on_is_renewed_now_and_then(published: list[str]) -> None:
    session = background.sessions().create(
        {"formula": "C8H18", "seed": 1, "steps_per_cycle": 10**9, "num_cycles": 1}, steps_per_second=0
    )
    still = Still(session)
    still.display()
    session.command(background.Command.START)
    for now in (0.0, 1.0, PERIOD - 0.1, PERIOD, PERIOD + 1.0):
        until(partial(lambda seen: session.shot is not seen, session.shot))
        still.update(now)
    assert [text.partition(" after")[0] for text in published] == ["C8H18, idle", "C8H18, running", "C8H18, running"]
