"""A page that is stricter than Jupyter's, and a process of its own for each test's runs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import comm
import pytest

from saserver import background
from saserver.sessions.archive import Archive
from saserver.sessions.store import Sessions
from sawidget.pulse import pulse


class Page:
    """The other end of a widget's comm.

    Jupyter's own would let pass: what is no strict JSON (it warns and mends), messages after the end, traits set by
    another thread than the main one.

    Attributes
    ----------
    state : the model as the page has it
    received : custom messages, in order
    """

    pages: list[Page]

    def __init__(self, target_name: str = "", data: Any = None, comm_id: str = "", **_: Any) -> None:
        self.comm_id = comm_id or f"model-{len(self.pages)}"
        self.pages.append(self)
        self.closed = False
        self.received: list[dict[str, Any]] = []
        self.state: dict[str, Any] = _strict(data)["state"]
        self._callback: Callable[[Any], None] = lambda message: None

    def on_msg(self, callback: Callable[[Any], None]) -> None:
        self._callback = callback

    def send(self, data: Any = None, metadata: Any = None, buffers: Any = None) -> None:
        assert not self.closed, "a message after the comm was closed"
        assert not buffers
        data = _strict(data)
        if data["method"] == "custom":
            self.received.append(data["content"])
        else:
            assert threading.current_thread() is threading.main_thread(), f"{data} from another thread"
            self.state |= data["state"]

    def close(self, *_: Any, **__: Any) -> None:
        assert not self.closed, "closed twice"
        self.closed = True

    def say(self, content: Any) -> None:
        """A custom message of the page's."""
        self._deliver({"method": "custom", "content": content})

    def set(self, **state: Any) -> None:
        """The page changes its model."""
        self._deliver({"method": "update", "state": state, "buffer_paths": []})

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Ask, and wait for the answer."""
        number = len(self.received) + 1000
        self.say({"ask": number, "method": method, "path": path, **({} if body is None else {"body": body})})
        until(lambda: any(message.get("answer") == number for message in self.received))
        [answer] = [message for message in self.received if message.get("answer") == number]
        return answer["status"], answer["body"]

    def _deliver(self, data: Any) -> None:
        self._callback({"content": {"comm_id": self.comm_id, "data": _strict(data)}, "buffers": [], "metadata": {}})


def _strict(data: Any) -> Any:
    return json.loads(json.dumps(data, allow_nan=False))


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that is sure to come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def own_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sessions]:
    """Sessions, a server and an archive that no other test has."""
    monkeypatch.setenv("SAWIDGET_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.chdir(tmp_path)
    sessions = Sessions(Archive.of_user())
    monkeypatch.setattr(background, "_sessions", sessions)
    monkeypatch.setattr(background, "_server", None)
    pulse._called.clear()
    yield sessions
    pulse._called.clear()
    if background._server is not None:
        background._server.stop()
    sessions.close()


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    """The pages of all widgets that the test makes, layouts and the like among them."""
    made: list[Page] = []
    monkeypatch.setattr(Page, "pages", made, raising=False)
    monkeypatch.setattr(comm, "create_comm", Page)
    return made
