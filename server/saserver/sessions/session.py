"""A session: a run that somebody configured, its state, and the thread that drives it.

One thread at a time touches the run. While the session is running that is the runner. Every command that a running
session understands ends the runner: it is asked to stop, waited for, and then the command's own thread goes on alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from saserver.engine import FunctionError, Model, ParameterError, Parameters, Problem, Result, Verdict
from saserver.sessions.cooling import cooling
from saserver.sessions.errors import NotAllowed, UnknownSession
from saserver.sessions.frames import Camera
from saserver.sessions.gate import FRAMES
from saserver.sessions.journal import Journal
from saserver.sessions.pacing import Pace, checked_pace, default_pace
from saserver.sessions.plain import plain_parameters
from saserver.sessions.run import Run
from saserver.sessions.runner import Runner
from saserver.sessions.screen import INITIALISED, Screen, Shot
from saserver.sessions.states import FINAL, TRANSITIONS, Command, SessionState

T = TypeVar("T")

#: What a step command may look for → how a proposal of that kind ends.
UNTIL: Final = {
    "proposal": frozenset({Verdict.DISCONNECTED, Verdict.REJECTED, Verdict.ACCEPTED}),
    "accepted": frozenset({Verdict.ACCEPTED}),
}
#: Steps that one step command may make.
MOST_AT_ONCE: Final = 10**6


class Session:
    """One run in progress.

    Parameters
    ----------
    session_id : name of the session, unique on this server
    run : what is run
    journal : where frames and transitions are entered
    steps_per_second : the pace, 0 for as fast as the machine goes; None for a run of about fifteen seconds
    save : called when the session should be archived, by the thread that has the turn
    before : what was last seen of a session that comes back from the archive

    Attributes
    ----------
    touched_at : when somebody last asked something of the session, in monotonic seconds
    """

    def __init__(
        self,
        session_id: str,
        run: Run,
        journal: Journal,
        *,
        steps_per_second: float | None = None,
        save: Callable[[Session], None] = lambda session: None,
        before: Shot | None = None,
    ) -> None:
        self.session_id = session_id
        self.touched_at = time.monotonic()
        self._save = save
        self._command = threading.Lock()  # held by the command that is being obeyed
        self._runner: Runner | None = None
        self._closed = False
        self._load(run, steps_per_second)
        if before is None:
            shot = Shot(session_id=session_id, created_at=time.time(), state=SessionState.IDLE, **self._view())
        else:
            shot = replace(before, **self._view(stage=before.stage))
        self._screen = Screen(journal, shot)
        self._screen.show(("state", self._transition(shot.state, "")))

    @property
    def state(self) -> SessionState:
        """Where the session is in its life."""
        return self._screen.shot.state

    @property
    def created_at(self) -> float:
        """When the session was configured first, in seconds since 1970."""
        return self._screen.shot.created_at

    @property
    def shot(self) -> Shot:
        """What is seen of the session now."""
        return self._screen.shot

    @property
    def run(self) -> Run:
        """What is run; for whoever has the turn."""
        return self._run

    @property
    def steps_per_second(self) -> float:
        """The pace; 0 is as fast as the machine goes."""
        return self._steps_per_second

    def snapshot(self) -> tuple[int, dict[str, Any]]:
        """All that is needed to show the session now, and the number of the last event that it includes."""
        number, shot = self._screen.look()
        return number, shot.snapshot()

    def summary(self) -> dict[str, Any]:
        """A line of a list of sessions."""
        return {**self._screen.shot.summary(), "live": True, "cut_short": False}

    def result(self) -> Result:
        """What the run has found so far."""
        return self._apart(Run.result)

    def history(self) -> NDArray[np.void]:
        """The energy over the steps so far."""
        return self._apart(Run.history)

    def command(self, command: Command, by: str = "") -> SessionState:
        """Start, pause, reset or cancel; returns when it is done.

        Raises
        ------
        NotAllowed
            if the state does not understand the command
        """
        with self._command:
            after = self._permit(command)
            if command is Command.RESET:
                self._load(Run(self._run.parameters, self._run.model), self._steps_per_second)
                self._begin_anew(by)
                return after
            if after is not SessionState.RUNNING and self._run.gallery.behind:
                try:
                    self._frame(last=True)
                except Exception as error:
                    self._fail(error)
                    return self.state
            self._enter(after, by)
            if command is Command.START:
                self._pace = Pace(self._steps_per_second, time.monotonic())
                self._go()
            return after

    def step(self, n: int = 1, until: str | None = None, by: str = "") -> SessionState:
        """Make ``n`` steps, or go to the next proposal of a kind in ``UNTIL``, for a second at most.

        Raises
        ------
        NotAllowed, ParameterError
        """
        if type(n) is not int or not 1 <= n <= MOST_AT_ONCE:
            raise ParameterError(Problem("n", n, f"n must be a whole number from 1 to {MOST_AT_ONCE}, not {n!r}"))
        if until is not None and until not in UNTIL:
            raise ParameterError(Problem("until", until, f"until must be one of {', '.join(UNTIL)}, not {until!r}"))
        with self._command:
            after = self._permit(Command.STEP)
            if self.state is not after:
                self._enter(after, by)
            run, begin, nulls = self._run, self._run.step, self._run.chain.state.invalid
            try:
                if until is None:
                    run.advance(n - 1)
                    if not run.complete:
                        run.single()
                else:
                    run.search(UNTIL[until])
                self._frame(last=True, passed={"steps": run.step - begin, "nulls": run.chain.state.invalid - nulls})
            except Exception as error:
                self._fail(error)
            else:
                if run.complete:
                    self._enter(SessionState.COMPLETE, "run")
                else:
                    self._save(self)
            return self.state

    def configure(self, parameters: Parameters, model: Model, steps_per_second: float | None, by: str = "") -> None:
        """Replace the parameters of a session that is not running.

        Raises
        ------
        NotAllowed
        """
        with self._command:
            self._permit(Command.CONFIGURE)
            self._load(Run(parameters, model), steps_per_second)
            self._begin_anew(by)

    def set_pace(self, steps_per_second: float, by: str = "") -> None:
        """Change the pace, also of a running session.

        Raises
        ------
        ParameterError
            if it is no pace
        NotAllowed
            if the session is over
        """
        steps_per_second = checked_pace(steps_per_second)
        with self._command:
            if (self.state, Command.PACE) not in TRANSITIONS:
                raise NotAllowed.in_state(self.state, Command.PACE)
            self.touched_at = time.monotonic()
            self._steps_per_second = steps_per_second
            self._pace.change(steps_per_second)
            if self._runner is not None:
                self._runner.hurry()
            self._screen.show(
                ("state", self._transition(self.state, by)),
                parameters=plain_parameters(self._run.parameters, steps_per_second),
            )

    def close(self, *, save: bool = True) -> None:
        """End the runner, and archive the session as it is. Nothing is announced, nothing is obeyed any more."""
        with self._command:
            self._halt()
            if save and not self._closed:
                self._save(self)
            self._closed = True

    # --- with the command lock held ---

    def _permit(self, command: Command) -> SessionState:
        """Stop the runner, and tell which state the command leads to."""
        if self._closed:
            raise UnknownSession(self.session_id)
        self.touched_at = time.monotonic()
        if (self.state, command) in TRANSITIONS:
            self._halt()
        if (self.state, command) not in TRANSITIONS:  # perhaps since the run ended while it was asked to stop
            raise NotAllowed.in_state(self.state, command)
        return TRANSITIONS[self.state, command]

    def _go(self) -> None:
        self._runner = Runner(
            self._run, self._pace, frame=self._frame, save=lambda: self._save(self), ended=self._run_ended
        )

    def _halt(self) -> None:
        if self._runner is not None:
            self._runner.stop()
            self._runner = None

    def _apart(self, look: Callable[[Run], T]) -> T:
        """Look at the run while nobody drives it."""
        with self._command:
            self._halt()
            try:
                return look(self._run)
            finally:
                if self.state is SessionState.RUNNING and not self._closed:
                    self._go()

    # --- with the turn: a command that has stopped the runner, or the runner ---

    def _load(self, run: Run, steps_per_second: float | None) -> None:
        self._run = run
        self._camera = Camera(run)
        self._steps_per_second = default_pace(run.total) if steps_per_second is None else steps_per_second
        self._pace = Pace(self._steps_per_second, time.monotonic())

    def _view(self, stage: str = INITIALISED) -> dict[str, Any]:
        """What is shown of a run that was just loaded."""
        return {
            "parameters": plain_parameters(self._run.parameters, self._steps_per_second),
            "moment": self._camera.moment(),
            "buckets": self._run.seen(),
            "visits": self._run.gallery.visits,
            "cooling": cooling(self._run.model, self._run.parameters.steps_per_cycle),
            "stage": stage,
        }

    def _begin_anew(self, by: str) -> None:
        state = SessionState.IDLE
        stage = {"stage": INITIALISED, "cycle": 1}
        events = ("state", self._transition(state, by)), ("snapshot", None), ("stage", stage)
        self._screen.show(*events, state=state, failure=None, **self._view())
        self._save(self)

    def _transition(self, state: SessionState, by: str) -> dict[str, Any]:
        return {"session_state": state.value, "by": by, "steps_per_second": self._steps_per_second}

    def _enter(self, state: SessionState, by: str, **changes: Any) -> None:
        events: list[tuple[str, Mapping[str, Any] | None]] = [("state", self._transition(state, by))]
        if state in FINAL:
            events.append((FINAL[state], None))
        self._screen.show(*events, state=state, **changes)
        self._save(self)

    def _frame(self, *, last: bool = False, **more: Any) -> None:
        last = last or self._run.complete
        with FRAMES.passed():
            moment, changes = self._camera.moment(last=last), self._camera.changes(last=last)
        events = [("progress", {**moment, **changes, **more})]
        stage = "frozen" if self._run.frozen() else "cycle"
        shot = self._screen.shot
        if (stage, moment["cycle"]) != (shot.stage, shot.moment["cycle"]):
            events.append(("stage", {"stage": stage, "cycle": moment["cycle"]}))
        visits = self._run.gallery.visits
        self._screen.show(*events, moment=moment, buckets=self._run.seen(), visits=visits, stage=stage)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, FunctionError):
            failure = {"error": type(error).__name__, "detail": str(error), "line": error.line}
        else:
            detail = f"{type(error).__name__}: {error}"
            failure = {"error": "InternalError", "detail": detail, "line": None}
        self._enter(SessionState.FAILED, "run", failure=failure)

    def _run_ended(self, error: Exception | None) -> None:
        self.touched_at = time.monotonic()
        if self._run.step > self._camera.shown:
            try:
                self._frame()
            except Exception as raised:  # a function of the user's that fails takes part in frames, too
                error = raised if error is None else error
        if error is not None:
            self._fail(error)
        elif self._run.complete:
            self._enter(SessionState.COMPLETE, "run")
