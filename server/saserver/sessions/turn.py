"""Whose turn it is: one thread at a time commands a session, and sees whether others wait for it."""

from __future__ import annotations

import threading


class Turn:
    """A lock that tells whether somebody waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0

    @property
    def wanted(self) -> bool:
        """Whether somebody waits."""
        return self._waiting > 0

    def take(self) -> bool:
        """Take it if it is free; whether it was."""
        return self._lock.acquire(blocking=False)

    def give(self) -> None:
        """Let the next one have it."""
        self._lock.release()

    def __enter__(self) -> None:
        with self._counting:
            self._waiting += 1
        try:
            self._lock.acquire()
        finally:
            with self._counting:
                self._waiting -= 1

    def __exit__(self, *_: object) -> None:
        self.give()
