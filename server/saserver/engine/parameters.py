"""The parameters of a run: one vocabulary, one set of bounds, and errors that list everything at once."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from numbers import Real
from secrets import randbelow
from typing import Any, Final

import numpy as np
from rdkit import Chem, rdBase

from saserver.engine.energies import CustomEnergy, Energy, as_energy, lookup
from saserver.engine.energies.registry import BUILT_IN
from saserver.engine.errors import FormulaError, ParameterError, Problem, shown
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph
from saserver.engine.schedules import SCHEDULES

MOST_STEPS: Final = 10**10
MOST_SEED: Final = 2**53 - 1
#: No sum of built-in energies overflows; where it did, inf - inf would decide about the moves.
MOST_WEIGHT: Final = 1e100
MODES: Final = {"MINIMIZE": 1.0, "MAXIMIZE": -1.0}
WIENER_TEMPERATURE: Final = 100.0


@dataclass(frozen=True)
class Parameters:
    """Everything that determines a run, checked. The fields are described at ``sawidget.anneal``."""

    formula: str
    initial_temp: float | None = None
    min_temp: float = 0.01
    schedule: str | Callable[[float], float] = "faulon"
    cooling_schedule_k: float = 8.0
    steps_per_cycle: int = 500
    num_cycles: int = 4
    optimization_mode: str = "MINIMIZE"
    seed: int | None = None
    component_weights: Mapping[str, float] | None = None
    component_options: Mapping[str, Mapping[str, Any]] | None = None
    energy: str | Energy | CustomEnergy | None = None
    accept: str | Callable[[float, float, float], bool] = "metropolis"
    start: str | Chem.Mol | None = None

    @classmethod
    def checked(cls, formula: str, /, **given: Any) -> Parameters:
        """Parameters with every default filled in but ``initial_temp``, which the energy decides.

        Raises
        ------
        FormulaError
            if nothing but the formula is wrong
        ParameterError
            with every problem there is
        """
        problems = _unknown_names(given)
        known = {name: value for name, value in given.items() if name in NAMES}
        for name, check in _CHECKS.items():
            if name in known:
                try:
                    known[name] = check(name, known[name])
                except ParameterError as error:
                    problems += error.problems
        if not problems:
            problems += _contradictions(known)
        try:
            parsed = Formula.parse(formula)
        except FormulaError as error:
            if not problems:
                raise
            raise ParameterError(Problem("formula", formula, str(error)), *problems) from None
        if problems:
            raise ParameterError(*problems)
        parameters = cls(parsed.hill, **known)
        if parameters.start is not None:
            _start_of(parsed, parameters.start)
        if parameters.energy is None and parameters.component_weights is None:
            parameters = replace(parameters, component_weights={"wiener_index": 1.0})
        return parameters if parameters.seed is not None else replace(parameters, seed=randbelow(MOST_SEED + 1))

    @property
    def total_steps(self) -> int:
        """Steps of the whole run."""
        return self.steps_per_cycle * self.num_cycles

    @property
    def weights(self) -> Mapping[str, float]:
        """Name of each component → its weight; components without weight are left out."""
        if self.energy is not None:
            return {as_energy(self.energy).name: 1.0}
        return {name: weight for name, weight in (self.component_weights or {}).items() if weight}

    def start_graph(self) -> Graph | None:
        """The molecule that was given to start from."""
        return None if self.start is None else _start_of(Formula.parse(self.formula), self.start)

    def as_dict(self) -> dict[str, Any]:
        """What was used, for ``sa.anneal(**...)`` to repeat."""
        used = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in used.items() if value is not None}


NAMES: Final = tuple(field.name for field in fields(Parameters) if field.name != "formula")

#: What other names, which no spelling leads to, probably mean.
_MEANT: Final = {
    "steps": "steps_per_cycle, times num_cycles",
    "total_steps": "steps_per_cycle, times num_cycles",
    "cycles": "num_cycles",
    "temperature": "initial_temp",
    "temp": "initial_temp",
    "kt": "initial_temp",
    "t0": "initial_temp",
    "k": "cooling_schedule_k",
    "cooling": "schedule",
    "mode": "optimization_mode",
    "weights": "component_weights",
    "options": "component_options",
    "smiles": "start",
}


def _problem(name: str, value: object, message: str) -> ParameterError:
    return ParameterError(Problem(name, value, f"{name} {message}, not {shown(value)}"))


def _unknown_names(given: Mapping[str, object]) -> list[Problem]:
    problems = []
    for name in given:
        if name not in NAMES:
            closest = [_MEANT[name.lower()]] if name.lower() in _MEANT else []
            closest = closest or difflib.get_close_matches(name.lower(), NAMES, n=1)
            meant = f"did you mean {closest[0]}?" if closest else f"known are {', '.join(NAMES)}"
            problems.append(Problem(name, given[name], f"{name} is not a parameter; {meant}"))
    return problems


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise _problem(name, value, "must be a number")
    try:
        number = float(value)
    except OverflowError:  # an integer of more than 308 digits
        number = math.inf
    if not math.isfinite(number):
        raise _problem(name, value, "must be a finite number")
    return number


def _positive(name: str, value: object) -> float:
    number = _number(name, value)
    if number <= 0:
        raise _problem(name, value, "must be above 0")
    return number


def _optional_positive(name: str, value: object) -> float | None:
    return None if value is None else _positive(name, value)


def _not_negative(name: str, value: object) -> float:
    number = _number(name, value)
    if number < 0:
        raise _problem(name, value, "must be 0 or above")
    return number


def whole(name: str, value: object, lowest: int, highest: int, shown_highest: str) -> int:
    """A whole number within bounds, also written as ``1e6``."""
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or not lowest <= number <= highest:
        raise _problem(name, value, f"must be a whole number from {lowest} to {shown_highest}")
    return int(number)


def _count(name: str, value: object) -> int:
    return whole(name, value, 1, MOST_STEPS, "10**10")


def _seed(name: str, value: object) -> int | None:
    return None if value is None else whole(name, value, 0, MOST_SEED, "2**53 - 1")


def _choice(name: str, value: object, choices: Mapping[str, object], or_function: str = "") -> object:
    if or_function and callable(value):
        return value
    if not isinstance(value, str) or value not in choices:
        given = value.lower() if isinstance(value, str) else ""
        closest = difflib.get_close_matches(given, {c.lower(): c for c in choices}, n=1)
        meant = f" (did you mean {next(c for c in choices if c.lower() == closest[0])!r}?)" if closest else ""
        raise _problem(name, value, f"must be one of {', '.join(choices)}{or_function}{meant}")
    return value


def _schedule(name: str, value: object) -> object:
    return _choice(name, value, SCHEDULES, " or a function of t/total")


def _accept(name: str, value: object) -> object:
    return _choice(name, value, {"metropolis": None}, " or a function (dE, kT, u)")


def _mode(name: str, value: object) -> object:
    return _choice(name, value, MODES)


def _energy(name: str, value: object) -> object:
    if value is None:
        return None
    energy = as_energy(value)
    return energy.name if energy.name in BUILT_IN else value


def _weights(name: str, value: object) -> Mapping[str, float] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not value or not all(isinstance(key, str) for key in value):
        raise _problem(name, value, "must be a dictionary such as {'wiener_index': 1}")
    weights, problems = {}, []
    for key, weight in value.items():
        label = f"{name}: the weight of {key}"
        try:
            lookup(key)
            weights[key] = _not_negative(label, weight)
            if weights[key] > MOST_WEIGHT:
                raise _problem(label, weight, "must be at most 1e100")
        except ParameterError as error:
            problems += [problem._replace(field=name) for problem in error.problems]
    if problems:
        raise ParameterError(*problems)
    if not any(weights.values()):
        raise _problem(name, value, "must have a weight above 0")
    return weights


def _options(name: str, value: object) -> Mapping[str, Mapping[str, Any]] | None:
    if value is not None and not isinstance(value, Mapping):
        raise _problem(name, value, "must be a dictionary such as {'dept': {'CH3': 2}}")
    return deepcopy(dict(value)) if value else None  # what the caller does to it later is not what was run


def _start(name: str, value: object) -> object:
    if value is not None and not isinstance(value, str | Chem.Mol):
        raise _problem(name, value, "must be a SMILES or an RDKit molecule")
    return value


_CHECKS: Final[Mapping[str, Callable[[str, object], object]]] = {
    "initial_temp": _optional_positive,
    "min_temp": _positive,
    "schedule": _schedule,
    "cooling_schedule_k": _not_negative,
    "steps_per_cycle": _count,
    "num_cycles": _count,
    "optimization_mode": _mode,
    "seed": _seed,
    "component_weights": _weights,
    "component_options": _options,
    "energy": _energy,
    "accept": _accept,
    "start": _start,
}


def _contradictions(known: Mapping[str, Any]) -> list[Problem]:
    problems = []
    steps = known.get("steps_per_cycle", Parameters.steps_per_cycle) * known.get("num_cycles", Parameters.num_cycles)
    if steps > MOST_STEPS:
        message = f"steps_per_cycle times num_cycles is {steps}; at most 10**10 steps are made, lower one of them"
        problems.append(Problem("steps_per_cycle", known.get("steps_per_cycle"), message))
    if known.get("energy") is not None and known.get("component_weights") is not None:
        message = "energy and component_weights cannot both be given; put the energy's name into component_weights"
        problems.append(Problem("energy", known["energy"], message))
    return problems


def _start_of(formula: Formula, start: str | Chem.Mol) -> Graph:
    """The start as a graph with its atoms in Hill order, if it has the formula."""
    if isinstance(start, str):
        with rdBase.BlockLogs():
            mol = Chem.MolFromSmiles(start)
        if mol is None:
            raise ParameterError(Problem("start", start, f"start {start!r} is not a SMILES that RDKit can read"))
    else:
        mol = start
    graph = Graph.from_mol(mol)
    if not len(graph):
        raise ParameterError(
            Problem("start", start, f"start has no atoms; give a molecule of the formula {formula.hill}")
        )
    own = Formula(graph.elements, sum(graph.hydrogens)).hill
    if own != formula.hill or not graph.connected:
        what = f"has the formula {own}" if graph.connected else "is several molecules"
        message = f"start {Chem.MolToSmiles(mol)!r} {what}; give one molecule of the formula of the run, {formula.hill}"
        raise ParameterError(Problem("start", start, message))
    places = sorted(range(len(graph)), key=lambda i: formula.elements.index(graph.elements[i]))
    return graph.renumbered(places)
