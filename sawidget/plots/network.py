"""The landscape as a network: isomers at the height of their energy, moves as lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from saserver.engine import Barrier, Landscape, Result
from sawidget.plots import thumbnail
from sawidget.plots.arrangement import across, spread
from sawidget.plots.palette import ISOMER, MOVE, OPTIMUM, TEXT, TICKS, TITLE, TRAP, WALK
from sawidget.wording import quantity

#: Up to so many isomers are drawn as molecules.
MOST_THUMBNAILS: Final = 20
_THUMBNAIL: Final = 1.02  # inches
_MOST_LINES: Final = 20_000
_TIP: Final = "-|>,head_width=0.35,head_length=0.6"


def draw(landscape: Landscape, ax: Axes | None, path: Result | Barrier | Sequence[Any] | None) -> Axes:
    """Molecules where they are few, dots where they are many."""
    few = len(landscape) <= MOST_THUMBNAILS
    if ax is None:
        _, ax = plt.subplots(figsize=(11, 7.5), layout="constrained")
    wide, high = (float(length) / ax.figure.dpi for length in ax.bbox.size)
    crowd = int(np.bincount(landscape.levels).max())  # dots of one energy are side by side
    dot = max(2.0, min(12.0, 160.0 / len(landscape) ** 0.5, 72 * wide / (2.2 * crowd)))  # points
    size = (_THUMBNAIL, thumbnail.height(_THUMBNAIL)) if few else (1.5 * dot / 72, 1.5 * dot / 72)
    room = 0.1 if few else 0.2 * dot / 72
    width, height = (size[0] + room) / (wide - size[0]), (size[1] + room) / (high - size[1])

    energies = landscape.energies
    low, high_energy = float(energies.min()), float(energies.max())
    span = high_energy - low or 1.0
    y = landscape.sign * (energies - (low if landscape.sign > 0 else high_energy)) / span
    way = places(landscape, path)
    x = spread(across(y, landscape.edges, width, height, way))
    traps = set(landscape.traps())

    lines = landscape.edges[:_MOST_LINES]
    faint = 0.75 if few else max(0.04, min(0.5, 60.0 / max(len(lines), 1) ** 0.75))
    points = np.stack([x, energies], axis=1)
    ax.add_collection(LineCollection(list(points[lines]), alpha=faint, zorder=1, rasterized=len(lines) > 2000, **MOVE))
    for a, b in pairwise(way):
        ax.annotate(
            "",
            xy=tuple(points[b]),
            xytext=tuple(points[a]),
            arrowprops={
                "arrowstyle": "-|>,head_width=0.35,head_length=0.6",
                "shrinkA": 0,
                "shrinkB": _rim(few, dot),
                **WALK,
            },
            zorder=3 if few else 6,
        )
    best = set(landscape.best)
    for place in range(len(landscape)) if few else ():
        frame = {"facecolor": "white", "boxstyle": "round,pad=0.1", **_frame(place, best, traps)}
        graph = landscape.isomers[place].graph
        thumbnail.put(ax, graph, (x[place], energies[place]), _THUMBNAIL, "data", frame)
    if not few:
        for group, style, marker in (
            (set(range(len(landscape))) - best - traps, ISOMER, "o"),
            (traps, TRAP, "v"),
            (best, OPTIMUM, "s"),
        ):
            each = sorted(group)
            size_of = dot**2 * (1.0 if style is ISOMER else 2.0)
            ax.scatter(x[each], energies[each], s=size_of, facecolor="white", marker=marker, zorder=5, **style)

    margin = size[1] / 2 / (high - size[1]) * span * 1.15 + 0.01 * span
    ax.set_ylim(*sorted((low - margin, high_energy + margin), reverse=landscape.sign < 0))
    side = size[0] / 2 / (wide - size[0]) * 1.15
    ax.set_xlim(-side, 1 + side)
    label, unit = quantity(landscape.parameters)
    ax.set_ylabel(f"{label} ({unit.strip()})" if unit else label, fontsize=TEXT)
    ax.tick_params(labelsize=TICKS)
    ax.set_xticks([])
    for edge in ("top", "right", "bottom"):
        ax.spines[edge].set_visible(False)
    title = f"{landscape.formula}: {len(landscape):,} isomers, {len(landscape.edges):,} pairs a move apart"
    ax.set_title(title, fontsize=TITLE, loc="left", pad=30)
    keys = [_key(few, "s", "optimum", OPTIMUM)]
    if traps:
        keys.append(_key(few, "v", f"{len(traps)} trap{'s' * (len(traps) > 1)}", TRAP))
    keys.append(Line2D([], [], color=MOVE["colors"], linewidth=1.2, label="a move apart"))
    if way:
        keys.append(Line2D([], [], label="walk" if isinstance(path, Result) else "path", **WALK))
    ax.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, fontsize=TEXT)
    ax.set_label(describe(landscape, way))
    return ax


def places(landscape: Landscape, path: Result | Barrier | Sequence[Any] | None) -> tuple[int, ...]:
    """The isomers of a path, however it is given."""
    if path is None:
        return ()
    if isinstance(path, Result):
        return landscape.walk_of(path)
    return tuple(landscape.place(isomer) for isomer in (path.path if isinstance(path, Barrier) else path))


def describe(landscape: Landscape, way: Sequence[int]) -> str:
    """What is to be seen, in a sentence, for those who cannot see it."""
    label, unit = quantity(landscape.parameters)
    names = [isomer.smiles for isomer in landscape.isomers]
    best = ", ".join(names[place] for place in landscape.best[:5])
    traps = landscape.traps()
    caught = f"{len(traps)} trap{'s' * (len(traps) > 1)}, " if traps else "no traps"
    caught += ", ".join(names[place] for place in traps[:5]) + (" and others" if traps[5:] else "")
    walked = f" A path goes from {names[way[0]]} to {names[way[-1]]} in {len(way) - 1} moves." if way else ""
    return (
        f"Landscape of {landscape.formula}: {len(landscape)} isomers at the height of {label}, "
        f"from {landscape.energies.min():.6g} to {landscape.energies.max():.6g}{unit}, with "
        f"{len(landscape.edges)} lines between those that one move connects. Best: {best}; {caught}.{walked}"
    )


def _frame(place: int, best: set[int], traps: set[int]) -> dict[str, Any]:
    return OPTIMUM if place in best else TRAP if place in traps else ISOMER


def _key(few: bool, marker: str, label: str, style: dict[str, Any]) -> Patch | Line2D:
    """A kind of isomer in the legend: a frame where isomers are drawn as molecules, a marker where they are dots."""
    if few:
        return Patch(facecolor="white", label=label, **style)
    edge = {"markeredgecolor": style["edgecolor"], "markeredgewidth": style["linewidth"]}
    return Line2D([], [], linestyle="none", marker=marker, markersize=8, markerfacecolor="white", label=label, **edge)


def _rim(few: bool, dot: float) -> float:
    """Points between the middle of a node and the tip of an arrow."""
    return 0.33 * _THUMBNAIL * 72 if few else dot / 2
