"""Is an energy one of the molecule, or of how its atoms happen to be numbered?"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from saserver.engine.energies.blame import definition_line
from saserver.engine.energies.custom import CustomEnergy
from saserver.engine.errors import EnergyError
from saserver.engine.graph import Graph


def check_invariance(component_value: Callable[[Graph], float], graph: Graph, name: str) -> None:
    """Refuse an energy that changes from call to call, or when the atoms of a molecule are numbered differently.

    Raises
    ------
    EnergyError
        with the values that differ
    """
    n = len(graph)
    reverse, rotated, swapped = list(range(n))[::-1], [*range(1, n), 0], [*range(n // 2, n), *range(n // 2)]
    shuffled = random.Random(1996).sample(range(n), n)
    value = component_value(graph)
    for order in (None, reverse, rotated, swapped, shuffled):
        other = component_value(graph if order is None else graph.renumbered(order))
        if not math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-9):
            explain = _by_chance if order is None else _by_numbering
            owner = getattr(component_value, "__self__", None)
            line = definition_line(owner.function if isinstance(owner, CustomEnergy) else component_value)
            raise EnergyError(explain(name, graph, value, other), name=name, line=line.number, source=line.source)


def _by_chance(name: str, graph: Graph, value: float, other: float) -> str:
    return (
        f"{name} gives two values for {graph.smiles}: {value!r}, and {other!r} when asked again.\n"
        "  An energy must depend on the molecule alone: take out random numbers, and whatever is remembered\n"
        "  from one call to the next."
    )


def _by_numbering(name: str, graph: Graph, value: float, other: float) -> str:
    return (
        f"{name} depends on how the atoms are numbered: {value!r} for {graph.smiles}, and {other!r} for the same\n"
        "  molecule with its atoms in another order. The numbers are mere labels, which the chain shuffles; neither\n"
        "  they nor chance may change an energy. Use sums, counts, minima or maxima over all atoms or bonds in place\n"
        "  of single indices, and sort a list before you compare it."
    )
