"""Answers to lesson 3: exercise → right ones, and wrong ones with the mistake that each of them is."""

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
WRONG: dict[str, list[tuple[Any, str]]] = {
    "3.1": [
        ((1, 6, 1.33), "2,3: 1"),
        ((2, 6, 1.33), "2,3: 2"),
        ((4, 6, 1.33), "2,3: 4"),
        ((3, 6, 1.33), "2,3: other"),
        ((8, 1, 8), "2,2: 1"),
        ((8, 2, 4), "2,2: 2"),
        ((8, 3, 2.67), "2,2: 3"),
        ((8, 24, 0.333), "2,2: 24"),
        ((8, 5, 1.6), "2,2: other"),
        ((8, 6, 0.75), "upside down"),
        ((8, 6, 1), "equal"),
        ((8, 6, 2), "ratio"),
        ((8, "six", 1.33), "kind"),
        ((8, 6), "kind"),
        (8, "kind"),
    ],
    "3.2": [
        (without_symmetries, "symmetries"),
        (multiplied, "times"),
        (upside_down, "sign"),
        (weights_only, "sum"),
        (from_zero, "underflow"),
        (sorted_in_place, "changed"),
        (the_first_only, "length"),
        (without_temperature, "other"),
        (lambda energies, symmetries, kT: 1.0, "kind"),
        (lambda energies, symmetries: energies, "raised"),
    ],
    "3.3": [("a", "a"), ("c", "c"), ("d", "d"), ("all", "kind")],
}
