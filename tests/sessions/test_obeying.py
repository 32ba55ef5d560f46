"""Commands and looks in each other's way: no look stops a run, no command waits for long, no failure is for ever."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from saserver.engine import Graph, energy
from saserver.engine.errors import EnergyError
from saserver.sessions.errors import NotAllowed
from saserver.sessions.runner import Runner
from saserver.sessions.states import FINAL, Command, SessionState

if TYPE_CHECKING:
    from saserver.sessions.record import Record
    from tests.sessions.conftest import House


@pytest.fixture
def saved(house: House, monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """What the archive was given."""
    records: list[Record] = []
    save = house.archive.save

    def note(record: Record) -> None:
        records.append(record)
        save(record)

    monkeypatch.setattr(house.archive, "save", note)
    return records


class Switch:
    """An energy that does what it is told to."""

    def __init__(self) -> None:
        self.misdeed: BaseException | None = None
        self.asked = 0
        self.energy = energy(self.value, name="switch")

    def value(self, graph: Graph) -> float:
        self.asked += 1
        if self.misdeed is not None:
            raise self.misdeed
        return float(sum(sum(row) == 1 for row in graph.bonds))


def test_looking_at_the_result_does_not_stop_the_run(house: House) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def rule(delta: float, kt: float, u: float) -> bool:
        begun.set()
        return go_on.wait(house.patience)

    session = house.session(accept=rule, steps_per_cycle=10**6)
    session.command(Command.START)
    assert begun.wait(house.patience)
    number = house.journal.number
    for _ in range(100):  # in the midst of a step, for which the rule is waited for
        assert session.result().total_steps == session.snapshot()[1]["step"]
        assert len(session.history()) == session.snapshot()[1]["step"]
    assert house.journal.number == number
    go_on.set()


def test_who_looks_all_the_time_keeps_no_checkpoint_away(house: House, saved: list[Record]) -> None:
    session = house.session("C8H18", pace=1000, steps_per_cycle=10**8, schedule="constant")
    session.command(Command.START)
    give_up = time.monotonic() + house.patience
    while len(saved) < 3:
        session.history()
        time.sleep(0.02)
        assert time.monotonic() < give_up
    assert saved[-1].moment["step"] > saved[0].moment["step"]


def test_what_is_looked_at_while_it_runs_is_of_one_moment(house: House) -> None:
    session = house.session("C8H18", steps_per_cycle=10**8, schedule="constant")
    session.command(Command.START)
    house.wait(session, lambda event: event.name == "progress")
    for _ in range(20):
        result = session.result()
        assert result.history["step"][-1] == result.total_steps
        assert result.history["energy"][-1] == result.final_energy
        assert result.history["best"][-1] == result.best_energy


def test_a_new_pace_is_not_told_of_a_run_that_is_over(house: House) -> None:
    for seed in range(30):
        session = house.session(seed=seed, steps_per_cycle=300)
        session.command(Command.START)
        with suppress(NotAllowed):
            while True:
                session.set_pace(0)
        events = house.journal.after(session.session_id, house.journal.number - 2)
        assert events is not None
        assert [event.name for event in events] == ["state", "complete"]


def test_a_runs_end_is_not_missed_by_a_new_pace(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = house.brought_to(SessionState.RUNNING)
    states = iter([SessionState.RUNNING])
    monkeypatch.setattr(type(session), "state", property(lambda self: next(states, self.shot.state)))
    session._screen.show(("state", {}), state=SessionState.COMPLETE)  # between the question and the answer
    with pytest.raises(NotAllowed, match="pace is not possible while the session is complete"):
        session.set_pace(5)
    monkeypatch.undo()
    assert session.steps_per_second == 1


@pytest.mark.parametrize("by", [Command.START, Command.STEP])
@pytest.mark.parametrize("role", ["energy", "accept", "schedule"])
def test_a_function_that_exits_fails_the_run(house: House, by: Command, role: str) -> None:
    leave = threading.Event()

    def function(*arguments: Any) -> float:
        if leave.is_set():
            sys.exit(3)
        return 1.0

    def rule(delta: float, kt: float, u: float) -> bool:
        return bool(function())

    given: Any = {"energy": energy(function, name="exits"), "accept": rule, "schedule": function}[role]
    session = house.session(steps_per_cycle=10**5, **{role: given})
    leave.set()
    if by is Command.START:
        house.finish(session)
    else:
        assert session.step(10**4) is SessionState.FAILED
    assert session.state is SessionState.FAILED
    failure = session.snapshot()[1]["failure"]
    assert "raised SystemExit: 3" in failure["detail"]
    assert failure["line"] is not None


def test_whatever_happens_in_its_thread_a_run_says_that_it_failed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Runner) -> None:
        monkeypatch.setattr(session, "_look", fail_again)
        session.run.single()
        monkeypatch.setattr(house.sessions, "_archive", None)
        raise KeyboardInterrupt

    def fail_again(**_: object) -> None:
        raise GeneratorExit

    session = house.session()
    monkeypatch.setattr(Runner, "_go", fail)
    house.finish(session)
    assert session.state is SessionState.FAILED
    assert session.snapshot()[1]["failure"]["detail"].startswith("KeyboardInterrupt")


def test_a_record_that_cannot_be_made_does_not_end_a_run(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("saserver.sessions.store.Record.of", fail)
    session = house.finish(house.session())
    assert session.state is SessionState.COMPLETE
    assert "could not be archived" in caplog.text


def test_a_machine_without_threads_fails_the_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Runner) -> None:
        raise RuntimeError("can't start new thread")

    session = house.session()
    with monkeypatch.context() as patch:
        patch.setattr(Runner, "start", fail)
        assert session.command(Command.START) is SessionState.FAILED
    assert session.state is SessionState.FAILED
    session.command(Command.RESET)
    assert house.finish(session).state is SessionState.COMPLETE


def test_a_reset_that_fails_leaves_the_run_as_it_was(house: House) -> None:
    switch = Switch()
    session = house.session(pace=1, energy=switch.energy, steps_per_cycle=10**6)
    session.command(Command.START)
    switch.misdeed = NameError("name 'weights' is not defined")
    with pytest.raises(EnergyError, match="name 'weights' is not defined"):
        session.command(Command.RESET)
    switch.misdeed = None
    number = house.journal.number
    assert session.state is SessionState.RUNNING
    house.wait(session, lambda event: event.name == "progress", number)
    session.command(Command.PAUSE)
    shown = session.snapshot()[1]
    switch.misdeed = NameError("name 'weights' is not defined")
    with pytest.raises(EnergyError):
        session.command(Command.RESET)
    assert session.snapshot()[1] == shown
    switch.misdeed = None
    assert session.command(Command.RESET) is SessionState.IDLE


def test_many_steps_of_a_slow_function_give_way(house: House) -> None:
    switch = Switch()

    def rule(delta: float, kt: float, u: float) -> bool:
        switch.asked += 1
        time.sleep(0.05)
        return True

    session = house.session(accept=rule, steps_per_cycle=10**6)
    thread = threading.Thread(target=session.step, args=(10**6,))
    thread.start()
    while switch.asked < 5:
        time.sleep(0.01)
    session.command(Command.CANCEL)
    thread.join()
    frame = house.events(session, "progress")[-1].data
    assert 0 < frame["passed"]["steps"] == frame["step"] < 10**6


def test_steps_may_be_limited_in_time(house: House) -> None:
    def rule(delta: float, kt: float, u: float) -> bool:
        time.sleep(0.01)
        return True

    session = house.session(accept=rule, steps_per_cycle=10**6)
    assert session.step(10**6, seconds=0.1) is SessionState.PAUSED
    frame = house.events(session, "progress")[-1].data
    assert 0 < frame["passed"]["steps"] == frame["step"] < 10**6
    assert frame["move"]  # the last one


def test_an_interrupt_of_many_steps_leaves_those_that_were_made(house: House) -> None:
    def rule(delta: float, kt: float, u: float) -> bool:
        if session.run.step > 100:
            raise KeyboardInterrupt
        return True

    session = house.session(accept=rule)
    with pytest.raises(KeyboardInterrupt):
        session.step(2000)
    assert session.state is SessionState.PAUSED
    assert session.snapshot()[1]["step"] == session.run.step > 0


def test_each_command_is_archived_once(house: House, saved: list[Record]) -> None:
    session = house.session(steps_per_cycle=3)
    for state in ("paused", "paused", "complete"):
        session.step(4 if state == "paused" else 9)
        assert [record.state for record in saved] == [state]
        saved.clear()
    session.command(Command.RESET)
    assert [record.state for record in saved] == ["idle"]


def test_who_made_a_session_is_told(house: House) -> None:
    session = house.sessions.create({"formula": "C4H10"}, by="projector")
    [state] = house.events(session, "state")
    assert (state.data["session_state"], state.data["by"]) == ("idle", "projector")
    assert state.name not in FINAL.values()
