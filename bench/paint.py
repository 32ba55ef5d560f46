"""Measure how long a frame takes from the run to the screen: ``python -m bench.paint [--seconds N]``.

A real JupyterLab in headless Chromium; the panel reaches its kernel directly, through jupyter-server-proxy, and over
the comm. Beside it, in the same run, a bare page that writes the number of each event of an EventSource and does
nothing else. Both clocks are of one machine. Needs Chromium, and the extra ``test``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.browser.chromium import CAMPUS, chromium
from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.notebook import Notebook, Panel

#: The kernel's side: a run, and when each of its frames was made. All temperatures are hot: each frame is another one.
MADE: Final = """
import json, time, sawidget as sa
from saserver import background
w = sa.Annealer("C10H22", seed=7, steps_per_second={pace}, steps_per_cycle={steps}, num_cycles=1,
                initial_temp=1000, schedule="constant")
made, journal = {{}}, background.sessions().journal
last = journal.number
def note():
    global last
    now = time.time()
    for event in journal.after(w.session_id, last) or ():
        last = event.number
        if event.name == "progress":
            made[event.data["step"]] = now
journal.listen(w.session_id, note)
w
"""

#: The page's side: when each step was on the screen, in seconds since 1970.
SEEN: Final = """
() => {
  window.seen = {};
  const drawn = (step) => { // called while a frame is made: a message comes once it has been handed over
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { window.seen[step] ??= (performance.timeOrigin + performance.now()) / 1000; };
    channel.port2.postMessage(0);
  };
  window.painted = (step) => requestAnimationFrame(() => drawn(step));
  const node = document.querySelector(".sawidget-count");
  if (node) new MutationObserver(() => drawn(Number(node.textContent.split(" of ")[0].replace(/[^0-9]/g, ""))))
    .observe(node, { childList: true, characterData: true, subtree: true });
}
"""

#: Steps a second and their number. Not twenty: a screen of 60 Hz would see all frames at one point of its beat.
RUNS: Final = (("20 steps/s", 19.7, 10**6), ("10⁹ steps, full speed", 0, 10**9))

#: The bare page.
BARE: Final = """
([address]) => new Promise((begun) => {
  document.body.textContent = "";
  const source = new EventSource(address);
  source.addEventListener("hello", begun);
  source.addEventListener("progress", (event) => {
    const { step } = JSON.parse(event.data);
    document.body.textContent = String(step);
    window.painted(step);
  });
})
"""


def delays(notebook: Notebook, seen: dict[str, float]) -> np.ndarray[Any, Any]:
    """Milliseconds from made to painted, of the frames that were painted."""
    made = json.loads("{" + notebook.value(1, "print(json.dumps(made))").partition("{")[2])
    return np.array([1000 * (seen[step] - made[step]) for step in seen if step in made])


def measured(page: Any, notebook: Notebook, panel: Panel, seconds: float) -> tuple[np.ndarray[Any, Any], int, float]:
    """Delays, frames painted, and the share of a core that the page's main thread took."""
    page.evaluate(SEEN)
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")
    before = busy(client)
    panel.press("Start")
    page.wait_for_timeout(seconds * 1000)
    share = (busy(client) - before) / seconds
    panel.press("Pause")
    panel.until("paused")
    seen = page.evaluate("window.seen")
    return delays(notebook, seen), len(seen), share


def busy(client: Any) -> float:
    """Seconds that the page's main thread has worked."""
    metrics = {metric["name"]: metric["value"] for metric in client.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def reached(server: Jupyter) -> dict[str, tuple[Jupyter, Callable[[Any], None]]]:
    """The ways to a kernel: under which name the server is opened, and what is done to the browser before."""
    return {
        "direct": (server, lambda context: None),
        "proxy": (server.known_as(CAMPUS), lambda context: None),
        "comm": (server.known_as(CAMPUS), lambda c: c.route("**/proxy/**", lambda route: route.abort())),
    }


def ways(browser: Any, folder: Path, pace: float, steps: int, seconds: float) -> Iterator[str]:
    """A row for each way."""
    remote = {"ServerApp.allow_remote_access": True}
    with jupyter(folder, base_url="/user/x/", settings=remote) as server:
        for way, (known, prepare) in reached(server).items():
            context = browser.new_context(viewport={"width": 1200, "height": 900})
            prepare(context)
            page = context.new_page()
            known.write(f"{way}.ipynb", [MADE.format(pace=pace, steps=steps), ""])
            notebook = Notebook.open(page, known, f"{way}.ipynb")
            notebook.run(0)
            panel = notebook.panel()
            panel.light("live")
            panel.press("Start")  # what is compiled at the first step is not what is measured
            panel.beyond(0)
            panel.press("Pause")
            panel.until("paused")
            late, frames, share = measured(page, notebook, panel, seconds)
            yield row(way, late, frames / seconds, share)
            if way == "direct":
                late = bare(context, notebook, panel, seconds)
                yield row("bare page, direct", late, len(late) / seconds, None)
            context.close()


def bare(context: Any, notebook: Notebook, panel: Panel, seconds: float) -> np.ndarray[Any, Any]:
    """The delays of a page that does nothing else; the panel is covered meanwhile, and paints nothing."""
    said = notebook.value(1, "server = sa.serve(); print(server.port, server.key, w.session_id)")
    port, key, session = said.split()[-3:]
    base = f"http://127.0.0.1:{port}/"
    panel.press("Start")
    panel.until("running")
    page = context.new_page()
    page.goto(f"{base}hello")
    page.evaluate(SEEN)
    page.evaluate(BARE, [f"{base}api/sa/stream?s={session}&key={key}"])
    page.wait_for_timeout(seconds * 1000)
    seen = page.evaluate("window.seen")
    page.close()
    panel.press("Pause")
    panel.until("paused")
    return delays(notebook, seen)


def row(name: str, late: np.ndarray[Any, Any], rate: float, share: float | None) -> str:
    """A line of the table."""
    middle, slow = np.quantile(late, [0.5, 0.95]) if len(late) else (np.nan, np.nan)
    return f"| {name} | {rate:.1f} | {middle:.0f} | {slow:.0f} | {'' if share is None else f'{share:.0%}'} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each measurement")
    seconds = parser.parse_args().seconds
    head = "\n| {} | painted a second | p50 ms | p95 ms | main thread |\n|---|---|---|---|---|"
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for number, (title, pace, steps) in enumerate(RUNS):
            print(head.format(title))
            for line in ways(browser, Path(folder) / str(number), pace, steps, seconds):
                print(line, flush=True)


if __name__ == "__main__":
    main()
