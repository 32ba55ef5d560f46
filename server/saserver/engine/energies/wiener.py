"""The Wiener index: how stretched out a molecule is."""

from __future__ import annotations

from collections.abc import Mapping

from saserver.engine.energies.base import Component, Energy, Kernel
from saserver.engine.graph import Graph


def wiener_index(graph: Graph) -> float:
    """Sum of the distances between all pairs of heavy atoms (Wiener 1947)."""
    return float(graph.distances.sum() // 2)  # the matrix holds every pair twice


def _bind(elements: tuple[str, ...], hydrogens: int, options: Mapping[str, object]) -> Component:
    return Component("wiener_index", wiener_index, Kernel.WIENER_INDEX)


WIENER_INDEX = Energy(
    name="wiener_index",
    label="Wiener index",
    unit="bonds",
    help="Sum of the distances, in bonds, over all pairs of heavy atoms: small where branched, large where stretched",
    bind=_bind,
)
