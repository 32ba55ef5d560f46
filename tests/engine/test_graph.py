"""Graphs: what they say of a molecule is what RDKit and networkx say of it."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from saserver.engine.errors import ParameterError
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph

SMILES = [
    "C",
    "CC",
    "C#N",
    "N#N",
    "CCO",
    "c1ccccc1",
    "c1ccc2ccccc2c1",
    "c1cc[nH]c1",
    "O=C=O",
    "CP(C)Cl",
    "SCC(F)(Br)I",
    "C1CC2CC1CC2",
    "CC1(C)C2CCC1(C)C(=O)C2",
    "C=C=C=C",
]


def read(smiles: str) -> Graph:
    return Graph.from_mol(Chem.MolFromSmiles(smiles))


@pytest.mark.parametrize("smiles", SMILES)
def test_a_molecule_there_and_back_is_the_same_molecule(smiles: str) -> None:
    mol = Chem.MolFromSmiles(smiles)
    graph = Graph.from_mol(mol)
    assert graph.smiles == Chem.MolToSmiles(mol)
    assert graph.mol.GetNumAtoms() == len(graph)
    assert [atom.GetSymbol() for atom in graph.mol.GetAtoms()] == list(graph.elements)
    assert graph.hydrogens == tuple(atom.GetTotalNumHs() for atom in mol.GetAtoms())
    assert Graph.from_mol(graph.mol) == graph


@pytest.mark.parametrize("smiles", SMILES)
def test_the_formula_is_that_of_rdkit(smiles: str) -> None:
    graph = read(smiles)
    assert Formula.parse("".join(graph.elements) + f"H{sum(graph.hydrogens)}") == Formula.parse(
        CalcMolFormula(Chem.MolFromSmiles(smiles))
    )


@pytest.mark.parametrize("smiles", SMILES)
def test_distances_and_neighbours_are_those_of_networkx(smiles: str) -> None:
    graph = read(smiles)
    other = nx.from_numpy_array(graph.matrix())
    distances = dict(nx.all_pairs_shortest_path_length(other))
    assert graph.distances.tolist() == [[distances[i][j] for j in range(len(graph))] for i in range(len(graph))]
    assert graph.neighbours == tuple(tuple(sorted(other[i])) for i in range(len(graph)))
    assert graph.connected


def test_atoms_in_other_pieces_are_at_no_distance() -> None:
    graph = read("CC.O")
    assert not graph.connected
    assert graph.distances.tolist() == [[0, 1, -1], [1, 0, -1], [-1, -1, 0]]


def test_what_is_cached_cannot_be_overwritten() -> None:
    with pytest.raises(ValueError, match="read-only"):
        read("CCO").distances[0, 1] = 7


def test_explicit_hydrogens_and_isotopes_of_hydrogen_are_taken_off() -> None:
    assert Graph.from_mol(Chem.AddHs(Chem.MolFromSmiles("CCO"))) == read("CCO")
    assert read("[2H]C") == read("C")


def test_renumbering_moves_atoms_with_their_bonds() -> None:
    graph = read("C=CO")
    moved = graph.renumbered([2, 0, 1])
    assert moved.elements == ("O", "C", "C")
    assert moved.bonds == ((0, 0, 1), (0, 0, 2), (1, 2, 0))
    assert moved != graph
    assert moved.smiles == graph.smiles
    assert moved.renumbered([1, 2, 0]) == graph


def test_a_matrix_may_have_the_hydrogen_pool_as_last_row() -> None:
    orders = np.array([[0, 2, 2], [2, 0, 2], [2, 2, 0]])
    assert Graph.from_matrix(("C", "C"), orders) == read("C=C")


def test_a_graph_shows_itself_and_can_be_a_key() -> None:
    assert repr(read("OCC")) == "<Graph CCO>"
    assert len({read("CCO"), read("CCO"), read("OCC")}) == 2


@pytest.mark.parametrize(
    ("smiles", "message"),
    [
        ("C[Na]", "atom 'Na' is charged, a radical or of an unsupported element"),
        ("C[Si](C)(C)C", "atom 'Si'"),
        ("*C", r"atom '\*'"),
        ("C[NH3+]", "atom 'N' is charged"),
        ("C[N+](=O)[O-]", "atom 'N' is charged"),
        ("C[CH2]", "atom 'C' is charged, a radical"),
        ("CS(C)(=O)=O", "S has another valence than 2; draw it with 2 bonds"),
        ("P(Cl)(Cl)(Cl)(Cl)Cl", "P has another valence than 3; draw it with 3 bonds"),
    ],
)
def test_atoms_that_the_chain_cannot_have_are_refused(smiles: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message) as caught:
        read(smiles)
    assert [problem.field for problem in caught.value.problems] == ["start"]


@pytest.mark.parametrize("smiles", ["c1cccc1CC", "CC(C)(C)(C)C", "cC"])
def test_molecules_that_rdkit_finds_fault_with_are_refused_and_not_passed_on(
    smiles: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ParameterError, match=r"RDKit finds a fault in the molecule, .*; correct what Chem.SanitizeMol"):
        Graph.from_mol(Chem.MolFromSmiles(smiles, sanitize=False))
    assert capfd.readouterr() == ("", "")


def test_a_molecule_that_was_not_sanitized_is_welcome_if_nothing_is_wrong_with_it() -> None:
    assert Graph.from_mol(Chem.MolFromSmiles("C1=CC=CC=C1", sanitize=False)).smiles == "c1ccccc1"


@pytest.mark.parametrize(("smiles", "kind"), [("C~N", "unspecified"), ("C$C", "quadruple"), ("C->O", "dative")])
def test_bonds_that_the_chain_cannot_have_are_refused(smiles: str, kind: str) -> None:
    with pytest.raises(ParameterError, match=f"a bond is {kind}; draw single, double and triple bonds"):
        read(smiles)


def test_a_pattern_is_no_molecule() -> None:
    with pytest.raises(ParameterError):
        Graph.from_mol(Chem.MolFromSmarts("[#6]~[#7]"))
