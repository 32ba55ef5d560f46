"""The streams: every event with its payload, and no frame lost or repeated whatever becomes of the connection."""

from __future__ import annotations

import itertools
import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from saserver.api import stream as stream_module
from saserver.api import watch_key

NUMBERED = {"snapshot", "progress", "state", "stage", "complete", "cancelled", "error"}
PROGRESS = {
    "step",
    "total_steps",
    "cycle",
    "temperature",
    "current_energy",
    "best_energy",
    "best_smiles",
    "best_svg",
    "accepted_moves",
    "rejected_moves",
    "invalid_moves",
    "disconnected_moves",
    "is_complete",
}
#: About a second, in which twenty frames come, or fewer where the machine is busy.
SECOND: dict[str, Any] = {"steps_per_cycle": 500, "num_cycles": 2, "steps_per_second": 1000}
SLOW: dict[str, Any] = {"steps_per_cycle": 100_000, "num_cycles": 1, "steps_per_second": 20}


def numbers(told: list[Any]) -> list[int]:
    return [int(event.id.partition(":")[2]) for event in told if event.id]


def named(told: list[Any], name: str) -> list[Any]:
    return [event for event in told if event.name == name]


def run_and_tell(talk: Any, session_id: str) -> list[Any]:
    with talk.watch(session_id) as watch:
        told: list[Any] = watch.until("snapshot")
        talk.command(session_id, "start")
        return told + list(watch)


def test_a_stream_tells_a_run_from_hello_to_complete(talk: Any) -> None:
    session_id = talk.new(**SECOND)
    told = run_and_tell(talk, session_id)
    names = [event.name for event in told]
    assert names[:2] == ["hello", "snapshot"]
    assert names[-2:] == ["state", "complete"]
    assert (told[0].retry, told[0].id) == ("1000", "")
    assert told[0].data == {"epoch": talk.server.sessions.epoch, "sessions": {session_id: False}}
    assert all(event.data["session_id"] == session_id for event in told[1:])
    assert {event.name for event in told if event.id} <= NUMBERED
    assert not [event for event in told if not event.id and event.name in NUMBERED]
    assert numbers(told) == sorted(set(numbers(told)))
    assert [event.data["session_state"] for event in named(told, "state")] == ["running", "complete"]
    assert {event.data["stage"] for event in named(told, "stage")} >= {"cycle"}
    assert named(told, "stage")[-1].data["cycle"] == 2
    frames = named(told, "progress")
    assert len(frames) > 2
    assert all(event.data.keys() >= PROGRESS for event in frames)
    assert all(event.data["best_svg"].startswith("<svg") for event in frames)
    assert [event.data["step"] for event in frames] == sorted(event.data["step"] for event in frames)
    final = told[-1].data
    assert final["is_complete"]
    assert final["session_state"] == "complete"
    assert final == {**talk.status(session_id), **final}
    assert set(talk.status(session_id)) <= final.keys()


def test_the_headers_keep_proxies_from_holding_events_back(talk: Any) -> None:
    with talk.watch(talk.new()) as watch:
        headers = watch.response.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"


def test_who_did_it_is_told(talk: Any) -> None:
    session_id = talk.new(**SLOW)
    with talk.watch(session_id) as watch:
        watch.until("snapshot")
        talk.http.post(f"/api/sa/{session_id}/start?c=projector")
        [state] = named(watch.until("state"), "state")
        assert state.data["session_state"] == "running"
        assert state.data["by"] == "projector"
        talk.command(session_id, "pause")
        assert named(watch.until("state"), "state")[0].data["session_state"] == "paused"
        talk.http.patch(f"/api/sa/{session_id}?c=tablet", json={"steps_per_second": 7})
        [state] = named(watch.until("state"), "state")
        assert (state.data["by"], state.data["session_state"]) == ("tablet", "paused")


def test_a_session_that_waits_says_so_each_second(talk: Any) -> None:
    session_id = talk.new(**SLOW)
    begin = time.monotonic()
    with talk.watch(session_id) as watch:
        watch.until("waiting")
        waiting = watch.until("waiting")[-1]
        assert 1 <= time.monotonic() - begin < 30
        assert waiting.data.keys() == {"session_id", "session_state", "message"}
        assert waiting.data["session_state"] == "idle"
        talk.command(session_id, "step")
        while watch.until("waiting")[-1].data["session_state"] != "paused":
            pass


def test_cancelling_ends_the_stream(talk: Any) -> None:
    session_id = talk.new(**SLOW)
    with talk.watch(session_id) as watch:
        watch.until("snapshot")
        talk.command(session_id, "start")
        talk.command(session_id, "cancel")
        told = list(watch)
    assert [event.name for event in told][-2:] == ["state", "cancelled"]
    assert told[-1].data["session_state"] == "cancelled"
    assert "best_svg" in told[-1].data


def test_a_failed_function_is_an_error_event_with_the_line(talk: Any) -> None:
    def rule(dE: float, kT: float, u: float) -> bool:
        raise ValueError("too hot")

    session_id = talk.server.sessions.create({"formula": "C8H18", "seed": 1, "accept": rule}).session_id
    told = run_and_tell(talk, session_id)
    assert told[-1].name == "error"
    assert told[-1].id
    assert {"error", "detail", "line"} <= told[-1].data.keys()
    assert told[-1].data["error"] == "FunctionError"
    assert "too hot" in told[-1].data["detail"]
    assert isinstance(told[-1].data["line"], int)
    with talk.watch(session_id) as late:
        assert [event.name for event in late] == ["hello", "snapshot", "error"]


def test_a_reset_tells_the_new_beginning(talk: Any) -> None:
    session_id = talk.new(**SLOW)
    talk.command(session_id, "step", n=100)
    with talk.watch(session_id) as watch:
        assert watch.until("snapshot")[-1].data["step"] == 100
        talk.command(session_id, "reset")
        told = watch.until("snapshot")
        assert named(told, "state")[-1].data["session_state"] == "idle"
        assert told[-1].data["step"] == 0
        talk.http.put(f"/api/sa/{session_id}", json={"formula": "C5H12"})
        assert watch.until("snapshot")[-1].data["parameters"]["formula"] == "C5H12"


def test_two_watchers_see_the_same_frames(talk: Any) -> None:
    session_id = talk.new(**SECOND)
    seen: dict[int, list[Any]] = {}
    ready = threading.Barrier(3)

    def watch(which: int) -> None:
        with talk.watch(session_id) as stream:
            told = stream.until("snapshot")
            ready.wait(30)
            seen[which] = told + list(stream)

    threads = [threading.Thread(target=watch, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    ready.wait(30)
    begin = time.monotonic()
    talk.command(session_id, "start")
    for thread in threads:
        thread.join(30)
    assert time.monotonic() - begin > 0.9  # they do not speed it up
    lasting = [[event for event in told if event.id] for told in seen.values()]
    assert lasting[0] == lasting[1]
    assert len(named(lasting[0], "progress")) > 2


def test_a_run_that_nobody_watches_completes_at_its_pace(talk: Any) -> None:
    session_id = talk.new(**SECOND)
    begin = time.monotonic()
    talk.command(session_id, "start")
    talk.wait_until(lambda: talk.status(session_id)["session_state"] != "running")
    assert time.monotonic() - begin > 0.9
    assert talk.status(session_id)["session_state"] == "complete"


def test_a_late_watcher_gets_a_snapshot_then_every_later_frame(talk: Any) -> None:
    session_id = talk.new(steps_per_cycle=10**6, num_cycles=1, steps_per_second=1000)
    with talk.watch(session_id) as early:
        before = early.until("snapshot")
        talk.command(session_id, "start")
        while (told := early.until("progress"))[-1].data["step"] <= 100:
            before += told
        before += told
        with talk.watch(session_id) as late:
            after = late.until("progress") + late.until("progress")
            talk.command(session_id, "cancel")
            after += list(late)
        before += list(early)
    assert [event.name for event in after[:2]] == ["hello", "snapshot"]
    first = numbers(after)[0]
    assert numbers(after)[1:] == [number for number in numbers(before) if number > first]
    assert named(after, "snapshot")[0].data["step"] > 100


def test_fifty_disconnects_lose_nothing_and_repeat_nothing(talk: Any) -> None:
    chance = random.Random(7)
    session_id = talk.new(steps_per_cycle=10**6, num_cycles=1, steps_per_second=1000)
    whole: list[Any] = []

    def watch() -> None:
        with talk.watch(session_id) as stream:
            whole.extend(stream.until("snapshot"))
            ready.set()
            whole.extend(stream)

    ready = threading.Event()
    witness = threading.Thread(target=watch)
    witness.start()
    assert ready.wait(30)
    seen: list[Any] = []
    last = ""
    talk.command(session_id, "start")
    for _ in range(50):
        with talk.watch(session_id, last) as stream:
            for event in itertools.islice(stream, chance.randrange(1, 5)):
                seen.append(event)
                last = event.id or last
    with talk.watch(session_id, last) as stream:
        talk.command(session_id, "cancel")
        seen += stream
    witness.join(30)
    assert [event.data["sessions"][session_id] for event in named(seen, "hello")][1:].count(False) <= 1
    got, all_ = [event for event in seen if event.id], [event for event in whole if event.id]
    assert numbers(got) == sorted(set(numbers(got)))
    assert [event.id for event in got if event.name != "snapshot"] == [
        event.id for event in all_ if int(event.id.partition(":")[2]) > numbers(got)[0]
    ]
    assert got[-1] == all_[-1]


def test_a_reconnect_after_the_final_event_gets_204(talk: Any) -> None:
    session_id = talk.new(**{**SECOND, "steps_per_second": 0})
    told = run_and_tell(talk, session_id)
    path = f"/api/sa/{session_id}/stream"
    assert talk.http.get(path, headers={"Last-Event-ID": told[-1].id}).status_code == 204
    before = [event.id for event in told if event.id][-2]
    with talk.watch(session_id, before) as stream:
        assert [event.name for event in stream] == ["hello", "complete"]
    with talk.watch(session_id) as stream:
        late = list(stream)
    assert [event.name for event in late] == ["hello", "snapshot", "complete"]
    assert talk.http.get(path, headers={"Last-Event-ID": late[-1].id}).status_code == 204
    talk.command(session_id, "reset")
    with talk.watch(session_id, told[-1].id) as stream:
        assert "snapshot" in [event.name for event in stream.until("snapshot")]


@pytest.mark.parametrize("last", ["ffffffff:LATEST", "nonsense", "EPOCH:999999999", "EPOCH:-1", ":", "3"])
def test_a_cursor_that_means_nothing_here_gets_a_snapshot(talk: Any, last: str) -> None:
    session_id = talk.new()
    latest = str(talk.server.sessions.journal.number)
    last = last.replace("EPOCH", talk.server.sessions.epoch).replace("LATEST", latest)
    with talk.watch(session_id, last) as stream:
        hello, snapshot = stream.until("snapshot")
    assert hello.data["sessions"] == {session_id: False}
    assert snapshot.name == "snapshot"


def test_several_sessions_share_a_connection_each_with_its_cursor(talk: Any) -> None:
    one, two = talk.new("C6H14", **SLOW), talk.new("C7H16", **SLOW)
    epoch = talk.server.sessions.epoch
    talk.command(one, "step")
    with talk.open(f"/api/sa/stream?c=page&s={one}&s={two}") as watch:
        told = watch.until("snapshot") + watch.until("snapshot")
    assert told[0].data["sessions"] == {one: False, two: False}
    cursor = {event.data["session_id"]: event.id.partition(":")[2] for event in named(told, "snapshot")}
    talk.command(one, "step")
    talk.command(two, "step")
    with talk.open(f"/api/sa/stream?c=page&s={one}:{cursor[one]}&s={two}:{epoch}:{cursor[two]}") as watch:
        told = watch.until("waiting")
        assert told[0].data["sessions"] == {one: True, two: True}
        assert not named(told, "snapshot")
        assert {event.data["session_id"] for event in named(told, "progress")} == {one, two}
    with talk.open(f"/api/sa/stream?c=page&s={one}:ffffffff:{cursor[one]}&s={two}:{cursor[two]}") as watch:
        told = watch.until("waiting")
        assert told[0].data["sessions"] == {one: False, two: True}
        assert [event.data["session_id"] for event in named(told, "snapshot")] == [one]


def test_a_session_joins_later_by_opening_the_connection_anew(talk: Any) -> None:
    one = talk.new("C6H14", **SLOW)
    talk.command(one, "start")
    with talk.open(f"/api/sa/stream?c=growing&s={one}") as first:
        seen = first.until("progress")
        two = talk.new("C7H16", **SLOW)
        last = seen[-1].id.partition(":")[2]
        with talk.open(f"/api/sa/stream?c=growing&s={one}:{last}&s={two}") as second:
            seen_later = second.until("snapshot") + second.until("progress")
            assert not named(list(first), "rotate")  # the page's first stream ended before its time
    assert seen_later[0].data["sessions"] == {one: True, two: False}
    of_one = [event for event in seen + seen_later if event.id and event.data["session_id"] == one]
    assert numbers(of_one) == sorted(set(numbers(of_one)))
    talk.command(one, "cancel")


def test_a_shared_connection_sends_a_picture_only_when_it_changed(talk: Any) -> None:
    session_id = talk.new("C8H18", **SLOW)
    with talk.open(f"/api/sa/stream?s={session_id}") as watch, talk.watch(session_id) as single:
        snapshot = watch.until("snapshot")[-1]
        single.until("snapshot")
        shown = {name: snapshot.data[name] for name in ("current_svg", "best_svg")}
        sent = dict.fromkeys(shown, 0)
        for _ in range(40):
            talk.command(session_id, "step")
            frame = watch.until("progress")[-1]
            whole = single.until("progress")[-1]
            assert frame.id == whole.id
            for name in shown:
                assert (name in frame.data) == (whole.data[name] != shown[name])
                sent[name] += name in frame.data
                shown[name] = whole.data[name]
    assert 0 < sum(sent.values()) < 60


def test_a_shared_connection_goes_on_after_a_session_is_complete(talk: Any) -> None:
    short, other = talk.new(**{**SECOND, "steps_per_second": 0}), talk.new(**SLOW)
    with talk.open(f"/api/sa/stream?s={short}&s={other}") as watch:
        watch.until("waiting")
        talk.command(short, "start")
        watch.until("complete")
        talk.command(other, "step")
        assert watch.until("progress")[-1].data["session_id"] == other
        talk.command(short, "reset")
        assert watch.until("snapshot")[-1].data["session_id"] == short


def test_an_unknown_or_deleted_session_does_not_end_a_shared_connection(talk: Any) -> None:
    known, doomed = talk.new(**SLOW), talk.new(**SLOW)
    with talk.open(f"/api/sa/stream?s=0123456789abcdef&s={known}&s={doomed}") as watch:
        told = watch.until("error")
        assert told[0].data["sessions"] == {known: False, doomed: False}
        assert (told[-1].data["session_id"], told[-1].data["error"]) == ("0123456789abcdef", "UnknownSession")
        watch.until("waiting")
        talk.http.delete(f"/api/sa/{doomed}")
        assert watch.until("error")[-1].data["session_id"] == doomed
        talk.command(known, "step")
        assert watch.until("progress")[-1].data["session_id"] == known


def test_deleting_ends_the_stream_of_the_session(talk: Any) -> None:
    session_id = talk.new(**SLOW)
    with talk.watch(session_id) as watch:
        watch.until("waiting")
        talk.http.delete(f"/api/sa/{session_id}")
        assert next(event for event in watch if event.name == "error").data["error"] == "UnknownSession"
        assert not list(watch)


def test_bye_ends_the_streams_of_that_client_alone(talk: Any) -> None:
    session_id = talk.new(**SLOW)
    with (
        talk.open(f"/api/sa/stream?c=leaving&s={session_id}") as leaving,
        talk.open(f"/api/sa/stream?c=staying&s={session_id}") as staying,
    ):
        leaving.until("waiting")
        staying.until("waiting")
        beacon = httpx.post(f"{talk.base}/api/sa/bye?c=leaving&key={talk.server.key}", trust_env=False, timeout=30)
        assert not named(list(leaving), "rotate")  # it ended before its time
        assert beacon.json() == {"ended": 1}
        staying.until("waiting")


def test_who_only_watches_cannot_end_a_stream_of_the_owners_and_says_bye_to_its_own(talk: Any) -> None:
    session_id, beacon = talk.new(**SLOW), f"{talk.base}/api/sa/bye?c=desk&key={watch_key(talk.server.key)}"
    watching = {"X-Sawidget-Key": watch_key(talk.server.key)}
    with talk.open(f"/api/sa/stream?c=desk&s={session_id}") as owners:
        owners.until("waiting")
        assert httpx.post(beacon, trust_env=False, timeout=30).json() == {"ended": 0}
        with talk.open(f"/api/sa/stream?c=desk&s={session_id}", watching) as theirs:
            theirs.until("waiting")
            owners.until("waiting")
            assert httpx.post(beacon, trust_env=False, timeout=30).json() == {"ended": 1}
            assert not named(list(theirs), "rotate")
        owners.until("waiting")


def test_a_stream_rotates(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = talk.new(**SLOW)
    monkeypatch.setattr(stream_module, "ROTATE_SECONDS", 0.5)
    with talk.watch(session_id) as watch:
        told = list(watch)
    assert (told[-1].name, told[-1].data, told[-1].id) == ("rotate", {}, "")
    monkeypatch.undo()
    monkeypatch.setattr(stream_module, "ROTATE_BYTES", 50_000)
    talk.command(session_id, "start")
    with talk.watch(session_id) as watch:
        told = list(watch)
    assert told[-1].name == "rotate"
    assert len(named(told, "progress")) > 1
    talk.command(session_id, "cancel")


def test_a_stream_where_nothing_flows_pings(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "PING", 0.5)
    session_id = talk.new(**SLOW)
    talk.command(session_id, "cancel")
    with talk.open(f"/api/sa/stream?s={session_id}") as watch:
        told = watch.until("ping")
    assert [event.name for event in told] == ["hello", "snapshot", "cancelled", "ping"]
    assert (told[-1].data, told[-1].id) == ({}, "")


def test_a_watcher_who_fell_behind_gets_a_snapshot_and_no_gap(talk: Any) -> None:
    session_id = talk.new(**SLOW)
    with talk.watch(session_id) as watch:
        last = watch.until("snapshot")[-1].id
    depth = 1280
    for _ in range(depth // 5 + 20):
        talk.server.sessions.get(session_id).step(1)
        for _ in range(5):
            talk.server.sessions.get(session_id).set_pace(5, "")
    with talk.watch(session_id, last) as watch:
        told = watch.until("waiting")
    assert [event.name for event in told] == ["hello", "snapshot", "waiting"]
    assert told[1].data["step"] == talk.status(session_id)["step"]


def test_a_reader_who_never_reads_costs_nothing_and_disturbs_nobody(
    serving: Callable[..., AbstractContextManager[Any]],
) -> None:
    with serving() as talk:
        session_id = talk.new("C20H42", steps_per_cycle=10**9, num_cycles=1, steps_per_second=0)
        # Else the system swallows megabytes.
        talk.server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        with socket.create_connection(("127.0.0.1", talk.server.port)) as stalled:
            stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            stalled.sendall(
                f"GET /api/sa/{session_id}/stream?key={talk.server.key} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            with talk.watch(session_id) as watch:
                watch.until("snapshot")
                talk.command(session_id, "start")
                told = [event for _ in range(40) for event in watch.until("progress")]
            steps = [event.data["step"] for event in named(told, "progress")]
            assert len(steps) == 40
            assert steps == sorted(set(steps))
            waiting: list[int] = []

            def kept() -> bool:
                connections = list(talk.server._uvicorn.server_state.connections)
                waiting[:] = [connection.transport.get_write_buffer_size() for connection in connections]
                return any(waiting)

            talk.wait_until(kept)
            assert max(waiting) < 200_000  # one event, and not a queue of them
            assert talk.command(session_id, "cancel").status_code == 200
            stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**20)
            stalled.settimeout(30)
            late = b""
            while b"event: cancelled" not in late:  # who reads again after all is told the rest
                late += (more := stalled.recv(2**16))
                assert more


def test_a_reader_who_takes_nothing_for_long_is_given_up(
    serving: Callable[..., AbstractContextManager[Any]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(stream_module, "STALLED", 0.5)
    with serving() as talk:
        session_id, journal = talk.new(**SLOW), talk.server.sessions.journal
        talk.server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        with socket.socket() as stalled:
            stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            stalled.connect(("127.0.0.1", talk.server.port))
            stalled.sendall(
                f"GET /api/sa/{session_id}/stream?key={talk.server.key} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            talk.wait_until(lambda: journal.watchers(session_id) == 1)

            def given_up() -> bool:
                talk.command(session_id, "step")
                return bool(journal.watchers(session_id) == 0)

            talk.wait_until(given_up)
        assert "a request failed" not in caplog.text
        with talk.watch(session_id) as watch:
            watch.until("snapshot")


def test_who_has_much_to_catch_up_with_rotates_in_its_midst(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = talk.new(**SLOW)
    with talk.watch(session_id) as watch:
        seen = watch.until("snapshot")
    for _ in range(30):
        talk.command(session_id, "step")
    monkeypatch.setattr(stream_module, "ROTATE_BYTES", 20_000)
    rotations = 0
    while len(named(seen, "progress")) < 30:
        with talk.watch(session_id, [event.id for event in seen if event.id][-1]) as watch:
            for event in watch:
                seen.append(event)
                rotations += event.name == "rotate"
                if len(named(seen, "progress")) == 30:
                    break
    assert rotations > 1
    assert [event.data["step"] for event in named(seen, "progress")] == list(range(1, 31))


def test_commands_answer_quickly_while_a_run_is_streamed(talk: Any) -> None:
    session_id = talk.new("C20H42", steps_per_cycle=10**9, num_cycles=1, steps_per_second=0)
    talk.command(session_id, "start")
    with talk.watch(session_id) as watch:
        watch.until("progress")
        begin = time.monotonic()
        talk.http.get("/health")
        assert time.monotonic() - begin < 10  # before the run is over, which takes minutes
        talk.command(session_id, "pause")
        assert time.monotonic() - begin < 20
    talk.command(session_id, "cancel")
