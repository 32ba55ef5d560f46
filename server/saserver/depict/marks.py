"""What a move has touched, pointed out in the picture."""

from __future__ import annotations

import cmath
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from saserver.depict.layout import HEIGHT, WIDTH, Layout
from saserver.engine import Graph, Info

#: Okabe-Ito, as seen on light and dark: what was drawn, what the move makes, what it breaks.
TOUCHED, MADE, BROKEN = "#e69f00", "#0072b2", "#d55e00"
_DISC: Final = 9  # pixels
_TAG: Final = 17  # pixels from an atom to its name and "+H", which clear a symbol
_LETTER: Final = 7  # pixels that a letter is wide, at most
_ASIDE, _TUCK = (
    0.4,
    5,
)  # beside an atom, not above or below it, words begin where their middle would be, and a little before
#: What the four vertices of a move are called in the paper, and in the table of bond orders.
_NAMES: Final = ("x₁", "y₁", "x₂", "y₂")


@dataclass(frozen=True)
class Marks:
    """Vertices of a move, and the bonds whose order it changes.

    As in ``Info``, the number of heavy atoms stands for the hydrogen pool: a bond with it that is made is an atom that
    gains a hydrogen.

    Attributes
    ----------
    vertices : the vertices that were drawn
    made, broken : pairs of them whose bond order grows, falls
    """

    vertices: tuple[int, ...] = ()
    made: tuple[tuple[int, int], ...] = ()
    broken: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, info: Info) -> Marks:
        """The marks of a step. If it was not accepted, they show what it would have changed."""
        if not info.after:
            return cls(info.vertices)
        x1, y1, x2, y2 = info.vertices
        pairs = (x1, y1), (x1, y2), (x2, y1), (x2, y2)
        changes = list(zip(pairs, info.before, info.after, strict=True))
        made = tuple(pair for pair, before, after in changes if after > before)
        broken = tuple(pair for pair, before, after in changes if after < before)
        return cls(info.vertices, made, broken)

    def drawn(self, graph: Graph, layout: Layout) -> str:
        """SVG to lie under the molecule. A band where a bond is drawn upon it, a dashed line where there is none."""
        pool, size = len(graph), max(1.0, layout.zoom)  # the names of a large molecule are as large on the screen
        parts = [_disc(layout.spot(vertex), _DISC * size**0.5) for vertex in self.vertices if vertex != pool]
        tags = {vertex: [(name, "currentColor")] for name, vertex in zip(_NAMES, self.vertices, strict=False)}
        for pairs, colour, sign in ((self.made, MADE, "+"), (self.broken, BROKEN, "−")):
            for x, y in pairs:
                if pool in (x, y):
                    atom = min(x, y)
                    tags.setdefault(atom, []).append((f"{sign}H", colour))
                else:
                    bonded = graph.bonds[x][y] > 0
                    parts.append(_line(layout.spot(x), layout.spot(y), colour, size**0.5, bonded=bonded))
        for vertex, words in tags.items():
            if vertex == pool:
                parts.append(_tag(_corner(layout, size), 1, [*words, ("= hydrogens", "currentColor")], size))
            else:
                away = _outwards(graph, layout, vertex)
                spot = layout.spot(vertex) + _TAG * size * away
                room = layout.zoom * WIDTH / 2 - _LETTER * size * sum(len(word) + 1 for word, _ in words)
                spot = complex(max(-room, min(room, spot.real)), spot.imag)  # nothing is written over the edge
                parts.append(_tag(spot, away.real, words, size))
        return "".join(parts)


def _corner(layout: Layout, size: float) -> complex:
    """Where the hydrogens, which are not drawn, have their name: at the lower left."""
    return layout.zoom * complex(-WIDTH, HEIGHT) / 2 + size * complex(6, -12)


def _disc(spot: complex, radius: float) -> str:
    centre = f'cx="{spot.real:.1f}" cy="{spot.imag:.1f}" r="{radius:.3g}"'
    return f'<circle {centre} fill="{TOUCHED}" fill-opacity=".4" stroke="none"/>'


def _line(start: complex, end: complex, colour: str, size: float, *, bonded: bool) -> str:
    dashes = f"{3 * size:.3g} {5 * size:.3g}"
    style = f'stroke-width="{9 * size:.3g}" stroke-opacity=".6"' if bonded else f'stroke-dasharray="{dashes}"'
    return f'<path d="M{start.real:.1f} {start.imag:.1f}L{end.real:.1f} {end.imag:.1f}" stroke="{colour}" {style}/>'


def _tag(spot: complex, side: float, words: list[tuple[str, str]], size: float) -> str:
    """Words of their colours, which grow away from the atom: to the right, to the left, or to both sides."""
    anchor = "start" if side > _ASIDE else "end" if side < -_ASIDE else "middle"
    spot -= _TUCK * size * ((anchor == "start") - (anchor == "end"))
    spans = " ".join(f'<tspan fill="{colour}">{text}</tspan>' for text, colour in words)
    return (
        f'<text x="{spot.real:.1f}" y="{spot.imag + 4 * size:.1f}" stroke="none" font-size="{12 * size:.3g}"'
        f' font-weight="bold" text-anchor="{anchor}">{spans}</text>'
    )


def _outwards(graph: Graph, layout: Layout, atom: int) -> complex:
    """The direction in which there is most room beside an atom: the middle of the widest gap between its bonds."""
    angles = sorted(cmath.phase(layout.spot(other) - layout.spot(atom)) for other in graph.neighbours[atom])
    if not angles:
        return -1j
    gaps = [(after - before, before) for before, after in pairwise([*angles, angles[0] + 2 * cmath.pi])]
    width, before = max(gaps)
    return cmath.rect(1.0, before + width / 2)
