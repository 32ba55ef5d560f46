"""Mean energy and heat capacity against kT: exact as lines, walks at fixed temperatures as points over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from saserver.engine import Landscape, ParameterError, Problem, Sample
from sawidget.plots.palette import EXACT, MEASURED, TEXT, TICKS, TITLE
from sawidget.wording import quantity

_POINTS = 200


def draw(
    landscape: Landscape, temperatures: Sequence[float] | None, samples: Iterable[Sample], ax: Sequence[Axes] | None
) -> tuple[Axes, Axes]:
    """⟨E⟩ above, heat capacity below, one axis of kT."""
    if ax is None:
        _, ax = plt.subplots(2, 1, figsize=(8, 7), sharex=True, layout="constrained")
    upper, lower = ax
    walks = sorted(samples, key=lambda sample: sample.temperature)
    kts = scale(landscape, walks) if temperatures is None else np.asarray(temperatures, np.float64)
    label, unit = quantity(landscape.parameters)
    upper.plot(kts, landscape.mean_energy(kts), label="exact", **EXACT)
    lower.plot(kts, landscape.heat_capacity(kts), label="exact", **EXACT)
    points = {**MEASURED, "linestyle": "none", "marker": "o", "markersize": 8, "markeredgecolor": "#000000"}
    if walks:
        means, capacities = np.array([moments(landscape, walk) for walk in walks]).T
        at = [walk.temperature for walk in walks]
        upper.plot(at, means, label="measured", **points)
        lower.plot(at, capacities, label="measured", **points)
    # At infinite temperature all that counts is how many numberings each isomer has.
    limit = float(landscape.mean_energy(float("inf")))
    upper.axhline(limit, color="#000000", linewidth=1.0, linestyle=(0, (1, 3)), label="kT = ∞")
    for axes in (upper, lower):
        axes.set_xscale("log")
        axes.tick_params(labelsize=TICKS)
    upper.set_ylabel(f"mean {label}{unit and f' ({unit.strip()})'}", fontsize=TEXT)
    lower.set_ylabel("heat capacity (k)", fontsize=TEXT)
    lower.set_ylim(bottom=0)
    lower.set_xlabel(f"kT{unit and f' ({unit.strip()})'}", fontsize=TEXT)
    upper.set_title(f"{landscape.formula}, all {len(landscape):,} isomers", fontsize=TITLE, loc="left")
    upper.legend(frameon=False, fontsize=TEXT)
    for axes, what, values in (
        (upper, f"Mean {label}", landscape.mean_energy(kts)),
        (lower, f"Heat capacity of {label}", landscape.heat_capacity(kts)),
    ):
        peak = f", highest at kT = {kts[int(np.argmax(values))]:.3g}" if axes is lower else f", {limit:.6g} at kT = ∞"
        over = f" {len(walks)} measured points lie over the line." if walks else ""
        axes.set_label(
            f"{what} of {landscape.formula} against kT from {kts[0]:.3g} to {kts[-1]:.3g}: "
            f"from {values[0]:.4g} to {values[-1]:.4g}{peak}.{over}"
        )
    return upper, lower


def scale(landscape: Landscape, walks: Sequence[Sample]) -> NDArray[np.float64]:
    """Temperatures from a tenth of the first step up to three times the whole range, and those of the walks."""
    levels = np.unique(np.round(landscape.energies, 9))
    first = float(np.diff(levels).min()) if len(levels) > 1 else 1.0
    low, high = max(first, float(np.ptp(levels)) / 200) / 10, 3 * float(np.ptp(levels)) or 10.0
    finite = [walk.temperature for walk in walks if np.isfinite(walk.temperature)]
    return np.geomspace(min([low, *finite]), max([high, *finite]), _POINTS)


def moments(landscape: Landscape, walk: Sample) -> tuple[float, float]:
    """Mean energy and heat capacity that a walk measured."""
    if walk.formula != landscape.formula:
        message = f"samples: a walk is of {walk.formula}, not of {landscape.formula}; take samples of this formula"
        raise ParameterError(Problem("samples", walk.formula, message))
    for name, value in landscape.parameters.items():
        if walk.parameters[name] != value:
            message = (
                f"samples: a walk has another {name} than the landscape; give sa.sample and sa.landscape the same "
                "energy, weights, options and mode"
            )
            raise ParameterError(Problem("samples", walk.parameters[name], message))
    shares = _shares(landscape, walk)
    mean = float(shares @ landscape.energies)
    return mean, float(shares @ (landscape.energies - mean) ** 2) / walk.temperature**2


def _shares(landscape: Landscape, walk: Sample) -> NDArray[np.float64]:
    """Share of the steps in each isomer. A sample adds Kekulé forms up: they are parted as the law parts them."""
    forms: dict[str, list[int]] = {}
    for place, smiles in enumerate(landscape.smiles):
        forms.setdefault(smiles, []).append(place)
    law = landscape.stationary(walk.temperature) + np.finfo(np.float64).tiny  # in the cold some are 0
    shares = np.zeros(len(landscape))
    for smiles, steps in walk.items():
        shares[forms[smiles]] = steps * law[forms[smiles]] / law[forms[smiles]].sum()
    return np.asarray(shares / shares.sum(), np.float64)
