"""Distance to a DEPT spectrum: how many CH3, CH2, CH and C carbons a molecule has, against how many it should have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from numbers import Integral
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.elements import ATOMIC_NUMBERS
from saserver.engine.energies.base import Component, Energy, Kernel
from saserver.engine.errors import ParameterError, Problem
from saserver.engine.graph import Graph
from saserver.engine.jit import both

#: Kind of carbon → its number of hydrogens. CH4 is of no kind: methane is alone with its formula.
KINDS: Final = {"CH3": 3, "CH2": 2, "CH": 1, "C": 0}
_CARBON: Final = ATOMIC_NUMBERS["C"]
_ANY: Final = -1.0


def dept(graph: Graph, targets: Mapping[str, int]) -> float:
    """Sum over the kinds named in ``targets`` of |carbons of that kind - target|."""
    carbons = [h for element, h in zip(graph.elements, graph.hydrogens, strict=True) if element == "C"]
    return float(sum(abs(carbons.count(KINDS[kind]) - target) for kind, target in targets.items()))


@both
def dept_energy(
    bonds: NDArray[np.uint64], elements: NDArray[np.int64], data: NDArray[np.float64], scratch: NDArray[np.float64]
) -> float:
    """The same as :func:`dept`, for compiled chains; ``data[h]`` is the target for carbons with h hydrogens, or -1."""
    pool = len(elements)
    energy = 0.0
    for hydrogens in range(4):
        if data[hydrogens] >= 0:
            difference = -data[hydrogens]
            for atom in range(pool):
                if elements[atom] == _CARBON and np.int64(bonds[atom, pool]) == hydrogens:
                    difference += 1.0
            energy += abs(difference)
    return energy


def _bind(elements: tuple[str, ...], hydrogens: int, options: Mapping[str, object]) -> Component:
    targets = _targets(elements.count("C"), hydrogens, options)
    data = np.full(len(KINDS), _ANY)
    for kind, target in targets.items():
        data[KINDS[kind]] = target
    return Component("dept", partial(dept, targets=targets), Kernel.DEPT, data)


def _targets(carbons: int, hydrogens: int, options: Mapping[str, object]) -> dict[str, int]:
    """The targets, if a molecule could meet them: an energy that can never reach 0 hides a slip in the spectrum."""
    if not carbons:
        raise _refusal(None, "dept counts carbons, and the formula has none; take another energy, such as wiener_index")
    targets = _counts(options)
    shown = " + ".join(f"{target} {kind}" for kind, target in targets.items())
    total, bound = sum(targets.values()), sum(KINDS[kind] * target for kind, target in targets.items())
    if total > carbons:
        raise _refusal(targets, f"dept: {shown} are {total} carbons, but the formula has {carbons}; lower a count")
    if bound > hydrogens:
        raise _refusal(targets, f"dept: {shown} need {bound} hydrogens, but the formula has {hydrogens}; lower a count")
    if len(targets) == len(KINDS) and total < carbons:
        message = (
            f"dept: {shown} are {total} carbons, but the formula has {carbons}; count carbons instead of peaks "
            "(equivalent carbons share a peak), or leave out the kinds that you do not know"
        )
        raise _refusal(targets, message)
    return targets


def _counts(options: Mapping[str, object]) -> dict[str, int]:
    counts, problems = {}, []
    for kind in KINDS:
        if kind not in options:
            continue
        value = options[kind]
        whole = isinstance(value, Integral) or (isinstance(value, float) and value.is_integer())
        if whole and not isinstance(value, bool) and (count := int(value)) >= 0:  # type: ignore[call-overload]
            counts[kind] = count
        else:
            message = f"dept: {kind} must be a whole number of carbons, 0 or more, not {value!r}"
            problems.append(Problem("component_options", value, message))
    if problems:
        raise ParameterError(*problems)
    if not counts:
        example = '{"dept": {"CH3": 2, "CH2": 3, "CH": 1, "C": 0}}'
        message = (
            f"dept needs the number of carbons of at least one kind ({', '.join(KINDS)}): component_options={example}"
        )
        raise _refusal(None, message)
    return counts


def _refusal(value: object, message: str) -> ParameterError:
    return ParameterError(Problem("component_options", value, message))


DEPT = Energy(
    name="dept",
    label="DEPT counts",
    unit="carbons",
    help="Distance to the numbers of CH3, CH2, CH and C carbons read from a DEPT spectrum: sum of |number - target| "
    "over the kinds that are given (a carbon of the wrong kind counts twice: missing here, one too many there)",
    bind=_bind,
    options={
        "CH3": "number of carbons with 3 hydrogens; a kind left out is not compared",
        "CH2": "number of carbons with 2 hydrogens",
        "CH": "number of carbons with 1 hydrogen",
        "C": "number of carbons without hydrogen",
    },
)
