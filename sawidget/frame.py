"""One moment of a run as a picture that needs nothing: for a notebook that is read where nothing runs.

Dark ink on a white ground of its own: what is shown as an image does not know the theme around it.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import accumulate, groupby
from typing import Any, Final

from rdkit import Chem, rdBase
from rdkit.Chem.Draw import rdMolDraw2D

from sawidget.wording import quantity

WIDTH: Final = 640
HEIGHT: Final = 240
#: Left, top, width and height of the molecule, and of the curve.
_MOLECULE: Final = (10, 10, 240, 180)
_CURVE: Final = (310, 20, 310, 160)
_CURRENT: Final = "#0072b2"  # Okabe and Ito
_BEST: Final = "#d55e00"
_INK: Final = "#1b1b1b"
#: A trusted JupyterLab says of the panel before the picture that its model was not found. That is meant for nobody.
_ALONE: Final = (
    "<style>.jp-OutputArea-child:has(+ * .sawidget-still) > .jupyter-widgets:not(:has(*)) { display: none; }</style>"
)


def bundle(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """The picture in the forms that readers of notebooks understand, from the richest to plain text.

    HTML with the SVG in an address: as such it is left alone where a notebook is not trusted. PNG for pages that show
    no such address.
    """
    html = f'<div class="sawidget-still">{_ALONE}{image(snapshot)}</div>'
    forms = {"text/html": html, "text/plain": description(snapshot)}
    if data := png(snapshot):
        forms["image/png"] = base64.b64encode(data).decode()
    return forms


def image(snapshot: Mapping[str, Any]) -> str:
    """The picture as an element of a page."""
    address = "data:image/svg+xml;base64," + base64.b64encode(svg(snapshot).encode()).decode()
    return f'<img src="{address}" alt="{escape(description(snapshot))}" width="{WIDTH}" style="max-width: 100%">'


def description(snapshot: Mapping[str, Any]) -> str:
    """The picture in words."""
    name, unit = quantity(snapshot["parameters"])
    return (
        f"{snapshot['parameters']['formula']}, {snapshot['session_state']} after {snapshot['step']:,} of "
        f"{snapshot['total_steps']:,} steps: the best {name} is {_number(snapshot['best_energy'])}{unit}, "
        f"of {snapshot['best_smiles']}"
    )


def svg(snapshot: Mapping[str, Any]) -> str:
    """The best molecule, the energy over the steps, and a line of numbers."""
    left, top, width, height = _MOLECULE
    molecule = snapshot["best_svg"].replace("<svg ", f'<svg x="{left}" y="{top}" width="{width}" height="{height}" ', 1)
    parameters = snapshot["parameters"]
    name, unit = quantity(parameters)
    axis = f"{name} ({unit.strip()})" if unit else name
    caption = (
        f"{parameters['formula']}   best {_number(snapshot['best_energy'])}{unit}   {snapshot['best_smiles']}"
        f"   {snapshot['step']:,} of {snapshot['total_steps']:,} steps, {snapshot['session_state']}"
        f"   seed {parameters['seed']}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" color="{_INK}" fill="{_INK}" font-family="sans-serif" font-size="12">'
        f"<title>{escape(description(snapshot))}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{molecule}'
        f"{_curves(snapshot, axis)}{_fitting(caption)}</svg>"
    )


def png(snapshot: Mapping[str, Any]) -> bytes | None:
    """The best molecule with its energy; None where RDKit cannot read it."""
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(snapshot["best_smiles"])
    if mol is None:
        return None
    drawer = rdMolDraw2D.MolDraw2DCairo(240, 180)
    name, unit = quantity(snapshot["parameters"])
    legend = f"{snapshot['parameters']['formula']}: best {name} {_number(snapshot['best_energy'])}{unit}"
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, mol, legend=legend)
    drawer.FinishDrawing()
    return bytes(drawer.GetDrawingText())


def _curves(snapshot: Mapping[str, Any], label: str) -> str:
    """The energy thin, the best thick, with the numbers that their ends stand for."""
    left, top, width, height = _CURVE
    series = snapshot["series"]
    rows = [(s, e) for s, e in zip(series["step"], series["energy"], strict=True) if math.isfinite(e)]
    start = snapshot["initial_energy"]
    if math.isfinite(start):
        rows.insert(0, (0, start))
    steps, energies = [step for step, _ in rows], [energy for _, energy in rows]
    better = max if snapshot["parameters"]["optimization_mode"] == "MAXIMIZE" else min
    best = list(accumulate(energies, better))
    low, high = min(energies, default=0.0), max(energies, default=0.0)
    total, span = snapshot["total_steps"], (high - low) or 1.0

    def line(values: Sequence[float], colour: str, thickness: float) -> str:
        xs = [round(left + width * step / total) for step in steps]
        ys = [top + height * (high - value) / span for value in values]
        return f'<path d="{_stairs(xs, ys)}" fill="none" stroke="{colour}" stroke-width="{thickness}"/>'

    frame = f"M{left} {top}V{top + height}H{left + width}"
    right = 'text-anchor="end"'
    return (
        f'<path d="{frame}" fill="none" stroke="{_INK}" stroke-width="1"/>'
        f"{line(energies, _CURRENT, 1)}{line(best, _BEST, 2.5)}"
        f'<text x="{left - 6}" y="{top + 9}" {right}>{_number(high)}</text>'
        f'<text x="{left - 6}" y="{top + height}" {right}>{_number(low) if low < high else ""}</text>'
        f'<text x="{left + width / 2}" y="{top - 6}" text-anchor="middle">{escape(label)}</text>'
        f'<text x="{left}" y="{top + height + 15}">0</text>'
        f'<text x="{left + width}" y="{top + height + 15}" {right}>{total:,} steps</text>'
    )


def _stairs(xs: Sequence[int], ys: Sequence[float]) -> str:
    """A path that stays at each height until the next; of what shares a pixel's width, the extremes and the last."""
    columns: dict[int, list[float]] = {}
    for x, y in zip(xs, ys, strict=True):
        columns.setdefault(x, []).append(y)
    path, last = "", None
    for x, inside in columns.items():
        extremes = sorted({inside.index(min(inside)), inside.index(max(inside)), len(inside) - 1})
        heights = [height for height, _ in groupby(f"{inside[place]:.1f}" for place in extremes)]
        if heights != [last]:
            path += f"H{x}" if path else f"M{x} {inside[0]:.1f}"
            path += "".join(f"V{y}" for y in heights)
            last = heights[-1]
    return path and f"{path}H{max(columns)}"


def _fitting(caption: str) -> str:
    """A line of text that is pressed together where it would be too long."""
    room = WIDTH - 20
    fit = f' textLength="{room}" lengthAdjust="spacingAndGlyphs"' if 6.5 * len(caption) > room else ""
    return f'<text x="10" y="{HEIGHT - 15}" xml:space="preserve"{fit}>{escape(caption)}</text>'


def _number(value: float) -> str:
    return f"{value:.6g}"
