"""First structures: every possible formula has one, every impossible formula is refused, and no other."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saserver.engine.elements import HEAVY, MAX_BOND_ORDER, VALENCES
from saserver.engine.errors import FormulaError
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph
from saserver.engine.start import start_structure


def check(formula: Formula, graph: Graph) -> None:
    """That the graph is a molecule of the formula, by counting."""
    bonds = graph.matrix()
    assert graph.elements == formula.elements
    assert (bonds == bonds.T).all()
    assert not bonds.diagonal().any()
    assert bonds.min() >= 0
    assert bonds.max() <= MAX_BOND_ORDER
    free = [VALENCES[e] for e in formula.elements] - bonds.sum(axis=0)
    assert free.min() >= 0
    assert free.sum() == formula.hydrogens
    reached = np.linalg.matrix_power(np.eye(len(bonds)) + bonds, len(bonds) - 1)
    assert (reached > 0).all()


@cache
def free_valences(valences: tuple[int, ...]) -> frozenset[tuple[int, ...]]:
    """The free valences, sorted, of every connected structure of atoms with these valences: by exhaustion.

    Every connected graph can be built atom by atom so that each hangs on those before it. So every way to bond a
    last atom to every structure of the others is tried; of structures with equal free valences one is enough.
    """
    if len(valences) == 1:
        return frozenset([valences])
    found = set()
    for last in set(valences):
        others = list(valences)
        others.remove(last)
        for free in free_valences(tuple(others)):
            for orders in product(*(range(min(3, f, last) + 1) for f in free)):
                if 0 < sum(orders) <= last:
                    left = [f - order for f, order in zip(free, orders, strict=True)]
                    found.add(tuple(sorted([*left, last - sum(orders)])))
    return frozenset(found)


@pytest.mark.parametrize("atoms", range(1, 7))
def test_of_c_n_o_s_f_cl_every_composition_is_decided_as_an_exhaustive_search_decides_it(atoms: int) -> None:
    accepted = refused = 0
    for elements in combinations_with_replacement(("C", "N", "O", "S", "F", "Cl"), atoms):
        valences = tuple(sorted(VALENCES[e] for e in elements))
        possible = {sum(free) for free in free_valences(valences)}
        for hydrogens in range(max(sum(valences) - 2 * (atoms - 1), 0) + 4):
            text = "".join(elements) + f"H{hydrogens}"
            if hydrogens in possible:
                formula = Formula.parse(text)
                assert Counter(formula.elements) == Counter(elements)
                assert formula.hydrogens == hydrogens
                check(formula, start_structure(formula))
                accepted += 1
            else:
                with pytest.raises(FormulaError):
                    Formula.parse(text)
                refused += 1
    # Stated, lest a slip makes the loop run over nothing.
    assert (accepted, refused) == {
        1: (6, 31),
        2: (34, 99),
        3: (109, 259),
        4: (264, 594),
        5: (552, 1225),
        6: (1061, 2311),
    }[atoms]


@st.composite
def molecules(draw: st.DrawFn, most: int = 60) -> Graph:
    """A connected structure, grown atom by atom at random, then with further bonds at random."""
    wanted = draw(st.lists(st.sampled_from(["C", "C", "C", "N", "P", *HEAVY]), min_size=1, max_size=most))
    rng = draw(st.randoms(use_true_random=False))
    elements, free, bonds = [wanted[0]], [VALENCES[wanted[0]]], np.zeros((len(wanted), len(wanted)), np.int64)

    def join(i: int, j: int) -> None:
        bonds[i, j] += 1
        bonds[j, i] += 1
        free[i] -= 1
        free[j] -= 1

    for element in wanted[1:]:
        if places := [i for i, f in enumerate(free) if f]:
            elements.append(element)
            free.append(VALENCES[element])
            join(len(free) - 1, rng.choice(places))
    for _ in range(draw(st.integers(0, 2 * len(elements)))):
        pairs = [(i, j) for i, f in enumerate(free) for j in range(i) if f and free[j] and bonds[i, j] < 3]
        if not pairs:
            break
        join(*rng.choice(pairs))
    return Graph.from_matrix(elements, bonds)


@given(molecules())
def test_the_formula_of_every_structure_is_accepted_and_gets_a_structure(graph: Graph) -> None:
    formula = Formula.parse("".join(f"{e}{n}" for e, n in Counter(graph.elements).items()) + f"H{sum(graph.hydrogens)}")
    check(formula, start_structure(formula))


@given(st.lists(st.sampled_from(["C", "C", "C", "N", "P", *HEAVY]), min_size=1, max_size=60), st.integers(0, 60))
def test_every_accepted_formula_gets_a_structure(elements: list[str], unsaturation: int) -> None:
    hydrogens = sum(VALENCES[e] for e in elements) - 2 * (len(elements) - 1) - 2 * unsaturation
    try:
        formula = Formula.parse("".join(f"{e}{n}" for e, n in Counter(elements).items()) + f"H{max(hydrogens, 0)}")
    except FormulaError:
        return
    check(formula, start_structure(formula))


@pytest.mark.parametrize("n", [1, 2, 3, 8, 60])
def test_an_alkane_starts_as_its_chain(n: int) -> None:
    graph = start_structure(Formula.parse(f"C{n}H{2 * n + 2}"))
    assert graph.smiles == "C" * n
    assert graph.neighbours == tuple(tuple(j for j in (i - 1, i + 1) if 0 <= j < n) for i in range(n))


@pytest.mark.parametrize("text", ["CO2", "C2HCl3", "C2Cl4", "CHI3", "C2Br2", "N2", "S2", "HI", "P4", "C60", "F3N"])
def test_formulas_without_room_for_a_naive_chain_start_all_the_same(text: str) -> None:
    formula = Formula.parse(text)
    check(formula, start_structure(formula))


def test_the_structure_is_always_the_same() -> None:
    assert start_structure(Formula.parse("OC4NH9")) == start_structure(Formula.parse("C4H9NO"))
