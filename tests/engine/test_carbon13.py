"""The energy `carbon13`: its options, its distance, and what must not change it."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from saserver.engine.energies.base import Kernel
from saserver.engine.energies.carbon13 import CARBON13, Shift, predict_shifts
from saserver.engine.energies.carbon13.lines import spread_distance, to_line
from saserver.engine.errors import ParameterError
from saserver.engine.graph import Graph
from saserver.engine.isomers import isomers


def graph_of(smiles: str) -> Graph:
    return Graph.from_mol(Chem.MolFromSmiles(smiles))


def energy_of(smiles: str, peaks: list[Any], **options: Any) -> float:
    graph = graph_of(smiles)
    return CARBON13.bind(graph.elements, sum(graph.hydrogens), {"peaks": peaks, **options}).value(graph)


def refusal(smiles: str, options: dict[str, Any]) -> ParameterError:
    graph = graph_of(smiles)
    with pytest.raises(ParameterError) as caught:
        CARBON13.bind(graph.elements, sum(graph.hydrogens), options)
    assert {problem.field for problem in caught.value.problems} == {"component_options"}
    return caught.value


def test_a_molecule_is_at_no_distance_from_its_own_prediction() -> None:
    for smiles in ("CCC(C)CC", "CCOC(C)=O", "Cc1ccc(C)cc1"):
        shifts = predict_shifts(graph_of(smiles))
        assert energy_of(smiles, [[shift.ppm, shift.multiplicity, 1] for shift in shifts]) == 0


def test_the_energy_is_the_sum_over_carbons_and_three_ppm_a_wrong_multiplicity() -> None:
    # 1-propanol is predicted at 10.0 q, 26.0 t, 65.2 t
    assert energy_of("CCCO", [[65.0, "t", 1], [26.0, "t", 1], [10.5, "q", 1]]) == pytest.approx(0.7)
    assert energy_of("CCCO", [[65.0, "t", 1], [26.0, "d", 1], [10.5, "s", 1]]) == pytest.approx(6.7)
    assert energy_of("CCCO", [[65.0, None, 1], [26.0, None, 1], [10.5, None, 1]]) == pytest.approx(0.7)


def test_the_order_of_the_peaks_does_not_matter() -> None:
    peaks = [[14.2, "q", 1], [22.9, "t", None], [28.5, "t", None], [32.7, "t", 1], [62.4, "t", 1]]
    assert {energy_of("CCCCCO", list(order)) for order in itertools.permutations(peaks)} == {energy_of("CCCCCO", peaks)}


def test_unknown_numbers_of_carbons_cost_a_ppm_per_line_too_many_or_too_few() -> None:
    exact = [shift.ppm for shift in predict_shifts(graph_of("CCCCC"))][:3]
    assert energy_of("CCCCC", exact) == 0
    assert energy_of("CCCCC", [exact[0], exact[0], exact[1], exact[2]]) == 1
    assert energy_of("CCCCC", exact[:2]) == pytest.approx(abs(exact[2] - exact[1]) + 1)


def test_a_known_number_of_carbons_is_kept_when_others_are_unknown() -> None:
    ppm = [shift.ppm for shift in predict_shifts(graph_of("CCCCC"))]
    near = energy_of("CCCCC", [[ppm[0], "q", 2], ppm[1], ppm[2]])
    forced = energy_of("CCCCC", [[ppm[0], "q", 1], ppm[1], ppm[2]])
    assert near == 0
    assert forced == pytest.approx(abs(ppm[1] - ppm[0]) + 0)


def cheapest_by_trying_all(lines: list[int], peaks: list[tuple[float, int, int]]) -> float:
    """Every way to cut the sorted carbons into one non-empty run per peak."""
    best = math.inf
    for cuts in itertools.combinations(range(1, len(lines)), len(peaks) - 1):
        edges = [0, *cuts, len(lines)]
        runs = [lines[a:b] for a, b in itertools.pairwise(edges)]
        if all(count in (0, len(run)) for run, (_, _, count) in zip(runs, peaks, strict=True)):
            cost = sum(
                abs((line >> 3) / 1000 - ppm) + (3 if hydrogens >= 0 and line & 7 != hydrogens else 0)
                for run, (ppm, hydrogens, _) in zip(runs, peaks, strict=True)
                for line in run
            )
            best = min(best, cost)
    return best + abs(len(set(lines)) - len(peaks))


shifts = st.tuples(st.integers(-3000, 22000), st.integers(0, 3)).map(lambda pair: to_line(pair[0] / 100, pair[1]))
peak_lists = st.lists(st.tuples(st.floats(-30, 220), st.integers(-1, 3), st.integers(0, 3)), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(st.lists(shifts, min_size=4, max_size=8), peak_lists)
def test_the_assignment_is_the_cheapest_of_all(lines: list[int], peaks: list[tuple[float, int, int]]) -> None:
    lines, peaks = sorted(lines), sorted(peaks)
    data = np.array([0.0, 1.0, *itertools.chain.from_iterable(peaks)])
    found = spread_distance(np.array(lines), len(lines), data, np.full(64, np.nan))
    assert found == pytest.approx(cheapest_by_trying_all(lines, peaks))


@pytest.mark.parametrize("formula", ["C6H14", "C4H8O2", "C5H6", "C4H4O2"])
def test_the_numbering_of_the_atoms_changes_nothing(formula: str) -> None:
    rng = np.random.default_rng(1)
    for isomer in isomers(formula):
        graph = isomer.graph
        order = rng.permutation(len(graph)).tolist()
        renumbered = {order[s.atom]: s[1:] for s in predict_shifts(graph.renumbered(order))}
        assert renumbered == {s.atom: s[1:] for s in predict_shifts(graph)}


def kekule_structures(smiles: str) -> list[Graph]:
    mol = Chem.MolFromSmiles(smiles)
    symbols = [atom.GetSymbol() for atom in mol.GetAtoms()]
    forms = [Chem.GetAdjacencyMatrix(form, useBO=True) for form in Chem.ResonanceMolSupplier(mol, Chem.KEKULE_ALL)]
    return [Graph.from_matrix(symbols, orders.astype(int)) for orders in forms]


@pytest.mark.parametrize(
    "smiles", ["Cc1ccccc1C", "c1ccc2ccccc2c1", "c1ccc2cc3ccccc3cc2c1", "c1ccc2c(c1)ccc1ccccc12", "Oc1cccc2ccccc12"]
)
def test_every_kekule_structure_of_an_arene_has_the_same_shifts(smiles: str) -> None:
    structures = kekule_structures(smiles)
    assert len(set(structures)) > 1
    assert len({predict_shifts(structure) for structure in structures}) == 1


@pytest.mark.parametrize("formula", ["CH4", "CH4O", "CH2O", "CO2", "C2H2", "C3H4", "C2H2O4", "C3O2", "C4H4O2", "C5H4"])
def test_every_isomer_has_a_prediction_however_odd(formula: str) -> None:
    for isomer in isomers(formula):
        predicted = predict_shifts(isomer.graph)
        assert len(predicted) == isomer.graph.elements.count("C")
        assert all(-60 < shift.ppm < 400 for shift in predicted)


def test_sixty_carbons_fit_in_the_scratch_space() -> None:
    for smiles in ("C" * 60, "C1" + "C" * 58 + "C1", "C=C" * 30, "c1ccccc1" * 10):
        assert len(predict_shifts(graph_of(smiles))) == 60


def test_a_person_reads_one_line_per_carbon() -> None:
    assert predict_shifts(graph_of("CCO")) == (Shift(0, 16.9, "q", False), Shift(1, 55.8, "t", False))
    assert [shift.multiplicity for shift in predict_shifts(graph_of("CC(C)(C)C=O"))] == ["q", "s", "q", "q", "d"]


@pytest.mark.parametrize("smiles", ["COOC", "COC(=O)OC", "O=C=O", "C1CC2CC12", "C=C=C=C", "CC#COC", "c1ccc2ccccc2c1"])
def test_values_outside_the_tables_are_marked(smiles: str) -> None:
    assert any(shift.extrapolated for shift in predict_shifts(graph_of(smiles)))


@pytest.mark.parametrize("smiles", ["CCCC", "CCOCC", "CC(=O)OC", "C1CC1", "C1=CCC1", "C=C=C", "CC#C", "Cc1ccccc1"])
def test_values_within_the_tables_are_not_marked(smiles: str) -> None:
    assert not any(shift.extrapolated for shift in predict_shifts(graph_of(smiles)))


def test_the_model_follows_from_the_formula() -> None:
    graph = graph_of("CCC(C)CC")
    assert predict_shifts(graph) == predict_shifts(graph, "lindeman-adams") != predict_shifts(graph, "additive")
    assert energy_of("CCC(C)CC", [11.6]) == energy_of("CCC(C)CC", [11.6], model="lindeman-adams")
    assert energy_of("CCC(C)CC", [11.6]) != energy_of("CCC(C)CC", [11.6], model="grant-paul")
    assert predict_shifts(graph_of("C1CCCC1")) == predict_shifts(graph_of("C1CCCC1"), "additive")


def test_the_energy_is_compiled() -> None:
    assert CARBON13.bind(("C", "O"), 4, {"peaks": [50.4]}).kernel is Kernel.CARBON13


@pytest.mark.parametrize(
    ("options", "value", "says"),
    [
        ({}, None, "at least one measured line"),
        ({"peaks": []}, [], "at least one measured line"),
        ({"peaks": "14.2 q"}, "14.2 q", "a list"),
        ({"peaks": [[14.2, "q", 1, 7]]}, [14.2, "q", 1, 7], "peak 1 has 4 parts"),
        ({"peaks": [14, ["22", "t"]]}, "22", "peak 2 has the shift '22'"),
        ({"peaks": [math.inf]}, math.inf, "finite"),
        ({"peaks": [[14, "Q"]]}, "Q", "give q, t, d, s (3, 2, 1, 0 hydrogens) or None"),
        ({"peaks": [[14, "q", 0]]}, 0, "whole number from 1"),
        ({"peaks": [[14, "q", True]]}, True, "whole number from 1"),
        ({"peaks": [[14, "q", 1.5]]}, 1.5, "whole number from 1"),
        ({"peaks": [10, 20, 30, 40]}, 4, "4 peaks for 3 carbons"),
        ({"peaks": [[10, None, 1], [20, None, 1]]}, 2, "add up to 2 carbons, the formula has 3"),
        ({"peaks": [[10, None, 3], 20]}, 4, "take 3 carbons"),
        ({"peaks": [14], "model": "hose"}, "hose", "choose one of auto"),
        ({"peaks": [14], "model": ["auto"]}, ["auto"], "choose one of auto"),
        ({"peaks": [14], "model": "grant-paul"}, "grant-paul", "CnH2n+2"),
        ({"peaks": [14], "solvent": "CDCl3"}, "solvent", "no option 'solvent'"),
    ],
)
def test_what_is_wrong_with_the_options_is_named(options: dict[str, Any], value: object, says: str) -> None:
    (problem,) = refusal("CCCO", options).problems
    assert problem.value == value
    assert says in problem.message


def test_all_problems_are_named_at_once() -> None:
    options = {"peaks": [[math.nan, "x", -1]], "model": "lindeman-adams", "solvent": "D2O"}
    assert len(refusal("CCCO", options).problems) == 5


def test_other_elements_are_refused() -> None:
    assert "not Cl and N" in str(refusal("NCCCl", {"peaks": [40]}))
    with pytest.raises(ParameterError, match="not N"):
        predict_shifts(graph_of("CCN"))
    assert "needs carbon" in str(refusal("OO", {"peaks": [40]}))
