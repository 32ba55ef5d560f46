"""``sa.check``: is an answer right, and if not, what would help? Offline, and no answer makes it raise."""

from __future__ import annotations

import time
from functools import cache
from importlib import import_module
from typing import Any, Final

import sawidget
from saserver.engine import ParameterError, Problem
from sawidget import answers
from sawidget.checks.exercise import Exercise, Mistake, Unstarted, unstarted
from sawidget.checks.outcome import Displayed, Outcome, Status
from sawidget.checks.quiet import quiet

__all__ = ["LESSONS", "Outcome", "Status", "Unmarked", "check", "exercise"]

#: Number of a lesson → the module in this package with its ``EXERCISES``.
LESSONS: Final = {
    "0": "first_run",
    "1": "isomer_space",
    "2": "metropolis",
    "3": "boltzmann",
    "4": "landscapes",
    "5": "own_energy",
    "6": "schedules",
    "7": "enumeration",
    "8": "mystery",
}


class Unmarked(AssertionError):
    """Tells nbgrader, and nobody else, that a test cell earns no marks."""

    def _render_traceback_(self) -> list[str]:
        """IPython calls this instead of printing a stack trace: feedback is the hint, not our source."""
        return [str(self)]


def check(id: str, answer: Any = ...) -> Outcome:
    """Check the answer to an exercise.

    A wrong answer is no error: the notebook runs on. Each time that the same mistake is made there is one more hint.
    What was found is kept in ``sawidget-answers.json`` beside the notebook, for `report`. A function is called many
    times; what it prints meanwhile is not shown.

    Parameters
    ----------
    id
        The exercise, as the lesson calls it: ``"2.1"``.
    answer
        What the exercise asks for, a value or a function.

    Returns
    -------
    Outcome
        With ``status`` ("not started", "not yet" or "passed"), ``hints`` and ``untested``. As the last line of a
        cell it shows itself.

    Raises
    ------
    ParameterError
        There is no such exercise.

    Examples
    --------
    >>> import sawidget as sa
    >>> sa.check("0.1")
    ○ Exercise 0.1: not started
      Hand in the Wiener index of 2-methylbutane, a number.
    """
    asked = exercise(id)
    outcome = _outcome(asked, answer)
    if not sawidget.GRADED:
        return outcome
    if not outcome.passed:  # nbgrader's marks go by what raises
        raise Unmarked(repr(outcome))
    return Displayed(**vars(outcome))


def exercise(id: str) -> Exercise:
    """The exercise of that name.

    Raises
    ------
    ParameterError
    """
    lesson = str(id).partition(".")[0]
    known = exercises(lesson) if lesson in LESSONS else {}
    if id not in known:
        others = ", ".join(known or LESSONS)
        message = f"id must be an exercise of {'this lesson' if known else 'a lesson'} ({others}), not {id!r}"
        raise ParameterError(Problem("id", id, message))
    return known[id]


@cache
def exercises(lesson: str) -> dict[str, Exercise]:
    """The exercises of a lesson, by their ids."""
    module = import_module(f"sawidget.checks.{LESSONS[lesson]}")
    return {exercise.id: exercise for exercise in module.EXERCISES}


def _outcome(asked: Exercise, answer: Any) -> Outcome:
    if unstarted(answer):
        return _not_started(asked)
    try:
        with quiet() as printed:
            mistake = asked.mistake(answer)
    except Unstarted:
        return _not_started(asked)
    kept = answers.change("checks", asked.id, lambda before: _counted(before, mistake))
    note = "; ".join(filter(None, (_UNSHOWN if printed.getvalue() else "", kept.note)))
    if mistake is None:
        return Outcome(asked.id, Status.PASSED, untested=asked.untested, note=note)
    ladder = asked.ladder(mistake, kept.entry["mistakes"][mistake.name])
    return Outcome(asked.id, Status.NOT_YET, mistake.seen, ladder, note=note)


_UNSHOWN: Final = "what your function printed is not shown, since it was called many times; to see it, call it yourself"


def _counted(before: dict[str, Any], mistake: Mistake | None) -> dict[str, Any]:
    """What is known of an exercise, after one more try."""
    counted = before.get("mistakes")
    mistakes = dict(counted) if isinstance(counted, dict) else {}
    if mistake is not None:
        mistakes[mistake.name] = answers.count(mistakes.get(mistake.name)) + 1
    passed = mistake is None or before.get("status") == Status.PASSED  # what was passed once stays so
    return {
        "status": Status.PASSED if passed else Status.NOT_YET,
        "tries": answers.count(before.get("tries")) + 1,
        "mistakes": mistakes,
        "checked_at": time.time(),
    }


def _not_started(asked: Exercise) -> Outcome:
    return Outcome(asked.id, Status.NOT_STARTED, f"Hand in {asked.asks}.")
