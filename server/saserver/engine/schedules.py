"""Temperature as a function of the step: how a run cools down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.jit import both


class Schedule(IntEnum):
    """The schedules that have a name; ``PYTHON`` stands for a function of the user's."""

    FAULON = 0
    CONSTANT = 1
    GEOMETRIC = 2
    REHEAT = 3
    PYTHON = 4


@dataclass(frozen=True)
class ScheduleHelp:
    """What a person is shown of a schedule."""

    name: str
    law: str
    help: str


class ScheduleTable(dict[str, ScheduleHelp]):
    """Name → schedule, shown as a table."""

    def __repr__(self) -> str:
        return "\n".join(f"{entry.name}: {entry.law}\n    {entry.help}" for entry in self.values())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{entry.name}</code></td><td>{escape(entry.law)}</td><td>{escape(entry.help)}</td></tr>"
            for entry in self.values()
        )
        head = "<tr><th>name</th><th>law</th><th>what it does</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


SCHEDULES: Final = {
    entry.name: entry
    for entry in (
        ScheduleHelp(
            "faulon",
            "kT = max(min_temp, kT0 - k kT0 t/total)",
            "Faulon's f_k: falls in a straight line and reaches the lowest temperature after 1/k of the run.",
        ),
        ScheduleHelp("constant", "kT = kT0", "Stays at one temperature: the chain samples the Boltzmann law."),
        ScheduleHelp(
            "geometric",
            "kT = kT0 (min_temp/kT0)^(t/total)",
            "Falls by the same factor in every step and reaches the lowest temperature at the end.",
        ),
        ScheduleHelp("reheat", "f_k, started anew in every cycle", "Heats up again at the start of every cycle."),
    )
}


def schedules() -> ScheduleTable:
    """Every schedule that has a name."""
    return ScheduleTable(SCHEDULES)


#: Places in the array that describes a law of cooling to compiled code.
KIND, INITIAL, LOWEST, SLOPE, TOTAL, CYCLE = range(6)


def cooling_law(
    kind: Schedule, initial: float, lowest: float, slope: float, total: int, cycle: int
) -> NDArray[np.float64]:
    """Put a schedule into an array; kT never falls below ``lowest``."""
    return np.array([kind, initial, lowest, slope, total, cycle], dtype=np.float64)


@both
def temperature(law: NDArray[np.float64], step: float, factor: float) -> float:
    """The temperature kT that step number ``step`` (from 0) is judged with.

    ``factor`` is what a schedule written in Python gives for this step; the others don't read it.
    """
    kind, initial, lowest = law[KIND], float(law[INITIAL]), float(law[LOWEST])
    if kind == 0.0:
        kt = initial * (1.0 - float(law[SLOPE]) * (step / float(law[TOTAL])))
    elif kind == 1.0:
        kt = initial
    elif kind == 2.0:
        kt = initial * min(lowest / initial, 1.0) ** (step / float(law[TOTAL]))
    elif kind == 3.0:
        cycle = float(law[CYCLE])
        kt = initial * (1.0 - float(law[SLOPE]) * (step % cycle / cycle))
    else:
        kt = initial * factor
    return kt if kt > lowest else lowest
