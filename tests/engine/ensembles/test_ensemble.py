"""What an ensemble says of its runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from saserver.engine import (
    Chain,
    Ensemble,
    Graph,
    ParameterError,
    Parameters,
    Trace,
    anneal,
    chain,
    energy,
    ensemble,
    prepare,
    together,
)


@pytest.fixture(scope="module")
def grid() -> Ensemble:
    return ensemble("C8H18", runs=40, cooling_schedule_k=[1, 8], optimization_mode=["MINIMIZE", "MAXIMIZE"])


def test_a_row_is_what_the_run_says(grid: Ensemble) -> None:
    assert grid.seeds == tuple(range(40))
    for row in (0, 63, 159):
        run = grid.runs[row]
        place = grid.points[run["point"]].place
        result = anneal("C8H18", seed=int(run["seed"]), **place)
        names = [name for name in grid.runs.dtype.names or () if name != "point" and name != "seed"]
        assert run[names].tolist() == tuple(getattr(result, name) for name in names)
        assert grid.rerun(row) == result


def test_lists_span_a_grid_the_last_of_them_changing_fastest(grid: Ensemble) -> None:
    assert [tuple(point.place.values()) for point in grid.points] == [
        (1, "MINIMIZE"), (1, "MAXIMIZE"), (8, "MINIMIZE"), (8, "MAXIMIZE"),
    ]  # fmt: skip
    assert grid.runs["point"].tolist() == sorted(list(range(4)) * 40)


def test_a_dictionary_is_a_value_and_a_list_of_them_an_axis() -> None:
    weights = [{"wiener_index": 1}, {"wiener_index": 1, "rings": 5}]
    found = ensemble("C6H12", runs=3, component_weights=weights)
    assert [point.place["component_weights"] for point in found.points] == weights
    assert list(found.by("component_weights")) == [repr(weight) for weight in weights]


def test_each_problem_has_a_target_of_its_own(grid: Ensemble) -> None:
    assert grid.targets.tolist() == [58, 84, 58, 84]


@pytest.mark.parametrize("steps", [1500, 50_000])
def test_the_first_step_at_a_target_is_exact_whatever_the_target(steps: int) -> None:
    found = ensemble("C10H22", runs=3, steps_per_cycle=steps, num_cycles=1, initial_temp=30, histories=True)
    assert found.histories is not None
    for target in (150, 131.5, 120, 108, 90):
        for seed, reached in enumerate(found.reached(target)):
            # A run that is cut into pieces of 1000 steps, each of which has a row for every step.
            energies = [165.0, *whole_history("C10H22", seed, steps)]
            hits = np.flatnonzero(np.array(energies) <= target)
            assert reached == (hits[0] if len(hits) else math.inf)


def whole_history(formula: str, seed: int, steps: int) -> list[float]:
    _, model = prepare(Parameters.checked(formula, seed=seed, steps_per_cycle=steps, num_cycles=1, initial_temp=30))
    walk, energies = Chain(model, seed), list[float]()
    while walk.steps < steps:
        trace = Trace(min(1000, steps - walk.steps), walk.steps)
        walk.advance(min(1000, steps - walk.steps), trace)
        energies += trace.history(walk.steps, walk.energy, walk.best_energy, model.temperature)["energy"].tolist()
    return energies


def test_more_improvements_than_a_page_holds_are_all_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ensemble("C20H42", runs=3, initial_temp=1)
    assert len(whole.improvements) > 3 * 8
    monkeypatch.setattr(chain, "_PAGE", 4)
    assert ensemble("C20H42", runs=3, initial_temp=1) == whole


def test_success_and_survival_count_the_same_runs(grid: Ensemble) -> None:
    part = grid.where(cooling_schedule_k=1, optimization_mode="MINIMIZE")
    success = part.success()
    assert 0 < success.hits < success.runs == 40
    assert success.hits == int((part.best_energies == 58).sum())
    steps, left = part.survival()
    assert (steps[0], left[0]) == (0, 1)
    assert left[-1] == pytest.approx(1 - success.share)
    median = part.time_to_target(quantiles=[success.share])[success.share]
    assert median == steps[-1]
    assert part.time_to_target(quantiles=[1])[1] == math.inf


def test_a_start_that_is_the_target_is_reached_at_step_0(grid: Ensemble) -> None:
    part = grid.where(optimization_mode="MAXIMIZE")
    assert part.reached().tolist() == [0] * 80
    steps, left = part.survival()
    assert (steps.tolist(), left.tolist()) == ([0], [0])


def test_a_part_keeps_the_target_of_the_whole() -> None:
    found = ensemble("C12H26", runs=20, steps_per_cycle=[5, 2000], initial_temp=1)
    short = found.by("steps_per_cycle")[5]
    assert short.best_energies.min() > short.targets[0]
    assert short.success().hits == 0


def test_pairs_of_seeds_are_compared(grid: Ensemble) -> None:
    by = grid.where(optimization_mode="MINIMIZE").by("cooling_schedule_k")
    found = by[8].compare(by[1])
    fast, slow = (by[k].best_energies == 58 for k in (8, 1))
    assert found.pairs == 40
    assert (found.only_first, found.only_second) == ((fast & ~slow).sum(), (slow & ~fast).sum())
    assert found.shares.value == pytest.approx(fast.mean() - slow.mean())
    assert found.shares.clear
    assert found.energies.value == pytest.approx(by[8].best_energies.mean() - by[1].best_energies.mean())
    assert found.energies.high < 0


def test_parts_of_a_grid_are_paired_by_what_is_left_of_it() -> None:
    found = ensemble(["C6H14", "C7H16"], runs=5, cooling_schedule_k=[1, 8], steps_per_cycle=50)
    pairs = found.where(cooling_schedule_k=8).compare(found.where(cooling_schedule_k=1))
    assert pairs.pairs == 10
    assert pairs.energies.value == pytest.approx(
        found.where(cooling_schedule_k=8).best_energies.mean() - found.where(cooling_schedule_k=1).best_energies.mean()
    )


def test_the_order_in_which_lists_were_given_does_not_matter_to_pairs() -> None:
    one = ensemble("C6H14", runs=2, cooling_schedule_k=[1, 8], steps_per_cycle=[5, 9])
    other = ensemble("C6H14", runs=2, steps_per_cycle=[9, 5], cooling_schedule_k=[8, 1])
    found = one.compare(other)
    assert found.pairs == 8
    assert (found.energies.low, found.energies.high) == (0, 0)


def scaled(factor: float) -> Any:
    @energy
    def mine(graph: Graph) -> float:
        return factor * float(graph.distances.sum())

    return mine


def test_two_energies_of_one_name_are_two_problems() -> None:
    given: dict[str, Any] = {"runs": 4, "initial_temp": 20, "steps_per_cycle": 100}
    found = ensemble("C6H14", energy=[scaled(0.5), scaled(1.5)], **given)
    assert found.targets.tolist() == [28, 84]
    once, again, other = (ensemble("C6H14", energy=scaled(factor), **given) for factor in (0.5, 0.5, 1.5))
    assert once.compare(again).shares.value == 0  # a cell that is run again
    with pytest.raises(ParameterError, match="look for different things"):
        once.compare(other)


def test_a_run_is_repeated_with_the_energy_of_then() -> None:
    scaled(0.5)
    found = ensemble("C6H14", runs=1, component_weights={"mine": 1}, initial_temp=20, steps_per_cycle=100)
    scaled(1.5)
    assert found.rerun(0).best_energy == found.best_energies[0]


def test_one_problem_may_be_written_in_several_ways() -> None:
    weights = [{"wiener_index": 1, "rings": 5}, {"rings": 5.0, "wiener_index": 1}]
    one, other = (ensemble("C6H12", runs=2, steps_per_cycle=9, component_weights=each) for each in weights)
    assert one.compare(other).pairs == 2
    lines: Any = [[40.7, "d", 1], [25.7, "t", 2]], ((40.7, "d", 1), (25.7, "t", 2))
    options: list[dict[str, Any]] = [
        {"energy": "carbon13", "component_options": {"carbon13": {"peaks": peaks}}} for peaks in lines
    ]
    one, other = (ensemble("C3H8", runs=2, steps_per_cycle=9, initial_temp=1, **each) for each in options)
    assert one.compare(other).pairs == 2


def test_what_is_asked_wrongly_is_refused_with_a_remedy(grid: Ensemble) -> None:
    with pytest.raises(ParameterError, match=r"quantiles must be a list, not 0\.5; write \[0\.5\]"):
        grid.time_to_target(quantiles=0.5)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match=r"run must be the number of a row, from 0 to 159, not 1\.5"):
        grid.rerun(1.5)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="other must be an ensemble"):
        grid.compare(None)  # type: ignore[arg-type]
    assert [grid.success(-side * math.inf).hits for side in (1, -1)] == [80, 80]


def test_together_measures_all_by_the_best_that_any_found() -> None:
    short = ensemble("C10H22", runs=3, steps_per_cycle=1, num_cycles=1)
    long = ensemble("C10H22", runs=3, initial_temp=1)
    largest = ensemble("C10H22", runs=3, optimization_mode="MAXIMIZE", start="CC(C)(C)C(C)(C)C(C)C")
    assert short.success().hits
    measured = together([short, long, largest])
    assert [one.targets.tolist() for one in measured] == [[108], [108], [165]]
    assert measured[0].success().hits == 0
    assert short.success().hits  # what was given is as it was


def test_only_seeds_that_both_have_are_paired() -> None:
    one, other = ensemble("C6H14", seeds=[3, 5, 9]), ensemble("C6H14", seeds=[9, 1, 3])
    found = one.compare(other)
    assert found.pairs == 2
    assert (found.energies.low, found.energies.high) == (0, 0)
    with pytest.raises(ParameterError, match="no runs of the same seed"):
        one.compare(ensemble("C6H14", seeds=[7]))


def test_different_problems_are_not_compared() -> None:
    with pytest.raises(ParameterError, match="look for different things"):
        ensemble("C6H14", runs=2).compare(ensemble("C7H16", runs=2))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seed": 3}, "seeds="),
        ({"seeds": [1, 2, 1]}, "1 is there twice"),
        ({"cooling_schedule_k": [1, 8, 1.0]}, "cooling_schedule_k: 1 is there twice"),
        ({"component_weights": [{"wiener_index": 1}] * 2}, "component_weights: .* is there twice"),
        ({"seeds": []}, "seeds is empty"),
        ({"seeds": 5}, "must be a list"),
        ({"runs": 0}, "runs must be a whole number"),
        ({"cooling_schedule_k": []}, "cooling_schedule_k is an empty list"),
        ({"cooling_schedule_k": [1, -2]}, "cooling_schedule_k must be 0 or above, not -2"),
        ({"cooling": [1, 2]}, "did you mean schedule"),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(given: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        ensemble("C6H14", **given)  # type: ignore[arg-type]


def test_a_summary_takes_76_bytes_and_16_for_each_improvement(grid: Ensemble) -> None:
    assert grid.runs.dtype.itemsize == 76
    assert grid.improvements.dtype.itemsize == 16
    assert grid.histories is None
    assert len(grid.improvements) < 15 * len(grid)


def test_an_unknown_axis_or_value_is_refused_with_those_there_are(grid: Ensemble) -> None:
    with pytest.raises(ParameterError, match="known are cooling_schedule_k, optimization_mode"):
        grid.by("schedule")
    with pytest.raises(ParameterError, match="it was one of 1, 8"):
        grid.where(cooling_schedule_k=3)
