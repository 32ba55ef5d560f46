"""The microscope: one proposal as it is shown, with the molecule before it and the one that it would make."""

from __future__ import annotations

from typing import Any

from saserver.depict import Layout, Marks, depict
from saserver.engine import Graph, Info


def move(info: Info, before: Graph, layout: Layout | None) -> dict[str, Any]:
    """What a step did to a molecule; ``layout`` is that of the picture which this one follows.

    ``pool`` is the vertex that stands for the hydrogens. A null proposal makes no molecule.
    """
    marks = Marks.of(info)
    picture = depict(before, layout, marks)
    after = proposed(before, info)
    return {
        "step": info.step + 1,
        "verdict": str(info.verdict),
        "temperature": info.temperature,
        "vertices": list(info.vertices),
        "pool": len(before),
        "before": list(info.before),
        "after": list(info.after),
        "energy": info.energy,
        "delta": info.delta,
        "probability": info.probability,
        "u": info.u,
        "before_smiles": before.smiles,
        "after_smiles": None if after is None else after.smiles,
        "before_svg": picture.svg,
        "after_svg": None if after is None else depict(after, picture.layout, marks).svg,
    }


def proposed(before: Graph, info: Info) -> Graph | None:
    """The molecule of the proposal, in pieces where it is disconnected; None where it is null."""
    if not info.after:
        return None
    bonds = [list(row) for row in before.bonds]
    x1, y1, x2, y2 = info.vertices
    for (x, y), order in zip(((x1, y1), (x1, y2), (x2, y1), (x2, y2)), info.after, strict=True):
        if len(before) not in (x, y):
            bonds[x][y] = bonds[y][x] = order
    return Graph(before.elements, tuple(tuple(row) for row in bonds))
