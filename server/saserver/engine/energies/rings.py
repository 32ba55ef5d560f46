"""The number of independent rings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from saserver.engine.energies.base import Component, Energy, Kernel
from saserver.engine.graph import Graph
from saserver.engine.jit import both


def rings(graph: Graph) -> float:
    """Independent cycles of a connected graph: bonds - atoms + 1, a multiple bond counted once (Euler)."""
    bonds = sum(len(neighbours) for neighbours in graph.neighbours) // 2
    return float(bonds - len(graph) + 1)


@both
def rings_energy(
    bonds: NDArray[np.uint64], elements: NDArray[np.int64], data: NDArray[np.float64], scratch: NDArray[np.float64]
) -> float:
    """The same as :func:`rings`, for compiled chains."""
    n = len(elements)
    cycles = 1 - n
    for i in range(n):
        for j in range(i):
            if bonds[i, j] != 0:
                cycles += 1
    return float(cycles)


def _bind(elements: tuple[str, ...], hydrogens: int, options: Mapping[str, object]) -> Component:
    return Component("rings", rings, Kernel.RINGS)


RINGS = Energy(
    name="rings",
    label="Rings",
    unit="",
    help="Number of independent rings: bonds - atoms + 1, a double or triple bond counted as one bond",
    bind=_bind,
)
