"""Events for a page that has no stream: what has happened since the last time, in one message over the comm."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from saserver import background
from saserver.engine import SawidgetError
from sawidget import kernel
from sawidget.pulse import PERIOD

#: Seconds for which a page is told what happens, unless it asks again. A kernel that is busy hears nobody: those in
#: which its main thread was not free don't count.
PATIENCE: Final = 60.0
#: Beats between two signs that a run has not begun yet.
SIGN: Final = 5
_PICTURES: Final = frozenset({"current_svg", "best_svg"})

#: name, data, id; None for what cannot be resumed after
Told = tuple[str, Mapping[str, Any], str | None]


@dataclass
class _Watcher:
    cursors: dict[str, int | None]
    until: float


class Digests:
    """Tells pages what happens in the sessions that they ask for, from the thread that calls ``beat``.

    Parameters
    ----------
    send : takes a message to the page, from any thread
    """

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._watchers: dict[str, _Watcher] = {}
        self._free = 0.0  # seconds that the main thread was free: the clock that patience is measured with
        self._heard = True
        self._unmoved: dict[str, int] = {}  # beats for which a session has been running without a step

    def watch(self, client: str, cursors: Mapping[str, str | None]) -> None:
        """Tell a page what happens after these cursors; None, or one that means nothing here, asks for a snapshot.

        A page that repeats it says what has reached it. It is believed: what was lost on the way comes again.
        """
        places = {session: _number(cursor) for session, cursor in cursors.items()}
        with self._lock:
            self._watchers[client] = _Watcher(places, self._free + PATIENCE)

    def unwatch(self, client: str) -> None:
        """Tell it no more."""
        with self._lock:
            self._watchers.pop(client, None)

    def beat(self) -> None:
        """Send every page what is new to it."""
        with self._lock:
            watchers = dict(self._watchers)
        if not watchers:
            return
        self._measure()
        waiting = self._waiting({session for watcher in watchers.values() for session in watcher.cursors})
        for client, watcher in watchers.items():
            if self._free >= watcher.until:
                self.unwatch(client)
                continue
            told = [event for session in tuple(watcher.cursors) for event in _news(watcher.cursors, session)]
            told += [sign for sign in waiting if sign[1]["session_id"] in watcher.cursors]
            if told:
                self._send({"events": told, "for": client})

    def _waiting(self, sessions: set[str]) -> list[Told]:
        """What is said, once a second, of runs that go on and have not made a step yet."""
        self._unmoved = {session: self._unmoved.get(session, 0) + 1 for session in sessions if _unmoved(session)}
        due = [session for session, beats in self._unmoved.items() if beats * PERIOD >= background.UNMOVED and beats % SIGN == 0]
        state = str(background.SessionState.RUNNING)
        return [
            ("waiting", {"session_id": session, "session_state": state, "message": background.PREPARING}, None)
            for session in due
        ]

    def _measure(self) -> None:
        """Let the clock go on if the main thread has answered since the last beat."""
        if self._heard:
            self._free += PERIOD
            self._heard = not kernel.call_soon(self._hear)

    def _hear(self) -> None:
        self._heard = True


def _unmoved(session_id: str) -> bool:
    """Whether it runs and has made no step; only the sessions of this kernel do."""
    try:
        session = background.sessions().get(session_id)
    except SawidgetError:
        return False
    running = isinstance(session, background.Session) and session.state is background.SessionState.RUNNING
    return running and session.shot.moment["step"] == 0


def _news(cursors: dict[str, int | None], session_id: str) -> list[Told]:
    """What is new in a session: the events after the cursor, or a snapshot; the cursor moves on."""
    cursor = cursors[session_id]
    sessions = background.sessions()
    events = None if cursor is None else sessions.journal.after(session_id, cursor)
    if events is None:
        try:
            cursors[session_id], snapshot = sessions.get(session_id).snapshot()
        except SawidgetError as error:
            del cursors[session_id]
            lost = {"session_id": session_id, "error": type(error).__name__, "detail": str(error), "line": None}
            return [("error", lost, None)]
        identity = f"{sessions.epoch}:{cursors[session_id]}"
        told: list[Told] = [("snapshot", plain(snapshot), identity)]
        if last := background.FINAL.get(background.SessionState(snapshot["session_state"])):
            told.append((last, plain({**snapshot.get("failure", {}), **snapshot}), identity))
        return told
    if events:
        cursors[session_id] = events[-1].number
    # A page paints the last picture of a message at most.
    painted = max((event.number for event in events if event.name == "progress"), default=0)
    return [
        (
            event.name,
            plain({name: value for name, value in event.data.items() if not superseded or name not in _PICTURES}),
            f"{sessions.epoch}:{event.number}",
        )
        for event in events
        for superseded in [event.name == "progress" and event.number != painted]
    ]


def _number(cursor: str | None) -> int | None:
    """The number in ``EPOCH:NUMBER``; None where it is none of this server's."""
    epoch, _, number = (cursor or "").rpartition(":")
    return int(number) if epoch == background.sessions().epoch and number.isdecimal() else None


def plain(value: Any) -> Any:
    """A value without infinities and NaN, which JSON cannot say: null stands for them, as in the API."""
    match value:
        case float() if not math.isfinite(value):
            return None
        case Mapping():
            return {name: plain(item) for name, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value
