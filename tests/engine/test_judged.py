"""What becomes of proposals by temperature."""

from __future__ import annotations

import math

import pytest

from saserver.engine import ParameterError, anneal, judged


@pytest.mark.parametrize("schedule", ["faulon", "reheat"])
def test_the_bands_hold_every_step_of_the_run(schedule: str) -> None:
    found = judged("C8H18", bands=4, seed=3, schedule=schedule)
    result = anneal("C8H18", seed=3, schedule=schedule)
    assert found.parameters == result.parameters
    names = {"accepted": "accepted_moves", "rejected": "rejected_moves", "null": "invalid_moves"}
    for verdict, name in (names | {"disconnected": "disconnected_moves"}).items():
        assert sum(band.counts[verdict] for band in found.bands) == getattr(result, name)
    assert [sum(band.counts.values()) for band in found.bands] == [500] * 4
    assert all(cold.high <= hot.low for hot, cold in zip(found.bands, found.bands[1:], strict=False))
    assert all(len(band.deltas) == band.counts["accepted"] + band.counts["rejected"] for band in found.bands)


def test_of_the_worse_proposals_those_were_accepted_that_metropolis_accepts() -> None:
    [band] = judged("C8H18", bands=1, seed=1, schedule="constant", initial_temp=10, steps_per_cycle=5000).bands
    worse = band.deltas > 0
    expected = sum(math.exp(-delta / 10) for delta in band.deltas[worse])
    accepted = int((band.deltas[: band.accepted] > 0).sum())
    assert accepted == pytest.approx(expected, abs=4 * math.sqrt(expected))
    assert not (band.deltas[band.accepted :] <= 0).any()


def test_too_long_a_run_is_refused() -> None:
    with pytest.raises(ParameterError, match="at most 10\\*\\*7 steps"):
        judged("C8H18", steps_per_cycle=10**8)
