"""Measure how long a press of a button takes to the screen: ``python -m bench.press [--presses N]``.

A real JupyterLab in headless Chromium: Start until the first frame is painted, Pause and Step until they are seen; with
a kernel that has nothing to do and one whose cell is busy, directly and through jupyter-server-proxy. Then the same of
the last of eight panels while the other seven run, and beside them how long saving the notebook and interrupting a
cell take. The page measures, from the click to what is painted after it. Needs Chromium, and the extra ``test``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.paint import reached
from tests.browser.chromium import chromium
from tests.browser.jupyter import jupyter
from tests.browser.notebook import Notebook, Panel

#: A run that does not end by itself, and so slow that its frames are single ones.
CELL: Final = (
    "import sawidget as sa\nw = sa.Annealer('C10H22', seed=7, steps_per_second=1000, steps_per_cycle=10**6)\nw"
)
BUSY: Final = "while True: sum(range(1000))"
PANELS: Final = 8

#: Milliseconds from a click to the painted picture in which the panel is in a state, and at a later step if need be.
PRESS: Final = """
([node, name, state, further]) => new Promise((seen) => {
  const text = () => node.querySelector(".sawidget-count").textContent.split(" of ")[0], before = text();
  const painted = (act) => requestAnimationFrame(() => {
    const channel = new MessageChannel(); // a message that is sent while a frame is made comes once it is handed over
    channel.port1.onmessage = act;
    channel.port2.postMessage(0);
  });
  const began = performance.now();
  const observer = new MutationObserver(() => {
    if (node.dataset.state !== state || (further && text() === before)) return;
    observer.disconnect();
    painted(() => seen(performance.now() - began));
  });
  observer.observe(node, { subtree: true, childList: true, characterData: true, attributes: true });
  [...node.querySelectorAll("button")].find((button) => button.textContent === name).click();
})
"""

#: Milliseconds that something takes which Jupyter does.
TAKES: Final = """
async (what) => {
  const { sessionContext } = window.jupyterapp.shell.currentWidget, kernel = sessionContext.session.kernel;
  const began = performance.now();
  if (what === "save") await window.jupyterapp.commands.execute("docmanager:save");
  else {
    await kernel.interrupt();
    while (kernel.status !== "idle") await new Promise((go) => setTimeout(go, 5));
  }
  return performance.now() - began;
}
"""

#: What is pressed in turn, the state that it leads to, and whether a later step must be seen.
TURNS: Final = (("Start", "running", True), ("Pause", "paused", False), ("Step", "paused", True))


def pressed(page: Any, panel: Panel, presses: int) -> dict[str, list[float]]:
    """Milliseconds of each press; the first round is left out, since it is the one that compiles."""
    times: dict[str, list[float]] = {name: [] for name, _, _ in TURNS}
    node = panel.node.element_handle()
    for turn in range(presses + 1):
        for name, state, further in TURNS:
            took = page.evaluate(PRESS, [node, name, state, further])
            if turn:
                times[name].append(took)
            page.wait_for_timeout(250)
    return times


def row(title: str, times: dict[str, list[float]]) -> str:
    """A line of the table: the median of each, and the longest."""
    cells = (f"{np.median(took):.0f} ({max(took):.0f})" for took in times.values())
    return f"| {title} | {' | '.join(cells)} |"


def rows(browser: Any, folder: Path, presses: int) -> Iterator[str]:
    """A line for each way and kernel, and one for the last of many panels."""
    remote = {"ServerApp.allow_remote_access": True}
    with jupyter(folder, base_url="/user/x/", settings=remote) as server:
        for way, (known, prepare) in reached(server).items():
            if way == "comm":  # which waits for the cell
                continue
            known.write(f"{way}.ipynb", [CELL] * PANELS + [BUSY])
            context = browser.new_context(viewport={"width": 1200, "height": 900})
            prepare(context)
            notebook = Notebook.open(context.new_page(), known, f"{way}.ipynb")
            yield from measured(notebook, way, presses)
            notebook.close()
            context.close()


def measured(notebook: Notebook, way: str, presses: int) -> Iterator[str]:
    """The lines of one way."""
    page = notebook.page
    notebook.run(0)
    notebook.panel(0).light("live")
    yield row(f"{way}", pressed(page, notebook.panel(0), presses))
    notebook.run(PANELS, wait=False)
    page.wait_for_timeout(1000)
    yield row(f"{way}, a cell is busy", pressed(page, notebook.panel(0), presses))
    page.evaluate(TAKES, "interrupt")
    for number in range(1, PANELS):
        notebook.run(number)
        notebook.panel(number).until("idle")
    for number in range(PANELS - 1):
        notebook.panel(number).press("Start")
        notebook.panel(number).until("running")
    notebook.run(PANELS, wait=False)
    page.wait_for_timeout(1000)
    yield row(f"{way}, a cell is busy, seven more run", pressed(page, notebook.panel(PANELS - 1), presses))
    saved, interrupted = (page.evaluate(TAKES, what) for what in ("save", "interrupt"))
    yield f"| {way}, meanwhile: save {saved:.0f} ms, interrupt {interrupted:.0f} ms | | | |"


def main() -> None:
    """Print the table, and how busy the machine is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=10, help="of each button")
    presses = parser.parse_args().presses
    print("| ms, p50 (longest) | Start to the first frame | Pause | Step |\n|---|---|---|---|")
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for line in rows(browser, Path(folder), presses):
            print(line, flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
