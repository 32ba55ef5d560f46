"""Functions of the user's: they drive the run, and where they fail the user's own line is shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rdkit import Chem

from saserver.engine import Chain, EnergyError, FunctionError, Graph, Parameters, anneal, energy, prepare
from saserver.engine.energies import registry

SOURCE = Path(__file__).read_text().splitlines()


@pytest.fixture(autouse=True)
def _nothing_stays_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_own", {})


def failure(**given: Any) -> FunctionError:
    with pytest.raises(FunctionError) as caught:
        anneal("C6H14", seed=1, **given)
    error = caught.value
    if error.line is not None:
        assert error.source == SOURCE[error.line - 1].strip()
        assert f"line {error.line}: {error.source}" in str(error)
    return error


def divides_by_zero_at_half_time(t: float) -> float:
    distance = t - 0.5
    return 1 / distance  # the line to blame


def forgets_to_return(t: float) -> float:  # type: ignore[return]
    1 - t


def test_a_schedule_that_raises_is_blamed_with_its_line() -> None:
    error = failure(schedule=divides_by_zero_at_half_time, cooling_schedule_k=1, accept=lambda dE, kT, u: True)
    # At first it is negative, which is refused before the division fails.
    assert "the schedule returned -2.0 for t/total = 0; return the factor of initial_temp, 0 or above" in str(error)
    error = failure(schedule=lambda t: abs(divides_by_zero_at_half_time(t)))
    assert "the schedule raised ZeroDivisionError: float division by zero" in str(error)
    assert "called with (0.5)" in str(error)
    assert error.source == "return 1 / distance  # the line to blame"
    assert isinstance(error.__cause__, ZeroDivisionError)


def test_a_schedule_that_forgets_to_return_is_asked_whether_it_did() -> None:
    error = failure(schedule=forgets_to_return)
    assert error.name == "forgets_to_return"
    assert "the schedule returned None for t/total = 0; did you forget `return`?" in str(error)
    assert error.source == "def forgets_to_return(t: float) -> float:  # type: ignore[return]"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-1e-9, "-1e-09"),
        ("1", "'1'"),
        (True, "True"),
        (1j, "1j"),
        ([0.5], "[0.5]"),
        (10**400, "1000"),
        (10**5000, "this int"),
        (np.array([1.0, 2.0]), "array"),
    ],
    ids=lambda value: "",
)
def test_a_schedule_must_return_a_finite_number_that_is_not_negative(value: object, shown: str) -> None:
    error = failure(schedule=lambda t: value)
    assert f"the schedule returned {shown}" in str(error)
    assert "return the factor of initial_temp, 0 or above" in str(error)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float64(0.5), np.float32(2), np.int64(1), Fraction(1, 3), 1e308])
def test_a_schedule_may_return_any_number_there_is(value: float) -> None:
    result = anneal("C6H14", seed=1, schedule=lambda t: value, initial_temp=5.0)
    assert set(result.history["temperature"]) == {max(0.01, 5.0 * float(value))}


def test_the_function_gets_the_share_of_the_run_that_is_over() -> None:
    asked: list[float] = []

    def schedule(t: float) -> float:
        asked.append(t)
        return 1 - t

    result = anneal("C6H14", seed=1, schedule=schedule, steps_per_cycle=10, num_cycles=2, initial_temp=40.0)
    assert asked[:20] == [step / 20 for step in range(20)]
    assert result.history["temperature"].tolist() == pytest.approx([40.0 * (1 - t / 20) for t in range(20)])


def takes_too_much(t: float, more: float) -> float:
    return t * more


def test_a_schedule_with_a_wrong_number_of_arguments_is_told_so() -> None:
    error = failure(schedule=takes_too_much)
    assert "missing 1 required positional argument: 'more'" in str(error)
    assert error.source == "def takes_too_much(t: float, more: float) -> float:"


def looks_up(table: dict[str, float], delta: float, kt: float, u: float) -> bool:
    return u < table["metropolis"]


def test_a_rule_that_raises_is_blamed_with_its_line() -> None:
    error = failure(accept=partial(looks_up, {}))
    assert "the rule of acceptance raised KeyError: 'metropolis'" in str(error)
    assert error.source == 'return u < table["metropolis"]'
    assert error.__cause__ is not None


def test_the_arguments_with_which_a_rule_failed_are_told() -> None:
    def strict(delta: float, kt: float, u: float) -> bool:
        if delta > 0:
            raise ValueError("uphill")
        return True

    error = failure(accept=strict, steps_per_cycle=1000, optimization_mode="MAXIMIZE", initial_temp=10, min_temp=10)
    # Hexane is the longest of its isomers: the first proposal to be judged is worse by 3 or 4, at kT = 10.
    assert "the rule of acceptance raised ValueError: uphill" in str(error)
    assert "called with (3, 10, 0." in str(error) or "called with (4, 10, 0." in str(error)


@pytest.mark.parametrize("value", [1, 0, 0.5, "yes", [], np.array([True, False])], ids=lambda value: "")
def test_a_rule_must_return_true_or_false(value: object) -> None:
    error = failure(accept=lambda dE, kT, u: value)
    assert "the rule of acceptance returned" in str(error)
    assert "it must return True or False, as u < p does" in str(error)
    assert "for dE = " in str(error)


def test_a_rule_that_forgets_to_return_is_asked_whether_it_did() -> None:
    assert "did you forget `return`?" in str(failure(accept=lambda dE, kT, u: None))


def test_a_rule_may_return_what_numpy_takes_for_true() -> None:
    numpys = anneal("C6H14", seed=1, accept=lambda dE, kT, u: np.float64(u) < np.exp(-max(dE, 0) / kT))
    assert numpys.best_energy == anneal("C6H14", seed=1).best_energy


class Threshold:
    """A rule may have a memory, and be an object."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, delta: float, kt: float, u: float) -> bool:
        self.calls += 1
        return delta < kt


def test_an_object_that_can_be_called_is_a_rule() -> None:
    rule = Threshold()
    result = anneal("C6H14", seed=1, accept=rule)
    assert rule.calls == result.accepted_moves + result.rejected_moves > 0


def fails_for_branched(mol: Chem.Mol) -> float:
    ends = sum(int(atom.GetDegree() == 1) for atom in mol.GetAtoms())
    return 1 / (3 - ends)


def test_an_energy_that_raises_in_the_midst_of_a_run_is_blamed_with_its_line() -> None:
    error = failure(energy=energy(fails_for_branched))
    assert isinstance(error, EnergyError)
    assert "fails_for_branched raised ZeroDivisionError" in str(error)
    assert "for the molecule CCC" in str(error)
    assert error.source == "return 1 / (3 - ends)"


def returning(value: Callable[[int], object]) -> Any:
    """An energy that is 0 for hexane, where the run starts, and something else for its branched isomers."""

    def broken(graph: Graph) -> object:
        ends = sum(len(neighbours) == 1 for neighbours in graph.neighbours)
        return 0 if ends == 2 else value(ends)

    return energy(broken, name="broken")


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (math.nan, "look for 0/0"),
        (math.inf, "to forbid a molecule, return a large number"),
        (10**400, "an energy must be a finite number"),
        (None, "did you forget `return`"),
        ("3", "not text"),
        (1j, "real number"),
        ([1], "a single number"),
    ],
    ids=lambda value: "",
)
def test_an_energy_that_is_no_number_for_some_molecule_ends_the_run(value: object, remedy: str) -> None:
    error = failure(energy=returning(lambda ends: value))
    assert isinstance(error, EnergyError)
    assert remedy in str(error)
    assert error.name == "broken"


def test_a_sum_that_overflows_is_an_error_and_not_a_verdict() -> None:
    huge = returning(lambda ends: 1e300 * ends)
    error = failure(component_weights={"broken": 1e100, "rings": 1})
    assert "the weighted sum for CC" in str(error)
    assert "is inf; lower the weights or the values" in str(error)
    assert huge.name in error.name


def test_a_chain_whose_function_failed_stands_where_it_was_before_that_step() -> None:
    calls = []

    def third_time_unlucky(delta: float, kt: float, u: float) -> bool:
        calls.append(delta)
        if len(calls) == 3:
            raise RuntimeError("now")
        return True

    model = prepare(Parameters.checked("C6H14", seed=1, accept=third_time_unlucky))[1]
    chain = Chain(model, 1)
    with pytest.raises(FunctionError):
        chain.advance(2000)
    state = chain.state
    assert state.accepted == 2
    assert state.accepted + state.rejected + state.invalid + state.disconnected == state.step < 2000
    chain.advance(2000 - state.step)
    assert chain.steps == 2000
