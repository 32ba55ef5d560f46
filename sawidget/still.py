"""The still beside a panel: an output of its own that shows the last frame, for a notebook that is opened again.

The panel's style sheet hides it as long as the panel lives. Once there is no kernel it is all there is to see.
"""

from __future__ import annotations

import threading
import uuid
from typing import Any, Final

from saserver.background import Session, SessionState
from sawidget import frame

#: Seconds between two pictures of a run that goes on: each of them is a change to the notebook, to be saved.
PERIOD: Final = 5.0


class Still:
    """Shows a session, wherever its panel was displayed; any thread may update it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._name = uuid.uuid4().hex  # never stored: it only tells the notebook which outputs are meant
        self._lock = threading.Lock()  # an older frame must not come last
        self._shown: object = None  # what was seen of the session then
        self._due = 0.0

    @property
    def displayed(self) -> bool:
        """Whether it is in the notebook."""
        return self._shown is not None

    def display(self) -> None:
        """Put it below what the cell has shown so far."""
        with self._lock:
            self._publish(update=False)

    def update(self, now: float) -> None:
        """Show what has happened: at once if the run rests, else now and then."""
        with self._lock:
            if self._shown is None or self._shown is self._session.shot:
                return
            if now >= self._due or self._session.state is not SessionState.RUNNING:
                self._publish(update=True)
                self._due = now + PERIOD

    def _publish(self, *, update: bool) -> None:
        from IPython.display import display

        shot = self._session.shot
        bundle: dict[str, Any] = dict(frame.bundle(shot.snapshot()))
        display(bundle, raw=True, display_id=self._name, update=update)
        self._shown = shot
