"""Canonical keys and symmetry counts, against brute force and against symmetry groups from the literature."""

from __future__ import annotations

import sys
from itertools import permutations
from math import factorial

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray
from rdkit import Chem

from saserver.engine.canonical import canonical, colours, drawn, enter, hash_slots
from saserver.engine.graph import Graph

Bytes = NDArray[np.uint8]


def scrambled(kinds: Bytes, bonds: Bytes, copies: int) -> tuple[Bytes, Bytes]:
    """The same graph in other numberings."""
    random = np.random.default_rng(7)
    orders = [random.permutation(len(kinds)) for _ in range(copies)]
    return np.array([kinds[order] for order in orders]), np.array([bonds[np.ix_(order, order)] for order in orders])


def symmetries(kinds: Bytes, bonds: Bytes) -> int:
    """|Aut|; every numbering of the graph must give the same one, and the same key."""
    keys, automorphisms = canonical(*scrambled(kinds, bonds, 50))
    assert len(np.unique(keys, axis=0)) == 1
    (count,) = set(automorphisms.tolist())
    return int(count)


def uncoloured(graph: nx.Graph) -> tuple[Bytes, Bytes]:
    bonds = nx.to_numpy_array(graph, weight=None).astype(np.uint8)
    return np.zeros(len(bonds), np.uint8), bonds


def molecule(smiles: str) -> tuple[Bytes, Bytes]:
    graph = Graph.from_mol(Chem.MolFromSmiles(smiles))
    return colours(graph.elements), graph.matrix().astype(np.uint8)


def random_multigraphs(n: int, density: float, count: int) -> Bytes:
    random = np.random.default_rng(n)
    triangles = np.triu(random.integers(1, 4, (count, n, n)) * (random.random((count, n, n)) < density), 1)
    return np.asarray(triangles + triangles.transpose(0, 2, 1), np.uint8)


@pytest.mark.parametrize(("n", "density"), [(2, 0.7), (3, 0.5), (4, 0.5), (5, 0.4), (5, 0.8), (6, 0.35)])
def test_symmetries_and_keys_agree_with_all_permutations(n: int, density: float) -> None:
    kinds = np.array([0, 0, 0, 0, 1, 1][:n], np.uint8)
    graphs = random_multigraphs(n, density, 120)
    graphs[::2] = (graphs[::2] > 0).astype(np.uint8)  # half of them with single bonds only: more symmetric
    keys, automorphisms = canonical(kinds, graphs)
    allowed = [np.array(p) for p in permutations(range(n)) if (kinds[list(p)] == kinds).all()]
    least: dict[bytes, bytes] = {}
    for graph, key, count in zip(graphs, keys, automorphisms, strict=True):
        images = [graph[np.ix_(p, p)].tobytes() for p in allowed]
        assert images.count(graph.tobytes()) == count
        assert least.setdefault(min(images), key.tobytes()) == key.tobytes()
    assert len(set(least.values())) == len(least)


@pytest.mark.parametrize(
    ("graph", "order"),
    [
        (nx.petersen_graph(), 120),
        (nx.cubical_graph(), 48),
        (nx.heawood_graph(), 336),
        (nx.pappus_graph(), 216),
        (nx.moebius_kantor_graph(), 96),
        (nx.desargues_graph(), 240),
        (nx.dodecahedral_graph(), 120),
        (nx.icosahedral_graph(), 120),
        (nx.tutte_graph(), 3),
        (nx.frucht_graph(), 1),
        (nx.cycle_graph(60), 120),
        (nx.complete_graph(12), 479001600),
        (nx.hypercube_graph(5), 3840),
        (nx.circular_ladder_graph(30), 120),
        (nx.disjoint_union_all([nx.petersen_graph()] * 4), 24 * 120**4),
    ],
)
def test_regular_graphs_have_the_symmetry_groups_of_the_literature(graph: nx.Graph, order: int) -> None:
    assert symmetries(*uncoloured(graph)) == order


def test_graphs_that_refinement_cannot_tell_apart_have_different_keys() -> None:
    rook = nx.line_graph(nx.complete_bipartite_graph(4, 4))
    steps = [(0, 1), (1, 0), (1, 1)]
    shrikhande = nx.Graph(
        ((x, y), ((x + dx) % 4, (y + dy) % 4)) for x in range(4) for y in range(4) for dx, dy in steps
    )
    assert symmetries(*uncoloured(rook)) == 1152
    assert symmetries(*uncoloured(shrikhande)) == 192
    pair = np.array([uncoloured(rook)[1], uncoloured(shrikhande)[1]])
    keys, _ = canonical(np.zeros(16, np.uint8), pair)
    assert (keys[0] != keys[1]).any()


@pytest.mark.parametrize("n", [8, 10, 12])
def test_random_cubic_graphs_agree_with_an_independent_matcher(n: int) -> None:
    graphs = [nx.random_regular_graph(3, n, seed=seed) for seed in range(25)]
    packed = np.array([uncoloured(graph)[1] for graph in graphs])
    keys, automorphisms = canonical(np.zeros(n, np.uint8), packed)
    for i, graph in enumerate(graphs):
        matcher = nx.isomorphism.GraphMatcher(graph, graph)
        assert sum(1 for _ in matcher.isomorphisms_iter()) == automorphisms[i]
        for j in range(i):
            assert nx.is_isomorphic(graph, graphs[j]) == (keys[i] == keys[j]).all()


@pytest.mark.parametrize("seed", range(8))
def test_graphs_in_pieces_have_the_symmetries_of_the_pieces_and_exchange_like_ones(seed: int) -> None:
    whole, order = [], 1
    for n, count in ((6, 2), (8, 2), (10, 1)):
        drawings = (nx.random_regular_graph(3, n, seed=seed + 100 * i) for i in range(9))
        piece = next(drawing for drawing in drawings if nx.is_connected(drawing))
        own = sum(1 for _ in nx.isomorphism.GraphMatcher(piece, piece).isomorphisms_iter())
        order *= own**count * factorial(count)
        whole += [piece] * count
    assert symmetries(*uncoloured(nx.disjoint_union_all(whole))) == order


def test_more_atoms_than_there_is_room_for_are_refused() -> None:
    with pytest.raises(ValueError, match="61 atoms; at most 60"):
        canonical(np.zeros(61, np.uint8), np.zeros((1, 61, 61), np.uint8))


@pytest.mark.parametrize(
    ("smiles", "order"),
    [
        ("C", 1),
        ("C=C", 2),
        ("CCO", 1),
        ("c1ccccc1", 6),
        ("C12C3C4C1C5C2C3C45", 48),
        ("FC(F)(F)C(Cl)(Cl)Cl", 36),
        ("C1C(=C)C1(O)S", 1),
        ("C(C(C)(C)C)(C(C)(C)C)(C(C)(C)C)C(C)(C)C", 24 * 6**4),
        ("C({0})({0})({0}){0}".format("C(C(C)(C)C)(C(C)(C)C)C(C)(C)C"), 24 * 6**4 * 6**12),
    ],
)
def test_molecules_have_the_symmetries_of_their_heavy_atom_graph(smiles: str, order: int) -> None:
    assert symmetries(*molecule(smiles)) == order


def test_hash_collisions_cost_time_but_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without the hash values nothing is refined, and every leaf has the same traces: the search is left alone.
    module = sys.modules["saserver.engine.canonical"]
    monkeypatch.setattr(module, "_SALT", np.zeros(4 * 61, np.int64))
    monkeypatch.setattr(module, "_MIX", 0)
    kinds = np.zeros(5, np.uint8)
    graphs = np.concatenate([random_multigraphs(5, 0.6, 20), random_multigraphs(5, 0.5, 60) > 0]).astype(np.uint8)
    _, automorphisms = canonical(kinds, graphs)
    keys: dict[bytes, set[int]] = {}
    for graph, expected in zip(graphs, automorphisms, strict=True):
        least = min(graph[np.ix_(p, p)].tobytes() for p in permutations(range(5)))
        for drawing in scrambled(kinds, graph, 3)[1]:
            desk, key = np.zeros((300, 8), np.int64), np.zeros(1, np.int64)
            assert module._search(kinds, drawing, desk, key) == expected
            keys.setdefault(least, set()).add(int(key[0]))
    assert all(len(same) == 1 for same in keys.values())
    assert len({key for same in keys.values() for key in same}) == len(keys)


def test_a_key_can_be_drawn_and_has_the_same_key() -> None:
    kinds, bonds = molecule("CC(=O)Nc1ccccc1C#N")
    keys, automorphisms = canonical(kinds, bonds[np.newaxis])
    again = drawn(keys, len(kinds))
    assert (again == again.transpose(0, 2, 1)).all()
    for got, wanted in zip(canonical(np.sort(kinds), again), (keys, automorphisms), strict=True):
        assert (got == wanted).all()


def test_keys_do_not_depend_on_the_machine() -> None:
    keys, _ = canonical(*(a[np.newaxis] for a in molecule("CC(=O)OC=C")))
    assert keys.tolist() == [[2117728]]


def test_keys_get_one_place_each_until_there_is_no_more_room() -> None:
    random = np.random.default_rng(3)
    keys = random.integers(0, 40, (2000, 2)) << 50  # many alike, and alike in their lower bits
    distinct = np.unique(keys, axis=0)
    known, places = np.zeros((1600, 2), np.int64), np.zeros(2000, np.int64)
    slots = hash_slots(1600)
    count = enter(slots, known, 0, keys[:500], places[:500])
    count = enter(slots, known, count, keys[500:], places[500:])
    assert count == len(distinct)
    assert (known[places] == keys).all()
    assert (np.unique(known[:count], axis=0) == distinct).all()
    assert enter(hash_slots(10), np.zeros((10, 2), np.int64), 0, keys, places) == 10
