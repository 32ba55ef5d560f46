"""The documentation of the routes is true: requests made up from it find no mistake and no undocumented answer."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def described(talk: Any) -> dict[str, Any]:
    schema: dict[str, Any] = talk.http.get("/api/sa/openapi.json").json()
    return schema


OPERATIONS = [
    ("/health", "GET"),
    ("/hello", "GET"),
    ("/api/sa", "GET"),
    ("/api/sa/vocabulary", "GET"),
    ("/api/sa/depict", "GET"),
    ("/api/sa/check", "POST"),
    ("/api/sa/configure", "POST"),
    ("/api/sa/bye", "POST"),
    ("/api/sa/{session_id}", "PUT"),
    ("/api/sa/{session_id}", "PATCH"),
    ("/api/sa/{session_id}", "DELETE"),
    *((f"/api/sa/{{session_id}}/{command}", "POST") for command in ("start", "pause", "step", "reset", "cancel")),
    *(
        (f"/api/sa/{{session_id}}/{question}", "GET")
        for question in ("status", "result", "history", "landscape", "streaming-status")
    ),
]
WITH_SOMETHING_TO_GET_WRONG = [
    (path, method) for path, method in OPERATIONS if method in ("POST", "PUT", "PATCH") or path.endswith("/history")
]
STREAMS = [("/api/sa/stream", "GET"), ("/api/sa/{session_id}/stream", "GET")]


def test_every_route_is_documented_with_its_errors_and_examples(talk: Any) -> None:
    schema = described(talk)
    found = {(path, method.upper()) for path, methods in schema["paths"].items() for method in methods}
    assert found == {*OPERATIONS, *STREAMS}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            if path.startswith("/api/sa"):
                assert {"400", "401", "403", "404", "405", "413", "422", "429", "500"} <= operation["responses"].keys()
    assert schema["components"]["schemas"]["Configuration"]["examples"]


def test_every_documented_example_is_accepted(talk: Any) -> None:
    schemas = described(talk)["components"]["schemas"]
    for example in schemas["Configuration"]["examples"]:
        assert talk.http.post("/api/sa/configure", json=example).status_code == 200
    session_id = talk.new()
    for example in schemas["Steps"]["examples"]:
        assert talk.http.post(f"/api/sa/{session_id}/step", json=example).status_code == 200
    for example in schemas["Pace"]["examples"]:
        assert talk.http.patch(f"/api/sa/{session_id}", json=example).status_code == 200


@pytest.mark.parametrize(
    ("mode", "path", "method"),
    [(GenerationMode.POSITIVE, *operation) for operation in OPERATIONS]
    + [(GenerationMode.NEGATIVE, *operation) for operation in WITH_SOMETHING_TO_GET_WRONG],
)
@pytest.mark.filterwarnings("ignore")  # schemathesis uses what its own dependencies have deprecated
def test_made_up_requests_find_no_mistake(talk: Any, mode: GenerationMode, path: str, method: str) -> None:
    operation = schemathesis.openapi.from_dict(described(talk))[path][method]

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode), known=booleans())
    def hold(case: Any, known: bool) -> None:
        if known and "{session_id}" in path:
            case.path_parameters = {"session_id": talk.new(steps_per_cycle=1000)}
        key = {"X-Sawidget-Key": talk.server.key}
        case.call_and_validate(base_url=talk.base, headers=key, checks=CHECKS, timeout=60)
        if known and "{session_id}" in path:
            talk.http.delete(f"/api/sa/{case.path_parameters['session_id']}")

    hold()
