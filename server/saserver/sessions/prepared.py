"""From what somebody asks for to what a session needs, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import randbelow
from typing import Any, Final

from saserver.engine import FormulaError, Model, ParameterError, Parameters, Problem, prepare
from saserver.sessions.pacing import checked_pace

#: Seeds of sessions are drawn small enough to be said aloud, and typed by everybody in the room.
SEEDS: Final = 100_000


def prepared(given: Mapping[str, Any], steps_per_second: float | None) -> tuple[Parameters, Model, float | None]:
    """What a session needs, from what somebody asks for.

    Raises
    ------
    FormulaError, ParameterError, EnergyError
    """
    others = dict(given)
    formula = others.pop("formula", None)
    if others.get("seed") is None:
        others["seed"] = randbelow(SEEDS)
    problems: list[Problem] = []
    pace = None
    try:
        pace = None if steps_per_second is None else checked_pace(steps_per_second)
    except ParameterError as error:
        problems += error.problems
    try:
        parameters = Parameters.checked(formula, **others)
    except FormulaError as error:
        if not problems:
            raise
        problems.append(Problem("formula", formula, str(error)))
    except ParameterError as error:
        problems += error.problems
    if problems:
        raise ParameterError(*problems)
    return *prepare(parameters), pace
