"""A real server on a real socket, and somebody who talks to it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from saserver.background import Server, new_key
from saserver.sessions.archive import Archive
from saserver.sessions.store import Sessions

#: Seconds after which something that was waited for will not happen any more.
PATIENCE: Final = 30.0


@dataclass(frozen=True)
class Told:
    """One event of a stream."""

    name: str
    id: str
    data: dict[str, Any]
    retry: str


class Watch:
    """An open stream, read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def __iter__(self) -> Iterator[Told]:
        fields: dict[str, str] = {}
        for line in self._lines:
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif fields:
                yield Told(
                    fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"]), fields.get("retry", "")
                )
                fields = {}

    def until(self, *names: str) -> list[Told]:
        """What is told up to and including the first event of one of these names."""
        told = []
        for event in self:
            told.append(event)
            if event.name in names:
                return told
        pytest.fail(f"the stream ended before {names}: {[event.name for event in told]}")


class Talk:
    """A client with the key."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.base = f"http://127.0.0.1:{server.port}"
        headers = {} if server.key is None else {"X-Sawidget-Key": server.key}
        self.http = httpx.Client(base_url=self.base, headers=headers, timeout=PATIENCE, trust_env=False)

    def new(self, formula: str = "C8H18", **parameters: Any) -> str:
        """The id of a new session."""
        answer = self.http.post("/api/sa/configure", json={"formula": formula, "seed": 1, **parameters})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["session_id"])

    def command(self, session_id: str, command: str, **body: Any) -> httpx.Response:
        """Start, pause, step ..."""
        return self.http.post(f"/api/sa/{session_id}/{command}", json=body or None)

    @staticmethod
    def wait_until(happened: Callable[[], object]) -> None:
        """Wait until something is true."""
        give_up = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < give_up
            time.sleep(0.01)

    def status(self, session_id: str) -> dict[str, Any]:
        """The snapshot."""
        answer: dict[str, Any] = self.http.get(f"/api/sa/{session_id}/status").json()
        return answer

    @contextmanager
    def watch(self, session_id: str, last: str = "") -> Iterator[Watch]:
        """The stream of one session."""
        with self.open(f"/api/sa/{session_id}/stream", {"Last-Event-ID": last} if last else {}) as watch:
            yield watch

    @contextmanager
    def open(self, path: str, headers: dict[str, str] | None = None) -> Iterator[Watch]:
        """Any stream."""
        accept = {"Accept": "text/event-stream", **(headers or {})}
        with self.http.stream("GET", path, headers=accept) as response:
            assert response.status_code == 200, response.read()
            yield Watch(response)


@pytest.fixture(scope="module", autouse=True)
def no_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAWIDGET_ARCHIVE", str(tmp_path_factory.mktemp("archive")))
        yield


@pytest.fixture(scope="module")
def server(no_archive: None) -> Iterator[Server]:
    sessions = Sessions(Archive.of_user(), most_live=500)
    with Server(sessions, key=new_key()) as server:
        yield server
    sessions.close()


@pytest.fixture(scope="module")
def talk(server: Server) -> Iterator[Talk]:
    talk = Talk(server)
    with talk.http:
        yield talk


@pytest.fixture
def serving(no_archive: None) -> Callable[..., AbstractContextManager[Talk]]:
    """For a server with settings of its own."""

    @contextmanager
    def serve(most_live: int = 200, **settings: Any) -> Iterator[Talk]:
        sessions = Sessions(Archive.of_user(), most_live=most_live)
        settings.setdefault("key", new_key())
        try:
            with Server(sessions, **settings) as server:
                talk = Talk(server)
                with talk.http:
                    yield talk
        finally:
            sessions.close()

    return serve
