"""The latest events of one session, packed.

A frame is some dozens of Python objects. Thousands of frames of them would be megabytes, and, worse, the interpreter's
garbage collector would look at all of them, for a tenth of a second in which the whole process stands still. So events
are kept as bytes, and older ones in blocks, compressed: frames resemble each other, a block takes a tenth of the space.
"""

from __future__ import annotations

import pickle
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_BLOCK: Final = 64


@dataclass(frozen=True, slots=True)
class Event:
    """One numbered event of a session."""

    number: int
    session_id: str
    name: str
    packed: bytes

    @classmethod
    def of(cls, number: int, session_id: str, name: str, data: Mapping[str, Any]) -> Event:
        """An event that tells this."""
        return cls(number, session_id, name, pickle.dumps(data, pickle.HIGHEST_PROTOCOL))

    @property
    def data(self) -> dict[str, Any]:
        """What it tells, unpacked anew each time."""
        return dict(pickle.loads(self.packed))  # nobody else has written it


class Ring:
    """So many events at most.

    Attributes
    ----------
    dropped : number of the last event that is no longer there
    """

    def __init__(self, session_id: str, depth: int, dropped: int = 0) -> None:
        self.dropped = dropped
        self._session_id = session_id
        self._numbers: deque[int] = deque(maxlen=depth)
        self._blocks: deque[tuple[int, bytes]] = deque()  # the last number in it, and its events
        self._latest: list[Event] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def append(self, event: Event) -> None:
        """Keep an event; the oldest is dropped where there is no room."""
        if len(self._numbers) == self._numbers.maxlen:
            self.dropped = self._numbers[0]
        self._numbers.append(event.number)
        self._latest.append(event)
        if len(self._latest) == 2 * _BLOCK:
            older, self._latest = self._latest[:_BLOCK], self._latest[_BLOCK:]
            self._blocks.append((older[-1].number, _pressed(older)))
        while self._blocks and self._blocks[0][0] <= self.dropped:
            self._blocks.popleft()

    def after(self, cursor: int) -> list[Event]:
        """The events with higher numbers, as far as they are here."""
        cursor = max(cursor, self.dropped)
        if self._latest and self._latest[0].number <= cursor:
            return [event for event in self._latest if event.number > cursor]
        blocks = [block for last, block in self._blocks if last > cursor]
        events = [event for block in blocks for event in self._expanded(block)]
        return [event for event in (*events, *self._latest) if event.number > cursor]

    def _expanded(self, block: bytes) -> Iterator[Event]:
        for number, name, packed in pickle.loads(zlib.decompress(block)):
            yield Event(number, self._session_id, name, packed)


def _pressed(events: list[Event]) -> bytes:
    rows = [(event.number, event.name, event.packed) for event in events]
    return zlib.compress(pickle.dumps(rows, pickle.HIGHEST_PROTOCOL), 1)
