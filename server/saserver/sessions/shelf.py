"""A session that is in the archive only: it answers everything, and the first command takes it down from the shelf."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from saserver.engine import Model, Parameters, Result, prepare
from saserver.engine.sampling import ENERGY
from saserver.sessions.errors import NotAllowed
from saserver.sessions.record import Record
from saserver.sessions.session import Session
from saserver.sessions.states import TRANSITIONS, Command, SessionState
from saserver.sessions.terrain import Terrain


class Shelf(Protocol):
    """Where it is: what happens to a session that is in the archive."""

    def resume(self, session_id: str) -> Session:
        """It comes back to life."""

    def begin_anew(
        self, session_id: str, parameters: Parameters, model: Model, steps_per_second: float | None, by: str
    ) -> None:
        """Other parameters take the place of its run."""

    def cancel(self, session_id: str, by: str) -> None:
        """It is over, where it stands."""


class Shelved:
    """Understands what a ``Session`` does.

    Parameters
    ----------
    record : what the archive has
    number : last number of the journal
    shelf : where it is
    """

    def __init__(self, record: Record, number: int, shelf: Shelf) -> None:
        self._record = record
        self._number = number
        self._shelf = shelf

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

    def landscape(self) -> dict[str, Any]:
        """Likewise, where every energy of the run is known here."""
        stored = {name: value for name, value in self._record.parameters.items() if name in ENERGY}
        parameters, model = prepare(Parameters.checked(self._record.parameters["formula"], initial_temp=1.0, **stored))
        return Terrain().of(parameters.formula, model)

    @property
    def saved_at(self) -> float:
        """When it was archived, in seconds since 1970."""
        return self._record.saved_at

    def command(self, command: Command, by: str = "") -> SessionState:
        """Obeyed by the session that comes back; it does so only for what it will understand."""
        self._check(command)
        if command is Command.CANCEL:
            self._shelf.cancel(self.session_id, by)
            return SessionState.CANCELLED
        return self._shelf.resume(self.session_id).command(command, by)

    def step(self, n: int = 1, until: str | None = None, by: str = "", *, seconds: float = math.inf) -> SessionState:
        """Likewise."""
        self._check(Command.STEP)
        return self._shelf.resume(self.session_id).step(n, until, by, seconds=seconds)

    def configure(self, parameters: Parameters, model: Model, steps_per_second: float | None, by: str = "") -> None:
        """Replace the run. What was written in Python for it is not needed."""
        self._check(Command.CONFIGURE)
        self._shelf.begin_anew(self.session_id, parameters, model, steps_per_second, by)

    def set_pace(self, steps_per_second: float, by: str = "") -> None:
        """Obeyed by the session that comes back."""
        self._check(Command.PACE)
        self._shelf.resume(self.session_id).set_pace(steps_per_second, by)

    def _check(self, command: Command) -> None:
        """Refuse what the state does not understand; where it is running, the refusal is another one."""
        if self.state is not SessionState.RUNNING and (self.state, command) not in TRANSITIONS:
            raise NotAllowed.in_state(self.state, command)
