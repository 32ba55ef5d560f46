"""Answers to lesson 3: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

import math
from typing import Any

Numbers = list[float]


def law(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    lowest = min(energies)
    weights = [math.exp(-(e - lowest) / kT) / s for e, s in zip(energies, symmetries, strict=True)]
    return [weight / sum(weights) for weight in weights]


def mean_first(energies: Numbers, symmetries: Numbers, kT: float) -> tuple[float, ...]:
    """Any energy may be the one that is subtracted, as long as nothing overflows."""
    logs = [-e / kT - math.log(s) for e, s in zip(energies, symmetries, strict=True)]
    top = max(logs)
    total = sum(math.exp(x - top) for x in logs)
    return tuple(math.exp(x - top) / total for x in logs)


def without_symmetries(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    return law(energies, [1] * len(energies), kT)


def multiplied(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    return law(energies, [1 / s for s in symmetries], kT)


def upside_down(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    return law([-e for e in energies], symmetries, kT)


def weights_only(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    return [math.exp(-(e - min(energies)) / kT) / s for e, s in zip(energies, symmetries, strict=True)]


def from_zero(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    weights = [math.exp(-e / kT) / s for e, s in zip(energies, symmetries, strict=True)]
    return [weight / sum(weights) for weight in weights]


def from_the_highest(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    weights = [math.exp(-(e - max(energies)) / kT) / s for e, s in zip(energies, symmetries, strict=True)]
    return [weight / sum(weights) for weight in weights]


def sorted_in_place(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    right = law(energies, symmetries, kT)
    energies.sort(reverse=True)
    return right


def the_first_only(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    return law(energies, symmetries, kT)[:1]


def without_temperature(energies: Numbers, symmetries: Numbers, kT: float) -> Numbers:
    return law(energies, symmetries, 1.0)


RIGHT: dict[str, list[Any]] = {
    "3.1": [(8, 6, 8 / 6), (8, 6, 1.33)],
    "3.2": [law, mean_first],
    "3.3": ["b"],
}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "3.1": [
        ((8, 6, ...), "missing", "looked at together"),
        ((..., None, 1.33), "missing", "looked at together"),
        ((1, 6, 1.33), "2,3: 1", "Doing nothing"),
        ((2, 6, 1.33), "2,3: 2", "more than the mirror"),
        ((4, 6, 1.33), "2,3: 4", "Can the two sides"),
        ((90, 120, 1.33), "2,3: 90", "90 is the number"),
        ((3, 6, 1.33), "2,3: other", "two carbons in the middle"),
        ((8, 1, 8), "2,2: 1", "Three methyls hang"),
        ((8, 2, 4), "2,2: 2", "Two of the methyls"),
        ((8, 3, 2.67), "2,2: 3", "more than three orders"),
        ((8, 24, 0.333), "2,2: 24", "one is a CH2"),
        ((8, 120, 1.33), "2,2: 120", "120 is the number"),
        ((8, 5, 1.6), "2,2: other", "Only the three methyls"),
        ((8, 6, 0.75), "upside down", "upside down"),
        ((8, 6, 1), "equal", "not equally likely"),
        ((8, 6, 2), "ratio", "What is left of the law"),
        ((8, "six", 1.33), "kind", "Hand in"),
        ((8, 6), "kind", "Hand in"),
        (8, "kind", "Hand in"),
    ],
    "3.2": [
        (without_symmetries, "symmetries", "play no part"),
        (multiplied, "times", "Do you multiply"),
        (upside_down, "sign", "sign in the exponent"),
        (weights_only, "sum", "add up to 1"),
        (from_zero, "underflow", "too large for a computer"),
        (from_the_highest, "underflow", "too large for a computer"),
        (sorted_in_place, "changed", "changes the lists"),
        (the_first_only, "length", "one probability for each"),
        (without_temperature, "other", "pocket calculator"),
        (lambda energies, symmetries, kT: 1.0, "kind", "Hand in"),
        (lambda energies, symmetries: energies, "raised", "Python stopped"),
    ],
    "3.3": [
        ("a", "a", "Noise falls"),
        ("c", "c", "were wrong already"),
        ("d", "d", "The start is forgotten"),
        ("all", "kind", "Hand in"),
    ],
}
