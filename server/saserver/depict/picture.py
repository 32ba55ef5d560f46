"""The picture of a molecule."""

from __future__ import annotations

from dataclasses import dataclass

from saserver.depict.layout import Layout, arrange
from saserver.depict.marks import Marks
from saserver.depict.sketch import sketch
from saserver.depict.svg import drawn
from saserver.engine import Graph


@dataclass(frozen=True)
class Picture:
    """A drawn molecule.

    Attributes
    ----------
    svg : a complete SVG document without prolog, as good inside a page as in a file
    layout : where the atoms are; give it to the next call, and they stay there
    """

    svg: str
    layout: Layout


def depict(graph: Graph, previous: Layout | None = None, marks: Marks | None = None) -> Picture:
    """Draw a molecule.

    Parameters
    ----------
    graph : the molecule
    previous : layout of the picture that it follows; one of another number of atoms is ignored
    marks : what to point out
    """
    flat = sketch(graph)
    layout = arrange(flat, previous)
    return Picture(drawn(graph, flat.mol, layout, marks or Marks()), layout)
