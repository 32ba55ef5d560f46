"""How soon runs succeed: the share that has not reached the target after each step."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from saserver.engine import Ensemble, together
from sawidget.plots.palette import TEXT, TICKS, TITLE, line
from sawidget.plots.words import goal, heading, some


def draw(ensembles: Mapping[str, Ensemble], target: float | None = None, ax: Axes | None = None) -> Axes:
    """A falling stair for each ensemble."""
    if target is None:
        ensembles = dict(zip(ensembles, together(list(ensembles.values())), strict=True))
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
    last = max((int(part.runs["total_steps"].max(initial=1)) for part in ensembles.values()), default=1)
    told = []
    for place, (name, part) in enumerate(ensembles.items()):
        steps, left = part.survival(target)
        end = int(part.runs["total_steps"].max(initial=1))
        ax.plot(np.append(steps, end), np.append(left, left[-1]), drawstyle="steps-post", label=name, **line(place))
        told.append(f"{name}: {left[-1]:.1%} left")
    ax.set_xlim(0, last)
    ax.set_ylim(-0.02, 1.02)
    ax.set_xlabel("step", fontsize=TEXT)
    ax.set_ylabel("runs without the target", fontsize=TEXT)
    ax.yaxis.set_major_formatter("{x:.0%}")
    ax.tick_params(labelsize=TICKS)
    ax.grid(alpha=0.25)
    formulas, reached = heading(ensembles.values()), goal(ensembles.values(), target)
    ax.set_title(f"{formulas}: until {reached}", fontsize=TITLE, loc="left")
    if len(ensembles) > 1:
        # Beside the picture: inside, it would hide one of many lines.
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize=TEXT, handlelength=3.2)
    ax.set_label(
        f"Share of runs of {formulas} that have not reached {reached}, falling with the step; at the end {some(told)}."
    )
    return ax
