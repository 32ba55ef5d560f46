"""``sawidget figures``, as a lecturer types it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sawidget.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slides") / "new"
    assert main(["figures", str(folder)]) == 0
    return folder


def test_each_figure_is_there_for_slides_and_has_a_sentence_for_those_who_cannot_see_it(folder: Path) -> None:
    shown = re.findall(r"!\[([^]]+)\]\((.+)\.svg\)", (folder / "figures.md").read_text(encoding="utf-8"))
    assert {name for _, name in shown} == {path.stem for path in folder.glob("*.svg")}
    assert {path.stem for path in folder.glob("*.png")} == {path.stem for path in folder.glob("*.svg")}
    assert all(words.endswith(".") and len(words) > 80 for words, _ in shown)


def test_each_replay_is_linked_and_every_link_leads_to_one(folder: Path) -> None:
    linked = re.findall(r"\]\((.+?\.html)\)", (folder / "figures.md").read_text(encoding="utf-8"))
    assert sorted(linked) == sorted(path.name for path in folder.glob("*.html"))
    assert linked


def test_the_measured_shares_agree_with_the_exact_law(folder: Path) -> None:
    # At 10⁶ steps of C6H14 and kT = 4; another seed measures another distance below this.
    apart = re.search(r"agree within ([\d.]+)", (folder / "figures.md").read_text(encoding="utf-8"))
    assert apart
    assert float(apart[1]) < 0.01


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["figures", str(tmp_path / "file")]) == 1
    assert "another DIR" in capsys.readouterr().err
