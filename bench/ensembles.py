"""Measure ensembles and print the tables of ``docs/statistics.md``: ``python -m bench.ensembles``.

What a run costs is time of the processor. Efficiency is the speed of all workers together over that of one thread, over
the number of cores, by the clock: all take turns and the best of some rounds counts, and on a machine that does
something else besides it comes out too low.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from typing import Any, Final

import sawidget as sa
from saserver.engine.ensembles import usable_cores

#: Steps of a run of C10H22; a million take some 15 ms.
LENGTHS: Final = (2_000, 100_000, 1_000_000, 4_000_000)
GROWTH: Final = (10, 100, 1_000, 10_000, 100_000)


def seconds(runs: int, steps: int, executor: Any, clock: Callable[[], float] = time.perf_counter) -> float:
    """For an ensemble of C10H22."""
    begin = clock()
    found = sa.ensemble("C10H22", runs=runs, executor=executor, steps_per_cycle=steps, num_cycles=1)
    assert len(found) == runs
    return clock() - begin


def fastest(rounds: int, *races: Callable[[], float]) -> list[float]:
    """The best time of each, which take turns."""
    times = [[race() for race in races] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def overhead(rounds: int) -> Iterator[str]:
    """What a run costs besides its steps."""
    runs = 2_000

    def alone() -> float:
        begin = time.process_time()
        for seed in range(100):
            sa.anneal("C10H22", seed=seed, steps_per_cycle=1, num_cycles=1)
        return time.process_time() - begin

    with ThreadPoolExecutor(1) as one:
        many, single = fastest(rounds, lambda: seconds(runs, 1, one, time.process_time), alone)
    yield "\nA run of one step, µs of the processor\n"
    yield "| | µs |"
    yield "|---|--:|"
    yield f"| in an ensemble of {runs:,}, one thread | {many / runs * 1e6:.0f} |"
    yield f"| by `sa.anneal` | {single / 100 * 1e6:.0f} |"


def efficiency(rounds: int, cores: int, dask: bool) -> Iterator[str]:
    """All cores against one thread."""
    yield f"\nEfficiency on {cores} cores: runs a second with all of them over {cores} times those of one thread\n"
    yield f"| steps | ms a run, one thread | {cores} threads | {cores} processes | Dask, {cores} workers |"
    yield "|--:|--:|--:|--:|--:|"
    with (
        ThreadPoolExecutor(1) as one,
        ThreadPoolExecutor(cores) as threads,
        ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as processes,
        _dask(cores, dask) as client,
    ):
        everybody: list[Executor | Any] = [one, threads, processes, *([client] if dask else [])]
        for executor in everybody:
            seconds(8 * cores, 1_000, executor)  # compiled and imported everywhere
        for steps in LENGTHS:
            runs = max(4 * cores, int(1.5e8 / (steps + 2_000)))
            times = fastest(rounds, *(partial(seconds, runs, steps, who) for who in everybody))
            shares = [f"{times[0] / (cores * other):.2f}" for other in times[1:]]
            shares += ["not measured"] * (not dask)
            yield f"| {steps:,} | {times[0] / runs * 1e3:.3g} | {' | '.join(shares)} |"


def growth() -> Iterator[str]:
    """The same ensemble, larger and larger: runs of C8H18 and 2000 steps, all cores."""
    yield "\nGrowth: runs of C8H18, 2000 steps, threads on all cores\n"
    yield "| runs | seconds of the processor | µs a run | bytes kept of a run | peak memory of the process, MB |"
    yield "|--:|--:|--:|--:|--:|"
    sa.ensemble("C8H18", runs=10)
    for runs in GROWTH:
        begin = time.process_time()
        found = sa.ensemble("C8H18", runs=runs)
        taken = time.process_time() - begin
        kept = (found.runs.nbytes + found.improvements.nbytes + found.begins.nbytes) / runs
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield f"| {runs:,} | {taken:.3g} | {taken / runs * 1e6:.0f} | {kept:.0f} | {peak:.0f} |"


class _dask:
    """A client of a cluster of processes on this machine, or nothing."""

    def __init__(self, workers: int, wanted: bool) -> None:
        self._workers, self._wanted = workers, wanted

    def __enter__(self) -> Any:
        if not self._wanted:
            return None
        distributed: Any = import_module("distributed")
        self._cluster = distributed.LocalCluster(
            n_workers=self._workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        )
        self._client = distributed.Client(self._cluster)
        return self._client

    def __exit__(self, *_: object) -> None:
        if self._wanted:
            self._client.close()
            self._cluster.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ensembles", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of which the best counts")
    parser.add_argument("--no-dask", action="store_true", help="without a Dask cluster")
    parser.add_argument("--costs", action="store_true", help="without efficiency, which needs a machine at rest")
    options = parser.parse_args()
    cores = usable_cores()
    tables = [overhead(options.rounds), growth()]
    if not options.costs:
        tables.append(efficiency(options.rounds, cores, not options.no_dask))
    for lines in tables:
        for line in lines:
            print(line, flush=True)


if __name__ == "__main__":
    main()
