"""A session: a run that somebody configured, its state, and the thread that drives it.

One thread at a time touches the run. While the session is running that is the runner. Every command that a running
session understands ends the runner: it is asked to stop, waited for, and then the command's own thread goes on alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine import FunctionError, Model, ParameterError, Parameters, Problem, Result, Verdict
from saserver.sessions import finding
from saserver.sessions.errors import NotAllowed, UnknownSession
from saserver.sessions.gate import FRAMES
from saserver.sessions.journal import Journal
from saserver.sessions.loaded import Loaded
from saserver.sessions.pacing import Pace, checked_pace
from saserver.sessions.plain import plain_parameters
from saserver.sessions.run import Run
from saserver.sessions.runner import SLICE, Runner
from saserver.sessions.screen import INITIALISED, Events, Screen, Shot
from saserver.sessions.states import FINAL, TRANSITIONS, Command, SessionState
from saserver.sessions.terrain import Terrain
from saserver.sessions.turn import Turn

#: What a step command may look for → how a proposal of that kind ends.
UNTIL: Final = {
    "proposal": frozenset({Verdict.DISCONNECTED, Verdict.REJECTED, Verdict.ACCEPTED}),
    "accepted": frozenset({Verdict.ACCEPTED}),
}
#: Steps that one step command may make.
MOST_AT_ONCE: Final = 10**6
#: What code of a user's may raise. An interrupt is not its fault.
_FAILURES: Final = (Exception, SystemExit)
#: Seconds that many steps may take while somebody else waits for his turn.
GIVE_WAY: Final = 0.2


class Session:
    """One run in progress.

    Parameters
    ----------
    session_id : name of the session, unique on this server
    run : what is run
    journal : where frames and transitions are entered
    steps_per_second : the pace, 0 for as fast as the machine goes; None for a run of about fifteen seconds
    save : called when the session should be archived, by the thread that has the turn
    wake : called before a command is obeyed: who has left memory and is still held by somebody comes back
    before : what was last seen of a session that comes back from the archive
    by : who made it

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
        wake: Callable[[Session], object] = lambda session: None,
        before: Shot | None = None,
        by: str = "",
    ) -> None:
        self.session_id = session_id
        self.touched_at = time.monotonic()
        self._save = save
        self._wake = wake
        self._turn = Turn()  # of the command that is being obeyed
        self._runner: Runner | None = None
        self._terrain = Terrain()
        self._closed = False
        stage = INITIALISED if before is None else before.stage
        view = self._use(Loaded(run, steps_per_second, stage))
        if before is None:
            shot = Shot(session_id=session_id, created_at=time.time(), state=SessionState.IDLE, **view)
        else:
            shot = replace(before, **view)
        self._screen = Screen(journal, shot)
        self._screen.show(*self._arrival(shot.state, by))

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
        """What the run had found when it was last shown."""
        return finding.result(self._screen.shot)

    def history(self) -> NDArray[np.void]:
        """The energy over the steps that were shown."""
        return finding.history(self._screen.shot)

    def landscape(self) -> dict[str, Any]:
        """Every isomer of the formula, the moves between them, and the traps; computed when it is asked for first.

        Raises
        ------
        TooManyIsomers, EnergyError
        """
        run = self._run
        return self._terrain.of(run.parameters.formula, run.model)

    def command(self, command: Command, by: str = "") -> SessionState:
        """Start, pause, reset or cancel; returns when it is done.

        Raises
        ------
        NotAllowed
            if the state does not understand the command
        FunctionError
            if a function of the user's fails in a reset, which leaves everything as it was
        """
        with self._turn:
            if command is Command.RESET:
                self._check(command)
                loaded = Loaded.anew(self._run.parameters, self._run.model, self._steps_per_second)
                self._permit(command)
                return self._begin_anew(loaded, by)
            after = self._permit(command)
            try:
                if after is not SessionState.RUNNING and self._run.gallery.behind:
                    self._frame(last=True)
                self._enter(after, by)
                if command is Command.START:
                    self._go()
            except _FAILURES as error:
                self._fail(error)
                return self.state
            return after

    def step(self, n: int = 1, until: str | None = None, by: str = "", *, seconds: float = math.inf) -> SessionState:
        """Make ``n`` steps, or go to the next proposal of a kind in ``UNTIL``, for a second at most.

        Parameters
        ----------
        seconds : after which ``n`` steps may be fewer; they are also if another command waits for long

        Raises
        ------
        NotAllowed, ParameterError
        """
        if type(n) is not int or not 1 <= n <= MOST_AT_ONCE:
            raise ParameterError(Problem("n", n, f"n must be a whole number from 1 to {MOST_AT_ONCE}, not {n!r}"))
        if until is not None and until not in UNTIL:
            raise ParameterError(Problem("until", until, f"until must be one of {', '.join(UNTIL)}, not {until!r}"))
        with self._turn:
            after = self._permit(Command.STEP)
            if self.state is not after:
                self._screen.show(*self._arrival(after, by), state=after)
            run, begin, nulls = self._run, self._run.step, self._run.chain.state.invalid
            try:
                try:
                    if until is None:
                        self._make(n, seconds)
                    else:
                        run.search(UNTIL[until])
                finally:
                    passed = {"steps": run.step - begin, "nulls": run.chain.state.invalid - nulls}
                    self._frame(last=True, passed=passed)
            except _FAILURES as error:
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
        NotAllowed, FunctionError
        """
        with self._turn:
            self._check(Command.CONFIGURE)
            loaded = Loaded.anew(parameters, model, steps_per_second)
            self._permit(Command.CONFIGURE)
            self._begin_anew(loaded, by)

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

        def decide(shot: Shot) -> tuple[Events, dict[str, Any]]:  # the run may be over by now: the runner was not asked
            if (shot.state, Command.PACE) not in TRANSITIONS:
                raise NotAllowed.in_state(shot.state, Command.PACE)
            self._steps_per_second = steps_per_second
            return self._arrival(shot.state, by), {
                "parameters": plain_parameters(self._run.parameters, steps_per_second)
            }

        with self._turn:
            self._check(Command.PACE)
            self._screen.decide(decide)
            self._pace.change(steps_per_second)
            runner = self._runner
            if runner is not None:
                runner.hurry()

    def leave(self, idle_since: float, go: Callable[[], None]) -> bool:
        """Leave memory, into the archive, if nothing has happened since; whether it did.

        It is not closed: somebody may still hold it, and with the next command it is back. ``go`` is called when it is
        certain that it leaves.
        """
        if not self._turn.take():  # a command is being obeyed
            return False
        try:
            if self._closed or self.state is SessionState.RUNNING or self.touched_at > idle_since:
                return False
            self._save(self)
            go()
            self._screen.forget()
            return True
        finally:
            self._turn.give()

    def close(self, *, save: bool = True) -> None:
        """End the runner, and archive the session as it is. Nothing is announced, nothing is obeyed any more."""
        with self._turn:
            self._halt()
            if save and not self._closed:
                self._save(self)
            self._closed = True

    # --- with the turn of a command ---

    def _check(self, command: Command) -> None:
        """Refuse what the session does not understand now; nothing has happened then."""
        if self._closed:
            raise UnknownSession(self.session_id)
        self.touched_at = time.monotonic()
        if (self.state, command) not in TRANSITIONS:
            raise NotAllowed.in_state(self.state, command)
        self._wake(self)

    def _permit(self, command: Command) -> SessionState:
        """Stop the runner, and tell which state the command leads to."""
        self._check(command)
        self._halt()
        if (self.state, command) not in TRANSITIONS:  # perhaps since the run ended while it was asked to stop
            raise NotAllowed.in_state(self.state, command)
        return TRANSITIONS[self.state, command]

    def _go(self) -> None:
        self._pace = Pace(self._steps_per_second, time.monotonic())
        runner = Runner(self._run, self._pace, frame=self._frame, save=lambda: self._save(self), ended=self._run_ended)
        self._runner = runner
        try:
            runner.start()
        except BaseException:  # no thread may be had
            self._runner = None
            raise

    def _halt(self) -> None:
        runner = self._runner
        if runner is not None:
            runner.stop()
            self._runner = None

    def _make(self, n: int, seconds: float) -> None:
        """Make steps, of which the last is looked at; fewer if the time is up, or somebody waits for long."""
        run, begin = self._run, time.monotonic()
        left, slice_ = n - 1, 1
        while left and not run.complete:
            now = time.monotonic()
            if now - begin >= (min(seconds, GIVE_WAY) if self._turn.wanted else seconds):
                break
            made = min(slice_, left)
            run.advance(made)
            left -= made
            slice_ = 2 * slice_ if time.monotonic() - now < SLICE else max(1, slice_ // 2)
        if not run.complete:
            run.single()

    # --- with the turn: a command that has stopped the runner, or the runner ---

    def _use(self, loaded: Loaded) -> dict[str, Any]:
        """Take a run in the place of the one before; returns what is to be shown of it."""
        self._run, self._camera = loaded.run, loaded.camera
        self._steps_per_second = loaded.steps_per_second
        self._pace = Pace(self._steps_per_second, time.monotonic())
        return loaded.view

    def _begin_anew(self, loaded: Loaded, by: str) -> SessionState:
        view, state = self._use(loaded), SessionState.IDLE
        stage = {"stage": INITIALISED, "cycle": 1}
        events = *self._arrival(state, by), ("snapshot", None), ("stage", stage)
        self._screen.show(*events, state=state, failure=None, **view)
        self._save(self)
        return state

    def _arrival(self, state: SessionState, by: str) -> Events:
        """What is told when the session is in a state."""
        told = {"session_state": state.value, "by": by, "steps_per_second": self._steps_per_second}
        return [("state", told), *([(FINAL[state], None)] if state in FINAL else [])]

    def _enter(self, state: SessionState, by: str, **changes: Any) -> None:
        self._screen.show(*self._arrival(state, by), state=state, **changes)
        self._save(self)

    def _frame(self, *, last: bool = False, **more: Any) -> None:
        last = last or self._run.complete
        with FRAMES.passed():
            now, changes = self._look(last=last), self._camera.changes(last=last)
        moment = now["moment"]
        events = [("progress", {**moment, **changes, **more})]
        stage = "frozen" if self._run.frozen() else "cycle"
        shot = self._screen.shot
        if (stage, moment["cycle"]) != (shot.stage, shot.moment["cycle"]):
            events.append(("stage", {"stage": stage, "cycle": moment["cycle"]}))
        self._screen.show(*events, **now, visits=self._run.gallery.visits, stage=stage)

    def _look(self, *, last: bool = True) -> dict[str, Any]:
        """What there is to see of the run, but for the isomers that it visited."""
        run = self._run
        return {"moment": self._camera.moment(last=last), "buckets": run.seen(), "chain": run.chain.array.copy()}

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, FunctionError):
            failure = {"error": type(error).__name__, "detail": str(error), "line": error.line}
        else:
            detail = f"{type(error).__name__}: {error}"
            failure = {"error": "InternalError", "detail": detail, "line": None}
        try:  # perhaps it was a frame that failed, at the energy of a new isomer: the rest of it can be shown
            now = self._look()
        except BaseException:  # then what was last shown is all there is; the state must be told in any case
            now = {}
        self._enter(SessionState.FAILED, "run", failure=failure, **now)

    def _run_ended(self, error: BaseException | None) -> None:
        self.touched_at = time.monotonic()
        try:
            if self._run.step > self._camera.shown:
                self._frame()
        except BaseException as raised:  # a function of the user's that fails takes part in frames, too
            error = error or raised
        if error is not None:
            self._fail(error)
        elif self._run.complete:
            self._enter(SessionState.COMPLETE, "run")
        self._runner = None  # the thread is as good as over; it would keep the session in memory
