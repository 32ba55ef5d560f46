"""What full speed costs to be shown: the engine alone, a session that nobody watches, and one that is watched."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bench.load.crowd import others, steps_per_second
from bench.load.served import HOT, Served, served
from bench.load.watchers import watch

ALONE, UNWATCHED, WATCHED = "the engine alone", "a session, unwatched", "a session, watched"

_ALONE: Final = """
import time
from saserver.engine import Chain, Parameters, Trace, prepare

parameters, model = prepare(Parameters.checked({formula!r}, seed=1, **{hot}))
chain, trace = Chain(model, 1), Trace(model.total)
end = time.monotonic() + {settle}
while time.monotonic() < end:
    chain.advance(100_000, trace)
begin, first = time.monotonic(), chain.steps
end = begin + {seconds}
while time.monotonic() < end:
    chain.advance(100_000, trace)
print((chain.steps - first) / (time.monotonic() - begin))
"""


def speeds(formula: str, seconds: float, rounds: int) -> Mapping[str, float]:
    """Steps per second; the median of some rounds, in which the three take turns."""
    found: dict[str, list[float]] = {ALONE: [], UNWATCHED: [], WATCHED: []}
    with served() as server:
        ways: Mapping[str, Callable[[], float]] = {
            ALONE: lambda: alone(formula, seconds),
            UNWATCHED: lambda: in_session(server, formula, seconds, watchers=0),
            WATCHED: lambda: in_session(server, formula, seconds, watchers=1),
        }
        for _ in range(rounds):
            for name, way in ways.items():
                found[name].append(way())
    return {name: statistics.median(values) for name, values in found.items()}


def alone(formula: str, seconds: float) -> float:
    """The engine in a process that does nothing else; the energies are traced, as in every run."""
    source = _ALONE.format(formula=formula, hot=HOT, settle=1.0, seconds=seconds)
    process = subprocess.run(
        [sys.executable, "-c", source], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    return float(process.stdout)


def in_session(server: Served, formula: str, seconds: float, watchers: int) -> float:
    """One session at full speed."""
    session_id = server.new(formula, 0)
    server.command(session_id, "start")
    with others(max(1, watchers)) as pool:
        watching = [pool.submit(watch, server.port, server.key, [session_id]) for _ in range(watchers)]
        server.await_watchers([session_id], watchers)
        speed = steps_per_second(server.frames(seconds))
        server.command(session_id, "cancel")
        for future in watching:
            future.result()
    return speed
