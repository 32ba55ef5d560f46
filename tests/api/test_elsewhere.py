"""A run that another kernel goes on with: who watches it here sees it, and misses nothing when it comes over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from saserver.background import Server
from saserver.sessions.archive import Archive
from saserver.sessions.states import Command
from saserver.sessions.store import Sessions
from tests.api.conftest import Talk, Watch


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Sessions]:
    """The sessions of another kernel with the same archive."""
    sessions = Sessions(Archive(tmp_path))
    yield sessions
    sessions.close()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    monkeypatch.setattr("saserver.api.stream.ELSEWHERE", 0.05)
    monkeypatch.setattr("saserver.sessions.runner.CHECKPOINT", 0.1)
    sessions = Sessions(Archive(tmp_path))
    with Server(sessions, key="key") as server, (talk := Talk(server)).http:
        yield talk
    sessions.close()


def begun(there: Sessions, **parameters: Any) -> Any:
    given = {"formula": "C8H18", "seed": 1, "steps_per_cycle": 10**7, **parameters}
    session = there.create(given, steps_per_second=1000)
    session.step()
    archive = there._archive
    assert archive is not None
    assert archive.flush()
    return session


def step_shown(watch: Watch) -> int:
    return int(watch.until("snapshot")[-1].data["step"])


def test_a_run_in_another_kernel_is_seen_to_go_on(there: Sessions, here: Talk) -> None:
    session = begun(there)
    with here.watch(session.session_id) as watch:
        assert step_shown(watch) == 1
        session.command(Command.START)
        seen = [step_shown(watch) for _ in range(3)]
        assert 1 <= seen[0] < seen[1] < seen[2]
        session.command(Command.CANCEL)
        assert watch.until("cancelled")[-1].data["session_state"] == "cancelled"


def test_a_run_that_comes_over_is_seen_without_a_gap(there: Sessions, here: Talk) -> None:
    session = begun(there)
    session.command(Command.START)
    with here.open(f"/api/sa/stream?s={session.session_id}") as watch:
        assert step_shown(watch) >= 1
        there.close()  # as if it died: it was running
        here.wait_until(lambda: here.command(session.session_id, "start").status_code == 200)
        told = watch.until("progress")
        here.command(session.session_id, "cancel")
    numbers = [int(event.id.rpartition(":")[2]) for event in told if event.id]
    assert numbers == sorted(set(numbers))
    place = max(place for place, event in enumerate(told) if event.name == "snapshot")
    assert told[place].data["step"] >= session.snapshot()[1]["step"]
    shown = int(told[place].id.rpartition(":")[2])
    events = here.server.sessions.journal.after(session.session_id, shown)
    assert events is not None
    after = [number for number in numbers if number > shown]
    assert after == [event.number for event in events][: len(after)]


def test_a_run_that_another_kernel_deletes_is_lost(there: Sessions, here: Talk) -> None:
    session = begun(there)
    with here.open(f"/api/sa/stream?s={session.session_id}") as watch:
        watch.until("snapshot")
        there.delete(session.session_id)
        assert watch.until("error")[-1].data["error"] == "UnknownSession"
