"""Answers to lesson 0: exercise → right ones, and wrong ones with the mistake that each of them is."""

from __future__ import annotations

import math
from typing import Any

RIGHT: dict[str, list[Any]] = {
    "0.1": [18, 18.0],
    "0.2": ["c", " C "],
}
WRONG: dict[str, list[tuple[Any, str]]] = {
    "0.1": [
        (20, "20"),
        (16, "16"),
        (36, "36"),
        (4, "4"),
        (10, "10"),
        (17, "other"),
        (math.nan, "other"),
        ("18", "kind"),
    ],
    "0.2": [("a", "a"), ("b", "b"), ("d", "d"), ("e", "kind"), (3, "kind")],
}
