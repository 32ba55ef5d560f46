"""The energy: how far the predicted ¹³C spectrum of a molecule is from the measured one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.elements import ATOMIC_NUMBERS
from saserver.engine.energies.base import Component, Energy, Kernel
from saserver.engine.energies.carbon13.additive import additive_lines
from saserver.engine.energies.carbon13.alkanes import alkane_lines
from saserver.engine.energies.carbon13.lines import paired_distance, sort_lines, spread_distance
from saserver.engine.energies.carbon13.options import ADDITIVE, GRANT_PAUL, OPTIONS, pack
from saserver.engine.graph import Graph
from saserver.engine.jit import both

#: Entries of scratch space: `best` of ``spread_distance``, then the integers that all the rest works with.
SCRATCH: Final = 8192
WORK_SPACE: Final = 4096


@both
def carbon13_energy(
    bonds: NDArray[np.uint64], elements: NDArray[np.int64], data: NDArray[np.float64], scratch: NDArray[np.float64]
) -> float:
    """Σ|Δ| in ppm over all carbons, and the penalties.

    Parameters
    ----------
    bonds : bond orders of a connected graph; the last row is the hydrogen pool
    elements : atomic numbers of the heavy atoms
    data : the packed options
    scratch : at least ``SCRATCH`` entries, overwritten
    """
    work = scratch[WORK_SPACE:].view(np.int64)
    if data[0] == ADDITIVE:
        count = additive_lines(bonds, elements, work)
    else:
        count = alkane_lines(bonds, data[0] == GRANT_PAUL, work)
    return _distance(work, count, data, scratch)


@both
def alkane_energy(
    bonds: NDArray[np.uint64], elements: NDArray[np.int64], data: NDArray[np.float64], scratch: NDArray[np.float64]
) -> float:
    """The same without the additive model, which takes longer to compile than everything else together."""
    work = scratch[WORK_SPACE:].view(np.int64)
    count = alkane_lines(bonds, data[0] == GRANT_PAUL, work)
    return _distance(work, count, data, scratch)


@both
def _distance(lines: NDArray[np.int64], count: int, data: NDArray[np.float64], scratch: NDArray[np.float64]) -> float:
    sort_lines(lines, count)
    if data[1] == 0.0:
        return paired_distance(lines, count, data)
    return spread_distance(lines, count, data, scratch)


def with_pool(graph: Graph) -> NDArray[np.uint64]:
    """Bond orders with the hydrogen pool as the last vertex."""
    n = len(graph)
    bonds = np.zeros((n + 1, n + 1), dtype=np.uint64)
    bonds[:n, :n] = graph.matrix()
    bonds[n, :n] = bonds[:n, n] = graph.hydrogens
    return bonds


def atomic_numbers(graph: Graph) -> NDArray[np.int64]:
    return np.array([ATOMIC_NUMBERS[element] for element in graph.elements], dtype=np.int64)


def _bind(elements: tuple[str, ...], hydrogens: int, options: Mapping[str, object]) -> Component:
    data = pack(elements, hydrogens, options)

    def value(graph: Graph) -> float:
        return float(carbon13_energy(with_pool(graph), atomic_numbers(graph), data, np.empty(SCRATCH)))

    kernel = Kernel.CARBON13 if data[0] == ADDITIVE else Kernel.CARBON13_OF_ALKANES
    return Component("carbon13", value, kernel, data)


CARBON13: Final = Energy(
    name="carbon13",
    label="¹³C misfit",
    unit="ppm",
    help="Sum over all carbons of the distance between predicted and measured ¹³C shifts, with 3 ppm for each wrong "
    "multiplicity and, where numbers of carbons are unknown, 1 ppm for each line too many or too few",
    bind=_bind,
    options=OPTIONS,
)
