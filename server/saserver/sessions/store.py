"""All sessions of one server, and those of the archive.

A session leaves memory when the server has no more use for it and nobody else holds it, as a notebook may: then there
is one object for it, which obeys, and with its next command it counts as live again.
"""

from __future__ import annotations

import logging
import math
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from weakref import WeakValueDictionary

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
from saserver.sessions.screen import INITIALISED, Shot
from saserver.sessions.session import Session
from saserver.sessions.shelf import Shelved
from saserver.sessions.states import FINAL, Command, SessionState

_log: Final = logging.getLogger("saserver.sessions")


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
        self._seen: dict[str, tuple[float, SessionState]] = {}  # of those in the archive: when they were saved
        self._live: dict[str, Session] = {}
        self._held: WeakValueDictionary[str, Session] = WeakValueDictionary()  # these, and those that others hold

    def create(self, given: Mapping[str, Any], *, steps_per_second: float | None = None, by: str = "") -> Session:
        """A new session, which is idle.

        Raises
        ------
        FormulaError, ParameterError, EnergyError
            if something given is wrong
        TooManySessions
        """
        parameters, model, pace = prepared(given, steps_per_second)
        self._make_room()
        return self._enlist(self._session(secrets.token_hex(8), Run(parameters, model), pace, by=by))

    def live(self, session_id: str) -> Session | None:
        """The session with this id if it is in memory; does not wait."""
        with self._lock:
            session = self._held.get(session_id)
        if session is not None:
            session.touched_at = time.monotonic()
        return session

    def get(self, session_id: str) -> Session | Shelved:
        """The session with this id. One that is in the archive only stays there until it is given a command.

        Raises
        ------
        UnknownSession
        """
        live = self.live(session_id)
        if live is not None:
            return live
        number = self.journal.number
        record = self._record(session_id)
        seen = record.saved_at, record.state
        with self._lock:
            moved = self._seen.get(session_id, seen) != seen
            self._seen[session_id] = seen
        if moved:  # another kernel is at it: who follows it here has to look anew
            self.journal.forget(session_id)
            return self.get(session_id)
        return Shelved(record, number, self)

    def list(self) -> list[dict[str, Any]]:
        """A summary of every session, live or archived, newest first."""
        with self._lock:
            live = list(self._held.values())
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
        self.get(session_id).configure(*prepared(given, steps_per_second), by)
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
            live = self.live(session_id)
            if live is not None:
                return self._enlist(live)
            record = self._at_rest(session_id)
            run = revived(record, {"energy": energy, "schedule": schedule, "accept": accept})
            pace = checked_pace(record.parameters["steps_per_second"])
            return self._bring_back(session_id, run, pace, record.shot())

    def begin_anew(
        self, session_id: str, parameters: Parameters, model: Model, steps_per_second: float | None, by: str
    ) -> None:
        """Give other parameters to a session that is in the archive. The run that it had is not needed for that."""
        with self._reviving:
            live = self.live(session_id)
            if live is None:
                before = self._at_rest(session_id).shot()
                idle = replace(before, state=SessionState.IDLE, stage=INITIALISED, failure=None)
                self._save(self._bring_back(session_id, Run(parameters, model), steps_per_second, idle, by))
                return
        live.configure(parameters, model, steps_per_second, by)

    def cancel(self, session_id: str, by: str) -> None:
        """Cancel a session that is in the archive, and leave it there: the functions of its run are not needed."""
        with self._reviving:
            live = self.live(session_id)
            if live is None:
                record = self._at_rest(session_id)
                cancelled = replace(record, state=SessionState.CANCELLED, kernel=self._kernel, saved_at=time.time())
                if self._archive:
                    self._archive.save(cancelled)
                self.journal.forget(session_id)  # watchers look anew
                return
        live.command(Command.CANCEL, by)

    def delete(self, session_id: str) -> None:
        """End a session and forget it, in the archive, too.

        Raises
        ------
        UnknownSession
        RunsElsewhere
            if another kernel is running it
        """
        live = self.live(session_id)
        if live is not None:
            live.close(save=False)
        else:
            self._at_rest(session_id)
        with self._lock:
            self._live.pop(session_id, None)
            self._held.pop(session_id, None)
            self._seen.pop(session_id, None)
        if self._archive:
            self._archive.delete(session_id)
        self.journal.forget(session_id)

    def sweep(self, now: float | None = None) -> None:
        """Let sessions leave memory that were idle for too long by this time, in monotonic seconds.

        Where there is no archive, what is not over would be lost: that stays until it is too old by the clock, too.
        """
        now = time.monotonic() if now is None else now
        with self._lock:
            live = list(self._live.values())
        for session in live:
            by = now if self._archive or session.state in FINAL else min(now, time.monotonic())
            if not self.journal.watchers(session.session_id):
                self._let_go(session, by - self._idle_seconds)

    def close(self) -> None:
        """End every runner, and archive what was begun."""
        with self._lock:
            live, held = set(self._live.values()), list(self._held.values())
            self._live.clear()
            self._held.clear()
        for session in held:
            session.close(save=session in live and session.state is not SessionState.IDLE)
        if self._archive:
            self._archive.close()
        self._kernel.close()

    def _session(
        self, session_id: str, run: Run, steps_per_second: float | None, before: Shot | None = None, by: str = ""
    ) -> Session:
        return Session(
            session_id,
            run,
            self.journal,
            steps_per_second=steps_per_second,
            save=self._save,
            wake=self._wake,
            before=before,
            by=by,
        )

    def _bring_back(
        self, session_id: str, run: Run, steps_per_second: float | None, before: Shot, by: str = ""
    ) -> Session:
        self._make_room()
        self.journal.forget(session_id)  # another kernel may have run it meanwhile: who has a cursor has to look anew
        return self._enlist(self._session(session_id, run, steps_per_second, before, by))

    def _wake(self, session: Session) -> None:
        self._enlist(session)

    def _enlist(self, session: Session) -> Session:
        """Count a session as live, if it is not."""
        with self._lock:
            if session.session_id in self._live:
                return session
        self._make_room()
        with self._lock:
            if len(self._live) >= self._most_live:
                raise TooManySessions(self._most_live)
            self._live[session.session_id] = self._held[session.session_id] = session
        return session

    def _make_room(self) -> None:
        """Where the cap is reached, let the session go that is over for longest, if one is, and nobody watches it.

        Raises
        ------
        TooManySessions
        """
        with self._lock:
            live = list(self._live.values())
        if len(live) < self._most_live:
            return
        for session in sorted(live, key=lambda session: session.touched_at):
            over = session.state in FINAL and not self.journal.watchers(session.session_id)
            if over and self._let_go(session, math.inf):
                return
        raise TooManySessions(self._most_live)

    def _let_go(self, session: Session, idle_since: float) -> bool:
        def go() -> None:
            with self._lock:
                self._live.pop(session.session_id, None)

        return session.leave(idle_since, go)

    def _at_rest(self, session_id: str) -> Record:
        """From the archive, if nobody is running it."""
        record = self._record(session_id)
        if record.state is SessionState.RUNNING:
            raise RunsElsewhere(session_id, record.kernel.host, record.kernel.pid)
        return record

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
        """Archive a session as it is; where that fails, the record before stays, and the run goes on."""
        if self._archive:
            shot, run = session.shot, session.run
            try:
                self._archive.save(Record.of(shot, run, functions(run.parameters), self._kernel))
            except FunctionError:  # a schedule that fails now and then
                pass
            except Exception:
                _log.warning("session %s could not be archived", session.session_id, exc_info=True)


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
