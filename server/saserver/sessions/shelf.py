"""A session that is in the archive only: it answers everything, and the first command takes it down from the shelf."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saserver.engine import Model, Parameters, Result
from saserver.sessions.record import Record
from saserver.sessions.session import Session
from saserver.sessions.states import Command, SessionState


class Shelved:
    """Understands what a ``Session`` does.

    Parameters
    ----------
    record : what the archive has
    number : last number of the journal
    revive : brings the session back to life
    """

    def __init__(self, record: Record, number: int, revive: Callable[[], Session]) -> None:
        self._record = record
        self._number = number
        self._revive = revive

    @property
    def session_id(self) -> str:
        """Name of the session."""
        return self._record.session_id

    @property
    def state(self) -> SessionState:
        """Where it is in its life."""
        return self._record.state

    @property
    def created_at(self) -> float:
        """When it was configured first, in seconds since 1970."""
        return self._record.created_at

    @property
    def steps_per_second(self) -> float:
        """The pace that it had."""
        return float(self._record.parameters["steps_per_second"])

    def snapshot(self) -> tuple[int, dict[str, Any]]:
        """What was last shown of it."""
        return self._number, self._record.shot().snapshot()

    def result(self) -> Result:
        """What the run had found."""
        return self._record.result()

    def history(self) -> NDArray[np.void]:
        """The energy over the steps that were made."""
        return self._record.history

    def command(self, command: Command, by: str = "") -> SessionState:
        """Obeyed by the session that comes back."""
        return self._revive().command(command, by)

    def step(self, n: int = 1, until: str | None = None, by: str = "") -> SessionState:
        """Likewise."""
        return self._revive().step(n, until, by)

    def configure(self, parameters: Parameters, model: Model, steps_per_second: float | None, by: str = "") -> None:
        """Likewise."""
        self._revive().configure(parameters, model, steps_per_second, by)

    def set_pace(self, steps_per_second: float, by: str = "") -> None:
        """Likewise."""
        self._revive().set_pace(steps_per_second, by)
