"""The exact law, against the formula written out and at the ends of the range of numbers."""

from __future__ import annotations

import math

import pytest

from saserver.engine.boltzmann import boltzmann
from saserver.engine.energies.wiener import wiener_index
from saserver.engine.errors import EnergyError, ParameterError, TooManyIsomers
from saserver.engine.graph import Graph
from saserver.engine.isomers import isomers


@pytest.mark.parametrize("temperature", [0.7, 5.0, math.inf])
def test_the_law_is_the_formula_written_out(temperature: float) -> None:
    # Wiener index and |Aut| of the five hexanes, by hand.
    hexanes = {
        "CCCCCC": (35, 2),
        "CCCC(C)C": (32, 2),
        "CCC(C)CC": (31, 2),
        "CC(C)C(C)C": (29, 8),
        "CCC(C)(C)C": (28, 6),
    }
    weights = {smiles: math.exp(-w / temperature) / aut for smiles, (w, aut) in hexanes.items()}
    law = boltzmann("C6H14", temperature, wiener_index)
    assert law == pytest.approx({smiles: weight / sum(weights.values()) for smiles, weight in weights.items()})


def test_kekule_forms_are_added() -> None:
    law = boltzmann("C4H4N2", math.inf, wiener_index)
    every = isomers("C4H4N2")
    assert len(law) == len(every) - 1
    second = next(isomer for isomer in every if isomer.resonance_of is not None)
    forms = [isomer for isomer in every if isomer.smiles == second.smiles]
    total = sum(1 / isomer.automorphisms for isomer in every)
    assert law[second.smiles] == pytest.approx(sum(1 / form.automorphisms for form in forms) / total)


def test_probabilities_fall_and_sum_to_one() -> None:
    law = boltzmann("C6H6", 10.0, wiener_index)
    assert sum(law.values()) == pytest.approx(1, abs=1e-12)
    assert list(law.values()) == sorted(law.values(), reverse=True)


@pytest.mark.parametrize("temperature", [1e-300, 0.01])
@pytest.mark.parametrize("offset", [-1e6, 0.0, 1e6])
def test_great_cold_leaves_the_optimum_alone(temperature: float, offset: float) -> None:
    law = boltzmann("C8H18", temperature, lambda graph: offset + 100 * wiener_index(graph))
    assert next(iter(law)) == "CC(C)(C)C(C)(C)C"
    assert law["CC(C)(C)C(C)(C)C"] == pytest.approx(1)
    assert len(law) == 18
    assert not any(math.isnan(p) for p in law.values())


def test_isomers_of_equal_energy_keep_their_shares_in_the_cold() -> None:
    assert boltzmann("C4H10", 0.01, lambda graph: 5000.0) == pytest.approx({"CCCC": 0.75, "CC(C)C": 0.25})


def test_energies_at_the_ends_of_the_number_line_do_no_harm() -> None:
    law = boltzmann("C4H10", 1.0, lambda graph: 1.7e308 if len(graph.neighbours[0]) > 1 else -1.7e308)
    assert sum(law.values()) == pytest.approx(1)


@pytest.mark.parametrize("temperature", [0, -1.5, math.nan, -math.inf, "warm", None, True])
def test_what_is_no_temperature_is_refused(temperature: float) -> None:
    with pytest.raises(ParameterError, match=r"temperature: .* kT > 0") as refused:
        boltzmann("C4H10", temperature, wiener_index)
    (problem,) = refused.value.problems
    assert problem.field == "temperature"
    assert problem.value is temperature


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_an_energy_that_is_no_finite_number_is_refused(value: float) -> None:
    def broken(graph: Graph) -> float:
        return value

    with pytest.raises(EnergyError, match=r"broken of C.* is (nan|inf)"):
        boltzmann("C4H10", 1.0, broken)


def test_the_limit_is_passed_on() -> None:
    with pytest.raises(TooManyIsomers):
        boltzmann("C8H18", 1.0, wiener_index, limit=17)
