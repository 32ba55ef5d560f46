"""Calls that block, in threads of three kinds: commands, looks at memory, looks at a disk. None waits for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")

COMMANDS: Final = 64
READERS: Final = 16
DISK: Final = 16


class Work:
    """The threads of one server."""

    def __init__(self) -> None:
        self._commands = CapacityLimiter(COMMANDS)
        self._readers = CapacityLimiter(READERS)
        self._disk = CapacityLimiter(DISK)

    async def command(self, call: Callable[[], T]) -> T:
        """Change something, or make something that waits for a run."""
        return await to_thread.run_sync(call, limiter=self._commands)

    async def read(self, call: Callable[[], T]) -> T:
        """Look at something in memory, and make an answer of it."""
        return await to_thread.run_sync(call, limiter=self._readers)

    async def disk(self, call: Callable[[], T]) -> T:
        """Look at something in the archive; a disk may hang."""
        return await to_thread.run_sync(call, limiter=self._disk)
