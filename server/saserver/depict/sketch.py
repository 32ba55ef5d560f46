"""From a graph to flat coordinates, by RDKit."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import rdDepictor

from saserver.depict.alignment import Points
from saserver.depict.stress import spread, tangled
from saserver.engine import Graph

_ORDERS: Final = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE, 3: Chem.BondType.TRIPLE}
#: All that a drawing needs. Aromaticity is left out: the bonds are drawn as the chain has them, not as RDKit would.
_PERCEIVED: Final = (
    Chem.SanitizeFlags.SANITIZE_PROPERTIES
    | Chem.SanitizeFlags.SANITIZE_SYMMRINGS
    | Chem.SanitizeFlags.SANITIZE_SETCONJUGATION
    | Chem.SanitizeFlags.SANITIZE_SETHYBRIDIZATION
)


class Sketch(NamedTuple):
    """A molecule and where its atoms lie, as if nothing had been drawn before.

    Attributes
    ----------
    mol : the molecule as RDKit's bytes: threads share these, and each makes a molecule of its own from them
    points : where the atoms are, x + iy in ångström
    bonds : a row of two atoms for each bond
    """

    mol: bytes
    points: Points
    bonds: NDArray[np.intp]


def sketch(graph: Graph) -> Sketch:
    """Lay a molecule out. The last thousand are remembered."""
    return _sketch(graph.elements, bytes(chain.from_iterable(graph.bonds)))


@lru_cache(maxsize=1024)  # a few kB each, as the graph itself is not kept
def _sketch(elements: tuple[str, ...], bonds: bytes) -> Sketch:
    n = len(elements)
    pairs = [(j, i) for i in range(n) for j in range(i) if bonds[i * n + j]]
    mol = Chem.RWMol()
    for element in elements:
        mol.AddAtom(Chem.Atom(element))
    for j, i in pairs:
        mol.AddBond(j, i, _ORDERS[bonds[i * n + j]])
    Chem.SanitizeMol(mol, _PERCEIVED)
    points, ends = _laid_out(mol), np.array(pairs, dtype=np.intp).reshape(-1, 2)
    points.flags.writeable = ends.flags.writeable = False  # shared by all who draw this molecule
    mol.RemoveAllConformers()
    return Sketch(mol.ToBinary(), points, ends)


def _laid_out(mol: Chem.RWMol) -> Points:
    """RDKit's coordinates if they are good, spread out if they are not."""
    points = _by_rdkit(mol)
    if points is None:
        points = np.exp(2j * np.pi * np.arange(mol.GetNumAtoms()) / mol.GetNumAtoms())  # a circle will do to begin with
    elif not tangled(points):
        return points
    return spread(points, Chem.GetDistanceMatrix(mol))


def _by_rdkit(mol: Chem.RWMol) -> Points | None:
    try:
        rdDepictor.Compute2DCoords(mol)
        x, y, _ = mol.GetConformer().GetPositions().T
    except (RuntimeError, ValueError):  # how RDKit reports a failed invariant, and what it refuses to lay out
        return None
    return x + 1j * y if np.isfinite(x + y).all() else None
