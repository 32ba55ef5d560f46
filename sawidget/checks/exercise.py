"""An exercise: what is asked for, a judge of the answer, and a ladder of hints for each mistake that is often made."""

from __future__ import annotations

import dis
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import FunctionType, GeneratorType, MethodType
from typing import Any, Final

from saserver.engine import failing_line


@dataclass(frozen=True)
class Mistake:
    """What a judge found wrong.

    Attributes
    ----------
    name : key of the exercise's ``hints``
    seen : the values that show it: "for dE = 1, kT = 0.01, u = 0.5 your function returned True"
    """

    name: str
    seen: str = ""


Judge = Callable[[Any], Mistake | None]


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson.

    Attributes
    ----------
    id : "lesson.number"
    asks : what is to be handed in, to complete "hand in …"
    judge : returns the mistake that it found, or None; it may raise what it likes on an answer of the wrong kind
    hints : mistake → what to say at the first, second … time; the last one stays
    untested : what a right answer was not tested for, said when it passes
    """

    id: str
    asks: str
    judge: Judge
    hints: Mapping[str, Sequence[str]]
    untested: str

    def mistake(self, answer: Any) -> Mistake | None:
        """The judge's word, or ours on an answer with which the judge could not work.

        Raises
        ------
        Unstarted
            It is what nbgrader released.
        """
        asked = Asked(answer) if callable(answer) and not isinstance(answer, type) else None
        try:
            return self.judge(asked or answer)
        except Stumble as stumble:
            return stumble.mistake
        except Unstarted:
            raise
        except Exception:
            return Mistake(KIND, (asked and asked.said) or f"This is {shown(answer)}.")

    def ladder(self, mistake: Mistake, times: int) -> tuple[str, ...]:
        """What to say when a mistake is made for the ``times``-th time."""
        steps = self.hints.get(mistake.name) or GENERAL.get(mistake.name) or (f"Hand in {self.asks}.",)
        return tuple(step.format(asks=self.asks) for step in steps[: max(1, times)])


#: What is taken of a generator: no answer has so many parts.
_MOST: Final = 1000
#: Mistakes that every exercise knows.
KIND: Final = "kind"
RAISED: Final = "raised"
NOTHING: Final = "nothing"
GENERAL: Final[Mapping[str, Sequence[str]]] = {
    KIND: ("Hand in {asks}.",),
    RAISED: (
        "Python stopped at this line of yours. Read the last part of the message first: it says what went wrong.",
        "Call your function yourself, with the values above, in a cell of your own.",
    ),
    NOTHING: ("Your function returned nothing. Did you forget `return`?", "Each way through it must end in `return`."),
}


class Unstarted(Exception):
    """The answer is still what the lesson came with."""


class Stumble(Exception):
    """A student's function raised, or returned nothing."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake


class Asked:
    """A student's function: it may raise anything, and is blamed with its own line.

    Attributes
    ----------
    function : the student's own
    said : what it returned when it was called last, for who cannot work with that
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.said = function, ""

    def __call__(self, *arguments: Any) -> Any:
        given = ", ".join(map(shown, arguments))
        try:
            value = self.function(*arguments)
            if isinstance(value, GeneratorType):  # what it yields is what it answers, and its lines run only now
                value = list(islice(value, _MOST))
        except NotImplementedError:  # what nbgrader writes in place of a solution
            raise Unstarted from None
        except (Exception, SystemExit) as error:
            line = failing_line(self.function, error)
            where = "" if line.number is None else f"\nline {line.number}: {line.source or ''}".rstrip()
            reason = f"{type(error).__name__}: {error}".rstrip(": ")
            raise Stumble(Mistake(RAISED, f"Called with ({given}), your function raised {reason}{where}")) from None
        if value is None:
            raise Stumble(Mistake(NOTHING, f"Called with ({given}), your function returned None."))
        self.said = f"Called with ({given}), your function returned {shown(value)}."
        return value


def unstarted(answer: object) -> bool:
    """Whether this is what stands in a lesson before somebody works on it: dots, or a function of nothing but dots."""
    inner = answer.__func__ if isinstance(answer, MethodType) else answer
    if not isinstance(inner, FunctionType):
        return answer is None or answer is ...
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    code = list(dis.get_instructions(inner))
    return {step.opname for step in code} <= idle and all(
        step.argval is None for step in code if step.opname in {"LOAD_CONST", "RETURN_CONST"}
    )


def shown(value: object) -> str:
    """A value as messages show it: short, and whatever it is."""
    value = value.function if isinstance(value, Asked) else value
    try:
        text = getattr(value, "__name__", None) if callable(value) else None
        text = f"the function {text}" if isinstance(text, str) else repr(value)
    except Exception:
        text = f"an object of type {type(value).__name__}"
    return text if len(text) <= 120 else f"{text[:119]}…"
