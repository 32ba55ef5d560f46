"""The user's own schedule and rule of acceptance: called with care, and blamed with their own line."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from saserver.engine.energies.blame import Line, failing_line, return_line
from saserver.engine.errors import FunctionError, shown

Accept = Callable[[float, float, float], bool]
Schedule = Callable[[float], float]


def guarded_schedule(function: Schedule) -> Schedule:
    """The same function; FunctionError unless it returns a finite number that is not negative."""

    def factor(progress: float) -> float:
        value = _called(function, "schedule", progress)
        number = _real(value)
        if not 0 <= number < math.inf:
            remedy = "did you forget `return`?" if value is None else "return the factor of initial_temp, 0 or above"
            raise _blamed(function, f"the schedule returned {shown(value)} for t/total = {progress:.6g}; {remedy}")
        return number

    return factor


def guarded_accept(function: Accept) -> Accept:
    """The same function; FunctionError unless it returns True or False."""

    def accept(delta: float, kt: float, u: float) -> bool:
        value = _called(function, "rule of acceptance", delta, kt, u)
        if not isinstance(value, bool | np.bool_):
            remedy = "did you forget `return`?" if value is None else "it must return True or False, as u < p does"
            where = f"dE = {delta:.6g}, kT = {kt:.6g}, u = {u:.6g}"
            raise _blamed(function, f"the rule of acceptance returned {shown(value)} for {where}; {remedy}")
        return bool(value)

    return accept


def _real(value: object) -> float:
    """The number, NaN if it is none."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:  # an integer of more than 308 digits
        return math.inf


def _called(function: Callable[..., Any], role: str, *arguments: float) -> Any:
    try:
        return function(*arguments)
    except (Exception, SystemExit) as error:  # sys.exit in a function is a mistake in it, not the end of the program
        given = ", ".join(f"{argument:.6g}" for argument in arguments)
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise _error(
            function, f"the {role} raised {reason}\n  called with ({given})", failing_line(function, error)
        ) from error


def _blamed(function: Callable[..., Any], message: str) -> FunctionError:
    return _error(function, message, return_line(function))


def _error(function: Callable[..., Any], message: str, line: Line) -> FunctionError:
    return FunctionError(message, name=getattr(function, "__name__", "function"), line=line.number, source=line.source)
