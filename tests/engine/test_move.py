"""The displacement: what it may change, what it must keep, and that there and back are equally likely."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saserver.engine import Chain, Graph, Model, Parameters, Verdict, prepare, readable
from saserver.engine.elements import MAX_BOND_ORDER, VALENCES
from saserver.engine.formula import Formula
from saserver.engine.move import (
    PAIRS,
    admissible,
    displace,
    others,
    packed_admissible,
    packed_changes,
    packed_pairs,
)
from saserver.engine.start import start_structure
from saserver.engine.state import Bonds, State, pack

ORDERS = [(a11, a12, a21, a22) for a11, a12, a21, a22 in product(range(4), repeat=4)]
#: All of these have few enough proposals to look at every one: molecules with rings, double bonds, halogens.
SMALL = ["C3H6", "C3H4", "CH3NO", "C4H10", "C2H2O2", "C3H3N", pytest.param("C5H10", marks=pytest.mark.slow)]


def model_of(formula: str, **given: object) -> Model:
    return prepare(Parameters.checked(formula, seed=0, **given))[1]


def test_admissible_are_exactly_the_values_that_leave_four_possible_bond_orders() -> None:
    for a in ORDERS:
        possible = [b11 for b11 in range(-3, 8) if all(0 <= b <= MAX_BOND_ORDER for b in displace(*a, b11))]
        assert list(admissible(*a)) == [b11 for b11 in possible if b11 != a[0]]


def test_a_displacement_keeps_the_valence_of_all_four_vertices() -> None:
    for a in ORDERS:
        for b11 in admissible(*a):
            b = displace(*a, b11)
            assert b != a
            assert (b[0] + b[1], b[2] + b[3]) == (a[0] + a[1], a[2] + a[3])  # x1, x2
            assert (b[0] + b[2], b[1] + b[3]) == (a[0] + a[2], a[1] + a[3])  # y1, y2


def test_the_way_back_has_as_many_choices() -> None:
    for a in ORDERS:
        for b11 in admissible(*a):
            b = displace(*a, b11)
            assert a[0] in admissible(*b)
            assert displace(*b, a[0]) == a
            assert len(admissible(*b)) == len(admissible(*a)) <= 3


@pytest.mark.parametrize("m", [*range(2, 12), 60, 61])
def test_the_first_pairs_are_all_ordered_pairs_of_the_first_vertices(m: int) -> None:
    assert sorted(PAIRS[: m * (m - 1)]) == list(permutations(range(m), 2))


@pytest.mark.parametrize("m", range(4, 9))
def test_two_more_vertices_are_drawn_among_the_others_each_pair_once(m: int) -> None:
    for x, y in permutations(range(m), 2):
        drawn = [others(pair, x, y) for pair in PAIRS[: (m - 2) * (m - 3)]]
        assert sorted(drawn) == list(permutations(sorted({*range(m)} - {x, y}), 2))


def test_the_tables_of_compiled_code_say_the_same() -> None:
    for word, (x, y) in zip(packed_pairs().tolist(), PAIRS, strict=True):
        assert list(word.to_bytes(8, "little")) == [x, y, min(x, y), max(x, y), 0, 0, 0, 0]
    choices, changes = packed_admissible().tolist(), packed_changes().tolist()
    for a11, a12, a21, a22 in ORDERS:
        index = a11 + 4 * a12 + 16 * a21 + 64 * a22
        values = admissible(a11, a12, a21, a22)
        assert choices[index] & 7 == len(values)
        assert tuple(choices[index] >> 3 + 2 * k & 3 for k in range(len(values))) == values
        for b11 in values:
            after = displace(a11, a12, a21, a22, b11)
            gained_or_lost = [(a > 0) != (b > 0) for a, b in zip((a11, a12, a21, a22), after, strict=True)]
            assert [bool(changes[index + 256 * b11] >> k & 1) for k in range(4)] == gained_or_lost


def with_word(state: State, word: int) -> State:
    """The same state, but the next random number is ``word``."""
    return state._replace(generator=(word, 0, 0, 0))


def every_proposal(model: Model, state: State, *, compiled: bool) -> dict[Bonds, Fraction]:
    """P(state → next) at infinite temperature, exactly: a step is made with a word of each possible outcome.

    A word stands for x1 y1, x2 y2 and one of up to three values; six words for the latter serve 1, 2 and 3 of them.
    """
    m = len(state.bonds)
    outcomes = m * (m - 1) * (m - 2) * (m - 3) * 6
    chain = Chain(model, pack(state))
    reached: Counter[Bonds] = Counter()
    for outcome in range(outcomes):
        before = with_word(state, ((2 * outcome + 1) << 63) // outcomes)
        if compiled:
            chain.array[:] = pack(before)
            chain.advance(1)
            reached[chain.state.bonds] += 1
        else:
            reached[readable.step(model, before)[0].bonds] += 1
    return {bonds: Fraction(count, outcomes) for bonds, count in reached.items()}


@pytest.mark.parametrize("compiled", [False, True], ids=["readable", "compiled"])
@pytest.mark.parametrize("formula", SMALL)
def test_there_and_back_are_equally_likely_so_at_infinite_temperature_every_labelled_graph_is(
    formula: str, compiled: bool
) -> None:
    model = model_of(formula, schedule="constant", initial_temp=1e300)
    chain = Chain(model, 7)
    chain.advance(100)
    here = chain.state
    there = every_proposal(model, here, compiled=compiled)
    assert sum(there.values()) == 1
    assert len(there) > 2
    for bonds, probability in there.items():
        back = every_proposal(model, here._replace(bonds=bonds, energy=0.0), compiled=compiled)
        assert back[here.bonds] == probability


def check_same_atoms(before: Bonds, after: Bonds, elements: tuple[str, ...]) -> None:
    orders = np.array(after)
    assert (orders == orders.T).all()
    assert not orders.diagonal().any()
    assert orders.min() >= 0
    assert orders.max() <= MAX_BOND_ORDER
    assert orders[:-1].sum(axis=1).tolist() == [VALENCES[e] for e in elements]
    assert orders[-1].sum() == sum(before[-1])
    assert np.linalg.matrix_power(np.eye(len(elements)) + orders[:-1, :-1], len(elements)).all()


@st.composite
def molecules(draw: st.DrawFn) -> Graph:
    """Any molecule of 3 to 60 heavy atoms, as far away from its first structure as some random steps lead."""
    elements = draw(st.lists(st.sampled_from("CCCNOSP"), min_size=3, max_size=60))
    monovalent = draw(st.lists(st.sampled_from(["F", "Cl", "Br", "I"]), max_size=len(elements) // 4))
    ends = sum(VALENCES[e] for e in elements) - 2 * (len(elements) - 1) - len(monovalent)
    hydrogens = ends - 2 * draw(st.integers(0, max(ends, 0) // 2)) if ends >= 0 else 0
    counts = Counter([*elements, *monovalent])
    return start_structure(Formula.parse("".join(f"{e}{n}" for e, n in counts.items()) + f"H{max(hydrogens, 0)}"))


@given(molecules(), st.integers(0, 2**53 - 1), st.integers(0, 5000))
def test_any_number_of_steps_keeps_valences_atoms_hydrogens_and_connectivity(
    start: Graph, seed: int, steps: int
) -> None:
    formula = "".join(start.elements) + f"H{sum(start.hydrogens)}"
    model = model_of(formula, schedule="constant")
    chain = Chain(model, seed)
    first = chain.state.bonds
    chain.advance(steps)
    state = chain.state
    for bonds in (state.bonds, state.best_bonds):
        check_same_atoms(first, bonds, start.elements)
    assert np.array_equal(pack(state), chain.array)  # the words of neighbours included
    assert state.energy == model.energy(model.graph(state.bonds))
    assert state.best_energy == model.energy(model.graph(state.best_bonds))
    for _ in range(20):
        after, info = readable.step(model, state)
        check_same_atoms(first, after.bonds, start.elements)
        assert (after.bonds != state.bonds) == (info.verdict is Verdict.ACCEPTED)
        state = after
