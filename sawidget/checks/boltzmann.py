"""The exercises of lesson 3: symmetries, the law of the walk, and why waiting counts."""

from __future__ import annotations

import math
from typing import Any, Final

from sawidget.checks.exercise import KIND, Exercise, Judge, Mistake, Stumble, Unstarted, shown
from sawidget.checks.single import OTHER, choice, number

#: Energies, symmetries, kT.
_Case = tuple[list[float], list[int], float]
_CASES: Final[tuple[_Case, ...]] = (
    ([28.0, 29.0, 31.0, 32.0, 35.0], [6, 8, 2, 2, 2], math.inf),
    ([28.0, 29.0, 31.0, 32.0, 35.0], [6, 8, 2, 2, 2], 4.0),
    ([0.0, 1.0], [1, 1], 1.0),
    ([-2.0, 3.0, 0.5], [2, 24, 1], 0.7),
    ([5000.0, 5001.0, 5010.0], [2, 1, 6], 0.5),
    ([-5000.0, -4999.0], [1, 2], 0.5),
    ([7.0], [12], 3.0),
    ([10.0, 5000.0], [1, 2], 1.0),
)


_ASKED: Final = ("symmetries_of_23", "symmetries_of_22", "visits_22_to_23")


def _symmetries() -> Judge:
    """Two numbers of symmetries and the ratio that follows, each judged alone."""
    parts = (
        ("2,3", number("3.1 first", "6229f2fd1e51af68", wrong=(1, 2, 4, 90))),
        ("2,2", number("3.1 second", "15422fc7ccc6cc09", wrong=(1, 2, 3, 24, 120))),
    )
    ratio = number("3.1 ratio", "ba206b1928beaff1", wrong=(0.75, 1), digits=3)

    def judge(answer: Any) -> Mistake | None:
        missing = [name for name, part in zip(_ASKED, answer, strict=True) if part is ... or part is None]
        if len(missing) == len(_ASKED):
            raise Unstarted
        if missing:
            return Mistake("missing", f"Still missing: {', '.join(missing)}.")
        *symmetries, times = answer
        for (name, part), given in zip(parts, symmetries, strict=True):
            if mistake := part(given):
                seen = f"{name}-dimethylbutane: {mistake.seen}"
                return Mistake(KIND if mistake.name == KIND else f"{name}: {mistake.name}", seen)
        if mistake := ratio(times):
            names = {KIND: KIND, "0.75": "upside down", "1": "equal"}
            return Mistake(names.get(mistake.name, "ratio"), f"Times as often: {mistake.seen}")
        return None

    return judge


def _law(energies: list[float], symmetries: list[int], kt: float, *, power: int = -1, sign: int = -1) -> list[float]:
    """The law, or what a typical mistake makes of it."""
    apart = [sign * (energy - min(energies)) / kt for energy in energies]
    weights = [math.exp(x - max(apart)) * symmetry**power for x, symmetry in zip(apart, symmetries, strict=True)]
    return [weight / sum(weights) for weight in weights]


def _judge_law(law: Any) -> Mistake | None:
    for energies, symmetries, kt in _CASES:
        given = (list(energies), list(symmetries), kt)
        asked = f"For energies {energies}, symmetries {symmetries} and kT = {kt:g} your function"
        try:
            found = [float(value) for value in law(*given)]
        except Stumble as stumble:
            if any(name in stumble.mistake.seen for name in ("ZeroDivisionError", "OverflowError")):
                return Mistake("underflow", stumble.mistake.seen)
            raise
        seen = f"{asked} returned {shown([float(f'{value:.4g}') for value in found])}."
        if given[:2] != (energies, symmetries):
            return Mistake("changed", f"{asked} left the lists changed: {shown(given[:2])}.")
        if len(found) != len(energies):
            return Mistake("length", seen)
        if any(map(math.isnan, found)):
            return Mistake("underflow", seen)
        if not _near(found, _law(energies, symmetries, kt)):
            return Mistake(_name(found, energies, symmetries, kt), seen)
    return None


def _name(found: list[float], energies: list[float], symmetries: list[int], kt: float) -> str:
    """Which mistake makes this of the law."""
    total = sum(found)
    if not math.isclose(total, 1, rel_tol=1e-6):
        return "sum"
    for name, changes in (("symmetries", {"power": 0}), ("times", {"power": 1}), ("sign", {"sign": 1})):
        if _near(found, _law(energies, symmetries, kt, **changes)):
            return name
    return OTHER


def _near(one: list[float], other: list[float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9) for a, b in zip(one, other, strict=True))


EXERCISES = (
    Exercise(
        id="3.1",
        asks=f"three numbers: ({', '.join(_ASKED)})",
        judge=_symmetries(),
        hints={
            "missing": ("The three numbers are looked at together. Put one in place of the dots that are left, too.",),
            "2,3: 1": (
                "Doing nothing is one symmetry, but not the only one. Which carbons can change places unnoticed?",
                "The two methyls on one side can change places. So can those on the other side, and the two sides.",
            ),
            "2,3: 2": (
                "There is more than the mirror that swaps left and right. What about two methyls on the same carbon?",
                "Three choices, two ways each: methyls on the left, methyls on the right, left with right.",
            ),
            "2,3: 4": (
                "You have counted the methyls on both sides. Can the two sides change places, too?",
                "Each of the symmetries that you have found can be followed by swapping left and right, or not.",
            ),
            "2,3: 90": (
                "90 is the number of numberings, 720/|Aut|. Here |Aut| itself is asked for: what is 720 divided by?",
            ),
            "2,3: other": (
                "Draw two carbons in the middle, each with two methyls. Which swaps leave the list of bonds as it is?",
                "The swaps are independent, so multiply: two ways on the left, two on the right, two for the sides.",
            ),
            "2,2: 1": ("Three methyls hang on the same carbon. In how many orders can they stand?",),
            "2,2: 2": (
                "Two of the methyls can change places, but there are three of them on that carbon.",
                "In how many orders can three things stand in a row?",
            ),
            "2,2: 3": (
                "There are three methyls, but three things can stand in more than three orders. List them: ABC, ACB, …",
            ),
            "2,2: 24": (
                "Of the four neighbours of that carbon one is a CH2, not a methyl: it cannot change places with them.",
            ),
            "2,2: 120": (
                "120 is the number of numberings, 720/|Aut|. Here |Aut| itself is asked for: what is 720 divided by?",
            ),
            "2,2: other": (
                "Only the three methyls on the same carbon can change places. In how many orders can they stand?",
            ),
            "upside down": (
                "You have it upside down: the isomer with more symmetries has fewer numberings. Which one is that?",
                "Visits are proportional to 1/|Aut|. Divide 1/|Aut| of 2,2 by 1/|Aut| of 2,3.",
            ),
            "equal": ("Even at infinite temperature isomers are not equally likely. Look at the law above again.",),
            "ratio": (
                "At infinite temperature every exp(-E/kT) is 1. What is left of the law above for each of the two?",
                "Divide 1/|Aut| of 2,2 by 1/|Aut| of 2,3, to three digits at least.",
            ),
        },
        untested="whether you would see the symmetries of a ring, or of a double bond.",
    ),
    Exercise(
        id="3.2",
        asks="a function law(energies, symmetries, kT) that returns a list of probabilities",
        judge=_judge_law,
        hints={
            "symmetries": (
                "The energies are right, but the symmetries play no part. Which isomers are visited less often?",
                "Divide each exp(-E/kT) by its number of symmetries before you add them up.",
            ),
            "times": ("More symmetries make an isomer *less* frequent. Do you multiply where the law divides?",),
            "sign": (
                "The isomer of the highest energy gets the highest probability. Look at the sign in the exponent.",
            ),
            "sum": (
                "Probabilities must add up to 1. What does Z in the law do?",
                "Make the list of all weights first, add them up, then divide each by the sum.",
            ),
            "underflow": (
                "exp of a large negative number is 0.0, exp of a large positive one is too large for a computer.",
                "Subtract the smallest energy from all energies first: the probabilities remain the same. Why?",
            ),
            "length": ("Return one probability for each isomer, in the order in which the energies come.",),
            "changed": (
                "Your function changes the lists that it was given, and whoever called it needs them still. "
                "Make a new list: [energy - lowest for energy in energies].",
            ),
            OTHER: (
                "Work out this case by hand, with a pocket calculator: weights first, then their sum.",
                "Each weight is exp(-(E - lowest)/kT) divided by the symmetries; each probability is weight / sum.",
            ),
        },
        untested="speed, and energies that are infinite.",
    ),
    Exercise(
        id="3.3",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("3.3", "b9dd869b17b41aa1", "abcd"),
        hints={
            "a": ("Noise falls with the length of the walk. Is this error noise? Compare the two last columns above.",),
            "c": ("At infinite temperature the bars were wrong already. How hot should it be?",),
            "d": ("The start is forgotten soon. Why is neopentane left too early each time that it is visited?",),
        },
        untested="that you can program it. The waiting time can even be drawn at once, from a geometric distribution.",
    ),
)
