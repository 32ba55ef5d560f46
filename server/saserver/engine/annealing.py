"""One run from start to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from saserver.engine.chain import Chain
from saserver.engine.model import Model
from saserver.engine.parameters import Parameters
from saserver.engine.preparation import prepare
from saserver.engine.result import Result
from saserver.engine.trace import Trace

Progress = Callable[[int, int], None]

#: Seconds between two reports of progress: often enough for a bar, seldom enough to cost nothing.
_REPORT: Final = 0.1
_FIRST_BATCH: Final = 1  # a student's energy may take a second for one step
_LARGEST_BATCH: Final = 2**26


def anneal(formula: str, *, progress: Progress | None = None, **given: Any) -> Result:
    """Search the isomers of a formula by simulated annealing; the parameters are those of ``sawidget.anneal``.

    ``progress`` is called with the steps made and the steps to make, about ten times a second.
    """
    return annealed(*prepare(Parameters.checked(formula, **given)), progress)


def annealed(parameters: Parameters, model: Model, progress: Progress | None = None) -> Result:
    """The whole run of a model."""
    assert parameters.seed is not None
    chain = Chain(model, parameters.seed)
    trace = Trace(model.total)
    run_through(chain, model.total, trace, progress)
    return result_of(parameters, model, chain, trace)


def run_through(chain: Chain, steps: int, trace: Trace | None = None, progress: Progress | None = None) -> None:
    """Make the steps up to number ``steps`` in batches that take about a tenth of a second."""
    batch = _FIRST_BATCH
    while chain.steps < steps:
        begin = time.perf_counter()
        done = min(batch, steps - chain.steps)
        chain.advance(done, trace)
        if progress is not None:
            progress(chain.steps, steps)
        rate = done / max(time.perf_counter() - begin, 1e-6)
        batch = min(_LARGEST_BATCH, max(1, min(10 * batch, int(rate * _REPORT))))


def result_of(parameters: Parameters, model: Model, chain: Chain, trace: Trace) -> Result:
    """What a chain has found until now."""
    state = chain.state
    best, final = model.graph(state.best_bonds), model.graph(state.bonds)
    return Result(
        parameters=parameters.as_dict(),
        initial=model.start,
        final=final,
        best=best,
        initial_energy=model.energy(model.start),
        final_energy=state.energy,
        best_energy=state.best_energy,
        best_components=model.parts(best),
        final_components=model.parts(final),
        best_step=state.best_step,
        total_steps=state.step,
        accepted_moves=state.accepted,
        rejected_moves=state.rejected,
        invalid_moves=state.invalid,
        disconnected_moves=state.disconnected,
        history=trace.history(state.step, state.energy, state.best_energy, model.temperature),
    )
