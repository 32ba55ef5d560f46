"""What `sawidget figures` draws, as the site shows it."""

from __future__ import annotations

import re
from pathlib import Path


def test_each_figure_is_there_for_slides_and_has_a_sentence_for_those_who_cannot_see_it(figures: Path) -> None:
    shown = re.findall(r"!\[([^]]+)\]\((.+)\.svg\)", (figures / "figures.md").read_text(encoding="utf-8"))
    assert {name for _, name in shown} == {path.stem for path in figures.glob("*.svg")}
    assert {path.stem for path in figures.glob("*.png")} == {path.stem for path in figures.glob("*.svg")}
    assert all(words.endswith(".") and len(words) > 80 for words, _ in shown)


def test_each_replay_is_linked_and_every_link_leads_to_one(figures: Path) -> None:
    linked = re.findall(r"\]\((.+?\.html)\)", (figures / "figures.md").read_text(encoding="utf-8"))
    assert sorted(linked) == sorted(path.name for path in figures.glob("*.html"))
    assert linked


def test_the_measured_shares_agree_with_the_exact_law(figures: Path) -> None:
    # At 10⁶ steps of C6H14 and kT = 4; another seed measures another distance below this.
    apart = re.search(r"agree within ([\d.]+)", (figures / "figures.md").read_text(encoding="utf-8"))
    assert apart
    assert float(apart[1]) < 0.01
