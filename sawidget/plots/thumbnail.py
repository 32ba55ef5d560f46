"""A molecule small enough for a node or a label."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import matplotlib.image
import numpy as np
from matplotlib.axes import Axes
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from numpy.typing import NDArray
from rdkit.Chem.Draw import rdMolDraw2D

from saserver.engine import Graph

#: Pixels; more than the points that it takes, for slides are enlarged.
_SIZE: Final = (300, 210)
_POINTS: Final = 72


def pixels(graph: Graph) -> NDArray[np.float32]:
    """The drawing, on white, for colours of a theme would make the bonds vanish."""
    drawer = rdMolDraw2D.MolDraw2DCairo(*_SIZE)
    options: Any = drawer.drawOptions()  # its stubs have no types for what follows
    options.bondLineWidth, options.minFontSize, options.padding = 5, 30, 0.06
    options.fixedBondLength = 80
    options.useBWAtomPalette()
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, graph.mol)
    drawer.FinishDrawing()
    return np.asarray(matplotlib.image.imread(BytesIO(drawer.GetDrawingText()), format="png"), np.float32)


def put(ax: Axes, graph: Graph, at: tuple[float, float], inches: float, coords: Any, frame: dict[str, Any]) -> None:
    """Put it on the picture, so many inches wide, with a frame of this edge."""
    image = OffsetImage(pixels(graph), zoom=inches * _POINTS / _SIZE[0], interpolation="lanczos")
    box = AnnotationBbox(image, at, xycoords=coords, pad=0.12, bboxprops=frame, frameon=bool(frame), zorder=5)
    box.set_clip_on(False)
    ax.add_artist(box)


def height(inches: float) -> float:
    """How high it is when it is so wide."""
    return inches * _SIZE[1] / _SIZE[0]
