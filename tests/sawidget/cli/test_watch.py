"""``sawidget watch`` against a real server: it follows a run to its end, whatever becomes of the connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from saserver.api import stream
from saserver.background import Server, new_key
from saserver.sessions.session import Session
from saserver.sessions.states import Command
from saserver.sessions.store import Sessions
from sawidget.cli import main
from sawidget.cli.watch import Address, View


@pytest.fixture
def server() -> Iterator[Server]:
    sessions = Sessions()
    with Server(sessions, key=new_key()) as server:
        yield server
    sessions.close()


def running(server: Server, steps: int = 1000) -> Session:
    """A run that takes as many milliseconds as steps, at least."""
    session = server.sessions.create(
        {"formula": "C6H14", "seed": 1, "steps_per_cycle": steps, "num_cycles": 1}, steps_per_second=1000
    )
    session.command(Command.START)
    return session


def test_it_follows_the_newest_run_by_the_link_to_share(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    running(server)
    assert main(["watch", server.watch_url]) == 0
    shown = capsys.readouterr().out
    assert "complete" in shown
    assert "1,000 of 1,000" in shown
    assert "CCC(C)(C)C" in shown
    assert "accepted" in shown


def test_it_reconnects_and_misses_nothing(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "ROTATE_SECONDS", 0.3)
    seen: list[str] = []
    take = View.take

    def recorded(self: View, name: str, identity: str, data: dict[str, object]) -> None:
        seen.append(identity)
        take(self, name, identity, data)

    monkeypatch.setattr(View, "take", recorded)
    session = running(server, 10**6)

    def connections() -> int:
        return seen.count("")  # hellos, and requests to connect again

    def await_connections(number: int) -> None:
        give_up = time.monotonic() + 30
        while connections() < number and time.monotonic() < give_up:
            time.sleep(0.01)

    def restart() -> None:
        await_connections(4)
        server.stop().start()
        await_connections(connections() + 3)
        session.command(Command.CANCEL)

    restarting = threading.Thread(target=restart)
    restarting.start()
    assert main(["watch", server.url, session.session_id]) == 0
    restarting.join()
    numbered = [int(identity.partition(":")[2]) for identity in seen if identity]
    assert numbered == list(range(numbered[0], numbered[-1] + 1))
    assert connections() >= 7
    assert "cancelled" in capsys.readouterr().out


def test_a_run_that_is_over_is_shown_and_left(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    running(server, 10**6).command(Command.CANCEL)
    assert main(["watch", server.url]) == 0
    assert "cancelled" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda server: [server.url.replace("key=", "key=x")], "the key is wrong"),
        (lambda server: [server.url.partition("?")[0]], "401"),
        (lambda server: [server.url, "0123456789abcdef"], "there is no session"),
        (lambda server: [server.url], "no session yet"),
        (lambda server: ["http://127.0.0.1:9/"], "no live server answers at http://127.0.0.1:9"),
        (lambda server: ["nonsense://x"], "no live server"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    server: Server, capsys: pytest.CaptureFixture[str], change: object, words: str
) -> None:
    assert callable(change)
    assert main(["watch", *change(server)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("sawidget watch: ")
    if words != "401":
        assert words in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("link", "base", "key", "session_id"),
    [
        ("http://127.0.0.1:8765/?key=a%2Bb", "http://127.0.0.1:8765", "a+b", None),
        ("127.0.0.1:8765/?key=k&session=s1", "http://127.0.0.1:8765", "k", "s1"),
        ("https://hub.example/user/me/proxy/8765/?key=k", "https://hub.example/user/me/proxy/8765", "k", None),
    ],
)
def test_a_link_is_read(link: str, base: str, key: str, session_id: str | None) -> None:
    assert Address.read(link) == Address(base, key, session_id)
