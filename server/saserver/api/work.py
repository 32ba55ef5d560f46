"""Calls that block, in threads. Commands have threads of their own: none waits behind slow readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")

COMMANDS: Final = 64
READERS: Final = 16


class Work:
    """The threads of one server."""

    def __init__(self) -> None:
        self._commands = CapacityLimiter(COMMANDS)
        self._readers = CapacityLimiter(READERS)

    async def command(self, call: Callable[[], T]) -> T:
        """Change something, or make something that waits for a run."""
        return await to_thread.run_sync(call, limiter=self._commands)

    async def read(self, call: Callable[[], T]) -> T:
        """Look at something, possibly on a slow disk."""
        return await to_thread.run_sync(call, limiter=self._readers)
