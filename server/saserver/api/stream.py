"""The stream: what happens in one or more sessions, from where a watcher left off.

The watcher's place in each session is a cursor into the journal. The stream sleeps until something happens there, asks
for what came after the cursor, and sends it. While a slow reader is sent to, nothing is kept for it; if the journal has
moved on too far by then, it gets a snapshot and every frame after that.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from sse_starlette import EventSourceResponse
from sse_starlette.sse import AppStatus, SendTimeoutError
from starlette.types import Receive, Scope, Send

from saserver.api.connections import Client
from saserver.api.events import RETRY, event
from saserver.api.shared import Shared
from saserver.sessions.errors import UnknownSession
from saserver.sessions.journal import Event
from saserver.sessions.session import Session
from saserver.sessions.shelf import Shelved
from saserver.sessions.states import FINAL, PREPARING, UNMOVED, SessionState

#: Seconds and bytes after which a stream asks to be opened anew: a proxy may feed a watcher who is long gone, and cuts
#: large answers.
ROTATE_SECONDS: Final = 60.0
ROTATE_BYTES: Final = 2**25
#: Seconds after which a reader who takes nothing is given up: it would count as a watcher for ever.
STALLED: Final = 30.0
#: Seconds between two signs that a session waits for somebody.
WAITING: Final = 1.0
#: Seconds between two looks whether a session that is in the archive only was run by another kernel.
ELSEWHERE: Final = 2.0
#: Seconds of silence after which a stream says that it lives. An event, because comments are invisible to a page.
PING: Final = 5.0

_PICTURES: Final = ("current_svg", "best_svg")
_WAITING_FOR: Final[Mapping[str, str]] = {
    SessionState.IDLE: "ready: start it, or step",
    SessionState.PAUSED: "paused: start it to go on, or step",
}

# Without this, a library that shuts a uvicorn of its own down in this process would end our streams.
AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]


@dataclass
class Place:
    """Where a watcher is in one session."""

    session_id: str
    cursor: int | None
    state: str
    shelved: bool
    shown: dict[str, str] = field(default_factory=dict)
    moving: bool = True
    since: float = field(default_factory=time.monotonic)

    def known(self, data: Mapping[str, Any]) -> frozenset[str]:
        """The pictures in a frame that the watcher has been sent already."""
        here = {name: data[name] for name in _PICTURES if name in data}
        same = frozenset(name for name, svg in here.items() if self.shown.get(name) == svg)
        self.shown.update(here)
        return same

    def passed(self, happened: Event, data: Mapping[str, Any]) -> None:
        """The watcher is sent an event."""
        self.cursor = happened.number
        if happened.name == "state":
            self.state, self.since = data["session_state"], time.monotonic()
        if happened.name in ("progress", "snapshot"):
            self.moving = data["step"] > 0

    @property
    def waits_for(self) -> str | None:
        """What keeps the session from going on; before its first step that may be a compiler."""
        if self.state == SessionState.RUNNING and not self.moving:
            return PREPARING if time.monotonic() - self.since >= UNMOVED else None
        return _WAITING_FOR.get(self.state)


class Stream:
    """One connection of a watcher, to one session or to several."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._journal = shared.sessions.journal
        self._places: dict[str, Place] = {}
        self._unknown: dict[str, UnknownSession] = {}

    async def of_one(self, session_id: str, cursor: int | None) -> EventSourceResponse | None:
        """Every frame with its pictures, until the final event; None if the watcher has seen that."""
        session = await self._follow(session_id, cursor)
        if cursor is not None and session.state in FINAL and self._journal.after(session_id, cursor) == []:
            return None
        return _response(self._events(None, single=True))

    async def of_several(self, cursors: Mapping[str, int | None], client: Client | None) -> EventSourceResponse:
        """Frames with those pictures only that have changed. An unknown session is an error event; the others go on."""
        for session_id, cursor in cursors.items():
            try:
                await self._follow(session_id, cursor)
            except UnknownSession as error:
                self._unknown[session_id] = error
        return _response(self._events(client, single=False))

    async def _follow(self, session_id: str, cursor: int | None) -> Session | Shelved:
        session = await self._shared.find(session_id)
        if cursor is not None and self._journal.after(session_id, cursor) is None:
            cursor = None
        self._places[session_id] = Place(session_id, cursor, session.state, isinstance(session, Shelved))
        return session

    async def _events(self, client: Client | None, *, single: bool) -> AsyncGenerator[bytes]:
        connection = self._shared.connections.begin(client)
        listened = list(self._places)
        for session_id in listened:
            self._journal.listen(session_id, connection.wake)
        begun, sent = time.monotonic(), 0

        def enough() -> bool:
            return connection.ended or sent >= ROTATE_BYTES or time.monotonic() - begun >= ROTATE_SECONDS

        try:
            yield self._hello()
            spoken, waited, looked = begun, begun - WAITING, begun
            while True:
                for place in list(self._places.values()):
                    for chunk in await self._news(place, single=single):
                        yield chunk
                        spoken, sent = time.monotonic(), sent + len(chunk)
                        if enough():  # who reads slowly may take long for what the journal holds
                            break
                    if enough():
                        break
                if single and not self._places:
                    return
                if enough():
                    break
                now = time.monotonic()
                if now - looked >= ELSEWHERE:
                    looked = now
                    await self._look_elsewhere()
                if now - waited >= WAITING:
                    waited = now
                    for sign in self._signs():
                        spoken = now
                        yield sign
                if now - spoken >= PING:
                    spoken = now
                    yield event("ping", {})
                await connection.sleep(waited + WAITING - time.monotonic())
            if not connection.ended:
                yield event("rotate", {})
        finally:
            self._shared.connections.forget(connection)
            for session_id in listened:
                self._journal.unlisten(session_id, connection.wake)

    def _hello(self) -> bytes:
        recovered = {place.session_id: place.cursor is not None for place in self._places.values()}
        hello = event("hello", {"epoch": self._shared.sessions.epoch, "sessions": recovered}, retry=RETRY)
        return hello + b"".join(_lost(session_id, error) for session_id, error in self._unknown.items())

    def _signs(self) -> list[bytes]:
        """What is said each second of the sessions that wait for somebody."""
        return [
            event("waiting", {"session_id": place.session_id, "session_state": place.state, "message": message})
            for place in self._places.values()
            if (message := place.waits_for)
        ]

    async def _look_elsewhere(self) -> None:
        """Have the store look whether another kernel has gone on with a session: our cursors are void then."""
        for place in self._places.values():
            if place.shelved and place.state not in FINAL:
                try:
                    await self._shared.find(place.session_id)
                except UnknownSession:
                    place.cursor = None

    async def _news(self, place: Place, *, single: bool) -> Iterable[bytes]:
        """What has happened since the watcher's place in a session: either the events after it, or a snapshot."""
        events = None if place.cursor is None else self._journal.after(place.session_id, place.cursor)
        return await self._anew(place, single=single) if events is None else self._sent(place, events, single=single)

    async def _anew(self, place: Place, *, single: bool) -> list[bytes]:
        try:
            session = await self._shared.find(place.session_id)
        except UnknownSession as error:
            del self._places[place.session_id]
            return [_lost(place.session_id, error)]
        number, data = await self._shared.work.read(session.snapshot)
        place.cursor, place.state, place.shelved = number, data["session_state"], isinstance(session, Shelved)
        place.known(data)
        place.moving = data["step"] > 0
        identity = self._shared.printer.identity(number)
        news = [event("snapshot", data, identity)]
        if last := FINAL.get(SessionState(place.state)):
            news.append(event(last, {**data.get("failure", {}), **data}, identity))
            if single:
                del self._places[place.session_id]
        return news

    def _sent(self, place: Place, events: list[Event], *, single: bool) -> Iterator[bytes]:
        """One event at a time: the place moves on with each."""
        for happened in events:
            data = self._shared.printer.read(happened)
            place.passed(happened, data)
            known = place.known(data)
            yield self._shared.printer.numbered(
                happened, frozenset() if single or happened.name != "progress" else known
            )
            if single and happened.name in FINAL.values():
                del self._places[place.session_id]
                return


def _lost(session_id: str, error: UnknownSession) -> bytes:
    return event("error", {"session_id": session_id, "error": type(error).__name__, "detail": str(error), "line": None})


def _response(content: AsyncGenerator[bytes]) -> EventSourceResponse:
    # Pings of the library's own are comments; they are as good as off.
    return _Events(content, ping=3600, send_timeout=STALLED)


class _Events(EventSourceResponse):
    """To lose a reader who takes nothing is no mistake of the server's."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(SendTimeoutError):
            await super().__call__(scope, receive, send)
