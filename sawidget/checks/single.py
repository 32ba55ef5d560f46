"""Judges of single answers. What is right is kept as a salted hash: it can be read here no more than in the lesson."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from numbers import Real
from typing import Any, Final

from sawidget.checks.exercise import KIND, Judge, Mistake, shown

#: The mistake of an answer that is wrong in no way that was foreseen.
OTHER: Final = "other"


def seal(id: str, answer: Any, digits: int = 6) -> str:
    """The hash of an answer; the exercise's id is its salt, so equal answers have different hashes.

    It keeps a solution from being read by accident. Who wants to try all answers can do so.
    """
    return hashlib.sha256(f"sawidget {id} {_plain(answer, digits)}".encode()).hexdigest()[:16]


def number(id: str, right: str, wrong: Collection[float] = (), digits: int = 6) -> Judge:
    """A judge for a number, to so many digits. A foreseen wrong one is a mistake by its own name: ``"29"``."""
    names = {_plain(value, digits): f"{value:g}" for value in wrong}

    def judge(answer: Any) -> Mistake | None:
        if isinstance(answer, bool) or not isinstance(answer, Real):
            quotes = " Numbers are written without quotation marks." if isinstance(answer, str) else ""
            return Mistake(KIND, f"This is {shown(answer)}, no number.{quotes}")
        if seal(id, answer, digits) == right:
            return None
        return Mistake(names.get(_plain(answer, digits), OTHER), f"Your answer is {shown(answer)}.")

    return judge


def choice(id: str, right: str, options: Collection[str]) -> Judge:
    """A judge for one letter of several: each wrong one is a mistake of its own."""

    def judge(answer: Any) -> Mistake | None:
        if not isinstance(answer, str) or _plain(answer) not in options:
            letters = ", ".join(f'"{option}"' for option in options)
            return Mistake(KIND, f"This is {shown(answer)}; the answers are {letters}.")
        if seal(id, answer) == right:
            return None
        return Mistake(_plain(answer), f"Your answer is {shown(answer)}.")

    return judge


def _plain(answer: Any, digits: int = 6) -> str:
    return answer.strip().lower() if isinstance(answer, str) else f"{float(answer):.{digits}g}"
