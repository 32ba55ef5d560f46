"""Many runs as one value: what they found, how often, how soon, and what another schedule makes of the same seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from saserver.engine.annealing import annealed
from saserver.engine.ensembles.batch import Failure
from saserver.engine.ensembles.grid import Axes, Point, key
from saserver.engine.errors import ParameterError, Problem, shown
from saserver.engine.preparation import prepare
from saserver.engine.proportions import Difference, Share, paired_means, paired_shares, share
from saserver.engine.result import Result

#: The energy of one molecule may differ in its last digits, as its atoms are numbered: the sum has another order.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two ensembles on the same seeds; every difference is the first minus the second.

    Attributes
    ----------
    pairs : runs of the same seed, and of the same place in the grid, in both
    target : the energy that counts as success; None where the pairs are of several problems, each with its own
    first, second : share of the pairs in which each reached it
    shares : difference of the shares, with Newcombe's paired interval
    energies : difference of the mean best energies, with a bootstrap interval
    only_first, only_second : pairs in which one reached the target and the other did not
    """

    pairs: int
    target: float | None
    first: Share
    second: Share
    shares: Difference
    energies: Difference
    only_first: int
    only_second: int

    def __repr__(self) -> str:
        return (
            f"<Comparison of {self.pairs:,} pairs, first minus second\n"
            f"    reached the target: {self.first.share:.3f} and {self.second.share:.3f}, difference {self.shares}\n"
            f"    mean best energy: difference {self.energies}>"
        )


@dataclass(frozen=True, eq=False)
class Ensemble:
    """What many runs have found.

    Attributes
    ----------
    axes : each parameter that was a list → its values
    points : the grid, in the order in which the runs are
    seeds : that each point was to be run with
    runs : structured array, a row for each run that ended: ``point`` (its number among the points), ``seed``,
        ``best_energy``, ``final_energy``, ``best_step`` and the counts of ``Result``
    improvements : of all runs, one after the other: each step that reached a better energy than before, and that energy
    begins : where those of each run begin, and where the last ones end
    histories : of each run as in ``Result``, None unless they were asked for
    failures : the runs that came to no end, and why
    interrupted : whether somebody stopped it before all was done
    """

    axes: Axes
    points: tuple[Point, ...]
    seeds: tuple[int, ...]
    runs: NDArray[np.void]
    improvements: NDArray[np.void]
    begins: NDArray[np.int64]
    histories: tuple[NDArray[np.void], ...] | None
    failures: tuple[Failure, ...]
    interrupted: bool

    def __len__(self) -> int:
        return len(self.runs)

    def __eq__(self, other: object) -> bool:
        """Whether all runs are the same, and as many failed."""
        if not isinstance(other, Ensemble):
            return NotImplemented
        mine, theirs = ([(f.point, f.seed, f.message) for f in one.failures] for one in (self, other))
        arrays = ("runs", "improvements", "begins")
        return mine == theirs and all(np.array_equal(getattr(self, name), getattr(other, name)) for name in arrays)

    @property
    def best_energies(self) -> NDArray[np.float64]:
        """The best energy of each run."""
        return np.asarray(self.runs["best_energy"])

    @cached_property
    def targets(self) -> NDArray[np.float64]:
        """For each point the best energy that any run found, among the points that look for the same."""
        best: dict[Hashable, float] = {}
        for number, point in enumerate(self.points):
            for energy in self.best_energies[self.runs["point"] == number]:
                best[point.problem] = min(best.get(point.problem, math.inf), point.sign * float(energy))
        return np.array([point.sign * best.get(point.problem, math.nan) for point in self.points])

    def reached(self, target: float | None = None) -> NDArray[np.float64]:
        """For each run the step that first reached the target, infinite where none did; exact whatever the target.

        Parameters
        ----------
        target : an energy; if None the best that any run found, for each formula and energy its own
        """
        signs = np.array([point.sign for point in self.points])[self.runs["point"]]
        goals = signs * self._goals(target)[self.runs["point"]]
        goals += _ROUNDING * np.maximum(1.0, np.where(np.isfinite(goals), abs(goals), 1.0))
        lengths = np.diff(self.begins)
        good = np.repeat(signs, lengths) * self.improvements["energy"] <= np.repeat(goals, lengths)
        steps = np.where(good, self.improvements["step"].astype(np.float64), np.inf)
        return np.minimum.reduceat(steps, self.begins[:-1]) if len(self) else np.zeros(0)

    def success(self, target: float | None = None, *, confidence: float = 0.95) -> Share:
        """Share of the runs that reached the target, with Wilson's interval.

        Parameters
        ----------
        target : an energy; if None the best that any run found, for each formula and energy its own
        confidence : of the interval
        """
        return share(int(np.isfinite(self.reached(target)).sum()), len(self), confidence)

    def time_to_target(
        self, target: float | None = None, quantiles: Sequence[float] = (0.25, 0.5, 0.75)
    ) -> dict[float, float]:
        """Steps after which these shares of the runs had reached the target; infinite where too few did.

        A run that has not reached it counts as one that would have needed longer than it was given.
        """
        steps = np.sort(self.reached(target))
        found = {}
        if isinstance(quantiles, int | float):
            message = f"quantiles must be a list, not {shown(quantiles)}; write [{shown(quantiles)}]"
            raise ParameterError(Problem("quantiles", quantiles, message))
        for quantile in quantiles:
            if not 0 < quantile <= 1:
                message = f"quantiles must be above 0 and at most 1, not {shown(quantile)}"
                raise ParameterError(Problem("quantiles", quantile, message))
            place = math.ceil(round(quantile * len(steps), 9)) - 1
            found[quantile] = float(steps[place]) if len(steps) else math.nan
        return found

    def survival(self, target: float | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Steps, and the share of runs that have not reached the target after each: from 1 at step 0 downwards.

        All runs of an ensemble are followed to their end, and those of a shorter point count as not having reached it.
        """
        steps, counts = np.unique(self.reached(target), return_counts=True)
        finite = np.isfinite(steps)
        left = 1 - np.cumsum(counts[finite]) / max(len(self), 1)
        if len(steps) and steps[0] == 0:
            return steps[finite], left
        return np.concatenate([[0.0], steps[finite]]), np.concatenate([[1.0], left])

    def compare(self, other: Ensemble, target: float | None = None, *, confidence: float = 0.95) -> Comparison:
        """Compare with another ensemble, seed by seed.

        Parameters
        ----------
        other : of the same formula and energy, with the same seeds; where both have a grid, the same places are paired
        target : an energy; if None the best that any run of either found
        confidence : of the intervals
        """
        if not isinstance(other, Ensemble):
            message = f"compare: other must be an ensemble, as sa.ensemble makes them, not {shown(other)}"
            raise ParameterError(Problem("other", other, message))
        pairs = self._pairs(other)
        if not len(pairs):
            message = "compare: the two have no runs of the same seed and the same place in the grid; run both with the"
            raise ParameterError(Problem("other", other, f"{message} same seeds= and the same lists"))
        mine, theirs = pairs.T
        self._refuse_another_problem(other, mine, theirs)
        goals = self._common_goals(other, target)
        hits = np.isfinite(self._reached_by(goals))[mine]
        hits_of_other = np.isfinite(other._reached_by(goals))[theirs]
        only_first = int((hits & ~hits_of_other).sum())
        only_second = int((~hits & hits_of_other).sum())
        both = int((hits & hits_of_other).sum())
        n = len(pairs)
        known = set(goals.values())
        return Comparison(
            pairs=n,
            target=known.pop() if len(known) == 1 else None,
            first=share(int(hits.sum()), n, confidence),
            second=share(int(hits_of_other.sum()), n, confidence),
            shares=paired_shares(both, only_first, only_second, n - both - only_first - only_second, confidence),
            energies=paired_means(self.best_energies[mine], other.best_energies[theirs], confidence),
            only_first=only_first,
            only_second=only_second,
        )

    def where(self, **place: Any) -> Self:
        """The part of the grid where the parameters have these values."""
        for name, value in place.items():
            if name not in self.axes:
                known = f"known are {', '.join(self.axes)}" if self.axes else "none of the parameters was a list"
                raise ParameterError(Problem(name, value, f"{name} is no axis of this ensemble; {known}"))
            if value not in self.axes[name]:
                among = ", ".join(map(shown, self.axes[name]))
                raise ParameterError(Problem(name, value, f"{name} was not {shown(value)}; it was one of {among}"))
        kept = [
            number
            for number, point in enumerate(self.points)
            if all(point.place[name] == value for name, value in place.items())
        ]
        return self._of(kept, {name: values for name, values in self.axes.items() if name not in place})

    def by(self, parameter: str) -> dict[Any, Self]:
        """Each value of a parameter that was a list → the runs that had it.

        Values that cannot be the key of a dictionary, as dictionaries themselves, are replaced by their ``repr``.
        """
        if parameter not in self.axes:
            self.where(**{parameter: None})
        return {key(value): self.where(**{parameter: value}) for value in self.axes[parameter]}

    def each(self) -> Iterator[tuple[Point, Self]]:
        """Every point of the grid, and its runs."""
        for number, point in enumerate(self.points):
            yield point, self._of([number], {})

    def rerun(self, run: int, progress: Callable[[int, int], None] | None = None) -> Result:
        """Repeat one of the runs, by its row, with its molecules and its history: a run is known by its seed.

        Parameters
        ----------
        run : number of its row; negative numbers count from the end
        """
        known: object = run
        if not isinstance(known, int | np.integer) or not -len(self) <= run < len(self):
            message = f"run must be the number of a row, from 0 to {len(self) - 1}, not {shown(run)}"
            raise ParameterError(Problem("run", run, message))
        row = self.runs[run]
        point = self.points[int(row["point"])]
        # With the functions of then: by its name an energy may be another one by now.
        return annealed(*prepare(replace(point.parameters, seed=int(row["seed"])), point.own), progress)

    @property
    def best_run(self) -> int:
        """Row of the run with the best energy, of equals the first; `rerun` gives its molecule."""
        if not len(self):
            raise ParameterError(Problem("runs", 0, "no run has ended; there is none that is best"))
        signs = np.array([point.sign for point in self.points])[self.runs["point"]]
        return int(np.argmin(signs * self.best_energies))

    def _of(self, numbers: Sequence[int], axes: Axes) -> Self:
        """The runs of these points. Targets stay those of the whole: a part is not measured by its own best."""
        kept = np.flatnonzero(np.isin(self.runs["point"], numbers))
        renumbered = np.full(len(self.points), -1)
        renumbered[list(numbers)] = range(len(numbers))
        runs = self.runs[kept]
        runs["point"] = renumbered[runs["point"]]
        lengths = np.diff(self.begins)
        part = replace(
            self,
            axes=axes,
            points=tuple(self.points[number] for number in numbers),
            runs=runs,
            improvements=self.improvements[np.repeat(np.isin(np.arange(len(self)), kept), lengths)],
            begins=np.concatenate([[0], np.cumsum(lengths[kept])]),
            histories=None if self.histories is None else tuple(self.histories[place] for place in kept),
            failures=tuple(
                replace(failure, point=int(renumbered[failure.point]))
                for failure in self.failures
                if failure.point in numbers
            ),
        )
        return part._aiming(self.targets[list(numbers)])

    def _aiming(self, targets: Sequence[float] | NDArray[np.float64]) -> Self:
        """The same runs, with these targets instead of what they found."""
        same = replace(self)
        same.__dict__["targets"] = np.asarray(targets, np.float64)
        return same

    def _goals(self, target: object) -> NDArray[np.float64]:
        if target is None:
            return self.targets
        if not isinstance(target, int | float | np.number) or math.isnan(target):
            message = f"target must be an energy, not {shown(target)}; leave it out for the best that was found"
            raise ParameterError(Problem("target", target, message))
        return np.full(len(self.points), float(target))

    def _common_goals(self, other: Ensemble, target: float | None) -> dict[Hashable, float]:
        goals: dict[Hashable, float] = {}
        for one in (self, other):
            for point, goal in zip(one.points, one._goals(target), strict=True):
                better = min if point.sign > 0 else max
                goals[point.problem] = better(goals.get(point.problem, float(goal)), float(goal))
        return goals

    def _reached_by(self, goals: Mapping[Hashable, float]) -> NDArray[np.float64]:
        return self._aiming([goals[point.problem] for point in self.points]).reached()

    def _pairs(self, other: Ensemble) -> NDArray[np.int64]:
        """Rows of both that have the same seed, and the same place where both have a grid."""
        grid = len(self.points) > 1 or len(other.points) > 1
        # The axes that are left: what `where` has chosen, on each side its own value, is no place of the part's grid.
        places = [
            [repr([(name, point.place[name]) for name in sorted(one.axes)]) if grid else "" for point in one.points]
            for one in (self, other)
        ]
        rows = {
            (places[1][point], seed): row for row, (point, seed) in enumerate(other.runs[["point", "seed"]].tolist())
        }
        pairs = [
            (row, rows[places[0][point], seed])
            for row, (point, seed) in enumerate(self.runs[["point", "seed"]].tolist())
            if (places[0][point], seed) in rows
        ]
        return np.array(pairs, dtype=np.int64).reshape(-1, 2)

    def _refuse_another_problem(self, other: Ensemble, mine: NDArray[np.int64], theirs: NDArray[np.int64]) -> None:
        pairs = zip(self.runs["point"][mine].tolist(), other.runs["point"][theirs].tolist(), strict=True)
        for one, two in sorted(set(pairs)):
            if self.points[one].problem != other.points[two].problem:
                message = (
                    "compare: the two look for different things; formula, energy, options and mode must be the same"
                )
                raise ParameterError(Problem("other", other, message))


def together(ensembles: Sequence[Ensemble]) -> list[Ensemble]:
    """The same ensembles, measured alike: the target of each is the best that any run of any of them found."""
    best: dict[Hashable, float] = {}
    for one in ensembles:
        for point, target in zip(one.points, one.targets.tolist(), strict=True):
            if not math.isnan(target):
                best[point.problem] = min(best.get(point.problem, math.inf), point.sign * target)
    return [one._aiming([point.sign * best.get(point.problem, math.nan) for point in one.points]) for one in ensembles]
