"""A run: the chain of a session with all that grows along with it. Whoever drives it, alone touches it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine import Chain, Info, Model, Parameters, Result, Trace, Verdict
from saserver.engine.annealing import result_of
from saserver.engine.schedules import LOWEST
from saserver.engine.trace import HIGH, LOW
from saserver.sessions.gallery import AT_ONCE, Gallery, Visits

#: A run is frozen when it has been at its lowest temperature for so many judged proposals without a change of energy.
STILL: Final = 200
#: Of the tally (see ``tally``): 8192 samples in a doubling for 8 atoms, 1024 for 60, whose canonical forms take longer.
_GRAIN: Final = 16
#: Seconds that a search for the next proposal of a kind may take: where nothing moves any more there may be none.
SEARCH: Final = 1.0


@dataclass(frozen=True)
class Past:
    """What a run needs from the archive to go on, bit for bit."""

    chain: NDArray[np.uint64]
    history: NDArray[np.void]
    visits: Visits


class Run:
    """A chain, the trace of its whole length, and the gallery of what it visited."""

    def __init__(self, parameters: Parameters, model: Model, past: Past | None = None) -> None:
        assert parameters.seed is not None
        self.parameters = parameters
        self.model = model
        self.chain = Chain(model, parameters.seed if past is None else past.chain)
        self.trace = Trace(model.total)
        if past is not None:
            filled = buckets(past.history, self.trace.width)
            self.trace.buckets[: len(filled)] = filled
        self.gallery = Gallery(model.start.elements, model.energy, Visits.of(()) if past is None else past.visits)
        self.last: Info | None = None
        self.before = model.start
        self._temperatures: dict[int, float] = {}
        self._looked, self._judged_at_change = self.step, self.judged

    @property
    def total(self) -> int:
        """Steps of the whole run."""
        return self.model.total

    @property
    def step(self) -> int:
        """Steps made."""
        return self.chain.steps

    @property
    def complete(self) -> bool:
        """Whether all steps are made."""
        return self.step >= self.total

    @property
    def judged(self) -> int:
        """Accepted and rejected proposals."""
        return self.chain.accepted + self.chain.rejected

    @property
    def cycle(self) -> int:
        """Number of the present cycle, from 1."""
        return min(self.step, self.total - 1) // self.parameters.steps_per_cycle + 1

    @property
    def temperature(self) -> float:
        """The temperature that the last step was judged with: a schedule that fails next has told it already."""
        return self.model.temperature(max(0, self.step - 1))

    def frozen(self) -> bool:
        """Whether the energy has not changed for a while at the lowest temperature. To be asked once a frame.

        Acceptance does not tell: moves between numberings of one isomer cost nothing, and are accepted for ever.
        """
        width = self.trace.width
        rows = self.trace.buckets[self._looked // width : -(-self.step // width)]
        moved = (rows[:, [LOW, HIGH]] != self.chain.energy).any()
        if moved or self.temperature > self.model.law[LOWEST]:
            self._judged_at_change = self.judged
        self._looked = self.step
        return self.judged - self._judged_at_change >= STILL

    def advance(self, steps: int) -> None:
        """Make so many steps, as far as there are any left."""
        self._count()
        self.last = None
        self.chain.advance(min(steps, self.total - self.step), self.trace)

    def single(self) -> Info:
        """Make one step, and remember what happened in it and to which molecule."""
        self._count()
        self.before = self.chain.current
        self.last = self.chain.step(self.trace)
        return self.last

    def search(self, verdicts: frozenset[Verdict]) -> None:
        """Step until a proposal ends in one of these ways, the run is over, or a second has passed since the first."""
        verdict, end = self.single().verdict, time.monotonic() + SEARCH  # the first one may have to be compiled for
        while verdict not in verdicts and not self.complete and time.monotonic() < end:
            verdict = self.single().verdict

    def _count(self) -> None:
        """Count visits, from the first step on: a session that nobody starts shall not wait for a compiler."""
        if self.chain.tally is None:
            grain = _GRAIN - (len(self.model.start) - 1).bit_length()
            self.chain.count(most_rows=AT_ONCE, spill=self.gallery.add, grain=grain)

    def sort(self) -> None:
        """Sort what was counted so far into the gallery."""
        self.chain.hand_over()

    def seen(self) -> NDArray[np.float64]:
        """The buckets of the trace that have begun, copied: another thread may keep them."""
        return self.trace.buckets[: -(-self.step // self.trace.width)].copy()

    def history(self) -> NDArray[np.void]:
        """The energy over the steps so far."""
        return self.trace.history(self.step, self.chain.energy, self.chain.best_energy, self.temperature_of)

    def temperature_of(self, step: int) -> float:
        """Remembered, since every checkpoint asks for thousands that were asked for before; for any thread."""
        if step not in self._temperatures:
            self._temperatures[step] = self.model.temperature(step)
        return self._temperatures[step]

    def result(self) -> Result:
        """What was found so far."""
        return result_of(self.parameters, self.model, self.chain, self.trace)


def buckets(history: NDArray[np.void], width: int) -> NDArray[np.float64]:
    """The buckets of a trace, from its history: of each the first lowest and the first highest row."""
    if not len(history):
        return np.zeros((0, 6))
    rows = np.column_stack([history[name] for name in ("energy", "step", "best")]).astype(np.float64)
    parts = np.split(rows, np.flatnonzero(np.diff((history["step"] - 1) // width)) + 1)
    return np.array([[*part[part[:, 0].argmin()], *part[part[:, 0].argmax()]] for part in parts])
