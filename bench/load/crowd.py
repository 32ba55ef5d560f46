"""Many sessions, many watchers: frames held, the way from made to received, and what else the server still answers."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

from bench.load.served import Made, served
from bench.load.watchers import Arrivals, probe, watch

#: What a lecture hall looks at.
FORMULAS: Final = ("C8H18", "C10H22", "C6H6", "C10H16O", "C20H42")


@dataclass(frozen=True)
class Load:
    """What was seen while many watched. Times in milliseconds, processor time as a share of one core.

    Attributes
    ----------
    made : frames a second of a session
    held, fewest : frames a second that reached a watcher, on average and to the one who got the fewest
    late, latest : from made to received, half of the frames and 99 of 100
    health, slow_health : until `/health` answered, likewise
    """

    made: float
    held: float
    fewest: float
    late: float
    latest: float
    health: float
    slow_health: float
    cpu: float
    memory: float
    files: int


def crowd(sessions: int, watchers: int, pace: float, seconds: float, formulas: Sequence[str] = FORMULAS) -> Load:
    """So many sessions with so many watchers each."""
    with served() as server, others(3) as pool:
        ids = [server.new(formulas[k % len(formulas)], pace, seed=k) for k in range(sessions)]
        for session_id in ids:
            server.command(session_id, "start")
        watched = [session_id for session_id in ids for _ in range(watchers)]
        # Two processes of watchers, so that none of them is in the way of the others.
        watching = [pool.submit(watch, server.port, server.key, watched[half::2]) for half in (0, 1)]
        server.await_watchers(ids, watchers)
        probing = pool.submit(probe, server.port, seconds)
        before = server.gauge()
        made = server.frames(seconds)
        after = server.gauge()
        health = probing.result()
        for session_id in ids:
            server.command(session_id, "cancel")
        arrivals = [arrived for future in watching for arrived in future.result()]
    late, counts = lateness(made, arrivals)
    return Load(
        made=len(made) / sessions / seconds,
        held=statistics.fmean(counts) / seconds,
        fewest=min(counts) / seconds,
        late=quantile(late, 0.5) * 1e3,
        latest=quantile(late, 0.99) * 1e3,
        health=quantile(health, 0.5) * 1e3,
        slow_health=quantile(health, 0.99) * 1e3,
        cpu=(after.cpu - before.cpu) / (after.when - before.when),
        memory=after.memory,
        files=after.files,
    )


def lateness(made: Iterable[Made], arrivals: Iterable[Arrivals]) -> tuple[list[float], list[int]]:
    """Seconds from made to received of every frame and watcher, and how many frames each watcher received."""
    when = {frame.number: frame.when for frame in made}
    each = [[at - when[number] for number, at in arrived if number in when] for arrived in arrivals]
    return [seconds for watcher in each for seconds in watcher], [len(watcher) for watcher in each]


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of all does not exceed; NaN of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


@contextmanager
def others(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes for those who watch; they know nothing of the engine."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waking: list[Future[None]] = [pool.submit(time.sleep, 0.2) for _ in range(processes)]
        for future in waking:
            future.result()
        yield pool


def steps_per_second(made: Sequence[Made]) -> float:
    """How fast a session is, by the steps that its frames show."""
    return (made[-1].step - made[0].step) / (made[-1].when - made[0].when)
