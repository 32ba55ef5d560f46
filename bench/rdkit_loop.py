"""The same chain as one would write it with RDKit: copy the molecule, change four bonds, look at the distances.

Nothing is wasted: bond orders are kept beside the molecule, so that null proposals never reach RDKit, and proposals are
not sanitized, since the move keeps every valence.
"""

from __future__ import annotations

import math
import random

from rdkit import Chem

_ORDERS = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE, 3: Chem.BondType.TRIPLE}
#: RDKit's distance between atoms that do not hang together.
_APART = 1e8


class RDKitChain:
    """Metropolis at one temperature, with the Wiener index as the energy."""

    def __init__(self, start: Chem.Mol, kt: float, seed: int) -> None:
        self.mol = Chem.RWMol(start)
        Chem.Kekulize(self.mol, clearAromaticFlags=True)
        self.kt = kt
        self.random = random.Random(seed)
        self.energy = wiener_index(self.mol)
        self.accepted = 0
        # Bond orders; one vertex more, the last, stands for the hydrogens.
        hydrogens = [atom.GetTotalNumHs() for atom in self.mol.GetAtoms()]
        self.orders = [[0] * len(hydrogens) + [h] for h in hydrogens] + [[*hydrogens, 0]]
        for bond in self.mol.GetBonds():
            x, y = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
            self.orders[x][y] = self.orders[y][x] = int(bond.GetBondTypeAsDouble())

    def step(self) -> None:
        orders = self.orders
        x1, y1, x2, y2 = self.random.sample(range(len(orders)), 4)
        a11, a12, a21, a22 = orders[x1][y1], orders[x1][y2], orders[x2][y1], orders[x2][y2]
        low = max(0, a11 - a22, a11 + a12 - 3, a11 + a21 - 3)
        high = min(3, a11 + a12, a11 + a21, a11 - a22 + 3)
        choices = [b11 for b11 in range(low, high + 1) if b11 != a11]
        if not choices:
            return
        b11 = self.random.choice(choices)
        changes = (x1, y1, b11), (x1, y2, a11 + a12 - b11), (x2, y1, a11 + a21 - b11), (x2, y2, a22 - a11 + b11)
        proposal = Chem.RWMol(self.mol)
        for x, y, order in changes:
            set_order(proposal, x, y, orders[x][y], order)
        energy = wiener_index(proposal)
        if energy >= _APART:
            return
        delta = energy - self.energy
        if delta <= 0 or self.random.random() < math.exp(-delta / self.kt):
            self.mol, self.energy = proposal, energy
            self.accepted += 1
            for x, y, order in changes:
                orders[x][y] = orders[y][x] = order


def set_order(mol: Chem.RWMol, x: int, y: int, before: int, after: int) -> None:
    if max(x, y) == mol.GetNumAtoms():
        mol.GetAtomWithIdx(min(x, y)).SetNumExplicitHs(after)
    elif before and after:
        mol.GetBondBetweenAtoms(x, y).SetBondType(_ORDERS[after])
    elif before:
        mol.RemoveBond(x, y)
    else:
        mol.AddBond(x, y, _ORDERS[after])


def wiener_index(mol: Chem.Mol) -> float:
    """Half the sum of all distances; ``force`` because a copy brings its old distances along."""
    return float(Chem.GetDistanceMatrix(mol, force=True).sum()) / 2
