"""Answers to lesson 7: exercise → right ones, and wrong ones with the mistake that each of them is."""

from __future__ import annotations

from typing import Any

Numbers = list[float]
COUNTED = 62_481_801_147_341


def crossover(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    found: Any = "none"
    for size, listed, searched in reversed(list(zip(sizes, isomers, steps, strict=True))):
        if searched >= listed:
            break
        found = size
    return found


def first(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    for size, listed, searched in zip(sizes, isomers, steps, strict=True):
        if searched < listed:
            return size
    return "none"


def swapped(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    return crossover(sizes, steps, isomers)


def first_swapped(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    return first(sizes, steps, isomers)


def place(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    found = crossover(sizes, isomers, steps)
    return found if found == "none" else sizes.index(found)


def not_more(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    found: Any = "none"
    for size, listed, searched in reversed(list(zip(sizes, isomers, steps, strict=True))):
        if searched > listed:
            break
        found = size
    return found


def the_last(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    return sizes[-1]


def silent(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    found = crossover(sizes, isomers, steps)
    return None if found == "none" else found


RIGHT: dict[str, list[Any]] = {
    "7.1": [COUNTED / 1e6 / 3600 / 24 / 365.25, 2.0, 1.98, 2],
    "7.2": [crossover],
    "7.3": ["b"],
}
WRONG: dict[str, list[tuple[Any, str]]] = {
    "7.1": [
        (COUNTED / 1e6, "6.24818e+07"),
        (COUNTED / 1e6 / 3600 / 24, "723.17"),
        (COUNTED / 1e6 / 3600, "17356.1"),
        (COUNTED / 3600 / 24 / 365.25, "1.97992e+06"),
        (COUNTED, "6.24818e+13"),
        (4.0, "other"),
        ("two years", "kind"),
    ],
    "7.2": [
        (first, "first"),
        (swapped, "reversed"),
        (first_swapped, "reversed"),
        (place, "place"),
        (not_more, "equal"),
        (the_last, "other"),
        (silent, "nothing"),
    ],
    "7.3": [("a", "a"), ("c", "c"), ("d", "d"), (613, "kind")],
}
