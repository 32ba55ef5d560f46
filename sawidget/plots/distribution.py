"""What runs found: the distribution of their best energies."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from saserver.engine import Ensemble
from sawidget.overview import names
from sawidget.plots.palette import TEXT, TICKS, TITLE, area
from sawidget.plots.words import heading, some
from sawidget.wording import quantity

_BINS = 30


def draw(ensemble: Ensemble, ax: Axes | None = None) -> Axes:
    """A row of bars for each point of the grid, one below the other, all on the same scales."""
    each = zip(names(ensemble), ensemble.each(), strict=True)
    parts = {label: part for label, (_, part) in each if len(part)}
    if ax is None:
        _, ax = plt.subplots(figsize=(8, max(3.2, 1.7 + 0.8 * len(parts))), layout="constrained")
    edges = _edges(ensemble.best_energies)
    shares = {label: np.histogram(part.best_energies, edges)[0] / len(part) for label, part in parts.items()}
    highest = max((float(heights.max()) for heights in shares.values()), default=1.0)
    told = []
    for place, (label, part) in enumerate(parts.items()):
        heights = shares[label]
        # Upwards from the row's own line, which lies below that of the row before.
        ax.bar(
            edges[:-1], 0.85 * heights / highest, np.diff(edges), bottom=-place, align="edge",
            **area(place),
        )  # fmt: skip
        ax.axhline(-place, color="#000000", linewidth=0.8)
        told.append(f"{label}: median {np.median(part.best_energies):.6g}, {heights.max():.0%} in the highest bar")
    ax.set_yticks([-place for place in range(len(parts))], labels=list(parts), fontsize=TEXT, va="bottom")
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelsize=TICKS)
    label, unit = quantity(ensemble.points[0].parameters.as_dict()) if ensemble.points else ("energy", "")
    ax.set_xlabel(f"best {label} of a run{unit and f' ({unit.strip()})'}", fontsize=TEXT)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.set_title(f"{heading([ensemble])}: what {len(ensemble):,} runs found", fontsize=TITLE, loc="left")
    ax.set_label(f"Distribution of the best {label} of the runs of {heading([ensemble])}: {some(told)}.")
    return ax


def _edges(energies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bins between the extremes; where there are few different values each has its own."""
    if not len(energies):
        return np.array([0.0, 1.0])
    low, high = float(energies.min()), float(energies.max())
    gaps = np.diff(np.unique(energies))
    width = max(float(gaps.min()) if len(gaps) else 1.0, (high - low) / _BINS)
    return np.asarray(low - width / 2 + width * np.arange(int(np.ceil((high - low) / width)) + 2), dtype=np.float64)
