"""The energy over the steps of a run, in bounded memory: lowest and highest of each bucket of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.result import HISTORY

#: Most rows that a history has.
MOST_ROWS: Final = 4096

#: Columns of a bucket: lowest and highest energy after a step of it, that step, and the best energy until then.
LOW, LOW_STEP, BEST_AT_LOW, HIGH, HIGH_STEP, BEST_AT_HIGH = range(6)


class Trace:
    """Energies after the steps ``first + 1 … first + steps`` of a chain.

    Attributes
    ----------
    first : steps made before
    last : step that it ends with
    width : steps in a bucket, 1 where every step has its own
    buckets : an array that compiled code fills
    """

    def __init__(self, steps: int, first: int = 0, rows: int = MOST_ROWS) -> None:
        self.first, self.last = first, first + steps
        # Two rows a bucket, one for the last step.
        self.width = 1 if steps <= rows else -(-steps // ((rows - 1) // 2))
        self.buckets: NDArray[np.float64] = np.zeros((-(-steps // self.width), 6))

    def check(self, begin: int, end: int) -> None:
        """Refuse steps that are not among its own: compiled code would write them beside the array."""
        if not self.first <= begin <= end <= self.last:
            raise ValueError(f"the trace is of the steps {self.first} to {self.last}, not of {begin} to {end}")

    def note(self, step: int, energy: float, best: float) -> None:
        """Enter the energy after a step; compiled chains do the same by themselves."""
        place, offset = divmod(step - 1 - self.first, self.width)
        bucket = self.buckets[place]
        if offset == 0:
            bucket[:] = energy, step, best, energy, step, best
        elif energy < bucket[LOW]:
            bucket[[LOW, LOW_STEP, BEST_AT_LOW]] = energy, step, best
        elif energy > bucket[HIGH]:
            bucket[[HIGH, HIGH_STEP, BEST_AT_HIGH]] = energy, step, best

    def history(self, step: int, energy: float, best: float, temperature: Callable[[int], float]) -> NDArray[np.void]:
        """The rows until ``step``, which ends with this energy: a row a step, or two a bucket and the last."""
        filled = self.buckets[: -(-(step - self.first) // self.width)]
        rows = filled[:, [LOW_STEP, LOW, BEST_AT_LOW]]
        if self.width > 1 and step > self.first:
            rows = np.concatenate([rows, filled[:, [HIGH_STEP, HIGH, BEST_AT_HIGH]], [[step, energy, best]]])
            rows = rows[np.unique(rows[:, 0], return_index=True)[1]]
        history = np.zeros(len(rows), dtype=HISTORY)
        history["step"], history["energy"], history["best"] = rows.T
        history["temperature"] = [temperature(after - 1) for after in history["step"].tolist()]
        return history
