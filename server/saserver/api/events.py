"""Events as bytes of a stream, made once for all who watch."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from sse_starlette import ServerSentEvent

from saserver.api.wire import encode
from saserver.sessions.journal import Event

#: Milliseconds after which a browser tries again.
RETRY: Final = 1000
_KEPT: Final = 256


def event(name: str, data: Mapping[str, Any], number: str | None = None, retry: int | None = None) -> bytes:
    """One event; only what can be resumed after has a number."""
    return ServerSentEvent(encode(data), event=name, id=number, retry=retry).encode()


class Printer:
    """Remembers the bytes of the latest events: two hundred watchers of a frame cost one encoding."""

    def __init__(self, epoch: str) -> None:
        self._epoch = epoch
        self._made: OrderedDict[tuple[int, frozenset[str]], bytes] = OrderedDict()
        self._read: OrderedDict[int, Mapping[str, Any]] = OrderedDict()

    def identity(self, number: int) -> str:
        """The id of an event: numbers begin anew with each server, and then name another epoch."""
        return f"{self._epoch}:{number}"

    def numbered(self, given: Event, without: frozenset[str] = frozenset()) -> bytes:
        """An event of the journal, less the fields that this watcher has already."""
        key = (given.number, without)
        if (made := self._made.get(key)) is not None:
            return made
        data = self.read(given)
        if without:
            data = {name: value for name, value in data.items() if name not in without}
        self._made[key] = made = event(given.name, data, self.identity(given.number))
        if len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return made

    def read(self, given: Event) -> Mapping[str, Any]:
        """What an event of the journal tells."""
        if (data := self._read.get(given.number)) is None:
            self._read[given.number] = data = given.data
            if len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return data
