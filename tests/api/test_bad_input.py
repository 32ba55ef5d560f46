"""Whatever is sent, the answer is an error in the usual form that names the field, never a mistake of the server."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any

import pytest

JSON = {"Content-Type": "application/json"}


def refused(answer: Any, status: int, *names: str) -> None:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body.keys() == {"error", "detail", "status_code"}
    assert body["status_code"] == status
    for name in names:
        assert name in body["detail"]
    assert "Traceback" not in body["detail"]
    assert "/saserver" not in body["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"[]",
        b"[{}]",
        b'"C8H18"',
        b"null",
        b"5",
        b"NaN",
        b"\xff\xfe\x00",
        b'{"formula": "C8H18"',
        b'{"formula": "C8H18",}',
        b'{"formula": Infinity}',
        b'{"formula": "C8H18", "min_temp": Infinity}',
        b'{"formula": "C8H18", "min_temp": NaN, "initial_temp": -Infinity}',
        b'{"formula": "C8H18", "seed": ' + b"9" * 5000 + b"}",
        b'{"formula": "C8H18", "min_temp": ' + b"9" * 400 + b"}",
        b'{"formula": "C8H18", "min_temp": 1e999}',
        b'{"formula": "\\ud800"}',
        b'{"formula": "C8H18", "schedule": "\\udfff"}',
        b'{"formula": "C8H18", "\\ud800": 1}',
        b"[" * 100_000,
        b'{"formula": ' + b"[" * 50_000,
        b'{"formula": "C8H18", "cls": 1}',
        b'{"formula": "C8H18", "self": 1, "": 2, "a b": 3}',
        b'{"formula": "C99999999999"}',
        b'{"formula": "CH99999999999999999999"}',
    ],
    ids=lambda body: repr(body[:40]),
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "configure"), ("PUT", "ID"), ("PATCH", "ID"), ("POST", "ID/step")]
)
def test_every_malformed_body_is_refused(talk: Any, method: str, path: str, body: bytes) -> None:
    if path == "ID/step" and body in (b"", b"null"):
        return  # which is one step
    answer = talk.http.request(method, f"/api/sa/{path.replace('ID', talk.new())}", content=body, headers=JSON)
    refused(answer, 422)
    assert "parsing" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "at character 1"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"seed": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"formula": "\xff"}', "not in UTF-8"),
    ],
    ids=lambda given: str(given)[:20],
)
def test_why_a_body_cannot_be_read_is_said(talk: Any, body: bytes, reason: str) -> None:
    answer = talk.http.post("/api/sa/configure", content=body, headers=JSON)
    refused(answer, 422, "the body is not JSON", reason)
    assert answer.json()["error"] == "ParameterError"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png"]
)
def test_a_body_of_another_kind_is_refused(talk: Any, kind: str) -> None:
    answer = talk.http.post("/api/sa/configure", content=b'{"formula": "C8H18"}', headers={"Content-Type": kind})
    refused(answer, 422, "application/json")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("formula", "C6H13"),
        ("formula", "Xx"),
        ("formula", ""),
        ("formula", "C" * 201),
        ("formula", "C61H124"),
        ("formula", 8),
        ("formula", None),
        ("formula", ["C8H18"]),
        ("initial_temp", 0),
        ("initial_temp", "hot"),
        ("min_temp", 0),
        ("min_temp", -1),
        ("min_temp", True),
        ("min_temp", None),
        ("schedule", "linear"),
        ("schedule", {"faulon": 1}),
        ("cooling_schedule_k", -0.001),
        ("steps_per_cycle", 0),
        ("steps_per_cycle", 1.5),
        ("steps_per_cycle", "500"),
        ("num_cycles", 10**10 + 1),
        ("num_cycles", -(10**30)),
        ("optimization_mode", "minimize"),
        ("seed", -1),
        ("seed", 2**53),
        ("seed", 1.5),
        ("component_weights", {}),
        ("component_weights", {"wiener_index": 0}),
        ("component_weights", {"wiener_index": -1}),
        ("component_weights", {"nonsense": 1}),
        ("component_weights", [1]),
        ("component_options", 5),
        ("component_options", {"wiener_index": {"x": 1}}),
        ("energy", "nonsense"),
        ("energy", {"name": "wiener_index"}),
        ("accept", "always"),
        ("start", "CCC"),
        ("start", "not a smiles"),
        ("start", 5),
        ("steps_per_second", 0.5),
        ("steps_per_second", 10**9 + 1),
        ("steps_per_second", -1),
        ("steps_per_second", "fast"),
        ("steps_per_second", True),
    ],
)
def test_a_value_beyond_its_bounds_is_refused_by_name(talk: Any, field: str, value: Any) -> None:
    answer = talk.http.post("/api/sa/configure", json={"formula": "C8H18", field: value})
    names = [] if field == "formula" else [field]
    refused(answer, 422, *names)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("formula", "C60H122"),
        ("formula", "CH4"),
        ("initial_temp", 1e-300),
        ("initial_temp", 1e300),
        ("min_temp", 5),
        ("cooling_schedule_k", 0),
        ("steps_per_cycle", 1),
        ("steps_per_cycle", 2_500_000_000),
        ("num_cycles", 20_000_000),
        ("optimization_mode", "MAXIMIZE"),
        ("seed", 0),
        ("seed", 2**53 - 1),
        ("schedule", "reheat"),
        ("component_weights", {"wiener_index": 0.5, "rings": 0}),
        ("energy", "logp"),
        ("start", "CC(C)CCC(C)C"),
        ("steps_per_second", 0),
        ("steps_per_second", 1),
        ("steps_per_second", 10**9),
    ],
)
def test_a_value_at_its_bound_is_taken(talk: Any, field: str, value: Any) -> None:
    session_id = talk.new(**{"formula": "C8H18", field: value})
    told = talk.status(session_id)["parameters"][field]
    assert told == value or field in ("start", "component_weights")
    talk.http.delete(f"/api/sa/{session_id}")


def test_every_bad_field_is_named_in_one_answer(talk: Any) -> None:
    bad = {"formula": "C6H13", "min_temp": -1, "num_cycles": 0, "sede": 3, "steps_per_second": 0.1}
    answer = talk.http.post("/api/sa/configure", json=bad)
    refused(answer, 422, "C6H12 and C6H14", "min_temp", "num_cycles", "sede", "did you mean seed", "steps_per_second")


@pytest.mark.parametrize(
    "body",
    [
        {"n": 0},
        {"n": -1},
        {"n": 10_001},
        {"n": 1.5},
        {"n": "1"},
        {"n": True},
        {"n": None},
        {"until": "x"},
        {"until": 5},
        {"m": 1},
        {"n": 2, "until": "accepted"},
    ],
    ids=repr,
)
def test_a_step_that_makes_no_sense_is_refused(talk: Any, body: dict[str, Any]) -> None:
    session_id = talk.new()
    refused(talk.http.post(f"/api/sa/{session_id}/step", json=body), 422, *[name for name in body if name != "n"][:1])
    assert talk.status(session_id)["step"] == 0


@pytest.mark.parametrize(
    "query", ["s=a%20b", "s=a:b:c:d", "s=a:", "s=a:-1", "s=:5", "s=" + "&s=a" * 65, "c=" + "x" * 65]
)
def test_a_stream_of_nonsense_is_refused(talk: Any, query: str) -> None:
    refused(talk.http.get(f"/api/sa/stream?{query}"), 422)


def test_unknown_addresses_and_methods_are_refused_in_the_usual_form(talk: Any) -> None:
    for path in ("/nowhere", "/api/sa/", "/api", "/static/x", "/docs", "/api/sa/a/b/c", "/api/sa/%ff/status"):
        refused(talk.http.get(path), 404)
    for method, path in (("DELETE", "/health"), ("GET", "/api/sa/configure"), ("PUT", "/api/sa"), ("TRACE", "/api/sa")):
        refused(talk.http.request(method, path), 405)


def test_a_body_of_five_megabytes_is_refused(talk: Any) -> None:
    body = json.dumps({"formula": "C8H18", "start": "C" * 5_000_000}).encode()
    for method, path in (("POST", "configure"), ("PUT", talk.new()), ("POST", f"{talk.new()}/start")):
        refused(talk.http.request(method, f"/api/sa/{path}", content=body, headers=JSON), 413)


def test_a_large_body_of_unknown_length_is_refused_too(talk: Any) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(80):
            yield b"x" * 65536

    refused(talk.http.post("/api/sa/configure", content=chunks(), headers=JSON), 413)


def test_a_body_just_below_the_limit_is_read(talk: Any) -> None:
    body = json.dumps({"formula": "C8H18"}).encode().ljust(2**20)
    assert talk.http.post("/api/sa/configure", content=body, headers=JSON).status_code == 200
    refused(talk.http.post("/api/sa/configure", content=body + b" ", headers=JSON), 413)


def test_a_mistake_of_ours_is_logged_and_tells_nothing(
    serving: Callable[..., AbstractContextManager[Any]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with serving() as talk:
        monkeypatch.setattr(talk.server.sessions, "list", lambda: 1 / 0)
        with caplog.at_level(logging.ERROR, "saserver"):
            answer = talk.http.get(f"/api/sa?key={talk.server.key}", headers={"Origin": "http://localhost"})
        refused(answer, 500)
        assert "ZeroDivisionError" not in answer.text
        assert answer.headers["access-control-allow-origin"] == "http://localhost"
        assert "ZeroDivisionError" in caplog.text
        assert talk.server.key not in caplog.text
        assert talk.http.get("/health").status_code == 200


def test_what_is_no_http_at_all_does_no_harm(talk: Any) -> None:
    for nonsense in (b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0" * 100_000):
        with socket.create_connection(("127.0.0.1", talk.server.port), timeout=30) as wire, suppress(ConnectionError):
            wire.sendall(nonsense)  # all of it, if the server does not close before
    assert talk.http.get("/health").status_code == 200
