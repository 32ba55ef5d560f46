"""Panels on a real JupyterHub: its proxy, a spawned JupyterLab, and jupyter-server-proxy in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.chromium import CAMPUS
from tests.browser.jupyter import Jupyter
from tests.browser.notebook import PATIENCE, Notebook
from tests.hub.hub import Hub, hub

pytestmark = pytest.mark.lane("hub")

CELL = "import sawidget as sa\nw = sa.Annealer('C8H18', seed=7, steps_per_second=400)\nw"


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub(tmp_path_factory.mktemp("hub")) as running:
        yield running


@pytest.fixture
def student(browser: Any, classroom: Hub) -> Iterator[tuple[Any, Jupyter]]:
    """A page of somebody who has logged in from another machine, and what was spawned for them."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    public = classroom.url.replace("127.0.0.1", CAMPUS)
    page.goto(f"{public}hub/login?next=/hub/spawn")
    page.fill("#username_input", "ann")
    page.fill("#password_input", "x")
    page.click("#login_submit")
    page.wait_for_url("**/user/ann/lab**")
    yield page, Jupyter(f"{public}user/ann/", "", classroom.folder)
    context.close()


def test_a_panel_runs_to_its_end_on_a_hub(student: tuple[Any, Jupyter]) -> None:
    page, server = student
    server.write("lesson.ipynb", [CELL, ""])
    notebook = Notebook.open(page, server, "lesson.ipynb")
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live")
    assert "proxy" in str(panel.node.locator(".sawidget-light").get_attribute("title"))
    panel.press("Start")
    panel.until("complete")
    assert panel.step == 2000
    assert float(notebook.value(1, "print(w.best_energy)").split()[-1]) == panel.energy("best")
