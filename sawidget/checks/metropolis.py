"""The exercises of lesson 2: the rule of acceptance, which drives a run, and what a temperature means."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any, Final

import numpy as np

from sawidget.checks.exercise import Exercise, Mistake, Stumble, shown
from sawidget.checks.single import OTHER, choice, number

Rule = Callable[[float, float, float], bool]

_UPHILL: Final = (1.0, 3.0, 7.0, 0.5)
_TEMPERATURES: Final = (2.0, 20.0, 1.0, 5.0)
#: So close to p from both sides that no other formula fits between.
_BESIDE: Final = (-0.02, 0.02)


def _rule(accept: Any) -> Mistake | None:
    """Downhill always, uphill with exp(-dE/kT), cold or hot, however large the step."""
    for probe in (_answers, _downhill, _uphill, _limits):
        if (mistake := probe(accept)) is not None:
            return mistake
    return None


def _answers(accept: Any) -> Mistake | None:
    given = accept(3.0, 5.0, 0.3)
    if not isinstance(given, bool | np.bool_):
        return Mistake("truth", f"accept(3, 5, 0.3) returned {shown(given)}.")
    return None


def _downhill(accept: Any) -> Mistake | None:
    for dE, kT, u in product((-3.0, -0.5, -1.0), _TEMPERATURES, (0.001, 0.5, 0.999)):
        if not accept(dE, kT, u):
            return Mistake("inverted" if accept(-dE, kT, 0.999) else "downhill", _seen(dE, kT, u, False))
    return None if accept(0.0, 1.0, 0.5) else Mistake("level", _seen(0.0, 1.0, 0.5, False))


def _uphill(accept: Any) -> Mistake | None:
    for dE, kT in product(_UPHILL, _TEMPERATURES):
        p = math.exp(-dE / kT)
        for u in (p + beside for beside in _BESIDE):
            if 0 < u < 1 and bool(accept(dE, kT, u)) is not (u < p):
                return Mistake(_habit(accept), f"{_seen(dE, kT, u, not u < p)} With {u:.3g} it should be {u < p}.")
    return None


def _habit(accept: Any) -> str:
    """Which wrong rule this is, by what it makes of steps up."""
    grid = [(dE, kT, u) for dE, kT in product(_UPHILL, _TEMPERATURES) for u in (0.005, 0.25, 0.5, 0.75, 0.995)]
    habits: dict[str, Rule] = {
        "greedy": lambda dE, kT, u: False,
        "always": lambda dE, kT, u: True,
        "over": lambda dE, kT, u: u >= math.exp(-dE / kT),
        "upside": lambda dE, kT, u: u < math.exp(-kT / dE),
        "kT": lambda dE, kT, u: u < math.exp(-dE),
        "times": lambda dE, kT, u: u < math.exp(-dE * kT),
    }
    taken = [bool(accept(*given)) for given in grid]
    return next((name for name, rule in habits.items() if [rule(*given) for given in grid] == taken), OTHER)


def _limits(accept: Any) -> Mistake | None:
    """As kT goes to 0, or steps become large, only what goes up is refused."""
    for dE, kT in [*product((-1.0, 0.0, 1.0), (1e-3, 1e-9)), (-1e5, 1.0), (1e5, 1.0)]:
        try:
            given = accept(dE, kT, 0.5)
        except Stumble as stumble:
            if "OverflowError" not in stumble.mistake.seen:
                raise
            return Mistake("overflow", stumble.mistake.seen)
        if bool(given) is not (dE <= 0):
            return Mistake("cold", _seen(dE, kT, 0.5, bool(given)))
    return None


def _seen(dE: float, kT: float, u: float, given: bool) -> str:
    return f"accept(dE={dE:g}, kT={kT:g}, u={u:.3g}) returned {given}."


EXERCISES: Final = (
    Exercise(
        id="2.1",
        asks="a function accept(dE, kT, u) that returns True or False",
        judge=_rule,
        hints={
            "truth": (
                "The answer to “is it taken?” is True or False. A comparison such as u < p is exactly that.",
                "return u < p, not return p.",
            ),
            "inverted": (
                "Your rule takes what goes up and refuses what goes down. Is the sign of dE right?",
                "dE is the new energy less the old one: negative is downhill, and better.",
            ),
            "downhill": (
                "A step down is always taken, whatever u and kT are.",
                "For dE < 0, exp(-dE/kT) is above 1, so every u is below it. Is there a minus in your exponent?",
            ),
            "level": ("A step that changes nothing is taken: exp(0) is 1, and u is below 1.",),
            "greedy": (
                "Your rule never goes up. That is a quench: it cannot leave a trap.",
                "Compare u with exp(-dE/kT) when dE is positive.",
            ),
            "always": (
                "Your rule takes every step up. That is a walk without aim.",
                "Is the sign in the exponent right? For dE > 0, exp(-dE/kT) must be below 1.",
            ),
            "over": (
                "Steps up are taken just when they should not be: with which side of p should u lie?",
                "u is below p in a share p of all cases. So take the step if u < p.",
            ),
            "upside": ("The exponent stands on its head: it is dE over kT. Hot must mean bold.",),
            "kT": (
                "Your rule does not feel the temperature: the same step is as likely at kT = 1 and at kT = 20.",
                "Divide dE by kT in the exponent.",
            ),
            "times": ("dE is divided by kT, not multiplied: hot must mean bold.",),
            "cold": (
                "What happens as kT goes to 0? Downhill is still taken, level as well, uphill never.",
                "Deal with dE <= 0 first, then nothing special is needed for the cold.",
            ),
            "overflow": (
                "math.exp of a large positive number is more than Python can hold. When is -dE/kT large and positive?",
                "Only downhill. And there you know the answer without exp: return True first if dE <= 0.",
            ),
            OTHER: (
                "For dE > 0 the step is taken with the probability p = exp(-dE/kT), so just when u < p.",
                "Work out p for the values above, by hand, and compare it with u.",
            ),
        },
        untested="kT = 0 itself, at which no run ever is: min_temp is above 0.",
    ),
    Exercise(
        id="2.2",
        asks="the kT as a number, to three digits",
        judge=number("2.2", "8a1e8a16b2fb83d3", wrong=(-14.4, 6.93, 5, 20, 10, 3.01, 33.2), digits=3),
        hints={
            "-14.4": ("A temperature is positive. ln 0.5 is negative, and there is a minus in the exponent.",),
            "6.93": (
                "That is 10 times ln 2. Solve exp(-10/kT) = 0.5 for kT once more.",
                "Take the logarithm of both sides: -10/kT = ln 0.5. Now kT is below the line.",
            ),
            "5": ("Half the chance is not half of dE. The chance is exp(-dE/kT): set it to 0.5.",),
            "20": ("Half the chance does not come from twice dE. The chance is exp(-dE/kT): set it to 0.5.",),
            "10": ("At kT = dE the chance is exp(-1), about 37 %. It must be somewhat hotter.",),
            "33.2": ("That is with the logarithm to the base 10. Here it is the natural one, math.log in Python.",),
            "3.01": ("Take the natural logarithm, math.log in Python, and mind what is above the line and below.",),
            OTHER: (
                "Write exp(-dE/kT) = 0.5 with dE = 10, and take the natural logarithm of both sides.",
                "-10/kT = ln 0.5 = -0.693. What is kT? Give three digits.",
            ),
        },
        untested="other energies: kT counts only in comparison with dE.",
    ),
    Exercise(
        id="2.3",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("2.3", "6de0bf7fb6b51b1e", "abcd"),
        hints={
            "a": (
                "At the end of an annealing run kT is close to 0. What does exp(-dE/kT) become for dE > 0?",
                "Look at the share of steps up that were taken, from hot to cold.",
            ),
            "c": ("What goes down is taken at every temperature: min(1, exp(-dE/kT)) is 1 there.",),
            "d": ("The formula has no best molecule in it: only the one now, and the one proposed.",),
        },
        untested="how slowly one should cool. That is lesson 6.",
    ),
)
