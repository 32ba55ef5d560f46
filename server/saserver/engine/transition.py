"""How often one isomer is proposed from another: exact, by trying every choice the chain has.

Four different vertices, the hydrogen pool among them, are drawn in order, then one of the values that b11 may take.
Eight of the orders of the same four are the same displacements, for x1 and x2, y1 and y2, and the x and the y may
change places: what is left are the three ways to make two pairs of four vertices. A value of b11 has the share 1, 1/2
or 1/3. So in sixths everything is whole, and no rounding stands between the counts and the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.canonical import canonical, colours, enter, hash_slots
from saserver.engine.closure import connected
from saserver.engine.elements import VALENCES
from saserver.engine.jit import both, compiled
from saserver.engine.move import packed_admissible

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

_ADMISSIBLE: Final = packed_admissible().astype(np.int64)
_MOST_CHOICES: Final = 3  # values that b11 may take
_ROOM: Final = 1 << 20  # bytes of structures that are looked at together, between two calls of ``progress``


@dataclass(frozen=True, eq=False)
class Transitions:
    """The proposals between isomers, in rows that hold what is not zero.

    Attributes
    ----------
    first : ``(k + 1,)``; the entries of isomer i are those from ``first[i]`` up to ``first[i + 1]``
    target : place of the isomer proposed, ascending in each row, the isomer itself left out
    count : how many of ``total`` equally likely choices propose it
    total : the same for every isomer; what is missing in a row leaves the isomer as it is: null proposals, those that
        fall apart, and those that only number the atoms anew
    """

    first: Ints
    target: Ints
    count: Ints
    total: int

    def __len__(self) -> int:
        return len(self.first) - 1

    def neighbours(self, place: int) -> Ints:
        """The isomers that one move reaches."""
        return self.target[self.first[place] : self.first[place + 1]]

    @property
    def source(self) -> Ints:
        """Place of the isomer that each entry starts from."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    def matrix(self) -> NDArray[np.float64]:
        """Probability that j is proposed from i; on the diagonal, that the proposal leaves the isomer as it is."""
        dense = np.zeros((len(self), len(self)))
        dense[self.source, self.target] = self.count / self.total
        stay = self.total - np.bincount(self.source, weights=self.count, minlength=len(self))
        np.fill_diagonal(dense, stay / self.total)
        return dense


@both
def _set_orders(bonds: Bytes, x1: int, y1: int, x2: int, y2: int, by: int) -> None:
    """Eqs. 7-9: raise x1y1 and x2y2, lower x1y2 and x2y1."""
    for v, w, change in ((x1, y1, by), (x2, y2, by), (x1, y2, -by), (x2, y1, -by)):
        bonds[v, w] += change
        bonds[w, v] += change


@both
def _try(bonds: Bytes, x1: int, y1: int, x2: int, y2: int, found: Bytes, sixths: Ints, count: int) -> int:
    """Write what may become of these four vertices, and how likely it is; return how many structures there are now."""
    n = len(bonds) - 1
    a11, a12, a21, a22 = bonds[x1, y1], bonds[x1, y2], bonds[x2, y1], bonds[x2, y2]
    packed = _ADMISSIBLE[np.int64(a11) + 4 * np.int64(a12) + 16 * np.int64(a21) + 64 * np.int64(a22)]
    choices = packed & 7
    for place in range(choices):
        by = (packed >> (3 + 2 * place) & 3) - np.int64(a11)
        _set_orders(bonds, x1, y1, x2, y2, by)
        if connected(bonds):
            for v in range(n):
                for w in range(n):
                    found[count, v, w] = bonds[v, w]
            sixths[count] = 6 // choices
            count += 1
        _set_orders(bonds, x1, y1, x2, y2, -by)
    return count


@compiled
def _propose(parent: Bytes, valences: Ints, bonds: Bytes, found: Bytes, sixths: Ints, count: int) -> int:
    """Everything that may be proposed from a structure, behind the ``count`` structures that are there already."""
    n = len(valences)
    for v in range(n):
        hydrogens = valences[v]
        for w in range(n):
            bonds[v, w] = parent[v, w]
            hydrogens -= parent[v, w]
        bonds[v, n] = bonds[n, v] = hydrogens
    for a in range(n + 1):
        for b in range(a):
            for c in range(b):
                for d in range(c):
                    # The vertex a shares its side with each of the others in turn.
                    count = _try(bonds, a, c, b, d, found, sixths, count)
                    count = _try(bonds, a, b, c, d, found, sixths, count)
                    count = _try(bonds, a, b, d, c, found, sixths, count)
    return count


def transitions(
    elements: Sequence[str], graphs: Bytes, progress: Callable[[int, int], None] | None = None
) -> Transitions:
    """The proposals between isomers.

    Parameters
    ----------
    elements : symbol of each atom
    graphs : ``(k, n, n)`` bond orders of every isomer, each once
    progress : called with the number of isomers that are done, and of all
    """
    k, n = graphs.shape[:2]
    hues, valences = colours(elements), np.array([VALENCES[element] for element in elements])
    keys, _ = canonical(hues, graphs)
    known, slots, order = np.zeros_like(keys), hash_slots(k), np.zeros(k, np.int64)
    enter(slots, known, 0, keys, order)
    choices = 3 * comb(n + 1, 4)
    most = _MOST_CHOICES * choices + 1
    room = max(_ROOM // n**2, most)
    found, sixths = np.zeros((room, n, n), np.uint8), np.zeros(room, np.int64)
    bonds = np.zeros((n + 1, n + 1), np.uint8)
    rows: list[tuple[Ints, Ints]] = []
    while len(rows) < k:
        ends = [0]
        begin = len(rows)
        while begin + len(ends) - 1 < k and ends[-1] + most <= room:
            parent = graphs[begin + len(ends) - 1]
            ends.append(_propose(parent, valences, bonds, found, sixths, ends[-1]))
        keys, _ = canonical(hues, found[: ends[-1]])
        places = np.zeros(ends[-1], np.int64)
        enter(slots, known, k, keys, places)
        for start, stop in pairwise(ends):
            counts = np.bincount(places[start:stop], weights=sixths[start:stop], minlength=k).astype(np.int64)
            counts[len(rows)] = 0
            (reached,) = counts.nonzero()
            rows.append((reached, counts[reached]))
        if progress:
            progress(len(rows), k)
    first = np.cumsum([0, *(len(reached) for reached, _ in rows)])
    target, count = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return Transitions(first, target, count, max(6 * choices, 1))
