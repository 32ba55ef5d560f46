from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saserver.engine import Chain, Graph, Parameters, energy, prepare
from saserver.sessions.frames import MOST_POINTS, thinned
from saserver.sessions.journal import Event
from saserver.sessions.states import FINAL, Command, SessionState

if TYPE_CHECKING:
    from saserver.sessions.session import Session
    from tests.sessions.conftest import House

COUNTERS = ("accepted_moves", "rejected_moves", "invalid_moves", "disconnected_moves")


def brute_force(formula: str, steps: int, **given: Any) -> list[float]:
    """The energy after every step of the run that ``house.session`` makes."""
    _, model = prepare(Parameters.checked(formula, seed=7, **given))
    chain = Chain(model, 7)
    return [state.energy for state in chain.run(1, steps=steps)]


def test_a_run_without_watchers_is_that_of_the_engine(house: House) -> None:
    energies = brute_force("C8H18", 2000)
    last = house.events(house.finish(house.session("C8H18")))[-1].data
    assert last["step"] == 2000 == sum(last[name] for name in COUNTERS)
    assert last["series"] == {"step": list(range(1, 2001)), "energy": energies}
    assert last["best_energy"] == min(energies)


@pytest.mark.parametrize("pace", [0, 40_000])
def test_a_reset_repeats_the_run_to_a_step(house: House, pace: float) -> None:
    session = house.finish(house.session("C8H18", pace=pace, steps_per_cycle=5000))
    first = session.result()
    session.command(Command.RESET)
    session.command(Command.START)
    session.command(Command.RESET)  # in the middle, too
    assert house.finish(session).result() == first


def test_no_extreme_of_the_energy_is_lost_on_the_way(house: House) -> None:
    steps = 20_000
    energies = brute_force("C8H18", steps, schedule="constant", steps_per_cycle=steps // 4)
    session = house.finish(house.session("C8H18", schedule="constant", steps_per_cycle=steps // 4, pace=20_000))
    frames = house.events(session, "progress")
    assert len(frames) > 2  # about twenty, but for a busy machine
    seen = 0
    for frame in frames:
        series, step = frame.data["series"], frame.data["step"]
        assert len(series["step"]) <= MOST_POINTS
        assert series["step"][-1] == step
        assert all(energies[at - 1] == energy for at, energy in zip(series["step"], series["energy"], strict=True))
        # A bucket that two frames share is told to both; its extremes are only new to one.
        inner = energies[seen + 10 : max(seen, step - 10)] or series["energy"]
        assert min(series["energy"]) <= min(inner)
        assert max(series["energy"]) >= max(inner)
        seen = step
    series = frames[-1].data["series"]
    whole = session.snapshot()[1]["series"]
    assert len(whole["step"]) <= 4096
    assert (min(whole["energy"]), max(whole["energy"])) == (min(energies), max(energies))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=900), st.integers(5, 60))
def test_thinning_keeps_the_lowest_the_highest_and_the_last(energies: list[int], most: int) -> None:
    series = np.array([[step, energy] for step, energy in enumerate(energies)], dtype=float)
    thin = thinned(series, most)
    assert len(thin) <= most
    assert (thin[:, 1].min(), thin[:, 1].max()) == (min(energies), max(energies))
    assert thin[-1].tolist() == series[-1].tolist()
    assert (np.diff(thin[:, 0]) > 0).all()


def test_frames_come_twenty_times_a_second_at_most(house: House) -> None:
    session = house.session("C8H18", steps_per_cycle=10**9)
    begin = time.monotonic()
    session.command(Command.START)
    frames = 0
    while frames < 15:
        house.wait(session, lambda event: event.name == "progress", house.journal.number)
        frames = len(house.events(session, "progress"))
        assert frames <= 20 * (time.monotonic() - begin)


def test_a_slow_run_shows_each_step_and_the_move_it_made(house: House) -> None:
    session = house.finish(house.session(pace=20, steps_per_cycle=3, num_cycles=4))
    frames = [event.data for event in house.events(session, "progress")]
    assert [frame["step"] for frame in frames] == list(range(1, 13))
    assert all(frame["move"]["step"] == frame["step"] for frame in frames)
    assert all(frame["series"]["step"] == [frame["step"]] for frame in frames)
    fast = house.finish(house.session(pace=21, steps_per_cycle=3, num_cycles=4))
    assert not any("move" in event.data for event in house.events(fast, "progress"))


def test_stages_are_told_as_they_come(house: House) -> None:
    session = house.session(steps_per_cycle=4000, num_cycles=3)
    assert session.snapshot()[1]["stage"] == "initialised"
    session.step()
    while session.state is not SessionState.COMPLETE:
        session.step(500)
    stages = [(event.data["stage"], event.data["cycle"]) for event in house.events(session, "stage")]
    assert stages[0] == ("cycle", 1)
    assert [cycle for _, cycle in stages] == sorted(cycle for _, cycle in stages)
    assert stages[-1] == ("frozen", 3)
    assert session.snapshot()[1]["stage"] == "frozen"


def test_a_hot_run_is_never_frozen(house: House) -> None:
    session = house.finish(house.session(schedule="constant", initial_temp=50, min_temp=50, steps_per_cycle=10**6))
    assert session.snapshot()[1]["stage"] == "cycle"


def test_visits_are_those_of_the_chain(house: House) -> None:
    _, model = prepare(Parameters.checked("C6H6", seed=7))
    chain, visits = Chain(model, 7), dict[str, int]()
    for _ in chain.run(1):
        visits[chain.current.smiles] = visits.get(chain.current.smiles, 0) + 1
    session = house.finish(house.session("C6H6"))
    last = session.snapshot()[1]["visits"]
    assert {isomer["smiles"]: isomer["steps"] for isomer in last} == visits
    assert sum(isomer["steps"] for isomer in last) == 2000
    changed: dict[str, Any] = {}
    for frame in house.events(session, "progress"):
        changed.update({isomer["smiles"]: isomer for isomer in frame.data["visits"]})
    assert list(changed.values()) == last


class Watcher:
    """Somebody who puts together what they are told, and is cut off now and then."""

    def __init__(self, house: House, session: Session) -> None:
        self._house, self._session = house, session
        self.cursor: int | None = None
        self.numbers: list[int] = []
        self.steps: list[int] = []
        self.shown: Mapping[str, Any] = {}

    def look(self, limit: int) -> None:
        """Connect, read so many events at most, and be cut off."""
        events = None if self.cursor is None else self._house.journal.after(self._session.session_id, self.cursor)
        if events is None:
            self.cursor, self.shown = self._session.snapshot()
            self.steps = list(self.shown["series"]["step"])
            return
        for event in events[:limit]:
            self._hear(event)

    def _hear(self, event: Event) -> None:
        self.cursor = event.number
        self.numbers.append(event.number)
        if event.name == "progress":
            self.steps += event.data["series"]["step"]
            self.shown = {**self.shown, **event.data}


def test_watchers_who_are_cut_off_miss_nothing_and_see_nothing_twice(house: House) -> None:
    # So few steps that the series of one frame has room for all of them.
    session = house.session("C8H18", pace=100, steps_per_cycle=MOST_POINTS // 6)
    chance = random.Random(3)
    watchers = [Watcher(house, session) for _ in range(5)]
    session.command(Command.START)
    looks = 0
    while session.state is SessionState.RUNNING:
        for watcher in watchers:
            if chance.random() < 0.3:
                watcher.look(chance.randrange(4))
                looks += 1
        threading.Event().wait(0.005)
    house.wait(session, lambda event: event.name == "complete")
    assert looks > 10
    everything = [event.number for event in house.events(session)]
    for watcher in watchers:
        while watcher.cursor != everything[-1]:
            watcher.look(10**6)
        assert watcher.numbers == [number for number in everything if number >= watcher.numbers[0]]
        assert watcher.steps == sorted(set(watcher.steps))
        last = session.snapshot()[1]
        assert {name: watcher.shown[name] for name in COUNTERS} == {name: last[name] for name in COUNTERS}
        assert watcher.steps == list(range(1, session.run.total + 1))


def test_a_snapshot_and_its_number_belong_together(house: House) -> None:
    session = house.session("C8H18", steps_per_cycle=10**9)
    session.command(Command.START)
    for _ in range(200):
        number, shown = session.snapshot()
        events = house.journal.after(session.session_id, number - 1) or []
        progress = [event.data["step"] for event in house.events(session, "progress") if event.number <= number]
        assert shown["step"] == (progress[-1] if progress else 0)
        assert shown["series"]["step"][-1:] in ([shown["step"]], [])
        assert [event.number for event in events[:1]] in ([number], [])


def test_molecules_and_components_belong_to_the_energy(house: House) -> None:
    session = house.session("C5H12", component_weights={"wiener_index": 2, "logp": 3})
    session.step(50)
    shown = session.snapshot()[1]
    assert shown["current_energy"] == 2 * shown["components"]["wiener_index"] + 3 * shown["components"]["logp"]
    assert shown["current_svg"].startswith("<svg")
    assert shown["parameters"]["component_weights"] == {"wiener_index": 2, "logp": 3}


def test_a_function_that_fails_ends_the_run_with_its_own_line(house: House) -> None:
    session = house.finish(house.session(accept=house.refuse))
    assert session.state is SessionState.FAILED
    *_, state, error = house.events(session)
    assert (state.data["session_state"], error.name) == ("failed", "error")
    assert error.data["error"] == "FunctionError"
    assert "ZeroDivisionError: on purpose" in error.data["detail"]
    assert 'raise ZeroDivisionError("on purpose")' in error.data["detail"]
    assert isinstance(error.data["line"], int)
    assert error.data["step"] == session.snapshot()[1]["step"] == session.run.step


@pytest.mark.parametrize("by", [Command.START, Command.STEP])
def test_an_energy_that_fails_in_mid_run_leaves_what_was_there(house: House, by: Command) -> None:
    calls: list[Graph] = []

    @energy(name="weary")
    def weary(graph: Graph) -> float:
        calls.append(graph)
        if len(calls) > 200:
            raise ValueError("two hundred are enough")
        return 1.0

    session = house.session("C5H12", energy=weary, initial_temp=1, steps_per_cycle=10**5)
    calls.clear()
    if by is Command.START:
        house.finish(session)
    else:
        session.step(10**5)
    assert session.state is SessionState.FAILED
    last = house.events(session)[-1]
    assert last.name == FINAL[SessionState.FAILED]
    assert "two hundred are enough" in last.data["detail"]
    calls.clear()
    assert session.result().total_steps == session.run.step
    calls.clear()
    session.command(Command.RESET)
    assert "failure" not in session.snapshot()[1]


def test_a_schedule_that_fails_ends_the_run(house: House) -> None:
    def schedule(progress: float) -> float:
        return 1.0 if progress < 0.5 else 1 / 0

    session = house.finish(house.session(schedule=schedule, pace=4000, steps_per_cycle=1000))
    assert session.state is SessionState.FAILED
    assert "ZeroDivisionError" in house.events(session)[-1].data["detail"]


def test_a_schedule_that_fails_at_the_next_step_leaves_a_run_that_can_be_read(house: House) -> None:
    def schedule(progress: float) -> float:
        return 1.0 if progress < 0.002 else 1 / 0

    session = house.session(schedule=schedule)
    for _ in range(5):
        session.step()
    assert session.state is SessionState.FAILED
    assert house.archive.flush()
    record = house.archive.load(session.session_id)
    assert record is not None
    assert record.moment["step"] == record.result().total_steps == 4


def test_a_mistake_of_ours_is_not_passed_over_in_silence(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_: object, **__: object) -> None:
        raise RuntimeError("over a stone")

    session = house.session(steps_per_cycle=5)
    monkeypatch.setattr("saserver.sessions.frames.Camera.changes", stumble)
    house.finish(session)
    assert session.state is SessionState.FAILED
    assert house.events(session)[-1].data["detail"] == "RuntimeError: over a stone"


def test_results_of_a_running_session_do_not_disturb_it(house: House) -> None:
    session = house.session("C8H18", pace=5000, steps_per_cycle=1000)
    begin = time.perf_counter()
    session.command(Command.START)
    asked = 0
    while session.state is SessionState.RUNNING:
        result = session.result()
        assert result.history["step"][-1:].tolist() in ([result.total_steps], [])
        asked += 1
        assert time.perf_counter() - begin < house.patience
    assert asked > 1
    assert time.perf_counter() - begin > 0.75  # its pace is 0.8 s: no step is made twice as fast to make up for another
    assert session.result().history["energy"].tolist() == brute_force("C8H18", 4000, steps_per_cycle=1000)
