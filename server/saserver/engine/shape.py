"""Connectivity and Wiener index, compiled. Of each heavy atom the neighbours are the bits of a word.

In what follows ``near`` is the place of the first of these words in the array of state, ``size`` that of scratch space
for as many.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.jit import inlined
from saserver.engine.words import Word, Words, straight

Array = NDArray[np.uint64]
ZERO: Final = np.uint64(0)
ONE: Final = np.uint64(1)


@straight
def begin_tree(work: Words, near: Word, size: Word, atom: Word, leaves: Word, alone: Word) -> tuple[Word, Word]:
    """Nothing hangs on an atom yet. It is a leaf if it has one neighbour, alone if it has none."""
    row = work[near + atom]
    work[size + atom] = 1
    return leaves | (row & row - 1).equals(0) << atom, alone | row.equals(0)


@straight
def take_off(work: Words, near: Word, size: Word, leaves: Word, present: Word) -> tuple[Word, Word, Word, Word]:
    """Take a leaf off: its neighbours, its weight, the other leaves, the other atoms."""
    leaf = leaves.lowest_one()
    others = leaves & leaves - 1
    present ^= leaves ^ others
    return work[near + leaf] & present, work[size + leaf], others, present


@straight
def hang_on(work: Words, near: Word, size: Word, neighbour: Word, weight: Word, leaves: Word, present: Word) -> Word:
    """Hang the weight of a leaf on its neighbour, which may now be a leaf itself."""
    stem = neighbour.lowest_one()
    work[size + stem] += weight
    row = work[near + stem] & present
    return leaves | (row & row - 1).equals(0) << stem


@straight
def first_of(atoms: Word) -> Word:
    return atoms & -atoms


@straight
def spread(work: Words, near: Word, front: Word, reached: Word) -> tuple[Word, Word]:
    """The neighbours of one atom of the front are reached; the others remain."""
    return front & front - 1, reached | work[near + front.lowest_one()]


@straight
def weigh(work: Words, size: Word, atoms: Word, weight: Word) -> tuple[Word, Word]:
    """Add the weight of one atom; the others remain."""
    return atoms & atoms - 1, weight + work[size + atoms.lowest_one()]


@straight
def count_pairs(work: Words, near: Word, atom: Word, pairs: Word) -> Word:
    """Add the neighbours of an atom that come before it."""
    return pairs + (work[near + atom] & atom.bit() - 1).ones()


@inlined
def wiener(work: Array, near: Any, size: Any, n: Any) -> Any:
    """Wiener index, 0 if the graph is not connected.

    Trees that hang on the rest are taken off, leaf by leaf: a bond that cuts off s atoms lies on s(n - s) shortest
    paths. What remains has no end; from each of its atoms the others are counted level by level, with the weight of
    what hung on them.
    """
    leaves = alone = ZERO
    for atom in range(n):
        leaves, alone = begin_tree(work, near, size, atom, leaves, alone)
    if alone:
        return ZERO
    present = (ONE << n) - ONE
    total = ZERO
    while leaves:
        neighbour, weight, leaves, present = take_off(work, near, size, leaves, present)
        if not neighbour:  # the last of its tree: all atoms hang on it, or there are others elsewhere
            return total if weight == n else ZERO
        total += weight * (n - weight)
        leaves = hang_on(work, near, size, neighbour, weight, leaves, present)
    twice = ZERO
    sources = present
    while sources:
        front = seen = first_of(sources)
        level = distance = ZERO
        while front:
            reached = ZERO
            while front:
                front, reached = spread(work, near, front, reached)
            front = atoms = reached & present & ~seen
            seen |= front
            level += ONE
            weight = ZERO
            while atoms:
                atoms, weight = weigh(work, size, atoms, weight)
            distance += level * weight
        if seen != present:
            return ZERO
        sources, weight = weigh(work, size, sources, ZERO)
        twice += distance * weight
    return total + (twice >> ONE)


@inlined
def connected(work: Array, near: Any, n: Any) -> Any:
    """Whether the heavy atoms hang together."""
    front: Any = ONE
    seen: Any = ONE
    while front:
        reached = ZERO
        while front:
            front, reached = spread(work, near, front, reached)
        front = reached & ~seen
        seen |= front
    return seen == (ONE << n) - ONE
