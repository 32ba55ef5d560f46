"""Measure what a page keeps of a run that goes on: ``python -m bench.heap [--minutes N]``.

A panel in a real JupyterLab shows a run of 10⁹ steps, a million a second, all folds open. Every half minute the
garbage is collected, and what is left of JavaScript's heap is read, with the number of the document's nodes and
listeners. A page that keeps nothing of what it has shown stays where it was after the first minutes, in which its curve
fills. Needs Chromium, and the extra ``test``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.browser.chromium import chromium
from tests.browser.jupyter import jupyter
from tests.browser.notebook import Notebook

CELL: Final = """
import sawidget as sa
w = sa.Annealer("C10H22", seed=7, steps_per_second=1_000_000, steps_per_cycle=10**9, num_cycles=1, initial_temp=1000,
                schedule="constant")
w
"""
#: Seconds between two looks.
EVERY: Final = 30
#: All that can be opened is open.
OPEN: Final = (
    "for (const name of ['settings', 'microscope', 'isomers', 'moves']) localStorage[`sawidget.open.${name}`] = 'yes'"
)


def kept(client: Any) -> tuple[float, int, int]:
    """Megabytes of the heap, nodes and listeners that are left after the garbage has been collected."""
    client.send("HeapProfiler.collectGarbage")
    metrics = {metric["name"]: metric["value"] for metric in client.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6, int(metrics["Nodes"]), int(metrics["JSEventListeners"])


def main() -> None:
    """Print the table, and by how much the heap grew in a minute of its second half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="to look at the page")
    minutes = parser.parse_args().minutes
    with chromium() as browser, tempfile.TemporaryDirectory() as folder, jupyter(Path(folder)) as server:
        server.write("heap.ipynb", [CELL])
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.add_init_script(OPEN)
        page = context.new_page()
        notebook = Notebook.open(page, server, "heap.ipynb")
        notebook.run(0)
        panel = notebook.panel()
        panel.until("idle")
        client = context.new_cdp_session(page)
        client.send("Performance.enable")
        panel.press("Start")
        panel.beyond(0)
        print("| minutes | steps | heap MB | nodes | listeners |\n|---|---|---|---|---|", flush=True)
        heap = []
        for look in range(int(60 * minutes / EVERY) + 1):
            megabytes, nodes, listeners = kept(client)
            heap.append(megabytes)
            print(f"| {look * EVERY / 60:g} | {panel.step:,} | {megabytes:.2f} | {nodes} | {listeners} |", flush=True)
            page.wait_for_timeout(1000 * EVERY)
        late = np.array(heap[len(heap) // 2 :])
        if len(late) > 1:
            slope = np.polyfit(np.arange(len(late)) * EVERY / 60, late, 1)[0]
            print(f"growth in the second half: {1000 * slope:.0f} kB a minute")
        notebook.close()
        context.close()


if __name__ == "__main__":
    main()
