"""A run repeated as evenly spread frames."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from saserver.engine import FunctionError, Graph, anneal, energy
from saserver.sessions.recording import MOST_FRAMES, record


def octane(**given: Any) -> dict[str, Any]:
    return {"formula": "C8H18", "seed": 7, "schedule": "geometric", "initial_temp": 20, "min_temp": 0.5, **given}


def test_its_end_is_what_the_same_run_finds_alone() -> None:
    last, found = record(octane()).last, anneal(**octane())
    names = ("best_energy", "best_smiles", "best_step", "accepted_moves", "invalid_moves", "disconnected_moves")
    assert {name: last[name] for name in names} == {name: getattr(found, name) for name in names}
    assert (last["step"], last["current_energy"], last["is_complete"]) == (2000, found.final_energy, True)
    assert last["session_state"] == "complete"


def test_the_same_parameters_make_the_same_recording() -> None:
    assert record(octane()) == record(octane())
    assert record(octane()) != record(octane(seed=8))


@pytest.mark.parametrize("cycle", [1, 50, 600])
def test_a_short_run_has_a_frame_and_a_move_for_every_step(cycle: int) -> None:
    recording = record(octane(steps_per_cycle=cycle, num_cycles=1))
    assert [frame["step"] for frame in recording.frames] == list(range(1, cycle + 1))
    assert [frame["move"]["step"] for frame in recording.frames] == list(range(1, cycle + 1))
    names = {"accepted": "accepted_moves", "null": "invalid_moves", "rejected": "rejected_moves"}
    verdicts = Counter(frame["move"]["verdict"] for frame in recording.frames)
    assert all(verdicts[verdict] == recording.last[name] for verdict, name in names.items())


@pytest.mark.parametrize("cycle", [601, 1000, 123_457])
def test_a_long_run_has_six_hundred_frames_evenly_spread(cycle: int) -> None:
    recording = record(octane(steps_per_cycle=cycle, num_cycles=1))
    steps = [frame["step"] for frame in recording.frames]
    assert len(steps) == MOST_FRAMES == 600
    assert steps[-1] == cycle
    gaps = {later - earlier for earlier, later in pairwise([0, *steps])}
    assert min(gaps) >= 1
    assert max(gaps) - min(gaps) <= 1
    assert not any("move" in frame for frame in recording.frames)


def test_the_frames_together_tell_every_energy_and_every_visit_of_a_run_that_fits() -> None:
    recording, found = record(octane()), anneal(**octane())
    energies = {
        step: energy
        for frame in recording.frames
        for step, energy in zip(frame["series"]["step"], frame["series"]["energy"], strict=True)
    }
    assert energies == dict(zip(found.history["step"].tolist(), found.history["energy"].tolist(), strict=True))
    visits = {visit["smiles"]: visit["steps"] for frame in recording.frames for visit in frame["visits"]}
    assert visits == {visit["smiles"]: visit["steps"] for visit in recording.last["visits"]}
    assert sum(visits.values()) == 2000


def test_every_isomer_that_was_visited_is_drawn() -> None:
    recording = record(octane())
    assert recording.pictures.keys() == {visit["smiles"] for visit in recording.last["visits"]}
    assert all(svg.startswith("<svg ") for svg in recording.pictures.values())


def test_it_begins_before_the_first_step_and_knows_the_words_of_its_run() -> None:
    @energy(label="branching points", unit="atoms")
    def branchings(graph: Graph) -> float:
        return float(sum(sum(order > 0 for order in row) > 2 for row in graph.bonds))

    def halving(progress: float) -> float:
        return float(0.5 ** (10 * progress))

    recording = record({"formula": "C6H14", "seed": 1, "energy": branchings, "schedule": halving})
    assert (recording.first["step"], recording.first["session_state"]) == (0, "idle")
    [word] = recording.vocabulary["energies"]
    assert (word["name"], word["label"], word["unit"]) == ("branchings", "branching points", "atoms")
    assert [law["name"] for law in recording.vocabulary["schedules"]] == ["halving"]
    assert recording.last["best_energy"] == 0


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    record(octane(), lambda done, total: told.append((done, total)))
    assert told[-1] == (2000, 2000)
    assert told == sorted(set(told))


def test_a_function_that_fails_is_raised_with_its_line() -> None:
    def rule(d_e: float, _kt: float, _u: float) -> bool:
        return bool(1 / (d_e - d_e))

    with pytest.raises(FunctionError, match="ZeroDivisionError"):
        record(octane(accept=rule))


@pytest.mark.parametrize("formula", ["CH4", "C2H6", "CO2"])
def test_a_molecule_that_cannot_move_is_recorded_too(formula: str) -> None:
    recording = record({"formula": formula, "seed": 1, "steps_per_cycle": 10, "num_cycles": 1})
    assert [frame["move"]["verdict"] for frame in recording.frames] == ["null"] * 10
