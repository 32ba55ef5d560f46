"""Every error that a user of the engine can cause, in one tree.

SawidgetError
├── FormulaError       the formula cannot be read, or no connected structure has it   (also a ValueError)
├── ParameterError     one or more parameters are out of bounds                       (also a ValueError)
├── FunctionError      a schedule or a rule of acceptance written by the user failed
│   └── EnergyError    an energy written by the user failed
└── TooManyIsomers     the space is too large to be enumerated                        (also a ValueError)

Each message names the field, the value and the remedy. In a notebook only that message is shown, without a stack
trace: the mistake is in the user's line, not in ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class SawidgetError(Exception):
    """Base class of the errors above."""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this instead of printing a stack trace."""
        return [f"{type(self).__name__}: {self}"]

    def __reduce__(self) -> tuple[Callable[..., SawidgetError], tuple[Any, ...], dict[str, Any]]:
        """Pickled without ``__init__``, whose arguments are not ``args``: errors come back from worker processes."""
        return _unpickled, (type(self), self.args), self.__dict__


def _unpickled(kind: type[SawidgetError], args: tuple[Any, ...]) -> SawidgetError:
    return kind.__new__(kind, *args)


def shown(value: object) -> str:
    """A value as messages show it: short, and whatever it is (an integer of 5000 digits has no ``repr``)."""
    try:
        text = repr(value)
    except Exception:
        text = f"this {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:59]}…"


class FormulaError(SawidgetError, ValueError):
    """The formula cannot be read, or nothing connected can be built from it."""


class Problem(NamedTuple):
    """One refused parameter."""

    field: str
    value: object
    message: str


class ParameterError(SawidgetError, ValueError):
    """One or more refused parameters, all of them listed."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.message for problem in problems))


class FunctionError(SawidgetError):
    """A function written by the user raised, or returned something that it must not.

    Attributes
    ----------
    name : the function's name
    line : number of the user's line that failed, None where no source is known
    source : that line
    """

    def __init__(self, message: str, *, name: str, line: int | None = None, source: str | None = None) -> None:
        self.name, self.line, self.source = name, line, source
        where = "" if line is None else f"\n  line {line}: {source or ''}".rstrip()
        super().__init__(message + where)


class EnergyError(FunctionError):
    """An energy written by the user raised, or returned something that is no energy."""


class TooManyIsomers(SawidgetError, ValueError):
    """The space is larger than an enumeration is allowed to become."""
