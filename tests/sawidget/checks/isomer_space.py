"""Answers to lesson 1: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

from typing import Any

import numpy as np

from saserver.engine.move import admissible, displace


def shift(a11: int, a12: int, a21: int, a22: int, b11: int) -> tuple[int, ...]:
    return displace(a11, a12, a21, a22, b11)[1:]


def as_a_list_of_floats(*given: int) -> list[float]:
    return [float(order) for order in shift(*given)]


def unchanged(a11: int, a12: int, a21: int, a22: int, b11: int) -> tuple[int, ...]:
    return a12, a21, a22


def wrong_way(a11: int, a12: int, a21: int, a22: int, b11: int) -> tuple[int, ...]:
    return a12 - a11 + b11, a21 - a11 + b11, a22 + a11 - b11


def wrong_b22(a11: int, a12: int, a21: int, a22: int, b11: int) -> tuple[int, ...]:
    return a11 + a12 - b11, a11 + a21 - b11, a22 + a11 - b11


def swapped(*given: int) -> tuple[int, ...]:
    b12, b21, b22 = shift(*given)
    return b21, b12, b22


def all_alike(a11: int, a12: int, a21: int, a22: int, b11: int) -> tuple[int, ...]:
    return (a11 + a12 + a21 + a22 - b11,) * 3


def four_of_them(*given: int) -> tuple[int, ...]:
    return displace(*given)


def forgot_return(*given: int) -> None:
    shift(*given)


def misspelt(a11: int, a12: int, a21: int, a22: int, b11: int) -> tuple[int, ...]:
    return a11 + a12 - b1, a21, a22  # type: ignore[name-defined]  # noqa: F821


def too_few_parameters(a11: int) -> int:
    return a11


def with_the_old(a11: int, a12: int, a21: int, a22: int) -> list[int]:
    return [*admissible(a11, a12, a21, a22), a11]


def any_order(a11: int, a12: int, a21: int, a22: int) -> list[int]:
    return [b11 for b11 in range(4) if b11 != a11]


def not_negative(a11: int, a12: int, a21: int, a22: int) -> list[int]:
    return [b for b in range(4) if b != a11 and min(displace(a11, a12, a21, a22, b)) >= 0]


def up_to_double(a11: int, a12: int, a21: int, a22: int) -> list[int]:
    return [b for b in range(3) if b in admissible(a11, a12, a21, a22)]


def how_many(a11: int, a12: int, a21: int, a22: int) -> int:
    return len(admissible(a11, a12, a21, a22))


RIGHT: dict[str, list[Any]] = {
    "1.1": [shift, as_a_list_of_floats, lambda *given: np.array(shift(*given))],
    "1.2": [admissible, lambda *a: {*admissible(*a)}, lambda *a: np.array(admissible(*a), int)],
    "1.3": ["a"],
}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "1.1": [
        (unchanged, "unchanged", "the old orders"),
        (wrong_way, "sign", "the wrong way"),
        (wrong_b22, "b22", "b12 and b21 are right"),
        (swapped, "swapped", "in another order"),
        (all_alike, "sums", "keep its number of bonds"),
        (four_of_them, "three", "three whole numbers"),
        (lambda *given: np.array([shift(*given)]), "three", "three whole numbers"),
        (forgot_return, "nothing", "returned nothing"),
        (misspelt, "raised", "Python stopped"),
        (too_few_parameters, "raised", "Python stopped"),
        ((1, 2, 3), "kind", "Hand in"),
    ],
    "1.2": [
        (with_the_old, "null", "should change something"),
        (any_order, "negative", "order -1"),
        (not_negative, "triple", "order 4"),
        (up_to_double, "missing", "leaves out a value"),
        (how_many, "kind", "Hand in"),
    ],
    "1.3": [("b", "b", "Ten times as many steps"), ("c", "c", "no temperature"), ("d", "d", "did change places")],
}
