"""How a walk comes nearer to the exact law the longer it is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.annealing import Progress, run_through
from saserver.engine.chain import Chain
from saserver.engine.ensembles.grid import seeds_of
from saserver.engine.landscape import Landscape
from saserver.engine.parameters import Parameters
from saserver.engine.preparation import prepare
from saserver.engine.sampling import checked_steps, checked_temperature
from saserver.engine.schedules import Schedule, cooling_law

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_A_FACTOR_OF_TEN: Final = 5  # so many lengths


@dataclass(frozen=True, eq=False, repr=False)
class Convergence:
    """Total variation between the visits of walks and the exact law, at several lengths of each walk.

    Attributes
    ----------
    formula, temperature, seeds : what was asked for
    steps : the lengths, ``(m,)``
    distances : ½ Σ |share - probability| of each walk at each length, ``(walks, m)``
    expected : what theory says of a long walk, from the eigenvalues of the transition matrix: it falls as 1/√n
    """

    formula: str
    temperature: float
    seeds: tuple[int, ...]
    steps: Ints
    distances: Floats
    expected: Floats

    def __repr__(self) -> str:
        first, last = self.distances.mean(axis=0)[[0, -1]]
        return (
            f"<Convergence of {self.formula} at kT = {self.temperature:g}, {len(self.seeds)} walks: total variation "
            f"{first:.3g} after {self.steps[0]:,} steps, {last:.3g} after {self.steps[-1]:,}>"
        )


def convergence(
    landscape: Landscape,
    *,
    temperature: float,
    steps: int = 1_000_000,
    seeds: Iterable[int] = range(8),
    progress: Progress | None = None,
) -> Convergence:
    """Walk once with each seed, and look at the visits at lengths from 100 steps to the last."""
    kt, last, each = checked_temperature(temperature), checked_steps(steps), seeds_of(None, seeds)
    lengths = _lengths(last)
    law = landscape.stationary(kt)
    distances = np.zeros((len(each), len(lengths)))
    for row, seed in enumerate(each):
        visits = _visits(landscape, kt, lengths, seed)
        distances[row] = 0.5 * np.abs(visits / lengths[:, np.newaxis] - law).sum(axis=1)
        if progress:
            progress((row + 1) * last, len(each) * last)
    expected = landscape.expected_distance(kt) / np.sqrt(lengths)
    return Convergence(landscape.formula, kt, each, lengths, distances, expected)


def _lengths(last: int) -> Ints:
    """About five in a factor of ten, the last among them."""
    decades = max(0.0, math.log10(last / 100))
    count = int(decades * _A_FACTOR_OF_TEN) + 1
    return np.unique(np.round(last / 10 ** (np.arange(count) / _A_FACTOR_OF_TEN)).astype(np.int64))


def _visits(landscape: Landscape, kt: float, lengths: Ints, seed: int) -> Floats:
    """Steps in each isomer, up to each length."""
    given = dict(landscape.parameters)
    last = int(lengths[-1])
    fixed = {"initial_temp": 1.0, "schedule": "constant", "steps_per_cycle": last, "num_cycles": 1, "seed": seed}
    _, model = prepare(Parameters.checked(given.pop("formula"), **given, **fixed))
    law = cooling_law(Schedule.CONSTANT, kt, min(kt, 1.0), 0.0, last, last)
    chain = Chain(replace(model, law=law), seed)
    visits = np.zeros(len(landscape))

    def add(graphs: NDArray[np.uint8], counts: Ints) -> None:
        np.add.at(visits, landscape.places(graphs), counts)

    chain.count(spill=add)
    rows = []
    for length in lengths.tolist():
        run_through(chain, length)
        chain.hand_over()
        rows.append(visits.copy())
    return np.array(rows)
