"""Averages over the exact law: what an infinitely long walk at each temperature would measure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def law(heights: Floats, automorphisms: NDArray[np.int64], kt: float) -> Floats:
    """π ∝ exp(-E/kT) / |Aut|. Seen from the lowest energy no exponent is positive: no overflow, no 0/0."""
    weights = np.exp((heights.min() - heights) / kt) / automorphisms
    return np.asarray(weights / weights.sum(), np.float64)


def mean(energies: Floats, laws: Floats) -> Floats:
    """⟨E⟩ for each row of probabilities."""
    return np.asarray(laws @ energies, np.float64)


def heat_capacity(energies: Floats, laws: Floats, temperatures: Floats) -> Floats:
    """(⟨E²⟩ - ⟨E⟩²)/kT², in units of k: how much ⟨E⟩ rises with kT. As deviations, for the squares would cancel."""
    apart = energies[np.newaxis, :] - mean(energies, laws)[:, np.newaxis]
    variance = (laws * apart**2).sum(axis=1)
    return np.asarray(variance / temperatures**2, np.float64)
