"""A notebook in the browser: run cells, look at what they show."""

from __future__ import annotations

from typing import Any, Final

from tests.browser.jupyter import Jupyter

#: Milliseconds that a page may take where nothing is wrong: the machine may be busy.
PATIENCE: Final = 60_000


class Notebook:
    """One notebook, open in a page.

    Attributes
    ----------
    errors : what the page complained of on its console
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @classmethod
    def open(cls, page: Any, server: Jupyter, name: str) -> Notebook:
        """Open it, and wait for its kernel."""
        notebook = cls(page)
        page.goto(server.address(name))
        notebook.settled()
        return notebook

    def settled(self) -> None:
        """Wait until the kernel waits for work."""
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=PATIENCE,
        )

    def cell(self, number: int) -> Any:
        """One of its cells, from 0."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def run(self, number: int, *, wait: bool = True) -> None:
        """Run a cell, and wait until it is done."""
        before = self.cell(number).locator(".jp-InputArea-prompt").inner_text()
        self.cell(number).locator(".jp-InputArea-editor").click()
        # Keys that are pressed while JupyterLab is still settling are lost, or taken twice.
        self.page.evaluate("void window.jupyterapp.commands.execute('notebook:run-cell')")
        if wait:
            self.page.wait_for_function(
                """([number, before]) => {
                    const prompts = document.querySelectorAll(".jp-Notebook .jp-Cell .jp-InputArea-prompt");
                    const text = prompts[number].innerText;
                    return text !== before && /\\d/.test(text);
                }""",
                arg=[number, before],
                timeout=PATIENCE,
            )

    def text(self, number: int) -> str:
        """The text that a cell has printed or returned."""
        return str(self.cell(number).locator(".jp-OutputArea").inner_text())

    def value(self, number: int, source: str) -> str:
        """Put other source into a cell, run it, and tell its text."""
        editor = self.cell(number).locator(".jp-InputArea-editor .cm-content")
        editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        self.run(number)
        return self.text(number)

    def panel(self, number: int = 0) -> Any:
        """The panel of a widget that a cell shows."""
        return self.cell(number).locator(".sawidget").first
