"""Shares and differences, against values that were published or can be counted."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from saserver.engine import Difference, ParameterError, paired_means, paired_shares, share


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [  # Newcombe, Stat. Med. 17, 857 (1998), table I: score method without continuity correction
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 1 - 0.1170, 1.0),
    ],
)
def test_wilsons_interval_is_the_published_one(hits: int, runs: int, low: float, high: float) -> None:
    found = share(hits, runs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.share == hits / runs


def test_an_interval_without_runs_excludes_nothing() -> None:
    found = share(0, 0)
    assert (found.low, found.high) == (0, 1)
    assert math.isnan(found.share)


def test_a_higher_confidence_is_wider() -> None:
    wide, narrow = share(30, 40, 0.99), share(30, 40, 0.8)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_a_confidence_is_between_0_and_1() -> None:
    with pytest.raises(ParameterError, match="confidence must be between 0 and 1"):
        share(1, 2, confidence=95)


def test_pairs_that_always_agree_leave_little_room_for_a_difference() -> None:
    alike, apart = paired_shares(50, 0, 0, 50), paired_shares(25, 25, 25, 25)
    assert alike.value == apart.value == 0
    assert alike.high < apart.high / 2


def test_the_sides_of_a_paired_difference_mirror_each_other() -> None:
    one, other = paired_shares(30, 12, 3, 5), paired_shares(30, 3, 12, 5)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))
    assert one.clear
    assert other.clear


def test_a_paired_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Over all outcomes of 14 pairs, weighted with their probability: 0.95 within 0.03."""
    law = np.array([0.4, 0.25, 0.1, 0.25])
    n, truth, covered = 14, law[1] - law[2], 0.0
    for both, first, second in product(range(n + 1), repeat=3):
        neither = n - both - first - second
        if neither < 0:
            continue
        counts = (both, first, second, neither)
        ways = math.factorial(n) / math.prod(map(math.factorial, counts))
        found = paired_shares(*counts)
        covered += ways * float(np.prod(law**counts)) * (found.low <= truth <= found.high)
    assert covered == pytest.approx(0.95, abs=0.03)


def test_the_bootstrap_of_means_agrees_with_the_normal_interval_of_many_pairs() -> None:
    random = np.random.default_rng(1)
    first, second = random.normal(1, 1, 2000), random.normal(0, 1, 2000)
    found = paired_means(first, second)
    spread = 1.96 * np.std(first - second) / math.sqrt(2000)
    assert found.value == pytest.approx(np.mean(first - second))
    assert (found.value - found.low, found.high - found.value) == pytest.approx((spread, spread), rel=0.1)


def test_the_same_pairs_have_the_same_interval() -> None:
    assert paired_means(np.array([1.0, 2, 4]), np.zeros(3)) == paired_means(np.array([1.0, 2, 4]), np.zeros(3))


@pytest.mark.parametrize(
    ("value", "low", "high", "told"),
    [
        (0.02, -0.01911, 0.06133, "+0.020 (-0.019 to +0.061)"),
        (0.61, 0.524, 0.6798, "+0.610 (+0.524 to +0.680)"),
        (1234.5, 1180.25, 1290.75, "+1234 (+1180 to +1291)"),
        (2.0, 2.0, 2.0, "+2.0 (+2.0 to +2.0)"),
        (0.0, 0.0, 0.0, "+0.000 (+0.000 to +0.000)"),
        (math.nan, -math.inf, math.inf, "+nan (-inf to +inf)"),
    ],
)
def test_a_difference_is_told_with_as_many_digits_as_its_interval(
    value: float, low: float, high: float, told: str
) -> None:
    assert str(Difference(value, low, high, 0.95)) == told
