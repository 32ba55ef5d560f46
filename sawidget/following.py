"""A session as somebody follows it who stays for long: it may leave memory and come back as another object."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from typing import Any

from saserver import background
from saserver.engine import SawidgetError


class Following:
    """A session under its name; any thread may ask.

    Attributes
    ----------
    session_id : its name
    """

    def __init__(self, session: background.Session) -> None:
        self.session_id = session.session_id
        self._session: background.Session | background.Shelved = session
        self._lock = threading.Lock()
        self._cursor = background.sessions().journal.number

    @property
    def session(self) -> background.Session | background.Shelved:
        """What stands for it now, to be looked at. What was deleted is still seen as it was."""
        sessions = background.sessions()
        with self._lock:
            events = sessions.journal.after(self.session_id, self._cursor)
            if events:
                self._cursor = events[-1].number
            elif events is None:  # the journal forgets whom memory forgets
                self._cursor = sessions.journal.number
                with contextlib.suppress(SawidgetError):
                    self._session = sessions.get(self.session_id)
            return self._session

    def alive(self, functions: Mapping[str, Any]) -> background.Session:
        """The same in memory, to be commanded; ``functions`` are what was written in Python for it.

        Raises
        ------
        UnknownSession, TooManySessions, RunsElsewhere, FunctionsNeeded
        """
        session = background.revive(self.session_id, **functions)
        with self._lock:
            self._session = session
        return session

    def snapshot(self) -> tuple[int, dict[str, Any]]:
        """All there is to see, and the number of the event that brought it."""
        return self.session.snapshot()

    def moved(self, since: int) -> bool:
        """Whether something has happened after the event with this number."""
        return background.sessions().journal.after(self.session_id, since) != []
