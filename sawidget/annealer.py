"""The panel of a run at the end of a cell. The run lives in the kernel; page and Python see it and steer it alike."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from traitlets import Unicode

from saserver import background
from saserver.background import FINAL, Command, SessionState
from saserver.engine import EnergyError, FunctionError, ParameterError, Problem, SawidgetError
from sawidget import cells
from sawidget.export import to_html
from sawidget.mirror import Mirror, Parameter, Reading
from sawidget.opening import opening
from sawidget.panel import Panel
from sawidget.results import Result
from sawidget.still import Still
from sawidget.stored import refuse_stored_functions
from sawidget.waiting import bar

if TYPE_CHECKING:
    from sawidget.predictions import Prediction

#: Seconds between two looks of who waits for a run.
LOOK: Final = 0.02
#: What of a panel opens and closes, in the order in which it stands there.
FOLDS: Final = ("settings", "microscope", "isomers", "moves", "theory", "landscape")


class Annealer(Panel, Mirror):
    """A panel that shows a run live: the molecules, the energy, and buttons to steer it.

    The parameters are those of ``sa.anneal``. They are traits: what is set here shows in the panel, what is changed in
    the panel shows here. Where nothing is said of the cooling, the run is cooled so that something happens until its
    end.

    Parameters
    ----------
    formula
        For instance ``"C8H18"``.
    steps_per_second
        The pace, 1 to 10⁹, or 0 for as fast as possible. If None, the run takes about fifteen seconds.
    after
        What `predict` returned: the panel's Start waits for that answer. ``start()`` and ``wait()`` don't.
    compact
        Show less, in less room.
    open
        Folds to find open: ``settings microscope isomers moves theory landscape``. What a person opens or closes in the
        panel is remembered by the browser, and counts more.
    without
        Folds to leave out.
    **parameters
        As in `anneal`.

    Examples
    --------
    >>> import sawidget as sa
    >>> panel = sa.Annealer("C8H18", seed=7, steps_per_second=0)
    >>> panel
    Annealer('C8H18', seed=7)
    >>> panel.wait().best_smiles
    'CC(C)(C)C(C)(C)C'
    >>> panel.state
    'complete'
    """

    session_id = Unicode(help="The run's name on the server.").tag(sync=True)
    _locked = Unicode(help="Why Start cannot be pressed yet; empty when it can.").tag(sync=True)

    formula = Parameter(help="For instance C8H18; C H N O S P F Cl Br I, 1 to 60 heavy atoms.")
    initial_temp = Parameter(help="kT at the start, in the unit of the energy.")
    min_temp = Parameter(help="kT never falls below it.")
    schedule = Parameter(help="How kT falls: a name from sa.schedules(), or a function of t/total.")
    cooling_schedule_k = Parameter(help="k of the schedule f_k: initial_temp is used up after 1/k of the run.")
    steps_per_cycle = Parameter(help="Steps of one cycle; a step is one proposal.")
    num_cycles = Parameter(help="Cycles of the run.")
    optimization_mode = Parameter(help="MINIMIZE or MAXIMIZE.")
    seed = Parameter(help="0 to 2**53 - 1; the same seed repeats the run step for step.")
    component_weights = Parameter(help="Energy = sum of weight times component.")
    component_options = Parameter(help="Options of the components, by their name.")
    energy = Parameter(help="Short for one component: a name from sa.energies(), or a function with @sa.energy.")
    accept = Parameter(help="metropolis, or a function (dE, kT, u) that returns whether the move is taken.")
    steps_per_second = Parameter(help="The pace; 0 is as fast as possible. May be changed while the run goes on.")

    state = Reading(help="idle, running, paused, complete, cancelled or failed.")
    steps = Reading(help="Steps made.")
    temperature = Reading(help="kT now.")
    current_energy = Reading(help="Energy of the molecule now.")
    current_smiles = Reading(help="The molecule now.")
    best_energy = Reading(help="The best energy so far.")
    best_smiles = Reading(help="The best molecule so far.")

    def __init__(
        self,
        formula: str,
        *,
        steps_per_second: float | None = None,
        after: Prediction | None = None,
        compact: bool = False,
        open: Collection[str] = (),
        without: Collection[str] = (),
        **parameters: Any,
    ) -> None:
        folds = {name: _folds(name, given) for name, given in (("open", open), ("without", without)) if given}
        refuse_stored_functions(parameters)
        self._given = {"formula": formula, **parameters}
        session = background.sessions().create(opening(self._given), steps_per_second=steps_per_second, by="notebook")
        self._used = session.run.parameters
        self._usual_pace = session.steps_per_second if steps_per_second is None else None
        self._still = Still(session)
        self._look_at(session)
        super().__init__(session_id=session.session_id, _panel={"compact": compact, **folds})
        if after is not None:
            after.observe(lambda _: self._lock(after), "answer")
            self._lock(after)
        cells.enter(self)

    def start(self) -> None:
        """Run, from the start or from where it was paused."""
        self._command(Command.START)

    def pause(self) -> None:
        """Hold."""
        self._command(Command.PAUSE)

    def reset(self) -> None:
        """Back to the start; the next run repeats this one step for step."""
        self._command(Command.RESET)

    def cancel(self) -> None:
        """End for good, before the steps are used up."""
        self._command(Command.CANCEL)

    def step(self, n: int = 1, *, until: str | None = None) -> None:
        """Make ``n`` steps, or go to the next ``"proposal"`` that is not null, or the next that is ``"accepted"``."""
        self._session.step(n, until, "notebook")
        self._obeyed()

    def wait(self, timeout: float | None = None) -> Result:
        """Wait for the end of the run, which is started if it stands still, and return what it found.

        An interrupt returns to the notebook and leaves the run alone. A run that is paused in the panel is waited for.

        Raises
        ------
        TimeoutError
            The run goes on; ``result`` is what it has found so far.
        FunctionError
            A function of yours failed. It is an `EnergyError` if the function is an energy.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        if self._session.state in (SessionState.IDLE, SessionState.PAUSED):
            self.start()
        with bar("steps") as progress:
            while self._session.state not in FINAL:
                left = LOOK if deadline is None else min(LOOK, deadline - time.monotonic())
                if left <= 0:
                    raise TimeoutError(f"the run is not over after {timeout:g} s; .result is what it has found so far")
                time.sleep(left)
                if progress is not None:
                    seen = self.snapshot()
                    progress(seen["step"], seen["total_steps"])
                self._follow()
        self._obeyed()
        if failure := self.snapshot().get("failure"):
            raise _failed(failure)
        return self.result

    @property
    def result(self) -> Result:
        """What the run has found so far."""
        return Result.of(self._session.result())

    @property
    def status(self) -> str:
        """The state, by the name that it has in answers of the HTTP API."""
        return str(self.state)

    def to_html(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """The run as a page that replays it, alone and offline: the text, or the path where it was written.

        The run is repeated from its seed, from start to end, wherever it stands now: up to 600 steps each of them is
        shown, with its proposal under the microscope; of longer runs 600 moments.

        Raises
        ------
        FunctionError
            A function of yours failed.
        """
        return to_html(self._session.run.parameters.as_dict(), path)

    def snapshot(self) -> dict[str, Any]:
        """Everything that the panel shows: counters, energies, molecules, parameters, the series of the energy."""
        return self._session.snapshot()[1]

    def configure(self, **changes: Any) -> None:
        """Change several parameters at once; None is the default. The run goes back to its start.

        Another pace alone leaves the run where it is.

        Raises
        ------
        FormulaError, ParameterError, EnergyError
            Something is wrong with the parameters.
        SawidgetError
            The run does not allow it now: pause it first.
        """
        refuse_stored_functions(changes)
        now = self._truth()[1]
        changes = {name: value for name, value in changes.items() if not _same(now.get(name), value)}
        if changes.keys() == {"steps_per_second"}:
            self._session.set_pace(changes["steps_per_second"], "notebook")
        elif changes:
            session = self._session
            pace = session.steps_per_second if session.steps_per_second != self._usual_pace else None
            pace = changes.pop("steps_per_second", pace)
            said = _with(self._said(), changes)
            known = said if "seed" in changes else {"seed": now["seed"], **said}
            background.sessions().configure(self.session_id, opening(known), steps_per_second=pace, by="notebook")
            self._given, self._used = said, session.run.parameters
            self._usual_pace = session.steps_per_second if pace is None else None
        self._obeyed()

    def retire(self) -> None:
        """End the run and close the panel: the cell that made it is run again."""
        with suppress(SawidgetError):
            if self._session.state is SessionState.IDLE:
                background.sessions().delete(self.session_id)  # nothing has happened that anybody could miss
            else:
                self.cancel()
        self.close()

    def __repr__(self) -> str:
        chosen = self._said().get("seed")
        return f"Annealer({self._truth()[1]['formula']!r}{'' if chosen is None else f', seed={chosen}'})"

    # --- shown in a notebook ---

    def _stills(self) -> list[Still]:
        return [self._still]

    def _lock(self, prediction: Prediction) -> None:
        self._locked = "" if prediction.answer else f"first say what you expect: {prediction.question}"

    # --- the run ---

    def _beat(self) -> None:
        super()._beat()
        self._follow_soon()
        self._still.update(time.monotonic())

    def _goes_on(self) -> bool:
        return self._session.state is SessionState.RUNNING

    def _said(self) -> dict[str, Any]:
        """What was said of the run, here or in the panel; the rest is up to defaults."""
        if self._session.run.parameters is not self._used:
            self._used = self._session.run.parameters
            self._given = self._used.as_dict()
        return self._given

    def _command(self, command: Command) -> None:
        self._session.command(command, "notebook")
        self._obeyed()

    def _obeyed(self) -> None:
        """The traits follow at once, and the picture: the notebook may be saved and closed right after the cell."""
        self._follow()
        self._still.update(time.monotonic())


def _folds(name: str, given: Collection[str]) -> list[str]:
    """Names of folds; one alone may stand for itself."""
    folds = [given] if isinstance(given, str) else list(given)
    if unknown := [fold for fold in folds if fold not in FOLDS]:
        message = f"{name}: {unknown[0]!r} is no part of the panel that opens; known are {', '.join(FOLDS)}"
        raise ParameterError(Problem(name, given, message))
    return folds


def _same(one: object, other: object) -> bool:
    """Whether two values are equal, as far as they can tell."""
    try:
        return bool(one == other)
    except Exception:
        return False


def _with(said: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is said after a change: without what only made sense before, and without None, which is the default."""
    void: set[str] = set()
    if "formula" in changes:
        void |= {"start"}
    if {"energy", "component_weights"} & changes.keys():
        void |= {"energy", "component_weights", "component_options"}
    kept = {name: value for name, value in said.items() if name not in void}
    return {name: value for name, value in {**kept, **changes}.items() if value is not None}


def _failed(failure: Mapping[str, Any]) -> Exception:
    """The error that a run told of, to be raised once more."""
    detail = str(failure["detail"])
    kind = {"EnergyError": EnergyError, "FunctionError": FunctionError}.get(str(failure["error"]))
    if kind is None:
        return RuntimeError(detail)
    error = kind(detail, name="")
    error.line = failure["line"]
    return error
