"""Alkanes: the parameters of Grant and Paul, and those of Lindeman and Adams.

Both count carbons by their distance from the observed one, and correct for branching next to it. In a tree the number
of carbons at each distance follows from those at the two distances before (see ``_count_further``), which makes these
energies fast.

Measured on the eleven alkanes of ``tests/engine/test_carbon13_spectra.py``: mean absolute error 0.39 ppm (Grant-Paul)
and 0.42 ppm (Lindeman-Adams); over 56 alkanes C4-C10 it is 0.78 and 0.56 ppm. Both are weakest at crowded carbons, such
as two quaternary ones side by side.

References
----------
D. M. Grant, E. G. Paul, J. Am. Chem. Soc. 86 (1964) 2984; the corrections for branching as given by the public course
pages of Central Connecticut State University (CCSU) and of the University of California, Los Angeles (UCLA).
L. P. Lindeman, J. Q. Adams, Anal. Chem. 43 (1971) 1245; the increment of a tertiary neighbour of a quaternary carbon
(3.96) and that of the carbons four bonds from it (0) are less certain than the rest.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.energies.carbon13.lines import to_line
from saserver.engine.energies.carbon13.structure import DEGREE, LINES, NEIGHBOURS
from saserver.engine.jit import both_inlined

# Numbers of carbons at these distances, in the places of ``structure`` that an alkane has no use for.
SECOND, THIRD, FOURTH, FIFTH = 640, 704, 768, 832

METHANE: Final = -2.3

#: Carbons at distance 1 to 5 from the observed one.
ALPHA, BETA, GAMMA, DELTA, EPSILON = 9.1, 9.4, -2.5, 0.3, 0.1

#: Correction for branching, ``BRANCHING[heavy neighbours of the observed carbon, of the attached one]``.
BRANCHING: Final = np.array(
    [
        [0, 0.0, 0.0, 0.0, 0.0],
        [0, 0.0, 0.0, -1.1, -3.4],
        [0, 0.0, 0.0, -2.5, -7.5],
        [0, 0.0, -3.7, -9.5, -15.0],
        [0, -1.5, -8.4, -15.0, -25.0],
    ]
)

#: Lindeman-Adams. One row per number of attached carbons: methane, CH3, CH2, CH, C.
BASE: Final = np.array([METHANE, 6.80, 15.34, 23.46, 27.77])
#: Each attached carbon, by the number of its own neighbours.
ATTACHED: Final = np.array(
    [
        [0, 0.0, 0.00, 0.00, 0.00],
        [0, 0.0, 9.56, 17.83, 25.48],
        [0, 0.0, 9.75, 16.70, 21.43],
        [0, 0.0, 6.60, 11.14, 14.70],
        [0, 0.0, 2.26, 3.96, 7.35],
    ]
)
#: Each carbon at distance 3, and at distance 4.
REMOTE: Final = np.array([[0.0, 0.0], [-2.99, 0.49], [-2.69, 0.25], [-2.07, 0.0], [0.68, 0.0]])


@both_inlined
def alkane_lines(bonds: NDArray[np.uint64], grant_paul: bool, work: NDArray[np.int64]) -> int:
    """Write the line of each atom of an alkane, a tree of single bonds, to ``work[LINES:]``; returns their number."""
    n: int = bonds.shape[0] - 1
    for i in range(n):
        work[DEGREE + i] = 0
        for j in range(i):
            if bonds[i, j] != 0:
                work[NEIGHBOURS + 4 * i + work[DEGREE + i]] = j
                work[NEIGHBOURS + 4 * j + work[DEGREE + j]] = i
                work[DEGREE + i] += 1
                work[DEGREE + j] += 1
    for i in range(n):
        work[SECOND + i] = -work[DEGREE + i]
        for k in range(4 * i, 4 * i + work[DEGREE + i]):
            work[SECOND + i] += work[DEGREE + work[NEIGHBOURS + k]]
    _count_further(n, DEGREE, SECOND, THIRD, work)
    _count_further(n, SECOND, THIRD, FOURTH, work)
    if grant_paul:
        _count_further(n, THIRD, FOURTH, FIFTH, work)
    for i in range(n):
        ppm = _grant_paul(i, work) if grant_paul else _lindeman_adams(i, work)
        work[LINES + i] = to_line(ppm, 4 - work[DEGREE + i])
    return n


@both_inlined
def _count_further(n: int, before: int, now: int, after: int, work: NDArray[np.int64]) -> None:
    """From the numbers of atoms at distance d-1 and d to those at d+1, d > 1.

    Every neighbour j of i knows how many atoms are at distance d from j. Those behind j are at d+1 from i; the others
    lie behind i itself, at d-1 from it, and each of them is counted by all neighbours of i but one.
    """
    for i in range(n):
        count = (1 - work[DEGREE + i]) * work[before + i]
        for k in range(4 * i, 4 * i + work[DEGREE + i]):
            count += work[now + work[NEIGHBOURS + k]]
        work[after + i] = count


@both_inlined
def _grant_paul(i: int, work: NDArray[np.int64]) -> float:
    degree = work[DEGREE + i]
    ppm: float = METHANE + ALPHA * degree + BETA * work[SECOND + i] + GAMMA * work[THIRD + i]
    ppm += DELTA * work[FOURTH + i] + EPSILON * work[FIFTH + i]
    for k in range(4 * i, 4 * i + degree):
        ppm += BRANCHING[degree, work[DEGREE + work[NEIGHBOURS + k]]]
    return ppm


@both_inlined
def _lindeman_adams(i: int, work: NDArray[np.int64]) -> float:
    degree = work[DEGREE + i]
    ppm: float = BASE[degree] + REMOTE[degree, 0] * work[THIRD + i] + REMOTE[degree, 1] * work[FOURTH + i]
    for k in range(4 * i, 4 * i + degree):
        ppm += ATTACHED[degree, work[DEGREE + work[NEIGHBOURS + k]]]
    return ppm
