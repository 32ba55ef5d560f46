"""All sessions of one server, and those of the archive."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from saserver.engine import Energy, FormulaError, FunctionError, Model, ParameterError, Parameters, Problem, prepare
from saserver.engine.energies import CustomEnergy
from saserver.sessions.archive import Archive
from saserver.sessions.errors import RunsElsewhere, TooManySessions, UnknownSession
from saserver.sessions.journal import Journal
from saserver.sessions.kernel import Kernel
from saserver.sessions.pacing import checked_pace
from saserver.sessions.record import Record
from saserver.sessions.revival import functions, revived
from saserver.sessions.run import Run
from saserver.sessions.session import Session
from saserver.sessions.shelf import Shelved
from saserver.sessions.states import SessionState


class Sessions:
    """The sessions of one server.

    Parameters
    ----------
    archive : where runs outlive the server; None for nowhere
    most_live : sessions in memory at most
    idle_seconds : a session that nobody watched, ran or asked for so long leaves memory, not the archive

    Attributes
    ----------
    epoch : names this server; numbers of the journal mean nothing to another one
    journal : where everything that happens in the sessions is entered
    """

    def __init__(self, archive: Archive | None = None, *, most_live: int = 200, idle_seconds: float = 3600.0) -> None:
        self.epoch = secrets.token_hex(4)
        self.journal = Journal()
        self._archive = archive
        self._kernel = Kernel.here(self.epoch)
        self._most_live = most_live
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()  # guards the dictionary
        self._reviving = threading.Lock()  # held while a session comes back, that it does so once
        self._live: dict[str, Session] = {}

    def create(self, given: Mapping[str, Any], *, steps_per_second: float | None = None, by: str = "") -> Session:
        """A new session, which is idle.

        Raises
        ------
        FormulaError, ParameterError, EnergyError
            if something given is wrong
        TooManySessions
        """
        parameters, model, pace = prepared(given, steps_per_second)
        run = Run(parameters, model)
        return self._enlist(Session(secrets.token_hex(8), run, self.journal, steps_per_second=pace, save=self._save))

    def get(self, session_id: str) -> Session | Shelved:
        """The session with this id. One that is in the archive only stays there until it is given a command.

        Raises
        ------
        UnknownSession
        """
        live = self._living(session_id)
        if live is not None:
            return live
        number = self.journal.number
        return Shelved(self._record(session_id), number, lambda: self.resume(session_id))

    def list(self) -> list[dict[str, Any]]:
        """A summary of every session, live or archived, newest first."""
        with self._lock:
            live = list(self._live.values())
        lines = {session.session_id: session.summary() for session in live}
        for line in self._archive.summaries() if self._archive else ():
            lines.setdefault(line["session_id"], self._shelved(line))
        return sorted(lines.values(), key=lambda line: float(line["created_at"]), reverse=True)

    def configure(
        self, session_id: str, given: Mapping[str, Any], *, steps_per_second: float | None = None, by: str = ""
    ) -> Session | Shelved:
        """Replace the parameters of a session that is not running.

        Raises
        ------
        UnknownSession, NotAllowed, FormulaError, ParameterError, EnergyError
        """
        session = self.get(session_id)
        session.configure(*prepared(given, steps_per_second), by)
        return self.get(session_id)

    def resume(
        self,
        session_id: str,
        *,
        energy: str | Energy | CustomEnergy | None = None,
        schedule: Callable[[float], float] | None = None,
        accept: Callable[[float, float, float], bool] | None = None,
    ) -> Session:
        """A session that can go on where it was; one that a dead kernel was running is paused.

        Parameters
        ----------
        energy, schedule, accept : what was written in Python for the run, again

        Raises
        ------
        UnknownSession, TooManySessions
        RunsElsewhere
            if another kernel is running it
        FunctionsNeeded
            if a function is missing
        ParameterError
            if one is another than before
        """
        with self._reviving:
            live = self._living(session_id)
            if live is not None:
                return live
            record = self._record(session_id)
            if record.state is SessionState.RUNNING:
                raise RunsElsewhere(session_id, record.kernel.host, record.kernel.pid)
            self._check_room()
            run = revived(record, {"energy": energy, "schedule": schedule, "accept": accept})
            pace = checked_pace(record.parameters["steps_per_second"])
            return self._enlist(
                Session(session_id, run, self.journal, steps_per_second=pace, save=self._save, before=record.shot())
            )

    def delete(self, session_id: str) -> None:
        """End a session and forget it, in the archive, too.

        Raises
        ------
        UnknownSession
        RunsElsewhere
            if another kernel is running it
        """
        live = self._living(session_id)
        if live is not None:
            live.close(save=False)
        elif (record := self._record(session_id)).state is SessionState.RUNNING:
            raise RunsElsewhere(session_id, record.kernel.host, record.kernel.pid)
        with self._lock:
            self._live.pop(session_id, None)
        if self._archive:
            self._archive.delete(session_id)
        self.journal.forget(session_id)

    def sweep(self, now: float | None = None) -> None:
        """Let sessions leave memory that were idle for too long by this time, in monotonic seconds."""
        now = time.monotonic() if now is None else now
        with self._lock:
            for session_id, session in tuple(self._live.items()):
                running = session.state is SessionState.RUNNING
                if now - session.touched_at < self._idle_seconds or running or self.journal.watchers(session_id):
                    continue
                session.close()
                del self._live[session_id]
                self.journal.forget(session_id)

    def close(self) -> None:
        """End every runner, and archive what was begun."""
        with self._lock:
            live = list(self._live.values())
            self._live.clear()
        for session in live:
            session.close(save=session.state is not SessionState.IDLE)
        if self._archive:
            self._archive.close()
        self._kernel.close()

    def _living(self, session_id: str) -> Session | None:
        with self._lock:
            session = self._live.get(session_id)
            if session is not None:
                session.touched_at = time.monotonic()
            return session

    def _enlist(self, session: Session) -> Session:
        with self._lock:
            if len(self._live) >= self._most_live:
                raise TooManySessions(self._most_live)
            self._live[session.session_id] = session
        return session

    def _check_room(self) -> None:
        with self._lock:
            if len(self._live) >= self._most_live:
                raise TooManySessions(self._most_live)

    def _record(self, session_id: str) -> Record:
        """From the archive; running only if another kernel is running it now, else paused."""
        record = self._archive.load(session_id) if self._archive else None
        if record is None:
            raise UnknownSession(session_id)
        if record.state is SessionState.RUNNING and not record.kernel.alive(record.saved_at):
            return replace(record, state=SessionState.PAUSED)
        return record

    def _shelved(self, line: dict[str, Any]) -> dict[str, Any]:
        """A line of the archive's as it is shown: by state, not by process."""
        running = line["session_state"] == SessionState.RUNNING
        cut_short = running and not Kernel(**line["kernel"]).alive(line["saved_at"])
        shown = {name: value for name, value in line.items() if name != "kernel"}
        state = SessionState.PAUSED.value if cut_short else line["session_state"]
        return {**shown, "session_state": state, "live": False, "cut_short": cut_short}

    def _save(self, session: Session) -> None:
        if self._archive:
            with contextlib.suppress(FunctionError):  # a schedule that fails now and then: the record before stays
                shot, run = session.shot, session.run
                self._archive.save(Record.of(shot, run, functions(run.parameters), self._kernel))


def prepared(given: Mapping[str, Any], steps_per_second: float | None) -> tuple[Parameters, Model, float | None]:
    """What a session needs, from what somebody asks for.

    Raises
    ------
    FormulaError, ParameterError, EnergyError
    """
    others = dict(given)
    formula = others.pop("formula", None)
    problems: list[Problem] = []
    pace = None
    try:
        pace = None if steps_per_second is None else checked_pace(steps_per_second)
    except ParameterError as error:
        problems += error.problems
    try:
        parameters = Parameters.checked(formula, **others)
    except FormulaError as error:
        if not problems:
            raise
        problems.append(Problem("formula", formula, str(error)))
    except ParameterError as error:
        problems += error.problems
    if problems:
        raise ParameterError(*problems)
    return *prepare(parameters), pace
