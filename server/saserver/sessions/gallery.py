"""The isomers that a run has visited, and how often: the tally of labelled graphs, sorted into isomers bit by bit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine import Graph
from saserver.engine.canonical import canonical, colours
from saserver.engine.tally import Tally

#: Labelled graphs that a tally keeps apart: a few megabytes a session.
MOST_GRAPHS: Final = 2**15
#: Isomers that are shown; steps in further ones count as other.
MOST_ISOMERS: Final = 500
#: Labelled graphs whose canonical forms are found at once: a tenth of a millisecond.
_AT_ONCE: Final = 64

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Visits:
    """Isomers in the order of the first visit, and the steps spent in each.

    The lists may have grown since; ``steps`` says how long they were.
    """

    smiles: list[str]
    energies: list[float]
    steps: Ints

    def rows(self, which: Iterable[int] | None = None) -> list[dict[str, Any]]:
        """All isomers, or some of them."""
        places = range(len(self.steps)) if which is None else which
        return [
            {"smiles": self.smiles[place], "energy": self.energies[place], "steps": int(self.steps[place])}
            for place in places
        ]

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]]) -> Visits:
        """The same from its rows."""
        rows = list(rows)
        steps = np.array([row["steps"] for row in rows], np.int64)
        return cls([row["smiles"] for row in rows], [row["energy"] for row in rows], steps)


class Gallery:
    """Distinct isomers. Kekulé forms are one, as their SMILES is.

    Parameters
    ----------
    elements : of the heavy atoms
    energy : of an isomer that is new
    before : what was visited before the tally began
    """

    def __init__(self, elements: tuple[str, ...], energy: Callable[[Graph], float], before: Visits) -> None:
        self._elements = elements
        self._energy = energy
        self._before = before.steps
        self._smiles, self._energies = list(before.smiles), list(before.energies)
        self._place_of_smiles = {smiles: place for place, smiles in enumerate(self._smiles)}
        self._place_of_key: dict[bytes, int] = {}
        self._classes: Ints = np.zeros(0, np.int64)
        self._shown = before.steps

    def changes(self, tally: Tally, seconds: float) -> list[int]:
        """Places of the isomers whose visits have changed since the last call; sorts new graphs for so long at most."""
        self._sort(tally, seconds)
        # The first place is that of the isomers that are not shown.
        steps = tally.steps()[: len(self._classes)]
        sums = np.bincount(self._classes + 1, steps, len(self._smiles) + 1)[1:].astype(np.int64)
        sums[: len(self._before)] += self._before
        shown = np.zeros_like(sums)
        shown[: len(self._shown)] = self._shown
        self._shown = sums
        return [int(place) for place in np.flatnonzero(sums != shown)]

    @property
    def visits(self) -> Visits:
        """What was last shown."""
        return Visits(self._smiles, self._energies, self._shown)

    def _sort(self, tally: Tally, seconds: float) -> None:
        end = time.perf_counter() + seconds
        sorted_, new = len(self._classes), list[int]()
        while time.perf_counter() < end and len(graphs := tally.graphs(begin := sorted_ + len(new), begin + _AT_ONCE)):
            keys, _ = canonical(colours(self._elements), graphs)
            for key, bonds in zip(keys, graphs, strict=True):
                new.append(self._place(key.tobytes(), bonds))
                if time.perf_counter() > end:
                    break
        self._classes = np.append(self._classes, np.array(new, np.int64))

    def _place(self, key: bytes, bonds: NDArray[np.uint8]) -> int:
        """Where the isomer is among those that are shown, or -1."""
        if key in self._place_of_key:
            return self._place_of_key[key]
        if len(self._smiles) >= MOST_ISOMERS:
            return -1
        graph = Graph.from_matrix(self._elements, bonds)
        if graph.smiles not in self._place_of_smiles:
            self._energies.append(self._energy(graph))
            self._smiles.append(graph.smiles)
            self._place_of_smiles[graph.smiles] = len(self._smiles) - 1
        place = self._place_of_key[key] = self._place_of_smiles[graph.smiles]
        return place
