"""``sawidget watch`` against a real server: it follows a run to its end, whatever becomes of the connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from saserver.api import stream
from saserver.background import Server, new_key
from saserver.sessions.session import Session
from saserver.sessions.states import Command
from saserver.sessions.store import Sessions
from sawidget.cli import main
from sawidget.cli.address import Address
from sawidget.cli.watch import Lines, View


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
    shown = capsys.readouterr().out
    assert "cancelled" in shown
    # Lost once, when the server was stopped; a connection that is to be opened anew is none that was lost.
    attempts = [line for line in shown.splitlines() if "connection lost" in line]
    assert len({line.partition(" step ")[2] for line in attempts}) == 1


def test_a_run_that_is_over_is_shown_and_left(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    running(server, 10**6).command(Command.CANCEL)
    assert main(["watch", server.url]) == 0
    assert "cancelled" in capsys.readouterr().out


def test_a_run_that_fails_or_is_deleted_ends_with_status_1(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(delta: float, kt: float, u: float) -> bool:
        raise ZeroDivisionError("on purpose")

    failed = server.sessions.create({"formula": "C6H14", "accept": refuse})
    failed.command(Command.START)
    assert main(["watch", server.url, failed.session_id]) == 1
    assert "on purpose" in capsys.readouterr().out
    doomed, known = running(server, 10**6), threading.Event()

    def delete() -> None:
        give_up = time.monotonic() + 30
        while not server.sessions.journal.watchers(doomed.session_id) and time.monotonic() < give_up:
            time.sleep(0.01)
        server.sessions.delete(doomed.session_id)
        known.set()

    threading.Thread(target=delete).start()
    assert main(["watch", server.url, doomed.session_id]) == 1
    assert known.wait(30)
    assert "there is no session" in "".join(capsys.readouterr())


def test_a_pipe_gets_lines_while_the_run_goes_on(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    session, lines = running(server, 10**6), []

    class Recorder(Lines):
        def tell(self, view: View) -> None:
            super().tell(view)
            lines.extend(capfd.readouterr().out.splitlines())
            if len(lines) == 4:
                session.command(Command.CANCEL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sawidget.cli.watch.Lines", Recorder)
        assert main(["watch", server.url]) == 0
    assert len(lines) >= 5
    assert all(line.startswith("running, step ") for line in lines[:4])
    assert lines[-1].startswith("cancelled, step ")


@contextmanager
def somebody_else(status: int, kind: str, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server that is not ours, and what it was asked."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers['X-Sawidget-Key']}")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(b"<form>name, password</form>")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{other.server_port}", asked
        other.shutdown()
        thread.join()


def test_the_key_is_not_taken_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    for status in (301, 302, 303, 307, 308):
        with somebody_else(200, "text/html") as (other, asked):
            with somebody_else(status, "text/html", f"{other}/login?next=secret") as (first, _):
                assert main(["watch", f"{first}/?key=secret", "s1"]) == 1
            assert asked == []
        error = capsys.readouterr().err
        assert f"the link leads elsewhere, perhaps to a login page ({other}/login)" in error
        assert "secret" not in error


def test_a_page_in_place_of_events_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    for options in ([], ["s1"]):
        with somebody_else(200, "text/html; charset=utf-8") as (first, asked):
            assert main(["watch", f"{first}/?key=k", *options]) == 1
        assert len(asked) == 1
        assert "answers with text/html, perhaps a login page" in capsys.readouterr().err


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
