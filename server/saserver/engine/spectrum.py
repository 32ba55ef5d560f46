"""How fast the chain forgets: the matrix of its transitions, and what its eigenvalues tell.

At a fixed temperature the chain is reversible with respect to π. So D^½ T D^-½, where D holds π, is symmetric and has
the eigenvalues of T: 1 = λ1 > λ2 ≥ … . Off its diagonal it is √(proposed there · proposed back), times exp(-|ΔE|/2kT):
π itself, which leaves the range of numbers in the cold, is not needed.
D. A. Levin, Y. Peres, Markov Chains and Mixing Times, chapters 4 and 12.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.transition import Transitions

Floats = NDArray[np.float64]

#: Below it the rounding of the eigenvalues hides the gap.
_RESOLVED: Final = 1e-13
_DOUBLINGS: Final = 45  # a chain that has not mixed after 2^45 steps has not in a lifetime


def transition_matrix(transitions: Transitions, heights: Floats, kt: float) -> Floats:
    """Probability that the chain goes from i to j in a step: proposed, and accepted by Metropolis's rule."""
    moves = transitions.matrix()
    stay = moves.diagonal().copy()
    np.fill_diagonal(moves, 0.0)
    rise = np.maximum(heights[np.newaxis, :] - heights[:, np.newaxis], 0.0) / kt
    rejected = (moves * -np.expm1(-rise)).sum(axis=1)
    moves *= np.exp(-rise)
    np.fill_diagonal(moves, stay + rejected)
    return moves


def symmetric(transitions: Transitions, heights: Floats, kt: float) -> Floats:
    """The symmetric matrix with the same eigenvalues."""
    moves = transition_matrix(transitions, heights, kt)
    stay = moves.diagonal().copy()
    proposed = transitions.matrix()
    apart = np.abs(heights[np.newaxis, :] - heights[:, np.newaxis]) / kt
    result = np.sqrt(proposed * proposed.T) * np.exp(-apart / 2)
    np.fill_diagonal(result, stay)
    return np.asarray(result, np.float64)


def gap(eigenvalues: Floats) -> float:
    """1 - max |λ| over all eigenvalues (ascending) but the first; 1 for a single state, which has nothing to forget."""
    others = eigenvalues[:-1]
    if not len(others):
        return 1.0
    distance = 1.0 - float(np.abs(others).max())
    return distance if distance > _RESOLVED else 0.0


def autocorrelation_time(eigenvalues: Floats, vectors: Floats, law: Floats, observed: Floats) -> float:
    """Σ ρ(t) over all t, past and future: the mean of N steps is as good as that of N/τ independent draws.

    NaN where the observable does not vary.
    """
    weights = (vectors.T @ (np.sqrt(law) * (observed - law @ observed)))[:-1] ** 2
    others = eigenvalues[:-1]
    if not weights.sum() > 1e-24 * max(1.0, float(observed @ observed)):
        return math.nan
    slow = 1.0 - others
    if (slow[weights > 0] <= _RESOLVED).any():
        return math.inf
    return float((weights * (1.0 + others) / slow).sum() / weights.sum())


def expected_distance(eigenvalues: Floats, vectors: Floats, law: Floats) -> float:
    """√N times the total variation between the shares of N steps and the law, for large N.

    The share of each isomer is then normal, with the variance σ²/N that its own correlations give it, and the mean of
    its absolute deviation is σ √(2/πN).
    """
    slow = 1.0 - eigenvalues[:-1]
    if (slow <= _RESOLVED).any():
        return math.inf
    variances = law * (vectors[:, :-1] ** 2 @ ((1.0 + eigenvalues[:-1]) / slow))
    return float(0.5 * math.sqrt(2 / math.pi) * np.sqrt(np.maximum(variances, 0.0)).sum())


def mixing_time(matrix: Floats, law: Floats, epsilon: float) -> float:
    """The first step at which the law is closer to π than ε in total variation, from wherever the chain started."""

    def mixed(power: Floats) -> bool:
        return bool(0.5 * np.abs(power - law).sum(axis=1).max() <= epsilon)

    if mixed(np.eye(len(law))):
        return 0.0
    powers = [matrix]
    while not mixed(powers[-1]):
        if len(powers) > _DOUBLINGS:
            return math.inf
        square = powers[-1] @ powers[-1]
        powers.append(square / square.sum(axis=1, keepdims=True))
    # The distance only falls: of the steps before, collect as many as leave it above ε.
    steps, power = 0, np.eye(len(law))
    for exponent in reversed(range(len(powers) - 1)):
        further = power @ powers[exponent]
        if not mixed(further):
            steps, power = steps + 2**exponent, further
    return float(steps + 1)
