"""Commands and questions, under ``/api/sa``."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Header, Path, Query, Request
from starlette.responses import Response

from saserver.api import models
from saserver.api.connections import Client
from saserver.api.cursors import followed, resumed
from saserver.api.errors import RESPONSES
from saserver.api.outcome import history_columns, history_csv, outcome
from saserver.api.shared import Shared
from saserver.api.stream import Stream
from saserver.api.wire import Json
from saserver.sessions.states import Command

SessionId = Annotated[str, Path(description="as configure answered it", examples=["0123456789abcdef"])]
Name = Annotated[str, Query(max_length=64, description="a name that the page gave itself; told to all as `by`")]

#: Seconds that many steps may take: who asked for them waits for the answer.
STEPPING: Final = 1.0

_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


def router(shared: Shared) -> APIRouter:
    """The routes of one server."""
    routes = APIRouter(prefix="/api/sa", responses=RESPONSES, default_response_class=Json)
    _add_questions(routes, shared)
    _add_commands(routes, shared)
    _add_streams(routes, shared)
    return routes


def _add_commands(routes: APIRouter, shared: Shared) -> None:
    sessions, work = shared.sessions, shared.work

    @routes.post("/configure", response_model=models.Configured)
    async def configure(body: models.Configuration, c: Name = "") -> Response:
        """A new session, idle. What is wrong with the parameters is told all at once."""
        session = await work.command(
            lambda: sessions.create(body.given(), steps_per_second=body.steps_per_second, by=c or "api")
        )
        return Json({"session_id": session.session_id, "status": "configured"})

    @routes.put("/{session_id}", response_model=models.Configured)
    async def replace(session_id: SessionId, body: models.Configuration, c: Name = "") -> Response:
        """Other parameters for a session that is not running; it is idle then, under the same id."""
        session = await shared.find(session_id)
        await work.command(
            lambda: sessions.configure(
                session.session_id, body.given(), steps_per_second=body.steps_per_second, by=c or "api"
            )
        )
        return Json({"session_id": session_id, "status": "configured"})

    @routes.patch("/{session_id}", response_model=models.Obeyed)
    async def pace(session_id: SessionId, body: models.Pace, c: Name = "") -> Response:
        """Another pace, also while it is running."""
        session = await shared.find(session_id)
        await work.command(lambda: session.set_pace(body.steps_per_second, c or "api"))
        return Json({"session_id": session_id, "status": session.state})

    @routes.post("/{session_id}/step", response_model=models.Obeyed)
    async def step(
        session_id: SessionId, body: Annotated[models.Steps | None, Body()] = None, c: Name = ""
    ) -> Response:
        """Some steps of a session that is not running, one if nothing is said; in a second, as many as it can make."""
        session, asked = await shared.find(session_id), body or models.Steps(n=1)
        state = await work.command(lambda: session.step(asked.n, asked.until, c or "api", seconds=STEPPING))
        return Json({"session_id": session_id, "status": state})

    @routes.delete("/{session_id}", response_model=models.Deleted)
    async def delete(session_id: SessionId) -> Response:
        """End a session and forget it, on disk too."""
        await shared.find(session_id)
        await work.command(lambda: sessions.delete(session_id))
        return Json({"session_id": session_id, "status": "deleted"})

    def add(command: Command, meaning: str) -> None:
        @routes.post(f"/{{session_id}}/{command}", response_model=models.Obeyed, name=command, description=meaning)
        async def obey(session_id: SessionId, c: Name = "") -> Response:
            session = await shared.find(session_id)
            state = await work.command(lambda: session.command(command, c or "api"))
            return Json({"session_id": session_id, "status": state})

    add(Command.START, "Run, from the start or from where it was paused.")
    add(Command.PAUSE, "Hold; answered when the run stands still.")
    add(Command.RESET, "Back to the start. The next run repeats this one step for step.")
    add(Command.CANCEL, "End for good, before the steps are used up.")


def _add_questions(routes: APIRouter, shared: Shared) -> None:
    sessions, work = shared.sessions, shared.work

    @routes.get("", response_model=list[models.Summary])
    async def overview() -> Response:
        """All sessions, newest first."""
        return Json(await work.disk(sessions.list))

    @routes.get("/{session_id}/status", response_model=models.Status)
    async def status(session_id: SessionId) -> Response:
        """A snapshot."""
        session = await shared.find(session_id)
        return Json((await work.read(session.snapshot))[1])

    @routes.get("/{session_id}/result", response_model=models.Outcome)
    async def result(session_id: SessionId) -> Response:
        """Everything about the run so far. Its molecules are drawn each for itself, not aligned to earlier ones."""
        session = await shared.find(session_id)
        return Json(await work.read(lambda: outcome(session)))

    @routes.get(
        "/{session_id}/history",
        response_model=models.History,
        responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    )
    async def history(
        session_id: SessionId, form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json"
    ) -> Response:
        """The series of the whole run."""
        session = await shared.find(session_id)
        rows = await work.read(session.history)
        if form == "json":
            return Json({"session_id": session_id, **history_columns(rows)})
        return Response(history_csv(rows), media_type="text/csv", headers={"Cache-Control": "no-store"})

    @routes.get("/{session_id}/landscape", response_model=models.Landscape)
    async def landscape(session_id: SessionId) -> Response:
        """Every isomer of the formula, the best first, with its energy; the moves between them; the traps.

        At most 500 isomers. Where the run is, and how often it was where, is told by its events, by SMILES.
        """
        session = await shared.find(session_id)
        return Json({"session_id": session_id, **await work.command(session.landscape)})

    @routes.get("/{session_id}/streaming-status", response_model=models.Streaming)
    async def streaming(session_id: SessionId) -> Response:
        """Who watches."""
        session, journal = await shared.find(session_id), sessions.journal
        _, now = await work.read(session.snapshot)
        return Json(
            {name: now[name] for name in ("session_id", "session_state", "is_complete", "created_at")}
            | {"watchers": journal.watchers(session_id), "journal_depth": journal.depth(session_id)}
        )


def _add_streams(routes: APIRouter, shared: Shared) -> None:
    @routes.get("/{session_id}/stream", response_class=Response, responses={**_EVENTS, 204: {"description": "over"}})
    async def stream(session_id: SessionId, last_event_id: Annotated[str, Header()] = "") -> Response:
        """Server-sent events of one session. They end with the final one, after which a reconnect is answered 204."""
        cursor = resumed(last_event_id, shared.sessions.epoch)
        return await Stream(shared).of_one(session_id, cursor) or Response(status_code=204)

    @routes.get("/stream", response_class=Response, responses=_EVENTS)
    async def streams(
        s: Annotated[list[str], Query(default_factory=list, max_length=64, description="SESSION[:[EPOCH:]NUMBER]")],
        request: Request,
        c: Name = "",
    ) -> Response:
        """Server-sent events of several sessions on one connection, each after its own cursor."""
        return await Stream(shared).of_several(followed(s, shared.sessions.epoch), _client(request, c))

    @routes.post("/bye", response_model=models.Goodbye)
    async def bye(request: Request, c: Name) -> Response:
        """A page says that it is leaving: a proxy would go on reading its stream, for nobody."""
        client = _client(request, c)
        return Json({"ended": shared.connections.end(client) if client else 0})


def _client(request: Request, name: str) -> Client | None:
    return Client(request.state.role, name) if name else None
