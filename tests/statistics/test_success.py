"""The tables of success say what runs say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.success import SCHEDULES, SPECTRA, WIENER, Search, bushiest, longest, peaks, spectra, table, wiener

PAGE = Path(__file__).parents[2] / "docs" / "success.md"
SEARCHES = [*WIENER, *spectra(3_000), *spectra(30_000)]
#: What is repeated, two seconds in all.
SHORT = {"smallest of C8H18", "smallest of C10H22", "largest of C10H22"}


def test_both_ends_of_the_wiener_index_are_the_known_ones() -> None:
    assert {n: wiener(bushiest(n)) for n in (8, 10, 20, 30)} == {8: 58, 10: 108, 20: 613, 30: 1657}
    assert all(wiener(longest(n)) == n * (n**2 - 1) // 6 for n in (8, 10, 20, 30))
    assert max(len(near) for near in bushiest(30).neighbours) == 4


def test_a_spectrum_has_a_peak_for_each_carbon() -> None:
    assert peaks("32.8t×2 8.9q") == [[32.8, "t", 2], [8.9, "q", 1]]
    carbons = {name: sum(count for _, _, count in peaks(spectrum)) for name, (_, spectrum) in SPECTRA.items()}
    assert carbons == {
        "2-methylheptane": 8,
        "3-ethylheptane": 9,
        "neopentyl alcohol": 5,
        "MTBE": 5,
        "methyl pentanoate": 6,
        "p-xylene": 8,
    }


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_has_a_row_for_each_search() -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    for search in SEARCHES:
        rows = [cells(line) for line in page if line.startswith(f"| {search.name}, ")]
        assert f"{search.steps:,}" in [row[1] for row in rows], search.name
        assert {len(row) for row in rows} == {2 + len(SCHEDULES)}


@pytest.mark.parametrize(
    "search",
    [search for search in SEARCHES if search.name in SHORT and search.steps <= 3_000],
    ids=lambda search: search.name,
)
def test_the_shares_in_the_page_are_those_that_the_bench_prints(search: Search) -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    *_, row = map(cells, table((search,), 400))
    [shown] = [line for line in map(cells, page) if line[:2] == row[:2]]
    # Another exp may decide one run in a hundred otherwise.
    shares, seen = ([float(cell.partition(" ")[0]) for cell in line[2:]] for line in (row, shown))
    assert seen == pytest.approx(shares, abs=0.011)
