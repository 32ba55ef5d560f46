"""Total variation from the exact law against the number of steps, and the line that theory draws: 1/√n."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from saserver.engine import Convergence
from sawidget.plots.palette import EXACT, MEASURED, TEXT, TICKS, TITLE


def draw(convergence: Convergence, ax: Axes | None = None) -> Axes:
    """Each walk thin, their mean with points, theory dashed."""
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    steps = convergence.steps
    for walk in convergence.distances:
        ax.plot(steps, walk, color="#56B4E9", linewidth=0.8, zorder=1)
    mean = convergence.distances.mean(axis=0)
    walks = len(convergence.distances)
    ax.plot(steps, mean, marker="o", markersize=6, label=f"mean of {walks} walks" if walks > 1 else "walk", **MEASURED)
    if np.isfinite(convergence.expected).all():
        ax.plot(steps, convergence.expected, label="theory, ∝ 1/√n", **{**EXACT, "linestyle": (0, (5, 3))})
    ax.set_xscale("log")
    if convergence.distances.any():  # in the cold a walk may never leave the optimum
        ax.set_yscale("log")
    ax.set_xlabel("steps n", fontsize=TEXT)
    ax.set_ylabel("total variation from the exact law", fontsize=TEXT)
    ax.tick_params(labelsize=TICKS)
    ax.set_title(f"{convergence.formula} at kT = {convergence.temperature:g}", fontsize=TITLE, loc="left")
    ax.legend(frameon=False, fontsize=TEXT)
    ax.set_label(
        f"Total variation between the visits of {walks} walks and the exact law of {convergence.formula} at "
        f"kT = {convergence.temperature:g}: {mean[0]:.3g} after {steps[0]:,} steps, {mean[-1]:.3g} after "
        f"{steps[-1]:,}; theory, which falls as one over the root of the steps, says {convergence.expected[-1]:.3g}."
    )
    return ax
