"""Speed over the number of atoms, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt

from bench.race import C_LOOP, OURS, RDKIT, READABLE, Standing


def plot(growth: Sequence[Standing], file: Path) -> None:
    """Steps per second of alkanes, and accepted moves per second of ``sa.anneal``."""
    atoms = [int(standing.formula[1 : standing.formula.index("H")]) for standing in growth]
    # Written the same way each time, so that a change of the file is a change of the figures.
    with plt.rc_context({"svg.hashsalt": "sawidget", "svg.fonttype": "none", "font.size": 11}):
        figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
        for name, style, colour in (
            (OURS, "o-", "#0072B2"),
            (C_LOOP, "s--", "#000000"),
            (READABLE, "^-.", "#009E73"),
            (RDKIT, "v:", "#D55E00"),
        ):
            if all(name in standing.speed for standing in growth):
                axes.plot(atoms, [standing.speed[name] for standing in growth], style, color=colour, label=name)
        accepted = [standing.accepted * standing.speed[OURS] for standing in growth]
        axes.plot(atoms, accepted, "o-", color="#56B4E9", markerfacecolor="white", label=f"{OURS}, accepted moves only")
        axes.set(yscale="log", xlabel="carbon atoms of the alkane", ylabel="per second", title="Steps at kT = 20")
        axes.grid(alpha=0.3)
        axes.legend(fontsize=9)
        figure.savefig(file, metadata={"Date": None, "Creator": None} if file.suffix == ".svg" else None)
        plt.close(figure)
