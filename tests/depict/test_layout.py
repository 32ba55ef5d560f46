"""A molecule stays where it is while the chain changes it."""

from __future__ import annotations

import cmath
from itertools import pairwise

import numpy as np
import pytest
from rdkit import Chem

from saserver.depict import Layout, depict
from saserver.depict.alignment import Points, aligned
from saserver.depict.sketch import sketch
from saserver.engine import Chain, Graph, Parameters, Verdict, prepare


def graph(smiles: str) -> Graph:
    return Graph.from_mol(Chem.MolFromSmiles(smiles))


def film(formula: str, frames: int) -> list[Layout]:
    """The layouts of a hot chain, one for each accepted move."""
    given = {"initial_temp": 1e9, "schedule": "constant", "steps_per_cycle": 10**6, "seed": 1}
    chain = Chain(prepare(Parameters.checked(formula, **given))[1], 1)
    layouts = [depict(chain.current).layout]
    while len(layouts) < frames:
        if chain.step().verdict is Verdict.ACCEPTED:
            layouts.append(depict(chain.current, layouts[-1]).layout)
    return layouts


def stayed(before: Layout, after: Layout) -> float:
    """The fraction of atoms that moved by less than a tenth of a bond."""
    return float((np.abs(np.subtract(before.points, after.points)) < 0.15).mean())


@pytest.mark.parametrize("reflected", [False, True])
def test_a_turn_a_reflection_and_a_shift_are_undone(reflected: bool) -> None:
    flat = sketch(graph("CC(O)C1CCC=C1N"))
    previous: Points = cmath.rect(1, 2.1) * (flat.points.conj() if reflected else flat.points) + (3 - 2j)
    assert aligned(flat.points, previous, flat.bonds) == pytest.approx(previous)


@pytest.mark.parametrize("smiles", ["C", "CC", "C=C=C", "CC(O)C1CCC=C1N"])
def test_the_same_molecule_stays_where_it_is(smiles: str) -> None:
    first = depict(graph(smiles))
    again = depict(graph(smiles), first.layout)
    assert again.layout.points == pytest.approx(first.layout.points)
    assert again.svg == first.svg


def test_when_the_end_of_a_chain_moves_the_chain_stays() -> None:
    orders = graph("CCCCCCCC").matrix()
    orders[6, 7] = orders[7, 6] = 0
    orders[1, 7] = orders[7, 1] = 1
    straight, branched = graph("CCCCCCCC"), Graph.from_matrix(("C",) * 8, orders)
    first = depict(straight).layout
    assert stayed(first, depict(branched, first).layout) >= 6 / 8
    assert stayed(first, depict(branched).layout) < 2 / 8, "without the previous layout it would not"


def test_most_of_a_small_molecule_stays_at_each_move() -> None:
    """A third at least on average; of a least-squares fit of all atoms, kept in the middle, it is a sixth."""
    layouts = film("C8H18", 120)
    assert np.mean([stayed(a, b) for a, b in pairwise(layouts)]) > 0.33


@pytest.mark.parametrize("formula", ["C6H14", "C8H18", "C10H16O"])
def test_the_size_hardly_ever_changes(formula: str) -> None:
    zooms = np.array([layout.zoom for layout in film(formula, 120)])
    assert np.count_nonzero(np.diff(zooms)) <= 3


def test_bonds_keep_their_length_whatever_the_molecule() -> None:
    lengths = []
    for smiles in ("CCCCCCCC", "CC(C)(C)C(C)(C)C", "C1CCCCC1CC"):
        molecule, points = graph(smiles), depict(graph(smiles)).layout.points
        lengths += [abs(points[i] - points[j]) for i in range(8) for j in molecule.neighbours[i]]
    assert lengths == pytest.approx([1.5] * len(lengths), rel=0.02)


def test_a_layout_of_another_number_of_atoms_is_ignored() -> None:
    assert depict(graph("CCO"), depict(graph("CCCCC")).layout) == depict(graph("CCO"))


def test_the_canvas_grows_with_the_molecule_and_shrinks_only_when_it_is_much_too_large() -> None:
    chain, ball = graph("C" * 20), graph("CC(C)(C)C(C)(C)C(C)(C)C(C)(C)CC(C)(C)C(C)C")
    wide = depict(chain).layout
    assert wide.zoom > 1.5
    slightly = depict(graph("CC(C)CCCCCCCCCCCCCCCCC"), wide).layout
    assert slightly.zoom == wide.zoom
    assert depict(ball, wide).layout.zoom < 0.6 * wide.zoom
