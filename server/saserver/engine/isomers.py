"""Every isomer of a small formula, exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.canonical import canonical, colours, drawn
from saserver.engine.closure import closure
from saserver.engine.elements import VALENCES
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

#: The largest space that is listed unless asked for: about 20 s (C10H16, 24,938 isomers: 10 s; C8H10, 4679: 1 s).
LIMIT: Final = 50_000


@dataclass(frozen=True, repr=False)
class Isomer:
    """One constitutional isomer.

    Attributes
    ----------
    graph : the molecule, atoms in Hill order
    wiener : Wiener index
    automorphisms : symmetries of the heavy-atom graph, elements and bond orders included
    resonance_of : place in the list of the first isomer with the same SMILES, where this is another Kekulé form of it
    """

    graph: Graph
    wiener: int
    automorphisms: int
    resonance_of: int | None = None

    def __repr__(self) -> str:
        form = "" if self.resonance_of is None else f", resonance form of number {self.resonance_of}"
        return f"<Isomer {self.smiles}, Wiener index {self.wiener}, {self.automorphisms} symmetries{form}>"

    @property
    def smiles(self) -> str:
        """RDKit's canonical SMILES; Kekulé forms of one aromatic ring share it."""
        return self.graph.smiles

    @property
    def hydrogens(self) -> tuple[int, ...]:
        """Number of hydrogens on each heavy atom."""
        return self.graph.hydrogens


def _wiener(graphs: Bytes) -> Ints:
    """Wiener indices: at every distance d, count the pairs of atoms that are further apart than d."""
    apart = np.zeros(len(graphs), np.int64)
    near = (graphs > 0).astype(np.float32)
    reached = np.broadcast_to(np.eye(graphs.shape[1], dtype=np.float32), near.shape)
    while (further := (reached == 0).sum(axis=(1, 2))).any():
        apart += further
        reached = (reached + reached @ near > 0).astype(np.float32)
    return apart // 2


def isomers(
    formula: str | Formula, *, limit: int = LIMIT, progress: Callable[[int, int], None] | None = None
) -> list[Isomer]:
    """Every constitutional isomer of a formula, by Wiener index, in an order that is always the same.

    They are counted on graphs: two Kekulé forms of an aromatic ring are two, and marked with ``resonance_of``.

    Parameters
    ----------
    formula : e.g. ``"C8H18"``
    limit : refuse a formula with more isomers than this
    progress : called with the number of isomers whose neighbours are known and of all found; equal at the end

    Raises
    ------
    FormulaError, TooManyIsomers
    """
    if isinstance(formula, str):
        formula = Formula.parse(formula)
    n = len(formula.elements)
    keys = closure(formula, limit, progress)
    graphs = drawn(keys, n)
    wiener = _wiener(graphs)
    order = np.lexsort((*keys.T, wiener))
    wiener, graphs = wiener[order], graphs[order]
    _, automorphisms = canonical(colours(formula.elements), graphs)
    molecules = [Graph.from_matrix(formula.elements, bonds) for bonds in graphs.tolist()]
    twins = _resonance(formula, graphs, molecules)
    return [
        Isomer(graph, w, symmetries, twins.get(place))
        for place, (graph, w, symmetries) in enumerate(
            zip(molecules, wiener.tolist(), automorphisms.tolist(), strict=True)
        )
    ]


def _resonance(formula: Formula, graphs: Bytes, molecules: list[Graph]) -> dict[int, int]:
    """Place of each further Kekulé form → place of the first.

    Kekulé forms differ in their bond orders alone. So SMILES, which cost more than all else, are asked for only where
    two isomers share the skeleton and the hydrogens on it.
    """
    hydrogens = np.array([VALENCES[element] for element in formula.elements]) - graphs.sum(axis=2)
    atoms = (colours(formula.elements) * (max(VALENCES.values()) + 1) + hydrogens).astype(np.uint8)
    keys, _ = canonical(atoms, (graphs > 0).astype(np.uint8))
    skeletons: dict[tuple[bytes, bytes], list[int]] = {}
    for place, (kinds, key) in enumerate(zip(np.sort(atoms, axis=1), keys, strict=True)):
        skeletons.setdefault((kinds.tobytes(), key.tobytes()), []).append(place)
    first: dict[str, int] = {}
    forms: dict[int, int] = {}
    for places in skeletons.values():
        for place in places if len(places) > 1 else ():
            known = first.setdefault(molecules[place].smiles, place)
            if known != place:
                forms[place] = known
    return forms
