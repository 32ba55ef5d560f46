"""The figures of a lecture, in the order of the lecture: a run, schedules side by side, visited against exact.

Everything comes from a seed: the same version draws the same lines, and each can be repeated live.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sawidget.annealing import anneal, boltzmann, sample
from sawidget.plots.palette import BEST, CURRENT, TEXT, TICKS, TITLE


@dataclass(frozen=True)
class Slide:
    """One figure: a title, how it is drawn, and the runs behind it that can be replayed."""

    name: str
    title: str
    draw: Callable[[], tuple[Figure, str]]
    runs: tuple[tuple[str, dict[str, Any]], ...] = ()


_OCTANE: Final[dict[str, Any]] = {
    "formula": "C8H18",
    "schedule": "geometric",
    "initial_temp": 20,
    "min_temp": 0.5,
    "seed": 7,
}
_DECANE: Final[dict[str, Any]] = {"formula": "C10H22", "seed": 4}
#: Three lines of p-xylene with their multiplicities and numbers of carbons (nmrshiftdb2 molecule 10008610).
_XYLENE: Final[dict[str, Any]] = {
    "formula": "C8H10",
    "energy": "carbon13",
    "component_options": {"carbon13": {"peaks": [[20.9, "q", 2], [129.1, "d", 4], [134.6, "s", 2]]}},
    "cooling_schedule_k": 2,
    "seed": 0,
}


def draw_all(folder: Path) -> Path:
    """Draw every slide as SVG and PNG, record its runs, and return the page that shows them."""
    parts = ["# Figures and replays", _INTRODUCTION]
    for slide in SLIDES:
        figure, words = slide.draw()
        figure.savefig(folder / f"{slide.name}.svg", metadata={"Date": None})
        figure.savefig(folder / f"{slide.name}.png", dpi=200)
        parts += [f"## {slide.title}", f"![{words}]({slide.name}.svg)", words]
        replays = []
        for label, parameters in slide.runs:
            recording = f"{slide.name}-{label}.html" if label else f"{slide.name}.html"
            anneal(**parameters).to_html(folder / recording)
            replays.append(f"[{label or 'the run'}]({recording})")
        if replays:
            parts.append(f"Replay in the browser: {', '.join(replays)}.")
    page = folder / "figures.md"
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return page


def _run(parameters: dict[str, Any]) -> Callable[[], tuple[Figure, str]]:
    def draw() -> tuple[Figure, str]:
        figure, [ax] = _canvas(1)
        anneal(**parameters).plot(ax)
        return figure, str(ax.get_label())

    return draw


def _schedules() -> tuple[Figure, str]:
    """Slow and fast cooling of the same formula, on one scale."""
    figure, axes = _canvas(2)
    results = [anneal(**_DECANE, cooling_schedule_k=k) for k in (1, 8)]
    for ax, result in zip(axes, results, strict=True):
        result.plot(ax)
        ax.set_ylim(100, 170)  # all isomers of decane lie between 108 and 165
    slow, fast = (f"{result.final_energy:.6g}" for result in results)
    words = (
        f"Two runs of C10H22 from the same seed. Cooled slowly (k = 1) the energy still jumps at the end, and the run "
        f"ends at {slow}. Cooled fast (k = 8) it falls early, stays, and ends at {fast}. The smallest energy of all "
        "isomers is 108."
    )
    return figure, words


def _law() -> tuple[Figure, str]:
    """How often the chain was in each isomer, beside how often it should have been."""
    temperature, steps = 4, 1_000_000
    exact = boltzmann("C6H14", temperature=temperature)
    visits = sample("C6H14", temperature=temperature, steps=steps, seed=1)
    names = sorted(exact, key=lambda smiles: -exact[smiles])
    measured = [visits[name] / visits.total_steps for name in names]
    apart = 0.5 * sum(abs(share - exact[name]) for share, name in zip(measured, names, strict=True))
    figure, [ax] = _canvas(1)
    place = np.arange(len(names))
    ax.bar(place - 0.2, measured, 0.38, color=CURRENT["color"], label="measured")
    ax.bar(
        place + 0.2, [exact[name] for name in names], 0.38, color=BEST["color"], hatch="//", ec="white", label="exact"
    )
    ax.set_xticks(place, names)
    ax.set_ylabel("share of the steps", fontsize=TEXT)
    ax.tick_params(labelsize=TICKS)
    ax.set_title(f"C6H14 at kT = {temperature}, {steps:,} steps", fontsize=TITLE, loc="left")
    ax.legend(frameon=False, fontsize=TEXT)
    words = (
        f"Pairs of bars, one for each of the {len(names)} isomers of C6H14 at kT = {temperature}: the share of "
        f"{steps:,} steps that the chain spent there, and the exact Boltzmann law. They agree within {apart:.4f} in "
        f"total variation; the most frequent isomer is {names[0]} with {exact[names[0]]:.3f}."
    )
    return figure, words


def _canvas(columns: int) -> tuple[Figure, list[Axes]]:
    # Not pyplot: its figures stay open, and a notebook would show them.
    figure = Figure(figsize=(8 * columns, 4.5), layout="constrained")
    return figure, list(figure.subplots(1, columns, squeeze=False)[0])


_INTRODUCTION: Final = (
    "Drawn by `sawidget figures DIR`, which writes each as SVG and PNG for slides. The replays are single files that "
    "need no network and no Python. The words below each picture are its text alternative."
)
SLIDES: Final = (
    Slide("run", "A run", _run(_OCTANE), (("", _OCTANE),)),
    Slide(
        "schedules",
        "Cooled slowly, cooled fast",
        _schedules,
        tuple((f"k{k}", {**_DECANE, "cooling_schedule_k": k}) for k in (1, 8)),
    ),
    Slide("law", "Visited against exact", _law),
    Slide("spectrum", "A molecule from its ¹³C spectrum", _run(_XYLENE), (("", _XYLENE),)),
)
