"""Real sessions with real threads and files; whoever waits, waits for an event."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from saserver.sessions.archive import Archive
from saserver.sessions.journal import Event
from saserver.sessions.session import Session
from saserver.sessions.states import FINAL, Command, SessionState
from saserver.sessions.store import Sessions


class House:
    """The sessions of one server, and what tests do with them.

    Attributes
    ----------
    patience : seconds after which something that was waited for will not happen any more
    """

    patience: Final = 30.0

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)
        self.sessions = Sessions(self.archive)
        self.journal = self.sessions.journal

    def session(self, formula: str = "C6H14", pace: float = 0, **given: Any) -> Session:
        """A session that is idle."""
        return self.sessions.create({"formula": formula, "seed": 7, **given}, steps_per_second=pace)

    def events(self, session: Session, name: str = "") -> list[Event]:
        """What has happened in a session."""
        events = self.journal.after(session.session_id, 0)
        assert events is not None
        return [event for event in events if not name or event.name == name]

    def wait(self, session: Session, happened: Callable[[Event], bool], after: int = 0) -> Event:
        """The first event after this number that has a property."""
        woken = threading.Event()
        self.journal.listen(session.session_id, woken.set)
        try:
            while True:
                for event in self.journal.after(session.session_id, after) or ():
                    if happened(event):
                        return event
                assert woken.wait(self.patience), f"nothing happened in {self.patience} s"
                woken.clear()
        finally:
            self.journal.unlisten(session.session_id, woken.set)

    def finish(self, session: Session) -> Session:
        """Start a session, and wait for its end."""
        number, _ = session.snapshot()
        session.command(Command.START)
        self.wait(session, lambda event: event.name in FINAL.values(), number)
        return session

    def brought_to(self, state: SessionState) -> Session:
        """A session in a state."""
        if state is SessionState.FAILED:
            return self.finish(self.session(accept=self.refuse))
        session = self.session(pace=1, steps_per_cycle=10**6)
        match state:
            case SessionState.RUNNING:
                session.command(Command.START)
            case SessionState.PAUSED:
                session.step()
            case SessionState.COMPLETE:
                self.finish(session := self.session(steps_per_cycle=5))
            case SessionState.CANCELLED:
                session.command(Command.CANCEL)
        assert session.state is state
        return session

    @staticmethod
    def refuse(delta: float, kt: float, u: float) -> bool:
        """A rule of acceptance with a mistake in it."""
        raise ZeroDivisionError("on purpose")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def house(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.delenv("SAWIDGET_PACE", raising=False)
    # What a slow machine would leave undone.
    monkeypatch.setattr("saserver.sessions.frames.LAST_SORTING", House.patience)
    house = House(folder)
    yield house
    house.sessions.close()
