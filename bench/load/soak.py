"""What does not grow: two minutes at full speed, and watchers who never read."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bench.load.crowd import FORMULAS, lateness, others, quantile, steps_per_second
from bench.load.served import Gauge, served
from bench.load.watchers import stall, watch


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
    with served() as server, others(2) as pool:
        session_id = server.new(formula, 0)
        server.command(session_id, "start")
        path = f"/api/sa/{session_id}/stream"
        reading = pool.submit(watch, server.port, server.key, [path], time.monotonic() + 3 + 2 * seconds)
        before = steps_per_second(server, session_id, seconds)
        memory = server.gauge().memory
        silent = pool.submit(stall, server.port, server.key, path, readers, time.monotonic() + 1.5 + seconds)
        time.sleep(1.5)
        server.made()
        begin = time.monotonic()
        time.sleep(seconds)
        made = [frame for frame in server.made() if frame.when >= begin]
        full = server.gauge().memory
        late, _ = lateness(made, reading.result())
        silent.result()
    return {
        "steps/s before": before,
        "steps/s beside them": (made[-1].step - made[0].step) / (made[-1].when - made[0].when),
        "p99 of the one who reads, ms": quantile(late, 0.99) * 1e3,
        "MB before": memory,
        "MB at the end": full,
    }
