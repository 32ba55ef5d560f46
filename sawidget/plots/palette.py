"""Okabe and Ito's colours, which people with colour-blindness can tell apart.

Each line has a width or a dash pattern of its own besides: a projector or a printer may leave only the grey.
"""

from __future__ import annotations

from typing import Any, Final

CURRENT: Final[dict[str, Any]] = {"color": "#0072B2", "linewidth": 0.9, "linestyle": "-"}
BEST: Final[dict[str, Any]] = {"color": "#D55E00", "linewidth": 3.2, "linestyle": "-"}
TEMPERATURE: Final[dict[str, Any]] = {"color": "#000000", "linewidth": 1.4, "linestyle": (0, (5, 3))}

#: What theory says, and what a walk measured: a line and points, or a hatched bar and a full one.
EXACT: Final[dict[str, Any]] = {"color": "#000000", "linewidth": 1.8, "linestyle": "-"}
MEASURED: Final[dict[str, Any]] = {"color": "#D55E00", "linewidth": 1.2, "linestyle": "-"}
EXACT_BAR: Final[dict[str, Any]] = {"facecolor": "white", "edgecolor": "#000000", "hatch": "////", "linewidth": 1.0}
MEASURED_BAR: Final[dict[str, Any]] = {"facecolor": "#56B4E9", "edgecolor": "#000000", "linewidth": 1.0}

#: Isomers and the moves between them: the frames of a global optimum, of a trap and of all others.
MOVE: Final[dict[str, Any]] = {"colors": "#777777", "linewidths": 0.9}
WALK: Final[dict[str, Any]] = {"color": "#E69F00", "linewidth": 3.4, "linestyle": "-"}
OPTIMUM: Final[dict[str, Any]] = {"edgecolor": "#009E73", "linewidth": 3.4, "linestyle": "-"}
TRAP: Final[dict[str, Any]] = {"edgecolor": "#D55E00", "linewidth": 2.4, "linestyle": (0, (2, 1))}
ISOMER: Final[dict[str, Any]] = {"edgecolor": "#777777", "linewidth": 0.9, "linestyle": "-"}
#: For one line among several: colours of different lightness, each with a dash pattern and a mark of its own.
_COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
_DASHES = ("-", (0, (6, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)), (0, (3, 1.5)))
_MARKS = "osD^vPX*"
_HATCHES = ("", "//", "..", "\\\\", "xx", "--", "++")

#: Points; readable from the last row when the figure fills a slide.
TITLE, TEXT, TICKS = 15, 13, 11


def line(place: int) -> dict[str, Any]:
    """How line number ``place`` is drawn; no two of the first 35 are alike."""
    return {
        "color": _COLOURS[place % len(_COLOURS)],
        "linestyle": _DASHES[place % len(_DASHES)],
        "linewidth": 2.2,
    }


def mark(place: int) -> str:
    """The mark that goes with it."""
    return _MARKS[place % len(_MARKS)]


def area(place: int) -> dict[str, Any]:
    """How area number ``place`` is filled."""
    return {
        "facecolor": f"{_COLOURS[place % len(_COLOURS)]}60",
        "edgecolor": _COLOURS[place % len(_COLOURS)],
        "hatch": _HATCHES[place % len(_HATCHES)],
        "linewidth": 1.4,
    }
