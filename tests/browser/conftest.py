"""A real browser before a real JupyterLab."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import CAMPUS
from tests.browser.desk import Desk
from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.nginx import nginx
from tests.browser.notebook import Notebook

Open = Callable[..., Notebook]


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """On the student's own machine."""
    with jupyter(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """Under a path of another machine's, where nothing leads to the kernel but what Jupyter passes on."""
    settings = {"ServerApp.allow_remote_access": True}
    with jupyter(tmp_path_factory.mktemp("campus"), base_url="/user/x/", settings=settings) as lab:
        yield lab.known_as(CAMPUS)


@pytest.fixture(scope="session")
def behind_nginx(campus: Jupyter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """The same behind nginx as Debian ships it."""
    with nginx(tmp_path_factory.mktemp("nginx"), campus.port) as port:
        yield campus.known_as(CAMPUS, port)


@pytest.fixture
def opened(browser: Any, lab: Jupyter, request: pytest.FixtureRequest) -> Iterator[Open]:
    """To open a notebook of these cells in a page of its own."""
    contexts: list[Any] = []
    notebooks: list[Notebook] = []

    def open_notebook(
        *cells: str, server: Jupyter = lab, before: Callable[[Any], object] = lambda context: None, **settings: Any
    ) -> Notebook:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **settings})
        contexts.append(context)
        before(context)
        notebook = Notebook.open(context.new_page(), server, written(server, request, cells))
        notebooks.append(notebook)
        return notebook

    yield open_notebook
    for notebook in notebooks:
        notebook.close()
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def desk(browser: Any, lab: Jupyter) -> Iterator[Desk]:
    """A page that shows the notebook of one test after the other."""
    with Desk.of(browser, lab) as desk:
        yield desk


@pytest.fixture
def laid(desk: Desk, lab: Jupyter, request: pytest.FixtureRequest) -> Iterator[Open]:
    """To open a notebook of these cells on the desk: one in a test, which leaves the page as it found it."""
    failed = request.session.testsfailed
    yield lambda *cells: desk.lay(written(lab, request, cells))
    desk.clear(keep=request.session.testsfailed == failed)


def written(server: Jupyter, request: pytest.FixtureRequest, cells: Sequence[str]) -> str:
    """Write a notebook of these cells that is named after the test."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    name += f"-{len([*server.folder.glob(f'{name}-*.ipynb')])}.ipynb"
    server.write(name, cells)
    return name


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
