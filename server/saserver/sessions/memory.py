"""The sessions in memory, as many as a server may have.

A session leaves when the server has no more use for it. Somebody else may hold it still, as a notebook does: then it is
found as before, there is one object for it, and with its next command it counts again.
"""

from __future__ import annotations

import math
import threading
import time
from weakref import WeakValueDictionary

from saserver.sessions.errors import TooManySessions
from saserver.sessions.journal import Journal
from saserver.sessions.session import Session
from saserver.sessions.states import FINAL


class Memory:
    """Live sessions, and those that others hold.

    Parameters
    ----------
    journal : knows who is watched
    most : sessions that may be live
    idle_seconds : a session that nobody watched, ran or asked for so long leaves
    archived : whether what leaves is kept elsewhere
    """

    def __init__(self, journal: Journal, most: int, idle_seconds: float, *, archived: bool) -> None:
        self.most = most
        self._journal = journal
        self._idle_seconds = idle_seconds
        self._archived = archived
        self._lock = threading.Lock()  # guards the dictionaries; nobody waits for anything else with it
        self._live: dict[str, Session] = {}
        self._held: WeakValueDictionary[str, Session] = WeakValueDictionary()  # the live ones are among them

    def get(self, session_id: str) -> Session | None:
        """The session with this id, if there is one; somebody wants it, so it stays for a while."""
        with self._lock:
            session = self._held.get(session_id)
        if session is not None:
            session.touched_at = time.monotonic()
        return session

    def all(self) -> list[Session]:
        """Every session."""
        with self._lock:
            return list(self._held.values())

    def enlist(self, session: Session) -> Session:
        """Count a session as live, if it is not.

        Raises
        ------
        TooManySessions
        """
        with self._lock:
            if session.session_id in self._live:
                return session
        self.make_room()
        with self._lock:
            if len(self._live) >= self.most:
                raise TooManySessions(self.most)
            self._live[session.session_id] = self._held[session.session_id] = session
        return session

    def remove(self, session_id: str) -> bool:
        """Forget a session; whether it was live."""
        with self._lock:
            self._held.pop(session_id, None)
            return self._live.pop(session_id, None) is not None

    def make_room(self) -> None:
        """Where the cap is reached, let the session go that is over for longest, if one is and nobody watches it.

        Raises
        ------
        TooManySessions
        """
        with self._lock:
            live = list(self._live.values())
        if len(live) < self.most:
            return
        for session in sorted(live, key=lambda session: session.touched_at):
            if session.state in FINAL and self._let_go(session, math.inf):
                return
        raise TooManySessions(self.most)

    def sweep(self, now: float) -> None:
        """Let sessions go that were idle for too long by this time, in monotonic seconds.

        Where there is no archive, what is not over would be lost: that stays until it is too old by the clock, too.
        """
        with self._lock:
            live = list(self._live.values())
        for session in live:
            by = now if self._archived or session.state in FINAL else min(now, time.monotonic())
            self._let_go(session, by - self._idle_seconds)

    def _let_go(self, session: Session, idle_since: float) -> bool:
        def go() -> None:
            with self._lock:
                self._live.pop(session.session_id, None)

        return not self._journal.watchers(session.session_id) and session.leave(idle_since, go)
