"""The exercises of lesson 5: energies that students write. They may be decorated or not, of a graph or a molecule."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from saserver.engine import EnergyError, Graph, Landscape, isomers, landscape
from saserver.engine import energy as as_energy
from sawidget.checks.exercise import (
    KIND,
    NOTHING,
    RAISED,
    Asked,
    Exercise,
    Mistake,
    Stumble,
    Unstarted,
    unstarted,
)
from sawidget.checks.single import OTHER, choice

Energy = Callable[[Graph], Any]

_ALKANES: Final = ("C3H8", "C5H12", "C6H14", "C7H16")
_WANTED: Final = "CCC(CC)CC"


def _energy(answer: Any) -> Any:
    """The energy that was handed in; a function without the decorator is taken for one."""
    if not isinstance(answer, Asked):
        raise TypeError("no function")
    given = answer.function
    function = getattr(given, "function", given)
    if unstarted(function):
        raise Unstarted
    return given if hasattr(given, "function") else as_energy(function)


def _lengths(graph: Graph) -> dict[str, float]:
    """What a typical mistake takes for the carbons of the main chain; the right one is called ``right``."""
    d = graph.distances
    return {
        "right": float(d.max()) + 1,
        "bonds": float(d.max()),
        "minus": -float(d.max()) - 1,
        "all": float(len(graph)),
        "degree": float(max(map(len, graph.neighbours))),
        "inner": float(d.max()) - 1,
    }


def _judge_chain(answer: Any) -> Mistake | None:
    main_chain = _energy(answer)
    seen: dict[str, float] = {}
    wrong = None
    fits = {"bonds", "minus", "all", "degree", "inner"}
    for formula in _ALKANES:
        for isomer in isomers(formula):
            for graph in (isomer.graph, isomer.graph.renumbered(range(len(isomer.graph))[::-1])):
                value = float(_value(main_chain, graph))
                known = _lengths(graph)
                if seen.setdefault(graph.smiles, value) != value:
                    said = f"For {graph.smiles} your function returned {seen[graph.smiles]:g} and, numbered otherwise,"
                    return Mistake("numbering", f"{said} {value:g}.")
                fits &= {name for name in fits if math.isclose(known[name], value)}
                if wrong is None and not math.isclose(known["right"], value):
                    wrong = f"For {graph.smiles} your function returned {value:g}."
    if wrong is None:
        return None
    return Mistake(min(fits, default=OTHER), wrong)


def _value(energy: Any, graph: Graph) -> Any:
    """What it makes of a graph; a failure is blamed on the student's line."""
    try:
        return energy.value(graph)
    except EnergyError as error:
        raise Stumble(Mistake(_failure(str(error)), str(error))) from None


def _failure(text: str) -> str:
    """Which mistake makes an energy fail with this message."""
    if "truth value of an array" in text and "max(" in text:
        return "rows"
    return NOTHING if " returned None " in text else RAISED if " raised " in text else KIND


def _judge_funnel(answer: Any) -> Mistake | None:
    funnel = _energy(answer)
    try:
        here: Landscape = landscape("C7H16", energy=funnel)
    except EnergyError as error:
        text = str(error)
        name = NOTHING if " returned None " in text else "numbering" if "numbered" in text else RAISED
        raise Stumble(Mistake(name, text)) from None
    energies = dict(zip(here.smiles, here.energies.tolist(), strict=True))
    table = "\n".join(f"{energy:8.4g}  {smiles}" for smiles, energy in sorted(energies.items(), key=lambda one: one[1]))
    best = [here.smiles[place] for place in here.best]
    worst = max(energies.values())
    if len(set(here.levels.tolist())) == 1:
        return Mistake("constant", table)
    if _WANTED not in best:
        return Mistake("upside down" if energies[_WANTED] == worst else "elsewhere", table)
    if len(best) > 1:
        return Mistake("several", table)
    if len(set(here.levels.tolist())) == 2:
        return Mistake("needle", table)
    if here.traps("any"):
        return Mistake("trap", f"{table}\nDownhill from {here.smiles[here.traps('any')[0]]} there is no way.")
    if here.traps():
        return Mistake("flat", f"{table}\nNo neighbour of {here.smiles[here.traps()[0]]} is lower.")
    return None


_NUMBERS: Final = (
    "The numbers of the atoms are labels. A single one, such as atom 0, says nothing about the molecule.",
    "Use sums, counts, minima or maxima over *all* atoms.",
)

EXERCISES = (
    Exercise(
        id="5.1",
        asks="the energy main_chain, a function of a graph",
        judge=_judge_chain,
        hints={
            "bonds": ("You count bonds. How many atoms are there on a way of three bonds?", "One more: 4 atoms."),
            "minus": ("Return the number without the minus. Whether small or large is wanted is told to the run.",),
            "all": ("You count all atoms. Those in branches do not belong to the longest chain.",),
            "degree": (
                "This is the largest number of neighbours of an atom. How far apart are the two ends of the chain?",
            ),
            "inner": ("The two ends belong to the chain as well.",),
            "rows": ("`max` of a matrix compares whole rows. The largest number in it is `graph.distances.max()`.",),
            "numbering": _NUMBERS,
            OTHER: (
                "The longest chain lies between the two atoms that are farthest apart. Look at graph.distances.",
                "graph.distances.max() is the number of bonds between these two.",
            ),
        },
        untested="rings, where the shortest way between two atoms is not the longest chain.",
    ),
    Exercise(
        id="5.2",
        asks="the energy funnel, a function of a molecule or of a graph",
        judge=_judge_funnel,
        hints={
            "constant": ("All nine isomers have the same energy. What distinguishes 3-ethylpentane from them?",),
            "upside down": ("3-ethylpentane has the *highest* energy. The run minimises: put a minus before it.",),
            "elsewhere": (
                "Another isomer has the lowest energy, see above. What has 3-ethylpentane that this one lacks?",
                "3-ethylpentane has three arms, and they are all alike. What is at the end of each?",
            ),
            "several": (
                "Others are just as good. Compare them with 3-ethylpentane: what do they lack?",
                "3-ethylpentane is the only one with three ethyl groups, CH3 beside CH2.",
            ),
            "needle": (
                "This is the golf course: one hole, and everything else is flat. Give the others a slope.",
                "Count something of which 3-ethylpentane has most, others have less, and the rest still less.",
            ),
            "trap": ("There is a trap: all its neighbours are higher or equal. Try another thing to count.",),
            "flat": (
                "There is a flat place: an isomer whose neighbours are none of them lower, though some are equal.",
                "Add a second, smaller term that makes a difference where the first makes none.",
            ),
            "numbering": _NUMBERS,
        },
        untested="other formulas. Would it find the isomer of C10H22 with the most ethyl groups?",
    ),
    Exercise(
        id="5.3",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("5.3", "fc5ff94aeb7f1882", "abcd"),
        hints={
            "a": ("It is a dull energy: each proposal is accepted. But it is a number for each molecule.",),
            "b": ("It is a number for each molecule, and does not depend on how the atoms are numbered.",),
            "d": ("Why not? Energies may be negative; the run looks at differences only.",),
        },
        untested="whether the others are worth a run.",
    ),
)
