"""The landscape of a session over HTTP."""

from __future__ import annotations

from typing import Any

from saserver.api.models import Landscape


def test_the_landscape_of_a_session(talk: Any) -> None:
    session_id = talk.new("C6H14")
    answer = talk.http.get(f"/api/sa/{session_id}/landscape")
    assert answer.status_code == 200
    landscape = Landscape.model_validate(answer.json())
    assert landscape.session_id == session_id
    assert [isomer.energy for isomer in landscape.isomers] == [28, 29, 31, 32, 35]
    assert landscape.isomers[0].svg is not None
    assert len(landscape.moves.from_) == 8


def test_a_space_that_is_too_large_is_answered_422_with_what_to_do(talk: Any) -> None:
    answer = talk.http.get(f"/api/sa/{talk.new('C20H42')}/landscape")
    assert answer.status_code == 422
    assert answer.json()["error"] == "TooManyIsomers"
    assert "500 isomers" in answer.json()["detail"]


def test_a_session_that_nobody_knows_has_none(talk: Any) -> None:
    assert talk.http.get("/api/sa/0123456789abcdef/landscape").status_code == 404
