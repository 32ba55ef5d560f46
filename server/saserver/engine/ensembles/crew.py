"""Who does the work: an executor, fed with batches that take a fifth of a second, and what is done when a worker dies.

A batch whose worker was lost is tried again as a whole, then run by run. When a pool of processes breaks nobody knows
which of its workers began it, so a fresh pool of the same kind takes over, and what was in flight goes there alone, one
after the other: what kills its worker each time is found, and only that is given up.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, replace
from threading import Event
from typing import Any, Final

from saserver.engine.ensembles.batch import Batch, failure, run_batch, thawed
from saserver.engine.ensembles.grid import Task

#: Seconds that a batch should take: handing one over costs a thousandth of it, and stopping waits no longer.
_BATCH: Final = 0.2
#: Seconds after which a waiting main thread looks whether somebody interrupts it.
_LOOK: Final = 0.1
#: Seconds that threads get to end their present run after an interrupt.
_LAST: Final = 2.0

Dumps = Callable[[object], bytes]


@dataclass(frozen=True)
class Work:
    """Some seeds of a point, ``begin`` to ``end`` among all, and how often a worker was lost over them."""

    point: int
    begin: int
    end: int
    lost: int = 0

    def __len__(self) -> int:
        return self.end - self.begin


class Crew:
    """An executor at work on the runs of an ensemble.

    Parameters
    ----------
    tasks : one for each point of the grid
    seeds : for each of them
    executor : None for threads, as many as there are cores for this process
    workers : of the executor, where it does not say so itself
    dumps : makes bytes of a task for another process
    traced : whether whole runs are wanted and not only their summaries
    most : runs in a batch, at most
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        seeds: Sequence[int],
        executor: Executor | None,
        *,
        workers: int | None,
        dumps: Dumps,
        traced: bool,
        most: int,
    ) -> None:
        self._tasks, self._seeds, self._traced, self._most = tasks, seeds, traced, most
        self.workers = workers or getattr(executor, "_max_workers", None) or usable_cores()
        self._ours = executor is None
        self._executor = executor or ThreadPoolExecutor(self.workers, thread_name_prefix="sawidget-ensemble")
        self._dumps = None if isinstance(self._executor, ThreadPoolExecutor) else dumps
        self._payloads: dict[int, bytes] = {}
        self._stop = Event()
        self._next = (0, 0)  # point and place of the first seed that nobody has been given
        self._pace: dict[int, float] = {}  # point → seconds for a run
        self._again: deque[Work] = deque()
        self._suspects: deque[Work] = deque()  # in flight when a pool broke
        self._flying: dict[Future[Batch], Work] = {}

    def batches(self, ahead: Callable[[Work], bool] = lambda work: True) -> Iterator[tuple[Work, Batch]]:
        """Everything that is to be done, as it gets done.

        ``ahead`` tells whether work that is next may begin already.
        """
        while True:
            for work, error in self._hand_out(ahead):
                yield work, self._given_up(work, error)
            if not self._flying:
                return
            done, _ = wait(self._flying, timeout=_LOOK, return_when=FIRST_COMPLETED)
            for future in done:
                work = self._flying[future]
                batch = self._received(future, work)
                if batch is not None:
                    yield work, batch  # an interrupt here finds the future among those in flight
                self._flying.pop(future, None)

    def halt(self) -> Iterator[tuple[Work, Batch]]:
        """Begin nothing more, and hand over what is done; threads end their present runs at once."""
        self._stop.set()
        for future in self._flying:
            future.cancel()
        if self._dumps is None:
            wait(self._flying, timeout=_LAST)
        for future, work in self._flying.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                yield work, future.result()

    def close(self) -> None:
        """Leave nothing running that is ours."""
        self._stop.set()
        for future in self._flying:
            future.cancel()
        if self._ours:
            self._executor.shutdown(wait=False, cancel_futures=True)

    def _hand_out(self, ahead: Callable[[Work], bool]) -> Iterator[tuple[Work, BaseException]]:
        """Submit what there is room for; what cannot be submitted at all comes back."""
        while len(self._flying) < 2 * self.workers:
            alone = bool(self._suspects)
            if alone and self._flying:
                return
            work = self._suspects[0] if alone else self._again[0] if self._again else self._cut()
            if work is None or not (alone or work.lost or ahead(work)):
                return
            try:
                self._flying[self._submit(work)] = work
            except BrokenExecutor as error:
                if not self._renew():
                    self._forget(work)
                    yield work, error
                continue
            except Exception as error:  # shut down, or the connection to a cluster is lost
                self._forget(work)
                yield work, error
                continue
            self._forget(work)

    def _forget(self, work: Work) -> None:
        """The work is given to somebody."""
        if self._suspects and self._suspects[0] is work:
            self._suspects.popleft()
        elif self._again and self._again[0] is work:
            self._again.popleft()
        else:
            self._next = (work.point, work.end) if work.end < len(self._seeds) else (work.point + 1, 0)

    def _cut(self) -> Work | None:
        """The next seeds, as many as take a fifth of a second, and fewer in the end: all workers end together."""
        point, begin = self._next
        if point == len(self._tasks):
            return None
        left = len(self._seeds) - begin
        pace = self._pace.get(point)
        size = 1 if pace is None else int(_BATCH / max(pace, 1e-7))
        share = -(-left // (2 * self.workers))
        return Work(point, begin, begin + max(1, min(size, share, self._most, left)))

    def _submit(self, work: Work) -> Future[Batch]:
        seeds = self._seeds[work.begin : work.end]
        if self._dumps is None:
            return self._executor.submit(
                run_batch, self._tasks[work.point], work.point, seeds, self._traced, self._stop
            )
        payload = self._payloads.get(work.point)
        if payload is None:
            self._payloads = {work.point: self._dumps(self._tasks[work.point].travelling())}
            payload = self._payloads[work.point]
        return self._executor.submit(thawed, payload, work.point, seeds, self._traced)

    def _received(self, future: Future[Batch], work: Work) -> Batch | None:
        """The batch, or None if the work is to be done again."""
        cancelled = RuntimeError("the executor cancelled the run")
        error = cancelled if future.cancelled() else future.exception()
        if error is None:
            batch = future.result()
            self._pace[work.point] = batch.seconds / max(len(work), 1)
            return batch
        # Whatever a run raises comes back in its batch: this one never ended, the worker did.
        lost = work.lost + 1
        if lost <= 2 or len(work) > 1:
            back = self._suspects if isinstance(error, BrokenExecutor) else self._again
            back.extend(_pieces(replace(work, lost=lost)))
            return None
        return self._given_up(work, error)

    def _given_up(self, work: Work, error: BaseException) -> Batch:
        seeds = self._seeds[work.begin : work.end]
        reason = RuntimeError(f"no worker could do this run; the last one ended with {type(error).__name__}: {error}")
        empty = run_batch(self._tasks[work.point], work.point, (), False)
        return replace(empty, failures=tuple(failure(work.point, seed, reason) for seed in seeds))

    def _renew(self) -> bool:
        """Take a fresh pool for one that is broken, if it is of a kind that can be made anew."""
        broken = self._executor
        if not isinstance(broken, ProcessPoolExecutor):
            return False
        kept: Any = broken  # what the pool was made with it does not tell in public
        self._executor = ProcessPoolExecutor(
            kept._max_workers, mp_context=kept._mp_context, initializer=kept._initializer, initargs=kept._initargs
        )
        if self._ours:
            broken.shutdown(wait=False)
        self._ours = True
        return True


def _pieces(work: Work) -> Iterator[Work]:
    """The work as a whole the first time, then its runs one by one."""
    if work.lost < 2:
        yield work
    else:
        yield from (replace(work, begin=place, end=place + 1) for place in range(work.begin, work.end))


def usable_cores() -> int:
    """Cores that this process may use: in a container or on a cluster fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
