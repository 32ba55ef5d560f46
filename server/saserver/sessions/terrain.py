"""The landscape of a run's formula as a page draws it. It does not change while the run goes on: it is told once."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.depict import depict
from saserver.engine import Landscape, Model, TooManyIsomers, landscape
from saserver.sessions.abreast import abreast
from saserver.sessions.gallery import MOST_ISOMERS

#: Isomers of a landscape that is told: beyond that the gallery counts no visits either.
MOST: Final = MOST_ISOMERS
#: Isomers that come with a picture.
FEW: Final = 20
#: The room that one takes in the drawing, as a part of it: a picture, or a dot.
_PICTURE: Final = {"wide": 0.11, "high": 0.15}
_DOT: Final = {"wide": 0.02, "high": 0.035}

Floats = NDArray[np.float64]


class Terrain:
    """The landscape that was last asked for. Who asks for the same waits for it, instead of computing it again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Model | None = None
        self._told: dict[str, Any] = {}

    def of(self, formula: str, model: Model) -> dict[str, Any]:
        """What is told of the landscape of a run.

        Raises
        ------
        TooManyIsomers
        EnergyError
            if an energy of the user's fails for an isomer
        """
        with self._lock:
            if self._model is not model:
                self._told, self._model = told(surveyed(formula, model)), model
            return self._told


def surveyed(formula: str, model: Model) -> Landscape:
    """The landscape of a formula with the energy of a run."""
    space = _space(formula)
    energies = np.array([model.energy(isomer.graph) for isomer in space.isomers])
    mode = {"optimization_mode": "MINIMIZE" if model.sign > 0 else "MAXIMIZE"}
    return replace(space, energies=energies, parameters={**space.parameters, **mode})


@lru_cache(maxsize=8)
def _space(formula: str) -> Landscape:
    """With the Wiener index as its energy: the isomers and the moves are the same for every other."""
    try:
        return landscape(formula, limit=MOST)
    except TooManyIsomers:
        raise TooManyIsomers(
            f"formula: {formula} has more than {MOST} isomers, too many to draw and to count each; choose a smaller "
            "formula, such as C8H18"
        ) from None


def told(space: Landscape) -> dict[str, Any]:
    """Isomers, the best first, and the pairs of them that a move connects; as JSON can carry it.

    Kekulé forms with one SMILES are one isomer here, as they are in the gallery: each is among its ``forms`` with its
    energy and its symmetries, from which a page computes the exact law at any temperature.
    """
    members: dict[str, list[int]] = {}
    for place in np.argsort(space.levels, kind="stable").tolist():
        members.setdefault(space.isomers[place].smiles, []).append(place)
    groups = list(members.values())
    flow = _flow(space, groups)
    chances = flow / _weights(space, groups)[:, np.newaxis]
    first, second = np.triu(flow, 1).nonzero()
    energies = np.array([space.energies[group[0]] for group in groups])
    heights = (energies - energies.min()) / (np.ptp(energies) or 1)
    room = _PICTURE if len(groups) <= FEW else _DOT
    places = abreast(heights, (flow > 0).astype(float), **room).tolist()
    traps = set(space.traps("any"))
    isomers = []
    for (smiles, group), x in zip(members.items(), places, strict=True):
        isomer = {
            "smiles": smiles,
            "energy": float(space.energies[group[0]]),
            "forms": [[float(space.energies[form]), int(space.automorphisms[form])] for form in group],
            "trap": traps.issuperset(group),
            "x": x,
        }
        if len(groups) <= FEW:
            isomer["svg"] = depict(space.isomers[group[0]].graph).svg
        isomers.append(isomer)
    return {
        "formula": space.formula,
        "isomers": isomers,
        "moves": {
            "from": first.tolist(),
            "to": second.tolist(),
            "probability": _short(chances[first, second]),
            "back": _short(chances[second, first]),
        },
    }


def _weights(space: Landscape, groups: list[list[int]]) -> Floats:
    """Share of each in the great heat, but for a factor: a form with many symmetries has few numberings."""
    return np.array([(1 / space.automorphisms[group]).sum() for group in groups])


def _flow(space: Landscape, groups: list[list[int]]) -> Floats:
    """How often a move is proposed between each two in the great heat: as often there as back, but for rounding."""
    of = np.zeros((len(space), len(groups)))
    for place, group in enumerate(groups):
        of[group, place] = 1
    flow = of.T @ (space.proposals() / space.automorphisms[:, np.newaxis]) @ of
    np.fill_diagonal(flow, 0)
    return np.asarray((flow + flow.T) / 2)


def _short(chances: Floats) -> list[float]:
    return [float(f"{chance:.3g}") for chance in chances.tolist()]
