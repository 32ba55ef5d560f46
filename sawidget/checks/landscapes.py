"""The exercises of lesson 4: where going downhill gets stuck."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sawidget.checks.exercise import KIND, Exercise, Mistake, shown
from sawidget.checks.single import OTHER, choice

Energies = list[float]
Links = list[list[bool]]


def _landscapes() -> Iterator[tuple[Energies, Links]]:
    """Two that can be followed by hand, then some with equal energies; each isomer is its own neighbour.

    The second has two places of the lowest energy.
    """
    yield [5.0, 1.0, 3.0, 4.0, 6.0], _linked(5, {0, 3}, {1, 3}, {1, 4}, {2, 4})
    yield [5.0, 9.0, 5.0, 7.0], _linked(4, {0, 1}, {1, 2}, {1, 3})
    dice = random.Random(4)
    for n in (6, 8, 8, 10):
        links = [[True] * n for _ in range(n)]
        for i in range(n):
            for j in range(i):
                links[i][j] = links[j][i] = dice.random() < 0.35
        yield [float(dice.randint(0, 5)) for _ in range(n)], links


def _linked(n: int, *pairs: set[int]) -> Links:
    return [[i == j or {i, j} in pairs for j in range(n)] for i in range(n)]


def _traps(energies: Energies, links: Links) -> list[int]:
    return [i for i in _minima(energies, links) if energies[i] > min(energies)]


def _minima(energies: Energies, links: Links) -> list[int]:
    n = len(energies)
    return [i for i in range(n) if not any(links[i][j] and energies[j] < energies[i] for j in range(n))]


def _without_best(found: list[int], energies: Energies) -> list[int]:
    return [i for i in found if energies[i] > min(energies)]


def _strict(energies: Energies, links: Links) -> list[int]:
    """An equal neighbour is taken for a way out."""
    n = range(len(energies))
    found = [i for i in n if all(energies[j] > energies[i] for j in n if links[i][j] and j != i)]
    return _without_best(found, energies)


def _one_best(energies: Energies, links: Links) -> list[int]:
    """Only the first place of the lowest energy is left out."""
    return [i for i in _minima(energies, links) if i != energies.index(min(energies))]


def _by_row(energies: Energies, links: Links) -> list[int]:
    """True and False in a row are taken for the places 1 and 0."""
    return [i for i, row in enumerate(links) if not any(energies[j] < energies[i] for j in row)]


def _by_place(energies: Energies, links: Links) -> list[int]:
    """The list of energies is read as a curve."""
    n = len(energies)
    found = [i for i in range(n) if all(energies[j] >= energies[i] for j in (i - 1, i + 1) if 0 <= j < n)]
    return _without_best(found, energies)


def _maxima(energies: Energies, links: Links) -> list[int]:
    found = _minima([-energy for energy in energies], links)
    return [i for i in found if energies[i] < max(energies)]


#: What a typical mistake returns; the first that fits all landscapes gives its name.
_MISTAKES: Final[Mapping[str, Callable[[Energies, Links], list[int]]]] = {
    "none": lambda energies, links: [],
    "best": _minima,
    "one best": _one_best,
    "equal": _strict,
    "places": _by_place,
    "row": lambda energies, links: _without_best(_by_row(energies, links), energies),
    "row, best": _by_row,
    "maxima": _maxima,
    "maxima, best": lambda energies, links: _minima([-energy for energy in energies], links),
}


def _judge_traps(function: Any) -> Mistake | None:
    cases = list(_landscapes())
    found: list[list[int]] = []
    for energies, links in cases:
        answer = function(list(energies), [list(row) for row in links])
        right = _traps(energies, links)
        asked = f"For energies {energies}, linked pairs {_pairs(links)}, your function returned {shown(answer)}."
        if isinstance(answer, int | float):
            return Mistake("count", asked)
        items = list(answer)
        if items and all(isinstance(item, bool) for item in items):
            return Mistake("mask", asked)
        if items and items != right and sorted(items) == sorted(energies[i] for i in right):
            return Mistake("energies", asked)
        if any(item != int(item) for item in items):
            return Mistake(KIND, asked)
        found.append(sorted(map(int, items)))
    for (energies, links), got in zip(cases, found, strict=True):
        if got != _traps(energies, links):
            seen = f"For energies {energies}, linked pairs {_pairs(links)}, your function returned {got}."
            return Mistake(_name(cases, found), seen)
    return None


def _name(cases: list[tuple[Energies, Links]], found: list[list[int]]) -> str:
    for name, wrong in _MISTAKES.items():
        if found == [wrong(*case) for case in cases]:
            return name.partition(",")[0]
    return OTHER


def _pairs(links: Links) -> str:
    return " ".join(f"{j}-{i}" for i in range(len(links)) for j in range(i) if links[i][j])


EXERCISES = (
    Exercise(
        id="4.1",
        asks="a function traps(energies, linked) that returns a list of places",
        judge=_judge_traps,
        hints={
            "none": (
                "Your function never finds a trap. Each isomer is its own neighbour, and it is not lower than itself.",
                "Ask whether a neighbour is *lower* (<), not whether all are *higher* (>); "
                "and compare with neighbours only.",
            ),
            "best": (
                "The best isomer has no lower neighbour either, but it is what we are looking for: no trap.",
                "Leave out every i with energies[i] == min(energies).",
            ),
            "one best": (
                "Two places share the lowest energy, and neither is a trap. "
                "Compare energies[i] with min(energies), not i with one place.",
            ),
            "equal": (
                "An equal neighbour is no way down. Compare your list with the pairs above: which trap is missing?",
                "An isomer is a trap if no neighbour is lower; one that is equal changes nothing in that.",
            ),
            "places": (
                "You compare with the isomers before and after in the list. But neighbours are told by the matrix.",
                "j is a neighbour of i if linked[i][j] is true, wherever it stands in the list.",
            ),
            "row": (
                "linked[i] is a row of True and False, not a list of neighbours. "
                "Go through all j in range(len(energies)) and ask linked[i][j].",
            ),
            "maxima": ("These are summits: no neighbour is higher. A trap is at the bottom. Turn the comparison.",),
            "count": ("Return the list of the places, such as [3, 7]; len() counts them afterwards.",),
            "mask": ("Return the places that are traps, such as [3, 7], not True or False for each isomer.",),
            "energies": ("These are the energies of the traps. Return their places i in the list instead.",),
            OTHER: (
                "Take a pencil: draw the places as dots at the height of their energy, and the pairs as lines.",
                "For each i collect the energies of all j with linked[i][j]. Is one of them below energies[i]?",
            ),
        },
        untested="flat valleys: a way along equal energies may lead down in the end. rough.traps('any') looks at them.",
    ),
    Exercise(
        id="4.2",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("4.2", "b90aef8d3577533c", "abcd"),
        hints={
            "a": (
                "Compare C10H22 and C9H20 above: which has more isomers, and which has the trap?",
                "Traps come from the energy, not from the number of isomers.",
            ),
            "c": ("How many of the isomers must a run visit that always goes down? Surely not all.",),
            "d": ("Think of the riddle above, with C10H22: which cooling was nearer to the best after 2000 steps?",),
        },
        untested="whether the Wiener index really has no traps for thirty carbons: nobody has listed them.",
    ),
)
