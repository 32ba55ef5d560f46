"""Several runs side by side, as small multiples."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from traitlets import List, Unicode

from saserver.background import SessionState
from saserver.engine import ParameterError, Problem
from sawidget import cells
from sawidget.annealer import Annealer
from sawidget.bundle import bundled
from sawidget.panel import Panel
from sawidget.results import Result
from sawidget.still import Still
from sawidget.wording import cooling, quantity

MOST: Final = 8
_ENERGY: Final = {"energy", "component_weights"}
_COOLING: Final = {"schedule", "cooling_schedule_k", "initial_temp"}


class Compare(Panel):
    """Up to eight runs in one panel, each small, with one set of buttons.

    Parameters
    ----------
    runs
        What `Annealer` returned for each.
    labels
        What to write above each; if None, how they differ from each other.

    Examples
    --------
    >>> import sawidget as sa
    >>> hot = sa.Annealer("C8H18", seed=1, initial_temp=100, steps_per_second=0)
    >>> cold = sa.Annealer("C8H18", seed=1, initial_temp=1, steps_per_second=0)
    >>> both = sa.Compare([hot, cold])
    >>> both
    Compare('from kT 100', 'from kT 1')
    >>> [result.total_steps for result in both.wait()]
    [2000, 2000]
    """

    _esm = bundled("compare.js")
    _css = bundled("compare.css")

    session_ids = List(Unicode(), help="The runs' names on the server.").tag(sync=True)
    labels = List(Unicode(), help="What is written above each run.").tag(sync=True)
    _locked = Unicode(help="Why Start all cannot be pressed yet; empty when it can.").tag(sync=True)

    def __init__(self, runs: Iterable[Annealer], labels: Sequence[str] | None = None) -> None:
        self.runs = _checked(tuple(runs), labels)
        names = _differences(self.runs) if labels is None else list(labels)
        super().__init__(session_ids=[run.session_id for run in self.runs], labels=names)
        for run in self.runs:
            run.observe(lambda _: self._lock(), "_locked")
        self._lock()
        cells.enter(self)

    def start(self) -> None:
        """Start all that stand still."""
        self._each(Annealer.start, SessionState.IDLE, SessionState.PAUSED)

    def pause(self) -> None:
        """Pause all that run."""
        self._each(Annealer.pause, SessionState.RUNNING)

    def reset(self) -> None:
        """All back to the start."""
        self._each(Annealer.reset, *SessionState)

    def wait(self, timeout: float | None = None) -> list[Result]:
        """Wait for the end of all, which are started if they stand still, and return what each found.

        Raises
        ------
        TimeoutError
            They go on.
        FunctionError
            A function of yours failed.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        self.start()
        return [run.wait(None if deadline is None else max(0.0, deadline - time.monotonic())) for run in self.runs]

    def retire(self) -> None:
        """Close the panel: the cell that made it is run again. The runs end where their own cells are."""
        self.close()

    def __repr__(self) -> str:
        return f"Compare({', '.join(map(repr, self.labels))})"

    def _lock(self) -> None:
        """Locked as long as one of the runs is, by what each of them waits for."""
        self._locked = "\n".join(dict.fromkeys(run._locked for run in self.runs if run._locked))

    def _each(self, command: Callable[[Annealer], None], *states: str) -> None:
        for run in self.runs:
            if run.status in states:
                command(run)

    def _stills(self) -> list[Still]:
        return [still for run in self.runs for still in run._stills()]

    def _goes_on(self) -> bool:
        return any(run._goes_on() for run in self.runs)


def _checked(runs: tuple[Annealer, ...], labels: Sequence[str] | None) -> tuple[Annealer, ...]:
    if not 1 <= len(runs) <= MOST or not all(isinstance(run, Annealer) for run in runs):
        message = f"runs must be 1 to {MOST} of what sa.Annealer returns, not {len(runs)} {runs!r:.60}"
        raise ParameterError(Problem("runs", runs, message))
    if labels is not None and len(labels) != len(runs):
        message = f"labels must be one for each of the {len(runs)} runs, not {len(labels)}"
        raise ParameterError(Problem("labels", labels, message))
    return runs


def _differences(runs: tuple[Annealer, ...]) -> list[str]:
    """How each run is called: by what was said of some and differs, else by whatever differs, else by its formula."""
    every: list[dict[str, Any]] = [run.snapshot()["parameters"] for run in runs]
    said = {name for run in runs for name in run._said()}
    differ = [name for name in _names(every) if any(one.get(name) != every[0].get(name) for one in every)]
    differ = [name for name in differ if name != "steps_per_second"] or differ
    names = [name for name in differ if name in said] or differ or ["formula"]
    called = [dict.fromkeys(_called(name, one, names) for name in names) for one in every]
    return [", ".join(parts) for parts in called]


def _names(every: list[dict[str, Any]]) -> dict[str, None]:
    """The parameters that at least one has, in order."""
    return dict.fromkeys(name for one in every for name in one)


def _called(name: str, parameters: dict[str, Any], names: list[str]) -> str:
    """A parameter in short. What belongs together is said once, in words."""
    value = parameters.get(name)
    if name == "formula":
        return str(value)
    if name in _ENERGY:
        return quantity(parameters)[0]
    if name in _COOLING and len(_COOLING.intersection(names)) > 1:
        return cooling(parameters)
    if name == "initial_temp":
        return f"kT = {value:g}" if parameters["schedule"] == "constant" else f"from kT {value:g}"
    return f"{name} = {value:g}" if isinstance(value, float) else f"{name} = {value}"
