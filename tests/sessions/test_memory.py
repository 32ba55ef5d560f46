"""Who leaves memory, and when: nobody who is held, nothing that would be lost."""

from __future__ import annotations

import gc
import math
import threading
import time
from typing import TYPE_CHECKING

import pytest

from saserver.sessions.errors import TooManySessions, UnknownSession
from saserver.sessions.states import Command, SessionState
from saserver.sessions.store import Sessions

if TYPE_CHECKING:
    from tests.sessions.conftest import House


def live(sessions: Sessions) -> set[str]:
    return {line["session_id"] for line in sessions.list() if line["live"]}


def test_a_session_that_somebody_holds_obeys_however_long_it_was_idle(house: House) -> None:
    session = house.session(pace=1, accept=lambda delta, kt, u: True)
    session.step(3)
    house.sessions.sweep(math.inf)
    assert house.sessions.get(session.session_id) is session
    assert house.sessions.resume(session.session_id) is session
    house.sessions.sweep(math.inf)
    session.command(Command.START)
    assert session.state is SessionState.RUNNING
    house.sessions.sweep(math.inf)
    assert house.sessions.get(session.session_id) is session
    assert house.journal.depth(session.session_id) > 0


def test_who_follows_a_session_that_left_memory_sees_it_anew_and_then_every_event(house: House) -> None:
    session = house.session()
    session.step(3)
    cursor, _ = session.snapshot()
    house.sessions.sweep(math.inf)
    assert house.journal.after(session.session_id, cursor) is None
    number, shown = session.snapshot()
    assert shown["step"] == 3
    assert house.journal.after(session.session_id, number) == []
    session.step()
    assert [event.name for event in house.journal.after(session.session_id, number) or ()] == ["progress"]


def test_without_an_archive_what_is_not_over_makes_no_room() -> None:
    sessions = Sessions(most_live=2)
    names = [sessions.create({"formula": "C4H10"}).session_id for _ in range(2)]
    sessions.sweep(math.inf)
    assert live(sessions) == set(names)
    with pytest.raises(TooManySessions):
        sessions.create({"formula": "C4H10"})
    sessions.get(names[0]).command(Command.CANCEL)
    sessions.sweep(math.inf)
    assert live(sessions) == {names[1]}
    sessions.close()


def test_the_session_that_is_over_for_longest_makes_room(house: House) -> None:
    house.sessions._memory.most = 3
    over = [house.finish(house.session(steps_per_cycle=5)).session_id for _ in range(3)]
    watched, oldest, youngest = over
    house.journal.listen(watched, lambda: None)
    idle = house.session().session_id
    assert live(house.sessions) == {watched, youngest, idle}
    assert house.sessions.get(oldest).state is SessionState.COMPLETE  # in the archive
    house.session()
    with pytest.raises(TooManySessions):
        house.session()
    with pytest.raises(TooManySessions):
        house.sessions.get(oldest).command(Command.RESET)


def test_a_sweep_does_not_end_a_run_that_was_just_started(house: House) -> None:
    session = house.session(pace=1, steps_per_cycle=10**6)
    session.step()
    since = time.monotonic() + 1
    session.command(Command.START)
    assert not session.leave(math.inf, lambda: pytest.fail("it left"))
    session.command(Command.PAUSE)
    assert not session.leave(since - 3600, lambda: pytest.fail("it left"))
    assert session.leave(math.inf, lambda: None)


def test_a_sweep_does_not_wait_for_a_command(house: House) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(delta: float, kt: float, u: float) -> bool:
        begun.set()
        return go_on.wait(house.patience)

    session = house.session(accept=slow)
    step = threading.Thread(target=session.step, args=(50,))
    step.start()
    assert begun.wait(house.patience)
    house.sessions.sweep(math.inf)
    assert step.is_alive()  # else it was waited for
    assert house.sessions.live(session.session_id) is session
    go_on.set()
    step.join()
    assert session.snapshot()[1]["step"] > 0


def test_a_session_that_was_never_begun_is_archived_only_if_it_outstays(house: House) -> None:
    outstaying, leaving = house.session().session_id, house.session()
    leaving.touched_at += 10_000
    house.sessions.sweep(time.monotonic() + 10_000)
    house.sessions.close()
    later = Sessions(house.archive)
    assert later.get(outstaying).state is SessionState.IDLE
    with pytest.raises(UnknownSession):
        later.get(leaving.session_id)


def test_a_run_that_is_over_is_not_kept_in_memory_by_its_thread(house: House) -> None:
    gc.disable()
    try:
        name = house.finish(house.session(steps_per_cycle=5)).session_id
        give_up = time.monotonic() + house.patience
        while house.sessions.live(name) is not None:
            house.sessions.sweep(math.inf)
            assert time.monotonic() < give_up
    finally:
        gc.enable()
