"""Every lesson, opened in a real JupyterLab by somebody who runs all of its cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sawidget import lessons
from tests.browser.desk import Desk
from tests.browser.jupyter import Jupyter, jupyter

#: Milliseconds for all cells of a lesson, on a machine that is busy.
LESSON = 240_000
#: Whether a panel, or each of its runs where it has several, has come further than its start. All but the first of a
#: lesson may be for the student alone: no cell waits for their end, and Start is locked until a prediction is made.
FRAMES = """([node, locked]) => {
    if (locked && node.querySelector(".sawidget-locked:not([hidden])")) return true;
    const feet = [...node.querySelectorAll(".sawidget-count, .sawidget-multiple-foot")];
    const step = (foot) => Number(foot.textContent.split(" of ")[0].replace(/[^0-9]/g, ""));
    return feet.length > 0 && feet.every((foot) => step(foot) > 0);
}"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A student's folder, as ``sawidget lab`` makes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAWIDGET_PACE", "0")  # the clock of a lesson is not what is tested
        with jupyter(tmp_path_factory.mktemp("room")) as server:
            lessons.copy_to(server.folder)
            yield server


@pytest.fixture(scope="module")
def desk(room: Jupyter, browser: Any) -> Iterator[Desk]:
    with Desk.of(browser, room) as desk:
        yield desk


@pytest.mark.lane("browser")
@pytest.mark.lane("lab")
@pytest.mark.parametrize("lesson", lessons.originals(), ids=lambda path: path.stem)
def test_all_cells_of_a_lesson_run_and_its_panels_show_frames(
    lesson: Path, desk: Desk, request: pytest.FixtureRequest
) -> None:
    failed = request.session.testsfailed
    request.addfinalizer(lambda: desk.clear(keep=request.session.testsfailed == failed))
    notebook = desk.lay(lesson.name)
    notebook.page.set_default_timeout(LESSON)
    notebook.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    panels = notebook.page.locator(".jp-OutputArea .sawidget")
    assert panels.count()
    for number in range(panels.count()):
        given = [panels.nth(number).element_handle(), number > 0]
        notebook.page.wait_for_function(FRAMES, arg=given, timeout=LESSON)
    assert notebook.page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert notebook.errors == []
