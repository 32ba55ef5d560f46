"""Answers to lesson 4: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Energies = list[float]
Links = list[list[bool]]


def traps(energies: Energies, linked: Links) -> list[int]:
    found = []
    for i, energy in enumerate(energies):
        lower = [j for j in range(len(energies)) if linked[i][j] and energies[j] < energy]
        if not lower and energy > min(energies):
            found.append(i)
    return found


def as_a_set(energies: Energies, linked: Links) -> set[int]:
    return set(traps(energies, linked))


def all_higher(energies: Energies, linked: Links) -> list[int]:
    """Its own energy is among those that it is compared with."""
    n = range(len(energies))
    return [i for i in n if all(energies[j] > energies[i] for j in n if linked[i][j])]


def without_links(energies: Energies, linked: Links) -> list[int]:
    return [i for i, e in enumerate(energies) if e > min(energies) and not any(other < e for other in energies)]


def with_the_best(energies: Energies, linked: Links) -> list[int]:
    n = range(len(energies))
    return [i for i in n if not any(linked[i][j] and energies[j] < energies[i] for j in n)]


def equal_is_a_way_out(energies: Energies, linked: Links) -> list[int]:
    n, best = range(len(energies)), min(energies)
    return [i for i in n if energies[i] > best and all(energies[j] > energies[i] for j in n if linked[i][j] and j != i)]


def without_one_best(energies: Energies, linked: Links) -> list[int]:
    return [i for i in with_the_best(energies, linked) if i != energies.index(min(energies))]


def over_a_row(energies: Energies, linked: Links) -> list[int]:
    return [i for i in over_a_row_with_the_best(energies, linked) if energies[i] > min(energies)]


def over_a_row_with_the_best(energies: Energies, linked: Links) -> list[int]:
    return [i for i in range(len(energies)) if not any(energies[j] < energies[i] for j in linked[i])]


def along_the_list(energies: Energies, linked: Links) -> list[int]:
    edge = [float("inf")]
    around = edge + energies + edge
    return [i for i, e in enumerate(energies) if around[i] >= e and around[i + 2] >= e and e > min(energies)]


def summits(energies: Energies, linked: Links) -> list[int]:
    return traps([-e for e in energies], linked)


def summits_with_the_highest(energies: Energies, linked: Links) -> list[int]:
    return with_the_best([-e for e in energies], linked)


def how_many(energies: Energies, linked: Links) -> int:
    return len(traps(energies, linked))


def yes_or_no(energies: Energies, linked: Links) -> list[bool]:
    return [i in traps(energies, linked) for i in range(len(energies))]


def their_energies(energies: Energies, linked: Links) -> list[float]:
    return [energies[i] for i in traps(energies, linked)]


def the_last_is_forgotten(energies: Energies, linked: Links) -> list[int]:
    return traps(energies, linked)[:-1]


def named(energies: Energies, linked: Links) -> list[str]:
    return [f"isomer {i}" for i in traps(energies, linked)]


def one_by_one(energies: Energies, linked: Links) -> Iterator[int]:
    yield from traps(energies, linked)


def stumbling(energies: Energies, linked: Links) -> Iterator[int]:
    yield traps(energies, linked)[99]


RIGHT: dict[str, list[Any]] = {"4.1": [traps, as_a_set, one_by_one], "4.2": ["b"]}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "4.1": [
        (all_higher, "none", "never finds a trap"),
        (without_links, "none", "never finds a trap"),
        (with_the_best, "best", "The best isomer"),
        (without_one_best, "one best", "Two places share"),
        (over_a_row, "row", "a row of True and False"),
        (over_a_row_with_the_best, "row", "a row of True and False"),
        (equal_is_a_way_out, "equal", "An equal neighbour"),
        (along_the_list, "places", "before and after in the list"),
        (summits, "maxima", "summits"),
        (summits_with_the_highest, "maxima", "summits"),
        (how_many, "count", "len() counts"),
        (yes_or_no, "mask", "not True or False"),
        (their_energies, "energies", "the energies of the traps"),
        (the_last_is_forgotten, "other", "Take a pencil"),
        (named, "kind", "Hand in"),
        (stumbling, "raised", "Python stopped"),
    ],
    "4.2": [
        ("a", "a", "Compare C10H22 and C9H20"),
        ("c", "c", "Surely not all"),
        ("d", "d", "Think of the riddle"),
        (2, "kind", "Hand in"),
    ],
}
