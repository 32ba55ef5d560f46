"""Okabe and Ito's colours, which people with colour-blindness can tell apart.

Each line has a width or a dash pattern of its own besides: a projector or a printer may leave only the grey.
"""

from __future__ import annotations

from typing import Any, Final

CURRENT: Final[dict[str, Any]] = {"color": "#0072B2", "linewidth": 0.9, "linestyle": "-"}
BEST: Final[dict[str, Any]] = {"color": "#D55E00", "linewidth": 3.2, "linestyle": "-"}
TEMPERATURE: Final[dict[str, Any]] = {"color": "#000000", "linewidth": 1.4, "linestyle": (0, (5, 3))}

#: Points; readable from the last row when the figure fills a slide.
TITLE, TEXT, TICKS = 15, 13, 11
