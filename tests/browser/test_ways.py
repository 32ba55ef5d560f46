"""How a page reaches the kernel, and what it does when it no longer does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.browser.chromium import CAMPUS
from tests.browser.notebook import PATIENCE

pytestmark = pytest.mark.lane("browser")

CELL = "import sawidget as sa\nw = sa.Annealer('C8H18', seed=7, steps_per_second={pace})\nw"
WATCHERS = """
import json, urllib.request
server = sa.serve()
request = urllib.request.Request(
    f"http://127.0.0.1:{server.port}/api/sa/{w.session_id}/streaming-status", headers={"X-Sawidget-Key": server.key})
print("watchers", json.load(urllib.request.urlopen(request))["watchers"])
"""


def blocked(*patterns: str) -> Callable[[Any], None]:
    """To let nothing through to these addresses."""

    def block(context: Any) -> None:
        for pattern in patterns:
            context.route(pattern, lambda route: route.abort())

    return block


@pytest.fixture(params=["direct", "proxy", pytest.param("nginx", marks=pytest.mark.lane("nginx")), "comm"])
def way(request: pytest.FixtureRequest) -> tuple[dict[str, Any], str]:
    """How to open a notebook so that this way is the one to take, and the words of the light."""
    match request.param:
        case "direct":
            return {}, "direct"
        case "proxy":
            return {"server": request.getfixturevalue("campus")}, "proxy"
        case "nginx":
            return {"server": request.getfixturevalue("behind_nginx")}, "proxy"
    return {"server": request.getfixturevalue("campus"), "before": blocked("**/proxy/**")}, "notebook"


def told(panel: Any) -> str:
    """How the connection is described in full."""
    return str(panel.node.locator(".sawidget-light").get_attribute("title"))


def test_a_run_can_be_watched_and_steered_on_every_way(opened: Any, way: tuple[dict[str, Any], str]) -> None:
    how, words = way
    notebook = opened(CELL.format(pace=400), "", **how)
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live")
    assert words in told(panel)
    panel.press("Start")
    panel.beyond(0)
    panel.press("Pause")
    panel.until("paused")
    panel.press("Step")
    panel.press("Start")
    panel.until("complete")
    assert panel.step == 2000
    assert float(notebook.value(1, "print(w.best_energy)").split()[-1]) == panel.energy("best")


@pytest.mark.parametrize(
    "work",
    ["import time; time.sleep(25)", "import time; t = time.time()\nwhile time.time() < t + 25: sum(range(1000))"],
)
@pytest.mark.parametrize("place", ["lab", "campus"])
def test_the_panel_goes_on_and_obeys_while_a_cell_is_busy(
    opened: Any, request: pytest.FixtureRequest, work: str, place: str
) -> None:
    notebook = opened(CELL.format(pace=50), work, server=request.getfixturevalue(place))
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live")
    panel.press("Start")
    panel.beyond(0)
    notebook.run(1, wait=False)
    step = panel.step
    panel.beyond(step + 20)
    panel.press("Pause")
    panel.until("paused")
    step = panel.step
    panel.press("Step")
    panel.beyond(step)
    assert notebook.busy(1)


def test_a_page_that_is_loaded_anew_catches_up(opened: Any) -> None:
    notebook = opened(CELL.format(pace=100))
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Start")
    panel.beyond(0)
    notebook.save()
    notebook.page.reload()
    notebook.settled()
    panel = notebook.panel()
    panel.beyond(50)
    panel.node.get_by_role("slider", name="speed").press("End")
    panel.until("complete")
    assert panel.step == 2000


def test_after_a_restart_of_the_kernel_the_panel_says_what_to_do(laid: Any) -> None:
    notebook = laid(CELL.format(pace=100))
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live")
    panel.press("Start")
    panel.beyond(0)
    notebook.restart()
    panel.node.get_by_text("run the cells again").first.wait_for(timeout=PATIENCE)
    for name in ("Pause", "Step", "Reset"):
        assert panel.button(name).is_disabled()
    assert panel.node.get_by_role("slider", name="speed").is_disabled()
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live")
    panel.until("idle")


def test_a_server_that_stops_and_comes_back_is_found_again(laid: Any) -> None:
    notebook = laid(CELL.format(pace=50), "", "")
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live")
    panel.press("Start")
    panel.beyond(0)
    notebook.value(1, "sa.serve().stop()")
    panel.light("reconnecting")
    step = panel.step
    notebook.value(2, "sa.serve()")
    panel.light("live")
    panel.beyond(step)


def test_a_page_that_leaves_is_no_watcher_any_more(opened: Any, campus: Any) -> None:
    notebook = opened(CELL.format(pace=1), "", server=campus)
    notebook.run(0)
    notebook.panel().light("live")
    assert notebook.value(1, WATCHERS).strip().endswith("watchers 1")
    gone = notebook.page.context.new_page()
    name = notebook.page.url.rpartition("/")[2].partition("?")[0]
    notebook.save()
    gone.goto(campus.address(name))
    gone.wait_for_selector(".sawidget")
    gone.wait_for_function("document.querySelector('.sawidget-light').innerText.includes('live')", timeout=PATIENCE)
    assert notebook.value(1, WATCHERS).strip().endswith("watchers 2")
    gone.close(run_before_unload=True)
    for _ in range(60):
        if notebook.value(1, WATCHERS).strip().endswith("watchers 1"):
            return
        notebook.page.wait_for_timeout(500)
    pytest.fail("the stream of a closed page goes on")


def test_an_idle_page_lets_a_hub_end_its_server(opened: Any, campus: Any) -> None:
    notebook = opened(CELL.format(pace=100), "", server=campus, before=lambda context: context.clock.install())
    notebook.run(0)
    panel = notebook.panel()
    panel.light("Jupyter")
    said = notebook.value(1, "server = sa.serve(); print(server.port, server.key, w.session_id)")
    port, key, session = said.split()[-3:]
    status = f"http://127.0.0.1:{port}/api/sa/{session}/streaming-status"
    assert answer(status, {"X-Sawidget-Key": key})["watchers"] == 1
    notebook.page.clock.fast_forward("05:30")
    notebook.page.wait_for_function(
        "node => node.querySelector('.sawidget-light').title.includes('at rest')", arg=panel.node.element_handle()
    )
    for _ in range(60):  # the end of a stream comes to the server through the proxy, in its own time
        if (watchers := answer(status, {"X-Sawidget-Key": key})["watchers"]) == 0:
            break
        time.sleep(0.5)
    assert watchers == 0
    # What a hub looks at. A stream through the proxy, with its pings, would renew it every five seconds.
    seen = set()
    for _ in range(10):
        seen.add(answer(f"{campus.url}api/status?token={campus.token}".replace(CAMPUS, "127.0.0.1"))["last_activity"])
        time.sleep(6)
        after = answer(f"{campus.url}api/status?token={campus.token}".replace(CAMPUS, "127.0.0.1"))["last_activity"]
        if after in seen:
            return
    pytest.fail("the server of an idle page never looks idle")


def answer(url: str, headers: dict[str, str] | None = None) -> Any:
    """What somebody says who is asked from outside of the page."""
    with urlopen(Request(url, headers=headers or {}), timeout=30) as response:
        return json.load(response)


EVIL = b"""<!doctype html><script>
async function attempt(what) { try { return await what(); } catch (error) { return "refused"; } }
window.attempts = (base, key, session) => all(base, key, session, base + "api/sa/" + session + "/start?key=" + key);
const all = async (base, key, session, start) => ({
  hello: await attempt(async () => (await fetch(base + "hello")).text()),
  list: await attempt(async () => (await fetch(base + "api/sa?key=" + key)).text()),
  header: await attempt(async () => (await fetch(base + "api/sa", {headers: {"X-Sawidget-Key": key}})).text()),
  start: await attempt(async () => (await fetch(start, {method: "POST"})).text()),
  blind: await attempt(async () => (await fetch(start, {method: "POST", mode: "no-cors"})).type),
  stream: await new Promise((answer) => {
    const source = new EventSource(base + "api/sa/" + session + "/stream?key=" + key);
    source.addEventListener("hello", () => { source.close(); answer("heard"); });
    source.onerror = () => { source.close(); answer("refused"); };
  }),
});
</script>"""


@contextmanager
def elsewhere() -> Iterator[str]:
    """A page of another origin."""

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(EVIL)))
            self.end_headers()
            self.wfile.write(EVIL)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://elsewhere.test:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["direct", "proxy"])
def test_a_page_of_another_origin_can_neither_read_nor_command(opened: Any, campus: Any, path: str) -> None:
    """Not even with the key and the login of the person who looks at it."""
    notebook = opened(CELL.format(pace=100), "", server=campus)
    notebook.run(0)
    notebook.panel().light("live")
    said = notebook.value(1, "server = sa.serve(); print(server.port, server.key, w.session_id)")
    port, key, session = said.split()[-3:]
    base = f"http://127.0.0.1:{port}/" if path == "direct" else f"{campus.url}proxy/{port}/"
    with elsewhere() as address:
        page = notebook.page.context.new_page()
        page.goto(address)
        attempts = page.evaluate("given => window.attempts(...given)", [base, key, session])
        page.close()
    assert {attempts[name] for name in ("list", "header", "start", "stream")} == {"refused"}
    assert "session" not in attempts["hello"]
    assert notebook.value(1, "print(w.state, w.steps)").split()[-2:] == ["idle", "0"]
