"""The life of a session, as one table.

A session is idle until it is started. It then runs until its steps are used up, it is paused, cancelled, or a function
of the user's fails. What is final leaves by ``reset`` or ``configure`` alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class SessionState(StrEnum):
    """Where a session is in its life."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Command(StrEnum):
    """What may be asked of a session; ``configure`` replaces its parameters, ``pace`` changes how fast it runs."""

    START = "start"
    PAUSE = "pause"
    STEP = "step"
    RESET = "reset"
    CANCEL = "cancel"
    CONFIGURE = "configure"
    PACE = "pace"


_S, _C = SessionState, Command

#: (state, command) → the state afterwards. What is not here is not allowed.
TRANSITIONS: Final = {
    (_S.IDLE, _C.START): _S.RUNNING,
    (_S.IDLE, _C.STEP): _S.PAUSED,
    (_S.IDLE, _C.RESET): _S.IDLE,
    (_S.IDLE, _C.CANCEL): _S.CANCELLED,
    (_S.IDLE, _C.CONFIGURE): _S.IDLE,
    (_S.IDLE, _C.PACE): _S.IDLE,
    (_S.RUNNING, _C.PAUSE): _S.PAUSED,
    (_S.RUNNING, _C.RESET): _S.IDLE,
    (_S.RUNNING, _C.CANCEL): _S.CANCELLED,
    (_S.RUNNING, _C.PACE): _S.RUNNING,
    (_S.PAUSED, _C.START): _S.RUNNING,
    (_S.PAUSED, _C.STEP): _S.PAUSED,
    (_S.PAUSED, _C.RESET): _S.IDLE,
    (_S.PAUSED, _C.CANCEL): _S.CANCELLED,
    (_S.PAUSED, _C.CONFIGURE): _S.IDLE,
    (_S.PAUSED, _C.PACE): _S.PAUSED,
    (_S.COMPLETE, _C.RESET): _S.IDLE,
    (_S.COMPLETE, _C.CONFIGURE): _S.IDLE,
    (_S.CANCELLED, _C.RESET): _S.IDLE,
    (_S.CANCELLED, _C.CONFIGURE): _S.IDLE,
    (_S.FAILED, _C.RESET): _S.IDLE,
    (_S.FAILED, _C.CONFIGURE): _S.IDLE,
}

#: State that ends a stream → the event that is the last one of it, unless somebody resets the session.
FINAL: Final = {_S.COMPLETE: "complete", _S.CANCELLED: "cancelled", _S.FAILED: "error"}

#: What a running session says that has not made its first step: numba compiles what it has not met yet.
PREPARING: Final = "preparing: this takes up to half a minute, once on a machine"
#: Seconds after which it says so. A slow pace begins later than at once, too.
UNMOVED: Final = 1.5


def allowed(state: SessionState) -> tuple[Command, ...]:
    """The commands that a state understands."""
    return tuple(command for command in Command if (state, command) in TRANSITIONS)
