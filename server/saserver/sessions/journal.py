"""The journal: it numbers what happens in all sessions, keeps the latest of each, and tells who waits for it.

Watchers pull. Each has a cursor for every session that it follows, and asks for what came after it. If that has left
the ring, it is told so and takes a snapshot instead. So a slow watcher costs nothing, and a gap is never silent.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from saserver.sessions.ring import Event, Ring

__all__ = ["DEPTH", "Event", "Journal"]

#: Events kept for each session: a minute at full frame rate.
DEPTH: Final = 1280


class Journal:
    """Numbered events of all sessions, in a ring for each."""

    def __init__(self, depth: int = DEPTH) -> None:
        self._depth = depth
        self._lock = threading.Lock()
        self._number = 0
        self._rings: dict[str, Ring] = {}
        self._forgotten: dict[str, int] = {}
        self._listeners: dict[str, set[Callable[[], None]]] = {}

    def append(self, session_id: str, name: str, data: Mapping[str, Any]) -> int:
        """Number an event, keep it, and wake everybody who waits for its session."""
        with self._lock:
            self._number += 1
            event = Event.of(self._number, session_id, name, data)
            if session_id not in self._rings:
                self._rings[session_id] = Ring(session_id, self._depth, self._forgotten.pop(session_id, 0))
            self._rings[session_id].append(event)
            listeners = tuple(self._listeners.get(session_id, ()))
        for wake in listeners:
            wake()
        return event.number

    def after(self, session_id: str, cursor: int) -> list[Event] | None:
        """The events with higher numbers, or None if one of them is no longer kept."""
        with self._lock:
            ring = self._rings.get(session_id)
            dropped = self._forgotten.get(session_id, 0) if ring is None else ring.dropped
            if cursor > self._number or cursor < dropped:
                return None
            return [] if ring is None else ring.after(cursor)

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
            self._forgotten[session_id] = self._number
            listeners = tuple(self._listeners.get(session_id, ()))
        for wake in listeners:
            wake()
