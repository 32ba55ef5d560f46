"""What becomes of proposals as it gets colder: acceptance, and the histogram of ΔE in each band of temperature."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from saserver.engine import Judged
from sawidget.plots.palette import TEXT, TICKS, TITLE, area
from sawidget.plots.words import some
from sawidget.wording import cooling, quantity

_BINS = 24
_VERDICTS = ("accepted", "rejected", "disconnected", "null")


def draw(judged: Judged) -> Figure:
    """Bars of verdicts on the left, a row of histograms on the right, the hottest band on top of both."""
    bands = judged.bands
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(11, 1.9 + 0.75 * max(len(bands), 2)), width_ratios=(1, 1.25), layout="constrained"
    )
    _verdicts(judged, left)
    _histograms(judged, right)
    title = f"{judged.parameters['formula']}, {cooling(judged.parameters)}, seed {judged.parameters['seed']}"
    figure.suptitle(title, fontsize=TITLE, x=0.01, ha="left")
    return figure


def _names(judged: Judged) -> list[str]:
    return [f"kT {band.high:.3g} to {band.low:.3g}" for band in judged.bands]


def _verdicts(judged: Judged, ax: Axes) -> None:
    places = np.arange(len(judged.bands))
    begin = np.zeros(len(judged.bands))
    for number, verdict in enumerate(_VERDICTS):
        shares = np.array([band.counts[verdict] / sum(band.counts.values()) for band in judged.bands])
        ax.barh(places, shares, left=begin, height=0.7, label=verdict, **area(number + 1))
        begin = begin + shares
    ax.set_yticks(places, labels=_names(judged), fontsize=TEXT)
    ax.set_ylim(len(places) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.tick_params(axis="x", labelsize=TICKS)
    ax.set_xlabel("share of the steps", fontsize=TEXT)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=TEXT)
    told = [
        f"{name} {f'{band.acceptance:.0%}' if len(band.deltas) else 'none judged'}"
        for name, band in zip(_names(judged), judged.bands, strict=True)
    ]
    ax.set_label(f"What became of the proposals. Accepted of those that were judged: {some(told)}.")


def _histograms(judged: Judged, ax: Axes) -> None:
    every = np.concatenate([band.deltas for band in judged.bands]) if judged.bands else np.zeros(0)
    edges = _edges(every)
    counts = [
        [np.histogram(part, edges)[0] for part in (band.deltas[: band.accepted], band.deltas[band.accepted :])]
        for band in judged.bands
    ]
    highest = max((int((taken + refused).max()) for taken, refused in counts), default=1) or 1
    for place, (taken, refused) in enumerate(counts):
        scale = 0.85 / highest
        for number, heights, bottom in ((1, taken, 0 * taken), (2, refused, taken)):
            seen = heights > 0  # a bar without height would still have an outline
            ax.bar(
                edges[:-1][seen],
                heights[seen] * scale,
                np.diff(edges)[seen],
                bottom=-place + bottom[seen] * scale,
                align="edge",
                **area(number),
            )
        ax.axhline(-place, color="#000000", linewidth=0.8)
        share = judged.bands[place].acceptance
        ax.annotate(
            f"{share:.0%} accepted" if share == share else "none judged",
            (1, -place + 0.45), xycoords=("axes fraction", "data"), ha="right", fontsize=TEXT,
        )  # fmt: skip
    ax.axvline(0, color="#000000", linewidth=0.8, linestyle=":")
    ax.set_ylim(-len(counts) + 0.9, 1)
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", labelsize=TICKS)
    _, unit = quantity(judged.parameters)
    ax.set_xlabel(f"ΔE of the judged proposals, worse to the right{unit and f' ({unit.strip()})'}", fontsize=TEXT)
    ax.set_label(
        "Histograms of ΔE, accepted and rejected, a row for each band of temperature: the colder, the fewer of the "
        "proposals to the right of 0 are accepted."
    )


def _edges(deltas: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bins with 0 in the middle of one; where all are whole numbers each has its own, or as many as its neighbours."""
    # The few wildest proposals would make a needle of everything else.
    low, high = np.quantile(deltas, [0.01, 0.99]) if len(deltas) else (-1.0, 1.0)
    width = (high - low) / _BINS or 1.0
    if (deltas == np.round(deltas)).all():
        width = max(1.0, np.ceil(width))
    edges = width * (np.arange(np.floor(low / width), np.ceil(high / width) + 2) - 0.5)
    return np.asarray(edges, dtype=np.float64)
