"""The open streams. They have one owner, which alone begins and ends them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import NamedTuple


class Client(NamedTuple):
    """Who has opened a stream. Its name is told to all as ``by``: it is its own only among those with the same key."""

    role: str
    name: str


class Connection:
    """One open stream: it sleeps until there is something to tell, or it should end."""

    def __init__(self, client: Client | None) -> None:
        self.client = client
        self.ended = False
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There is something to tell. From any thread, also when the loop is closed already."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._woken.set)

    async def sleep(self, seconds: float) -> None:
        """Until woken, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        self._woken.clear()

    def end(self) -> None:
        """Let the stream end after what it is sending now."""
        self.ended = True
        self.wake()


class Connections:
    """All open streams of one server. A client has one that it named; its next one ends that."""

    def __init__(self) -> None:
        self._open: set[Connection] = set()
        self._closed = False

    def begin(self, client: Client | None = None) -> Connection:
        """A new stream; one that the same client has open is left behind, and ends."""
        if client is not None:
            self.end(client)
        connection = Connection(client)
        self._open.add(connection)
        if self._closed:
            connection.end()
        return connection

    def forget(self, connection: Connection) -> None:
        """The stream is over."""
        self._open.discard(connection)

    def end(self, client: Client) -> int:
        """End the streams of a client, and tell how many there were."""
        found = [connection for connection in self._open if connection.client == client]
        for connection in found:
            connection.end()
        return len(found)

    def close(self) -> None:
        """End all, and every one that begins from now on: an open stream would hold up a server that stops."""
        self._closed = True
        for connection in list(self._open):
            connection.end()
