"""Our own mistakes: the client learns that there was one, the log where, and the connection stays in order."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from saserver.api.errors import refusal

log = logging.getLogger("saserver")


class Mishaps:
    """Turns an exception that nobody expected into the usual form of an error."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def remember(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, remember)
        except Exception:
            log.exception("a request failed")  # neither address nor headers: they may hold the key
            if not begun:
                await refusal(500, "the server made a mistake; its log tells more")(scope, receive, send)
