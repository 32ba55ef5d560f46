from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from saserver.engine import ParameterError, Parameters, prepare
from saserver.sessions.errors import NotAllowed, UnknownSession
from saserver.sessions.states import Command, SessionState

if TYPE_CHECKING:
    from tests.sessions.conftest import House

#: state → what start, pause, step, reset, cancel, configure and a new pace lead to; "-" is not allowed.
TABLE = """
idle       running -       paused  idle  cancelled  idle  idle
running    -       paused  -       idle  cancelled  -     running
paused     running -       paused  idle  cancelled  idle  paused
complete   -       -       -       idle  -          idle  -
cancelled  -       -       -       idle  -          idle  -
failed     -       -       -       idle  -          idle  -
"""
CELLS = [
    (state, command, after)
    for state, *row in (line.split() for line in TABLE.strip().splitlines())
    for command, after in zip(Command, row, strict=True)
]


@pytest.mark.parametrize(("state", "command", "after"), CELLS)
def test_each_state_understands_what_the_table_says(house: House, state: str, command: Command, after: str) -> None:
    session = house.brought_to(SessionState(state))

    def obey() -> None:
        match command:
            case Command.STEP:
                session.step()
            case Command.CONFIGURE:
                session.configure(*prepare(Parameters.checked("C5H12", seed=1)), 1)
            case Command.PACE:
                session.set_pace(2)
            case _:
                session.command(command)

    if after == "-":
        with pytest.raises(NotAllowed, match=f"{command} is not possible while the session is {state}; possible now:"):
            obey()
        assert session.state == state
    else:
        number, _ = session.snapshot()
        obey()
        assert session.state == after
        told = [e.data["session_state"] for e in house.events(session, "state") if e.number > number]
        assert after in told[:1] or (state == after == "paused" and not told)
    assert session.snapshot()[1]["session_state"] == session.state


def test_steps_that_exhaust_the_run_complete_it(house: House) -> None:
    session = house.session(steps_per_cycle=2, num_cycles=2)
    assert session.step(3) is SessionState.PAUSED
    assert session.step(3) is SessionState.COMPLETE
    names = [event.name for event in house.events(session)]
    assert names[-2:] == ["state", "complete"]
    last = house.events(session)[-1].data
    assert last["is_complete"]
    assert last["series"]["step"] == [1, 2, 3, 4]


def test_a_cancelled_run_ends_with_all_that_it_was(house: House) -> None:
    session = house.session()
    session.step(5)
    session.command(Command.CANCEL, by="lecturer")
    *_, state, cancelled = house.events(session)
    assert (state.name, state.data["by"]) == ("state", "lecturer")
    assert cancelled.name == "cancelled"
    assert cancelled.data == session.snapshot()[1]


def test_after_a_reset_watchers_are_shown_everything_anew(house: House) -> None:
    session = house.session()
    session.step(5)
    number, _ = session.snapshot()
    session.command(Command.RESET)
    events = house.journal.after(session.session_id, number)
    assert events is not None
    assert [event.name for event in events] == ["state", "snapshot", "stage"]
    assert (events[1].data["step"], events[1].data["series"]["step"]) == (0, [])


def test_a_session_that_was_deleted_obeys_nobody(house: House) -> None:
    session = house.session()
    house.sessions.delete(session.session_id)
    with pytest.raises(UnknownSession):
        session.command(Command.START)


def test_of_two_commands_at_once_one_comes_first(house: House) -> None:
    session = house.session(pace=1)
    refused: list[NotAllowed] = []

    def start() -> None:
        try:
            session.command(Command.START)
        except NotAllowed as error:
            refused.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 7
    assert session.state is SessionState.RUNNING


@pytest.mark.parametrize("command", [Command.PAUSE, Command.RESET, Command.CANCEL])
@pytest.mark.parametrize("pace", [0, 1, 1e6])
def test_a_running_session_obeys_at_once(house: House, command: Command, pace: float) -> None:
    house.finish(house.session("C8H18", steps_per_cycle=10**4))  # everything is compiled
    session = house.session("C8H18", pace=pace, steps_per_cycle=10**9)
    times: list[float] = []
    # It takes 10 ms, where a run that sleeps on takes 900. A busy machine delays it now and then, but not always.
    while not times or times[-1] > 0.5:
        assert len(times) < 10, times
        session.command(Command.RESET)
        session.command(Command.START)
        if pace:
            time.sleep(0.06)  # in the middle of its sleep
        else:
            number = house.journal.number
            house.wait(session, lambda event: event.name == "progress" and event.data["step"] > 10**6, number)
        begin = time.perf_counter()
        session.command(command)
        times.append(time.perf_counter() - begin)
    step = session.run.step
    assert session.snapshot()[1]["step"] == step
    time.sleep(0.02)
    assert session.run.step == step


def test_a_step_may_look_for_a_proposal_or_an_acceptance(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saserver.sessions.run.SEARCH", house.patience)
    session = house.session("C20H42")
    session.step(until="proposal")
    frame = house.events(session, "progress")[-1].data
    assert frame["move"]["verdict"] != "null"
    assert frame["passed"] == {"steps": frame["step"], "nulls": frame["step"] - 1}
    session.step(until="accepted")
    frame = house.events(session, "progress")[-1].data
    assert (frame["move"]["verdict"], frame["accepted_moves"]) == ("accepted", 1)


def test_a_search_that_finds_nothing_gives_up_after_a_second(house: House) -> None:
    session = house.session("CH2O", steps_per_cycle=10**9)  # two atoms: there is no move at all
    begin = time.perf_counter()
    assert session.step(until="accepted") is SessionState.PAUSED
    assert 1 <= time.perf_counter() - begin < house.patience
    assert session.run.step > 10


@pytest.mark.parametrize(("n", "until"), [(0, None), (1.5, None), (True, None), (10**9, None), (1, "noon")])
def test_a_step_of_another_kind_is_refused(house: House, n: int, until: str | None) -> None:
    session = house.session()
    with pytest.raises(ParameterError, match=r"n must be a whole number from 1 to 1000000|until must be one of"):
        session.step(n, until)
    assert session.state is SessionState.IDLE
