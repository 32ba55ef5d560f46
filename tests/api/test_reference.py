"""Questions that concern no session."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from saserver.api.reference import MOST_PICTURES
from saserver.engine import energies, schedules


def test_the_vocabulary_names_every_energy_and_schedule(talk: Any) -> None:
    told = talk.http.get("/api/sa/vocabulary").json()
    assert [one["name"] for one in told["energies"]] == list(energies())
    assert [one["name"] for one in told["schedules"]] == list(schedules())
    [carbon13] = [one for one in told["energies"] if one["name"] == "carbon13"]
    assert carbon13["unit"] == "ppm"
    assert "peaks" in carbon13["options"]


def test_every_preset_can_be_run(talk: Any) -> None:
    presets = talk.http.get("/api/sa/vocabulary").json()["presets"]
    assert [one["name"] for one in presets][:2] == ["C6H14", "C8H18"]
    for preset in presets:
        assert talk.http.post("/api/sa/configure", json=preset["parameters"]).status_code == 200, preset


def test_a_check_completes_the_parameters_and_makes_no_session(talk: Any) -> None:
    before = talk.http.get("/api/sa").json()
    answer = talk.http.post("/api/sa/check", json={"formula": "CH3CH2OH", "schedule": "constant"}).json()
    assert answer["parameters"]["formula"] == "C2H6O"
    assert answer["parameters"]["steps_per_second"] == pytest.approx(2000 / 15, rel=0.1)
    assert set(answer["cooling"]["temperature"]) == {100.0}
    assert (answer["cooling"]["step"][0], answer["cooling"]["step"][-1]) == (1, 2000)
    assert talk.http.get("/api/sa").json() == before


def test_a_check_names_what_is_wrong(talk: Any) -> None:
    answer = talk.http.post("/api/sa/check", json={"formula": "C6H13"})
    assert answer.status_code == 422
    assert "C6H12 and C6H14" in answer.json()["detail"]


def test_the_line_of_cooling_shows_both_sides_of_a_jump(talk: Any) -> None:
    body = {"formula": "C6H14", "schedule": "reheat", "steps_per_cycle": 1000, "num_cycles": 3, "cooling_schedule_k": 1}
    cooling = talk.http.post("/api/sa/check", json=body).json()["cooling"]
    at = dict(zip(cooling["step"], cooling["temperature"], strict=True))
    assert at[1000] == pytest.approx(0.1)
    assert at[1001] == at[2001] == 100


def test_molecules_are_drawn_by_their_smiles(talk: Any) -> None:
    asked = ["CCO", "c1ccccc1", "C"]
    pictures = talk.http.get("/api/sa/depict", params={"smiles": asked}).json()["pictures"]
    assert list(pictures) == asked
    for svg in pictures.values():
        assert ElementTree.fromstring(svg).tag.endswith("svg")


@pytest.mark.parametrize("smiles", ["", "C(", "[Na+]", "C" * 500, "CC[O-]", "C" * 30 + "%"])
def test_what_is_no_smiles_is_refused(talk: Any, smiles: str) -> None:
    answer = talk.http.get("/api/sa/depict", params={"smiles": ["CC", smiles]})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("smiles: ")


def test_too_many_molecules_are_refused(talk: Any) -> None:
    assert talk.http.get("/api/sa/depict", params={"smiles": ["C"] * (MOST_PICTURES + 1)}).status_code == 422
    assert talk.http.get("/api/sa/depict").status_code == 422
