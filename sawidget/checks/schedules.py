"""The exercises of lesson 6: how sure a share is, and what pairs of runs say."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from sawidget.checks.exercise import Exercise, Mistake, shown
from sawidget.checks.single import OTHER, choice

Interval = tuple[float, float]

_Z: Final = 1.96
_SHARES: Final = ((7, 10), (0, 10), (10, 10), (1, 3), (170, 200), (999, 1000))


def _wilson(hits: float, runs: float, z: float = _Z, *, whole: bool = True) -> Interval:
    p, q = hits / runs, z * z / runs
    middle, half = p + q / 2, math.sqrt(q * p * (1 - p) + q * q / 4)
    below = 1 + q if whole else 1
    return (middle - half) / below, (middle + half) / below


def _wald(hits: float, runs: float) -> Interval:
    """The interval that has the width 0 where all runs succeed."""
    p = hits / runs
    half = _Z * math.sqrt(p * (1 - p) / runs)
    return p - half, p + half


def _linear(hits: float, runs: float) -> Interval:
    p, q = hits / runs, _Z**2 / runs
    half = _Z * (p * (1 - p) / runs + q / runs / 4)
    return (p + q / 2 - half) / (1 + q), (p + q / 2 + half) / (1 + q)


#: What a typical mistake returns.
_INTERVALS: Final[dict[str, Callable[[float, float], Interval]]] = {
    "wald": _wald,
    "wald, within 0 and 1": lambda hits, runs: (max(0.0, _wald(hits, runs)[0]), min(1.0, _wald(hits, runs)[1])),
    "denominator": lambda hits, runs: _wilson(hits, runs, whole=False),
    "root": _linear,
    "order": lambda hits, runs: _wilson(hits, runs)[::-1],
    "per cent": lambda hits, runs: (100 * _wilson(hits, runs)[0], 100 * _wilson(hits, runs)[1]),
    "z": lambda hits, runs: _wilson(hits, runs, 1.0),
}


def _judge_wilson(wilson: Any) -> Mistake | None:
    answers = []
    for hits, runs in _SHARES:
        low, high = (float(limit) for limit in wilson(hits, runs))
        answers.append((low, high))
    for (hits, runs), answer in zip(_SHARES, answers, strict=True):
        if not _near(answer, _wilson(hits, runs)):
            fitting = (name for name, wrong in _INTERVALS.items() if _all_near(answers, wrong))
            seen = f"For {hits} hits of {runs} runs your function returned ({answer[0]:.4f}, {answer[1]:.4f})."
            return Mistake(next(fitting, OTHER).partition(",")[0], seen)
    return None


def _all_near(answers: Sequence[Interval], wrong: Callable[[float, float], Interval]) -> bool:
    return all(_near(answer, wrong(*case)) for answer, case in zip(answers, _SHARES, strict=True))


def _near(one: Interval, other: Interval) -> bool:
    """To the accuracy of z, which may be 1.96 or 1.95996."""
    return all(math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-4) for a, b in zip(one, other, strict=True))


def _pairs() -> list[tuple[list[bool], list[bool]]]:
    dice = random.Random(6)
    chosen = [([True, True, True, False, False], [True, False, False, True, False])]
    for runs in (1, 7, 40):
        first = [dice.random() < 0.8 for _ in range(runs)]
        chosen.append((first, [dice.random() < 0.4 for _ in range(runs)]))
    return chosen


def _counts(first: Sequence[bool], second: Sequence[bool]) -> dict[str, Any]:
    only = (
        sum(one and not other for one, other in zip(first, second, strict=True)),
        sum(other and not one for one, other in zip(first, second, strict=True)),
    )
    both = sum(one and other for one, other in zip(first, second, strict=True))
    neither = len(first) - both - sum(only)
    return {
        "right": only,
        "swapped": only[::-1],
        "all successes": (sum(first), sum(second)),
        "agreeing": (both, neither),
        "shares": (only[0] / len(first), only[1] / len(first)),
    }


def _judge_pairs(discordant: Any) -> Mistake | None:
    cases = _pairs()
    answers = []
    for first, second in cases:
        answer = discordant(list(first), list(second))
        if isinstance(answer, int | float):
            return Mistake("together", f"For first = {first} and second = {second} your function returned {answer}.")
        one, two = answer
        answers.append((float(one), float(two)))
    for (first, second), answer in zip(cases, answers, strict=True):
        if answer != _counts(first, second)["right"]:
            seen = f"For first = {first} and second = {second} your function returned {shown(answer)}."
            for name in ("swapped", "all successes", "agreeing", "shares"):
                if answers == [_counts(*case)[name] for case in cases]:
                    return Mistake(name, seen)
            return Mistake(OTHER, seen)
    return None


EXERCISES = (
    Exercise(
        id="6.1",
        asks="a function wilson(hits, runs) that returns (low, high)",
        judge=_judge_wilson,
        hints={
            "wald": (
                "This is the textbook's first answer. For 10 hits of 10 it has the width 0: are ten runs a proof?",
                "Two terms with z are missing: one beside the share, one under the root; and the denominator.",
            ),
            "denominator": (
                "The numerator is right. Both limits have to be divided by 1 + z²/n.",
                "Mind the brackets: (middle - half) / (1 + z**2 / runs).",
            ),
            "root": ("Take the square root of the sum: math.sqrt(…), or (…) ** 0.5.",),
            "order": ("You return the upper limit first. Return (low, high).",),
            "per cent": ("Return shares between 0 and 1, not per cent.",),
            "z": ("This is the interval for z = 1, about 68 %. For 95 % z is 1.96.",),
            OTHER: (
                "Compute it in parts: share, middle = share + z²/(2n), half = z·√(…), and the denominator last.",
                "For 7 hits of 10 the middle is 0.892, half of the width 0.343, the denominator 1.384.",
            ),
        },
        untested="whether the runs were independent. Runs with the same seed twice would be counted twice.",
    ),
    Exercise(
        id="6.2",
        asks="a function discordant(first, second) that returns (only_first, only_second)",
        judge=_judge_pairs,
        hints={
            "swapped": ("The two numbers are the right ones, in the wrong order.",),
            "all successes": (
                "You count all successes of each. Leave out the pairs in which both were successful.",
                "Go through the pairs with zip(first, second), and count those in which one is True, the other False.",
            ),
            "agreeing": ("You count the pairs that agree. Those that *differ* are asked for.",),
            "shares": ("Return how many pairs, not which share of them.",),
            "together": ("Two numbers are asked for: only the first succeeded, and only the second.",),
            OTHER: (
                "Go through both lists together: for one, other in zip(first, second).",
                "A pair counts for the first number if `one and not other`.",
            ),
        },
        untested="lists of unequal length. Which seed would a run without a partner belong to?",
    ),
    Exercise(
        id="6.3",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("6.3", "6036afa212b8808b", "abcd"),
        hints={
            "a": ("Use your wilson(10, 10): which probabilities are compatible with ten of ten?",),
            "b": ("How would a faster computer show that one schedule is better than another?",),
            "d": ("A plot of the best run is an anecdote, however well it looks.",),
        },
        untested="whether you would notice what is missing in a paper that you like.",
    ),
)
