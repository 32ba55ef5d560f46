"""A few runs of one point of the grid, one after the other: what a worker does at a time."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.annealing import run_through
from saserver.engine.chain import Chain
from saserver.engine.ensembles.grid import Task
from saserver.engine.errors import SawidgetError
from saserver.engine.model import Model
from saserver.engine.state import ACCEPTED, DISCONNECTED, INVALID, REJECTED
from saserver.engine.trace import Trace

#: What is kept of a run: 76 bytes, and 16 for each of its improvements.
RUN: Final = np.dtype(
    [
        ("point", np.int32),
        ("seed", np.int64),
        ("best_energy", np.float64),
        ("final_energy", np.float64),
        ("best_step", np.int64),
        ("total_steps", np.int64),
        ("accepted_moves", np.int64),
        ("rejected_moves", np.int64),
        ("invalid_moves", np.int64),
        ("disconnected_moves", np.int64),
    ]
)
#: A run that is better than ever before: the step that made it so, 0 for the start.
IMPROVEMENT: Final = np.dtype([("step", np.int64), ("energy", np.float64)])

#: Steps that a run makes at once while nobody can stop it.
_UNSTOPPABLE: Final = 1_000_000


@dataclass(frozen=True)
class Failure:
    """A run that came to no end.

    Attributes
    ----------
    point : number of its place in the grid
    seed : of the run
    message : why, in a sentence
    error : what was raised
    """

    point: int
    seed: int
    message: str
    error: SawidgetError

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.message}"


@dataclass(frozen=True)
class Batch:
    """What became of some runs: a row of each that ended, and the rest in the same order."""

    rows: NDArray[np.void]
    improvements: tuple[NDArray[np.void], ...]
    traces: tuple[tuple[NDArray[np.uint64], NDArray[np.float64]], ...]
    failures: tuple[Failure, ...]
    seconds: float


class Stopped(Exception):
    """Somebody pressed the stop button."""


def thawed(payload: bytes, point: int, seeds: Sequence[int], traced: bool) -> Batch:
    """``run_batch`` in another process, where the task arrives as bytes."""
    return run_batch(pickle.loads(payload), point, seeds, traced)


def run_batch(task: Task, point: int, seeds: Sequence[int], traced: bool, stop: Event | None = None) -> Batch:
    """Run the seeds; one that fails is told of, the others go on. When ``stop`` is set, end with those that are done.

    Parameters
    ----------
    point : its number, for the rows
    traced : whether the last state and the energies of each run are handed over as well
    """
    begin = time.perf_counter()
    rows, improvements, traces, failures = [], [], [], []
    chain: Chain | None = None
    for seed in seeds:
        if stop is not None and stop.is_set():
            break
        try:
            if chain is None:
                _, model = task.bound()
                chain = Chain(model, seed)
            trace = _run(chain, seed, traced, stop)
        except Stopped:
            break
        except Exception as error:
            failures.append(failure(point, seed, error))
            continue
        rows.append(_row(chain, point, seed))
        improvements.append(_improvements(chain))
        if trace is not None:
            traces.append((chain.array.copy(), trace.buckets))
    table = np.array(rows, dtype=RUN)
    return Batch(table, tuple(improvements), tuple(traces), tuple(failures), time.perf_counter() - begin)


def failure(point: int, seed: int, error: BaseException) -> Failure:
    """What is reported of a run that failed; errors that are not ours might not survive the way home."""
    if not isinstance(error, SawidgetError):
        error = SawidgetError(f"{type(error).__name__}: {error}".rstrip(": "))
    return Failure(point, seed, str(error), error)


def _run(chain: Chain, seed: int, traced: bool, stop: Event | None) -> Trace | None:
    chain.begin(seed)
    chain.record()
    total = chain.model.total
    trace = Trace(total) if traced else None
    if chain.model.compiled and total <= _UNSTOPPABLE:
        chain.advance(total, trace)
    else:
        run_through(chain, total, trace, _stopping(stop))
    return trace


def _stopping(stop: Event | None) -> Callable[[int, int], None] | None:
    if stop is None:
        return None

    def look(done: int, total: int) -> None:
        if stop.is_set() and done < total:
            raise Stopped

    return look


def _row(chain: Chain, point: int, seed: int) -> tuple[float, ...]:
    array = chain.array
    counts = (int(array[int(place)]) for place in (ACCEPTED, REJECTED, INVALID, DISCONNECTED))
    return (point, seed, chain.best_energy, chain.energy, chain.best_step, chain.steps, *counts)


def _improvements(chain: Chain) -> NDArray[np.void]:
    records = chain.records
    noted = np.empty(len(records), dtype=IMPROVEMENT)
    noted["step"], noted["energy"] = records.T
    return noted


def rebuilt(model: Model, array: NDArray[np.uint64], buckets: NDArray[np.float64]) -> tuple[Chain, Trace]:
    """The chain and the trace of a run that was made elsewhere."""
    trace = Trace(model.total)
    trace.buckets[:] = buckets
    return Chain(model, array), trace
