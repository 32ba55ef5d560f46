"""The journal: it numbers what happens in all sessions, keeps the latest of each, and tells who waits for it.

Watchers pull. Each has a cursor for every session that it follows, and asks for what came after it. If that has left
the ring, it is told so and takes a snapshot instead. So a slow watcher costs nothing, and a gap is never silent.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Events kept for each session: a minute at full frame rate.
DEPTH: Final = 1280


@dataclass(frozen=True)
class Event:
    """One numbered event of a session."""

    number: int
    session_id: str
    name: str
    data: Mapping[str, Any]


class Journal:
    """Numbered events of all sessions, in a ring for each."""

    def __init__(self, depth: int = DEPTH) -> None:
        self._depth = depth
        self._lock = threading.Lock()
        self._number = 0
        self._rings: dict[str, deque[Event]] = {}
        self._dropped: dict[str, int] = {}
        self._listeners: dict[str, set[Callable[[], None]]] = {}

    def append(self, session_id: str, name: str, data: Mapping[str, Any]) -> int:
        """Number an event, keep it, and wake everybody who waits for its session."""
        with self._lock:
            self._number += 1
            event = Event(self._number, session_id, name, data)
            ring = self._rings.setdefault(session_id, deque(maxlen=self._depth))
            if len(ring) == self._depth:
                self._dropped[session_id] = ring[0].number
            ring.append(event)
            listeners = tuple(self._listeners.get(session_id, ()))
        for wake in listeners:
            wake()
        return event.number

    def after(self, session_id: str, cursor: int) -> list[Event] | None:
        """The events with higher numbers, or None if one of them is no longer kept."""
        with self._lock:
            if cursor > self._number or cursor < self._dropped.get(session_id, 0):
                return None
            ring = self._rings.get(session_id, ())
            newer: list[Event] = []
            for event in reversed(ring):
                if event.number <= cursor:
                    break
                newer.append(event)
        return newer[::-1]

    @property
    def number(self) -> int:
        """The last number given."""
        with self._lock:
            return self._number

    def depth(self, session_id: str) -> int:
        """How many events of a session are kept."""
        with self._lock:
            return len(self._rings.get(session_id, ()))

    def listen(self, session_id: str, wake: Callable[[], None]) -> None:
        """Call ``wake``, from any thread, after each event of a session."""
        with self._lock:
            self._listeners.setdefault(session_id, set()).add(wake)

    def unlisten(self, session_id: str, wake: Callable[[], None]) -> None:
        """Call it no more."""
        with self._lock:
            listeners = self._listeners.get(session_id, set())
            listeners.discard(wake)
            if not listeners:
                self._listeners.pop(session_id, None)

    def watchers(self, session_id: str) -> int:
        """How many wait for a session."""
        with self._lock:
            return len(self._listeners.get(session_id, ()))

    def forget(self, session_id: str) -> None:
        """Drop what is kept of a session. All cursors into it are too old from now on, the last as well."""
        with self._lock:
            self._rings.pop(session_id, None)
            self._number += 1
            self._dropped[session_id] = self._number
            listeners = tuple(self._listeners.get(session_id, ()))
        for wake in listeners:
            wake()
