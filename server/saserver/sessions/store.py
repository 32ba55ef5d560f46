"""All sessions of one server, and those of the archive."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from saserver.engine import Energy, FunctionError, Model, Parameters
from saserver.engine.energies import CustomEnergy
from saserver.sessions.archive import Archive
from saserver.sessions.errors import RunsElsewhere, UnknownSession
from saserver.sessions.journal import Journal
from saserver.sessions.kernel import Kernel
from saserver.sessions.memory import Memory
from saserver.sessions.pacing import checked_pace
from saserver.sessions.prepared import prepared
from saserver.sessions.record import Record
from saserver.sessions.revival import functions, revived
from saserver.sessions.run import Run
from saserver.sessions.screen import INITIALISED, Shot
from saserver.sessions.session import Session
from saserver.sessions.shelf import Shelved
from saserver.sessions.states import Command, SessionState

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
        self._memory = Memory(self.journal, most_live, idle_seconds, archived=archive is not None)
        self._reviving = threading.Lock()  # held while a session comes back, that it does so once
        self._seen: dict[str, tuple[float, SessionState]] = {}  # of those in the archive: when they were saved

    def create(self, given: Mapping[str, Any], *, steps_per_second: float | None = None, by: str = "") -> Session:
        """A new session, which is idle.

        Raises
        ------
        FormulaError, ParameterError, EnergyError
            if something given is wrong
        TooManySessions
        """
        parameters, model, pace = prepared(given, steps_per_second)
        self._memory.make_room()
        return self._memory.enlist(self._session(secrets.token_hex(8), Run(parameters, model), pace, by=by))

    def live(self, session_id: str) -> Session | None:
        """The session with this id if it is in memory; does not wait."""
        return self._memory.get(session_id)

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
        before = self._seen.get(session_id, seen)
        self._seen[session_id] = seen
        if seen != before:  # another kernel is at it: who follows it here has to look anew
            self.journal.forget(session_id)
            return self.get(session_id)
        return Shelved(record, number, self)

    def list(self) -> list[dict[str, Any]]:
        """A summary of every session, live or archived, newest first."""
        lines = {session.session_id: session.summary() for session in self._memory.all()}
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
                return self._memory.enlist(live)
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
        self._memory.remove(session_id)
        self._seen.pop(session_id, None)
        if self._archive:
            self._archive.delete(session_id)
        self.journal.forget(session_id)

    def sweep(self, now: float | None = None) -> None:
        """Let sessions leave memory that were idle for too long by this time, in monotonic seconds."""
        self._memory.sweep(time.monotonic() if now is None else now)

    def close(self) -> None:
        """End every runner, and archive what was begun."""
        for session in self._memory.all():
            counted = self._memory.remove(session.session_id)
            session.close(save=counted and session.state is not SessionState.IDLE)
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
            wake=self._memory.enlist,
            before=before,
            by=by,
        )

    def _bring_back(
        self, session_id: str, run: Run, steps_per_second: float | None, before: Shot, by: str = ""
    ) -> Session:
        self._memory.make_room()
        self.journal.forget(session_id)  # another kernel may have run it meanwhile: who has a cursor has to look anew
        return self._memory.enlist(self._session(session_id, run, steps_per_second, before, by))

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
