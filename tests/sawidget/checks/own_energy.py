"""Answers to lesson 5: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

from typing import Any

from rdkit import Chem

import sawidget as sa


@sa.energy
def main_chain(graph: sa.Graph) -> float:
    return int(graph.distances.max()) + 1


def undecorated(graph: sa.Graph) -> float:
    return float(max(map(max, graph.distances.tolist()))) + 1


def by_rdkit(mol: Chem.Mol) -> float:
    return float(Chem.GetDistanceMatrix(mol).max()) + 1


def bonds(graph: sa.Graph) -> float:
    return int(graph.distances.max())


def inner(graph: sa.Graph) -> float:
    return int(graph.distances.max()) - 1


def minus(graph: sa.Graph) -> float:
    return -int(graph.distances.max()) - 1


def all_carbons(graph: sa.Graph) -> float:
    return len(graph)


def most_neighbours(graph: sa.Graph) -> float:
    return max(map(len, graph.neighbours))


def from_the_first(graph: sa.Graph) -> float:
    return int(graph.distances[0].max()) + 1


def largest_row(graph: sa.Graph) -> Any:
    return max(graph.distances) + 1


def wiener(graph: sa.Graph) -> float:
    return int(graph.distances.sum()) // 2


def forgotten(graph: sa.Graph) -> Any:
    graph.distances.max()


def failing(graph: sa.Graph) -> float:
    return 1 / (len(graph) - 7)


def worded(graph: sa.Graph) -> Any:
    return "five"


def ethyls(graph: sa.Graph) -> int:
    ends = [atom for atom, hydrogens in enumerate(graph.hydrogens) if hydrogens == 3]
    return sum(graph.hydrogens[graph.neighbours[end][0]] == 2 for end in ends)


@sa.energy
def funnel(graph: sa.Graph) -> float:
    return -ethyls(graph)


def more_ethyls_is_worse(graph: sa.Graph) -> float:
    return ethyls(graph)


def nothing_but_carbons(graph: sa.Graph) -> float:
    return len(graph)


def compact(graph: sa.Graph) -> float:
    return int(graph.distances.sum())


def branches(graph: sa.Graph) -> float:
    """All isomers with exactly one branch are alike."""
    return abs(sum(len(around) > 2 for around in graph.neighbours) - 1)


def golf(mol: Chem.Mol) -> float:
    return float(Chem.MolToSmiles(mol) != "CCC(CC)CC")


def with_a_trap(mol: Chem.Mol) -> float:
    """The farthest isomer is lower than all around it."""
    smiles = Chem.MolToSmiles(mol)
    return {"CCC(CC)CC": -5.0, "CC(C)C(C)(C)C": -4.0}.get(smiles, float(len(smiles)))


def almost_golf(mol: Chem.Mol) -> float:
    smiles = Chem.MolToSmiles(mol)
    return {"CCC(CC)CC": -1.0, "CC(C)C(C)(C)C": 2.0}.get(smiles, 1.0)


def first_atom(graph: sa.Graph) -> float:
    return graph.hydrogens[0]


RIGHT: dict[str, list[Any]] = {
    "5.1": [main_chain, undecorated, by_rdkit],
    "5.2": [funnel, funnel.function],
    "5.3": ["c"],
}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "5.1": [
        (sa.energy(bonds), "bonds", "You count bonds"),
        (bonds, "bonds", "You count bonds"),
        (inner, "inner", "The two ends belong"),
        (minus, "minus", "without the minus"),
        (all_carbons, "all", "You count all atoms"),
        (most_neighbours, "degree", "number of neighbours"),
        (from_the_first, "numbering", "are labels"),
        (largest_row, "rows", "compares whole rows"),
        (wiener, "other", "farthest apart"),
        (forgotten, "nothing", "returned nothing"),
        (failing, "raised", "Python stopped"),
        (worded, "kind", "Hand in"),
        (5, "kind", "Hand in"),
    ],
    "5.2": [
        (nothing_but_carbons, "constant", "the same energy"),
        (more_ethyls_is_worse, "upside down", "*highest* energy"),
        (compact, "elsewhere", "Another isomer has the lowest"),
        (branches, "several", "just as good"),
        (golf, "needle", "golf course"),
        (with_a_trap, "trap", "There is a trap"),
        (almost_golf, "flat", "a flat place"),
        (first_atom, "numbering", "are labels"),
        (forgotten, "nothing", "returned nothing"),
        (failing, "raised", "Python stopped"),
        ("CCC(CC)CC", "kind", "Hand in"),
    ],
    "5.3": [
        ("a", "a", "a dull energy"),
        ("b", "b", "how the atoms are numbered"),
        ("d", "d", "may be negative"),
        ("first_atom", "kind", "Hand in"),
    ],
}
