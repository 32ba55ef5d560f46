"""How often isomers are proposed: against every choice of the readable chain, one by one, and what must follow."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from saserver.engine import transition
from saserver.engine.canonical import canonical, colours
from saserver.engine.isomers import isomers
from saserver.engine.move import admissible, displace
from saserver.engine.readable import connected, with_orders
from saserver.engine.state import first_state
from saserver.engine.transition import Transitions, transitions

FORMULAS = ["C6H14", "C7H16", "C5H10", "C4H6", "C4H10O", "C3H6Cl2"]


def of(formula: str) -> Transitions:
    every = isomers(formula)
    return transitions(every[0].graph.elements, np.array([isomer.graph.bonds for isomer in every], np.uint8))


def one_by_one(formula: str) -> list[list[Fraction]]:
    """The same from the definition: all ordered choices of four vertices, all values of b11."""
    every = isomers(formula)
    hues = colours(every[0].graph.elements)
    keys, _ = canonical(hues, np.array([isomer.graph.bonds for isomer in every], np.uint8))
    place = {key.tobytes(): i for i, key in enumerate(keys)}
    m = len(hues) + 1
    shares = [[Fraction(0)] * len(every) for _ in every]
    for i, isomer in enumerate(every):
        bonds = first_state(isomer.graph, 0.0, 0).bonds
        drawn = list(permutations(range(m), 4))
        for x1, y1, x2, y2 in drawn:
            before = (bonds[x1][y1], bonds[x1][y2], bonds[x2][y1], bonds[x2][y2])
            values = admissible(*before)
            after = [with_orders(bonds, x1, y1, x2, y2, displace(*before, b11)) for b11 in values]
            for structure in after or [bonds]:
                heavy = np.array([[row[:-1] for row in structure[:-1]]], np.uint8)
                j = place[canonical(hues, heavy)[0][0].tobytes()] if connected(structure) else i
                shares[i][j] += Fraction(1, len(drawn) * max(len(after), 1))
    return shares


@pytest.mark.parametrize("formula", ["C5H12", "C3H4", "C4H6", "C2H3N", "C3H6O"])
def test_counts_are_those_of_every_choice_tried_one_by_one(formula: str) -> None:
    moves = of(formula)
    for i, shares in enumerate(one_by_one(formula)):
        counts = dict(zip(moves.neighbours(i).tolist(), moves.count[moves.first[i] : moves.first[i + 1]], strict=True))
        for j, share in enumerate(shares):
            if j != i:
                assert Fraction(int(counts.get(j, 0)), moves.total) == share


def test_moves_by_more_than_one_bond_order_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """With unit displacements alone, which reach all isomers too, the chances would be others."""
    right = of("C4H6").matrix()
    unit = np.array(
        [
            sum(1 for _ in near) | sum(b11 << 3 + 2 * place for place, b11 in enumerate(near))
            for index in range(256)
            for orders in [(index & 3, index >> 2 & 3, index >> 4 & 3, index >> 6)]
            for near in [[b11 for b11 in admissible(*orders) if abs(b11 - orders[0]) == 1]]
        ]
    )
    monkeypatch.setattr(transition, "_ADMISSIBLE", unit)
    for name in ("_propose", "_try"):  # compiled code has the table in it
        function = getattr(transition, name)
        monkeypatch.setattr(transition, name, getattr(function, "py_func", function))
    assert np.abs(of("C4H6").matrix() - right).max() > 0.01


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_move_and_the_way_back_are_equally_likely_between_numbered_structures(formula: str) -> None:
    """There are n!/|Aut| numberings of each isomer, so counts over |Aut| are symmetric. Whole numbers: no rounding."""
    moves, automorphisms = of(formula), [isomer.automorphisms for isomer in isomers(formula)]
    entries = dict(zip(zip(moves.source.tolist(), moves.target.tolist(), strict=True), moves.count, strict=True))
    assert entries
    for (i, j), count in entries.items():
        assert count * automorphisms[j] == entries[j, i] * automorphisms[i]


def test_what_is_too_small_to_move_stays() -> None:
    assert of("CH4").matrix().tolist() == [[1.0]]
    assert of("C2H6").matrix().tolist() == [[1.0]]


def test_progress_ends_with_all_isomers() -> None:
    every = isomers("C6H6")
    reports: list[tuple[int, int]] = []
    graphs = np.array([isomer.graph.bonds for isomer in every], np.uint8)
    transitions(every[0].graph.elements, graphs, lambda done, total: reports.append((done, total)))
    assert reports[-1] == (217, 217)
