"""Commands of a page that has no way to the server but the widget's own comm.

They go on to the server over HTTP, from this process to itself: the answer is the same, whichever way it was asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from saserver import background

#: Seconds that an answer may take: a result waits for a run that waits for a slow energy.
PATIENCE: Final = 60.0
#: Questions that are answered at once; one that takes long holds up nobody else's Pause.
_threads: Final = ThreadPoolExecutor(8, thread_name_prefix="sawidget ask")


class Asks:
    """Answers a page.

    Parameters
    ----------
    send : takes an answer to the page, from any thread
    """

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        self._send = send

    def ask(self, content: Mapping[str, Any]) -> None:
        """Answer ``{"ask": n, "method": …, "path": …, "body": …}``, soon; the path is one below ``/api/sa``."""
        _threads.submit(self._answer, dict(content))

    def _answer(self, content: Mapping[str, Any]) -> None:
        try:
            status, body = request(
                str(content.get("method", "GET")).upper(), str(content.get("path", "")), content.get("body")
            )
        except (OSError, HTTPException, RuntimeError) as error:
            status, body = 503, _refusal(503, f"the server in the kernel does not answer: {error}")
        self._send({"answer": content["ask"], "status": status, "body": body})


def request(method: str, path: str, body: object = None) -> tuple[int, Any]:
    """Ask the server of this process; an answer that is not JSON is its text."""
    if path.partition("?")[0].rpartition("/")[2] == "stream":
        return 400, _refusal(400, "a stream does not end; send {'watch': …} over the comm instead")
    server = background.serve()
    data = None if body is None else json.dumps(body).encode()
    headers = {"X-Sawidget-Key": server.key or "", "Content-Type": "application/json"}
    connection = HTTPConnection(server.host, server.port, timeout=PATIENCE)
    try:
        connection.request(method, f"/api/sa/{path}" if path else "/api/sa", data, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(text) if is_json else text
    finally:
        connection.close()


def _refusal(status: int, detail: str) -> dict[str, Any]:
    return {"error": "NotAnswered", "detail": detail, "status_code": status}
