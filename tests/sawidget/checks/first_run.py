"""Answers to lesson 0: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

import math
from typing import Any

RIGHT: dict[str, list[Any]] = {
    "0.1": [18, 18.0],
    "0.2": ["c", " C ", "(c)", " c.", '"c"'],
}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "0.1": [
        (20, "20", "pentane, the chain"),
        (16, "16", "the ball"),
        (36, "36", "each pair once"),
        (4, "4", "number of bonds. Add"),
        (10, "10", "number of pairs"),
        (17, "other", "list the ten pairs"),
        (math.nan, "other", "list the ten pairs"),
        ("18", "kind", "Hand in"),
    ],
    "0.2": [
        ("a", "a", "downhill only"),
        ("b", "b", "temperature would not matter"),
        ("d", "d", "only remembered"),
        ("e", "kind", "Hand in"),
        (3, "kind", "Hand in"),
        ("ab", "kind", "Hand in"),
        ("", "kind", "Hand in"),
    ],
}
