"""The readable chain and the compiled one: the same steps, bit for bit, whatever the parameters."""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saserver.engine import Chain, Model, Parameters, State, Trace, energy, prepare, readable
from saserver.engine.energies import registry
from saserver.engine.energies.wiener import wiener_index
from saserver.engine.state import first_state, pack, unpack

FORMULAS = ["CH4", "C2H6", "C2HBrClF3", "C4H4N2", "C6H6", "C6H14", "C8H18", "C10H16O", "C20H42", "C30H62"]


def waves(t: float) -> float:
    return math.cos(20 * t) ** 2


SCHEDULES: dict[str, dict[str, Any]] = {
    "faulon": {"schedule": "faulon", "cooling_schedule_k": 1.5},
    "constant": {"schedule": "constant"},
    "geometric": {"schedule": "geometric"},
    "reheat": {"schedule": "reheat", "cooling_schedule_k": 2},
    "python": {"schedule": waves},
}
PEAKS = [14.1, 22.9, 128.5, 201.0]
#: One component alone, which has a loop of its own, and weighted sums.
ENERGIES: list[dict[str, Any]] = [
    {},
    {"component_weights": {"wiener_index": 0.3, "rings": 7}},
    {
        "component_weights": {"dept": 5, "wiener_index": 0.1, "rings": 1 / 3},
        "component_options": {"dept": {"CH": 1, "C": 0}},
    },
]


def model_of(formula: str, **given: Any) -> Model:
    return prepare(Parameters.checked(formula, seed=0, num_cycles=4, **given))[1]


class Record:
    """What a chain did, written down step by step by the readable twin and by nothing else."""

    def __init__(self, model: Model, state: State, *, rows: int = 4096) -> None:
        self.model, self.state = model, state
        self.trace = Trace(model.total, state.step, rows)
        self.visits: Counter[Any] = Counter()

    def advance(self, steps: int) -> None:
        for _ in range(steps):
            self.state, _ = readable.step(self.model, self.state)
            self.trace.note(self.state.step, self.state.energy, self.state.best_energy)
            self.visits[self.model.graph(self.state.bonds).bonds] += 1


def tallied(chain: Chain) -> Counter[Any]:
    tally = chain.tally
    assert tally is not None
    assert tally.other == 0
    graphs = [tuple(map(tuple, graph)) for graph in tally.graphs().tolist()]
    assert len(set(graphs)) == len(graphs)
    return Counter({graph: steps for graph, steps in zip(graphs, tally.steps().tolist(), strict=True) if steps})


def check_twins(model: Model, seed: int, steps: int, rows: int = 64) -> State:
    """Run both, the compiled one in batches of random sizes, and compare everything there is after each."""
    assert model.compiled
    chain = Chain(model, seed)
    chain.count()
    trace = Trace(model.total, rows=rows)
    record = Record(model, first_state(model.start, model.energy(model.start), seed), rows=rows)
    rng = random.Random(seed)
    while chain.steps < steps:
        batch = min(steps - chain.steps, int(10 ** rng.uniform(0, 3.3)))
        chain.advance(batch, trace)
        record.advance(batch)
        assert chain.state == record.state
        assert np.array_equal(chain.array, pack(record.state))
        assert np.array_equal(trace.buckets, record.trace.buckets)
        assert tallied(chain) == record.visits
    return chain.state


@pytest.mark.parametrize("formula", FORMULAS)
def test_thirty_thousand_steps_of_both_twins_are_identical_under_all_schedules_in_both_modes(formula: str) -> None:
    accepted = rejected = 0
    for number, (schedule, mode) in enumerate(product(SCHEDULES.values(), ["MINIMIZE", "MAXIMIZE"])):
        kind = ENERGIES[number % len(ENERGIES)]
        model = model_of(formula, steps_per_cycle=750, initial_temp=8.0, optimization_mode=mode, **schedule, **kind)
        state = check_twins(model, seed=number, steps=3000)
        accepted, rejected = accepted + state.accepted, rejected + state.rejected
    # Methane and ethane have no move, and the isomers of halothane all have the same energy.
    assert accepted > 100 or formula in ("CH4", "C2H6")
    assert rejected > 100 or formula in ("CH4", "C2H6", "C2HBrClF3")


@pytest.mark.slow
@pytest.mark.parametrize("formula", FORMULAS)
def test_so_they_are_for_every_schedule_with_every_energy_in_both_modes(formula: str) -> None:
    for number, (schedule, mode, kind) in enumerate(product(SCHEDULES.values(), ["MINIMIZE", "MAXIMIZE"], ENERGIES)):
        model = model_of(formula, steps_per_cycle=150, initial_temp=8.0, optimization_mode=mode, **schedule, **kind)
        check_twins(model, seed=100 + number, steps=600)


@pytest.mark.parametrize("formula", ["C5H12S", "C3H9O2P", "C4H11PS", "C60H122", "C60", "C20H30IN3O4", "H2S3", "P4"])
def test_other_elements_and_the_largest_molecules_are_no_exception(formula: str) -> None:
    check_twins(model_of(formula, steps_per_cycle=500, initial_temp=20.0, cooling_schedule_k=1), 5, 2000)


@pytest.mark.parametrize("formula", ["C6H12O", "C10H16O", "C8H18"])
def test_carbon13_alone_and_in_a_sum_is_no_exception(formula: str) -> None:
    peaks = (PEAKS * 3)[: int(formula[1 : 3 if formula[2].isdigit() else 2])]
    options = {"carbon13": {"peaks": peaks}}
    alone = model_of(formula, steps_per_cycle=100, initial_temp=50.0, energy="carbon13", component_options=options)
    check_twins(alone, 1, 400)
    weights = {"carbon13": 1.5, "wiener_index": 0.2}
    both = model_of(
        formula, steps_per_cycle=100, initial_temp=50.0, component_weights=weights, component_options=options
    )
    check_twins(both, 2, 400)


@given(st.integers(0, 2**53 - 1))
@settings(max_examples=20)
def test_the_twins_agree_for_any_seed(seed: int) -> None:
    check_twins(model_of("C5H8O", steps_per_cycle=50, initial_temp=5.0), seed, 200)


@pytest.mark.parametrize("schedule", ["faulon", "python"])
@pytest.mark.parametrize("drive", ["compiled", "readable"])
def test_a_chain_that_goes_on_from_a_checkpoint_is_the_unbroken_one(drive: str, schedule: str) -> None:
    rule = {"accept": metropolis} if drive == "readable" else {}
    steps = 400 if drive == "readable" else 100_000
    model = model_of("C10H16O", steps_per_cycle=steps, initial_temp=20.0, **SCHEDULES[schedule], **rule)
    unbroken = Chain(model, 3)
    unbroken.advance(model.total)
    rng = random.Random(drive + schedule)
    chain = Chain(model, 3)
    while chain.steps < model.total:
        chain.advance(min(rng.randrange(1, model.total // 5), model.total - chain.steps))
        checkpoint = chain.array.copy()
        chain.advance(rng.randrange(1000))  # what happens after it does not touch the checkpoint
        chain = Chain(model, checkpoint)
    assert np.array_equal(chain.array, unbroken.array)


def test_a_checkpoint_serves_the_other_twin() -> None:
    model = model_of("C8H18", steps_per_cycle=1000, initial_temp=20.0)
    unbroken = Chain(model, 3)
    unbroken.advance(3000)
    chain = Chain(model, 3)
    chain.advance(1000)
    state = unpack(chain.array)
    for _ in range(1000):
        state, _ = readable.step(model, state)
    chain = Chain(model, pack(state))
    chain.advance(1000)
    assert chain.state == unbroken.state


def metropolis(delta: float, kt: float, u: float) -> bool:
    return u < (1.0 if delta <= 0 else math.exp(-delta / kt))


@pytest.mark.parametrize("mode", ["MINIMIZE", "MAXIMIZE"])
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_functions_of_python_that_say_the_same_make_the_same_run(
    schedule: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_own", {})
    given = {"steps_per_cycle": 250, "initial_temp": 8.0, "optimization_mode": mode, **SCHEDULES[schedule]}
    mine = energy(lambda graph: wiener_index(graph), name="my_own")
    models = [
        model_of("C8H18", **given),
        model_of("C8H18", accept=metropolis, **given),
        model_of("C8H18", energy=mine, **given),
        model_of("C8H18", energy=mine, accept=metropolis, **given),
    ]
    assert [model.compiled for model in models] == [True, False, False, False]
    runs = []
    for model in models:
        chain, trace = Chain(model, 11), Trace(model.total, rows=64)
        chain.count()
        chain.advance(model.total, trace)
        runs.append((chain.state, trace.buckets.tolist(), tallied(chain)))
    assert runs[0][0].accepted > 20
    assert all(run == runs[0] for run in runs)
