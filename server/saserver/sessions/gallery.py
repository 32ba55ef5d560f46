"""The isomers that a run has visited, and how often: the tally of labelled graphs, sorted into isomers.

Sorting is quick. Naming is not: a SMILES, and an energy that may be a user's. So new isomers get their names a few at
a time, and have their visits counted meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine import Graph
from saserver.engine.canonical import canonical, colours

#: Labelled graphs that are sorted at once: a few milliseconds at most, while which commands wait.
AT_ONCE: Final = 2**10
#: Isomers that are shown; steps in further ones are not counted.
MOST_ISOMERS: Final = 500

Bytes = NDArray[np.uint8]
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
        self._smiles, self._energies = list(before.smiles), list(before.energies)
        self._steps: list[int] = before.steps.tolist()
        self._shown: Ints = before.steps
        self._place_of_smiles = {smiles: place for place, smiles in enumerate(self._smiles)}
        self._place_of_key: dict[bytes, int] = {}
        self._nameless: dict[bytes, tuple[Bytes, int]] = {}  # canonical key → graph, and steps so far

    def add(self, graphs: Bytes, steps: Ints) -> None:
        """Add steps in labelled graphs."""
        visited = steps > 0
        graphs = graphs[visited]
        keys, _ = canonical(colours(self._elements), graphs)
        for key, bonds, count in zip(keys, graphs, steps[visited].tolist(), strict=True):
            name = key.tobytes()
            place = self._place_of_key.get(name)
            if place is not None:
                self._steps[place] += count
            elif name in self._nameless:
                self._nameless[name] = bonds, self._nameless[name][1] + count
            elif len(self._smiles) + len(self._nameless) < MOST_ISOMERS:
                self._nameless[name] = bonds.copy(), count  # a view would keep all of the graphs

    def changes(self, seconds: float, most: int) -> list[int]:
        """Places of isomers whose visits are others than were shown: the new ones, then those that changed by most.

        Parameters
        ----------
        seconds : that may be spent on giving names to new ones
        most : places to return at most
        """
        self._name(seconds)
        steps = np.array(self._steps, np.int64)
        shown = np.zeros_like(steps)
        shown[: len(self._shown)] = self._shown
        places = np.flatnonzero(steps != shown)
        if len(places) > most:
            growth = (steps[places] - shown[places]) / np.maximum(shown[places], 1e-9)
            growth[shown[places] == 0] = np.inf
            places = np.sort(places[np.argsort(-growth, kind="stable")[:most]])
        shown[places] = steps[places]
        self._shown = shown
        return [int(place) for place in places]

    @property
    def behind(self) -> bool:
        """Whether there is more to show."""
        return bool(self._nameless) or self._shown.tolist() != self._steps

    @property
    def visits(self) -> Visits:
        """What was last shown."""
        return Visits(self._smiles, self._energies, self._shown)

    @property
    def counted(self) -> Visits:
        """What there is to show."""
        return Visits(self._smiles, self._energies, np.array(self._steps, np.int64))

    def _name(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while self._nameless and time.perf_counter() < end:
            key, (bonds, count) = next(iter(self._nameless.items()))
            graph = Graph.from_matrix(self._elements, bonds)
            if graph.smiles not in self._place_of_smiles:
                self._energies.append(self._energy(graph))
                self._smiles.append(graph.smiles)
                self._steps.append(0)
                self._place_of_smiles[graph.smiles] = len(self._smiles) - 1
            place = self._place_of_key[key] = self._place_of_smiles[graph.smiles]
            self._steps[place] += count
            del self._nameless[key]
