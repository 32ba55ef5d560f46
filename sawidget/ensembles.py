"""Many runs, made presentable: a progress bar, a table, pictures, data frames, files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, overload

import numpy as np

from saserver import engine
from sawidget import frames, overview
from sawidget.executors import executor_of, packed
from sawidget.files import deliver
from sawidget.results import Result
from sawidget.stored import refuse_stored_functions
from sawidget.waiting import bar

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@overload
def ensemble(
    formula: str | Sequence[str],
    *,
    runs: int = 100,
    seeds: Iterable[int] | None = None,
    executor: Executor | Any = None,
    lazy: Literal[False] = False,
    histories: bool = False,
    **parameters: Any,
) -> Ensemble: ...


@overload
def ensemble(
    formula: str | Sequence[str],
    *,
    runs: int = 100,
    seeds: Iterable[int] | None = None,
    executor: Executor | Any = None,
    lazy: Literal[True],
    **parameters: Any,
) -> Stream: ...


def ensemble(
    formula: str | Sequence[str],
    *,
    runs: int = 100,
    seeds: Iterable[int] | None = None,
    executor: Executor | Any = None,
    lazy: bool = False,
    histories: bool = False,
    **parameters: Any,
) -> Ensemble | Stream:
    """Make many runs that differ in their seeds, and in every parameter that is a list.

    The results depend on parameters and seeds alone: not on who does the work, nor in which order. The stop button of
    the notebook returns the runs that are done.

    Parameters
    ----------
    formula
        As in `anneal`, or a list of formulas.
    runs
        How many, for each combination of parameters. Their seeds are 0 … runs − 1, so that two ensembles have the same
        ones and can be compared in pairs.
    seeds
        A list of seeds instead of ``runs``.
    executor
        Who does the work: threads, one for each core, if None; any ``concurrent.futures.Executor``; or a
        ``dask.distributed.Client``. Energies and schedules that a cell defines travel with the work. Where a worker
        dies its runs are made again. A process pool that breaks is replaced by a fresh one of the same kind, until the
        end of the ensemble; it cannot be used afterwards.
    lazy
        Return an iterator that yields each run as a whole `Result`, in the order of grid and seeds, as soon as it is
        done. It works ahead by some runs, not by all: a long ensemble needs no more memory than a short one.
    histories
        Keep the history of every run as well: up to 130 kB each.
    **parameters
        Those of `anneal` but ``seed``. One that is a list spans a grid: ``cooling_schedule_k=[1, 2, 8]`` makes three
        times as many runs, and two lists make every combination.

    Returns
    -------
    Ensemble
        A row for each run, with how often and how soon a target was reached. Runs that failed are in ``failures``.

    Raises
    ------
    FormulaError, ParameterError
        before anything runs.
    FunctionError
        All runs failed; this is the error of the first.

    Examples
    --------
    >>> import sawidget as sa
    >>> fast = sa.ensemble("C10H22", runs=200, cooling_schedule_k=8)
    >>> slow = sa.ensemble("C10H22", runs=200, cooling_schedule_k=1)
    >>> print(fast.success())
    0.955 (0.917 to 0.976)
    >>> fast.compare(slow).shares.clear
    True
    """
    for name, values in parameters.items():
        for value in values if isinstance(values, list | tuple) else [values]:
            refuse_stored_functions({name: value})
    hands, workers = executor_of(executor)
    given: dict[str, Any] = {"runs": runs, "seeds": seeds, "executor": hands, "workers": workers, "dumps": packed}
    if lazy:
        if histories:
            message = "histories is for ensembles that are kept; with lazy=True every result has its history anyway"
            raise engine.ParameterError(engine.Problem("histories", histories, message))
        return Stream(engine.Stream(formula, **given, **parameters))
    with bar("runs") as progress:
        return Ensemble.of(engine.ensemble(formula, **given, histories=histories, progress=progress, **parameters))


class Stream:
    """The runs of an ensemble as they are done, for a ``for`` loop.

    Attributes
    ----------
    failures : runs that came to no end, and were left out
    """

    def __init__(self, stream: engine.Stream) -> None:
        self._stream = stream

    @property
    def failures(self) -> list[engine.Failure]:
        """Runs that came to no end until now."""
        return self._stream.failures

    def __len__(self) -> int:
        return len(self._stream)

    def __iter__(self) -> Iterator[Result]:
        return self

    def __next__(self) -> Result:
        return Result.of(next(self._stream))

    def close(self) -> None:
        """End it before its end."""
        self._stream.close()

    def __repr__(self) -> str:
        return f"<stream of {len(self):,} runs: for result in it: …>"


class Ensemble(engine.Ensemble):
    """Many runs: ``success`` and ``time_to_target`` say how often and how soon, ``compare`` which of two is better.

    ``plot()``, ``plot_survival()`` and ``plot_success()`` draw them, ``by("cooling_schedule_k")`` takes a grid apart,
    ``rerun(row)`` repeats one run with its molecules, ``to_frame``, ``to_csv`` and ``to_parquet`` are for other
    programs. As the last line of a notebook cell it shows a row for each point of the grid.
    """

    @classmethod
    def of(cls, ensemble: engine.Ensemble) -> Self:
        """The engine's ensemble, presentable."""
        return cls(**{field.name: getattr(ensemble, field.name) for field in fields(engine.Ensemble)})

    def rerun(self, run: int, progress: Any = None) -> Result:
        """Repeat one of the runs, by the number of its row, with its molecules and its history."""
        if progress is not None:
            return Result.of(super().rerun(run, progress))
        with bar("steps") as progress:
            return Result.of(super().rerun(run, progress))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how the best energies of the runs are distributed, a row for each point of the grid.

        Returns
        -------
        matplotlib.axes.Axes
            Its ``get_label()`` is a sentence that says what is to be seen: a text alternative.
        """
        from sawidget.plots.distribution import draw

        return draw(self, ax)

    def plot_runs(self, most: int = 9) -> Figure:
        """Draw runs as small multiples with common axes, the first of each point of the grid, then the second, ….

        They are repeated from their seeds for it, as many as ``most``.
        """
        from sawidget.plots.multiples import draw

        points = self.runs["point"]
        turn = np.arange(len(self)) - np.searchsorted(points, points)
        chosen = np.lexsort((points, turn))[:most].tolist()
        names = overview.names(self)
        return draw({self._title(run, names): self.rerun(run) for run in chosen})

    def plot_survival(
        self, target: float | None = None, ax: Axes | None = None, *, others: Mapping[str, Ensemble] | None = None
    ) -> Axes:
        """Draw the share of runs that have not reached the target after each step, a line for each point of the grid.

        Parameters
        ----------
        target : an energy; if None the best that any run found, those of ``others`` included
        ax : where to draw; a new figure if None
        others : more ensembles by their names, for schedules that are no grid
        """
        from sawidget.plots.survival import draw

        return draw({**self._named(), **_named_all(others)}, target, ax)

    def plot_success(
        self,
        target: float | None = None,
        ax: Axes | None = None,
        *,
        others: Mapping[str, Ensemble] | None = None,
        confidence: float = 0.95,
    ) -> Axes:
        """Draw the share of runs that reached the target, with Wilson's interval, for each point of the grid."""
        from sawidget.plots.success import draw

        return draw({**self._named(), **_named_all(others)}, target, ax, confidence)

    def to_frame(self) -> pd.DataFrame:
        """A row for each run, as a data frame; needs pandas, which sawidget does not install."""
        return frames.frame(self)

    def to_csv(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """A row for each run, as CSV: the text, or the path where it was written."""
        return deliver(frames.csv_text(self), path)

    def to_parquet(self, path: str | os.PathLike[str]) -> Path:
        """A row for each run, as a Parquet file; needs pyarrow, which sawidget does not install."""
        return frames.parquet(self, path)

    def _title(self, run: int, names: Sequence[str]) -> str:
        number, seed = int(self.runs["point"][run]), f"seed {self.runs['seed'][run]}"
        return f"{names[number]}, {seed}" if self.points[number].place else seed

    def _named(self) -> dict[str, Ensemble]:
        return {name: part for name, (_, part) in zip(overview.names(self), self.each(), strict=True)}

    def _repr_html_(self) -> str:
        return overview.html(self)

    def __repr__(self) -> str:
        return overview.text(self)


def _named_all(others: Mapping[str, Ensemble] | None) -> dict[str, Ensemble]:
    named: dict[str, Ensemble] = {}
    for name, other in (others or {}).items():
        parts = other._named()
        named |= {name: other} if len(parts) == 1 else {f"{name}, {part}": runs for part, runs in parts.items()}
    return named
