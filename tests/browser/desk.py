"""A page of JupyterLab that shows one notebook after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.jupyter import Jupyter
from tests.browser.notebook import Notebook


class Desk:
    """Where notebooks are laid: to open JupyterLab takes most of a small test's time."""

    def __init__(self, browser: Any, server: Jupyter) -> None:
        self._browser = browser
        self._server = server
        self._context: Any = None
        self._notebook: Notebook | None = None

    @classmethod
    @contextmanager
    def of(cls, browser: Any, server: Jupyter) -> Iterator[Desk]:
        """One for notebooks of this server."""
        desk = cls(browser, server)
        yield desk
        desk._away()

    def lay(self, name: str) -> Notebook:
        """Open a notebook, which is the only one."""
        if self._context:
            self._notebook = Notebook.laid(self._context.pages[0], name)
        else:
            self._context = self._browser.new_context(viewport={"width": 1200, "height": 900})
            self._notebook = Notebook.open(self._context.new_page(), self._server, name)
        return self._notebook

    def clear(self, *, keep: bool) -> None:
        """Close it. The page is given up where something went wrong, or where it does not let the notebook go."""
        notebook, self._notebook = self._notebook, None
        try:
            if notebook:
                notebook.leave()
        except Exception:  # whatever a test that failed has left there
            keep = False
        if not (keep and notebook):
            self._away()

    def _away(self) -> None:
        context, self._context = self._context, None
        if context:
            context.close()
