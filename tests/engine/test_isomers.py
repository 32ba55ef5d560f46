"""The enumeration, against counts of other programs and against an exhaustive search of another kind."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import combinations, permutations, product
from math import factorial
from pathlib import Path

import numpy as np
import pytest

from saserver.engine.elements import VALENCES
from saserver.engine.errors import FormulaError, TooManyIsomers
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph
from saserver.engine.isomers import Isomer, isomers

ORACLE = [
    pytest.param(row, id=row["formula"], marks=[pytest.mark.slow] if int(row["isomers"]) > 1100 else [])
    for row in csv.DictReader(Path(__file__).parents[1].joinpath("oracle.csv").read_text().splitlines())
    if int(row["isomers"]) <= 5000
]


@pytest.mark.parametrize("row", ORACLE)
def test_counts_extremes_and_symmetries_are_those_of_the_oracle(row: dict[str, str]) -> None:
    found = isomers(row["formula"])
    wiener = [isomer.wiener for isomer in found]
    assert len(found) == int(row["isomers"])
    assert len({isomer.smiles for isomer in found}) == int(row["isomers_rdkit_smiles"])
    assert (min(wiener), wiener.count(min(wiener))) == (int(row["wiener_min"]), int(row["isomers_at_min"]))
    assert (max(wiener), wiener.count(max(wiener))) == (int(row["wiener_max"]), int(row["isomers_at_max"]))
    inverse = sum(1 / isomer.automorphisms for isomer in found)
    assert inverse == pytest.approx(float(row["sum_inverse_automorphisms"]), rel=1e-9)


def every_structure(formula: Formula) -> Counter[tuple[tuple[int, ...], ...]]:
    """Least matrix over all permutations of like atoms → how many labelled graphs have it: no move, no search tree."""
    elements, n = formula.elements, len(formula.elements)
    pairs = list(combinations(range(n), 2))
    alike = [p for p in permutations(range(n)) if all(elements[i] == elements[j] for i, j in enumerate(p))]
    found: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for orders in product(range(4), repeat=len(pairs)):
        if 2 * sum(orders) != sum(VALENCES[e] for e in elements) - formula.hydrogens:
            continue
        bonds = np.zeros((n, n), dtype=np.int64)
        for (i, j), order in zip(pairs, orders, strict=True):
            bonds[i, j] = bonds[j, i] = order
        graph = Graph.from_matrix(elements, bonds)
        if min(graph.hydrogens) >= 0 and graph.connected:
            found[min(graph.renumbered(p).bonds for p in alike)] += 1
    return found


@pytest.mark.parametrize(
    "text",
    ["CH4", "H2O", "C2H4", "C2H2", "C3H4", "C3H8O", "C2H3NO", "C4H6", "C3HN", "C3H5OCl", "N4H4", "C2F2", "P4", "S4H2"],
)
def test_small_spaces_agree_with_an_exhaustive_search(text: str) -> None:
    formula = Formula.parse(text)
    n, expected = len(formula.elements), every_structure(formula)
    numberings = np.prod([factorial(count) for count in Counter(formula.elements).values()])
    found = isomers(formula)
    assert len(found) == len(expected)
    # An isomer has (product of the factorials of its elements' counts)/|Aut| labelled graphs.
    assert sorted(numberings // i.automorphisms for i in found) == sorted(expected.values())
    assert sum(map(sum, (i.hydrogens for i in found))) == len(found) * formula.hydrogens
    assert all(i.graph.connected and len(i.graph) == n for i in found)


def test_the_wiener_index_is_the_sum_of_the_distances() -> None:
    for isomer in isomers("C5H8O"):
        assert isomer.wiener == isomer.graph.distances.sum() // 2


def test_one_and_two_heavy_atoms_are_one_isomer() -> None:
    assert [i.smiles for i in isomers("CH4")] == ["C"]
    assert [i.smiles for i in isomers("C2H2")] == ["C#C"]
    (ethane,) = isomers("C2H6")
    assert (ethane.smiles, ethane.wiener, ethane.automorphisms, ethane.hydrogens) == ("CC", 1, 2, (3, 3))


@pytest.mark.slow
def test_the_two_kekule_forms_of_o_xylene_are_two_isomers_one_marked() -> None:
    found = isomers("C8H10")
    marked = [(place, isomer) for place, isomer in enumerate(found) if isomer.resonance_of is not None]
    ((place, second),) = marked
    first = found[second.resonance_of or 0]
    assert first.smiles == second.smiles == "Cc1ccccc1C"
    assert found.index(first) < place
    assert first.graph != second.graph


def test_kekule_forms_are_marked_where_there_are_some_and_only_there() -> None:
    found = isomers("C4H4N2")
    first = {isomer.smiles: place for place, isomer in reversed(list(enumerate(found)))}
    for place, isomer in enumerate(found):
        assert isomer.resonance_of == (None if first[isomer.smiles] == place else first[isomer.smiles])
    assert sum(isomer.resonance_of is not None for isomer in found) == 1


def test_the_list_is_ordered_by_wiener_index_and_always_the_same() -> None:
    found: list[Isomer] = isomers("C6H10")
    assert found == isomers(Formula.parse("C6H10"))
    assert [i.wiener for i in found] == sorted(i.wiener for i in found)


def test_atoms_come_in_the_order_of_the_formula() -> None:
    assert {isomer.graph.elements for isomer in isomers("ClCH2NO")} == {("C", "Cl", "N", "O")}


def test_alkanes_are_as_many_as_cayley_and_polya_say() -> None:
    counts = [1, 1, 1, 2, 3, 5, 9, 18, 35, 75, 159, 355]
    assert [len(isomers(f"C{n}H{2 * n + 2}")) for n in range(1, 13)] == counts


@pytest.mark.parametrize("formula", ["C20H42", "C12H12", "C17H30N4O4S"])
def test_a_space_beyond_the_limit_is_refused_soon(formula: str) -> None:
    last = (0, 0)

    def note(closed: int, found: int) -> None:
        nonlocal last
        last = closed, found

    with pytest.raises(TooManyIsomers, match=rf"{formula} has more than 50,000 isomers.*limit="):
        isomers(formula, progress=note)
    assert last[0] == 0  # the scout alone saw it
    assert last[1] > 40_000


def test_a_limit_is_exact() -> None:
    assert len(isomers("C10H22", limit=75)) == 75
    with pytest.raises(TooManyIsomers, match="more than 74 isomers"):
        isomers("C10H22", limit=74)


def test_progress_ends_when_all_that_were_found_are_closed() -> None:
    seen: list[tuple[int, int]] = []
    isomers("C6H6", progress=lambda closed, found: seen.append((closed, found)))
    assert seen[-1] == (217, 217)
    assert seen == sorted(seen)


def test_an_impossible_formula_is_refused() -> None:
    with pytest.raises(FormulaError):
        isomers("C2H7")
