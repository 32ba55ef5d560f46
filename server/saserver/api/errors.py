"""Every refusal in one form: ``{error, detail, status_code}``, without paths, tracebacks or what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from saserver.api.wire import Json
from saserver.engine import FormulaError, FunctionError, ParameterError, TooManyIsomers
from saserver.sessions.errors import NotAllowed, TooManySessions, UnknownSession

#: Error of the floors below → the status that it is answered with.
STATUS: Final[Mapping[type[Exception], int]] = {
    NotAllowed: 400,
    UnknownSession: 404,
    FormulaError: 422,
    ParameterError: 422,
    FunctionError: 422,
    TooManyIsomers: 422,
    TooManySessions: 429,
}

_MEANING: Final = {
    400: "the session's state does not understand the command",
    401: "no key, or a wrong one, or one in the wrong place",
    403: "the Origin, the Host or the key does not allow this",
    404: "no such session or address",
    405: "the address understands other methods",
    413: "the body is larger than 1 MB",
    422: "what was sent is wrong; the detail names every bad field",
    429: "as many sessions are live as are allowed",
    500: "a mistake of the server's own",
}


class Refusal(BaseModel):
    """What every error looks like."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "error": "FormulaError",
                    "detail": "C6H13 has an odd number of hydrogens for its atoms; "
                    "the nearest possible formulas are C6H12 and C6H14",
                    "status_code": 422,
                }
            ]
        }
    )

    error: str
    detail: str
    status_code: int


#: For the documentation of a route: status → how it is answered.
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Refusal, "description": meaning} for status, meaning in _MEANING.items()
}


def refusal(status: int, detail: str, error: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """An error as it is answered; its name is that of the status if none is given."""
    name = error or HTTPStatus(status).phrase.title().replace(" ", "")
    return Json({"error": name, "detail": detail, "status_code": status}, status, headers)


def add_handlers(app: FastAPI) -> None:
    """Answer every error that a route can raise in this form."""
    for kind in STATUS:
        app.add_exception_handler(kind, _expected)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _expected(request: Request, error: Exception) -> Response:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    headers = {"Retry-After": "60"} if status == 429 else None
    return refusal(status, str(error), type(error).__name__, headers)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = error.detail
    if error.status_code == 400 and error.__cause__ is not None:  # FastAPI's, for a body that json cannot read
        return refusal(422, f"the body is not JSON: {_unread(error.__cause__)}", "ParameterError")
    if detail == HTTPStatus(error.status_code).phrase:  # the router's own, which name neither
        detail = f"{request.method} {request.url.path[:200]}: {_MEANING.get(error.status_code, detail)}"
    return refusal(error.status_code, detail, headers=error.headers)


def _unread(error: BaseException) -> str:
    match error:
        case UnicodeDecodeError():
            return "it is not in UTF-8"
        case RecursionError():
            return "its brackets are nested too deeply"
        case ValueError():
            return "a number in it has too many digits"
    return type(error).__name__


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refusal(422, "\n".join(_described(problem) for problem in error.errors()), "ParameterError")


def _described(problem: Mapping[str, Any]) -> str:
    """One problem in words. What was sent is shown shortened, in ASCII; FastAPI's own answer fails at an infinity."""
    where, *path = problem["loc"]
    name = ".".join(str(part) for part in path if not isinstance(part, int) or problem["type"] != "json_invalid")
    match problem["type"]:
        case "json_invalid":
            return f"the body is not JSON: {problem['ctx']['error']} at character {path[0]}"
        case "extra_forbidden":
            return f"{name} is not known here; leave it out"
        case "missing" if not name:
            return "the body is missing; send a JSON object"
        case "missing":
            return f"{name} is missing; give it"
        case "model_attributes_type" | "dict_type" if not name:
            return "the body must be a JSON object, sent as Content-Type: application/json"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{name or where}: {message}, not {ascii(problem['input'])[:80]}"
