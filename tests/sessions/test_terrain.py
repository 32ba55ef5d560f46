"""The landscape that a session tells: what a page needs to draw it, and to compute the exact law."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from saserver.engine import EnergyError, Graph, Model, Parameters, TooManyIsomers, boltzmann, energy, prepare
from saserver.sessions.abreast import abreast
from saserver.sessions.terrain import surveyed, told


def law(terrain: dict[str, Any], kt: float, sign: float = 1) -> dict[str, float]:
    """What a page computes."""
    weights = {
        isomer["smiles"]: sum(math.exp(-sign * energy / kt) / symmetries for energy, symmetries in isomer["forms"])
        for isomer in terrain["isomers"]
    }
    return {smiles: weight / sum(weights.values()) for smiles, weight in weights.items()}


def model(formula: str, **given: Any) -> Model:
    return prepare(Parameters.checked(formula, seed=0, initial_temp=1, **given))[1]


@pytest.mark.parametrize(("formula", "mode"), [("C6H14", "MINIMIZE"), ("C4H8O", "MAXIMIZE"), ("CH4", "MINIMIZE")])
def test_the_exact_law_follows_from_what_is_told(house: Any, formula: str, mode: str) -> None:
    terrain = house.session(formula, optimization_mode=mode).landscape()
    exact = boltzmann(formula, temperature=3.0, optimization_mode=mode)
    assert law(terrain, 3.0, 1 if mode == "MINIMIZE" else -1) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize(("mode", "smiles"), [("MINIMIZE", "CCC(C)(C)C"), ("MAXIMIZE", "CCCCCC")])
def test_the_best_isomer_comes_first(house: Any, mode: str, smiles: str) -> None:
    assert house.session(optimization_mode=mode).landscape()["isomers"][0]["smiles"] == smiles


def test_frames_and_visits_call_isomers_as_the_landscape_does(house: Any) -> None:
    session = house.session("C6H10", steps_per_cycle=200_000, num_cycles=1, schedule="constant", initial_temp=50)
    known = {isomer["smiles"] for isomer in session.landscape()["isomers"]}
    house.finish(session)
    assert {frame.data["current_smiles"] for frame in house.events(session, "progress")} <= known
    visits = session.snapshot()[1]["visits"]
    assert {visit["smiles"] for visit in visits} == known  # all 77 of them
    assert sum(visit["steps"] for visit in visits) == 200_000


def test_forms_with_one_smiles_are_one_isomer_with_the_moves_of_all() -> None:
    space = surveyed("C4H8O", model("C4H8O"))
    apart = told(space)
    smiles = [isomer.smiles for isomer in space.isomers]
    smiles[7] = smiles[6]  # as two Kekulé forms have it
    molecules = zip(smiles, space.isomers, strict=True)
    merging: Any = tuple(SimpleNamespace(smiles=name, graph=isomer.graph) for name, isomer in molecules)
    merged = told(replace(space, isomers=merging))
    assert len(merged["isomers"]) == len(apart["isomers"]) - 1
    [isomer] = [isomer for isomer in merged["isomers"] if len(isomer["forms"]) == 2]
    assert isomer["smiles"] == smiles[6]
    names = [isomer["smiles"] for isomer in merged["isomers"]]
    expected = {frozenset({smiles[i], smiles[j]}) for i, j in space.edges.tolist()}
    moves = merged["moves"]
    found = {frozenset({names[i], names[j]}) for i, j in zip(moves["from"], moves["to"], strict=True)}
    assert found == {pair for pair in expected if len(pair) == 2}


def test_moves_carry_the_chance_of_their_proposal_there_and_back() -> None:
    space = surveyed("C7H16", model("C7H16"))
    terrain, exact = told(space), space.proposals()
    places = [space.smiles.index(isomer["smiles"]) for isomer in terrain["isomers"]]
    moves = terrain["moves"]
    assert len(moves["from"]) == len(space.edges) == 24
    for i, j, there, back in zip(moves["from"], moves["to"], moves["probability"], moves["back"], strict=True):
        assert there == pytest.approx(exact[places[i], places[j]], rel=0.01)
        assert back == pytest.approx(exact[places[j], places[i]], rel=0.01)


def test_traps_are_those_of_the_runs_own_energy() -> None:
    @energy(name="trapping")
    def trapping(graph: Graph) -> float:
        return {"CCCCCC": 0.0, "CCC(C)(C)C": 1.0}.get(graph.smiles, 2.0)

    terrain = told(surveyed("C6H14", model("C6H14", energy=trapping)))
    assert [isomer["smiles"] for isomer in terrain["isomers"] if isomer["trap"]] == ["CCC(C)(C)C"]
    assert not any(isomer["trap"] for isomer in told(surveyed("C6H14", model("C6H14")))["isomers"])


def test_who_gets_down_over_neighbours_of_equal_energy_is_in_no_trap() -> None:
    space = surveyed("C6H10", model("C6H10"))
    assert len(space.traps("steepest")) == 1
    assert not any(isomer["trap"] for isomer in told(space)["isomers"])


def test_few_isomers_come_with_pictures_and_many_without(house: Any) -> None:
    assert all("<svg" in isomer["svg"] for isomer in house.session("C8H18").landscape()["isomers"])
    assert not any("svg" in isomer for isomer in house.session("C4H8O").landscape()["isomers"])


def test_a_space_that_is_too_large_is_refused_with_the_bound(house: Any) -> None:
    with pytest.raises(TooManyIsomers, match=r"C20H42 has more than 500 isomers.*choose a smaller formula"):
        house.session("C20H42").landscape()


def test_an_energy_that_fails_for_some_isomer_says_so(house: Any) -> None:
    @energy(name="picky")
    def picky(graph: Graph) -> float:
        if graph.smiles == "CCC(C)(C)C":
            raise ValueError("not this one")
        return 0.0

    session = house.session(energy=picky, initial_temp=1)
    with pytest.raises(EnergyError, match="not this one"):
        session.landscape()


def test_it_is_computed_once_for_a_run_and_anew_for_another(house: Any) -> None:
    session = house.session()
    first = session.landscape()
    assert session.landscape() is first
    house.sessions.configure(session.session_id, {"formula": "C7H16"}, steps_per_second=0)
    assert session.landscape()["formula"] == "C7H16"


def test_a_session_in_the_archive_has_its_landscape(house: Any) -> None:
    session = house.finish(house.session(component_weights={"rings": 1}))
    expected = session.landscape()
    assert house.archive.flush()
    other = type(house)(house.archive.folder)
    try:
        assert other.sessions.get(session.session_id).landscape() == expected
    finally:
        other.sessions.close()


@pytest.mark.parametrize("formula", ["C6H14", "C8H18", "C4H8O"])
def test_isomers_of_like_height_stand_apart(formula: str) -> None:
    isomers = told(surveyed(formula, model(formula)))["isomers"]
    energies = np.array([isomer["energy"] for isomer in isomers])
    x, y = np.array([isomer["x"] for isomer in isomers]), energies / np.ptp(energies)
    assert x.min() == 0
    assert x.max() == 1
    wide, high = (0.1, 0.15) if len(isomers) <= 20 else (0.019, 0.035)
    for i in range(len(isomers)):
        for j in range(i):
            assert abs(y[i] - y[j]) >= high or abs(x[i] - x[j]) >= wide, (isomers[i], isomers[j])


def test_isomers_of_one_height_stand_in_a_row() -> None:
    # Which of them stands where nothing says, so another machine's eigenvectors say another order.
    places = np.sort(abreast(np.zeros(5), np.ones((5, 5)), wide=0.4, high=0.1))
    assert (places[0], places[-1]) == (0, 1)
    assert np.diff(places).min() >= 0.2 - 1e-6
