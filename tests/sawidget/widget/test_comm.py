"""What goes over a widget's comm: its traits, the page's questions, and digests for a page without a stream."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest

import sawidget as sa
from saserver import background
from saserver.background import PREPARING
from saserver.sessions.run import Run
from saserver.sessions.store import Sessions
from sawidget import digests, kernel, pulse
from sawidget.digests import Digests

from .conftest import Page, until

PICTURES = {"current_svg", "best_svg"}


def page_of(widget: Any) -> Page:
    page = widget.comm
    assert isinstance(page, Page)
    return page


def by_http(method: str, path: str, body: object = None) -> tuple[int, Any]:
    server = background.serve()
    answer = httpx.request(
        method,
        f"http://127.0.0.1:{server.port}/api/sa/{path}".rstrip("/"),
        json=body,
        headers={"X-Sawidget-Key": str(server.key)},
        trust_env=False,
    )
    return answer.status_code, answer.json()


def told(page: Page, client: str = "c") -> list[list[Any]]:
    """All events that came for a client."""
    return [event for message in page.received if message.get("for") == client for event in message["events"]]


def test_folds_are_opened_and_left_out_by_name() -> None:
    panel = sa.Annealer("C6H14", open=("theory", "landscape"), without="isomers")
    expected = {"compact": False, "open": ["theory", "landscape"], "without": ["isomers"]}
    assert page_of(panel).state["_panel"] == expected
    with pytest.raises(ValueError, match=r"open: 'theorie' is no part of the panel.*theory, landscape"):
        sa.Annealer("C6H14", open=["theorie"])


def test_the_page_learns_the_name_of_the_run_at_once_and_the_server_when_it_is_to_show_it() -> None:
    panel = sa.Annealer("C8H18", compact=True)
    page = page_of(panel)
    assert page.state["session_id"] == panel.session_id
    assert page.state["_panel"] == {"compact": True}
    assert page.state["_server"] == {}
    assert background._server is None
    assert panel._repr_mimebundle_()
    server = background.serve()
    assert page.state["_server"] == {"port": server.port, "instance": server.instance, "key": server.key}


def test_the_page_cannot_set_what_is_ours() -> None:
    panel = sa.Annealer("C8H18", seed=1)
    before = panel.session_id
    page_of(panel).set(session_id="another", _server={}, _locked="x", seed=5, state="failed")
    assert (panel.session_id, panel._locked, panel.seed, panel.state) == (before, "", 1, "idle")


def test_messages_that_mean_nothing_are_passed_over() -> None:
    panel = sa.Annealer("C8H18")
    contents: list[Any] = [None, 3, [], {}, {"ask": "x"}, {"watch": 1, "cursors": {}}, {"watch": "c", "cursors": [1]}]
    for content in contents:
        page_of(panel).say(content)
    assert page_of(panel).received == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "vocabulary", None),
        ("POST", "check", {"formula": "C8H18", "seed": 1}),
        ("POST", "check", {"formula": "C8H17"}),
        ("GET", "depict?smiles=CC%28C%29C&smiles=C", None),
        ("GET", "gone/status", None),
        ("DELETE", "gone", None),
        ("GET", "", None),
        ("PUT", "gone", [1]),
    ],
    ids=str,
)
def test_a_question_over_the_comm_has_the_answer_of_the_api(method: str, path: str, body: object) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    assert page_of(panel).ask(method, path, body) == by_http(method, path, body)


def test_commands_over_the_comm_steer_the_run_and_the_traits_follow() -> None:
    panel = sa.Annealer("C8H18", seed=1, steps_per_second=0)
    page, run = page_of(panel), panel.session_id
    assert page.ask("POST", f"{run}/step", {"n": 1}) == (200, {"session_id": run, "status": "paused"})
    assert panel.steps == 1
    assert page.ask("POST", f"{run}/pause")[0] == 400
    parameters = {**panel.snapshot()["parameters"], "seed": 9, "num_cycles": 2}
    status, answer = page.ask("PUT", run, parameters)
    assert (status, answer) == (200, {"session_id": run, "status": "configured"})
    assert (panel.seed, panel.num_cycles, panel.steps) == (9, 2, 0)
    assert repr(panel) == "Annealer('C8H18', seed=9)"
    assert page.ask("PATCH", run, {"steps_per_second": 70})[0] == 200
    assert panel.steps_per_second == 70
    panel.num_cycles = 1  # what was chosen in the panel stays
    assert (panel.seed, panel.steps_per_second) == (9, 70)


def test_a_text_is_answered_as_a_text() -> None:
    panel = sa.Annealer("C8H18", seed=1)
    panel.step(3)
    status, body = page_of(panel).ask("GET", f"{panel.session_id}/history?format=csv")
    assert status == 200
    assert body.startswith("step,temperature,energy,best\n1,")


@pytest.mark.parametrize("path", ["stream?s=x", "x/stream"])
def test_a_stream_is_refused_for_it_would_never_be_answered(path: str) -> None:
    assert page_of(sa.Annealer("C8H18")).ask("GET", path)[0] == 400


def test_a_server_that_cannot_be_reached_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no port")

    panel = sa.Annealer("C8H18")
    monkeypatch.setattr(background, "serve", fail)
    status, body = page_of(panel).ask("GET", "vocabulary")
    assert (status, body["status_code"]) == (503, 503)
    assert "no port" in body["detail"]


def test_a_page_that_watches_gets_a_snapshot_then_every_later_event_once() -> None:
    panel = sa.Annealer("C8H18", seed=1)
    page, run = page_of(panel), panel.session_id
    page.say({"watch": "c", "cursors": {run: None}})
    until(lambda: told(page))
    for _ in range(5):
        panel.step()
    panel.cancel()
    until(lambda: told(page)[-1][0] == "cancelled")
    names = [name for name, _, _ in told(page)]
    assert names[0] == "snapshot"
    assert names.count("snapshot") == 1
    assert [data["step"] for name, data, _ in told(page) if name == "progress"] == [1, 2, 3, 4, 5]
    epoch = background.sessions().epoch
    numbers = [int(identity.removeprefix(f"{epoch}:")) for _, _, identity in told(page)]
    assert numbers == sorted(set(numbers))


def test_a_page_with_a_cursor_gets_what_came_after_it() -> None:
    panel = sa.Annealer("C8H18", seed=1)
    panel.step()
    number, _ = background.sessions().get(panel.session_id).snapshot()
    panel.step()
    page = page_of(panel)
    page.say({"watch": "c", "cursors": {panel.session_id: f"{background.sessions().epoch}:{number}"}})
    until(lambda: told(page))
    assert [(name, data["step"]) for name, data, _ in told(page)] == [("progress", 2)]


def test_a_landscape_comes_over_the_comm_too() -> None:
    panel = sa.Annealer("C6H14", seed=1)
    status, body = page_of(panel).ask("GET", f"{panel.session_id}/landscape")
    assert status == 200
    assert [isomer["energy"] for isomer in body["isomers"]] == [28, 29, 31, 32, 35]
    large = sa.Annealer("C20H42")
    status, body = page_of(large).ask("GET", f"{large.session_id}/landscape")
    assert (status, body["error"]) == (422, "TooManyIsomers")


@pytest.mark.parametrize("cursor", ["other:0", "x", "", "{epoch}:999999", "{epoch}:-1"])
def test_a_cursor_that_means_nothing_here_asks_for_a_snapshot(cursor: str) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    cursor = cursor.format(epoch=background.sessions().epoch)
    page_of(panel).say({"watch": "c", "cursors": {panel.session_id: cursor}})
    until(lambda: told(page_of(panel)))
    assert told(page_of(panel))[0][0] == "snapshot"


class Steady:
    """Digests whose beats are called by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[dict[str, Any]] = []
        self.digests = Digests(self.sent.append)
        self.callbacks: list[Any] = []
        self.busy = False

        def call_soon(callback: Any) -> bool:
            self.callbacks.append(callback)
            return True

        monkeypatch.setattr(kernel, "call_soon", call_soon)

    def beat(self, times: int = 1) -> list[dict[str, Any]]:
        """What is sent; between beats the main thread does what it was asked to, unless it is busy."""
        self.sent.clear()
        for _ in range(times):
            self.digests.beat()
            if not self.busy:
                while self.callbacks:
                    self.callbacks.pop()()
        return list(self.sent)


def test_a_digest_is_one_message_in_which_the_last_frame_alone_has_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = sa.Annealer("C8H18", seed=1), sa.Annealer("C6H14", seed=1)
    steady = Steady(monkeypatch)
    steady.digests.watch("c", {one.session_id: None, other.session_id: None})
    steady.beat()
    for _ in range(4):
        one.step()
    other.step()
    [message] = steady.beat()
    frames = [data for name, data, _ in message["events"] if name == "progress"]
    assert [(data["session_id"], data["step"], data.keys() >= PICTURES) for data in frames] == [
        (one.session_id, 1, False),
        (one.session_id, 2, False),
        (one.session_id, 3, False),
        (one.session_id, 4, True),
        (other.session_id, 1, True),
    ]
    assert all(data["series"]["step"] for data in frames)
    assert steady.beat() == []


def test_a_page_is_told_for_a_minute_unless_it_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    steady = Steady(monkeypatch)
    beats = round(digests.PATIENCE / pulse.PERIOD)
    steady.digests.watch("c", {panel.session_id: None})
    steady.beat(beats - 10)
    panel.step()
    [message] = steady.beat()
    steady.digests.watch("c", {panel.session_id: message["events"][-1][2]})
    steady.beat(beats - 10)
    panel.step()
    assert steady.beat()
    steady.beat(20)
    panel.step()
    assert steady.beat() == []


def test_a_kernel_that_is_busy_hears_nobody_and_goes_on_telling(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    steady = Steady(monkeypatch)
    steady.digests.watch("c", {panel.session_id: None})
    steady.beat()
    steady.busy = True
    steady.beat(10 * round(digests.PATIENCE / pulse.PERIOD))
    panel.step()
    assert steady.beat()
    # The main thread is asked once, however long it takes.
    assert len([callback for callback in steady.callbacks if callback == steady.digests._hear]) == 1


def test_a_page_that_leaves_is_told_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    steady = Steady(monkeypatch)
    for client in ("c", "d"):
        steady.digests.watch(client, {panel.session_id: None})
    steady.beat()
    steady.digests.unwatch("c")
    panel.step()
    assert [message["for"] for message in steady.beat()] == ["d"]


def test_a_run_that_is_over_says_so_to_who_comes_late(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = sa.Annealer("C8H18", seed=1, steps_per_second=0)
    panel.wait()
    steady = Steady(monkeypatch)
    steady.digests.watch("c", {panel.session_id: None})
    [message] = steady.beat()
    assert [name for name, _, _ in message["events"]] == ["snapshot", "complete"]
    panel.reset()
    assert [name for name, _, _ in steady.beat()[0]["events"]] == ["state", "snapshot", "stage"]


def test_a_run_that_does_not_exist_is_an_error_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    steady = Steady(monkeypatch)
    steady.digests.watch("c", {"gone": None, panel.session_id: None})
    [message] = steady.beat()
    [(name, data, identity), (other, _, _)] = message["events"]
    assert (name, data["error"], identity, other) == ("error", "UnknownSession", None, "snapshot")
    assert steady.beat() == []


def test_a_page_that_fell_behind_gets_a_snapshot(own_process: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    steady = Steady(monkeypatch)
    steady.digests.watch("c", {panel.session_id: None})
    steady.beat()
    for _ in range(1300):
        own_process.journal.append(panel.session_id, "stage", {"session_id": panel.session_id})
    assert steady.beat()[0]["events"][0][0] == "snapshot"


def test_an_energy_without_bounds_is_null_on_the_wire(own_process: Sessions) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    page = page_of(panel)
    page.say({"watch": "c", "cursors": {panel.session_id: None}})
    until(lambda: told(page))
    wild = {"session_id": panel.session_id, "step": 1, "current_energy": float("inf"), "series": {"energy": [1.5]}}
    own_process.journal.append(panel.session_id, "progress", {**wild, "parts": [{"x": float("nan")}]})
    until(lambda: len(told(page)) > 1)
    name, data, _ = told(page)[1]
    assert (name, data) == ("progress", {**wild, "current_energy": None, "parts": [{"x": None}]})


def test_a_run_that_goes_on_gives_signs_of_life() -> None:
    panel = sa.Annealer("C8H18", steps_per_cycle=10**9, num_cycles=1, steps_per_second=100)
    page = page_of(panel)
    pulse.pulse.discard(panel._beat)  # the test beats
    panel._beat()
    assert page.received == []
    panel.start()
    panel._beat()
    panel._beat()
    assert page.received == [{"beat": True}]
    panel._silent_until = 0
    panel._beat()
    assert len(page.received) == 2
    panel.pause()
    panel._silent_until = 0
    panel._beat()
    assert len(page.received) == 2


def test_a_closed_panel_says_nothing_any_more() -> None:
    panel = sa.Annealer("C8H18")
    page = page_of(panel)
    page.say({"watch": "c", "cursors": {panel.session_id: None}})
    until(lambda: told(page))
    panel.close()
    panel.start()
    panel._digests.beat()
    assert page.closed  # who would have refused it
    assert panel._beat not in pulse.pulse._called


def test_one_widget_in_trouble_does_not_silence_the_others(caplog: pytest.LogCaptureFixture) -> None:
    beats, heard = pulse.Pulse(period=0.001), threading.Event()
    failed: list[int] = []

    def fail() -> None:
        failed.append(1)
        raise RuntimeError("in trouble")

    beats.add(fail)
    until(lambda: failed)
    beats.add(heard.set)
    assert heard.wait(60)
    beats.discard(heard.set)
    until(lambda: beats._thread is None)
    assert len(failed) == 1
    assert "in trouble" in caplog.text


def test_a_page_without_a_stream_is_told_what_keeps_a_run_from_its_first_step(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, advance = threading.Event(), Run.advance

    def late(run: Run, steps: int) -> None:
        assert compiled.wait(60)
        advance(run, steps)

    monkeypatch.setattr(Run, "advance", late)
    panel, steady = sa.Annealer("C8H18", seed=1, steps_per_second=0), Steady(monkeypatch)
    panel.start()
    steady.digests.watch("c", {panel.session_id: None})
    seconds = round(10 / pulse.PERIOD)
    signs = [event for message in steady.beat(seconds) for event in message["events"] if event[0] == "waiting"]
    assert [(data["session_state"], data["message"]) for _, data, _ in signs] == [("running", PREPARING)] * 9
    compiled.set()
    until(lambda: panel.state == "complete")
    assert "waiting" not in {event[0] for message in steady.beat(seconds) for event in message["events"]}
