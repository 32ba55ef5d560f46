"""The exercises of lesson 1: Faulon's displacement, written by the student and held to what it must keep."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

import numpy as np

from sawidget.checks.exercise import KIND, Exercise, Mistake, shown
from sawidget.checks.single import choice

#: Bond orders are 0 to 3.
_ORDERS: Final = range(4)
#: x1y1, x1y2, x2y1, x2y2 of every four places there can be. The plain ones come first: they make the best examples.
_PLACES: Final = sorted(product(_ORDERS, repeat=4), key=lambda a: (sum(a), a))


def _new_orders(shift: Any) -> Mistake | None:
    """Each of the four atoms keeps its valence. This settles all three numbers."""
    for (a11, a12, a21, a22), b11 in ((place, b11) for place in _PLACES for b11 in _values(*place)):
        given = shift(a11, a12, a21, a22, b11)
        seen = f"shift({a11}, {a12}, {a21}, {a22}, {b11}) returned {shown(given)}"
        orders = _whole_numbers(given, 3)
        if orders is None:
            return Mistake("three", f"{seen}.")
        b12, b21, b22 = orders
        sums = {
            "x1": (a11 + a12, b11 + b12),
            "y1": (a11 + a21, b11 + b21),
            "x2": (a21 + a22, b21 + b22),
            "y2": (a12 + a22, b12 + b22),
        }
        broken = [
            f"the orders of {atom} added up to {old} and now to {new}"
            for atom, (old, new) in sums.items()
            if old != new
        ]
        if not broken:
            continue
        return Mistake(
            _slip((a11, a12, a21, a22), b11, (b12, b21, b22)), f"{seen}. With b11 = {b11}, {', '.join(broken)}."
        )
    return None


def _slip(a: tuple[int, ...], b11: int, given: tuple[int, ...]) -> str:
    a11, a12, a21, a22 = a
    right = (a11 + a12 - b11, a11 + a21 - b11, a22 - a11 + b11)
    if given == (a12, a21, a22):
        return "unchanged"
    if given == (a12 - a11 + b11, a21 - a11 + b11, a22 + a11 - b11):
        return "sign"
    if given[:2] == right[:2]:
        return "b22"
    if given[2] == right[2] and right[:2] == given[1::-1]:
        return "swapped"
    return "sums"


def _range(choices: Any) -> Mistake | None:
    """Every b11 that leaves all four orders between 0 and 3, and changes something."""
    for a in _PLACES:
        given = choices(*a)
        seen = f"choices{a} returned {shown(given)}"
        numbers = _whole_numbers(given)
        if numbers is None:
            return Mistake(KIND, f"{seen}.")
        found, wanted = set(numbers), {*_values(*a)}
        if a[0] in found:
            return Mistake("null", f"{seen}, and {a[0]} is the b11 that is there already.")
        for b11 in sorted(found - wanted):
            orders = (b11, a[0] + a[1] - b11, a[0] + a[2] - b11, a[3] - a[0] + b11)
            name = "negative" if min(orders) < 0 else "triple"
            return Mistake(name, f"{seen}. With b11 = {b11} the four orders would be {orders}.")
        for b11 in sorted(wanted - found):
            return Mistake("missing", f"{seen}. b11 = {b11} is possible as well.")
    return None


def _values(a11: int, a12: int, a21: int, a22: int) -> list[int]:
    """What b11 may become, by trying; the engine has Faulon's formula for it, and a test compares the two."""
    return [b11 for b11 in _ORDERS if b11 != a11 and {a11 + a12 - b11, a11 + a21 - b11, a22 - a11 + b11} <= {*_ORDERS}]


def _whole_numbers(given: object, many: int | None = None) -> tuple[int, ...] | None:
    """The numbers, or None if it is anything else than (so many) whole numbers."""
    given = given.tolist() if isinstance(given, np.ndarray) else given
    if not isinstance(given, Sequence | set | frozenset | range) or isinstance(given, str):
        return None
    if many is not None and len(given) != many:
        return None
    return tuple(int(value) for value in given) if all(_whole(value) for value in given) else None


def _whole(value: Any) -> bool:
    try:
        return bool(int(value) == value)
    except (TypeError, ValueError, OverflowError):
        return False


EXERCISES: Final = (
    Exercise(
        id="1.1",
        asks="a function shift(a11, a12, a21, a22, b11) that returns b12, b21, b22",
        judge=_new_orders,
        hints={
            "three": ("Return three whole numbers, in this order: return b12, b21, b22.",),
            "unchanged": (
                "These are the old orders. If x1y1 changes and nothing else does, then x1 and y1 have another valence.",
                "x1 had a11 + a12 bonds. It must have as many afterwards: a11 + a12 = b11 + b12.",
            ),
            "sign": (
                "Everything changes by the right amount, but the wrong way.",
                "If x1 gets a bond to y1, it must give up one to y2: b12 becomes smaller when b11 becomes larger.",
            ),
            "b22": (
                "b12 and b21 are right. Now look at x2: b21 has changed, so b22 must make up for it.",
                "a21 + a22 = b21 + b22. Put in what you know of b21.",
            ),
            "swapped": (
                "These are the right numbers in another order: b12 is between x1 and y2, b21 is between x2 and y1.",
            ),
            "sums": (
                "Each of the four atoms must keep its number of bonds. For x1: what was it, and what is it now?",
                "x1: a11 + a12 = b11 + b12. y1: a11 + a21 = b11 + b21. Solve the first for b12, the second for b21.",
                "x2: a21 + a22 = b21 + b22. Now b22 follows from b21.",
            ),
        },
        untested="whether the molecule falls apart: four valences that are kept do not keep it together.",
    ),
    Exercise(
        id="1.2",
        asks="a function choices(a11, a12, a21, a22) that returns a list of whole numbers",
        judge=_range,
        hints={
            "null": (
                "A proposal should change something: leave out the value that b11 has already.",
                "Add a condition to your list: b11 != a11.",
            ),
            "negative": (
                "There is no bond of order -1: b12, b21 and b22 must not fall below 0 either.",
                "For each b11 from 0 to 3 work out the other three with shift, and look at the smallest.",
            ),
            "triple": (
                "There is no bond of order 4: b12, b21 and b22 must not rise above 3 either.",
                "For each b11 from 0 to 3 work out the other three with shift, and look at the largest.",
            ),
            "missing": (
                "Your list leaves out a value that is allowed. Are you stricter than 0 ≤ b ≤ 3?",
                "range(4) is 0, 1, 2, 3; range(3) ends at 2. And 0 and 3 themselves are allowed.",
            ),
        },
        untested="the two formulas of the paper, its eqs. 10 and 11: trying all values gives the same.",
    ),
    Exercise(
        id="1.3",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("1.3", "4c53aafe9e0c3559", "abcd"),
        hints={
            "b": (
                "Ten times as many steps give the same picture: try it. How many proposals were accepted?",
                "Look at one molecule before and after: which numbers does no move of this kind ever change?",
            ),
            "c": (
                "In that cell there was no temperature: everything that did not tear the molecule apart was accepted.",
                "Look at one molecule before and after: which numbers does no move of this kind ever change?",
            ),
            "d": (
                "Many proposals were accepted, and the carbons did change places. What stayed the same?",
                "Count the hydrogens on each carbon, before and after. Then count the CH3 groups of 2-methylpentane.",
            ),
        },
        untested="other formulas. For C6H6 the frozen variant sees more than one isomer: why?",
    ),
)
