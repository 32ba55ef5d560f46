"""Runs beside each other, as small multiples with common axes."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from saserver.engine import Result
from sawidget.plots.palette import BEST, CURRENT, TEXT, TICKS, TITLE
from sawidget.wording import quantity


def draw(runs: Mapping[str, Result]) -> Figure:
    """Current and best energy of each run; its name and what it found stand above."""
    results = list(runs.values())
    across = min(3, max(1, math.ceil(math.sqrt(len(results)))))
    down = max(1, math.ceil(len(results) / across))
    figure, grid = plt.subplots(
        down, across, figsize=(3.6 * across + 0.6, 2.3 * down + 0.9), sharex=True, sharey=True, squeeze=False,
        layout="constrained",
    )  # fmt: skip
    cells = list(grid.flat)
    for ax, (title, result) in zip(cells, runs.items(), strict=False):
        rows = result.history
        step = np.concatenate([[0], rows["step"]])
        for name, style in (("best", BEST), ("energy", CURRENT)):
            ax.plot(step, np.concatenate([[result.initial_energy], rows[name]]), drawstyle="steps-post", **style)
        ax.set_title(
            f"{title}: {result.best_energy:.6g} at step {result.best_step:,}",
            fontsize=TEXT, loc="left",
        )  # fmt: skip
        ax.tick_params(labelsize=TICKS)
        ax.set_label(
            f"{title}: from {result.initial_energy:.6g} to {result.best_energy:.6g}, "
            f"first reached at step {result.best_step}."
        )
    for ax in cells[len(results) :]:
        ax.set_axis_off()
    if results:
        label, unit = quantity(results[0].parameters)
        figure.supxlabel("step", fontsize=TEXT)
        figure.supylabel(f"{label}{unit and f' ({unit.strip()})'}", fontsize=TEXT)
        figure.suptitle(
            f"{results[0].parameters['formula']}: energy (thin) and best energy (thick) of {len(results)} runs",
            fontsize=TITLE,
        )
    return figure
