"""What the README and the pages of docs/ tell the reader to type works as it stands, and their links lead somewhere."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAWIDGET_ARCHIVE", str(tmp_path / "archive"))
    yield
    plt.close("all")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_runs_in_the_order_of_the_page(page: Path) -> None:
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        exec(compile(block, page.name, "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert "://" in link or (page.parent / link).exists(), link


@pytest.mark.parametrize(
    "module",
    [
        "sawidget",
        "sawidget.annealer",
        "sawidget.annealing",
        "sawidget.certificate",
        "sawidget.checks",
        "sawidget.compare",
        "sawidget.ensembles",
        "sawidget.judgement",
        "sawidget.landscapes",
        "sawidget.predictions",
        "sawidget.serving",
    ],
)
def test_every_example_of_a_docstring_gives_what_it_says(module: str) -> None:
    tried = doctest.testmod(import_module(module))
    assert tried.attempted
    assert not tried.failed
