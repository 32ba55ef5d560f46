"""A real browser before a real JupyterLab."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.notebook import Notebook

playwright = pytest.importorskip("playwright.sync_api")

#: Without a screen, and without asking anybody outside this machine for anything.
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    executable = os.environ.get("SAWIDGET_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with jupyter(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def opened(browser: Any, lab: Jupyter, request: pytest.FixtureRequest) -> Iterator[Callable[..., Notebook]]:
    """To open a notebook of these cells in a page of its own."""
    contexts = []

    def open_notebook(*cells: str, server: Jupyter = lab, **settings: Any) -> Notebook:
        name = f"{request.node.name.replace('[', '-').replace(']', '')}-{len(contexts)}.ipynb"
        server.write(name, cells)
        context = browser.new_context(viewport={"width": 1200, "height": 900}, **settings)
        contexts.append(context)
        return Notebook.open(context.new_page(), server, name)

    yield open_notebook
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
