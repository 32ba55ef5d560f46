"""Judges of single answers. What is right is kept as a salted hash: it can be read here no more than in the lesson."""

from __future__ import annotations

import hashlib
import re
import string
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
            return Mistake(KIND, f"This is {shown(answer)}, no number.{_writing(answer)}")
        if seal(id, answer, digits) == right:
            return None
        return Mistake(names.get(_plain(answer, digits), OTHER), f"Your answer is {shown(answer)}.")

    return judge


def choice(id: str, right: str, options: Collection[str]) -> Judge:
    """A judge for one letter of several: each wrong one is a mistake of its own. ``"(C)"`` is ``"c"``."""
    letters = tuple(options)

    def judge(answer: Any) -> Mistake | None:
        letter = answer.strip(string.whitespace + string.punctuation).lower() if isinstance(answer, str) else None
        if letter not in letters:
            named = ", ".join(f'"{one}"' for one in letters)
            return Mistake(KIND, f"This is {shown(answer)}; the answers are {named}.")
        return None if seal(id, letter) == right else Mistake(letter, f"Your answer is {shown(answer)}.")

    return judge


def _writing(answer: Any) -> str:
    """How the number is written that this was meant to be: ``14,4`` is a pair to Python."""
    text = f"{answer[0]},{answer[1]}" if isinstance(answer, tuple) and len(answer) == 2 else answer
    if not isinstance(text, str):
        return ""
    if re.fullmatch(r"\s*[-−]?\d+,\d+\s*", text):
        return f" Write a point, not a comma, and no quotation marks: {text.strip().replace(',', '.')}"
    return " Numbers are written without quotation marks."


def _plain(answer: Any, digits: int = 6) -> str:
    return answer.strip().lower() if isinstance(answer, str) else f"{float(answer):.{digits}g}"
