"""Cursors: what a watcher has seen last, as it comes in an address or in ``Last-Event-ID``."""

from __future__ import annotations

import re
from typing import Final

from fastapi.exceptions import RequestValidationError

from saserver.api.shared import SESSION

_FOLLOWED: Final = re.compile(rf"({SESSION})(?::(?:([A-Za-z0-9_-]{{1,64}}):)?([0-9]{{1,15}}))?")
_IDENTITY: Final = re.compile(r"([A-Za-z0-9_-]{1,64}):([0-9]{1,15})")


def followed(given: list[str], epoch: str) -> dict[str, int | None]:
    """``a:1042``, ``a:EPOCH:1042`` or ``a`` → session and cursor; None where a snapshot is wanted or needed."""
    cursors: dict[str, int | None] = {}
    for place, text in enumerate(given):
        found = _FOLLOWED.fullmatch(text)
        if found is None:
            problem = {"loc": ("query", "s", place), "type": "value_error", "input": text}
            raise RequestValidationError(
                [{**problem, "msg": "must be SESSION, SESSION:NUMBER or SESSION:EPOCH:NUMBER"}]
            )
        session, of, number = found.groups()
        cursors[session] = int(number) if number and of in (None, epoch) else None
    return cursors


def resumed(last_event_id: str | None, epoch: str) -> int | None:
    """The number in a ``Last-Event-ID``; None without one, or if it is of another epoch, whose numbers mean nothing."""
    found = _IDENTITY.fullmatch(last_event_id or "")
    return int(found[2]) if found and found[1] == epoch else None
