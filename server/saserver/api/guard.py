"""Who may come in. The key is the defence; Origin and Host keep other people's pages out besides.

A page of another site can send requests to a server on this machine. It cannot read the key, and the browser tells its
origin. A name that was pointed at 127.0.0.1 (DNS rebinding) shows in Host. A proxy changes Host, and says what it was;
so can anybody, so that is believed only where a key is asked for besides. Nothing is logged, here least of all.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from saserver.api.errors import refusal

HEADER: Final = "X-Sawidget-Key"
#: What anybody may read: it tells nothing, or is needed before a page can have verified whom it talks to.
OPEN: Final = frozenset({"/", "/health", "/hello"})
STATIC: Final = "/static/"
BYE: Final = "/api/sa/bye"
#: What the routes are told of whom was let in, as ``request.state.role``.
OWNER: Final = "owner"
WATCHER: Final = "watcher"
_FORWARDED: Final = ("forwarded", "x-forwarded-", "x-proxycontextpath", "x-real-ip")
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": f"{HEADER}, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


def watch_key(key: str) -> str:
    """The key that only allows to watch: it follows from the first, which does not follow from it."""
    return hmac.new(key.encode(), b"sawidget: watch only", "sha256").hexdigest()


class Guard:
    """Lets through who has the key and comes from where it may, and answers CORS for those."""

    def __init__(self, app: ASGIApp, *, key: str | None, origins: Iterable[str] = ()) -> None:
        self._app = app
        self._key = None if key is None else key.encode()
        self._watch_key = None if key is None else watch_key(key).encode()
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)
        self._hosts = frozenset(urlsplit(origin).hostname for origin in self._origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        answer: ASGIApp = self._app
        if refused := self._refused_place(scope, headers):
            origin, answer = None, refused
        elif scope["method"] == "OPTIONS" and origin and "access-control-request-method" in headers:
            answer = Response(status_code=204, headers=_PREFLIGHT)
        elif refused := self._refused_key(scope, headers):
            answer = refused

        async def send_with_cors(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                told.add_vary_header("Origin")
                if origin:
                    told["Access-Control-Allow-Origin"] = origin
            await send(message)

        await answer(scope, receive, send_with_cors)

    def _refused_place(self, scope: Scope, headers: Headers) -> Response | None:
        host = _hostname(headers.get("host", ""))
        forwarded = self._key is not None and any(name.startswith(_FORWARDED) for name in headers)
        if not forwarded and not _loopback(host) and not self._own(host, scope):
            return refusal(403, "Host is not an address of this server; call it by the address that it printed")
        origin = headers.get("origin")
        if origin is None or self._allowed(origin, headers):
            return None
        return refusal(403, "pages of this Origin may not use the server; start it with --origin to allow them")

    def _own(self, host: str, scope: Scope) -> bool:
        """Whether a host is the address that the connection came in at, or the name of a listed origin."""
        server = scope.get("server")
        return host in self._hosts or (server is not None and host == server[0])

    def _allowed(self, origin: str, headers: Headers) -> bool:
        try:
            parts = urlsplit(origin.lower())
        except ValueError:
            return False
        if f"{parts.scheme}://{parts.netloc}" in self._origins:
            return True
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return False
        forwarded = "" if self._key is None else headers.get("x-forwarded-host", "")
        same = {headers.get("host", ""), *forwarded.split(",")}
        return _loopback(parts.hostname) or parts.netloc in {name.strip().lower() for name in same}

    def _refused_key(self, scope: Scope, headers: Headers) -> Response | None:
        path, reading = scope["path"], scope["method"] in ("GET", "HEAD")
        told = scope.setdefault("state", {})
        told["role"] = OWNER if self._key is None else WATCHER
        if self._key is None or self._watch_key is None or (reading and (path in OPEN or path.startswith(STATIC))):
            return None
        given = headers.get(HEADER)
        if given is None and (reading or path == BYE):  # where a page cannot send headers: EventSource, sendBeacon
            given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [None])[0]
        if given is None:
            return refusal(401, f"the key is missing; send it in the header {HEADER}, or as ?key= to read")
        # Both are always compared, so that the time taken does not tell which one came close.
        full = hmac.compare_digest(given.encode("utf-8", "replace"), self._key)
        watching = hmac.compare_digest(given.encode("utf-8", "replace"), self._watch_key)
        if full or (watching and (reading or path == BYE)):
            told["role"] = OWNER if full else WATCHER
            return None
        if watching:
            return refusal(403, "this key only allows to watch; use the link that the server printed for its owner")
        return refusal(401, "the key is wrong; a server that was started anew has a new one")


def _hostname(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
