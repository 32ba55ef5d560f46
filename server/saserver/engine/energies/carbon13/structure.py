"""What the rules of the additive model ask about a molecule: neighbours, rings, groups, atoms within reach.

Everything is kept in one array of integers, ``work``, at the places named below: passing and slicing many arrays costs
compiled code more than the rules themselves do.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.energies.carbon13.increments import TRANSPARENT, Group
from saserver.engine.jit import both

IntArray = NDArray[np.int64]

CARBON: Final = 6
LARGEST_RING: Final = 7
MOST_BENZENE_RINGS: Final = 60

# One entry per atom i, at PLACE + i, unless it says otherwise.
LINES: Final = 0  # the predicted lines, in the order of the carbons
NEIGHBOURS: Final = 64  # the k-th neighbour of i at NEIGHBOURS + 4 * i + k
ORDERS: Final = 320  # the order of the bond to it at ORDERS + 4 * i + k
DEGREE: Final = 576  # number of heavy neighbours
HYDROGENS: Final = 640
IS_CARBON: Final = 704  # 1 for carbon, 0 for oxygen
DOUBLES: Final = 768  # number of double bonds
PARTNER: Final = 832  # the other carbon of a carbon's only double bond, else -1
AROMATIC: Final = 896  # number of benzene rings around i
RING: Final = 960  # size of the smallest ring through i, 0 where it has none or a larger one than LARGEST_RING
GROUP: Final = 1024  # a Group
QUEUE: Final = 1088  # atoms found by `reach`, the nearest first
DISTANCE: Final = 1152  # how far `reach` found them, -1 for the others
SPARE: Final = 1216  # for searches
PATH: Final = SPARE
CHOICE: Final = SPARE + 6
BENZENE_RINGS: Final = 1280  # their number
BENZENE: Final = 1281  # atom p of benzene ring r at BENZENE + 6 * r + p
WORK: Final = BENZENE + 6 * MOST_BENZENE_RINGS


@both
def perceive(bonds: NDArray[np.uint64], elements: IntArray, work: IntArray) -> None:
    """Fill the places above but for LINES from the bonds."""
    n: int = bonds.shape[0] - 1
    edges = 0
    for i in range(n):
        work[DEGREE + i] = work[DOUBLES + i] = work[AROMATIC + i] = work[RING + i] = 0
        work[PARTNER + i] = -1
        work[HYDROGENS + i] = np.int64(bonds[i, n])
        work[IS_CARBON + i] = 1 if elements[i] == CARBON else 0
        for j in range(i):
            if bonds[i, j] != 0:
                order = np.int64(bonds[i, j])
                edges += 1
                for a, b in ((i, j), (j, i)):
                    k = 4 * a + work[DEGREE + a]
                    work[NEIGHBOURS + k] = b
                    work[ORDERS + k] = order
                    work[DEGREE + a] += 1
                    work[DOUBLES + a] += 1 if order == 2 else 0
    paired = 0
    for i in range(n):
        if work[DOUBLES + i] == 1 and work[IS_CARBON + i] == 1:
            for k in range(4 * i, 4 * i + work[DEGREE + i]):
                if work[ORDERS + k] == 2 and work[IS_CARBON + work[NEIGHBOURS + k]] == 1:
                    work[PARTNER + i] = work[NEIGHBOURS + k]
                    paired += 1
    work[BENZENE_RINGS] = 0
    if edges >= n and paired >= 6:
        _find_benzene_rings(n, work)
    for i in range(n):
        work[GROUP + i] = _group_of_carbon(i, work) if work[IS_CARBON + i] == 1 else _group_of_oxygen(i, work)
    if edges >= n:
        for i in range(n):
            if work[DEGREE + i] > 1:
                work[RING + i] = _smallest_ring(n, i, work)


@both
def _find_benzene_rings(n: int, work: IntArray) -> None:
    """Six-rings of C=C carbons, each paired with a neighbour in the ring or, in fused rings, already aromatic.

    The second case makes both rings of naphthalene aromatic in each of its three Kekulé structures.
    """
    for start in range(n):
        depth = 0
        work[PATH], work[CHOICE] = start, 0
        while depth >= 0 and _is_paired(start, work) and work[BENZENE_RINGS] < MOST_BENZENE_RINGS:
            atom = work[PATH + depth]
            if work[CHOICE + depth] == work[DEGREE + atom]:
                depth -= 1
                continue
            other = work[NEIGHBOURS + 4 * atom + work[CHOICE + depth]]
            work[CHOICE + depth] += 1
            if depth == 5:
                if other == start and work[PATH + 1] < work[PATH + 5]:
                    for k in range(6):
                        work[BENZENE + 6 * work[BENZENE_RINGS] + k] = work[PATH + k]
                    work[BENZENE_RINGS] += 1
            elif other > start and _is_paired(other, work):
                fresh = True
                for k in range(1, depth + 1):
                    if work[PATH + k] == other:
                        fresh = False
                if fresh:
                    depth += 1
                    work[PATH + depth], work[CHOICE + depth] = other, 0
    candidates = work[BENZENE_RINGS]
    accepted = 0
    searching = True
    while searching:
        searching = False
        for ring in range(accepted, candidates):
            if _is_aromatic(ring, work):
                for p in range(6):
                    a, b = 6 * ring + p, 6 * accepted + p
                    work[AROMATIC + work[BENZENE + a]] += 1
                    work[BENZENE + a], work[BENZENE + b] = work[BENZENE + b], work[BENZENE + a]
                accepted += 1
                searching = True
    work[BENZENE_RINGS] = accepted


@both
def _is_paired(i: int, work: IntArray) -> bool:
    """Whether i has one double bond, to a carbon that has no other: neither a cumulene nor a ketene."""
    return bool(work[PARTNER + i] >= 0 and work[PARTNER + work[PARTNER + i]] == i)


@both
def _is_aromatic(ring: int, work: IntArray) -> bool:
    for p in range(6):
        atom = work[BENZENE + 6 * ring + p]
        partner = work[PARTNER + atom]
        before, after = work[BENZENE + 6 * ring + (p + 5) % 6], work[BENZENE + 6 * ring + (p + 1) % 6]
        if partner != before and partner != after and work[AROMATIC + atom] == 0:
            return False
    return True


@both
def _smallest_ring(n: int, start: int, work: IntArray) -> int:
    """Two branches of a breadth-first search that meet close a ring through the atom where they began.

    Rings through an ester, lactones, do not count: their carbons resemble those of open esters.
    """
    for i in range(n):
        work[DISTANCE + i] = -1
    smallest = LARGEST_RING + 1
    work[DISTANCE + start] = 0
    work[QUEUE] = start
    head, tail = 0, 1
    while head < tail:
        atom = work[QUEUE + head]
        head += 1
        if 2 * work[DISTANCE + atom] + 1 >= smallest:
            break
        for k in range(4 * atom, 4 * atom + work[DEGREE + atom]):
            other = work[NEIGHBOURS + k]
            if work[GROUP + other] == Group.ESTER:
                continue
            if work[DISTANCE + other] < 0:
                work[DISTANCE + other] = work[DISTANCE + atom] + 1
                work[SPARE + other] = other if atom == start else work[SPARE + atom]
                work[QUEUE + tail] = other
                tail += 1
            elif other != start and atom != start and work[SPARE + other] != work[SPARE + atom]:
                smallest = min(smallest, work[DISTANCE + other] + work[DISTANCE + atom] + 1)
    return smallest if smallest <= LARGEST_RING else 0


@both
def _group_of_carbon(i: int, work: IntArray) -> int:
    if work[AROMATIC + i] > 0:
        return Group.ARYL
    oxo = False
    hydroxyls = oxygens = 0
    for k in range(4 * i, 4 * i + work[DEGREE + i]):
        other = work[NEIGHBOURS + k]
        if work[ORDERS + k] == 3:
            return Group.ALKYNYL
        if work[IS_CARBON + other] == 0:
            if work[ORDERS + k] == 2:
                oxo = True
            else:
                oxygens += 1
                hydroxyls += work[HYDROGENS + other]
    if work[DOUBLES + i] == 0:
        return Group.ALKYL
    if work[DOUBLES + i] == 2 or not oxo:
        return Group.ALKENYL
    if oxygens == 0:
        return Group.ALDEHYDE if work[HYDROGENS + i] > 0 else Group.KETONE
    return Group.ACID if hydroxyls > 0 else Group.ESTER


@both
def _group_of_oxygen(i: int, work: IntArray) -> int:
    if work[DOUBLES + i] > 0:
        return Group.OXO
    unsaturated = False
    for k in range(4 * i, 4 * i + work[DEGREE + i]):
        other = work[NEIGHBOURS + k]
        if work[IS_CARBON + other] == 1 and work[HYDROGENS + i] == 0:
            for m in range(4 * other, 4 * other + work[DEGREE + other]):
                if work[ORDERS + m] > 1:
                    unsaturated = True
                    if work[IS_CARBON + work[NEIGHBOURS + m]] == 0:
                        return Group.ACYLOXY
    if work[HYDROGENS + i] > 0:
        return Group.HYDROXYL
    return Group.ENOL_ETHER if unsaturated else Group.ETHER


@both
def reach(n: int, start: int, furthest: int, banned: int, alkyl_only: bool, work: IntArray) -> int:
    """Find the atoms within ``furthest`` bonds, not through ``banned``; returns their number, itself included.

    The search goes on behind saturated carbons, and unless ``alkyl_only`` behind every group that lets it through.
    """
    for i in range(n):
        work[DISTANCE + i] = -1
    work[DISTANCE + start] = 0
    work[QUEUE] = start
    head, tail = 0, 1
    while head < tail:
        atom = work[QUEUE + head]
        head += 1
        if work[DISTANCE + atom] == furthest:
            break
        group = work[GROUP + atom]
        if head > 1 and (group != Group.ALKYL if alkyl_only else TRANSPARENT[group] == 0):
            continue
        for k in range(4 * atom, 4 * atom + work[DEGREE + atom]):
            other = work[NEIGHBOURS + k]
            if work[DISTANCE + other] < 0 and other != banned:
                work[DISTANCE + other] = work[DISTANCE + atom] + 1
                work[QUEUE + tail] = other
                tail += 1
    return tail
