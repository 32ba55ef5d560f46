"""How many steps are due: a run keeps its pace whether or not anybody watches."""

from __future__ import annotations

import math
import os
from numbers import Real
from typing import Final

from saserver.engine import ParameterError, Problem

#: Frames a second at most, however fast the engine runs.
FRAME_RATE: Final = 20.0
#: At this pace and below every step is a frame of its own.
SINGLE_STEPS: Final = FRAME_RATE
#: Seconds that a run takes unless asked otherwise.
DEFAULT_SECONDS: Final = 15.0
MOST_PACE: Final = 10**9
#: Seconds that a run may be behind its pace and still catch up. Single steps are frames, which must not come in crowds.
_DEBT: Final = 0.5
_DEBT_OF_SINGLE_STEPS: Final = 0.1
#: Steps due at once where there is no limit.
_ENDLESS: Final = 2**62


class Pace:
    """Steps due since a moment, at a number of steps a second; 0 is unlimited.

    A machine that cannot keep up does not save the missing steps for later: the clock is moved instead. Any thread may
    ask for another pace; it begins when the thread that makes the steps asks what is due.
    """

    def __init__(self, steps_per_second: float, now: float) -> None:
        self._wanted = steps_per_second
        self._begin(now)

    def change(self, steps_per_second: float) -> None:
        """Ask for another pace."""
        self._wanted = steps_per_second

    def _begin(self, now: float) -> None:
        self.steps_per_second = self._wanted
        self._since = now
        self._made = 0

    @property
    def single(self) -> bool:
        """Whether every step is a frame."""
        return 0 < self.steps_per_second <= SINGLE_STEPS

    def due(self, now: float) -> int:
        """Steps to make now."""
        if self._wanted != self.steps_per_second:
            self._begin(now)
        if self.steps_per_second == 0:
            return _ENDLESS
        return max(0, math.floor((now - self._since) * self.steps_per_second + 1e-9) - self._made)

    def made(self, steps: int, now: float) -> None:
        """Count steps made, and forgive a debt that is too large."""
        self._made += steps
        if self.steps_per_second:
            behind = now - self._since - self._made / self.steps_per_second
            debt = _DEBT_OF_SINGLE_STEPS + 1 / self.steps_per_second if self.single else _DEBT
            if behind > debt:
                self._since += behind

    def wait(self, now: float) -> float:
        """Seconds until there is something to do: the next step, or enough of them for a frame."""
        if self.steps_per_second == 0 or self._wanted != self.steps_per_second:
            return 0.0
        steps = max(1.0, self.steps_per_second / FRAME_RATE)
        return max(0.0, self._since + (self._made + steps) / self.steps_per_second - now)


def default_pace(total_steps: int) -> float:
    """The pace at which a run takes about fifteen seconds."""
    return checked_pace(min(MOST_PACE, max(1, round(total_steps / DEFAULT_SECONDS))))


def checked_pace(steps_per_second: object) -> float:
    """The parameter ``steps_per_second``: 1 … 1e9, or 0. Where the environment says SAWIDGET_PACE=0, it is always 0.

    Raises
    ------
    ParameterError
    """
    number = isinstance(steps_per_second, Real) and not isinstance(steps_per_second, bool)
    if not number or not (steps_per_second == 0 or 1 <= steps_per_second <= MOST_PACE):  # type: ignore[operator]
        message = f"steps_per_second must be from 1 to 1e9, or 0 for as fast as possible, not {steps_per_second!r}"
        raise ParameterError(Problem("steps_per_second", steps_per_second, message))
    return 0.0 if os.environ.get("SAWIDGET_PACE") == "0" else float(steps_per_second)  # type: ignore[arg-type]
