"""A chain that runs: it owns the state, and chooses which of the twins makes the steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine import compiled, kernels, readable
from saserver.engine.elements import ATOMIC_NUMBERS, VALENCES
from saserver.engine.energies import Kernel
from saserver.engine.energies.carbon13.energy import SCRATCH
from saserver.engine.generator import seeded
from saserver.engine.graph import Graph
from saserver.engine.model import Model
from saserver.engine.readable import Info
from saserver.engine.state import (
    ACCEPTED,
    ATOMS,
    BEST_ENERGY,
    BEST_STEP,
    ENERGY,
    REJECTED,
    STEP,
    State,
    first_state,
    pack,
    unpack,
)
from saserver.engine.tally import MOST_ROWS, Spill, Tally
from saserver.engine.trace import Trace

#: Steps for which a schedule in Python is evaluated at once.
_AHEAD: Final = 2**16
#: Records that compiled code notes before it hands them over.
_PAGE: Final = 64


class Chain:
    """A chain of isomers.

    Parameters
    ----------
    model : the atoms, the energy, the temperature
    state : a seed to begin with, or the state of a checkpoint to go on from

    Attributes
    ----------
    array : the whole state; a copy of it is a checkpoint
    """

    def __init__(self, model: Model, state: int | NDArray[np.uint64]) -> None:
        self.model = model
        if isinstance(state, np.ndarray):
            self.array = checked_checkpoint(state, model.start)
        else:
            self.array = pack(first_state(model.start, model.energy(model.start), state))
        self._real = self.array.view(np.float64)
        self._tally: Tally | None = None
        self._page = np.zeros(1 + 2 * _PAGE)
        self._first: NDArray[np.uint64] | None = None
        self._records: list[NDArray[np.float64]] | None = None

    def copy(self) -> Chain:
        """An independent chain in the same state. The tally stays with the first."""
        return Chain(self.model, self.array)

    @property
    def state(self) -> State:
        """The state as a value."""
        return unpack(self.array)

    @property
    def steps(self) -> int:
        """Steps made."""
        return int(self.array[int(STEP)])

    @property
    def accepted(self) -> int:
        """Accepted proposals."""
        return int(self.array[int(ACCEPTED)])

    @property
    def rejected(self) -> int:
        """Rejected proposals."""
        return int(self.array[int(REJECTED)])

    @property
    def energy(self) -> float:
        """Energy of the present molecule."""
        return float(self._real[int(ENERGY)])

    @property
    def best_energy(self) -> float:
        """Best energy so far."""
        return float(self._real[int(BEST_ENERGY)])

    @property
    def best_step(self) -> int:
        """The step after which it was first reached."""
        return int(self.array[int(BEST_STEP)])

    @property
    def current(self) -> Graph:
        """The present molecule."""
        return self.model.graph(self.state.bonds)

    @property
    def best(self) -> Graph:
        """The best molecule so far."""
        return self.model.graph(self.state.best_bonds)

    @property
    def tally(self) -> Tally | None:
        """The steps counted so far, up to date."""
        if self._tally is not None:
            self._tally.depart(self.steps + 1)
        return self._tally

    def count(self, *, most_rows: int = MOST_ROWS, spill: Spill | None = None, grain: int | None = None) -> None:
        """From now on, count the steps spent in each labelled graph (see ``tally.Tally``)."""
        self._tally = Tally(self.array, self.steps, most_rows=most_rows, spill=spill, grain=grain)

    @property
    def records(self) -> NDArray[np.float64]:
        """Step and energy of every best molecule since `record` was called, a row each, that of then included."""
        return np.concatenate(self._records) if self._records else np.zeros((0, 2))

    def record(self) -> None:
        """From now on, note each step that reaches a better energy than all before."""
        self._records = [np.array([[self.best_step, self.best_energy]])]

    def begin(self, seed: int) -> None:
        """Be a new chain from the same start: what a model costs to bind is paid once for many runs."""
        if self._first is None:
            self._first = pack(first_state(self.model.start, self.model.energy(self.model.start), seed))
        self.array[:] = self._first
        self.array[: int(STEP)] = seeded(seed)
        self._tally = self._records = None

    def hand_over(self) -> None:
        """Hand the steps counted so far to the spill."""
        if self.tally is not None:
            self.tally.hand_over(self.array)

    def run(self, batch: int, *, steps: int | None = None, trace: Trace | None = None) -> Iterator[State]:
        """Make the steps of the run, a batch at a time, and yield the state after each: pausing is not asking for more.

        Parameters
        ----------
        batch : steps between two states; does not change what the chain does
        steps : number of the step at which to end, the whole run if None
        trace : records the energies
        """
        if batch < 1:
            raise ValueError(f"batch must be at least 1 step, not {batch!r}")
        end = self.model.total if steps is None else steps
        while self.steps < end:
            self.advance(min(batch, end - self.steps), trace)
            yield self.state

    def advance(self, steps: int, trace: Trace | None = None) -> None:
        """Make so many steps."""
        stop = self.steps + steps
        trace = trace or Trace(steps, self.steps, rows=3)
        trace.check(self.steps, stop)
        while self.steps < stop:
            if not self.model.compiled:
                self._advance_readable(stop, trace)
            else:
                self._advance_compiled(stop, trace)

    def step(self, trace: Trace | None = None) -> Info:
        """Make one step, and tell what happened in it."""
        before = self.state
        if trace is not None:
            trace.check(before.step, before.step + 1)
        after, info = readable.step(self.model, before)
        self.array[:] = pack(after)
        self._noted(before, after, trace)
        return info

    @cached_property
    def _sums(self) -> tuple[Any, ...] | None:
        return _bound(self.model)

    def _advance_readable(self, stop: int, trace: Trace) -> None:
        state = before = self.state
        try:
            while state.step < stop:
                before = state
                state, _ = readable.step(self.model, before)
                self._noted(before, state, trace)
        finally:
            self.array[:] = pack(state)

    def _noted(self, before: State, after: State, trace: Trace | None) -> None:
        if trace is not None:
            trace.note(after.step, after.energy, after.best_energy)
        if self._records is not None and after.best_step > before.best_step:
            self._records.append(np.array([[after.best_step, after.best_energy]]))
        if self._tally is not None:
            self._tally.note(pack(after), after.step, moved=after.accepted > before.accepted)

    def _advance_compiled(self, stop: int, trace: Trace) -> None:
        tally = looks = None
        if self._tally is not None:
            tally = self._tally.rows, self._tally.slots, self._tally.book
            tally, looks = (None, tally) if self._tally.thins else (tally, None)
        factors = None
        if self.model.schedule is not None:
            stop = min(stop, self.steps + _AHEAD)
            factors = np.array([self.model.factor(step) for step in range(self.steps, stop)])
        compiled.advance(
            self.array,
            self._real,
            np.uint64(stop),
            self.model.sign,
            self.model.law,
            factors,
            self.model.weights[0],
            self._sums,
            trace.buckets.reshape(-1),
            np.uint64(trace.first),
            np.uint64(trace.width),
            self._page,
            tally,
            looks,
        )
        noted, self._page[0] = int(self._page[0]), 0
        if self._records is not None and noted:
            self._records.append(self._page[1 : noted + 1].reshape(-1, 2).copy())
        self.array[-len(self.model.start) - 1 :] = 0  # scratch space: equal states are equal arrays
        if self._tally is not None:
            self._tally.make_room(self.array)


def checked_checkpoint(array: NDArray[np.uint64], start: Graph) -> NDArray[np.uint64]:
    """A copy of the state of another chain over the same atoms; compiled code would trust any other, and crash.

    Raises
    ------
    ValueError
    """
    fresh = pack(first_state(start, 0.0, 0))
    if array.dtype == np.uint64 and array.shape == fresh.shape and array[int(ATOMS)] == len(start):
        state = unpack(array)
        bonds = np.array([state.bonds, state.best_bonds])
        degrees = [VALENCES[element] for element in start.elements]
        pool = sum(start.hydrogens)
        if (
            (bonds == bonds.transpose(0, 2, 1)).all()
            and (bonds.sum(axis=2) == [*degrees, pool]).all()
            and not bonds.diagonal(axis1=1, axis2=2).any()
            and np.array_equal(pack(state), array)
        ):
            return array.copy()
    raise ValueError("this checkpoint is damaged, or of a chain over other atoms; give one of the same formula")


def _bound(model: Model) -> tuple[Any, ...] | None:
    """A weighted sum as compiled code wants it, None for the Wiener index alone."""
    components: Sequence[Any] = model.components
    if [component.kernel for component in components] == [Kernel.WIENER_INDEX]:
        return None
    sizes = [len(component.data) for component in components]
    return (
        np.array([kernels.address(component.kernel) for component in components], dtype=np.uint64),
        np.array(model.weights),
        np.array([ATOMIC_NUMBERS[element] for element in model.start.elements], dtype=np.int64),
        np.concatenate([component.data for component in components]).astype(np.float64),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64),
        np.zeros(SCRATCH),
    )
