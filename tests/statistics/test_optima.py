"""The table of optima says what runs say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.optima import STEPS, bushiest, longest, table, wiener

PAGE = Path(__file__).parents[2] / "docs" / "engine.md"


def test_both_ends_of_the_wiener_index_are_the_known_ones() -> None:
    assert {n: wiener(bushiest(n)) for n in STEPS} == {8: 58, 10: 108, 20: 613, 30: 1657}
    assert all(wiener(longest(n)) == n * (n**2 - 1) // 6 for n in STEPS)
    assert max(len(near) for near in bushiest(30).neighbours) == 4


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize("n", [8, pytest.param(10, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.slow)])
def test_the_shares_in_the_page_are_those_that_the_bench_prints(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    for other in set(STEPS) - {n}:
        monkeypatch.delitem(STEPS, other)
    head, rule, *rows = table(100)
    assert {head, rule} <= set(page)
    for row in rows:
        first, steps, *shares = cells(row)
        (shown,) = (cells(line) for line in page if line.startswith(f"| {first} |"))
        assert shown[1] == steps
        # Another exp may decide one run in a hundred otherwise.
        assert [float(share) for share in shown[2:]] == pytest.approx([float(share) for share in shares], abs=0.011)
