"""Where going down ends: minima, traps, basins, and the pass between two isomers."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saserver.engine.transition import Transitions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Barrier:
    """The best way from one isomer to another: the one whose worst point is least bad, and of those a shortest.

    Attributes
    ----------
    path : places of the isomers on the way, both ends included
    smiles : the same as SMILES
    energy : energy of the worst of them
    height : by how much that is worse than the start: 0 where the way only goes down
    """

    path: tuple[int, ...]
    smiles: tuple[str, ...]
    energy: float
    height: float


def levels(heights: Floats) -> Ints:
    """Rank of each height; sums that differ by their rounding alone are one level."""
    order = np.argsort(heights, kind="stable")
    sorted_heights = heights[order]
    tolerance = 1e-12 * max(1.0, float(np.abs(heights).max()))
    ranks = np.zeros(len(heights), np.int64)
    ranks[order] = np.concatenate([[0], np.cumsum(np.diff(sorted_heights) > tolerance)])
    return ranks


def steepest(transitions: Transitions, level: Ints) -> Ints:
    """Where each isomer goes next: to the lowest neighbour, of equal ones the first; to itself in a local minimum."""
    following = np.arange(len(level))
    for place in range(len(level)):
        around = transitions.neighbours(place)
        if len(around):
            lowest = around[np.argmin(level[around])]
            if level[lowest] < level[place]:
                following[place] = lowest
    return following


def ends(following: Ints) -> Ints:
    """Where each isomer comes to rest when all follow."""
    while (further := following[following]).tolist() != following.tolist():
        following = further
    return following


def dead_ends(transitions: Transitions, level: Ints) -> Ints:
    """Isomers from which no way leads further down, not even one that goes level for a while."""
    k = len(level)
    closed = np.zeros(k, bool)
    seen = np.zeros(k, bool)
    for place in range(k):
        if seen[place]:
            continue
        seen[place] = True
        plateau, waiting, way_out = [place], [place], False
        while waiting:
            around = transitions.neighbours(waiting.pop())
            way_out = way_out or bool((level[around] < level[place]).any())
            new = [other for other in around[level[around] == level[place]].tolist() if not seen[other]]
            seen[new] = True
            plateau += new
            waiting += new
        closed[plateau] = not way_out
    return np.flatnonzero(closed)


def least_pass(transitions: Transitions, level: Ints, start: int, goal: int) -> list[int]:
    """A path whose highest level is as low as can be, and of those a shortest."""
    best = {start: int(level[start])}
    waiting = [(best[start], start)]
    while waiting:
        highest, place = heapq.heappop(waiting)
        if place == goal:
            break
        for other in transitions.neighbours(place).tolist():
            there = max(highest, int(level[other]))
            if there < best.get(other, there + 1):
                best[other] = there
                heapq.heappush(waiting, (there, other))
    came_from = {start: start}
    queue = [start]
    for place in queue:
        for other in transitions.neighbours(place).tolist():
            if other not in came_from and level[other] <= best[goal]:
                came_from[other] = place
                queue.append(other)
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]
