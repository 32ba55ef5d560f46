"""How long a chain at a fixed temperature stays in each isomer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from numbers import Real
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine import boltzmann as exact
from saserver.engine.annealing import Progress, run_through
from saserver.engine.canonical import canonical, colours, drawn
from saserver.engine.chain import Chain
from saserver.engine.errors import ParameterError, Problem, shown
from saserver.engine.graph import Graph
from saserver.engine.isomers import LIMIT
from saserver.engine.parameters import MOST_STEPS, Parameters, whole
from saserver.engine.preparation import prepare
from saserver.engine.schedules import Schedule, cooling_law

#: Isomers that are kept apart; steps in further ones are counted together.
MOST_ISOMERS: Final = 20_000


@dataclass(frozen=True, eq=False, repr=False)
class Sample(Mapping[str, int]):
    """Canonical SMILES → steps spent in that isomer, the most visited first; Kekulé forms are added up.

    Attributes
    ----------
    visits : the same as a dictionary
    formula, temperature, seed, total_steps : what was asked for
    other : steps in isomers beyond the first 20,000; the visits and these add up to ``total_steps``
    parameters : everything that determined the energies and the moves
    """

    visits: Mapping[str, int]
    formula: str
    temperature: float
    seed: int
    total_steps: int
    other: int
    parameters: Mapping[str, Any]

    def __getitem__(self, smiles: str) -> int:
        """Steps in an isomer, 0 in one that was not visited."""
        return self.visits.get(smiles, 0)

    def __contains__(self, smiles: object) -> bool:
        return smiles in self.visits

    def __iter__(self) -> Iterator[str]:
        return iter(self.visits)

    def __len__(self) -> int:
        return len(self.visits)

    def __repr__(self) -> str:
        rows = [f"{count / self.total_steps:8.3%} {count:>12,}  {smiles}" for smiles, count in islice(self.items(), 20)]
        more = [f"... and {len(self) - len(rows)} more"] if len(self) > len(rows) else []
        head = f"{self.formula} at kT = {self.temperature:g}, seed {self.seed}: {self.total_steps:,} steps"
        return "\n".join([f"<Sample of {head}, {len(self)} isomers>", *rows, *more])


def sample(
    formula: str,
    *,
    temperature: float | None = None,
    steps: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    **energy: Any,
) -> Sample:
    """Walk at a fixed temperature; the parameters are those of ``sawidget.sample``."""
    refuse_others(energy, _WALK)
    kt = checked_temperature(temperature)
    steps = checked_steps(steps)
    parameters, model = prepare(
        Parameters.checked(
            formula,
            initial_temp=1.0,
            schedule="constant",
            steps_per_cycle=steps,
            num_cycles=1,
            seed=seed,
            **energy,
        )
    )
    assert parameters.seed is not None
    law = cooling_law(Schedule.CONSTANT, kt, min(kt, 1.0), 0.0, steps, steps)
    chain = Chain(replace(model, law=law), parameters.seed)
    count = IsomerCount(model.start.elements)
    # Compiled before the walk reports how far it is: who waits for it is told what for.
    canonical(colours(count.elements), model.start.matrix().astype(np.uint8)[np.newaxis])
    chain.count(spill=count.add)
    run_through(chain, steps, progress=progress)
    tally = chain.tally
    assert tally is not None
    tally.empty()
    used = {name: value for name, value in parameters.as_dict().items() if name in ("formula", *_WALK)}
    return Sample(count.by_smiles(), parameters.formula, kt, parameters.seed, steps, count.other, used)


def boltzmann(
    formula: str,
    *,
    temperature: float | None = None,
    limit: int = LIMIT,
    progress: Progress | None = None,
    **energy: Any,
) -> dict[str, float]:
    """The exact law that a sample approaches; the parameters are those of ``sawidget.boltzmann``."""
    refuse_others(energy, ENERGY)
    kt = checked_temperature(temperature)
    parameters, model = prepare(Parameters.checked(formula, initial_temp=1.0, seed=0, **energy))
    return exact.boltzmann(
        parameters.formula, kt, lambda graph: model.sign * model.energy(graph), limit=limit, progress=progress
    )


class IsomerCount:
    """Steps in labelled graphs, added up by isomer."""

    def __init__(self, elements: tuple[str, ...]) -> None:
        self.elements = elements
        self.other = 0
        self._steps: dict[bytes, int] = {}

    def add(self, graphs: NDArray[np.uint8], steps: NDArray[np.int64]) -> None:
        """Add the steps of these graphs."""
        keys, _ = canonical(colours(self.elements), graphs)
        isomers, places = np.unique(keys, axis=0, return_inverse=True)
        sums = np.bincount(places.ravel(), weights=steps, minlength=len(isomers))
        for key, count in zip(isomers, sums.astype(np.int64).tolist(), strict=True):
            name = key.tobytes()
            if name in self._steps or len(self._steps) < MOST_ISOMERS:
                self._steps[name] = self._steps.get(name, 0) + count
            else:
                self.other += count

    def by_smiles(self) -> dict[str, int]:
        """The sums, the largest first."""
        keys = np.array([np.frombuffer(name, np.int64) for name in self._steps])
        smiles: dict[str, int] = {}
        for bonds, count in zip(drawn(keys, len(self.elements)).tolist(), self._steps.values(), strict=True):
            if count:
                name = Graph.from_matrix(self.elements, bonds).smiles
                smiles[name] = smiles.get(name, 0) + count
        return dict(sorted(smiles.items(), key=lambda item: (-item[1], item[0])))


def checked_temperature(temperature: object) -> float:
    """A temperature above 0, infinity included."""
    try:
        kt = math.nan if isinstance(temperature, bool) or not isinstance(temperature, Real) else float(temperature)
    except OverflowError:  # an integer of more than 308 digits
        kt = math.nan
    if not kt > 0:
        message = f"temperature must be a number above 0 (float('inf') is allowed), not {shown(temperature)}"
        if temperature is None:
            message = "temperature is missing: give kT in the unit of the energy, for instance temperature=5.0"
        raise ParameterError(Problem("temperature", temperature, message))
    return kt


def checked_steps(steps: object) -> int:
    """A number of steps that a run may have."""
    if steps is None:
        message = "steps is missing: give the number of proposals, for instance steps=100_000"
        raise ParameterError(Problem("steps", steps, message))
    return whole("steps", steps, 1, MOST_STEPS, "10**10")


ENERGY: Final = ("energy", "component_weights", "component_options", "optimization_mode")
_WALK: Final = (*ENERGY, "accept", "start")


_FIXED: Final = "at a fixed temperature"
#: What kT is called elsewhere.
_TEMPERATURE: Final = {"kt", "t", "temp", "initial_temp", "beta"}


def _meant(name: str, where: str) -> str:
    return " (kT is called temperature)" if name.lower() in _TEMPERATURE and where == _FIXED else ""


def refuse_others(given: Mapping[str, object], known: tuple[str, ...], where: str = _FIXED) -> None:
    """At one temperature there is no schedule; the exact law has neither a start nor another rule than Metropolis's."""
    problems = [
        Problem(name, value, f"{name} is no parameter {where}{_meant(name, where)}; known are {', '.join(known)}")
        for name, value in given.items()
        if name not in known
    ]
    if problems:
        raise ParameterError(*problems)
