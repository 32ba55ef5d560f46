"""The plain C loop that the engine is compared with is the same chain."""

from __future__ import annotations

import pytest

from bench.race import anneal, c_runner


@pytest.mark.lane("gcc")
def test_the_c_loop_makes_the_same_steps() -> None:
    loop = c_runner("C", 0)
    assert loop is not None
    for formula in ("C4H10", "C6H6", "C10H16O", "C12H4Cl2", "C30H62", "C60H122"):
        loop.check(formula, 30_000, anneal(formula, 30_000))
