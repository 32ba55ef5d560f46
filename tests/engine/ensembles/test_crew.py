"""Who does the work, and what becomes of it when a worker dies, a run fails or somebody stops it."""

from __future__ import annotations

import _thread
import gc
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from saserver.engine import EnergyError, Ensemble, Graph, Result, SawidgetError, Stream, anneal, energy, ensemble
from saserver.engine.ensembles.crew import Crew

GIVEN: dict[str, Any] = {"cooling_schedule_k": [1, 8], "steps_per_cycle": 200}


@pytest.fixture(scope="module")
def expected() -> Ensemble:
    return ensemble("C8H18", runs=60, **GIVEN)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


class Backwards(Executor):
    """Does everything at the last moment, the newest first."""

    _max_workers = 5

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Any]] = []

    def submit(self, function: Any, /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: function(*given, **named)))
        if len(self.waiting) == 1:
            threading.Timer(0.05, self.work).start()
        return future

    def work(self) -> None:
        now, self.waiting = self.waiting[::-1], []
        for future, call in now:
            future.set_result(call())


@pytest.mark.parametrize("workers", [1, 3])
def test_results_do_not_depend_on_the_number_of_threads(workers: int, expected: Ensemble) -> None:
    with ThreadPoolExecutor(workers) as threads:
        assert ensemble("C8H18", runs=60, executor=threads, **GIVEN) == expected


def test_results_do_not_depend_on_the_order_in_which_they_come(expected: Ensemble) -> None:
    assert ensemble("C8H18", runs=60, executor=Backwards(), **GIVEN) == expected


def test_processes_find_the_same(pool: ProcessPoolExecutor, expected: Ensemble) -> None:
    assert ensemble("C8H18", runs=60, executor=pool, **GIVEN) == expected


def test_a_killed_process_costs_a_retry(expected: Ensemble) -> None:
    """In a pool of its own: what is killed half-way cannot be used afterwards."""
    killed: list[Any] = []

    def kill(done: int, total: int) -> None:
        if done > 20 and not killed:
            [victim, *_] = doomed._processes.values()
            victim.kill()
            killed.append(victim)

    doomed = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    found = ensemble("C8H18", runs=60, executor=doomed, progress=kill, **GIVEN)
    doomed.shutdown()
    assert killed
    assert found == expected
    assert not found.failures


class Deadly(Executor):
    """A worker that is lost over each batch with a certain seed in it."""

    _max_workers = 2

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def submit(self, function: Any, /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.seed in given[2]:
            future.set_exception(OSError("lost the worker"))
        else:
            future.set_result(function(*given, **named))
        return future


def test_the_run_that_kills_its_worker_each_time_is_found_and_the_others_kept(expected: Ensemble) -> None:
    found = ensemble("C8H18", runs=60, executor=Deadly(17), **GIVEN)
    assert [(failure.point, failure.seed) for failure in found.failures] == [(0, 17), (1, 17)]
    assert "lost the worker" in found.failures[0].message
    assert found.runs.tolist() == [row for row in expected.runs.tolist() if row[1] != 17]


def test_an_executor_that_was_shut_down_is_reported() -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    with pytest.raises(SawidgetError, match="cannot schedule new futures after shutdown"):
        ensemble("C6H14", runs=2, executor=threads)


@energy
def picky(graph: Graph) -> float:
    if graph.smiles == "CCC(C)(C)C":
        raise ValueError("not this one")
    return float(graph.distances.sum()) / 2


def test_a_run_that_fails_is_reported_and_the_others_kept() -> None:
    found = ensemble("C6H14", seeds=range(12), energy=picky, steps_per_cycle=15, initial_temp=5)
    assert 0 < len(found.failures) < 12
    assert len(found) + len(found.failures) == 12
    failed = found.failures[0]
    with pytest.raises(EnergyError) as alone:
        anneal("C6H14", seed=failed.seed, energy=picky, steps_per_cycle=15, initial_temp=5)
    assert failed.message == str(alone.value)


def test_where_all_fail_the_first_error_is_raised() -> None:
    def schedule(progress: float) -> float:
        return progress if progress < 0.5 else -1

    with pytest.raises(SawidgetError, match="the schedule returned -1"):
        ensemble("C6H14", runs=5, schedule=schedule)


@energy
def slow(graph: Graph) -> float:
    time.sleep(0.002)
    return float(graph.distances.sum())


def test_an_interrupt_returns_what_is_done() -> None:
    def stop(done: int, total: int) -> None:
        if done >= 3:
            _thread.interrupt_main()

    begin = time.monotonic()
    found = ensemble("C6H14", runs=2000, energy=slow, initial_temp=9, steps_per_cycle=15, progress=stop)
    assert found.interrupted
    assert 3 <= len(found) < 200
    assert time.monotonic() - begin < 60  # all of them would take minutes
    whole = ensemble("C6H14", seeds=found.runs["seed"].tolist(), energy=slow, initial_temp=9, steps_per_cycle=15)
    assert whole.runs.tolist() == found.runs.tolist()


def test_a_second_interrupt_loses_nothing_that_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    def again(crew: Crew) -> Iterator[Any]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(Crew, "halt", again)
    found = ensemble("C6H14", runs=2000, steps_per_cycle=1, progress=stop)
    assert found.interrupted
    assert len(found) >= 3


def test_a_stream_that_nobody_holds_any_longer_ends_at_once() -> None:
    gc.disable()  # nobody is to wait for it
    try:
        stream = Stream("C6H14", runs=5000, steps_per_cycle=1)
        next(stream)
        crew = stream._crew
        del stream
        assert crew._stop.is_set()
    finally:
        gc.enable()


def test_a_stream_yields_whole_results_in_order(pool: ProcessPoolExecutor) -> None:
    whole = [anneal("C6H14", seed=seed, num_cycles=cycles) for cycles in (1, 3) for seed in (4, 2)]
    for executor in (None, pool):
        stream = Stream("C6H14", seeds=[4, 2], executor=executor, num_cycles=[1, 3])
        assert len(stream) == 4
        assert list(stream) == whole


def test_a_stream_works_ahead_but_not_of_all() -> None:
    with ThreadPoolExecutor(1) as threads:
        begun: list[int] = []
        submit = threads.submit

        def noting(function: Any, /, *given: Any, **named: Any) -> Any:
            begun.extend(given[2])
            return submit(function, *given, **named)

        threads.submit = noting  # type: ignore[method-assign]
        stream = Stream("C6H14", runs=5000, executor=threads)
        seeds = [next(stream).parameters["seed"] for _ in range(300)]
        stream.close()
    assert seeds == list(range(300))
    assert len(begun) < 600


class LateFirst(Executor):
    """Keeps the run that everybody waits for to the end."""

    _max_workers = 1

    def __init__(self) -> None:
        self.begun: list[int] = []

    def submit(self, function: Any, /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.begun.extend(given[2])
        if 0 in given[2]:
            threading.Timer(0.5, lambda: future.set_result(function(*given, **named))).start()
        else:
            future.set_result(function(*given, **named))
        return future


def test_a_stream_that_waits_for_one_run_does_not_hoard_the_others() -> None:
    late = LateFirst()
    stream = Stream("C6H14", runs=5000, steps_per_cycle=1, executor=late)
    assert next(stream).parameters["seed"] == 0
    assert 10 < len(late.begun) < 100
    stream.close()


def test_a_stream_leaves_failed_runs_out_and_tells_of_them() -> None:
    stream = Stream("C6H14", runs=12, energy=picky, steps_per_cycle=15, initial_temp=5)
    results: list[Result] = list(stream)
    assert stream.failures
    seeds = [result.parameters["seed"] for result in results] + [failure.seed for failure in stream.failures]
    assert sorted(seeds) == list(range(12))


def test_histories_are_those_of_the_runs() -> None:
    found = ensemble("C8H18", runs=3, steps_per_cycle=2000, histories=True)
    assert found.histories is not None
    for seed, history in enumerate(found.histories):
        assert history.tolist() == anneal("C8H18", seed=seed, steps_per_cycle=2000).history.tolist()


def test_nothing_is_left_running() -> None:
    ensemble("C6H14", runs=3)
    end = time.monotonic() + 10
    while any(thread.name.startswith("sawidget-ensemble") for thread in threading.enumerate()):
        assert time.monotonic() < end
        time.sleep(0.01)
