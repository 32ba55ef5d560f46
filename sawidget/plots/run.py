"""A run: energy and temperature against the step."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from saserver.engine import Result
from sawidget.plots.palette import BEST, CURRENT, TEMPERATURE, TEXT, TICKS, TITLE
from sawidget.wording import cooling, quantity


def draw(result: Result, ax: Axes | None = None) -> Axes:
    """Current energy thin, best thick, kT dashed on an axis of its own."""
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
    label, unit = quantity(result.parameters)
    rows = result.history
    step = np.concatenate([[0], rows["step"]])  # the history begins after the first step: put the start before it
    current = np.concatenate([[result.initial_energy], rows["energy"]])
    best = np.concatenate([[result.initial_energy], rows["best"]])

    lines = ax.plot(step, best, drawstyle="steps-post", label="best", **BEST)
    lines += ax.plot(step, current, drawstyle="steps-post", label="current", **CURRENT)
    ax.set_xlabel("step", fontsize=TEXT)
    ax.set_ylabel(f"{label} ({unit.strip()})" if unit else label, fontsize=TEXT)
    ax.margins(x=0.01)

    heat = ax.twinx()
    # kT of row i is what step i was judged with: it holds up to there, so it steps before, not after.
    lines += heat.plot(rows["step"], rows["temperature"], drawstyle="steps-pre", label="temperature kT", **TEMPERATURE)
    if _falls_by_factors(rows["temperature"]):
        heat.set_yscale("log")
    else:
        top = float(rows["temperature"].max(initial=0)) or 1.0
        heat.set_ylim(-0.04 * top, 1.04 * top)  # a line along the very edge would be hidden by the frame
    heat.set_ylabel(f"kT{unit and f' ({unit.strip()})'}", fontsize=TEXT)
    for axes in (ax, heat):
        axes.tick_params(labelsize=TICKS)

    title = f"{result.parameters['formula']}, {cooling(result.parameters)}, seed {result.parameters['seed']}"
    ax.set_title(title, fontsize=TITLE, loc="left", pad=30)
    # Between title and picture: inside, on one of two axes, it would hide a line of the other.
    ax.legend(handles=lines, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=TEXT)
    ax.set_label(describe(result))
    return ax


def describe(result: Result) -> str:
    """What is to be seen, in a sentence, for those who cannot see it."""
    label, unit = quantity(result.parameters)
    temperature = result.history["temperature"]
    kt = f" while kT goes from {temperature[0]:.3g} to {temperature[-1]:.3g}{unit}" if len(temperature) else ""
    return (
        f"{label} against the step for {result.parameters['formula']}, seed {result.parameters['seed']}: "
        f"from {result.initial_energy:.6g}{unit} to {result.final_energy:.6g}{unit} in {result.total_steps} steps{kt}; "
        f"the best, {result.best_energy:.6g}{unit}, is {result.best_smiles}, first reached at step {result.best_step}."
    )


def _falls_by_factors(temperature: NDArray[np.float64]) -> bool:
    """Whether the schedule is told better on a logarithmic axis: most of it lies near the floor of a linear one.

    The floor itself does not count: a straight line down to the lowest temperature is a straight line.
    """
    above = temperature[temperature > temperature.min(initial=np.inf)]
    return bool(len(above) and np.median(above) < above.max() / 20)
