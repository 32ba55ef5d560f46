"""One numbering for every drawing of a molecule, and the number of its symmetries. Exact.

Colour refinement sorts the atoms by what surrounds them. Where a cell of the partition keeps several atoms, each of
them is singled out in turn and the refinement goes on: the leaves of this search tree are numberings. The canonical one
is the least leaf, by the traces of the refinements on the way to it and then by its matrix of bond orders.

Two leaves with the same matrix are a symmetry. It carries one branch onto another that need not be searched, and the
symmetries found multiply up to |Aut| along the first branch, as orbit times stabiliser (McKay, *Congressus Numerantium*
30, 45, 1981). Twins, atoms with the same neighbours, are never singled out: m of them are m! symmetries at once. So a
dendrimer with 10¹³ symmetries costs a few dozen leaves.

Hash values only steer the search: a collision would cost time, never a wrong answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.elements import MAX_HEAVY_ATOMS
from saserver.engine.jit import both, compiled

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

#: A number for each (cell, bond order) of a neighbour: fixed, so that keys are the same on every machine.
_SALT: Final = np.random.Generator(np.random.PCG64(1996)).integers(-(2**63), 2**63 - 1, 4 * MAX_HEAVY_ATOMS) | 1
_MIX: Final = -7046029254386353131

# What lies open during a search is one array, for numba compiles each array argument of each function anew. Its rows:
_DEGREE: Final = 0  # per atom: how many neighbours
_SIGNATURE: Final = 1  # what surrounds it
_PLACE: Final = 2  # where it comes in the numbering that is being written
_ORBIT: Final = 3  # a name of its orbit under the symmetries found so far
_IMAGE: Final = 4  # where the symmetry just found takes it
_FIRST: Final = 5  # the numbering at the first leaf
_BEST: Final = 6  # and at the best
_START: Final = 7  # per level of the tree: where the cell that is split begins,
_STOP: Final = 8  # ends,
_TURN: Final = 9  # and which of its atoms is next
_PATH: Final = 10  # the atom singled out
_BEST_PATH: Final = 11
_TRACE: Final = 12  # what the refinement saw
_FIRST_TRACE: Final = 13
_BEST_TRACE: Final = 14
_LIKE_FIRST: Final = 15  # whether the traces so far are those of the first leaf
_AGAINST_BEST: Final = 16  # -1, 0, 1 as they are less than, equal to or greater than those of the best
_THIS_KEY: Final = 17  # the matrix at the present leaf
_FIRST_KEY: Final = 18
_LEVELS: Final = MAX_HEAVY_ATOMS + 1
_LINKS: Final = 19  # a row per atom: 4·neighbour + bond order, ascending
_ORDER: Final = _LINKS + _LEVELS  # a row per level: the atoms, cell by cell
_CELL: Final = _ORDER + _LEVELS  # a row per level: position of the first atom of each atom's cell
_ROWS: Final = _CELL + _LEVELS

_BETTER: Final = -1  # what else a leaf can be than the like of one that has a row
_WORSE: Final = -2


def words(n: int) -> int:
    """How many 64-bit words hold the bond orders between n atoms."""
    return max(1, (n * (n - 1) // 2 + 31) // 32)


def _desk(n: int) -> Ints:
    """Room for a search among n atoms."""
    return np.zeros((_ROWS, max(n + 1, words(n))), np.int64)


@both
def _lay_out(colours: Bytes, bonds: Bytes, desk: Ints) -> int:
    """Write the links, and the root of the tree: atoms by colour. Return its level."""
    n = len(colours)
    order, cell = desk[_ORDER], desk[_CELL]
    for i in range(n):
        degree = 0
        for j in range(n):
            if bonds[i, j]:
                desk[_LINKS + i, degree] = 4 * j + bonds[i, j]
                degree += 1
        desk[_DEGREE, i], desk[_ORBIT, i] = degree, i
        p = i
        while p > 0 and colours[order[p - 1]] > colours[i]:
            order[p] = order[p - 1]
            p -= 1
        order[p] = i
    base = 0
    for p in range(n):
        if colours[order[p]] != colours[order[base]]:
            base = p
        cell[order[p]] = base
    return 0


@both
def _refine(desk: Ints, order: Ints, cell: Ints, n: int) -> int:
    """Split cells by the cells of the neighbours until no cell splits; return a hash of what was seen."""
    signature = desk[_SIGNATURE]
    trace = 0
    split = True
    while split:
        split = False
        for p in range(n):
            v = order[p]
            if cell[v] != p or (p + 1 < n and cell[order[p + 1]] == p):
                around = 0
                for k in range(desk[_DEGREE, v]):
                    link = desk[_LINKS + v, k]
                    around += _SALT[4 * cell[link >> 2] + (link & 3)]
                signature[v] = around
        start = 0
        while start < n:
            stop = start + 1
            while stop < n and cell[order[stop]] == start:
                v, p = order[stop], stop
                while p > start and signature[order[p - 1]] > signature[v]:
                    order[p] = order[p - 1]
                    p -= 1
                order[p] = v
                stop += 1
            base = start
            for p in range(start, stop if stop - start > 1 else start):
                if p == start or signature[order[p]] != signature[order[base]]:
                    split = split or p > start
                    base = p
                    trace = (trace ^ signature[order[p]]) * _MIX + p
                cell[order[p]] = base
            start = stop
    return trace


@both
def _aim(desk: Ints, level: int, n: int) -> bool:
    """Choose the first of the smallest cells that are not all twins; False at a leaf, where there is none."""
    order, cell = desk[_ORDER + level], desk[_CELL + level]
    size = n + 1
    start = 0
    while start < n:
        v = order[start]
        stop = start + 1
        twins = True
        while stop < n and cell[order[stop]] == start:
            w = order[stop]
            twins = twins and desk[_DEGREE, v] == desk[_DEGREE, w]
            for k in range(desk[_DEGREE, v]):
                twins = twins and desk[_LINKS + v, k] == desk[_LINKS + w, k]
            stop += 1
        if not twins and stop - start < size:
            size = stop - start
            desk[_START, level] = desk[_TURN, level] = start
            desk[_STOP, level] = stop
        start = stop
    return size <= n


@both
def _single_out(desk: Ints, level: int, n: int) -> None:
    """Single out the atom whose turn it is."""
    order, cell = desk[_ORDER + level + 1], desk[_CELL + level + 1]
    for p in range(n):
        order[p], cell[p] = desk[_ORDER + level, p], desk[_CELL + level, p]
    start, turn = desk[_START, level], desk[_TURN, level]
    desk[_PATH, level] = order[turn]
    desk[_TURN, level] = turn + 1
    order[start], order[turn] = order[turn], order[start]
    for p in range(start + 1, desk[_STOP, level]):
        cell[order[p]] = start + 1


@both
def _write(desk: Ints, order: Ints, key: Ints, n: int) -> None:
    """The bond orders below the diagonal, two bits each, in a numbering."""
    for w in range(len(key)):
        key[w] = 0
    for i in range(n):
        desk[_PLACE, order[i]] = i
    for i in range(n):
        v = order[i]
        for k in range(desk[_DEGREE, v]):
            link = desk[_LINKS + v, k]
            j = desk[_PLACE, link >> 2]
            if j < i:
                bit = i * (i - 1) // 2 + j
                key[bit >> 5] |= (link & 3) << (2 * (bit & 31))


@both
def _compare(one: Ints, other: Ints) -> int:
    for w in range(len(other)):
        if one[w] != other[w]:
            return -1 if one[w] < other[w] else 1
    return 0


@both
def _unite(desk: Ints, v: int, w: int, n: int) -> None:
    """A symmetry takes v to w: their orbits are one."""
    one, other = desk[_ORBIT, v], desk[_ORBIT, w]
    if one != other:
        for atom in range(n):
            if desk[_ORBIT, atom] == other:
                desk[_ORBIT, atom] = one


@both
def _count(desk: Ints, level: int, stop: int, place: int) -> int:
    """How many atoms of the cell that is split, before ``stop``, are of the orbit of the atom at ``place``."""
    order, orbit = desk[_ORDER + level], desk[_ORBIT]
    count = 0
    for p in range(desk[_START, level], stop):
        count += orbit[order[p]] == orbit[order[place]]
    return count


@both
def _promising(desk: Ints, level: int, first_level: int, best_level: int) -> bool:
    """Compare the traces with those of the first and of the best leaf: may a symmetry or a better leaf hang below?"""
    trace = desk[_TRACE, level]
    if first_level < 0:  # on the way to the first leaf
        desk[_FIRST_TRACE, level], desk[_LIKE_FIRST, level], desk[_AGAINST_BEST, level] = trace, 1, -1
        return True
    like_first, against = desk[_LIKE_FIRST, level - 1], desk[_AGAINST_BEST, level - 1]
    if level > first_level or trace != desk[_FIRST_TRACE, level]:
        like_first = 0
    if against == 0 and (level > best_level or trace > desk[_BEST_TRACE, level]):
        against = 1
    elif against == 0 and trace < desk[_BEST_TRACE, level]:
        against = -1
    desk[_LIKE_FIRST, level], desk[_AGAINST_BEST, level] = like_first, against
    return bool(like_first == 1 or against <= 0)


@both
def _compare_leaf(desk: Ints, level: int, first_level: int, best_level: int, key: Ints) -> int:
    """``_FIRST`` or ``_BEST`` where that leaf has the same matrix, else ``_BETTER`` or ``_WORSE``."""
    this_key, against = desk[_THIS_KEY], desk[_AGAINST_BEST, level]
    if level == first_level and desk[_LIKE_FIRST, level] == 1 and _compare(this_key, desk[_FIRST_KEY]) == 0:
        return _FIRST
    if against == 0:
        against = -1 if level < best_level else _compare(this_key, key)
    if against == 0:
        return _BEST
    return _BETTER if against < 0 else _WORSE


@both
def _settle(desk: Ints, level: int, key: Ints, n: int) -> None:
    """The present leaf is the best so far."""
    for p in range(n):
        desk[_BEST, p] = desk[_ORDER + level, p]
    for k in range(level + 1):
        desk[_BEST_PATH, k], desk[_BEST_TRACE, k], desk[_AGAINST_BEST, k] = desk[_PATH, k], desk[_TRACE, k], 0
    for w in range(len(key)):
        key[w] = desk[_THIS_KEY, w]


@both
def _start_from(desk: Ints, level: int, n: int) -> int:
    """The present leaf is the first; return how many symmetries only exchange twins."""
    order, cell = desk[_ORDER + level], desk[_CELL + level]
    symmetries = 1
    for p in range(n):
        desk[_FIRST, p] = order[p]
        base = cell[order[p]]
        symmetries *= p - base + 1  # m twins: 1 · 2 · … · m
        _unite(desk, order[base], order[p], n)
    # A loop, for numba takes 8 s to compile the assignment of a slice: it brings along the text of an error.
    for w in range(desk.shape[1]):
        desk[_FIRST_KEY, w] = desk[_THIS_KEY, w]
    return symmetries


@both
def _search(colours: Bytes, bonds: Bytes, desk: Ints, key: Ints) -> int:
    """Write the canonical bond orders to ``key``; return |Aut|."""
    n = len(colours)
    level = _lay_out(colours, bonds, desk)  # for a literal 0 numba would compile everything once more
    symmetries = 1
    first_level = best_level = level - 1
    trunk = level  # the deepest node on the way to the present one that the first leaf hangs from too
    while True:
        desk[_TRACE, level] = _refine(desk, desk[_ORDER + level], desk[_CELL + level], n)
        if not _promising(desk, level, first_level, best_level):
            level -= 1
        elif _aim(desk, level, n):
            trunk = level if first_level < 0 else trunk
        else:
            _write(desk, desk[_ORDER + level], desk[_THIS_KEY], n)
            same = _compare_leaf(desk, level, first_level, best_level, key)
            if first_level < 0:
                symmetries = _start_from(desk, level, n)
                first_level, trunk = level, level - 1
            if same == _BETTER:
                _settle(desk, level, key, n)
                best_level = level
            if same < 0:
                level -= 1
            else:
                for p in range(n):
                    _unite(desk, desk[same, p], desk[_ORDER + level, p], n)
                level = trunk  # nothing new between here and where the two paths part
                while same == _BEST and desk[_PATH, level] == desk[_BEST_PATH, level]:
                    level += 1
        while level >= 0:
            turn = desk[_TURN, level]
            if turn == desk[_STOP, level]:
                if level == trunk:  # all symmetries found so far fix the path to here: orbit times stabiliser
                    symmetries *= _count(desk, level, turn, desk[_START, level])
                    trunk -= 1
                level -= 1
            elif level == trunk and _count(desk, level, turn, turn) > 0:
                desk[_TURN, level] = turn + 1  # the like of it had its turn
            else:
                break
        if level < 0:
            return symmetries
        _single_out(desk, level, n)
        level += 1


@compiled
def _search_all(colours: Bytes, bonds: Bytes, desk: Ints, keys: Ints, automorphisms: Ints) -> None:
    for g in range(len(bonds)):
        automorphisms[g] = _search(colours[g], bonds[g], desk, keys[g])


def hash_slots(capacity: int) -> Ints:
    """An empty hash table for ``capacity`` keys; the pages of it that nobody touches cost no memory."""
    return np.zeros(1 << (2 * capacity).bit_length(), np.int64)


@compiled
def enter(slots: Ints, known: Ints, count: int, keys: Ints, places: Ints) -> int:
    """Find each key among the first ``count`` known ones and note its place; add those that are new.

    ``slots`` is an open hash table: 0 where empty, else place + 1. Returns the new count; stops when ``known`` is full.
    """
    mask = len(slots) - 1
    for g in range(len(keys)):
        key = keys[g]
        h = 0
        for w in range(len(key)):
            h = (h ^ key[w]) * _MIX
            h ^= h >> 29
        at = h & mask
        while slots[at] and _compare(known[slots[at] - 1], key):
            at = (at + 1) & mask
        if not slots[at]:
            if count == len(known):
                break
            for w in range(len(key)):
                known[count, w] = key[w]
            count += 1
            slots[at] = count
        places[g] = slots[at] - 1
    return count


def colours(elements: Sequence[str]) -> Bytes:
    """A number for each atom, in Hill order of the elements: carbon first, the others by the alphabet."""
    hill = sorted(set(elements), key=lambda symbol: (symbol != "C", symbol))
    return np.array([hill.index(symbol) for symbol in elements], dtype=np.uint8)


def canonical(colours: Bytes, bonds: Bytes) -> tuple[Ints, Ints]:
    """Canonical key and number of automorphisms of each graph.

    Parameters
    ----------
    colours : colour of each atom, ``(n,)``, or of each atom of each graph, ``(k, n)``
    bonds : bond orders 0 … 3, ``(k, n, n)``, symmetric

    Returns
    -------
    keys : ``(k, words(n))``; two graphs with the same colours are isomorphic if and only if their keys are equal
    automorphisms : ``(k,)``
    """
    k, n = bonds.shape[:2]
    if n > MAX_HEAVY_ATOMS:
        raise ValueError(f"bonds: graphs of {n} atoms; at most {MAX_HEAVY_ATOMS} are supported")
    keys, automorphisms = np.zeros((k, words(n)), np.int64), np.zeros(k, np.int64)
    each = np.array(np.broadcast_to(colours, (k, n)), np.uint8, order="C")
    _search_all(each, np.require(bonds, np.uint8, ["C", "W"]), _desk(n), keys, automorphisms)
    return keys, automorphisms


def drawn(keys: Ints, n: int) -> Bytes:
    """Bond orders ``(k, n, n)`` of the graphs with these keys; their atoms are in the order of their colours."""
    rows, columns = np.tril_indices(n, -1)
    bits = np.arange(len(rows))
    bonds = np.zeros((len(keys), n, n), np.uint8)
    bonds[:, rows, columns] = bonds[:, columns, rows] = keys[:, bits >> 5] >> (2 * (bits & 31)) & 3
    return bonds
