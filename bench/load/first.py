"""How long somebody waits for the first sign of life, with and without machine code on disk."""

from __future__ import annotations

import http.client
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.load.crowd import quantile
from bench.load.served import Served, served


def first_events(sessions: int, formula: str = "C8H18") -> dict[str, dict[str, float]]:
    """Seconds; the largest of some sessions on a warm server, the first session of a cold one."""
    with tempfile.TemporaryDirectory() as empty:
        with served(cache=Path(empty)) as server:
            cold = _times(server, formula)
        with served(cache=Path(empty)) as server:
            again = _times(server, formula)
            warm = [_times(server, formula) for _ in range(sessions)]
    worst = {name: quantile([times[name] for times in warm], 0.99) for name in cold}
    return {"nothing on disk": cold, "first session of the next process": again, "warm, p99": worst}


def _times(server: Served, formula: str) -> dict[str, float]:
    """From a click to what comes of it: a session, its first event and snapshot, its first frame once it is started."""
    begin = time.monotonic()
    session_id = server.new(formula, 1000)
    configured = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    with closing(connection):
        connection.request("GET", f"/api/sa/{session_id}/stream", headers={"X-Sawidget-Key": server.key})
        names = _names(connection.getresponse())
        hello = next(when for name, when in names if name == "hello")
        snapshot = next(when for name, when in names if name == "snapshot")
        started = time.monotonic()
        server.command(session_id, "start")
        frame = next(when for name, when in names if name == "progress")
    server.command(session_id, "cancel")
    return {
        "configured": configured - begin,
        "first event": hello - configured,
        "snapshot": snapshot - configured,
        "first frame after the start": frame - started,
    }


def _names(answer: http.client.HTTPResponse) -> Iterator[tuple[str, float]]:
    """Event by event, its name and when it came."""
    name = ""
    while line := answer.readline():
        if line.startswith(b"event: "):
            name = line[7:].strip().decode()
        elif not line.strip():
            yield name, time.monotonic()
