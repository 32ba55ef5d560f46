"""Faulon's displacement: two bonds of four atoms are shifted, every valence stays as it was.

J.-L. Faulon, Stochastic generator of chemical structure. 2. Using simulated annealing to search the space of
constitutional isomers, J. Chem. Inf. Comput. Sci. 1996, 36, 731-740, equations 7-11. One vertex more than there are
heavy atoms, the *hydrogen pool*, holds all hydrogens: its bond order to an atom is the number of hydrogens there. So
hydrogens move as any bond does, and every isomer can be reached.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.elements import MAX_BOND_ORDER, MAX_HEAVY_ATOMS


def admissible(a11: int, a12: int, a21: int, a22: int) -> tuple[int, ...]:
    """The values that b11 may take besides a11 (eqs. 10-11): none for a null proposal."""
    low = max(0, a11 - a22, a11 + a12 - MAX_BOND_ORDER, a11 + a21 - MAX_BOND_ORDER)
    high = min(MAX_BOND_ORDER, a11 + a12, a11 + a21, a11 - a22 + MAX_BOND_ORDER)
    return tuple(b11 for b11 in range(low, high + 1) if b11 != a11)


def displace(a11: int, a12: int, a21: int, a22: int, b11: int) -> tuple[int, int, int, int]:
    """The four new bond orders."""
    b12 = a11 + a12 - b11  # eq. 7
    b21 = a11 + a21 - b11  # eq. 8
    b22 = a22 - a11 + b11  # eq. 9
    return b11, b12, b21, b22


def _pairs(vertices: int) -> tuple[tuple[int, int], ...]:
    """All ordered pairs, so arranged that the first M(M - 1) of them are those of the first M vertices."""
    return tuple(pair for high in range(vertices) for low in range(high) for pair in ((low, high), (high, low)))


#: Drawing a number below M(M - 1) and looking it up here draws an ordered pair of M vertices.
PAIRS: Final = _pairs(MAX_HEAVY_ATOMS + 1)


def others(pair: tuple[int, int], x: int, y: int) -> tuple[int, int]:
    """The same pair counted among the vertices that are neither x nor y."""
    low, high = min(x, y), max(x, y)
    first, second = (p + (p >= low) for p in pair)
    return first + (first >= high), second + (second >= high)


def packed_pairs() -> NDArray[np.uint64]:
    """``PAIRS`` for compiled code, a byte each: x, y, the smaller, the larger."""
    return np.array([x | y << 8 | min(x, y) << 16 | max(x, y) << 24 for x, y in PAIRS], dtype=np.uint64)


def packed_admissible() -> NDArray[np.uint64]:
    """``admissible`` for compiled code, at a11 + 4 a12 + 16 a21 + 64 a22: three bits of count, then two a value."""
    table = np.zeros(256, dtype=np.uint64)
    for index in range(256):
        values = admissible(index & 3, index >> 2 & 3, index >> 4 & 3, index >> 6)
        table[index] = len(values) | sum(b11 << 3 + 2 * place for place, b11 in enumerate(values))
    return table


def packed_changes() -> NDArray[np.uint64]:
    """At the index above plus 256 b11: which of x1y1, x1y2, x2y1, x2y2 become neighbours or cease to be, a bit each.

    Four more bits tell which are neighbours before.
    """
    table = np.zeros(1024, dtype=np.uint64)
    for index in range(1024):
        before = (index & 3, index >> 2 & 3, index >> 4 & 3, index >> 6 & 3)
        after = displace(*before, index >> 8)
        for place, (a, b) in enumerate(zip(before, after, strict=True)):
            table[index] |= np.uint64(((a > 0) != (b > 0)) << place | (a > 0) << place + 4)
    return table
