"""Who makes how many steps in a second: the same chain, written in different ways, in turn and on one core."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sawidget as sa
from bench.c_loop import CChain, compile_loop
from bench.rdkit_loop import RDKitChain
from saserver.engine import readable
from saserver.engine.formula import Formula
from saserver.engine.parameters import Parameters
from saserver.engine.preparation import prepare
from saserver.engine.start import start_structure
from saserver.engine.state import first_state

#: At this temperature every chain here runs.
KT = 20.0
SEED = 1

OURS, C_LOOP, C_NATIVE, READABLE, RDKIT = "sa.anneal", "C -O3", "C -O3 -march=native", "readable twin", "RDKit loop"


class Standing(NamedTuple):
    """What came out for one formula.

    Attributes
    ----------
    null, accepted : shares of the steps
    speed : name of the runner → steps per second, of its best round
    """

    formula: str
    null: float
    accepted: float
    speed: Mapping[str, float]


@dataclass(frozen=True)
class Runner:
    """Something that makes steps.

    Attributes
    ----------
    run : (formula, steps) → seconds that they took
    steps : how many are enough to be measured
    check : (formula, steps, result of our own run of these) fails if the chain is another one
    """

    name: str
    run: Callable[[str, int], float]
    steps: int
    check: Callable[[str, int, Any], None] = lambda formula, steps, result: None


def race(formula: str, runners: list[Runner], rounds: int) -> Standing:
    """Every runner runs once in each round; its best round counts, since the machine does other things, too."""
    result = anneal(formula, 10**6)
    best = {runner.name: math.inf for runner in runners}
    for runner in runners:
        runner.check(formula, 10**6, result)
        runner.run(formula, 100)
    for _ in range(rounds):
        for runner in runners:
            best[runner.name] = min(best[runner.name], runner.run(formula, runner.steps) / runner.steps)
    null, accepted = result.invalid_moves / result.total_steps, result.accepted_moves / result.total_steps
    return Standing(formula, null, accepted, {name: 1 / seconds for name, seconds in best.items()})


def anneal(formula: str, steps: int) -> Any:
    """The run as a user asks for it."""
    return sa.anneal(formula, seed=SEED, schedule="constant", initial_temp=KT, steps_per_cycle=steps, num_cycles=1)


def run_anneal(formula: str, steps: int) -> float:
    begin = time.thread_time()
    anneal(formula, steps)
    return time.thread_time() - begin


def run_readable(formula: str, steps: int) -> float:
    _, model = prepare(
        Parameters.checked(
            formula, seed=SEED, schedule="constant", initial_temp=KT, steps_per_cycle=steps, num_cycles=1
        )
    )
    state = first_state(model.start, model.energy(model.start), SEED)
    begin = time.thread_time()
    for _ in range(steps):
        state, _ = readable.step(model, state)
    return time.thread_time() - begin


def run_rdkit(formula: str, steps: int) -> float:
    chain = RDKitChain(start_structure(Formula.parse(formula)).mol, KT, SEED)
    begin = time.thread_time()
    for _ in range(steps):
        chain.step()
    return time.thread_time() - begin


def c_runner(name: str, steps: int, *options: str) -> Runner | None:
    """The C loop, None without gcc."""
    loop = compile_loop(*options)
    if loop is None:
        return None

    def begin(formula: str) -> CChain:
        return CChain.begin(start_structure(Formula.parse(formula)), SEED)

    def run(formula: str, steps: int) -> float:
        chain = begin(formula)
        start = time.thread_time()
        loop(chain, KT, steps)
        return time.thread_time() - start

    def check(formula: str, steps: int, result: Any) -> None:
        chain = begin(formula)
        loop(chain, KT, steps)
        ours = result.accepted_moves, result.rejected_moves, result.invalid_moves, result.disconnected_moves
        assert chain.outcome() == (*ours, result.final_energy, result.best_energy), f"{name}: other steps for {formula}"

    return Runner(name, run, steps, check)


def all_runners(steps: int) -> list[Runner]:
    """Ours, the C loop where there is a compiler, our readable twin, and RDKit's. The slow ones make fewer steps."""
    in_c = (c_runner(C_LOOP, steps), c_runner(C_NATIVE, steps, "-march=native"))
    return [
        Runner(OURS, run_anneal, steps),
        *(runner for runner in in_c if runner is not None),
        Runner(READABLE, run_readable, max(1000, steps // 1000)),
        Runner(RDKIT, run_rdkit, max(1000, steps // 1000)),
    ]
