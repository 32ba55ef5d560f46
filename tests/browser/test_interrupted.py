"""A line that breaks, hangs, or sleeps: the panel says so, comes back by itself, and has missed nothing."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.cable import Cable, cable
from tests.browser.chromium import CAMPUS
from tests.browser.jupyter import Jupyter
from tests.browser.notebook import Notebook, Panel

pytestmark = pytest.mark.lane("browser")

#: Seconds of an interruption.
CUT = 10
ASLEEP = 60

CELL = "import sawidget as sa\nw = sa.Annealer('C8H18', seed=7, steps_per_second=100)\nw"

#: Every event that arrives in the page by a stream, as the browser hands it over.
HEARD = """
window.heard = [];
window.EventSource = class extends EventSource {
  constructor(url) {
    super(url);
    for (const name of ["snapshot", "progress"]) {
      this.addEventListener(name, (event) => window.heard.push([name, Number(event.lastEventId.split(":")[1])]));
    }
  }
};
"""

#: The name of an event, and its number.
Heard = tuple[str, int]

#: What the server knows: the frames that it has made, and who watches.
MADE = """
import json
from saserver import background
journal = background.sessions().journal
frames = [event.number for event in journal.after(w.session_id, 0) if event.name == "progress"]
print(json.dumps({"frames": frames, "watchers": journal.watchers(w.session_id), "steps": w.steps}))
"""


def told(message: bytes | str) -> list[Heard]:
    """The events in a message of the kernel's, which is told over the notebook's own connection."""
    if isinstance(message, str):
        return []
    count = struct.unpack_from("<Q", message)[0]
    offsets = struct.unpack_from(f"<{count}Q", message, 8)
    data = json.loads(message[offsets[4] : offsets[5]]).get("data", {})
    events = data.get("content", {}).get("events", []) if isinstance(data, dict) else []
    return [(name, int(identity.split(":")[1])) for name, _, identity in events if name in ("snapshot", "progress")]


@dataclass
class Watched:
    """A panel that is being watched over a cable."""

    notebook: Notebook
    panel: Panel
    cables: list[Cable]
    digests: list[Heard]

    def begin(self, way: str) -> None:
        """Start the run, and see it run."""
        self.panel.light("live")
        assert way in str(self.panel.node.locator(".sawidget-light").get_attribute("title"))
        self.panel.press("Start")
        self.panel.beyond(0)

    def cut(self) -> None:
        """Nothing gets through, and nothing is let in."""
        for each in self.cables:
            each.cut()

    def jam(self) -> None:
        """Nothing gets through, and nobody is told."""
        for each in self.cables:
            each.jam()

    def mend(self) -> None:
        """All is as before."""
        for each in self.cables:
            each.mend()

    def wait(self, seconds: float) -> int:
        """Wait; the steps that the panel went on meanwhile."""
        self.notebook.page.wait_for_timeout(1000)  # what was on its way has arrived
        before = self.panel.step
        self.notebook.page.wait_for_timeout(1000 * seconds - 1000)
        return self.panel.step - before

    def made(self) -> dict[str, Any]:
        """What the server knows."""
        said = self.notebook.value(1, MADE)
        return dict(json.loads(said[said.index("{") :]))

    def nothing_was_missed(self) -> None:
        """The run is shown to its end: each frame has arrived, once, and none was made up for by a snapshot."""
        self.panel.until("complete")
        self.notebook.page.keyboard.press("Escape")  # JupyterLab's own word about the connection
        assert self.panel.step == 2000
        frames = self.made()["frames"]
        assert len(frames) > 200
        streamed = [(name, number) for name, number in self.notebook.page.evaluate("window.heard")]
        for heard in (streamed, self.digests):
            names = [name for name, _ in heard]
            assert "snapshot" not in names[names.index("progress") if "progress" in names else 0 :]
        assert frames == sorted({number for name, number in streamed + self.digests if name == "progress"})

    def comes_back(self) -> None:
        """The line is mended: the panel is live again by itself, and all is as if nothing had happened."""
        self.mend()
        self.panel.light("live")
        self.nothing_was_missed()
        self.alone()
        assert self.complaints() == []

    def alone(self) -> None:
        """One page, one connection."""
        for _ in range(60):
            if (watchers := self.made()["watchers"]) <= 1:
                break
            self.notebook.page.wait_for_timeout(500)
        assert watchers == 1

    def complaints(self) -> list[str]:
        """What is on the console, but for what a browser says there of every request that fails."""
        return [error for error in self.notebook.errors if "net::ERR" not in error]


@pytest.fixture
def watched(opened: Any, campus: Jupyter, lab: Jupyter, way: str) -> Iterator[Watched]:
    """A page that reaches its kernel in this way; all that it reaches is at the other end of a line."""

    digests: list[Heard] = []

    def before(context: Any) -> None:
        context.add_init_script(HEARD)
        if way == "notebook":
            context.route("**/proxy/**", lambda route: route.abort())
        context.on("page", lambda page: page.on("websocket", overhear))

    def overhear(socket: Any) -> None:
        socket.on("framereceived", lambda message: digests.extend(told(message)))

    server, host = (lab, "127.0.0.1") if way == "direct" else (campus, CAMPUS)
    with ExitStack() as lines:
        cables = [lines.enter_context(cable(server.port))]
        notebook = opened(CELL, "", server=server.known_as(host, cables[0].port), before=before)
        notebook.run(0)
        if way == "direct":  # as if a tunnel led to the machine of the kernel
            port = int(notebook.value(1, "print(sa.serve().port)").split()[-1])
            cables.append(lines.enter_context(cable(port)))
            notebook.value(1, f"w._server = {{**w._server, 'port': {cables[1].port}}}")
        yield Watched(notebook, notebook.panel(), cables, digests)
        notebook.close()


@pytest.mark.parametrize("way", ["direct", "proxy"])
def test_a_network_that_was_cut_is_found_again(watched: Watched, way: str) -> None:
    watched.begin(way)
    watched.cut()
    assert watched.wait(CUT) == 0
    watched.panel.light("reconnecting")
    watched.comes_back()


@pytest.mark.parametrize("way", ["notebook"])
def test_the_notebooks_own_connection_is_found_again_as_well(watched: Watched, way: str) -> None:
    watched.begin(way)
    watched.cut()
    assert watched.wait(CUT) == 0
    watched.mend()
    watched.nothing_was_missed()
    assert watched.complaints() == []


@pytest.mark.parametrize("way", ["direct"])
def test_a_line_that_says_nothing_is_waited_for_and_then_given_up(watched: Watched, way: str) -> None:
    watched.begin(way)
    watched.jam()
    assert watched.wait(CUT) == 0
    watched.panel.light("live")
    assert watched.wait(CUT) == 0
    watched.panel.light("reconnecting")
    watched.comes_back()


@pytest.mark.parametrize("way", ["proxy"])
def test_a_tab_that_slept_for_a_minute_catches_up(watched: Watched, way: str) -> None:
    watched.begin(way)
    tab = watched.notebook.page.context.new_cdp_session(watched.notebook.page)
    tab.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(ASLEEP)
    tab.send("Page.setWebLifecycleState", {"state": "active"})
    watched.nothing_was_missed()
    watched.alone()
    assert watched.notebook.errors == []
