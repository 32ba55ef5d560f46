"""What is compared is the same, and what is measured is what happened."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from bench.load.crowd import crowd, lateness, quantile, steps_per_second
from bench.load.served import Made
from bench.load.soak import soak
from bench.race import anneal, c_runner


@pytest.mark.lane("gcc")
def test_the_c_loop_makes_the_same_steps() -> None:
    loop = c_runner("C", 0)
    assert loop is not None
    for formula in ("C4H10", "C6H6", "C10H16O", "C12H4Cl2", "C30H62", "C60H122"):
        loop.check(formula, 30_000, anneal(formula, 30_000))


def test_quantiles_are_values_that_were_seen() -> None:
    assert [quantile([3, 1, 2, 4], share) for share in (0, 0.25, 0.5, 0.51, 1)] == [1, 1, 2, 3, 4]
    assert math.isnan(quantile([], 0.5))


def test_lateness_is_from_made_to_received_for_each_watcher() -> None:
    made = [Made(4, 10.0, "a", 100), Made(5, 10.5, "a", 350), Made(7, 11.0, "a", 400)]
    arrivals = [[(3, 9.0), (4, 10.25), (5, 10.5), (7, 11.25)], [(5, 11.0), (9, 12.0)]]
    assert lateness(made, arrivals) == ([0.25, 0.0, 0.25, 0.5], [3, 1])
    assert steps_per_second(made) == 300


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked at in /proc")


@pytest.mark.slow
@needs_proc
def test_a_small_crowd_is_measured() -> None:
    load = crowd(sessions=2, watchers=2, pace=1000, seconds=2.0)
    assert 0 < load.fewest <= load.held
    assert load.held == pytest.approx(load.made)  # nobody misses a frame
    assert 0 < load.late <= load.latest
    assert 0 < load.health <= load.slow_health
    assert load.cpu > 0
    assert load.memory > 50
    assert load.files > 4


@pytest.mark.slow
@needs_proc
def test_a_server_is_looked_at_each_second() -> None:
    looks = soak(sessions=2, seconds=2.0)
    assert len(looks) >= 3
    assert all(look.memory > 50 and look.files > 0 and look.threads > 2 for look in looks)
    assert looks[-1].cpu > looks[0].cpu
