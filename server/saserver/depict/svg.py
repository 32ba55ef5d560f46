"""From a molecule and a layout to SVG: RDKit draws, and what it writes is made shorter and fit for any background.

RDKit gives every line its own style, 2-5 kB in all, and paints in black on white. Here all bonds are one path in
``currentColor``, so they follow the text around them, light or dark; the colours of the other elements are of middle
lightness and can be read on both. Nothing in the document has an id, so many of them can share a page.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import Any, Final

import numpy as np
from rdkit import Chem
from rdkit.Chem.Draw import rdMolDraw2D

from saserver.depict.layout import HEIGHT, SCALE, WIDTH, Layout
from saserver.depict.marks import Marks
from saserver.engine import Graph

#: Of symbols that are not carbon.
COLOURS: Final = {
    "N": "#4a7be8",
    "O": "#e5484d",
    "S": "#948000",
    "P": "#c8701a",
    "F": "#2b9348",
    "Cl": "#2b9348",
    "Br": "#b9694a",
    "I": "#9b66d6",
}

#: Side of the sheet that RDKit draws on, in pixels: large enough for a chain of 60 atoms, lying or standing.
_SHEET: Final = 2400
#: RDKit writes text by the height of its lines, which is more below the letters than above; pixels to be centred.
_RISE: Final = 2.6
_BOND: Final = re.compile(r"<path class='bond-[^']*' d='M ([\d.-]+),([\d.-]+) L ([\d.-]+),([\d.-]+)'")
_LETTER: Final = re.compile(
    r"<text x='([\d.-]+)' y='([\d.-]+)' class='atom-(\d+)' style='font-size:(\d+)px[^>]*>([^<]*)</text>"
)


def drawn(graph: Graph, mol: bytes, layout: Layout, marks: Marks) -> str:
    """The SVG document. The middle of the canvas is the origin."""
    text, origin = _by_rdkit(mol, layout)
    width, height = (layout.zoom * side for side in (WIDTH, HEIGHT))
    bonds = _bonds(text, origin)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-width / 2:.0f} {-height / 2:.0f} {width:.0f} {height:.0f}"'
        f' role="img" fill="none" stroke="currentColor" stroke-width="{2 * layout.zoom**0.5:.2g}"'
        f' stroke-linecap="round" font-family="sans-serif"><title>{escape(graph.smiles)}</title>'
        f"{marks.drawn(graph, layout)}{bonds}{_symbols(graph, text, origin)}</svg>"
    )


def _by_rdkit(data: bytes, layout: Layout) -> tuple[str, complex]:
    """What RDKit writes, and where in it the middle of our canvas is."""
    mol = Chem.Mol(data)  # type: ignore[call-overload]  # the stubs ask for str, which RDKit refuses
    points = np.array(layout.points)
    conformer = Chem.Conformer(len(points))
    conformer.SetPositions(np.column_stack([points.real, points.imag, np.zeros(len(points))]))
    mol.AddConformer(conformer)
    sheet = rdMolDraw2D.MolDraw2DSVG(_SHEET, _SHEET, -1, -1, True)  # True: symbols as text, not as outlines
    options: Any = sheet.drawOptions()  # whose stubs declare every option to be of its own class
    options.fixedBondLength = SCALE  # of 1 Å, whatever the name says; kept as long as the sheet is large enough
    options.prepareMolsBeforeDrawing = False
    options.clearBackground = False
    options.singleColourBonds = True
    options.baseFontSize = 0.7
    sheet.DrawMolecule(mol)
    sheet.FinishDrawing()
    return sheet.GetDrawingText(), complex(*sheet.GetDrawCoords(0)) - layout.spot(0)


def _bonds(text: str, origin: complex) -> str:
    path = ""
    for found in _BOND.findall(text):
        start, end = complex(*map(float, found[:2])) - origin, complex(*map(float, found[2:])) - origin
        path += f"M{start.real:.1f} {start.imag:.1f}L{end.real:.1f} {end.imag:.1f}"
    return f'<path d="{path}"/>' if path else ""


def _symbols(graph: Graph, text: str, origin: complex) -> str:
    """The letters, each where RDKit puts it; the second of an element follows the first as the font has it."""

    def look(found: tuple[str, ...]) -> tuple[str, str]:
        return COLOURS.get(graph.elements[int(found[2])], "currentColor"), found[3]

    parts = []
    for (colour, size), letters in groupby(_LETTER.findall(text), look):
        words = ""
        for x, y, _, _, letter in letters:
            if letter.islower():
                words = words.removesuffix("</text>") + f"{letter}</text>"
            else:
                spot = complex(float(x), float(y) - _RISE) - origin
                words += f'<text x="{spot.real:.1f}" y="{spot.imag:.1f}">{letter}</text>'
        parts.append(f'<g stroke="none" fill="{colour}" font-size="{size}">{words}</g>')
    return "".join(parts)
