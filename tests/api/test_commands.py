"""Commands and questions over HTTP: the whole table of transitions, and every route that answers at once."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

#: Ends at once; and one that does not end while a test looks at it.
SHORT: dict[str, Any] = {"steps_per_cycle": 5, "num_cycles": 1, "steps_per_second": 0}
LONG: dict[str, Any] = {"steps_per_cycle": 100_000, "num_cycles": 1, "steps_per_second": 20}

COMMANDS = ("start", "pause", "step", "reset", "cancel", "PUT")
#: The table of the contract; None is 400.
TABLE: dict[str, tuple[str | None, ...]] = {
    "idle": ("running", None, "paused", "idle", "cancelled", "idle"),
    "running": (None, "paused", None, "idle", "cancelled", None),
    "paused": ("running", None, "paused", "idle", "cancelled", "idle"),
    "complete": (None, None, None, "idle", None, "idle"),
    "cancelled": (None, None, None, "idle", None, "idle"),
}
CELLS = [(state, command, after) for state, row in TABLE.items() for command, after in zip(COMMANDS, row, strict=True)]


def brought_to(talk: Any, state: str) -> str:
    session_id: str = talk.new(**(SHORT if state == "complete" else LONG))
    way = {"running": ["start"], "paused": ["step"], "cancelled": ["cancel"], "complete": ["start"]}
    for command in way.get(state, []):
        assert talk.command(session_id, command).status_code == 200
    wait_for(talk, session_id, state)
    return session_id


def wait_for(talk: Any, session_id: str, state: str) -> None:
    talk.wait_until(lambda: talk.status(session_id)["session_state"] == state)


@pytest.mark.parametrize(("state", "command", "after"), CELLS)
def test_every_cell_of_the_table_of_transitions(talk: Any, state: str, command: str, after: str | None) -> None:
    session_id = brought_to(talk, state)
    if command == "PUT":
        answer = talk.http.put(f"/api/sa/{session_id}", json={"formula": "C6H14", **LONG})
    else:
        answer = talk.command(session_id, command)
    if after is None:
        assert answer.status_code == 400
        assert answer.json()["error"] == "NotAllowed"
        assert state in answer.json()["detail"]
        assert talk.status(session_id)["session_state"] == state
    else:
        expected = "configured" if command == "PUT" else after
        assert (answer.status_code, answer.json()) == (200, {"session_id": session_id, "status": expected})
        assert talk.status(session_id)["session_state"] == after
    talk.http.delete(f"/api/sa/{session_id}")


@pytest.mark.parametrize("command", [*COMMANDS[:-1], "stream", "status", "result", "history", "streaming-status"])
@pytest.mark.parametrize("session_id", ["0123456789abcdef", "..", "a%00b", "%2e%2e%2fx", "x" * 300])
def test_a_session_that_nobody_knows_is_answered_404(talk: Any, session_id: str, command: str) -> None:
    method = "POST" if command in COMMANDS else "GET"
    answer = talk.http.request(method, f"/api/sa/{session_id}/{command}")
    assert answer.status_code == 404
    assert answer.json()["status_code"] == 404


def test_the_last_step_completes_a_session(talk: Any) -> None:
    session_id = talk.new(**SHORT)
    answers = [talk.command(session_id, "step").json()["status"] for _ in range(5)]
    assert answers == ["paused"] * 4 + ["complete"]
    assert talk.status(session_id)["is_complete"]


def test_a_step_may_be_many(talk: Any) -> None:
    session_id = talk.new(**LONG)
    assert talk.command(session_id, "step", n=250).json()["status"] == "paused"
    assert talk.status(session_id)["step"] == 250


@pytest.mark.parametrize("until", ["proposal", "accepted"])
def test_a_step_may_go_on_until_something_happens(talk: Any, until: str) -> None:
    session_id = talk.new(**LONG)
    assert talk.command(session_id, "step", until=until).status_code == 200
    status = talk.status(session_id)
    assert status["invalid_moves"] == status["step"] - 1  # the seed's first proposal that is none is accepted
    assert status["accepted_moves"] == 1


def test_reset_repeats_the_run(talk: Any) -> None:
    session_id = talk.new(steps_per_cycle=400, num_cycles=1, steps_per_second=0)
    ends = []
    for _ in range(2):
        talk.command(session_id, "start")
        wait_for(talk, session_id, "complete")
        ends.append({**talk.http.get(f"/api/sa/{session_id}/result").json(), "session_state": ""})
        assert talk.command(session_id, "reset").json()["status"] == "idle"
        assert talk.status(session_id)["step"] == 0
    assert ends[0] == ends[1]


def test_new_parameters_keep_the_id(talk: Any) -> None:
    session_id = talk.new("C8H18", steps_per_cycle=77)
    assert talk.http.put(f"/api/sa/{session_id}", json={"formula": "C6H6", "seed": 5}).status_code == 200
    parameters = talk.status(session_id)["parameters"]
    assert (parameters["formula"], parameters["seed"], parameters["steps_per_cycle"]) == ("C6H6", 5, 500)


def test_the_seed_that_was_drawn_is_told(talk: Any) -> None:
    session_id = talk.http.post("/api/sa/configure", json={"formula": "C5H12"}).json()["session_id"]
    assert 0 <= talk.status(session_id)["parameters"]["seed"] < 100_000


def test_the_pace_can_change_while_running(talk: Any) -> None:
    session_id = talk.new(steps_per_cycle=10**9, num_cycles=1, steps_per_second=1)
    talk.command(session_id, "start")
    answer = talk.http.patch(f"/api/sa/{session_id}", json={"steps_per_second": 0})
    assert answer.json() == {"session_id": session_id, "status": "running"}
    talk.wait_until(lambda: talk.status(session_id)["step"] > 3000)
    talk.command(session_id, "cancel")


@pytest.mark.parametrize("state", ["complete", "cancelled"])
def test_the_pace_of_what_is_over_cannot_change(talk: Any, state: str) -> None:
    session_id = brought_to(talk, state)
    answer = talk.http.patch(f"/api/sa/{session_id}", json={"steps_per_second": 5})
    assert answer.status_code == 400


def test_a_deleted_session_is_gone(talk: Any) -> None:
    session_id = brought_to(talk, "running")
    answer = talk.http.delete(f"/api/sa/{session_id}")
    assert answer.json() == {"session_id": session_id, "status": "deleted"}
    assert talk.http.get(f"/api/sa/{session_id}/status").status_code == 404
    assert session_id not in [row["session_id"] for row in talk.http.get("/api/sa").json()]
    assert talk.http.delete(f"/api/sa/{session_id}").status_code == 404


def test_the_list_has_the_newest_first(talk: Any) -> None:
    made = [talk.new(formula) for formula in ("C5H12", "C6H14", "C7H16")]
    rows = talk.http.get("/api/sa").json()[:3]
    assert [row["session_id"] for row in rows] == made[::-1]
    assert [row["formula"] for row in rows] == ["C7H16", "C6H14", "C5H12"]


def test_the_status_has_all_that_the_contract_names(talk: Any) -> None:
    names = """session_id session_state step total_steps cycle temperature current_energy best_energy current_smiles
    best_smiles best_svg accepted_moves rejected_moves invalid_moves disconnected_moves is_complete parameters"""
    status = talk.status(brought_to(talk, "paused"))
    assert set(names.split()) <= status.keys()
    moves = ("accepted_moves", "rejected_moves", "invalid_moves", "disconnected_moves")
    assert sum(status[name] for name in moves) == status["step"] == 1
    assert status["best_svg"].startswith("<svg")


def test_the_result_tells_everything(talk: Any) -> None:
    session_id = brought_to(talk, "complete")
    result = talk.http.get(f"/api/sa/{session_id}/result").json()
    status = talk.status(session_id)
    assert result["best_smiles"] == status["best_smiles"]
    assert result["best_energy"] == status["best_energy"]
    assert result["total_steps"] == 5
    assert result["initial_smiles"] == "CCCCCCCC"
    assert result["parameters"] == status["parameters"]
    assert all(result[f"{which}_svg"].startswith("<svg") for which in ("initial", "final", "best"))


def test_the_history_is_json_or_csv(talk: Any) -> None:
    session_id = brought_to(talk, "complete")
    columns = talk.http.get(f"/api/sa/{session_id}/history").json()
    assert columns["step"] == [1, 2, 3, 4, 5]
    answer = talk.http.get(f"/api/sa/{session_id}/history?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(answer.text.splitlines()))
    for name in ("step", "temperature", "energy", "best"):
        assert [float(row[name]) for row in rows] == columns[name]
    assert talk.http.get(f"/api/sa/{session_id}/history?format=xml").status_code == 422


def test_asking_for_the_result_does_not_stop_a_run(talk: Any) -> None:
    session_id = brought_to(talk, "running")
    before = talk.http.get(f"/api/sa/{session_id}/result").json()["total_steps"]
    talk.wait_until(lambda: talk.http.get(f"/api/sa/{session_id}/result").json()["total_steps"] > before)
    assert talk.status(session_id)["session_state"] == "running"
    talk.command(session_id, "cancel")


def test_the_streaming_status_counts_watchers(talk: Any) -> None:
    session_id = talk.new()

    def told() -> dict[str, Any]:
        answer: dict[str, Any] = talk.http.get(f"/api/sa/{session_id}/streaming-status").json()
        return answer

    assert told()["watchers"] == 0
    with talk.watch(session_id) as first, talk.watch(session_id) as second:
        first.until("snapshot")
        second.until("snapshot")
        assert told()["watchers"] == 2
    talk.wait_until(lambda: not told()["watchers"])
    status = told()
    assert status["journal_depth"] >= 1
    assert not status["is_complete"]
    assert abs(status["created_at"] - time.time()) < 60


def test_health_and_hello_need_no_key_and_tell_little(talk: Any) -> None:
    import httpx

    with httpx.Client(base_url=talk.base, trust_env=False, timeout=30) as stranger:
        health = stranger.get("/health").json()
        hello = stranger.get("/hello").json()
        page = stranger.get("/")
    assert health.keys() == {"status", "version"}
    assert hello == {"instance": talk.server.instance}
    assert page.headers["content-type"].startswith("text/html")
    assert "EventSource" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert talk.server.key not in page.text


def test_more_sessions_than_allowed_are_answered_429(serving: Callable[..., AbstractContextManager[Any]]) -> None:
    with serving(most_live=2) as talk:
        talk.new()
        talk.new()
        answer = talk.http.post("/api/sa/configure", json={"formula": "C8H18"})
        assert answer.status_code == 429
        assert answer.json()["error"] == "TooManySessions"
        assert "Retry-After" in answer.headers
