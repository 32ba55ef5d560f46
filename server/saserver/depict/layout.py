"""Where the atoms are on a canvas that never changes its shape.

A molecule is shifted and scaled only as far as it must be to be seen well, and then by so much that the next ones will
not need it again: a picture that is always in the middle is always in motion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from saserver.depict.alignment import aligned
from saserver.depict.sketch import Sketch
from saserver.depict.stress import BOND

#: The canvas at zoom 1 in pixels, and pixels per ångström.
WIDTH, HEIGHT, SCALE = 320, 240, 24
#: The same in ångström, and what is left free of it on each side, for symbols and marks.
_ROOM: Final = complex(WIDTH, HEIGHT) / SCALE
_MARGIN: Final = complex(1.2, 0.9)
#: How far the middle of a molecule may be off the middle of the canvas.
_SLACK: Final = BOND
#: The zoom grows by this factor at least; it falls back only when it would fall below that.
_STRIDE, _RELAPSE = 1.15, 0.6


@dataclass(frozen=True)
class Layout:
    """Where the atoms of a picture are.

    Attributes
    ----------
    points : x + iy of each heavy atom from the middle of the canvas, y upwards, in ångström
    zoom : how many times larger than usual the canvas is, to hold all of the molecule
    """

    points: tuple[complex, ...]
    zoom: float

    def spot(self, atom: int) -> complex:
        """Where an atom is drawn: pixels from the middle of the canvas, y downwards."""
        return SCALE * self.points[atom].conjugate()


def arrange(sketch: Sketch, previous: Layout | None) -> Layout:
    """Put a molecule on the canvas, and its atoms where they were if the previous one had as many."""
    points = sketch.points
    if previous is not None and len(previous.points) == len(points):
        points = aligned(points, np.array(previous.points), sketch.bonds)
    else:
        previous = None
    x, y = points.real.tolist(), points.imag.tolist()
    low, high = complex(min(x), min(y)), complex(max(x), max(y))
    middle, size = (low + high) / 2, high - low + 2 * _MARGIN
    zoom = _zoom(size, len(points), previous)
    shift = -middle
    if previous is not None:
        free = (zoom * _ROOM - size) / 2
        shift += complex(_limited(middle.real, free.real), _limited(middle.imag, free.imag))
    return Layout(tuple((points + shift).tolist()), zoom)


def _limited(offset: float, free: float) -> float:
    most = max(0.0, min(_SLACK, free))
    return max(-most, min(most, offset))


def _zoom(size: complex, atoms: int, previous: Layout | None) -> float:
    """Few atoms are drawn large; beyond that the shape decides."""
    usual = min(1.0, max(0.6, 0.11 * atoms))
    needed = max(size.real / _ROOM.real, size.imag / _ROOM.imag, usual)
    if previous is None:
        return needed
    if needed > previous.zoom:
        return max(needed, previous.zoom * _STRIDE)
    return previous.zoom if needed > previous.zoom * _RELAPSE else needed
