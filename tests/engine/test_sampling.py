"""Walks at one temperature: every step is in the answer, under the right name."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from saserver.engine import Chain, Graph, ParameterError, Sample, boltzmann, energy, isomers, prepare, sample
from saserver.engine import sampling as sampling_module
from saserver.engine import tally as tally_module
from saserver.engine.canonical import canonical
from saserver.engine.energies import registry
from saserver.engine.parameters import Parameters
from saserver.engine.sampling import IsomerCount


@pytest.fixture(autouse=True)
def _nothing_stays_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_own", {})


def brute_force(formula: str, temperature: float, steps: int, seed: int, **given: Any) -> Counter[str]:
    model = prepare(Parameters.checked(formula, schedule="constant", initial_temp=temperature, seed=seed, **given))[1]
    chain, visits = Chain(model, seed), Counter[str]()
    for _ in range(steps):
        chain.advance(1)
        visits[chain.current.smiles] += 1
    return visits


@pytest.mark.parametrize("formula", ["CH4", "C2H6", "C3H6", "C6H14", "C2H4O2", "C4H4N2"])
def test_a_sample_is_what_a_walk_visits(formula: str) -> None:
    visits = sample(formula, temperature=7.0, steps=3000, seed=5)
    assert dict(visits) == brute_force(formula, 7.0, 3000, 5)
    assert sum(visits.values()) == visits.total_steps == 3000
    assert visits.other == 0


def test_a_sample_is_a_mapping_most_visited_first_that_tells_what_was_asked() -> None:
    visits = sample("H14C6", temperature=7, steps=20_000, seed=np.int64(5))  # type: ignore[arg-type]
    assert isinstance(visits, Sample)
    assert (visits.formula, visits.temperature, visits.seed, visits.total_steps) == ("C6H14", 7.0, 5, 20_000)
    assert list(visits.values()) == sorted(visits.values(), reverse=True)
    assert len(visits) == len(list(visits)) == len(dict(visits)) == 5
    assert visits["CCCCCC"] == dict(visits.items())["CCCCCC"] > 0
    assert "CCCCC" not in visits
    assert all(told in repr(visits) for told in ("C6H14", "kT = 7", "seed 5", "5 isomers"))


def test_the_same_seed_gives_the_same_sample_and_another_one_another() -> None:
    first, again, other = (dict(sample("C6H14", temperature=7, steps=5000, seed=seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_without_a_seed_one_is_drawn_and_told() -> None:
    drawn = sample("C6H14", temperature=7, steps=5000)
    assert dict(sample("C6H14", temperature=7, steps=5000, seed=drawn.seed)) == dict(drawn)


def test_kekule_forms_are_added_up_under_their_one_smiles() -> None:
    every = isomers("C4H4N2")
    second = next(isomer for isomer in every if isomer.resonance_of is not None)
    assert second.resonance_of is not None
    forms = [every[second.resonance_of].graph, second.graph]
    count = IsomerCount(second.graph.elements)
    count.add(np.array([form.bonds for form in forms], np.uint8), np.array([3, 4]))
    assert count.by_smiles() == {second.smiles: 7}


def test_numberings_of_one_isomer_are_one_isomer() -> None:
    graph = isomers("C3H7NO")[5].graph
    count = IsomerCount(graph.elements)
    for order in ([0, 1, 2, 3, 4], [2, 0, 1, 3, 4], [1, 0, 2, 3, 4]):
        count.add(np.array([graph.renumbered(order).bonds], np.uint8), np.array([10]))
    assert count.by_smiles() == {graph.smiles: 30}


@pytest.mark.parametrize("rows", [1025, 3000])
def test_a_walk_over_more_graphs_than_there_are_rows_loses_nothing(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = sample("C7H14", temperature=50.0, steps=300_000, seed=1)
    monkeypatch.setattr(tally_module, "MOST_BYTES", 8 * 2 * rows)
    small = sample("C7H14", temperature=50.0, steps=300_000, seed=1)
    assert dict(small) == dict(plain)
    assert sum(small.values()) == 300_000


def test_isomers_beyond_the_most_that_are_kept_apart_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = sample("C7H14", temperature=50.0, steps=100_000, seed=1)
    monkeypatch.setattr(sampling_module, "MOST_ISOMERS", 20)
    bounded = sample("C7H14", temperature=50.0, steps=100_000, seed=1)
    assert len(bounded) == 20
    assert sum(bounded.values()) + bounded.other == 100_000
    assert all(plain[smiles] == steps for smiles, steps in bounded.items())


@pytest.mark.parametrize(
    "given",
    [
        {"optimization_mode": "MAXIMIZE"},
        {"component_weights": {"rings": 2, "wiener_index": 0.1}},
        {"energy": "dept", "component_options": {"dept": {"CH3": 1}}},
        {"start": "C1CCCC1O"},
        {"accept": lambda dE, kT, u: dE < kT * u},
    ],
    ids=lambda given: next(iter(given)),
)
def test_energy_mode_start_and_rule_are_those_of_a_run(given: dict[str, Any]) -> None:
    assert dict(sample("C5H10O", temperature=2.0, steps=2000, seed=4, **given)) == brute_force(
        "C5H10O", 2.0, 2000, 4, **given
    )


def test_an_energy_in_python_is_sampled_like_the_built_in_one() -> None:
    mine = energy(lambda graph: int(graph.distances.sum() // 2), name="mine")
    assert dict(sample("C6H14", temperature=2.0, steps=3000, seed=4, energy=mine)) == dict(
        sample("C6H14", temperature=2.0, steps=3000, seed=4)
    )


def test_at_infinite_temperature_the_energy_does_not_matter() -> None:
    hot = sample("C6H14", temperature=math.inf, steps=50_000, seed=1)
    assert dict(hot) == dict(sample("C6H14", temperature=math.inf, steps=50_000, seed=1, energy="rings"))
    assert dict(hot) == dict(sample("C6H14", temperature=1e300, steps=50_000, seed=1))


@pytest.mark.parametrize("temperature", [1e-300, 5e-324, 1e-9])
def test_in_the_greatest_cold_a_walk_ends_in_the_minimum(temperature: float) -> None:
    visits = sample("C8H18", temperature=temperature, steps=100_000, seed=1)
    assert next(iter(visits)) == "CC(C)(C)C(C)(C)C"


def test_no_temperature_is_too_low_to_be_kept() -> None:
    small = sample("C6H14", temperature=0.005, steps=20_000, seed=1, component_weights={"wiener_index": 0.001})
    assert dict(small) == dict(sample("C6H14", temperature=5, steps=20_000, seed=1))


@pytest.mark.parametrize("temperature", [0.02, 1, np.float64(3), Fraction(1, 2), math.inf, 1e308])
def test_temperatures_are_taken_as_they_are_however_low(temperature: float) -> None:
    assert sample("C4H10", temperature=temperature, steps=10, seed=1).temperature == float(temperature)


@pytest.mark.parametrize("temperature", [0, -1, -math.inf, math.nan, "1", True, 10**400, 1j], ids=lambda t: "")
@pytest.mark.parametrize("function", [sample, boltzmann])
def test_what_is_no_temperature_is_refused(function: Any, temperature: Any) -> None:
    with pytest.raises(
        ParameterError, match=r"temperature must be a number above 0 \(float\('inf'\) is allowed\), not"
    ):
        function("C4H10", temperature=temperature, **({"steps": 10} if function is sample else {}))


@pytest.mark.parametrize("steps", [0, -1, 10**10 + 1, 1.5, "10", True, 10**5000], ids=lambda steps: "")
def test_what_is_no_number_of_steps_is_refused(steps: Any) -> None:
    with pytest.raises(ParameterError, match=r"steps must be a whole number from 1 to 10\*\*10, not"):
        sample("C4H10", temperature=1, steps=steps)


def test_there_is_no_schedule_at_a_fixed_temperature() -> None:
    with pytest.raises(ParameterError) as caught:
        sample("C4H10", temperature=1, steps=10, schedule="faulon", min_temp=1, component_weigths={})
    assert [problem.field for problem in caught.value.problems] == ["schedule", "min_temp", "component_weigths"]
    assert "schedule is no parameter at a fixed temperature; known are energy, component_weights" in str(caught.value)


@pytest.mark.parametrize("name", ["start", "accept", "seed", "steps", "schedule"])
def test_the_exact_law_has_no_start_no_rule_and_no_chance(name: str) -> None:
    given: dict[str, Any] = {name: None}
    with pytest.raises(ParameterError, match=f"{name} is no parameter at a fixed temperature"):
        boltzmann("C4H10", temperature=1, **given)


def test_the_exact_law_of_a_maximum_is_that_of_the_energy_upside_down() -> None:
    @energy
    def negative(graph: Graph) -> float:
        return -float(graph.distances.sum() // 2)

    law = boltzmann("C5H12", temperature=2.0, optimization_mode="MAXIMIZE")
    assert law == pytest.approx(boltzmann("C5H12", temperature=2.0, energy=negative))
    assert next(iter(law)) == "CCCCC"


def test_progress_is_reported_until_the_last_step() -> None:
    reports: list[tuple[int, int]] = []
    sample("C6H14", temperature=7, steps=10**6, seed=1, progress=lambda *made: reports.append(made))
    assert reports[-1] == (10**6, 10**6)
    assert reports == sorted(reports)


def test_what_counts_isomers_is_compiled_before_progress_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for the compiler is told so until the first report comes."""
    events: list[str] = []

    def noticed(*arguments: Any) -> Any:
        events.append("count")
        return canonical(*arguments)

    monkeypatch.setattr(sampling_module, "canonical", noticed)
    sample("C6H14", temperature=7, steps=10**4, seed=1, progress=lambda *_: events.append("report"))
    assert events[:2] == ["count", "report"]


@pytest.mark.parametrize("function", [sample, boltzmann])
def test_a_temperature_under_another_name_or_none_is_refused_with_the_right_name(function: Any) -> None:
    with pytest.raises(ParameterError, match=r"kT is no parameter at a fixed temperature \(kT is called temperature\)"):
        function("C6H14", kT=5.0)
    with pytest.raises(ParameterError, match=r"temperature is missing: give kT .* temperature=5\.0"):
        function("C6H14")


def test_a_missing_number_of_steps_is_asked_for() -> None:
    with pytest.raises(ParameterError, match=r"steps is missing: .* steps=100_000"):
        sample("C6H14", temperature=5.0)
