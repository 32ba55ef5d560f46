"""How often runs succeed: shares with Wilson's interval."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from saserver.engine import Ensemble, together
from sawidget.plots.palette import TEXT, TICKS, TITLE
from sawidget.plots.words import goal, heading, some


def draw(
    ensembles: Mapping[str, Ensemble], target: float | None = None, ax: Axes | None = None, confidence: float = 0.95
) -> Axes:
    """A point with its interval for each ensemble, below one another so that names can be long."""
    if target is None:
        ensembles = dict(zip(ensembles, together(list(ensembles.values())), strict=True))
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 1.6 + 0.45 * max(len(ensembles), 2)), layout="constrained")
    shares = {name: part.success(target, confidence=confidence) for name, part in ensembles.items()}
    for place, share in enumerate(shares.values()):
        ax.plot(
            [share.low, share.high], [place, place], color="#0072B2", linewidth=5, alpha=0.45, solid_capstyle="butt"
        )
        ax.plot([share.share], [place], marker="o", markersize=9, color="#000000")
        ax.annotate(
            f"{share.share:.1%}",
            (1.02, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=TEXT,
            annotation_clip=False,
        )
    ax.set_yticks(range(len(shares)), labels=list(shares), fontsize=TEXT)
    ax.set_ylim(len(shares) - 0.5, -0.5)
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.tick_params(axis="x", labelsize=TICKS)
    ax.grid(axis="x", alpha=0.25)
    ax.set_xlabel(f"runs that reached the target, with {confidence:.0%} interval", fontsize=TEXT)
    ax.set_title(
        f"{heading(ensembles.values())}: how often {goal(ensembles.values(), target)} is reached",
        fontsize=TITLE,
        loc="left",
    )
    ax.set_label(
        f"Share of runs of {heading(ensembles.values())} that reached {goal(ensembles.values(), target)}: "
        f"{some([f'{name} {share}' for name, share in shares.items()])}."
    )
    return ax
