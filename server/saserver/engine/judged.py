"""What becomes of proposals as a run cools: the steps of one run, sorted by their temperature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.errors import ParameterError, Problem
from saserver.engine.model import Model
from saserver.engine.parameters import Parameters, whole
from saserver.engine.preparation import prepare
from saserver.engine.readable import Verdict, step
from saserver.engine.state import first_state

Progress = Callable[[int, int], None]

#: The readable twin makes them, some hundred thousand a second.
MOST_STEPS: Final = 10**7
_REPORT: Final = 20_000
_VERDICTS: Final = tuple(Verdict)


@dataclass(frozen=True)
class Band:
    """The steps of a run between two temperatures.

    Attributes
    ----------
    low, high : kT of the coldest and of the hottest step
    counts : verdict → steps
    deltas : by how much the judged proposals were worse, those that were accepted first
    accepted : how many of them were accepted
    """

    low: float
    high: float
    counts: dict[str, int]
    deltas: NDArray[np.float64]
    accepted: int

    @property
    def acceptance(self) -> float:
        """Accepted among the proposals that were judged; NaN where none was."""
        return self.accepted / len(self.deltas) if len(self.deltas) else float("nan")


@dataclass(frozen=True)
class Judged:
    """The proposals of one run by the temperature at which they were judged, the hottest first.

    Attributes
    ----------
    parameters : of the run, the seed included
    bands : as many steps in each
    """

    parameters: dict[str, Any]
    bands: tuple[Band, ...]


def judged(formula: str, *, bands: int = 6, progress: Progress | None = None, **given: Any) -> Judged:
    """Make a run, and sort its steps by temperature into bands of equally many steps.

    Raises
    ------
    ParameterError
    """
    number = whole("bands", bands, 1, 100, "100")
    parameters, model = prepare(Parameters.checked(formula, **given))
    if model.total > MOST_STEPS:
        message = f"judged looks at each of at most 10**7 steps, not {model.total}; lower steps_per_cycle or num_cycles"
        raise ParameterError(Problem("steps_per_cycle", parameters.steps_per_cycle, message))
    assert parameters.seed is not None
    temperatures, verdicts, deltas = _walk(model, parameters.seed, progress)
    # Of equal temperatures the earlier steps count as hotter: a constant schedule is sorted by time.
    order = np.argsort(-temperatures, kind="stable")
    found = (_band(temperatures[part], verdicts[part], deltas[part]) for part in np.array_split(order, number))
    return Judged(parameters.as_dict(), tuple(band for band in found if band is not None))


def _walk(
    model: Model, seed: int, progress: Progress | None
) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.float64]]:
    temperatures, deltas = np.empty(model.total), np.full(model.total, np.nan)
    verdicts = np.empty(model.total, dtype=np.int8)
    state = first_state(model.start, model.energy(model.start), seed)
    for place in range(model.total):
        state, info = step(model, state)
        temperatures[place], verdicts[place] = info.temperature, _VERDICTS.index(info.verdict)
        if info.delta is not None:
            deltas[place] = info.delta
        if progress is not None and place % _REPORT == 0:
            progress(place, model.total)
    return temperatures, verdicts, deltas


def _band(temperatures: NDArray[np.float64], verdicts: NDArray[np.int8], deltas: NDArray[np.float64]) -> Band | None:
    if not len(temperatures):
        return None
    taken, refused = (deltas[verdicts == _VERDICTS.index(verdict)] for verdict in (Verdict.ACCEPTED, Verdict.REJECTED))
    return Band(
        low=float(temperatures.min()),
        high=float(temperatures.max()),
        counts={verdict.value: int((verdicts == number).sum()) for number, verdict in enumerate(_VERDICTS)},
        deltas=np.concatenate([taken, refused]),
        accepted=len(taken),
    )
