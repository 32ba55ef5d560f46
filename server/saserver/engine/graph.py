"""A molecule as the chain sees it: heavy atoms, bond orders between them, and hydrogens as what is left over."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase

from saserver.engine.elements import ATOMIC_NUMBERS, VALENCES
from saserver.engine.errors import ParameterError, Problem

_BOND_TYPES = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE, 3: Chem.BondType.TRIPLE}
_ORDERS = {kind: order for order, kind in _BOND_TYPES.items()}


@dataclass(frozen=True, repr=False)
class Graph:
    """A labelled multigraph on the heavy atoms of a molecule.

    Attributes
    ----------
    elements : symbol of each heavy atom
    bonds : ``bonds[i][j]`` is the order of the bond between atoms i and j, 0 where there is none

    Two graphs are equal when they are equal atom by atom; isomers that differ only in their numbering are not.
    """

    elements: tuple[str, ...]
    bonds: tuple[tuple[int, ...], ...]

    @classmethod
    def from_matrix(cls, elements: Sequence[str], orders: NDArray[np.integer] | Sequence[Sequence[int]]) -> Graph:
        """From a square matrix of bond orders; rows beyond the heavy atoms (the hydrogen pool) are ignored."""
        n = len(elements)
        return cls(tuple(elements), tuple(tuple(int(orders[i][j]) for j in range(n)) for i in range(n)))

    @classmethod
    def from_mol(cls, mol: Chem.Mol) -> Graph:
        """From an RDKit molecule; explicit hydrogens are taken off, aromatic bonds written as single and double."""
        try:
            with rdBase.BlockLogs():
                mol = Chem.RemoveAllHs(mol)
                Chem.Kekulize(mol, clearAromaticFlags=True)
        except (ValueError, RuntimeError) as error:  # what RDKit raises of molecules that were never sanitized
            message = f"start: RDKit finds a fault in the molecule, {error}; correct what Chem.SanitizeMol complains of"
            raise ParameterError(Problem("start", mol, message)) from None
        for atom in mol.GetAtoms():
            symbol = atom.GetSymbol()
            if symbol not in VALENCES or atom.GetFormalCharge() or atom.GetNumRadicalElectrons():
                message = f"start: atom {symbol!r} is charged, a radical or of an unsupported element"
                raise ParameterError(Problem("start", symbol, message))
        n = mol.GetNumAtoms()
        orders = np.zeros((n, n), dtype=np.int64)
        for bond in mol.GetBonds():
            kind = bond.GetBondType()
            if kind not in _ORDERS:
                message = f"start: a bond is {kind.name.lower()}; draw single, double and triple bonds"
                raise ParameterError(Problem("start", kind.name, message))
            i, j = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
            orders[i, j] = orders[j, i] = _ORDERS[kind]
        graph = cls.from_matrix([atom.GetSymbol() for atom in mol.GetAtoms()], orders)
        for atom in mol.GetAtoms():
            symbol = atom.GetSymbol()
            if graph.hydrogens[atom.GetIdx()] != atom.GetTotalNumHs():
                valence = VALENCES[symbol]
                message = f"start: {symbol} has another valence than {valence}; draw it with {valence} bonds"
                raise ParameterError(Problem("start", symbol, message))
        return graph

    def __repr__(self) -> str:
        return f"<Graph {self.smiles}>"

    def __len__(self) -> int:
        return len(self.elements)

    @cached_property
    def hydrogens(self) -> tuple[int, ...]:
        """Number of hydrogens on each heavy atom."""
        return tuple(VALENCES[e] - sum(row) for e, row in zip(self.elements, self.bonds, strict=True))

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """Heavy atoms bonded to each heavy atom."""
        return tuple(tuple(j for j, order in enumerate(row) if order) for row in self.bonds)

    @cached_property
    def distances(self) -> NDArray[np.int64]:
        """Number of bonds on the shortest path between two heavy atoms; -1 where there is no path."""
        n = len(self)
        distances = np.full((n, n), -1, dtype=np.int64)
        for source in range(n):
            distances[source, source] = 0
            queue = deque([source])
            while queue:
                atom = queue.popleft()
                for other in self.neighbours[atom]:
                    if distances[source, other] < 0:
                        distances[source, other] = distances[source, atom] + 1
                        queue.append(other)
        distances.flags.writeable = False  # cached, and handed to the functions of users
        return distances

    @property
    def connected(self) -> bool:
        """Whether the heavy atoms hang together."""
        return bool((self.distances[:1] >= 0).all())

    def matrix(self) -> NDArray[np.int64]:
        """The bond orders as a square array."""
        return np.array(self.bonds, dtype=np.int64).reshape(len(self), len(self))

    def renumbered(self, order: Sequence[int]) -> Graph:
        """The same molecule with atom ``order[i]`` in place i."""
        bonds = tuple(tuple(self.bonds[i][j] for j in order) for i in order)
        return Graph(tuple(self.elements[i] for i in order), bonds)

    @cached_property
    def mol(self) -> Chem.Mol:
        """The RDKit molecule, atoms in the same order, sanitized."""
        mol = Chem.RWMol()
        for element in self.elements:
            mol.AddAtom(Chem.Atom(ATOMIC_NUMBERS[element]))
        for i, row in enumerate(self.bonds):
            for j in range(i):
                if row[j]:
                    mol.AddBond(j, i, _BOND_TYPES[row[j]])
        Chem.SanitizeMol(mol)
        return mol.GetMol()

    @cached_property
    def smiles(self) -> str:
        """RDKit's canonical SMILES. Kekulé forms of one aromatic ring share it; count isomers on graphs."""
        return str(Chem.MolToSmiles(self.mol))
