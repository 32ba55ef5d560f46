"""Slow functions and slow disks: whoever waits for them, the others do not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from saserver.api import routes, watch_key
from saserver.sessions.states import Command
from tests.api.conftest import PATIENCE


def test_nobody_waits_for_results_of_a_run_whose_function_is_slow(talk: Any) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(delta: float, kt: float, u: float) -> bool:
        asked.set()
        return go_on.wait(PATIENCE)

    session = talk.server.sessions.create({"formula": "C8H18", "seed": 1, "accept": slow}, steps_per_second=0)
    session.command(Command.START)
    assert asked.wait(PATIENCE)
    key = watch_key(talk.server.key)
    with httpx.Client(base_url=talk.base, headers={"X-Sawidget-Key": key}, timeout=PATIENCE, trust_env=False) as other:
        for what in ("history", "result", "status"):
            assert other.get(f"/api/sa/{session.session_id}/{what}").status_code == 200
    go_on.set()
    session.command(Command.CANCEL)


def test_nobody_waits_for_a_disk_that_hangs(
    serving: Callable[..., AbstractContextManager[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as talk:
        session_id = talk.new()
        hanging, go_on = threading.Semaphore(0), threading.Event()

        def hang(session_id: str) -> None:
            hanging.release()
            go_on.wait(PATIENCE)

        monkeypatch.setattr(talk.server.sessions._archive, "load", hang)
        readers = [
            threading.Thread(target=talk.http.get, args=(f"/api/sa/{'0' * 16}/result",), daemon=True) for _ in range(20)
        ]
        for reader in readers:
            reader.start()
        for _ in range(16):
            assert hanging.acquire(timeout=PATIENCE)
        try:
            assert talk.command(session_id, "step").status_code == 200
            for what in ("status", "history", "result"):
                assert talk.http.get(f"/api/sa/{session_id}/{what}").status_code == 200
            with talk.watch(session_id) as watch:
                watch.until("snapshot")
        finally:
            go_on.set()
            for reader in readers:
                reader.join(PATIENCE)


def test_many_steps_of_a_slow_function_are_answered_in_time(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "STEPPING", 0.1)
    enough = threading.Event()

    def slow(delta: float, kt: float, u: float) -> bool:
        enough.wait(0.02)
        return True

    session = talk.server.sessions.create({"formula": "C8H18", "seed": 1, "accept": slow, "steps_per_cycle": 10**5})
    assert talk.command(session.session_id, "step", n=10_000).json()["status"] == "paused"
    enough.set()
    events = talk.server.sessions.journal.after(session.session_id, 0)
    [frame] = [event for event in events if event.name == "progress"]
    assert 0 < frame.data["passed"]["steps"] < 10_000
