"""Where the nodes of a network stand whose heights are given: beside each other, near to their neighbours.

Deterministic. One node after the other, the best first, takes the place that costs least; then each may move again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PLACES: Final = 61  # across the picture
_OVERLAP: Final = 50.0  # worse than any distance
_COVERED: Final = 2.0  # a line that runs below a node that is not its own
_CAREFUL: Final = 40  # up to so many nodes lines are kept off nodes, and nodes move again


def across(y: Floats, edges: Ints, width: float, height: float, way: Sequence[int] = ()) -> Floats:
    """The x of each node, 0 to 1.

    Parameters
    ----------
    y : heights, 0 to 1
    edges : pairs of nodes, ``(m, 2)``
    width, height : size of a node with the room around it
    way : nodes of a path, whose lines above all must not be covered
    """
    k = len(y)
    around: list[list[int]] = [[] for _ in range(k)]
    for a, b in edges.tolist():
        around[a].append(b)
        around[b].append(a)
    kept = {pair for a, b in pairwise(way) for pair in ((a, b), (b, a))}
    grid = np.linspace(0.0, 1.0, _PLACES if k <= _CAREFUL else 4 * _PLACES)
    x = np.full(k, 0.5)
    placed = np.zeros(k, bool)
    order = np.argsort(y, kind="stable").tolist()
    for _ in range(6 if k <= _CAREFUL else 1):
        for node in order:
            placed[node] = False
            x[node] = grid[np.argmin(_costs(grid, node, x, y, placed, around, kept, width, height))]
            placed[node] = True
    return x


def spread(x: Floats) -> Floats:
    """The same beside each other, over the whole width, unless a few nodes would be drawn far apart."""
    span = float(x.max() - x.min())
    return np.asarray(0.5 + (x - (x.max() + x.min()) / 2) * min(1.0 / span, 4.0) if span else x, np.float64)


def _costs(
    grid: Floats,
    node: int,
    x: Floats,
    y: Floats,
    placed: NDArray[np.bool_],
    around: list[list[int]],
    kept: set[tuple[int, int]],
    w: float,
    h: float,
) -> Floats:
    """What each place costs for a node: overlaps most, then lines across nodes, then long lines."""
    others = np.flatnonzero(placed)
    cost = 0.05 * np.abs(grid - 0.5)
    if not len(others):
        return np.asarray(cost, np.float64)
    level = others[np.abs(y[others] - y[node]) < h]
    lack = 1.0 - np.abs(grid[:, np.newaxis] - x[level]) / w
    cost = cost + _OVERLAP * np.where(lack > 1e-9, 1.0 + lack, 0.0).sum(axis=1)
    friends = np.array([friend for friend in around[node] if placed[friend]], np.int64)
    if len(friends):
        cost = cost + 0.6 * np.abs(grid[:, np.newaxis] - x[friends]).mean(axis=1)
    if len(y) <= _CAREFUL:
        for friend in friends.tolist():
            for other in others.tolist():
                if other != friend:
                    cost = cost + _weight(kept, node, friend) * _covers(
                        grid, y[node], x[friend], y[friend], x[other], y[other], w, h
                    )
        for a in others.tolist():
            for b in around[a]:
                if b > a and placed[b]:
                    cost = cost + _weight(kept, a, b) * _covers(np.array([x[a]]), y[a], x[b], y[b], grid, y[node], w, h)
    return np.asarray(cost, np.float64)


def _weight(kept: set[tuple[int, int]], a: int, b: int) -> float:
    return 5 * _COVERED if (a, b) in kept else _COVERED


def _covers(xa: Floats, ya: float, xb: float, yb: float, x: Floats | float, y: float, w: float, h: float) -> Floats:
    """Whether the line from a to b runs behind a node, near to its middle 1 and at its edge 0."""
    if not min(ya, yb) - h / 2 < y < max(ya, yb) + h / 2:
        return np.zeros(1)
    along = 0.5 if ya == yb else min(max((y - ya) / (yb - ya), 0.0), 1.0)
    apart = np.abs(xa + along * (xb - xa) - x) / (0.55 * w)
    return np.asarray(np.maximum(0.0, 1.0 - apart), np.float64)
