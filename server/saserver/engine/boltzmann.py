"""The exact law that the chain samples at a fixed temperature."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real

from saserver.engine.errors import EnergyError, ParameterError, Problem
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph
from saserver.engine.isomers import LIMIT, isomers


def boltzmann(
    formula: str | Formula,
    temperature: float,
    energy: Callable[[Graph], float],
    *,
    limit: int = LIMIT,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, float]:
    """Probability of each canonical SMILES, the likeliest first: π ∝ exp(-E/kT) / |Aut|.

    An isomer with many symmetries has few numberings, n!/|Aut|, and proposals are symmetric between numbered
    structures: so even at infinite temperature isomers are not equally likely. Kekulé forms with one SMILES are added.

    Parameters
    ----------
    formula : e.g. ``"C6H14"``
    temperature : kT > 0, ``math.inf`` included
    energy : a function of the graph
    limit : refuse a formula with more isomers than this
    progress : see ``isomers``

    Raises
    ------
    FormulaError, ParameterError, EnergyError, TooManyIsomers
    """
    if isinstance(temperature, bool) or not isinstance(temperature, Real) or not temperature > 0:
        message = (
            f"temperature: {temperature!r} is no temperature; give kT > 0, or math.inf for the limit of great heat"
        )
        raise ParameterError(Problem("temperature", temperature, message))
    every = isomers(formula, limit=limit, progress=progress)
    energies = [_checked(energy, isomer.graph) for isomer in every]
    lowest = min(energies)
    # Seen from the lowest energy no exponent is positive, and the sum is at least 1/|Aut|: no overflow, no 0/0.
    weights: dict[str, float] = {}
    for isomer, value in zip(every, energies, strict=True):
        weight = math.exp((lowest - value) / float(temperature)) / isomer.automorphisms
        weights[isomer.smiles] = weights.get(isomer.smiles, 0.0) + weight
    total = math.fsum(weights.values())
    return {smiles: weights[smiles] / total for smiles in sorted(weights, key=lambda s: (-weights[s], s))}


def _checked(energy: Callable[[Graph], float], graph: Graph) -> float:
    value = float(energy(graph))
    if not math.isfinite(value):
        name = getattr(energy, "__name__", "energy")
        raise EnergyError(f"energy: {name} of {graph.smiles} is {value}; return a finite number", name=name)
    return value
