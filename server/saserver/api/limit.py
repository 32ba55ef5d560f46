"""Bodies have an end: what is larger than 1 MB is refused, whether or not its size was announced."""

from __future__ import annotations

import io
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from saserver.api.errors import refusal

MOST: Final = 2**20
#: A client that is still sending sees no answer, so this much more is read and dropped before one is given.
PATIENCE: Final = 2**25


class BodyLimit:
    """Reads the body before anything else does, up to the limit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        body, size, more = io.BytesIO(), 0, True
        while more and size <= PATIENCE:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            size += len(chunk)
            if size <= MOST:
                body.write(chunk)
            more = message.get("more_body", False)
        if size > MOST:
            await refusal(413, f"the body has more than {MOST} bytes; parameters need a few hundred")(
                scope, receive, send
            )
            return
        whole: list[Message] = [{"type": "http.request", "body": body.getvalue(), "more_body": False}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, replay, send)
