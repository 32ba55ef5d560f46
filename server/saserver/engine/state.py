"""The state of a chain, as a value to read and as one array to compute with. Copying the array is a checkpoint."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from saserver.engine.generator import Words, seeded
from saserver.engine.graph import Graph

Bonds = tuple[tuple[int, ...], ...]


class State(NamedTuple):
    """A chain between two steps.

    ``bonds`` are the bond orders of the heavy atoms and, as last row and column, of the hydrogen pool: its bond order
    to an atom is the number of hydrogens there. Energies have the sign that the user knows.
    """

    generator: Words
    step: int
    accepted: int
    rejected: int
    invalid: int
    disconnected: int
    energy: float
    best_energy: float
    best_step: int
    bonds: Bonds
    best_bonds: Bonds


def first_state(start: Graph, energy: float, seed: int) -> State:
    """The state before the first step."""
    bonds = (*((*row, h) for row, h in zip(start.bonds, start.hydrogens, strict=True)), (*start.hydrogens, 0))
    return State(seeded(seed), 0, 0, 0, 0, 0, energy, energy, 0, bonds, bonds)


#: Places in the array. Energies are floating-point numbers, written bit by bit.
GENERATOR, STEP, ACCEPTED, REJECTED, INVALID, DISCONNECTED = (np.uint64(place) for place in (0, 4, 5, 6, 7, 8))
ENERGY, BEST_ENERGY, BEST_STEP, ATOMS = (np.uint64(place) for place in (9, 10, 11, 12))
#: From here on: bond orders, those of the best molecule, a word of neighbours for each vertex, scratch space.
BONDS: Final = np.uint64(16)


def pack(state: State) -> NDArray[np.uint64]:
    """Write a state into one array."""
    m = len(state.bonds)
    n = m - 1
    array = np.zeros(int(BONDS) + 2 * m * m + 2 * m, dtype=np.uint64)
    array[:4] = state.generator
    array[int(STEP) : int(DISCONNECTED) + 1] = state[1:6]
    array[int(BEST_STEP)], array[int(ATOMS)] = state.best_step, n
    array.view(np.float64)[int(ENERGY) : int(BEST_ENERGY) + 1] = state.energy, state.best_energy
    bonds, best, neighbours, _ = np.split(array[int(BONDS) :], np.cumsum([m * m, m * m, m]))
    bonds[:], best[:] = np.ravel(state.bonds), np.ravel(state.best_bonds)
    neighbours[:] = [sum(1 << j for j in range(n) if row[j]) for row in state.bonds[:-1]] + [0]
    return array


def unpack(array: NDArray[np.uint64]) -> State:
    """Read a state from its array."""
    m = int(array[int(ATOMS)]) + 1
    a, b, c, counter, step, accepted, rejected, invalid, disconnected = array[: int(DISCONNECTED) + 1].tolist()
    energy, best_energy = array.view(np.float64)[int(ENERGY) : int(BEST_ENERGY) + 1].tolist()
    bonds, best = array[int(BONDS) : int(BONDS) + 2 * m * m].reshape(2, m, m).tolist()
    return State(
        generator=(a, b, c, counter),
        step=step,
        accepted=accepted,
        rejected=rejected,
        invalid=invalid,
        disconnected=disconnected,
        energy=energy,
        best_energy=best_energy,
        best_step=int(array[int(BEST_STEP)]),
        bonds=tuple(map(tuple, bonds)),
        best_bonds=tuple(map(tuple, best)),
    )
