"""Running an ensemble: all at once, or run by run."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.annealing import result_of
from saserver.engine.ensembles.batch import IMPROVEMENT, RUN, Batch, Failure, rebuilt
from saserver.engine.ensembles.crew import Crew, Dumps, Work
from saserver.engine.ensembles.ensemble import Ensemble
from saserver.engine.ensembles.grid import MOST_RUNS, Point, Task, points_of, seeds_of
from saserver.engine.result import Result

Progress = Callable[[int, int], None]

#: Whole runs in a batch at most: each may bring a history of a hundred kilobytes.
_FEW: Final = 16


def ensemble(
    formula: object,
    *,
    runs: int = 100,
    seeds: Iterable[int] | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    dumps: Dumps = pickle.dumps,
    histories: bool = False,
    progress: Progress | None = None,
    **given: Any,
) -> Ensemble:
    """Run many seeds, and every combination of the parameters that are lists; see ``sawidget.ensemble``.

    Parameters
    ----------
    executor : None for threads
    workers : of the executor, where it does not say so itself
    dumps : makes bytes of parameters for another process, if pickle's are not enough
    progress : called with the runs that have ended and the runs there are

    Raises
    ------
    ParameterError, EnergyError
        before anything runs; and what the first run raised if all of them failed
    """
    axes, grid = points_of(formula, given)
    every = seeds_of(runs, seeds)
    crew = Crew(
        [task for _, task in grid],
        every,
        executor,
        workers=workers,
        dumps=dumps,
        traced=histories,
        most=_FEW if histories else MOST_RUNS,
    )
    batches: dict[tuple[int, int], Batch] = {}
    total, done, interrupted = len(grid) * len(every), 0, False
    try:
        for work, batch in crew.batches():
            batches[work.point, work.begin] = batch
            done += len(work)
            if progress is not None:
                progress(done, total)
    except KeyboardInterrupt:
        interrupted = True
        with suppress(KeyboardInterrupt):  # who presses again while threads end their runs loses no more than those
            for work, batch in crew.halt():
                batches[work.point, work.begin] = batch
    finally:
        crew.close()
    found = [batches[place] for place in sorted(batches)]
    failures = tuple(failure for batch in found for failure in batch.failures)
    if failures and not any(len(batch.rows) for batch in found) and not interrupted:
        raise failures[0].error
    improvements = [noted for batch in found for noted in batch.improvements]
    return Ensemble(
        axes=axes,
        points=tuple(point for point, _ in grid),
        seeds=every,
        runs=np.concatenate([np.zeros(0, dtype=RUN), *(batch.rows for batch in found)]),
        improvements=np.concatenate([np.zeros(0, dtype=IMPROVEMENT), *improvements]),
        begins=np.concatenate([[0], np.cumsum([len(noted) for noted in improvements], dtype=np.int64)]),
        histories=tuple(_histories(found, grid)) if histories else None,
        failures=failures,
        interrupted=interrupted,
    )


class Stream:
    """The runs of an ensemble, each as soon as it and all before it have ended: point by point, seed by seed.

    Attributes
    ----------
    failures : runs that came to no end; they are left out
    """

    def __init__(
        self,
        formula: object,
        *,
        runs: int = 100,
        seeds: Iterable[int] | None = None,
        executor: Executor | None = None,
        workers: int | None = None,
        dumps: Dumps = pickle.dumps,
        **given: Any,
    ) -> None:
        self.failures: list[Failure] = []
        _, self._grid = points_of(formula, given)
        self._seeds = seeds_of(runs, seeds)
        self._crew = Crew(
            [task for _, task in self._grid],
            self._seeds,
            executor,
            workers=workers,
            dumps=dumps,
            traced=True,
            most=_FEW,
        )
        # It knows nothing of this object: so when nobody holds the stream any longer, both end at once.
        self._results = _ordered(self._crew, self._grid, self._seeds, self.failures)

    def __len__(self) -> int:
        """Runs there are in all, those that fail included."""
        return len(self._grid) * len(self._seeds)

    def __iter__(self) -> Iterator[Result]:
        return self

    def __next__(self) -> Result:
        return next(self._results)

    def close(self) -> None:
        """End it before its end; leaving a ``for`` loop does the same."""
        self._results.close()
        self._crew.close()


def _ordered(
    crew: Crew, grid: Sequence[tuple[Point, Task]], seeds: Sequence[int], failures: list[Failure]
) -> Generator[Result]:
    """The results in their order; what fails is added to the failures."""
    early: dict[int, tuple[Work, Batch]] = {}
    turn, yielded = 0, 0
    look_ahead = 4 * crew.workers * _FEW

    def place(work: Work) -> int:
        return work.point * len(seeds) + work.begin

    def ahead(work: Work) -> bool:
        return place(work) < turn + look_ahead

    try:
        for work, batch in crew.batches(ahead):
            early[place(work)] = work, batch
            while turn in early:
                work, batch = early.pop(turn)
                turn += len(work)
                failures += batch.failures
                for result in _whole(grid[work.point][1], batch):
                    yielded += 1
                    yield result
        if failures and not yielded:
            raise failures[0].error
    finally:
        crew.close()


def _whole(task: Task, batch: Batch) -> Iterator[Result]:
    parameters, model = task.bound()
    for row, (array, buckets) in zip(batch.rows, batch.traces, strict=True):
        chain, trace = rebuilt(model, array, buckets)
        yield result_of(replace(parameters, seed=int(row["seed"])), model, chain, trace)


def _histories(batches: Iterable[Batch], grid: list[tuple[Point, Task]]) -> Iterator[NDArray[np.void]]:
    for batch in batches:
        for row, (array, buckets) in zip(batch.rows, batch.traces, strict=True):
            _, model = grid[int(row["point"])][1].bound()
            chain, trace = rebuilt(model, array, buckets)
            yield trace.history(chain.steps, chain.energy, chain.best_energy, model.temperature)
