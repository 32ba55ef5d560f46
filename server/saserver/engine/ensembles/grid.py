"""What an ensemble is to run: the seeds, and the points of the grid that lists among the parameters span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

import numpy as np

from saserver.engine.energies import Energy, as_energy
from saserver.engine.energies.registry import BUILT_IN, lookup
from saserver.engine.errors import ParameterError, Problem, shown
from saserver.engine.model import Model
from saserver.engine.parameters import MOST_SEED, Parameters, whole
from saserver.engine.preparation import prepare

MOST_RUNS: Final = 10**7

Axes = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Point:
    """One place of the grid.

    Attributes
    ----------
    place : what distinguishes it: each parameter that was a list → its value here
    parameters : all of them, with the initial temperature that was used; their seed means nothing
    initial_energy : of the molecule that every run starts from
    sign : 1 if the energy is minimised, -1 if it is maximised
    own : energies of the user's that it is made of
    """

    place: Mapping[str, Any]
    parameters: Parameters
    initial_energy: float
    sign: float
    own: tuple[Energy, ...] = ()

    @property
    def problem(self) -> Hashable:
        """What is looked for, apart from how: points of the same problem share their best energy."""
        of = self.parameters
        functions = tuple(_told_apart(energy) for energy in self.own)
        return of.formula, _frozen(of.weights), _frozen(of.component_options), functions, self.sign


@dataclass(frozen=True)
class Task:
    """A point as a worker needs it. ``model`` stays at home: what it is bound to are addresses of this process."""

    parameters: Parameters
    own: tuple[Energy, ...]
    model: Model | None = None

    def bound(self) -> tuple[Parameters, Model]:
        """The parameters and the model."""
        return prepare(self.parameters, self.own) if self.model is None else (self.parameters, self.model)

    def travelling(self) -> Task:
        """What goes to another process."""
        return replace(self, model=None)


def spanned(formula: object, given: Mapping[str, Any]) -> tuple[Axes, list[dict[str, Any]]]:
    """The parameters that are lists, and every combination of their values, the last one changing fastest.

    Raises
    ------
    ParameterError
    """
    if "seed" in given:
        message = "seed is that of one run; an ensemble has seeds=[…], or runs=100 for the seeds 0 to 99"
        raise ParameterError(Problem("seed", given["seed"], message))
    every = {"formula": formula, **given}
    axes = {name: _values(name, value) for name, value in every.items() if _is_axis(value)}
    places = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    return axes, [{**every, **place} for place in places]


def points_of(formula: object, given: Mapping[str, Any]) -> tuple[Axes, list[tuple[Point, Task]]]:
    """The grid, each point checked and bound: what is wrong is said before anything runs."""
    axes, combinations = spanned(formula, given)
    found = []
    for combination in combinations:
        place = {name: combination[name] for name in axes}
        parameters, model = prepare(Parameters.checked(combination.pop("formula"), **combination, seed=0))
        own = tuple(lookup(name) for name in parameters.weights if parameters.energy is None and name not in BUILT_IN)
        given_itself = () if parameters.energy is None else (as_energy(parameters.energy),)
        used = tuple(energy for energy in own + given_itself if energy.name not in BUILT_IN)
        point = Point(place, parameters, model.energy(model.start), model.sign, used)
        found.append((point, Task(parameters, own, model)))
    return axes, found


def seeds_of(runs: object, seeds: Iterable[object] | None) -> tuple[int, ...]:
    """The seeds that were given, else 0 … runs - 1: ensembles of the same seeds can be compared in pairs.

    Raises
    ------
    ParameterError
    """
    if seeds is None:
        return tuple(range(whole("runs", runs, 1, MOST_RUNS, "10**7")))
    if isinstance(seeds, str) or not isinstance(seeds, Iterable):
        raise ParameterError(Problem("seeds", seeds, f"seeds must be a list of whole numbers, not {shown(seeds)}"))
    checked = tuple(whole("seeds", seed, 0, MOST_SEED, "2**53 - 1") for seed in seeds)
    if not checked:
        raise ParameterError(Problem("seeds", seeds, "seeds is empty; give at least one, or runs=100 instead"))
    if len(set(checked)) < len(checked):
        twice = next(seed for seed, times in Counter(checked).items() if times > 1)
        message = f"seeds: {twice} is there twice; the same seed makes the same run, give each of them once"
        raise ParameterError(Problem("seeds", seeds, message))
    return checked


def _told_apart(energy: Energy) -> Hashable:
    """Two functions of one name are two energies; a cell that is run again unchanged makes the same one."""
    function = getattr(getattr(energy.bind, "__self__", None), "function", energy.bind)
    try:
        around = [cell.cell_contents for cell in function.__closure__ or ()]
        return function.__code__, repr(around), repr((function.__defaults__, function.__kwdefaults__))
    except (AttributeError, ValueError):  # no function of Python's, or a name around it that has no value yet
        return energy.bind


def _frozen(value: Any) -> Hashable:
    """The same whatever the order of names, and whether lists or tuples were written."""
    if isinstance(value, Mapping):
        return tuple((name, _frozen(value[name])) for name in sorted(value))
    if isinstance(value, list | tuple | np.ndarray):
        return tuple(_frozen(each) for each in value)
    found: Hashable = key(value)
    return found


def _is_axis(value: object) -> bool:
    return isinstance(value, list | tuple | range | np.ndarray)


def _values(name: str, value: Sequence[Any] | np.ndarray[Any, Any]) -> tuple[Any, ...]:
    values = tuple(value.tolist() if isinstance(value, np.ndarray) else value)
    if not values:
        message = f"{name} is an empty list; a list spans a grid and needs a value, or leave {name} out"
        raise ParameterError(Problem(name, value, message))
    # Equal points make equal runs, and those would count as independent ones.
    twice = [one for one, times in Counter(map(key, values)).items() if times > 1]
    if twice:
        message = f"{name}: {shown(twice[0])} is there twice; the same value makes the same runs, give each once"
        raise ParameterError(Problem(name, value, message))
    return values


def key(value: Any) -> Any:
    """The value as the key of a dictionary: itself, or its ``repr`` where it is one that cannot be a key."""
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value
