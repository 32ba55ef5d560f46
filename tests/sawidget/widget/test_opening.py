"""How a panel opens where nothing was said of cooling."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np
import pytest

import sawidget as sa
from sawidget.opening import opening


def last_change(parameters: dict[str, Any]) -> float:
    """After which share of its steps the energy changes last; median of 20 seeds."""
    shares = []
    for seed in range(20):
        result = sa.anneal(**parameters, seed=seed)
        changes = np.flatnonzero(np.diff(result.history["energy"]))
        shares.append(float(result.history["step"][changes[-1] + 1]) / result.total_steps)
    return median(shares)


@pytest.mark.parametrize(
    ("parameters", "least"),
    [
        ({"formula": "C8H18"}, 0.8),
        ({"formula": "C10H22"}, 0.8),
        ({"formula": "C10H16O", "energy": "logp"}, 0.8),
        ({"formula": "C8H18O", "component_weights": {"logp": 1}}, 0.5),
    ],
)
def test_something_happens_until_the_end(parameters: dict[str, Any], least: float) -> None:
    assert last_change(opening(parameters)) > least > last_change(parameters)


@pytest.mark.parametrize(
    "said", [{"schedule": "reheat"}, {"initial_temp": 5}, {"min_temp": 1}, {"cooling_schedule_k": 8}], ids=str
)
def test_who_names_one_parameter_of_the_cooling_has_the_others_as_in_anneal(said: dict[str, Any]) -> None:
    assert opening({"formula": "C8H18", **said}) == {"formula": "C8H18", **said}
    panel = sa.Annealer("C8H18", seed=1, steps_per_second=0, **said)
    assert panel.wait() == sa.anneal("C8H18", seed=1, **said)
