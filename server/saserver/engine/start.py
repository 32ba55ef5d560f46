"""A first structure for every formula, always the same one."""

from __future__ import annotations

import numpy as np

from saserver.engine.elements import MAX_BOND_ORDER, VALENCES
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph


def start_structure(formula: Formula) -> Graph:
    """Build a connected structure: the atoms in a chain, then one bond more for each degree of unsaturation.

    The polyvalent atoms form a chain in Hill order (an alkane starts as its n-alkane, the largest Wiener index), each
    monovalent atom goes to the freest of them. Further bonds go between neighbours in the chain, then between
    the freest atoms. What is left over are the hydrogens.
    """
    elements = sorted(formula.elements, key=lambda e: VALENCES[e] == 1)
    n = len(elements)
    bonds = np.zeros((n, n), dtype=np.int64)
    free = [VALENCES[e] for e in elements]

    def join(i: int, j: int, by: int = 1) -> None:
        bonds[i, j] += by
        bonds[j, i] += by
        free[i] -= by
        free[j] -= by

    chain = sum(valence > 1 for valence in free)
    for atom in range(1, n):
        join(atom, atom - 1 if atom < chain else max(range(atom), key=lambda i: free[i]))
    while sum(free) > formula.hydrogens:
        pairs = [(i, i + 1) for i in range(chain - 1) if min(free[i], free[i + 1]) and bonds[i, i + 1] < MAX_BOND_ORDER]
        if pairs:
            join(*min(pairs, key=lambda pair: (bonds[pair], -min(free[pair[0]], free[pair[1]]))))
            continue
        first, second = sorted(range(n), key=lambda i: -free[i])[:2]
        if free[second]:
            join(first, second)
            continue
        # All free valences are on one atom: put it into a bond between two others. One exists, for otherwise
        # this atom would hold more than half of all bond ends, and no structure would.
        a, b = next((a, b) for a, b in np.argwhere(np.triu(bonds)) if first not in (a, b))
        join(a, b, by=-1)
        join(first, a)
        join(first, b)
    order = _hill_places(formula.elements, elements)
    return Graph.from_matrix(elements, bonds).renumbered(order)


def _hill_places(wanted: tuple[str, ...], given: list[str]) -> list[int]:
    """Places of the given atoms, so that they come in the wanted order of elements."""
    places: dict[str, list[int]] = {}
    for place, element in enumerate(given):
        places.setdefault(element, []).append(place)
    return [places[element].pop(0) for element in wanted]
