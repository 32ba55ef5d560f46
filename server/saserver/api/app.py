"""The application: routes, the guard before them, and a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from saserver.api import models
from saserver.api.connections import Connections
from saserver.api.errors import add_handlers
from saserver.api.events import Printer
from saserver.api.guard import STATIC, Guard
from saserver.api.limit import BodyLimit
from saserver.api.mishaps import Mishaps
from saserver.api.reference import reference
from saserver.api.routes import router
from saserver.api.shared import Shared
from saserver.api.wire import Json
from saserver.api.work import Work
from saserver.sessions.store import Sessions

_PAGE: Final = Path(__file__).with_name("page.html")
_PAGE_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the key
    "X-Content-Type-Options": "nosniff",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def create_app(
    sessions: Sessions,
    *,
    key: str | None,
    instance: str,
    origins: Iterable[str] = (),
    panel: Path | None = None,
    connections: Connections | None = None,
) -> FastAPI:
    """A server's application.

    Parameters
    ----------
    sessions : what is served
    key : without it nobody gets in; None lets everybody in who comes from where the guard allows
    instance : names the server, for pages that verify whom they have reached
    origins : of pages from elsewhere that may use the server, such as ``https://example.org``
    panel : a folder with an ``index.html`` to serve in place of the raw page
    connections : for the owner of the server, who ends the open streams before it stops
    """
    app = FastAPI(
        title="sawidget",
        version=_version(),
        summary="Simulated annealing over constitutional isomers, live",
        openapi_url="/api/sa/openapi.json",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a redirect would lead around a proxy, with the key in its address
        default_response_class=Json,
    )
    shared = Shared(sessions, connections or Connections(), Work(), Printer(sessions.epoch))
    app.include_router(reference(shared))
    app.include_router(router(shared))

    @app.get("/health", response_model=models.Health)
    async def health() -> Response:
        """Whether the server lives."""
        return Json({"status": "ok", "version": _version()})

    @app.get("/hello", response_model=models.Hello)
    async def hello() -> Response:
        """Which server this is."""
        return Json({"instance": instance})

    page = _PAGE if panel is None else panel / "index.html"

    @app.get("/", include_in_schema=False)
    async def index() -> Response:
        return FileResponse(page, headers={**_PAGE_HEADERS, "Content-Security-Policy": _POLICY})

    if panel is not None:
        app.mount(STATIC, StaticFiles(directory=panel))
    app.openapi()  # builds every route now: FastAPI would do it at the first request, beside whatever runs by then
    add_handlers(app)
    # The last one added is the first to be asked.
    app.add_middleware(BodyLimit)
    app.add_middleware(Mishaps)
    app.add_middleware(Guard, key=key, origins=origins)
    return app


@cache  # a look at files, while whoever asks for the health wants to know how busy we are
def _version() -> str:
    try:
        return version("sawidget")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"
