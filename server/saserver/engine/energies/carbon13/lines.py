"""Lines: a predicted carbon as one integer, and the distance between predicted and measured lines.

A line is ``8·(thousandths of a ppm) + hydrogens``. All increments, scaled ones too, are multiples of 0.001 ppm, so the
rounding loses nothing. It makes the energy independent of the order in which the increments were added, that is, of how
the atoms are numbered, and equivalent carbons share one line exactly.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.jit import both, both_inlined

WRONG_MULTIPLICITY: Final = 3.0
WRONG_NUMBER_OF_LINES: Final = 1.0


@both_inlined
def to_line(ppm: float, hydrogens: int) -> int:
    """Both in one integer; lines sort by shift, then by hydrogens."""
    return math.floor(ppm * 1000.0 + 0.5) * 8 + hydrogens


@both_inlined
def line_ppm(line: int) -> float:
    """The shift of a line."""
    return (line >> 3) / 1000.0


@both_inlined
def line_hydrogens(line: int) -> int:
    """The hydrogens on the carbon of a line."""
    return line & 7


@both_inlined
def sort_lines(lines: NDArray[np.int64], count: int) -> None:
    """By insertion: the lists are short."""
    for i in range(1, count):
        moving = lines[i]
        j = i
        while j > 0 and lines[j - 1] > moving:
            lines[j] = lines[j - 1]
            j -= 1
        lines[j] = moving


@both_inlined
def line_distance(line: int, ppm: float, hydrogens: float) -> float:
    """|Δ| in ppm, plus the penalty where the multiplicity was measured (``hydrogens`` ≥ 0) and is another one."""
    distance = abs(line_ppm(line) - ppm)
    if hydrogens >= 0 and hydrogens != line_hydrogens(line):
        distance += WRONG_MULTIPLICITY
    return distance


@both_inlined
def paired_distance(lines: NDArray[np.int64], count: int, data: NDArray[np.float64]) -> float:
    """One peak (ppm, hydrogens) per carbon, both sorted: in one dimension no other pairing has a smaller Σ|Δ|."""
    total = 0.0
    for i in range(count):
        total += line_distance(lines[i], data[3 * i + 2], data[3 * i + 3])
    return total


@both
def spread_distance(
    lines: NDArray[np.int64], count: int, data: NDArray[np.float64], best: NDArray[np.float64]
) -> float:
    """Fewer peaks than carbons: the cheapest way to share the sorted carbons out to the sorted peaks.

    Each peak (ppm, hydrogens, carbons; 0 where their number is unknown) takes the next one or more carbons, or exactly
    as many as it is known to have. ``best[i]`` is the smallest cost of the first i carbons on the peaks so far.
    Predicted lines, that is, carbons that differ in shift or hydrogens, cost a penalty for each too many or too few.
    """
    impossible = np.inf
    best[0] = 0.0
    for i in range(1, count + 1):
        best[i] = impossible
    given = data.shape[0] // 3
    for k in range(given):
        ppm, hydrogens, carbons = data[3 * k + 2], data[3 * k + 3], np.int64(data[3 * k + 4])
        if carbons > 0:
            for i in range(count, -1, -1):
                cost = best[i - carbons] if i >= carbons else impossible
                if cost < impossible:
                    for j in range(i - carbons, i):
                        cost += line_distance(lines[j], ppm, hydrogens)
                best[i] = cost
        else:
            earlier = best[0]
            best[0] = impossible
            for i in range(1, count + 1):
                cost = min(earlier, best[i - 1])
                earlier = best[i]
                best[i] = cost + line_distance(lines[i - 1], ppm, hydrogens)
    predicted = 1
    for i in range(1, count):
        if lines[i] != lines[i - 1]:
            predicted += 1
    return float(best[count] + WRONG_NUMBER_OF_LINES * abs(predicted - given))
