"""One drawing laid upon another, so that as many atoms as possible lie where they lay.

A least-squares fit of all atoms spreads the change over all of them: at a move of C8H18, one atom in seven stays. So
the drawing is also laid upon each of its bonds in turn, and the fit that leaves most atoms in place is taken: then
nearly every second one stays, and what moves is what the move has moved.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Where atoms are: x + iy.
Points = NDArray[np.complex128]

#: An atom that has moved this far counts half, in ångström.
_HALF: Final = 0.3


def aligned(points: Points, previous: Points, bonds: NDArray[np.intp]) -> Points:
    """Turn, reflect and shift a drawing; ``bonds`` has a row of two atoms for each bond."""
    weights = np.zeros((len(bonds) + 1, len(points)))
    weights[np.arange(len(bonds))[:, None], bonds] = 1 / 2
    weights[-1] = 1 / len(points)
    fits = superposed(points, previous, weights)
    moved = (fits - previous) / _HALF
    stayed = (1 / (1 + moved.real**2 + moved.imag**2)).sum(axis=1)
    return np.asarray(fits[stayed.argmax()])


def superposed(points: Points, previous: Points, weights: NDArray[np.float64]) -> Points:
    """Kabsch's superposition for each row of weights, whose sum is 1: first as the drawing is, then reflected.

    For complex numbers it is a product: the sum of weight·conj(from)·to, both from their centres, points along the
    best turn.
    """
    images = np.stack([points, points.conj()])[:, None]
    centre, target = images @ weights.T, weights @ previous
    turn = (images.conj() @ (weights * previous).T - centre.conj() * target)[:, 0, :, None]
    length = np.abs(turn)
    turn = np.where(length > 1e-9, turn / np.maximum(length, 1e-9), 1.0)  # a single point may be turned as one likes
    fits = (images - centre[:, 0, :, None]) * turn + target[:, None]
    return np.asarray(fits.reshape(-1, len(points)))
