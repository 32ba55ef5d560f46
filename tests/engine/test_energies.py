"""The built-in energies against independent opinions, and the registry's refusals."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import networkx
import numba
import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import Crippen

from saserver.engine.elements import ATOMIC_NUMBERS
from saserver.engine.energies import Component, Energy, Kernel, bind, energies, logp, lookup, register, registry
from saserver.engine.energies.dept import dept_energy
from saserver.engine.energies.rings import rings_energy
from saserver.engine.errors import ParameterError
from saserver.engine.graph import Graph

MOLECULES = (
    "CC",
    "CCCCCC",
    "CC(C)(C)CC",
    "C=CC#CC",
    "c1ccccc1C",
    "OC1CC2CC1C2",
    "C12C3C4C1C5C2C3C45",  # cubane
    "O=C=O",
    "FC(Cl)=C(Br)I",
    "CC(C)=CCCC(C)=CC=O",
    "NCC(=O)OP(S)C",
)


@pytest.fixture(autouse=True)
def _nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_own", {})  # tests of lessons, in the same process, register energies of students


def graph_of(smiles: str) -> Graph:
    return Graph.from_mol(Chem.MolFromSmiles(smiles))


def bound(name: str, graph: Graph, **options: object) -> Component:
    (component,) = bind(graph.elements, sum(graph.hydrogens), {name: 1.0}, {name: options} if options else {})
    return component


def crippen(mol: Chem.Mol) -> float:
    return float(Crippen.MolLogP(mol))  # type: ignore[attr-defined]


def refusal(weights: Mapping[str, float], options: Mapping[str, object], smiles: str = "CCC(C)C") -> ParameterError:
    graph = graph_of(smiles)
    with pytest.raises(ParameterError) as caught:
        bind(graph.elements, sum(graph.hydrogens), weights, options)
    return caught.value


compiled = functools.cache(numba.njit)


def compiled_value(function: Callable[..., Any], graph: Graph, data: object) -> float:
    """What a compiled chain gets: bond orders with the hydrogen pool as last vertex, unsigned."""
    n = len(graph)
    bonds = np.zeros((n + 1, n + 1), dtype=np.uint64)
    bonds[:n, :n] = graph.matrix()
    bonds[:n, n] = bonds[n, :n] = graph.hydrogens
    elements = np.array([ATOMIC_NUMBERS[e] for e in graph.elements])
    return float(function(bonds, elements, data, np.zeros(8)))


@pytest.mark.parametrize("smiles", MOLECULES)
def test_the_wiener_index_is_that_of_networkx(smiles: str) -> None:
    graph = graph_of(smiles)
    other = networkx.from_numpy_array((graph.matrix() > 0).astype(int))
    assert bound("wiener_index", graph).value(graph) == networkx.wiener_index(other)


def test_the_wiener_index_of_a_chain_follows_the_closed_formula() -> None:
    for n in (1, 2, 10, 60):
        graph = graph_of("C" * n)
        assert bound("wiener_index", graph).value(graph) == n * (n * n - 1) / 6


@pytest.mark.parametrize("smiles", MOLECULES)
def test_rings_are_the_cycle_basis_of_networkx_also_when_compiled(smiles: str) -> None:
    graph = graph_of(smiles)
    component = bound("rings", graph)
    expected = len(networkx.cycle_basis(networkx.from_numpy_array((graph.matrix() > 0).astype(int))))
    assert component.value(graph) == expected
    for function in (rings_energy, compiled(rings_energy)):
        assert compiled_value(function, graph, component.data) == expected


def test_a_multiple_bond_is_no_ring() -> None:
    graph = graph_of("C=CC#CC")
    assert bound("rings", graph).value(graph) == 0


@pytest.mark.parametrize("smiles", MOLECULES)
def test_logp_is_that_of_rdkit_also_when_remembered(smiles: str) -> None:
    graph = graph_of(smiles)
    component = bound("logp", graph)
    assert component.value(graph) == component.value(graph) == crippen(Chem.MolFromSmiles(smiles))


def test_logp_does_not_mistake_one_isomer_for_another() -> None:
    butanol, ether = graph_of("CCCCO"), graph_of("CCCOC")
    component = bound("logp", butanol)
    assert component.value(butanol) != component.value(ether)


def test_logp_forgets_before_it_grows_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logp, "_REMEMBERED", 3)
    graphs = [graph_of(smiles) for smiles in ("CCCCO", "CCCOC", "CCC(C)O", "CC(C)CO", "CC(C)OC")]
    component = bound("logp", graphs[0])
    assert [component.value(graph) for graph in graphs * 2] == [crippen(graph.mol) for graph in graphs * 2]
    assert len(component.value._values) <= 3  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("smiles", "targets", "energy"),
    [
        ("CCC(C)C", {"CH3": 3, "CH2": 1, "CH": 1, "C": 0}, 0),
        ("CCCCC", {"CH3": 3, "CH2": 1, "CH": 1, "C": 0}, 4),
        ("CC(C)(C)C", {"CH3": 3, "CH2": 1, "CH": 1, "C": 0}, 4),
        ("CC(C)(C)C", {"CH3": 3}, 1),  # kinds left out are not compared
        ("CC(C)(C)C", {"C": 0, "CH": 0}, 1),
        ("Cc1ccccc1", {"CH3": 0, "CH": 6, "C": 1}, 2),
        ("NCC(O)S", {"CH3": 2}, 2),  # only carbons count, not the NH2
        ("O=C=O", {"C": 1}, 0),
        ("C", {"CH3": 1}, 1),  # CH4 is no CH3
    ],
)
def test_dept_adds_up_the_differences_of_the_counts_also_when_compiled(
    smiles: str, targets: Mapping[str, int], energy: float
) -> None:
    graph = graph_of(smiles)
    component = bound("dept", graph, **targets)
    assert component.kernel is Kernel.DEPT
    assert component.value(graph) == energy
    for function in (dept_energy, compiled(dept_energy)):
        assert compiled_value(function, graph, component.data) == energy


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ["at least one kind", "CH3, CH2, CH, C", "component_options="]),
        ({"CH3": 4, "CH2": 2}, ["4 CH3 + 2 CH2 are 6 carbons", "the formula has 5", "lower"]),
        ({"CH3": 5}, ["5 CH3 need 15 hydrogens", "the formula has 12"]),
        ({"CH3": 3, "CH2": 1, "CH": 0, "C": 0}, ["are 4 carbons", "has 5", "carbons instead of peaks"]),
        ({"CH3": 1.5}, ["CH3", "whole number", "1.5"]),
        ({"CH3": True}, ["CH3", "True"]),
        ({"CH2": -1}, ["CH2", "-1"]),
        ({"CH2": "2", "C": None, "CH": float("nan")}, ["CH2", "'2'", "None", "nan"]),
        ({"ch3": 3}, ["no option 'ch3'", "did you mean 'CH3'?", "CH3, CH2, CH, C"]),
    ],
)
def test_dept_refuses_counts_that_no_molecule_has(options: Mapping[str, object], words: list[str]) -> None:
    message = str(refusal({"dept": 1.0}, {"dept": options}))
    for word in words:
        assert word in message


def test_dept_takes_whole_floats_and_numpy_integers() -> None:
    graph = graph_of("CCC(C)C")
    assert bound("dept", graph, CH3=3.0, CH2=np.int64(1)).value(graph) == 0


def test_dept_refuses_a_formula_without_carbon() -> None:
    assert "has none" in str(refusal({"dept": 1.0}, {"dept": {"CH3": 0}}, smiles="NN"))


def test_the_built_in_energies_come_in_their_order() -> None:
    assert list(energies())[:5] == ["wiener_index", "logp", "rings", "dept", "carbon13"]
    assert all(name == energy.name for name, energy in energies().items())


def test_the_table_of_energies_shows_names_units_and_options_and_escapes_them() -> None:
    register(Energy("table_test", "<b>bold & brave", "<unit>", "5 < 6", lookup("rings").bind, {"a<b": "c>d"}))
    text, html = repr(energies()), energies()._repr_html_()
    assert "wiener_index: Wiener index (bonds)" in text
    assert "option CH3: " in text
    assert "<td" in html
    assert "&lt;b&gt;bold &amp; brave" in html
    assert "<b>" not in html
    assert "<unit>" not in html
    assert "a<b" not in html
    assert "c>d" not in html


def test_an_unknown_energy_is_answered_with_the_known_ones_and_the_closest() -> None:
    with pytest.raises(ParameterError) as caught:
        lookup("weiner_index")
    (problem,) = caught.value.problems
    assert problem.field == "component_weights"
    assert problem.value == "weiner_index"
    assert "'weiner_index' (did you mean 'wiener_index'?)" in problem.message
    assert "wiener_index, logp, rings, dept, carbon13" in problem.message


def test_all_problems_are_told_at_once() -> None:
    error = refusal(
        {"wiener": 1.0, "rings": 1.0, "dept": 1.0, "logp": 1.0},
        {"ring": {}, "rings": {"size": 6}, "dept": {"CH3": 9}, "logp": 5},
    )
    assert [problem.field for problem in error.problems].count("component_options") == 4
    for words in (
        "no energy 'wiener'",
        "'ring' has options but no weight (did you mean 'rings'?)",
        "rings has no option 'size'; it has none",
        "9 CH3",
        "the options of logp must be a dictionary, not 5",
    ):
        assert words in str(error)


def test_the_components_come_in_an_order_that_dictionaries_cannot_change() -> None:
    graph = graph_of("CCCO")
    for name in ("z_energy", "a_energy"):
        register(Energy(name, name, "", "", lambda elements, hydrogens, options, name=name: Component(name, len)))  # type: ignore[misc]
    names = ["z_energy", "rings", "a_energy", "wiener_index"]
    orders = []
    for given in (names, names[::-1]):
        components = bind(graph.elements, sum(graph.hydrogens), dict.fromkeys(given, 1.0), {})
        orders.append([component.name for component in components])
    assert orders[0] == orders[1] == ["wiener_index", "rings", "a_energy", "z_energy"]


def test_an_energy_given_as_an_object_need_not_be_registered() -> None:
    graph = graph_of("CCCO")
    own = Energy("unheard_of", "", "", "", lambda elements, hydrogens, options: Component("unheard_of", len))
    (component,) = bind(graph.elements, sum(graph.hydrogens), {"unheard_of": 1.0}, {}, given=[own])
    assert component.value(graph) == 4
    assert "unheard_of" not in energies()


@pytest.mark.parametrize("name", ["wiener_index", "logp", "rings", "dept"])
def test_a_bound_energy_can_be_sent_to_another_process(name: str) -> None:
    graph = graph_of("CCCO")
    component = bound(name, graph, **({"CH3": 0} if name == "dept" else {}))
    assert pickle.loads(pickle.dumps(component)).value(graph) == component.value(graph)


def test_a_refusal_survives_the_trip_from_another_process() -> None:
    error = refusal({"wiener": 1.0}, {})
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert copy.problems == error.problems


def test_options_that_stand_a_level_too_high_are_recognised() -> None:
    with pytest.raises(ParameterError, match=r"write \{'carbon13': \{'peaks'"):
        bind(("C", "C"), 6, {"carbon13": 1.0}, {"peaks": [14.2]})
