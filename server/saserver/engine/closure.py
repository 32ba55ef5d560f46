"""All structures that displacements reach from one: every isomer of a formula.

Displacements that change their four bond orders by one reach all that any displacement reaches: a larger one is a row
of such, and what lies between is connected too, for a bond order strictly between two others is not zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.canonical import canonical, colours, drawn, enter, hash_slots, words
from saserver.engine.elements import MAX_BOND_ORDER, VALENCES
from saserver.engine.errors import TooManyIsomers
from saserver.engine.formula import Formula
from saserver.engine.jit import both, compiled
from saserver.engine.start import start_structure

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

_ROOM: Final = 1 << 20  # bytes of labelled graphs that are looked at together, between two calls of ``progress``
_PARENTS: Final = 256  # at most so many isomers are closed together
_TRIES: Final = 1 << 14  # displacements that the scout tries before it looks at what it found


@both
def connected(bonds: Bytes) -> bool:
    """Whether the heavy atoms hang together, without the hydrogen pool."""
    n = len(bonds) - 1
    one = np.int64(1)
    reached = waiting = one
    while waiting:
        for v in range(n):
            if waiting >> v & 1:
                waiting ^= one << v
                for w in range(n):
                    if bonds[v, w] and not reached >> w & 1:
                        reached |= one << w
                        waiting |= one << w
    return bool(reached == (one << n) - 1)


@both
def _shift(bonds: Bytes, a: int, b: int, c: int, d: int) -> None:
    """One bond less between a and b and between c and d, one more between a and c and between b and d."""
    for v, w, change in ((a, b, -1), (c, d, -1), (a, c, 1), (b, d, 1)):
        bonds[v, w] += change
        bonds[w, v] += change


@both
def _displace(bonds: Bytes, a: int, b: int, c: int, d: int) -> bool:
    """Shift, unless a bond order would leave 0 … 3 or the molecule fall apart. The last vertex is the hydrogen pool."""
    if (a - c) * (a - d) * (b - c) * (b - d) == 0:
        return False  # not four different vertices
    most = MAX_BOND_ORDER
    if bonds[a, b] == 0 or bonds[c, d] == 0 or bonds[a, c] == most or bonds[b, d] == most:
        return False
    _shift(bonds, a, b, c, d)
    if (bonds[a, b] and bonds[c, d]) or connected(bonds):
        return True
    _shift(bonds, a, c, b, d)
    return False


@compiled
def _wander(bonds: Bytes, vertices: Ints, visited: Bytes) -> int:
    """Displace a structure at random, again and again; note every structure on the way."""
    n = len(bonds) - 1
    count = 0
    for t in range(len(vertices)):
        a, b, c, d = vertices[t, 0], vertices[t, 1], vertices[t, 2], vertices[t, 3]
        if _displace(bonds, a, b, c, d):
            for v in range(n):
                for w in range(n):
                    visited[count, v, w] = bonds[v, w]
            count += 1
    return count


@compiled
def _open(parent: Bytes, valences: Ints, bonds: Bytes, ends: Ints) -> int:
    """Copy a structure to ``bonds``, with the hydrogen pool as last vertex; list its bonds, and return how many."""
    n = len(valences)
    for v in range(n):
        hydrogens = valences[v]
        for w in range(n):
            bonds[v, w] = parent[v, w]
            hydrogens -= parent[v, w]
        bonds[v, n] = bonds[n, v] = hydrogens
    edges = 0
    for v in range(n + 1):
        for w in range(v):
            if bonds[v, w]:
                ends[edges, 0], ends[edges, 1] = w, v
                edges += 1
    return edges


@both
def _mark_twins(colours: Bytes, bonds: Bytes, twin: Ints) -> None:
    """For each atom the last one before it of the same colour and with the same neighbours, -1 where there is none."""
    n = len(colours)
    twin[n] = -1
    for v in range(n):
        twin[v] = -1
        for w in range(v):
            alike = colours[v] == colours[w]
            for x in range(n + 1):
                alike = alike and bonds[v, x] == bonds[w, x]
            if alike:
                twin[v] = w


@both
def _in_turn(twin: Ints, a: int, b: int, c: int, d: int) -> bool:
    """Whether the four vertices hold no atom without the twin before it: other choices lead to the same isomers."""
    for v in (a, b, c, d):
        w = twin[v]
        if w >= 0 and w != a and w != b and w != c and w != d:
            return False
    return True


@compiled
def _neighbours(
    parents: Bytes, colours: Bytes, valences: Ints, bonds: Bytes, twin: Ints, ends: Ints, found: Bytes
) -> tuple[int, int]:
    """All displacements of as many parents as there is room for: how many parents, and how many structures."""
    n = len(colours)
    count = 0
    for g in range(len(parents)):
        edges = _open(parents[g], valences, bonds, ends)
        if count + edges * (edges - 1) > len(found):
            return g, count
        _mark_twins(colours, bonds, twin)
        for e in range(edges):
            a, b = ends[e, 0], ends[e, 1]
            for f in range(e):
                c, d = ends[f, 0], ends[f, 1]
                for _ in range(2):
                    if _in_turn(twin, a, b, c, d) and _displace(bonds, a, b, c, d):
                        for v in range(n):
                            for w in range(n):
                                found[count, v, w] = bonds[v, w]
                        count += 1
                        _shift(bonds, a, c, b, d)
                    c, d = d, c
    return len(parents), count


class Space:
    """The isomers found so far; the first ``closed`` of them have had their neighbours looked at."""

    def __init__(self, formula: Formula, limit: int, progress: Callable[[int, int], None] | None) -> None:
        n = len(formula.elements)
        self.formula, self.limit, self.progress = formula, limit, progress
        self.colours = colours(formula.elements)
        self.valences = np.array([VALENCES[element] for element in formula.elements])
        self.known = np.zeros((limit + 1, words(n)), np.int64)
        self.slots = hash_slots(limit + 1)
        self.found = self.closed = 0
        self.bonds = np.zeros((n + 1, n + 1), np.uint8)
        self.ends = np.zeros(((n + 1) * n // 2, 2), np.int64)
        self.twin = np.zeros(n + 1, np.int64)
        edges = int(self.valences.sum()) // 2 + n
        self.room = np.zeros((max(_ROOM // n**2, edges**2), n, n), np.uint8)

    def add(self, graphs: Bytes) -> None:
        keys, _ = canonical(self.colours, graphs)
        self.found = enter(self.slots, self.known, self.found, keys, np.zeros(len(keys), np.int64))
        if self.found > self.limit:
            raise TooManyIsomers(
                f"formula: {self.formula} has more than {self.limit:,} isomers, too many to list; "
                "choose a smaller formula, or give a larger limit= and wait"
            )
        if self.progress:
            self.progress(self.closed, self.found)

    def scout(self, start: Bytes) -> None:
        """Walk at random for as long as every third structure is new.

        A walk finds new isomers much faster than closing does: a space beyond the limit is refused early.
        """
        n = len(self.colours)
        random = np.random.default_rng(1996)
        visited = np.zeros((_TRIES, n, n), np.uint8)
        _open(start, self.valences, self.bonds, self.ends)
        before, count = -1, 0
        while self.found - before > count / 3:
            before = self.found
            count = _wander(self.bonds, random.integers(0, n + 1, (_TRIES, 4)), visited)
            self.add(visited[:count])

    def neighbours(self, parents: Bytes) -> tuple[Bytes, int]:
        """Structures one displacement away, and the number of parents, from the first on, that they belong to."""
        work = self.bonds, self.twin, self.ends, self.room
        done, count = _neighbours(parents, self.colours, self.valences, *work)
        return self.room[:count], done

    def close(self) -> None:
        """Look at the neighbours of every isomer."""
        while self.closed < self.found:
            waiting = self.known[self.closed : min(self.found, self.closed + _PARENTS)]
            graphs, done = self.neighbours(drawn(waiting, len(self.colours)))
            self.closed += done
            self.add(graphs)


def closure(formula: Formula, limit: int, progress: Callable[[int, int], None] | None = None) -> Ints:
    """Canonical key of every isomer of a formula, in no particular order."""
    start = start_structure(formula).matrix().astype(np.uint8)
    space = Space(formula, limit, progress)
    space.add(start[np.newaxis])
    space.scout(start)
    space.close()
    return space.known[: space.found]
