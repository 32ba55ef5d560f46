from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saserver.engine import FormulaError, ParameterError
from saserver.sessions.archive import Archive
from saserver.sessions.errors import NotAllowed, TooManySessions, UnknownSession
from saserver.sessions.session import Session
from saserver.sessions.states import Command, SessionState
from saserver.sessions.store import Sessions

if TYPE_CHECKING:
    from tests.sessions.conftest import House

LONG_AGO = 10_000.0


def test_sessions_are_listed_newest_first(house: House) -> None:
    made = [house.session(formula).session_id for formula in ("C4H10", "C5H12", "C6H14")]
    listed = house.sessions.list()
    assert [line["session_id"] for line in listed] == made[::-1]
    assert [line["formula"] for line in listed] == ["C6H14", "C5H12", "C4H10"]
    assert {(line["session_state"], line["live"], line["cut_short"]) for line in listed} == {("idle", True, False)}


def test_nobody_gets_more_sessions_than_the_cap() -> None:
    sessions = Sessions(most_live=2)
    first, _ = (sessions.create({"formula": "C4H10"}) for _ in range(2))
    with pytest.raises(TooManySessions, match="2 sessions are live, which is the most allowed; delete one"):
        sessions.create({"formula": "C4H10"})
    sessions.delete(first.session_id)
    sessions.create({"formula": "C4H10"})
    sessions.close()


def test_everything_wrong_with_a_session_is_told_at_once(house: House) -> None:
    with pytest.raises(ParameterError) as caught:
        house.sessions.create({"formula": "C4H10", "seed": -1, "colour": 1}, steps_per_second=-1)
    assert [problem.field for problem in caught.value.problems] == ["steps_per_second", "colour", "seed"]
    for given in ({}, {"formula": 8}):
        with pytest.raises(FormulaError, match="formula must be a text such as 'C8H18'"):
            house.sessions.create(given)
    with pytest.raises(FormulaError, match="odd number of hydrogens"):
        house.sessions.create({"formula": "C6H13"})
    assert house.sessions.list() == []


def test_a_new_configuration_keeps_the_session(house: House) -> None:
    session = house.session()
    session.step()
    house.sessions.configure(session.session_id, {"formula": "C5H12", "seed": 2}, steps_per_second=3)
    shown = session.snapshot()[1]
    assert (shown["session_state"], shown["step"]) == ("idle", 0)
    assert shown["parameters"]["formula"] == "C5H12"
    assert shown["parameters"]["steps_per_second"] == session.steps_per_second == 3
    with pytest.raises(ParameterError):
        house.sessions.configure(session.session_id, {"formula": "C5H12", "seed": -2})
    assert session.snapshot()[1] == shown


def test_a_configuration_does_not_interrupt_a_run(house: House) -> None:
    session = house.brought_to(SessionState.RUNNING)
    with pytest.raises(NotAllowed):
        house.sessions.configure(session.session_id, {"formula": "C5H12"})
    assert session.state is SessionState.RUNNING
    assert session.snapshot()[1]["parameters"]["formula"] == "C6H14"


@pytest.mark.parametrize("session_id", ["nobody", "", "../secret", "a/b", "x" * 1000, "a\0b"])
def test_a_session_that_is_not_there_is_unknown(house: House, session_id: str) -> None:
    for ask in (house.sessions.get, house.sessions.delete, house.sessions.resume):
        with pytest.raises(UnknownSession):
            ask(session_id)


def test_idle_sessions_leave_memory_but_not_the_archive(house: House) -> None:
    idle = house.session()
    idle.step(3)
    fresh = house.session()
    fresh.touched_at += LONG_AGO
    running = house.brought_to(SessionState.RUNNING)
    watched = house.session()
    house.journal.listen(watched.session_id, lambda: None)
    name = idle.session_id

    del idle  # who holds a session keeps it in memory
    house.sessions.sweep(time.monotonic() + LONG_AGO)

    live = {line["session_id"] for line in house.sessions.list() if line["live"]}
    assert live == {fresh.session_id, running.session_id, watched.session_id}
    assert house.journal.after(name, 1) is None
    back = house.sessions.get(name)
    assert not isinstance(back, Session)
    assert back.state is SessionState.PAUSED
    assert back.snapshot()[1]["series"]["step"] == [1, 2, 3]
    back.step()
    assert isinstance(house.sessions.get(name), Session)
    assert house.sessions.get(name).snapshot()[1]["series"]["step"] == [1, 2, 3, 4]


def test_who_asks_for_a_session_keeps_it_alive(house: House) -> None:
    session = house.session()
    session.touched_at -= LONG_AGO
    house.sessions.get(session.session_id)
    house.sessions.sweep()
    assert house.sessions.get(session.session_id) is session


def test_without_an_archive_what_leaves_memory_is_gone() -> None:
    sessions = Sessions(idle_seconds=0)
    name = sessions.create({"formula": "C4H10"}).session_id
    sessions.sweep()
    with pytest.raises(UnknownSession):
        sessions.get(name)
    sessions.close()


def test_what_is_deleted_is_gone_from_the_disk(house: House, folder: Path) -> None:
    session = house.finish(house.session())
    running = house.brought_to(SessionState.RUNNING)
    archive = Archive(folder)
    for each in (session, running):
        house.sessions.delete(each.session_id)
        with pytest.raises(UnknownSession):
            house.sessions.get(each.session_id)
    house.sessions.close()
    assert archive.summaries() == []
    assert list(folder.iterdir()) == []


def test_a_closed_server_leaves_no_thread(folder: Path) -> None:
    import threading

    before = set(threading.enumerate())
    sessions = Sessions(Archive(folder))
    session = sessions.create({"formula": "C6H14", "steps_per_cycle": 10**9}, steps_per_second=0)
    session.command(Command.START)
    sessions.close()
    assert set(threading.enumerate()) <= before
