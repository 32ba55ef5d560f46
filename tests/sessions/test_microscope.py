"""One proposal, as it is shown."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from rdkit import Chem

from saserver.engine import Graph
from saserver.sessions.store import Sessions


@pytest.fixture(scope="module")
def moves() -> dict[str, list[dict[str, Any]]]:
    """Some proposals of each kind."""
    sessions = Sessions()
    session = sessions.create({"formula": "C5H10O", "seed": 4, "initial_temp": 3, "schedule": "constant"})
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(400):
        session.step()
        move = sessions.journal.after(session.session_id, 0)[-1].data.get("move")  # type: ignore[index]
        if move is not None:
            found.setdefault(move["verdict"], []).append(move)
    sessions.close()
    return found


def test_all_four_kinds_happen(moves: dict[str, list[dict[str, Any]]]) -> None:
    assert moves.keys() == {"null", "disconnected", "rejected", "accepted"}


def test_a_null_proposal_makes_no_molecule(moves: dict[str, list[dict[str, Any]]]) -> None:
    for move in moves["null"]:
        assert move["after"] == []
        assert move["after_svg"] is move["after_smiles"] is None
        assert "<svg" in move["before_svg"]


def test_a_disconnected_proposal_is_shown_in_pieces(moves: dict[str, list[dict[str, Any]]]) -> None:
    for move in moves["disconnected"]:
        assert "." in move["after_smiles"]
        assert move["delta"] is None


def test_the_proposed_molecule_has_the_energy_that_was_judged(moves: dict[str, list[dict[str, Any]]]) -> None:
    for move in moves["accepted"] + moves["rejected"]:
        graph = Graph.from_mol(Chem.MolFromSmiles(move["after_smiles"]))
        assert int(graph.distances.sum()) // 2 == move["energy"]
        before = Graph.from_mol(Chem.MolFromSmiles(move["before_smiles"]))
        assert move["energy"] - int(before.distances.sum()) // 2 == move["delta"]


def test_both_pictures_mark_the_vertices_that_are_atoms(moves: dict[str, list[dict[str, Any]]]) -> None:
    for move in moves["accepted"] + moves["rejected"] + moves["disconnected"]:
        for name in ("before_svg", "after_svg"):
            circles = ElementTree.fromstring(move[name]).findall(".//{*}circle")
            assert len(circles) == sum(vertex != move["pool"] for vertex in move["vertices"])
