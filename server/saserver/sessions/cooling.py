"""How a run is cooled, as a line to draw: a schedule may be a function that only Python can call."""

from __future__ import annotations

import contextlib
from typing import Any, Final

import numpy as np

from saserver.engine import FunctionError, Model

#: Points of the line, besides the two at each start of a cycle.
POINTS: Final = 257
#: Cycles of which each start is shown: there a schedule may jump.
MOST_CYCLES: Final = 64


def cooling(model: Model, steps_per_cycle: int) -> dict[str, Any]:
    """Numbers of steps, from 1, and the temperatures that they are judged with.

    The line ends where a schedule fails: the run will tell of that when it comes there.
    """
    steps = set(np.linspace(0, model.total - 1, min(POINTS, model.total)).round().astype(int).tolist())
    starts = range(steps_per_cycle, model.total, steps_per_cycle)
    if len(starts) < MOST_CYCLES:
        steps.update(starts, (start - 1 for start in starts))
    shown: list[int] = []
    temperatures: list[float] = []
    with contextlib.suppress(FunctionError):
        for step in sorted(steps):
            temperatures.append(float(f"{model.temperature(step):.6g}"))
            shown.append(step + 1)
    return {"step": shown, "temperature": temperatures}
