"""Bars of visited against exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from rdkit import Chem

from saserver.engine import Graph, Sample
from sawidget.plots import thumbnail
from sawidget.plots.palette import EXACT_BAR, MEASURED_BAR, TEXT, TICKS, TITLE

_MOST: Final = 20  # isomers with a bar of their own
_THUMBNAIL: Final = 0.72  # inches


def draw(sample: Sample, exact: Mapping[str, float] | None, ax: Axes | None = None) -> Axes:
    """A pair of bars for each isomer, the likeliest on top; the others together below."""
    law = dict(exact or {})
    shares = {smiles: steps / sample.total_steps for smiles, steps in sample.items()}
    names = sorted({*law, *shares}, key=lambda smiles: (-(law or shares).get(smiles, 0.0), smiles))
    shown, rest = names[:_MOST], names[_MOST:]
    labels = [*shown, *([f"{len(rest):,} others"] if rest else [])]
    visited, expected = ([each.get(name, 0.0) for name in shown] for each in (shares, law))
    for each in (visited, expected) if rest else ():
        each.append(max(0.0, 1.0 - sum(each)))
    if ax is None:
        _, ax = plt.subplots(figsize=(9, max(3.0, 1.6 + 0.5 * len(labels))), layout="constrained")
    y = np.arange(len(labels))
    thick = 0.4 if law else 0.7
    ax.barh(y - (thick / 2 if law else 0), visited, thick, label="visited", **MEASURED_BAR)
    if law:
        ax.barh(y + thick / 2, expected, thick, label="exact", **EXACT_BAR)
    ax.set_yticks(y, labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(labelsize=TICKS)
    ax.set_xlabel("share of the steps", fontsize=TEXT)
    ax.set_xlim(0, 1.02 * max([*visited, *expected]))
    for edge in ("top", "right"):
        ax.spines[edge].set_visible(False)
    for place, name in enumerate(shown):
        graph = Graph.from_mol(Chem.MolFromSmiles(name))
        thumbnail.put(ax, graph, (1.06, place), _THUMBNAIL, ax.get_yaxis_transform(), {})
    title = f"{sample.formula} at kT = {sample.temperature:g}, {sample.total_steps:,} steps"
    ax.set_title(title, fontsize=TITLE, loc="left", pad=30)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=TEXT)
    ax.set_label(describe(sample, law, shown))
    return ax


def distance(sample: Sample, law: Mapping[str, float]) -> float:
    """Total variation between the shares and the law."""
    shares = {smiles: steps / sample.total_steps for smiles, steps in sample.items()}
    return 0.5 * sum(abs(shares.get(name, 0.0) - law.get(name, 0.0)) for name in {*shares, *law})


def describe(sample: Sample, law: Mapping[str, float], shown: list[str]) -> str:
    """What is to be seen, in a sentence, for those who cannot see it."""
    parts = [
        f"{name} {sample[name] / sample.total_steps:.1%}" + (f" (exact {law.get(name, 0.0):.1%})" if law else "")
        for name in shown[:5]
    ]
    apart = f" The total variation between both is {distance(sample, law):.3g}." if law else ""
    return (
        f"Share of {sample.total_steps:,} steps in each of {len({*sample, *law})} isomers of {sample.formula} at "
        f"kT = {sample.temperature:g}: {', '.join(parts)}{' and others' if len(shown) > 5 else ''}.{apart}"
    )
