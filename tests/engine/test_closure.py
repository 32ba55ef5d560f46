"""The neighbours of a structure, against Faulon's displacement written out."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from saserver.engine import closure
from saserver.engine.canonical import canonical, colours
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph
from saserver.engine.isomers import isomers


def displaced(graph: Graph, largest: int) -> list[NDArray[np.uint8]]:
    """Every connected outcome of a displacement that changes bond orders by up to ``largest``: eqs. 7-11."""
    n = len(graph)
    bonds = np.zeros((n + 1, n + 1), dtype=np.int64)
    bonds[:n, :n] = graph.matrix()
    bonds[n, :n] = bonds[:n, n] = graph.hydrogens
    outcomes = []
    for x1, y1, x2, y2 in permutations(range(n + 1), 4):
        a11, a12, a21, a22 = bonds[x1, y1], bonds[x1, y2], bonds[x2, y1], bonds[x2, y2]
        low = max(0, a11 - a22, a11 + a12 - 3, a11 + a21 - 3)
        high = min(3, a11 + a12, a11 + a21, a11 - a22 + 3)
        for b11 in range(max(low, a11 - largest), min(high, a11 + largest) + 1):
            other = bonds.copy()
            b12, b21, b22 = a11 + a12 - b11, a11 + a21 - b11, a22 - a11 + b11
            for x, y, order in ((x1, y1, b11), (x1, y2, b12), (x2, y1, b21), (x2, y2, b22)):
                other[x, y] = other[y, x] = order
            if b11 != a11 and Graph.from_matrix(graph.elements, other).connected:
                outcomes.append(other[:n, :n].astype(np.uint8))
    return outcomes


def kinds_of_isomers(elements: tuple[str, ...], graphs: list[NDArray[np.uint8]]) -> set[bytes]:
    return {key.tobytes() for key in canonical(colours(elements), np.array(graphs))[0]}


@pytest.mark.parametrize("text", ["C5H12", "C4H6", "C3H5OCl", "C2HBrClF3", "C4H8S", "C2N2O"])
def test_the_neighbours_are_all_isomers_that_a_displacement_by_one_reaches(text: str) -> None:
    formula = Formula.parse(text)
    space = closure.Space(formula, 1000, None)
    for isomer in isomers(formula):
        expected = kinds_of_isomers(formula.elements, displaced(isomer.graph, largest=1))
        parent = isomer.graph.matrix().astype(np.uint8)
        assert kinds_of_isomers(formula.elements, list(space.neighbours(parent[np.newaxis])[0])) == expected


def test_larger_displacements_reach_no_other_isomers() -> None:
    formula = Formula.parse("C3H2N2")
    every = isomers(formula)
    reached = [outcome for isomer in every for outcome in displaced(isomer.graph, largest=3)]
    assert len(kinds_of_isomers(formula.elements, reached)) == len(every)
