"""Answers to lesson 2: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def metropolis(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u < math.exp(-dE / kT)


def by_numpy(dE: float, kT: float, u: float) -> Any:
    return np.float64(u) < np.exp(min(0.0, -dE / kT))


def with_a_warning(dE: float, kT: float, u: float) -> Any:
    return u < np.exp(np.float64(-dE / kT))


def glauber(dE: float, kT: float, u: float) -> bool:
    """A rule that samples the same law, but not the one that was asked for."""
    return u < 1 / (1 + math.exp(min(700.0, dE / kT)))


def sign_of_the_step(dE: float, kT: float, u: float) -> bool:
    return metropolis(-dE, kT, u)


def sign_of_the_exponent(dE: float, kT: float, u: float) -> bool:
    return u < math.exp(min(700.0, dE / kT))


def positive_exponent_after_downhill(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u < math.exp(dE / kT)


def only_down(dE: float, kT: float, u: float) -> bool:
    return dE <= 0


def strictly_down(dE: float, kT: float, u: float) -> bool:
    return dE < 0 or (dE > 0 and u < math.exp(-dE / kT))


def everything(dE: float, kT: float, u: float) -> bool:
    return True


def other_side(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u > math.exp(-dE / kT)


def upside_down(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u < math.exp(-kT / dE)


def without_temperature(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u < math.exp(-dE)


def multiplied(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u < math.exp(-dE * kT)


def overflowing(dE: float, kT: float, u: float) -> bool:
    return u < math.exp(-dE / kT)


def frozen_too_early(dE: float, kT: float, u: float) -> bool:
    return kT > 0.01 and metropolis(dE, kT, u)


def the_probability(dE: float, kT: float, u: float) -> float:
    return min(1.0, math.exp(min(0.0, -dE / kT)))


def forgot_return(dE: float, kT: float, u: float) -> None:
    metropolis(dE, kT, u)


def linear(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u < 1 - dE / kT


RIGHT: dict[str, list[Any]] = {
    "2.1": [metropolis, by_numpy, with_a_warning],
    "2.2": [14.4, 14.43, 10 / math.log(2), np.float64(14.427)],
    "2.3": ["b"],
}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "2.1": [
        (sign_of_the_step, "inverted", "refuses what goes down"),
        (sign_of_the_exponent, "inverted", "refuses what goes down"),
        (positive_exponent_after_downhill, "always", "without aim"),
        (glauber, "downhill", "A step down is always taken"),
        (strictly_down, "level", "changes nothing"),
        (only_down, "greedy", "a quench"),
        (everything, "always", "without aim"),
        (other_side, "over", "which side of p"),
        (upside_down, "upside", "stands on its head"),
        (without_temperature, "kT", "does not feel the temperature"),
        (multiplied, "times", "not multiplied"),
        (overflowing, "overflow", "more than Python can hold"),
        (frozen_too_early, "cold", "as kT goes to 0"),
        (the_probability, "truth", "True or False"),
        (linear, "other", "with the probability p"),
        (forgot_return, "nothing", "returned nothing"),
    ],
    "2.2": [
        (-14.4, "-14.4", "A temperature is positive"),
        (6.93, "6.93", "10 times ln 2"),
        (5, "5", "not half of dE"),
        (20, "20", "from twice dE"),
        (10, "10", "about 37 %"),
        (3.01, "3.01", "above the line and below"),
        (33.2, "33.2", "base 10"),
        (14, "other", "Write exp(-dE/kT) = 0.5"),
        ("14,4", "kind", "Hand in"),
        ((14, 4), "kind", "Hand in"),
    ],
    "2.3": [("a", "a", "kT is close to 0"), ("c", "c", "What goes down"), ("d", "d", "no best molecule")],
}
