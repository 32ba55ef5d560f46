"""Those who watch, in processes of their own: they read streams from real sockets and note when events arrive.

Functions here are sent to other processes, so they return plain data. All clocks are the same, that of the system.
"""

from __future__ import annotations

import asyncio
import http.client
import re
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final

#: (number of the event, when it was received) of every frame, by the watcher.
Arrivals = list[tuple[int, float]]

_EVENT: Final = re.compile(rb"(?:^|\n)event: progress\r|(?:^|\n)id: [^:\r\n]*:(\d+)")


def watch(port: int, key: str, session_ids: list[str]) -> list[Arrivals]:
    """Follow sessions, one watcher each, until they end."""
    return asyncio.run(_watch_all(port, key, session_ids))


def probe(port: int, seconds: float) -> list[float]:
    """Ask for the health fifty times a second: seconds until each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    end, found = time.monotonic() + seconds, []
    while (begin := time.monotonic()) < end:
        connection.request("GET", "/health")
        connection.getresponse().read()
        found.append(time.monotonic() - begin)
        time.sleep(max(0.0, begin + 0.02 - time.monotonic()))
    connection.close()
    return found


@contextmanager
def stalled_readers(port: int, key: str, session_id: str, readers: int) -> Iterator[None]:
    """Ask for a stream many times, and never read."""
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(readers)]
    for reader in silent:
        reader.sendall(_request(session_id, key))
    yield
    for reader in silent:
        reader.close()


async def _watch_all(port: int, key: str, session_ids: list[str]) -> list[Arrivals]:
    return list(await asyncio.gather(*(_watch(port, key, session_id) for session_id in session_ids)))


async def _watch(port: int, key: str, session_id: str) -> Arrivals:
    arrivals: Arrivals = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(session_id, key))
    async for text in _events(reader):
        when = time.monotonic()
        found = [match[1] for match in _EVENT.finditer(text.partition(b"\ndata: ")[0])]
        if len(found) == 2:  # it is a frame, and has a number
            arrivals.append((int(next(filter(None, found))), when))
    writer.close()
    await writer.wait_closed()
    return arrivals


async def _events(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The events of a chunked answer."""
    await reader.readuntil(b"\r\n\r\n")
    text = b""
    while size := int(await reader.readline(), 16):
        text += (await reader.readexactly(size + 2))[:-2]
        *whole, text = text.split(b"\r\n\r\n")
        for event in whole:
            yield event


def _request(session_id: str, key: str) -> bytes:
    path = f"/api/sa/{session_id}/stream"
    lines = f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/event-stream", f"X-Sawidget-Key: {key}"
    return "\r\n".join([*lines, "", ""]).encode()
