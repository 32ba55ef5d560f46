"""Answers to lesson 7: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

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


def first_place(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    found = first(sizes, isomers, steps)
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


def capital(sizes: Numbers, isomers: Numbers, steps: Numbers) -> Any:
    found = crossover(sizes, isomers, steps)
    return "None" if found == "none" else found


def forgotten(sizes: Numbers, isomers: Numbers, steps: Numbers) -> None:
    crossover(sizes, isomers, steps)


RIGHT: dict[str, list[Any]] = {
    "7.1": [COUNTED / 1e6 / 3600 / 24 / 365.25, 2.0, 1.98, 2],
    "7.2": [crossover, capital],
    "7.3": ["b"],
}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "7.1": [
        (COUNTED / 1e6, "6.24818e+07", "These are seconds"),
        (COUNTED / 1e6 / 3600 / 24, "723.17", "These are days"),
        (COUNTED / 1e6 / 3600, "17356.1", "These are hours"),
        (COUNTED / 3600 / 24 / 365.25, "1.97992e+06", "divide by a million, too"),
        (COUNTED, "6.24818e+13", "This is the number of isomers"),
        (4.0, "other", "gives seconds"),
        ("two years", "kind", "Hand in"),
    ],
    "7.2": [
        (first, "first", "the first size"),
        (swapped, "reversed", "the wrong way round"),
        (first_swapped, "reversed", "the wrong way round"),
        (place, "place", "the place in the list"),
        (first_place, "place", "the place in the list"),
        (not_more, "equal", "Where both are equal"),
        (the_last, "other", "with a pencil"),
        (silent, "word", "no None"),
        (forgotten, "nothing", "returned nothing"),
    ],
    "7.3": [
        ("a", "a", "happens to be true"),
        ("c", "c", "Runs are not isomers"),
        ("d", "d", "Independent runs"),
        (613, "kind", "Hand in"),
    ],
}
