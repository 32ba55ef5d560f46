"""Parameters: taken, or refused by name with the remedy, all at once; nothing else happens, whatever they are."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from saserver.engine import (
    FormulaError,
    Graph,
    Model,
    ParameterError,
    Parameters,
    Problem,
    anneal,
    energies,
    energy,
    prepare,
)
from saserver.engine.energies import registry
from saserver.engine.errors import shown
from saserver.engine.parameters import NAMES

#: (name, values at and within the bounds, values beyond them)
BOUNDS: list[tuple[str, list[Any], list[Any]]] = [
    (
        "initial_temp",
        [None, 5e-324, 1, 100.0, 1.7e308, np.float32(2), np.int64(3), Fraction(1, 3)],
        [0, -0.0, -1, math.nan, math.inf, 10**400, "100", True, 1j, [1]],
    ),
    (
        "min_temp",
        [5e-324, 0.01, 1e308, Fraction(1, 3)],
        [0, -1e-9, math.nan, math.inf, 10**400, 10**5000, None, "0.01", False, b"1"],
    ),
    ("cooling_schedule_k", [0, 0.0, 8, 1e308], [-1e-9, -1, math.nan, math.inf, None, "8", True]),
    (
        "steps_per_cycle",
        [1, 500, 2 * 10**9, np.int32(7), np.uint64(7)],
        [0, -1, 10**10 + 1, 10**5000, 1.5, "5", None, True],
    ),
    ("num_cycles", [1, 4, 10**7, np.int64(7), 1e3], [0, -1, 10**10 + 1, 2.5, math.inf, math.nan, "4", None, False]),
    ("seed", [None, 0, 1, 2**53 - 1, np.uint64(5)], [-1, 2**53, 1.25, math.nan, "1", True, 10**5000]),
    ("optimization_mode", ["MINIMIZE", "MAXIMIZE"], ["minimize", "", None, 1, ["MINIMIZE"], 10**5000]),
    (
        "schedule",
        ["faulon", "constant", "geometric", "reheat", abs],
        ["Faulon", "linear", "python", "", None, 1, {}, 10**5000],
    ),
    ("accept", ["metropolis", max], ["Metropolis", "greedy", "", None, 0, {}]),
    (
        "component_weights",
        [None, {"wiener_index": 1}, {"wiener_index": 1e100, "rings": 0}, {"rings": 5e-324}, {"logp": np.float64(2)}],
        [
            {},
            {"wiener_index": 0},
            {"wiener_index": -1},
            {"wiener_index": math.nan},
            {"wiener_index": math.inf},
            {"wiener_index": 2e100},
            {"wiener_index": 10**5000},
            {"wiener_index": "1"},
            {"wiener_index": None},
            {"wiener_index": True},
            {"wiener": 1},
            {"wiener_index": 1, "wiener": 0},
            {1: 1},
            [("wiener_index", 1)],
            "wiener_index",
            1,
        ],
    ),
    ("component_options", [None, {}], [1, "dept", ["dept"], {"dept": {"CH3": 1}}, {"wiener_index": 1}, {1: 2}]),
    (
        "energy",
        [None, "wiener_index", "rings", "logp"],
        ["wiener", "", 1, len, ["rings"], math.nan],
    ),
    (
        "start",
        [None, "CCCCCC", "C(C)CC(C)C", Chem.MolFromSmiles("CCC(C)CC"), Chem.AddHs(Chem.MolFromSmiles("CCCCCC"))],
        ["", "CCC", "C1CCCCC1", "CCC.CCC", "CCC.C=CC", "C6H14", "xyz", "\0", 1, b"CCCCCC", Chem.Mol(), "C[Na]"],
    ),
]
GOOD = [(name, value) for name, values, _ in BOUNDS for value in values]
BAD = [(name, value) for name, _, values in BOUNDS for value in values]


@pytest.fixture(autouse=True)
def _nothing_stays_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_own", {})


def told(value: object) -> str:
    """The name of an example: the same in every process, where an object would tell its place in memory."""
    return shown(value).partition(" object at ")[0]


def prepared(formula: str = "C6H14", **given: Any) -> tuple[Parameters, Model]:
    return prepare(Parameters.checked(formula, **given))


def refusal(formula: str = "C6H14", **given: Any) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        prepared(formula, **given)
    assert all(problem.message in str(caught.value) for problem in caught.value.problems)
    return caught.value


def test_every_parameter_is_tried() -> None:
    assert {name for name, _, _ in BOUNDS} == {*NAMES}


@pytest.mark.parametrize(("name", "value"), GOOD, ids=told)
def test_values_within_the_bounds_are_taken(name: str, value: Any) -> None:
    parameters, model = prepared(**{"num_cycles": 1, name: value})
    assert parameters.formula == "C6H14"
    assert model.total == parameters.total_steps
    assert math.isfinite(model.temperature(0))


@pytest.mark.parametrize(("name", "value"), BAD, ids=told)
def test_values_beyond_the_bounds_are_refused_by_name(name: str, value: Any) -> None:
    error = refusal(**{name: value})
    assert {problem.field for problem in error.problems} == {name}
    assert all(problem.message.startswith(name) for problem in error.problems)
    assert len(str(error)) < 1000


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=4,
)


@given(
    st.dictionaries(st.sampled_from([name for name in NAMES if name not in ("accept", "schedule")]), JUNK, max_size=5)
)
def test_whatever_is_given_is_taken_or_a_parameter_error(given: dict[str, Any]) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        Parameters.checked("C3H8", **given)
    except ParameterError as error:
        problems = error.problems
        assert problems
    assert {problem.field for problem in problems} <= {*given, "steps_per_cycle"}


def test_what_is_not_given_has_the_default() -> None:
    parameters, _ = prepared()
    assert parameters.seed is not None
    given = parameters.as_dict()
    del given["seed"]
    assert given == {
        "formula": "C6H14",
        "initial_temp": 100.0,
        "min_temp": 0.01,
        "schedule": "faulon",
        "cooling_schedule_k": 8.0,
        "steps_per_cycle": 500,
        "num_cycles": 4,
        "optimization_mode": "MINIMIZE",
        "component_weights": {"wiener_index": 1.0},
        "accept": "metropolis",
    }
    assert parameters.total_steps == 2000


def test_numbers_are_stored_as_plain_python_whatever_they_came_as() -> None:
    parameters, _ = prepared(
        initial_temp=np.float32(2), steps_per_cycle=np.int16(9), seed=np.uint8(3), component_weights={"rings": 2}
    )
    stored = parameters.as_dict()
    assert [type(stored[name]) for name in ("initial_temp", "steps_per_cycle", "seed")] == [float, int, int]
    assert type(stored["component_weights"]["rings"]) is float


def test_every_wrong_parameter_is_named_at_once() -> None:
    bad = {name: values[0] for name, _, values in BOUNDS if name not in ("start", "component_options", "energy")}
    error = refusal(**bad, nonsense=1, step_per_cycle=2)
    assert {problem.field for problem in error.problems} == {*bad, "nonsense", "step_per_cycle"}
    assert len(str(error).splitlines()) == len(error.problems) == len(bad) + 2


def test_every_wrong_weight_is_named_at_once() -> None:
    error = refusal(component_weights={"wiener_index": -1, "logp": "much", "ringz": 1, "dept": 1e101})
    assert [(problem.field, problem.message) for problem in error.problems] == [
        ("component_weights", "component_weights: the weight of wiener_index must be 0 or above, not -1"),
        ("component_weights", "component_weights: the weight of logp must be a number, not 'much'"),
        (
            "component_weights",
            "component_weights: there is no energy 'ringz' (did you mean 'rings'?); "
            "known are wiener_index, logp, rings, dept, carbon13",
        ),
        ("component_weights", "component_weights: the weight of dept must be at most 1e100, not 1e+101"),
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"initial_tmp": 1}, "initial_tmp is not a parameter; did you mean initial_temp?"),
        ({"Steps_Per_Cycle": 1}, "Steps_Per_Cycle is not a parameter; did you mean steps_per_cycle?"),
        ({"component_weight": {}}, "component_weight is not a parameter; did you mean component_weights?"),
        ({"qqq": 1}, "qqq is not a parameter; known are initial_temp, min_temp, schedule,"),
        (
            {"schedule": "gometric"},
            "schedule must be one of faulon, constant, geometric, reheat or a function of t/total",
        ),
        ({"schedule": "gometric"}, "(did you mean 'geometric'?), not 'gometric'"),
        (
            {"optimization_mode": "maximise"},
            "must be one of MINIMIZE, MAXIMIZE (did you mean 'MAXIMIZE'?), not 'maximise'",
        ),
        ({"steps_per_cycle": 0}, "steps_per_cycle must be a whole number from 1 to 10**10, not 0"),
        ({"temperature": 5}, "temperature is not a parameter; did you mean initial_temp?"),
        ({"steps": 5}, "steps is not a parameter; did you mean steps_per_cycle, times num_cycles?"),
        ({"seed": -1}, "seed must be a whole number from 0 to 2**53 - 1, not -1"),
        ({"min_temp": 0}, "min_temp must be above 0, not 0"),
        ({"energy": "wiener"}, "there is no energy 'wiener' (did you mean 'wiener_index'?)"),
        ({"energy": abs}, "abs is a plain function; write @sa.energy above its def"),
        (
            {"steps_per_cycle": 10**6, "num_cycles": 10**5},
            "steps_per_cycle times num_cycles is 100000000000; at most 10**10 steps are made",
        ),
        (
            {"energy": "rings", "component_weights": {"rings": 1}},
            "energy and component_weights cannot both be given; put the energy's name into component_weights",
        ),
        ({"start": "CCC"}, "start 'CCC' has the formula C3H8; give one molecule of the formula of the run, C6H14"),
        (
            {"start": "CCC.CCC"},
            "start 'CCC.CCC' is several molecules; give one molecule of the formula of the run, C6H14",
        ),
        ({"start": ""}, "start has no atoms; give a molecule of the formula C6H14"),
        ({"start": "hexane"}, "start 'hexane' is not a SMILES that RDKit can read"),
        ({"start": "C[N+](C)(C)C"}, "start: atom 'N' is charged, a radical or of an unsupported element"),
    ],
)
def test_refusals_name_the_value_and_the_remedy(given: dict[str, Any], message: str) -> None:
    assert message in str(refusal(**given))


def test_10_to_the_10_steps_are_taken_and_one_more_is_not() -> None:
    assert prepared(steps_per_cycle=10**5, num_cycles=10**5)[1].total == 10**10
    refusal(steps_per_cycle=10**5, num_cycles=10**5 + 1)


@pytest.mark.parametrize("formula", ["C6H13", "", None, 6, "C" + "9" * 100])
def test_a_wrong_formula_is_a_formula_error(formula: Any) -> None:
    with pytest.raises(FormulaError):
        Parameters.checked(formula)


@pytest.mark.parametrize("formula", ["C6H13", "", None])
def test_a_wrong_formula_does_not_hide_what_else_is_wrong(formula: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        Parameters.checked(formula, seed=-1)
    assert [problem.field for problem in caught.value.problems] == ["formula", "seed"]


def test_the_formula_is_stored_in_hill_order() -> None:
    assert Parameters.checked("OHCH2CH3").formula == "C2H6O"


def test_a_seed_is_drawn_among_all_there_are_and_reported() -> None:
    seeds = {Parameters.checked("C6H14").seed for _ in range(200)}
    assert len(seeds) == 200
    assert max(seed or 0 for seed in seeds) > 2**50
    assert all(type(seed) is int and 0 <= seed < 2**53 for seed in seeds)


@pytest.mark.parametrize(
    "start",
    ["OCC(C)(C)N", "NC(C)(C)CO", Chem.MolFromSmiles("CC(C)(N)CO"), Chem.AddHs(Chem.MolFromSmiles("CC(C)(N)CO"))],
)
def test_a_start_may_be_written_in_any_order(start: object) -> None:
    _, model = prepared("C4H11NO", start=start)
    assert model.start.elements == ("C", "C", "C", "C", "N", "O")
    assert model.start.smiles == "CC(C)(N)CO"


def test_a_bad_start_is_refused_without_a_word_from_rdkit(capfd: pytest.CaptureFixture[str]) -> None:
    refusal(start="C1CC")
    refusal(start=Chem.MolFromSmiles("c1cccc1CC", sanitize=False))
    assert capfd.readouterr() == ("", "")


def test_the_first_temperature_fits_the_energy() -> None:
    assert prepared()[0].initial_temp == 100.0
    scale = prepared("C8H18", energy="logp")[0].initial_temp
    assert scale is not None
    assert 0.05 < scale < 1  # octanes differ by some tenths
    assert prepared("C8H18", energy="logp")[0].initial_temp == scale
    tenfold = prepared("C8H18", component_weights={"logp": 10})[0].initial_temp
    assert tenfold == pytest.approx(10 * scale)
    assert prepared("C8H18", energy="logp", initial_temp=7)[0].initial_temp == 7.0


@pytest.mark.parametrize("formula", ["CH4", "C2H6", "C3H8", "C4H10"])
def test_where_the_energy_does_not_vary_the_first_temperature_is_one(formula: str) -> None:
    assert prepared(formula, energy="rings")[0].initial_temp == 1.0


def test_a_function_of_the_users_is_weighted_by_its_name() -> None:
    @energy
    def branches(graph: Graph) -> int:
        return sum(len(neighbours) > 2 for neighbours in graph.neighbours)

    parameters, model = prepared(component_weights={"branches": 2, "wiener_index": 1}, start="CC(C)C(C)C")
    assert model.energy(model.start) == 2 * 2 + 29
    assert model.parts(model.start) == {"wiener_index": 29.0, "branches": 2.0}
    assert prepared(energy=branches)[0].weights == {"branches": 1.0}
    assert parameters.weights == {"branches": 2.0, "wiener_index": 1.0}


def test_components_without_weight_are_left_out() -> None:
    parameters, model = prepared(component_weights={"wiener_index": 1, "rings": 0})
    assert [component.name for component in model.components] == ["wiener_index"]
    assert parameters.weights == {"wiener_index": 1.0}


def test_messages_do_not_fill_the_screen() -> None:
    error = refusal(seed="x" * 10**6, min_temp=[0] * 10**5)
    assert all(len(line) < 200 for line in str(error).splitlines())
    assert re.search(r"not 'x+…\n", str(error) + "\n")


def test_scaling_the_wiener_index_does_not_change_the_run() -> None:
    plain, scaled = anneal("C8H18", seed=4), anneal("C8H18", seed=4, component_weights={"wiener_index": 1000})
    assert scaled.parameters["initial_temp"] == 1000 * plain.parameters["initial_temp"]
    assert scaled.final == plain.final
    assert scaled.accepted_moves == pytest.approx(plain.accepted_moves, abs=5)  # but for the lowest temperature


def test_what_the_caller_does_to_options_later_is_not_what_was_run() -> None:
    options = {"carbon13": {"peaks": [[14.2], [22.9]]}}
    checked = Parameters.checked("C3H8O", energy="carbon13", component_options=options)
    options["carbon13"]["peaks"].append([99.0])
    assert checked.component_options == {"carbon13": {"peaks": [[14.2], [22.9]]}}


def test_a_built_in_energy_given_as_an_object_is_known_by_its_name() -> None:
    assert Parameters.checked("C3H8", energy=energies()["logp"]).energy == "logp"
