"""A panel for everybody: what axe-core finds, in both themes; less motion; Notebook 7."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.axe import violations
from tests.browser.jupyter import Jupyter, jupyter

pytestmark = pytest.mark.lane("browser")

CELL = "import sawidget as sa\nw = sa.Annealer('C8H18', seed=7, steps_per_second={pace})\nw"


def test_axe_finds_no_serious_violation(opened: Any) -> None:
    notebook = opened(CELL.format(pace=0))
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Step")
    panel.until("paused")
    for fold in ("Settings", "Isomers seen", "Moves", "Theory", "Landscape"):
        panel.node.get_by_role("button", name=fold).first.click()
    panel.press("Start")
    panel.until("complete")
    notebook.page.wait_for_function("document.querySelectorAll('.sawidget img, .sawidget svg').length > 3")
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        assert violations(notebook.page, theme) == []


def test_less_motion_shows_the_same_end(laid: Any) -> None:
    notebook = laid(CELL.format(pace=1000))
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Start")
    panel.until("complete")
    assert panel.step == 2000
    assert notebook.errors == []
    notebook.page.emulate_media(reduced_motion="null")


@pytest.fixture(scope="module")
def notebook_7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with jupyter(tmp_path_factory.mktemp("notebook"), program="notebook", page="notebooks") as server:
        yield server


def test_a_panel_lives_in_notebook_7(opened: Any, notebook_7: Jupyter) -> None:
    notebook = opened(CELL.format(pace=1000), server=notebook_7)
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live, direct")
    panel.press("Start")
    panel.until("complete")
    assert panel.step == 2000
    assert not notebook.cell(0).locator(".sawidget-still").is_visible()
