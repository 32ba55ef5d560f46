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
from sawidget.panel import Panel
from sawidget.results import Result

MOST: Final = 8


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
    Compare('initial_temp=100', 'initial_temp=1')
    >>> [result.total_steps for result in both.wait()]
    [2000, 2000]
    """

    session_ids = List(Unicode(), help="The runs' names on the server.").tag(sync=True)
    labels = List(Unicode(), help="What is written above each run.").tag(sync=True)

    def __init__(self, runs: Iterable[Annealer], labels: Sequence[str] | None = None) -> None:
        self.runs = _checked(tuple(runs), labels)
        cells.enter(self)
        names = _differences(self.runs) if labels is None else list(labels)
        super().__init__(session_ids=[run.session_id for run in self.runs], labels=names)

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

    def _each(self, command: Callable[[Annealer], None], *states: str) -> None:
        for run in self.runs:
            if run.status in states:
                command(run)

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
    """Of each run, the parameters that not all have alike; their formula where they differ in nothing."""
    every: list[dict[str, Any]] = [run.snapshot()["parameters"] for run in runs]
    names = [name for name in every[0] | every[-1] if any(one.get(name) != every[0].get(name) for one in every)]
    names = [name for name in names if name != "steps_per_second" or names == ["steps_per_second"]] or ["formula"]
    return [", ".join(_said(name, one.get(name)) for name in names) for one in every]


def _said(name: str, value: object) -> str:
    return str(value) if name == "formula" else f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
