"""Stress majorization: atoms spread out until their distances on paper are like their distances along the bonds.

RDKit draws a polycycle as rings side by side. Where an isomer has no such drawing, as many strained ones have none, two
atoms can land on one spot, and the picture shows another molecule. E. R. Gansner, Y. Koren, S. North, Graph drawing by
stress majorization, Graph Drawing 2004, LNCS 3383, 239-250.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.depict.alignment import Points

#: Length of a bond in a drawing by RDKit, in ångström.
BOND: Final = 1.5
#: Less than proportional, for paths through a molecule are bent.
_POWER: Final = 0.9
_ROUNDS: Final = 30  # more do not change the picture visibly


def tangled(points: Points) -> bool:
    """Whether two atoms are too close to be told apart."""
    apart = np.abs(points[:, None] - points)
    np.fill_diagonal(apart, np.inf)
    return bool(apart.min() < 0.4 * BOND)


def spread(points: Points, path_lengths: NDArray[np.float64]) -> Points:
    """Spread atoms out, beginning from where they are. Distances are weighted by their inverse square."""
    n = len(points)
    wanted = BOND * np.minimum(path_lengths, n) ** _POWER  # RDKit's distance of what is not connected is 10⁸
    np.fill_diagonal(wanted, 1.0)
    weights = wanted**-2
    np.fill_diagonal(weights, 0.0)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights, hermitian=True)
    points = points + 0.01 * np.exp(2.4j * np.arange(n))  # atoms on one spot would stay together
    for _ in range(_ROUNDS):
        apart = np.abs(points[:, None] - points)
        np.fill_diagonal(apart, 1.0)
        pull = weights * wanted / apart
        points = inverse @ (pull.sum(axis=1) * points - pull @ points)
    return points
