"""A live server as its link names it, asked without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import IO, Any, Final
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

#: Seconds of silence after which a connection is taken for lost; a living one pings.
SILENCE: Final = 20.0
#: What can become of a connection that another attempt may bring back.
LOST: Final = (OSError, HTTPException)


class Refused(Exception):
    """The server was reached and said no; another attempt would end the same."""


class _StaysHere(HTTPRedirectHandler):
    """Follows nobody elsewhere: the key would go along."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> Request | None:
        fp.close()
        raise Refused(f"the link leads elsewhere, perhaps to a login page ({newurl.partition('?')[0]}): {_ADVICE}")


_ADVICE: Final = "use the address that the server itself printed, or one that needs no login"


@dataclass
class Address:
    """A server's link: where it is, and the key."""

    base: str
    key: str
    session_id: str | None

    @classmethod
    def read(cls, link: str) -> Address:
        """From what the server printed, or the address bar of the page."""
        parts = urlsplit(link if "://" in link else f"http://{link}")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        return cls(base, query.get("key", ""), query.get("session"))

    def sessions(self) -> list[dict[str, Any]]:
        """All sessions, newest first."""
        with self._open("", "application/json") as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def stream(self, session_id: str, last: str) -> HTTPResponse:
        """The events of a session after the last one that is known; with status 204 if none will come."""
        headers = {"Last-Event-ID": last} if last else {}
        return self._open(f"/{quote(session_id, safe='')}/stream", "text/event-stream", **headers)

    def _open(self, path: str, kind: str, **headers: str) -> HTTPResponse:
        # A proxy of the environment is for other machines.
        direct = urlsplit(self.base).hostname in ("localhost", "127.0.0.1", "::1")
        opener = build_opener(_StaysHere, *([ProxyHandler({})] if direct else []))
        told = {"X-Sawidget-Key": self.key, "Accept": kind, **headers}
        try:
            answer: HTTPResponse = opener.open(Request(f"{self.base}/api/sa{path}", headers=told), timeout=SILENCE)
        except HTTPError as error:
            if error.code >= 500:  # a proxy whose server is starting anew
                raise
            with error:
                raise Refused(_detail(error)) from None
        if answer.status == 200 and (other := answer.headers.get_content_type()) != kind:
            answer.close()
            raise Refused(f"{self.base} answers with {other}, perhaps a login page: {_ADVICE}")
        return answer


def events(stream: HTTPResponse) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, id and data of each event of a stream."""
    fields: dict[str, str] = {}
    for line in stream:
        name, _, value = line.decode("utf-8").rstrip("\r\n").partition(": ")
        if name:
            fields[name] = value
        elif "event" in fields and "data" in fields:
            yield fields["event"], fields.get("id", ""), json.loads(fields["data"])
            fields = {}


def _detail(error: HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{error.code} {error.reason}"
