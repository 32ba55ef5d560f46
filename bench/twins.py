"""Run both twins of the chain side by side, 300,000 steps for each of ten formulas: ``python -m bench.twins``.

The tests do the same with a tenth of the steps. This takes some minutes, nearly all of them in the readable twin.
"""

from __future__ import annotations

import argparse
from itertools import product
from typing import Any, Final

import numpy as np

from saserver.engine import Chain, Parameters, Trace, prepare, readable
from saserver.engine.state import pack

FORMULAS: Final = ("CH4", "C2H6", "C2HBrClF3", "C4H4N2", "C6H6", "C6H14", "C8H18", "C10H16O", "C20H42", "C30H62")
SCHEDULES: Final[tuple[Any, ...]] = ("faulon", "constant", "geometric", "reheat", lambda t: (1 - t) ** 2)
MODES: Final = ("MINIMIZE", "MAXIMIZE")
BATCHES: Final = 10


def differences(formula: str, seed: int, batch: int, **given: Any) -> int:
    """How often the twins differ, in state or in history, when they are compared after each batch."""
    steps = BATCHES * batch
    model = prepare(Parameters.checked(formula, seed=seed, steps_per_cycle=steps, num_cycles=1, **given))[1]
    compiled, fast, slow = Chain(model, seed), Trace(steps), Trace(steps)
    state, differ = compiled.state, 0
    for _ in range(BATCHES):
        compiled.advance(batch, fast)
        for _ in range(batch):
            state, _ = readable.step(model, state)
            slow.note(state.step, state.energy, state.best_energy)
        differ += not (np.array_equal(compiled.array, pack(state)) and np.array_equal(fast.buckets, slow.buckets))
    return differ


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.twins", description=__doc__)
    parser.add_argument("--steps", type=int, default=300_000, help="for each formula, 300,000 unless told")
    batch = max(1, parser.parse_args().steps // (len(SCHEDULES) * len(MODES) * BATCHES))
    for formula in FORMULAS:
        runs = enumerate(product(SCHEDULES, MODES))
        differ = sum(
            differences(formula, seed, batch, initial_temp=8.0, schedule=schedule, optimization_mode=mode)
            for seed, (schedule, mode) in runs
        )
        steps = batch * BATCHES * len(SCHEDULES) * len(MODES)
        print(f"{formula:10} {steps:,} steps: {'identical' if not differ else f'{differ} DIFFERENCES'}", flush=True)


if __name__ == "__main__":
    main()
