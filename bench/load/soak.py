"""What does not grow: two minutes at full speed, and watchers who never read."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bench.load.crowd import FORMULAS, lateness, others, quantile, steps_per_second
from bench.load.served import Gauge, served
from bench.load.watchers import stalled_readers, watch


def soak(sessions: int, seconds: float, formulas: Sequence[str] = FORMULAS) -> list[Gauge]:
    """A look at the server each second while so many sessions run at full speed."""
    with served(noted=False) as server:
        for k in range(sessions):
            server.command(server.new(formulas[k % len(formulas)], 0, seed=k), "start")
        looks, begin = [server.gauge()], time.monotonic()
        while (now := time.monotonic()) < begin + seconds:
            time.sleep(min(1.0, begin + seconds - now))
            looks.append(server.gauge())
    return looks


def stalled(readers: int, seconds: float, formula: str = "C8H18") -> dict[str, float]:
    """One run at full speed with a watcher who reads, first alone, then beside many who do not."""
    with served() as server, others(1) as pool:
        session_id = server.new(formula, 0)
        server.command(session_id, "start")
        watching = pool.submit(watch, server.port, server.key, [session_id])
        server.await_watchers([session_id], 1)
        alone = server.frames(seconds)
        memory = server.gauge().memory
        with stalled_readers(server.port, server.key, session_id, readers):
            server.await_watchers([session_id], 1 + readers)
            beside = server.frames(seconds)
            full = server.gauge().memory
            server.command(session_id, "cancel")
            arrivals = watching.result()
    return {
        "steps/s before": steps_per_second(alone),
        "steps/s beside them": steps_per_second(beside),
        "p99 of the one who reads, before, ms": quantile(lateness(alone, arrivals)[0], 0.99) * 1e3,
        "p99 of the one who reads, beside them, ms": quantile(lateness(beside, arrivals)[0], 0.99) * 1e3,
        "MB before": memory,
        "MB at the end": full,
    }
