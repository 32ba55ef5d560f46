"""The screen of a session: the latest moment, whole, and the number of the event that brought it.

Whoever has the turn puts things there; anybody may look, at any time, without waiting for the run. What is seen and its
number change together, so a snapshot and the events after its number are everything, and nothing twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.sessions.frames import extremes, points
from saserver.sessions.gallery import Visits
from saserver.sessions.journal import Journal
from saserver.sessions.run import Run
from saserver.sessions.states import SessionState

#: The stage of a run before its first step.
INITIALISED: Final = "initialised"

#: Name and data of what goes into the journal; without data it carries a snapshot.
Events = Sequence[tuple[str, Mapping[str, Any] | None]]


@dataclass(frozen=True)
class Shot:
    """All there is to see of a session at one moment.

    Attributes
    ----------
    moment : counters, energies and molecules
    buckets : trace of the energy until then
    cooling : how the run is cooled, to be drawn
    failure : ``error detail line`` of what ended the run, if something did
    run : what it is a shot of; of that only what never changes may be looked at, since another thread drives it
    chain : the whole state of the chain
    """

    session_id: str
    created_at: float
    state: SessionState
    parameters: Mapping[str, Any]
    moment: Mapping[str, Any]
    buckets: NDArray[np.float64]
    visits: Visits
    cooling: Mapping[str, Any]
    stage: str = INITIALISED
    failure: Mapping[str, Any] | None = None
    run: Run | None = None
    chain: NDArray[np.uint64] | None = None

    def snapshot(self) -> dict[str, Any]:
        """The same as JSON can carry it."""
        return {
            "session_id": self.session_id,
            "session_state": self.state.value,
            "created_at": self.created_at,
            "stage": self.stage,
            **self.moment,
            "parameters": self.parameters,
            "series": points(self._series()),
            "visits": self.visits.rows(),
            "cooling": self.cooling,
            **({"failure": self.failure} if self.failure else {}),
        }

    def _series(self) -> NDArray[np.float64]:
        """(step, energy): the extremes of each bucket, and the present."""
        series = extremes(self.buckets)
        present = np.array([[self.moment["step"], self.moment["current_energy"]]])
        return series if not len(series) or series[-1, 0] == present[0, 0] else np.concatenate([series, present])

    def summary(self) -> dict[str, Any]:
        """A line of a list of sessions."""
        shown = ("step", "total_steps", "current_energy", "best_energy", "best_smiles", "is_complete")
        return {
            "session_id": self.session_id,
            "session_state": self.state.value,
            "created_at": self.created_at,
            "formula": self.parameters["formula"],
            **{name: self.moment[name] for name in shown},
        }


class Screen:
    """Shows one shot after the other, and enters events into the journal."""

    def __init__(self, journal: Journal, shot: Shot) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._shot = shot
        self._number = journal.number

    @property
    def shot(self) -> Shot:
        """What is seen now."""
        with self._lock:
            return self._shot

    def look(self) -> tuple[int, Shot]:
        """What is seen now, and the number of the last event that it includes."""
        with self._lock:
            return self._number, self._shot

    def show(self, *events: tuple[str, Mapping[str, Any] | None], **changes: Any) -> None:
        """Change what is seen, and enter the events that tell of it."""
        self.decide(lambda shot: (events, changes))

    def decide(self, on: Callable[[Shot], tuple[Events, Mapping[str, Any]]]) -> None:
        """The same, where events and changes depend on what is seen now; nothing happens if ``on`` raises."""
        with self._lock:
            events, changes = on(self._shot)
            self._shot = shot = replace(self._shot, **changes)
            for name, data in events:
                told = {**(shot.failure or {}), **shot.snapshot()} if data is None else data
                self._number = self._journal.append(shot.session_id, name, {"session_id": shot.session_id, **told})

    def forget(self) -> None:
        """Let the journal drop the events until now."""
        with self._lock:
            self._journal.forget(self._shot.session_id)
            self._number = self._journal.number
