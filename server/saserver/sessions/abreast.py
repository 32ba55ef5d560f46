"""Where isomers stand side by side, when their energy says how high: neighbours close, and none before another.

Left to right is what the moves tell beside the energy: of all ways to put the isomers along a line that have nothing to
do with their energies, the one with the shortest moves. That is an eigenvector (K. M. Hall, *Management Science* 17,
219, 1970), of which the order is used. One after the other, from below, then takes the free spot next to its place.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Spots that are tried within the room of one.
_TRIES: Final = 4
#: Digits of what is told, and of what decides an order: the last ones of an eigenvector are another machine's.
_DIGITS: Final = 6


def abreast(heights: Floats, moves: Floats, *, wide: float, high: float) -> Floats:
    """A place from 0 to 1 for each.

    Parameters
    ----------
    heights : from 0 to 1
    moves : 1 between each two that a move connects, else 0
    wide, high : the room that each takes; if there is too little, all stand closer
    """
    if len(heights) < 2:
        return np.full(len(heights), 0.5)
    order = np.argsort(_along(heights, moves).round(_DIGITS), kind="stable")
    wanted = np.empty(len(heights))
    wanted[order] = np.linspace(0, 1, len(heights))
    spots = np.linspace(0, 1, round(_TRIES / wide) + 1)
    places = np.empty(0)
    for count, one in enumerate(ranks := np.argsort(heights, kind="stable")):
        near = places[np.abs(heights[ranks[:count]] - heights[one]) < high]
        free = np.abs(spots[:, np.newaxis] - near).min(axis=1, initial=wide).round(_DIGITS)
        # The spot next to where it wants to be; in a crowd the one with the most room.
        best = np.lexsort((np.abs(spots - wanted[one]).round(_DIGITS), -free))[0]
        places = np.append(places, spots[best])
    found = np.empty(len(heights))
    found[ranks] = places
    low, span = found.min(), np.ptp(found)
    return np.asarray(((found - low) / (span or 1)).round(_DIGITS))


def _along(heights: Floats, moves: Floats) -> Floats:
    """The shortest way along a line that does not follow the heights."""
    n = len(heights)
    laplacian = np.diag(moves.sum(axis=1)) - moves
    known, _ = np.linalg.qr(np.column_stack([np.ones(n), heights + 1e-9 * np.arange(n)]))
    free = np.eye(n) - known @ known.T
    # What is known already is made expensive instead of being left out.
    _, vectors = np.linalg.eigh(free @ laplacian @ free + (laplacian.trace() + 1) * known @ known.T)
    line = vectors[:, 0]
    return np.asarray(line * np.sign(line[np.argmax(np.abs(line).round(_DIGITS))]))
