"""What a run returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from saserver.engine.graph import Graph

#: One row of ``Result.history``: the state after that step, and the temperature that the step was judged with.
HISTORY = np.dtype([("step", np.int64), ("temperature", np.float64), ("energy", np.float64), ("best", np.float64)])


@dataclass(frozen=True, eq=False)
class Result:
    """What a run has found until now.

    Attributes
    ----------
    parameters : every parameter as it was used, the seed included; ``sa.anneal(**parameters)`` repeats the run
    initial, final, best : the first, last and best molecule
    initial_energy, final_energy, best_energy : their energies
    best_components, final_components : name of each component → its unweighted value
    best_step : the step that first reached ``best``, 0 for the start
    total_steps : steps made
    accepted_moves, rejected_moves, invalid_moves, disconnected_moves : add up to ``total_steps``
    history : structured array ``step temperature energy best``, at most 4096 rows; one row a step up to 4096 steps,
        above that the minimum and the maximum of each bucket of steps
    """

    parameters: Mapping[str, Any]
    initial: Graph
    final: Graph
    best: Graph
    initial_energy: float
    final_energy: float
    best_energy: float
    best_components: Mapping[str, float]
    final_components: Mapping[str, float]
    best_step: int
    total_steps: int
    accepted_moves: int
    rejected_moves: int
    invalid_moves: int
    disconnected_moves: int
    history: NDArray[np.void]

    def __eq__(self, other: object) -> bool:
        """Whether both are the same run: all is equal, but for the last digits of computed temperatures.

        These may differ between machines, whose mathematical libraries round differently.
        """
        if not isinstance(other, Result):
            return NotImplemented
        names = [field.name for field in fields(Result) if field.name != "history"]
        same = all(getattr(self, name) == getattr(other, name) for name in names)
        if not same or len(self.history) != len(other.history):
            return False
        mine, theirs = self.history, other.history
        equal = all(np.array_equal(mine[name], theirs[name]) for name in ("step", "energy", "best"))
        return equal and np.allclose(mine["temperature"], theirs["temperature"], rtol=1e-9, atol=0)

    @property
    def best_smiles(self) -> str:
        """Canonical SMILES of the best molecule."""
        return self.best.smiles

    @property
    def final_smiles(self) -> str:
        """Canonical SMILES of the last molecule."""
        return self.final.smiles

    @property
    def initial_smiles(self) -> str:
        """Canonical SMILES of the first molecule."""
        return self.initial.smiles

    @property
    def final_mol(self) -> Chem.Mol:
        """The last molecule, for RDKit."""
        return self.final.mol

    @property
    def best_mol(self) -> Chem.Mol:
        """The best molecule, for RDKit."""
        return self.best.mol

    @property
    def acceptance_ratio(self) -> float:
        """Accepted among the proposals that were judged; 0 where none was."""
        judged = self.accepted_moves + self.rejected_moves
        return self.accepted_moves / judged if judged else 0.0

    @property
    def invalid_ratio(self) -> float:
        """Share of null proposals among all steps."""
        return self.invalid_moves / self.total_steps if self.total_steps else 0.0
