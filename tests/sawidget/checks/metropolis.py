"""Answers to lesson 2: exercise → right ones, and wrong ones with the mistake that each of them is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def metropolis(dE: float, kT: float, u: float) -> bool:
    return dE <= 0 or u < math.exp(-dE / kT)


def by_numpy(dE: float, kT: float, u: float) -> Any:
    return np.float64(u) < np.exp(min(0.0, -dE / kT))


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
    "2.1": [metropolis, by_numpy],
    "2.2": [14.4, 14.43, 10 / math.log(2), np.float64(14.427)],
    "2.3": ["b"],
}
WRONG: dict[str, list[tuple[Any, str]]] = {
    "2.1": [
        (sign_of_the_step, "inverted"),
        (sign_of_the_exponent, "inverted"),
        (positive_exponent_after_downhill, "always"),
        (glauber, "downhill"),
        (strictly_down, "level"),
        (only_down, "greedy"),
        (everything, "always"),
        (other_side, "over"),
        (upside_down, "upside"),
        (without_temperature, "kT"),
        (multiplied, "times"),
        (overflowing, "overflow"),
        (frozen_too_early, "cold"),
        (the_probability, "truth"),
        (linear, "other"),
        (forgot_return, "nothing"),
    ],
    "2.2": [
        (-14.4, "-14.4"),
        (6.93, "6.93"),
        (5, "5"),
        (20, "20"),
        (10, "10"),
        (3.01, "3.01"),
        (33.2, "33.2"),
        (14, "other"),
    ],
    "2.3": [("a", "a"), ("c", "c"), ("d", "d")],
}
