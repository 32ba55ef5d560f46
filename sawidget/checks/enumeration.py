"""The exercises of lesson 7: how long a list takes, where a search is quicker, and what it proves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sawidget.checks.exercise import NOTHING, Exercise, Mistake, Stumble, shown
from sawidget.checks.single import OTHER, choice, number

_Case = tuple[list[int], list[float], list[float]]
_CASES: Final[tuple[_Case, ...]] = (
    ([6, 8, 10, 12], [5.0, 18.0, 75.0, 355.0], [30.0, 40.0, 60.0, 90.0]),
    ([4, 5, 6, 7, 8], [2.0, 3.0, 5.0, 9.0, 18.0], [1.0, 4.0, 9.0, 8.0, 7.0]),
    ([4, 6, 8], [2.0, 5.0, 18.0], [1.0, 2.0, 3.0]),
    ([4, 6, 8], [2.0, 5.0, 18.0], [1.0, 2.0, 18.0]),
    ([10, 20, 30], [75.0, 300.0, 900.0], [75.0, 299.0, float("inf")]),
    ([10, 20, 30], [75.0, 300.0, 900.0], [75.0, 300.0, 899.0]),
)
NONE: Final = "none"
#: Seconds, days, hours; without the million; the number of isomers itself.
_WRONG_YEARS: Final = (62481801.147341, 723.17, 17356.1, 1.97992e6, 62481801147341)


def _crossover(sizes: Sequence[int], isomers: Sequence[float], steps: Sequence[float]) -> Any:
    better = [searched < listed for listed, searched in zip(isomers, steps, strict=True)]
    return next((size for place, size in enumerate(sizes) if all(better[place:])), NONE)


def _first(sizes: Sequence[int], isomers: Sequence[float], steps: Sequence[float]) -> Any:
    return next((s for s, listed, searched in zip(sizes, isomers, steps, strict=True) if searched < listed), NONE)


def _place(
    sizes: Sequence[int], isomers: Sequence[float], steps: Sequence[float], rule: Callable[..., Any] = _crossover
) -> Any:
    found = rule(sizes, isomers, steps)
    return found if found == NONE else sizes.index(found)


def _equal(sizes: Sequence[int], isomers: Sequence[float], steps: Sequence[float]) -> Any:
    return _crossover(sizes, [listed + 1e-9 for listed in isomers], steps)


#: What a typical mistake returns; the first that fits all cases gives its name.
_MISTAKES: Final[Mapping[str, Callable[..., Any]]] = {
    "first": _first,
    "reversed": lambda sizes, isomers, steps: _crossover(sizes, steps, isomers),
    "reversed, first": lambda sizes, isomers, steps: _first(sizes, steps, isomers),
    "place": _place,
    "place, first": lambda sizes, isomers, steps: _place(sizes, isomers, steps, _first),
    "equal": _equal,
}


def _judge_crossover(crossover: Any) -> Mistake | None:
    answers: list[Any] = []
    for sizes, isomers, steps in _CASES:
        answers.append(_answer(crossover, (sizes, isomers, steps)))
    told = [NONE if answer is None else answer for answer in answers]
    for (sizes, isomers, steps), answer in zip(_CASES, told, strict=True):
        if answer != _crossover(sizes, isomers, steps):
            seen = f"For sizes {sizes}, isomers {isomers} and steps {steps} your function returned {shown(answer)}."
            for name, wrong in _MISTAKES.items():
                if told == [wrong(*one) for one in _CASES]:
                    return Mistake(name.partition(",")[0], seen)
            return Mistake(OTHER, seen)
    if None in answers:
        sizes, isomers, steps = _CASES[answers.index(None)]
        return Mistake("word", f"For sizes {sizes}, isomers {isomers} and steps {steps} your function returned None.")
    return None


def _answer(crossover: Any, case: _Case) -> Any:
    """A size or a text; None stands for "none" only where that is right, elsewhere a `return` was forgotten."""
    try:
        answer = crossover(*(list(values) for values in case))
    except Stumble as stumble:
        if stumble.mistake.name == NOTHING and _crossover(*case) == NONE:
            return None
        raise
    if not isinstance(answer, str):
        return float(answer)
    return NONE if answer.strip().lower() == NONE else answer


EXERCISES = (
    Exercise(
        id="7.1",
        asks="a number of years",
        judge=number("7.1", "43ababb51dbfa2c1", wrong=_WRONG_YEARS, digits=2),
        hints={
            "6.24818e+07": ("These are seconds. How many seconds has a year?",),
            "723.17": ("These are days. Divide by 365.25 once more.",),
            "17356.1": ("These are hours. Divide by 24, and by 365.25.",),
            "1.97992e+06": ("A million isomers in each second: divide by a million, too.",),
            "6.24818e+13": ("This is the number of isomers. Divide by a million: seconds. Then make years of them.",),
            OTHER: (
                "Number of isomers, divided by a million in each second, gives seconds. Then 3600, 24, 365.25.",
                "counted[40] / 1e6 / 3600 / 24 / 365.25",
            ),
        },
        untested="where such a list could be stored: it would be some thousand terabytes.",
    ),
    Exercise(
        id="7.2",
        asks='a function crossover(sizes, isomers, steps) that returns a size, or "none"',
        judge=_judge_crossover,
        hints={
            "first": (
                "You return the first size where the search is quicker. Later it may be slower again.",
                "Start at the end of the lists and go back, as long as the search is quicker.",
            ),
            "reversed": ("You compare the wrong way round. The search is quicker where steps < isomers.",),
            "place": ("This is the place in the list. Return the size that stands there: sizes[2], not 2.",),
            "word": ('Where the search is never quicker, return the text "none": letters in quotes, and no None.',),
            "equal": ("Where both are equal the search does not need *fewer* steps. Is it < or <=?",),
            OTHER: (
                "Work out this case with a pencil: for each size, is the search quicker? From which one on, always?",
                "Go through the lists from the end, and remember the size as long as steps < isomers.",
            ),
        },
        untested="whether a step and an isomer in a list take the same time. Here a step takes much less.",
    ),
    Exercise(
        id="7.3",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("7.3", "2c2917b15523fda4", "abcd"),
        hints={
            "a": ("It happens to be true, but do these runs prove it? Each visited a few hundred isomers at most.",),
            "c": ("Runs are not isomers. Which isomers does a run look for?",),
            "d": ("Independent runs that agree do say something. But is it a proof?",),
        },
        untested="how much you would bet on it.",
    ),
)
