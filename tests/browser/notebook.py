"""A notebook in the browser: run cells, look at what they show."""

from __future__ import annotations

from typing import Any, Final

from tests.browser.jupyter import Jupyter

#: Milliseconds that a page may take where nothing is wrong: the machine may be busy.
PATIENCE: Final = 60_000

#: Close a notebook, then end its kernel: nobody is left to miss it. What the page remembers goes with it.
_LEAVE: Final = """async () => {
    const { jupyterapp } = window, shown = jupyterapp.shell.currentWidget;
    const { id } = shown.sessionContext.session;
    shown.context.model.dirty = false;
    shown.dispose();
    const late = new Promise((_, no) => setTimeout(no, 30_000, new Error("the kernel does not end")));
    await Promise.race([jupyterapp.serviceManager.sessions.shutdown(id), late]);
    localStorage.clear();
}"""


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
        page.on("console", self._hear)
        page.on("pageerror", self._hear)

    @classmethod
    def open(cls, page: Any, server: Jupyter, name: str) -> Notebook:
        """Open it, and wait for its kernel."""
        notebook = cls(page)
        page.goto(server.address(name))
        notebook.settled()
        return notebook

    @classmethod
    def laid(cls, page: Any, name: str) -> Notebook:
        """Open it in a page that another one was left in: a page of its own takes most of a small test's time."""
        notebook = cls(page)
        page.evaluate("path => void window.jupyterapp.commands.execute('docmanager:open', {path})", name)
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
        self.cell(number).locator(".jp-InputArea-editor").click()
        # Keys that are pressed while JupyterLab is still settling are lost, or taken twice.
        run = "window.jupyterapp.commands.execute('notebook:run-cell')"
        self.page.evaluate(run if wait else f"void {run}")

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

    def panel(self, number: int = 0) -> Panel:
        """The panel that a cell shows."""
        return Panel(self.page, self.cell(number).locator(".sawidget").first)

    def save(self) -> None:
        """Write it to its file, and wait for that."""
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")

    def restart(self) -> None:
        """Restart the kernel."""
        self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.settled()

    def interrupt(self) -> None:
        """Press the stop button."""
        self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")

    def close(self) -> None:
        """End its kernel, which would go on with what it was told to run; a page that is somewhere else has none."""
        self.page.evaluate("void window.jupyterapp?.shell.currentWidget?.sessionContext?.shutdown()")
        self.page.wait_for_timeout(100)

    def leave(self) -> None:
        """Leave the page to another one, with its complaints heard."""
        self.page.evaluate(_LEAVE)
        self.page.wait_for_timeout(50)
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._hear)

    def _hear(self, said: Any) -> None:
        if getattr(said, "type", "error") == "error":
            self.errors.append(str(getattr(said, "text", said)))

    def busy(self, number: int) -> bool:
        """Whether a cell is being run."""
        return "*" in self.cell(number).locator(".jp-InputArea-prompt").inner_text()


class Panel:
    """A panel, as a person sees it."""

    def __init__(self, page: Any, node: Any) -> None:
        self.page = page
        self.node = node

    def button(self, name: str) -> Any:
        """By the name that it has for somebody who cannot see it."""
        return self.node.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Press a button."""
        self.button(name).click()

    def until(self, state: str, timeout: float = PATIENCE) -> None:
        """Wait for a state of the run."""
        self.page.wait_for_function(
            "([node, state]) => node.dataset.state === state",
            arg=[self.node.element_handle(), state],
            timeout=timeout,
        )

    def light(self, words: str) -> None:
        """Wait until the connection is described so."""
        self.page.wait_for_function(
            "([node, words]) => node.querySelector('.sawidget-light').innerText.includes(words)",
            arg=[self.node.element_handle(), words],
            timeout=PATIENCE,
        )

    def advice(self) -> str:
        """What is said about the connection in a line of its own."""
        return str(self.node.locator(".sawidget-advice").inner_text())

    @property
    def step(self) -> int:
        """The number of steps that it shows. (A cell out of sight is not rendered, and has no inner text.)"""
        text = str(self.node.locator(".sawidget-count").text_content())
        return int("".join(filter(str.isdigit, text.partition(" of ")[0])) or 0)

    def beyond(self, step: int) -> None:
        """Wait until it shows a later step."""
        self.page.wait_for_function(
            """([node, step]) => {
                const text = node.querySelector(".sawidget-count").textContent.split(" of ")[0];
                return Number(text.replace(/[^0-9]/g, "")) > step;
            }""",
            arg=[self.node.element_handle(), step],
            timeout=PATIENCE,
        )

    def energy(self, role: str) -> float:
        """Of the molecule that is ``current``, or ``best``."""
        value = self.node.locator(f".sawidget-molecule.sawidget-{role} .sawidget-value")
        text = str(value.text_content())
        return float(text.replace("\N{MINUS SIGN}", "-").replace("\N{NARROW NO-BREAK SPACE}", ""))

    def smiles(self, role: str) -> str:
        """Likewise."""
        return str(self.node.locator(f".sawidget-molecule.sawidget-{role} .sawidget-smiles").text_content())
