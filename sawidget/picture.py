"""The drawing of a molecule, as a picture that a notebook shows even where it does not trust its author."""

from __future__ import annotations

import base64
import html

from rdkit.Chem.Draw import rdMolDraw2D

from saserver.engine import Graph


def image(graph: Graph, *, width: int = 220, height: int = 160) -> str:
    """An ``<img>`` with the SVG in its address: inline SVG is stripped from untrusted notebooks, this is not.

    The drawing brings its own white ground, so that black bonds stay visible in a dark theme.
    """
    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, graph.mol)
    drawer.FinishDrawing()
    data = base64.b64encode(drawer.GetDrawingText().encode()).decode()
    alt = html.escape(f"structure of {graph.smiles}")
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}" width="{width}" height="{height}">'
