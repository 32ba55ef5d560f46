"""The same shifts for people: one entry per carbon, and a mark where the tables end."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from saserver.engine.energies.carbon13.additive import additive_lines
from saserver.engine.energies.carbon13.alkanes import alkane_lines
from saserver.engine.energies.carbon13.energy import WORK_SPACE, atomic_numbers, with_pool
from saserver.engine.energies.carbon13.lines import line_hydrogens, line_ppm
from saserver.engine.energies.carbon13.options import ADDITIVE, GRANT_PAUL, formula_problems, model_of, model_problems
from saserver.engine.errors import ParameterError
from saserver.engine.graph import Graph

_NAMES: Final = ("s", "d", "t", "q", "quint")


class Shift(NamedTuple):
    """The predicted signal of one carbon.

    Attributes
    ----------
    atom : number of the atom in the graph
    ppm : chemical shift
    multiplicity : ``q`` for CH3, ``t`` CH2, ``d`` CH, ``s`` C; ``quint`` for methane
    extrapolated : whether the carbon has surroundings that the increments were not made for
    """

    atom: int
    ppm: float
    multiplicity: str
    extrapolated: bool


def predict_shifts(graph: Graph, model: str = "auto") -> tuple[Shift, ...]:
    """Predict the ¹³C shifts of a molecule of C, H and O, in the order of its carbon atoms.

    Parameters
    ----------
    graph : the molecule
    model : ``auto``, ``lindeman-adams``, ``grant-paul`` or ``additive``, as in the options of the energy
    """
    hydrogens = sum(graph.hydrogens)
    problems = formula_problems(graph.elements) + model_problems(model, graph.elements, hydrogens)
    if problems:
        raise ParameterError(*problems)
    chosen = model_of(model, graph.elements, hydrogens)
    work = np.empty(WORK_SPACE, dtype=np.int64)
    if chosen == ADDITIVE:
        count = additive_lines(with_pool(graph), atomic_numbers(graph), work)
    else:
        count = alkane_lines(with_pool(graph), chosen == GRANT_PAUL, work)
    foreign = _outside_the_tables(graph) if chosen == ADDITIVE else frozenset()
    carbons = [i for i, element in enumerate(graph.elements) if element == "C"]
    return tuple(
        Shift(i, line_ppm(line), _NAMES[line_hydrogens(line)], i in foreign)
        for i, line in zip(carbons, work[:count].tolist(), strict=True)
    )


def _outside_the_tables(graph: Graph) -> frozenset[int]:
    """Atoms in surroundings that the increments were not made for, and those next to them.

    Chains of oxygens; three oxygens on one carbon, or two double bonds to oxygen; oxygen on C≡C; more than two
    cumulated double bonds; a triple bond or cumulated ones in a ring; atoms shared by rings of three or four; fused
    benzene rings.
    """
    rings = [set(ring) for ring in graph.mol.GetRingInfo().AtomRings()]
    odd = set()
    for i, neighbours in enumerate(graph.neighbours):
        orders = [graph.bonds[i][j] for j in neighbours]
        oxygens = [j for j in neighbours if graph.elements[j] == "O"]
        mine = [ring for ring in rings if i in ring]
        cumulated = orders.count(2) == 2
        if (
            (graph.elements[i] == "O" and oxygens)
            or len(oxygens) > 2
            or (cumulated and len(oxygens) == 2)
            or (3 in orders and (oxygens or mine))
            or (cumulated and mine)
            or (cumulated and any(_doubles(graph, j) == 2 for j in neighbours))
            or sum(len(ring) < 5 for ring in mine) > 1
            or (len(mine) > 1 and graph.mol.GetAtomWithIdx(i).GetIsAromatic())
        ):
            odd.add(i)
    return frozenset(odd.union(*(graph.neighbours[i] for i in odd)))


def _doubles(graph: Graph, i: int) -> int:
    return graph.bonds[i].count(2)
