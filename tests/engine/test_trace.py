"""Histories: exact as long as there is a row for every step, and then nothing that mattered is lost."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from saserver.engine import HISTORY, Chain, Model, Parameters, Trace, prepare, readable
from saserver.engine.state import first_state
from saserver.engine.trace import MOST_ROWS

#: Energies that often repeat: ties are where a slip would show.
ENERGIES = st.lists(st.sampled_from([-2.5, 0.0, 1.0, 1.5, 7.0, 1e9]), min_size=1, max_size=120)


def cold(step: int) -> float:
    return 100.0 / (1 + step)


def noted(energies: list[float], rows: int, first: int = 0, planned: int | None = None) -> NDArray[np.void]:
    trace = Trace(planned or len(energies), first, rows)
    best = math.inf
    for number, energy in enumerate(energies):
        best = min(best, energy)
        trace.note(first + number + 1, energy, best)
    return trace.history(first + len(energies), energies[-1], best, cold)


def every_step(energies: list[float], first: int = 0) -> NDArray[np.void]:
    rows = [
        (first + number + 1, cold(first + number), energy, min(energies[: number + 1]))
        for number, energy in enumerate(energies)
    ]
    return np.array(rows, dtype=HISTORY)


@given(ENERGIES, st.integers(0, 10**10))
def test_as_long_as_there_are_rows_every_step_has_one(energies: list[float], first: int) -> None:
    assert noted(energies, rows=120, first=first).tolist() == every_step(energies, first).tolist()


@given(ENERGIES, st.integers(3, 60), st.integers(0, 1000))
def test_longer_histories_are_bounded_and_made_of_steps_that_were(energies: list[float], rows: int, first: int) -> None:
    history = noted(energies, rows, first)
    assert len(history) <= rows
    assert set(history.tolist()) <= set(every_step(energies, first).tolist())
    assert (np.diff(history["step"]) > 0).all()
    assert history[-1].tolist() == every_step(energies, first)[-1].tolist()


@given(ENERGIES, st.integers(3, 60))
def test_the_lowest_and_the_highest_of_every_bucket_survive_where_they_first_were(
    energies: list[float], rows: int
) -> None:
    width = Trace(len(energies), 0, rows).width
    steps = noted(energies, rows)["step"].tolist()
    for begin in range(0, len(energies), width):
        bucket = energies[begin : begin + width]
        assert begin + bucket.index(min(bucket)) + 1 in steps
        assert begin + bucket.index(max(bucket)) + 1 in steps


@given(ENERGIES, st.integers(3, 60), st.integers(0, 500))
def test_a_run_that_was_interrupted_has_the_history_until_then(energies: list[float], rows: int, more: int) -> None:
    history = noted(energies, rows, planned=len(energies) + more)
    full = every_step(energies)
    assert set(history.tolist()) <= set(full.tolist())
    assert history[-1].tolist() == full[-1].tolist()
    assert history["energy"].min() == min(energies)
    assert history["energy"].max() == max(energies)
    assert len(history) <= rows


@pytest.mark.parametrize("steps", [5, MOST_ROWS, MOST_ROWS + 1, 10**10])
def test_before_the_first_step_there_is_no_history(steps: int) -> None:
    history = Trace(steps).history(0, 1.0, 1.0, cold)
    assert len(history) == 0
    assert history.dtype == HISTORY


@pytest.mark.parametrize("steps", [1, 2, 4095, 4096, 4097, 8190, 10**6, 10**10])
def test_memory_is_bounded(steps: int) -> None:
    trace = Trace(steps)
    assert trace.buckets.shape[0] * trace.width >= steps
    assert trace.buckets.nbytes <= 4096 * 48
    assert (trace.width == 1) == (steps <= 4096)
    assert trace.width == 1 or 2 * len(trace.buckets) + 1 <= 4096


def recorded(model: Model, seed: int) -> list[tuple[int, float, float, float]]:
    """The history of the readable twin, step by step, in a plain list."""
    state, rows = first_state(model.start, model.energy(model.start), seed), []
    for _ in range(model.total):
        state, info = readable.step(model, state)
        rows.append((state.step, info.temperature, state.energy, state.best_energy))
    return rows


def history_of(model: Model, seed: int, rows: int = MOST_ROWS) -> NDArray[np.void]:
    chain, trace = Chain(model, seed), Trace(model.total, rows=rows)
    chain.advance(model.total, trace)
    return trace.history(chain.steps, chain.energy, chain.best_energy, model.temperature)


def model_of(formula: str, **given: Any) -> Model:
    return prepare(Parameters.checked(formula, seed=0, num_cycles=1, **given))[1]


@pytest.mark.parametrize("mode", ["MINIMIZE", "MAXIMIZE"])
@pytest.mark.parametrize("steps", [1, 700, 4096])
def test_up_to_4096_steps_the_history_of_a_run_is_what_happened(steps: int, mode: str) -> None:
    model = model_of("C8H18", steps_per_cycle=steps, initial_temp=10.0, cooling_schedule_k=1, optimization_mode=mode)
    assert history_of(model, 5).tolist() == recorded(model, 5)


@pytest.mark.parametrize("mode", ["MINIMIZE", "MAXIMIZE"])
def test_above_that_the_history_is_a_part_of_what_happened_with_its_extremes(mode: str) -> None:
    model = model_of("C8H18", steps_per_cycle=5000, initial_temp=10.0, cooling_schedule_k=1, optimization_mode=mode)
    history, record = history_of(model, 5), recorded(model, 5)
    assert len(history) <= 4096
    assert set(history.tolist()) <= set(record)
    assert history[-1].tolist() == record[-1]
    width = Trace(5000).width
    for begin in range(0, 5000, width):
        energies = [energy for _, _, energy, _ in record[begin : begin + width]]
        kept = history["energy"][(history["step"] > begin) & (history["step"] <= begin + width)]
        assert (kept.min(), kept.max()) == (min(energies), max(energies))


@given(st.integers(1, 400), st.integers(3, 100), st.integers(0, 2**53 - 1))
@settings(max_examples=30)
def test_chains_driven_by_python_and_compiled_ones_have_the_same_history(steps: int, rows: int, seed: int) -> None:
    given: dict[str, Any] = {"steps_per_cycle": steps, "initial_temp": 10.0}
    compiled = model_of("C6H12O", **given)
    driven = model_of("C6H12O", accept=lambda dE, kT, u: u < math.exp(-max(dE, 0) / kT), **given)
    assert (compiled.compiled, driven.compiled) == (True, False)
    assert history_of(compiled, seed, rows).tolist() == history_of(driven, seed, rows).tolist()


def test_a_trace_may_begin_in_the_middle_of_a_run() -> None:
    model = model_of("C8H18", steps_per_cycle=1000, initial_temp=10.0, cooling_schedule_k=1)
    chain, trace = Chain(model, 5), Trace(600, 400)
    chain.advance(400)
    chain.advance(600, trace)
    history = trace.history(chain.steps, chain.energy, chain.best_energy, model.temperature)
    assert history.tolist() == recorded(model, 5)[400:]
