"""What the routes of one server share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from saserver.api.connections import Connections
from saserver.api.events import Printer
from saserver.api.work import Work
from saserver.sessions.errors import UnknownSession
from saserver.sessions.session import Session
from saserver.sessions.shelf import Shelved
from saserver.sessions.store import Sessions

#: What an id can look like: nothing else reaches the store, where an id may become the name of a file.
SESSION: Final = r"[A-Za-z0-9_-]{1,64}"


@dataclass(frozen=True)
class Shared:
    """The floor below, and the server's own threads and open streams."""

    sessions: Sessions
    connections: Connections
    work: Work
    printer: Printer

    async def find(self, session_id: str) -> Session | Shelved:
        """A session by its id, also one that is on disk only. Nobody waits for one that is in memory.

        Raises
        ------
        UnknownSession
        """
        if not re.fullmatch(SESSION, session_id):
            raise UnknownSession(session_id[:64])
        live = self.sessions.live(session_id)
        return live if live is not None else await self.work.disk(lambda: self.sessions.get(session_id))
