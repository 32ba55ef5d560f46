"""The server in a thread of the kernel: it starts, stops, and is not disturbed by what else happens in the process."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from saserver import background
from saserver.background import Server, new_key, serve
from saserver.sessions.store import Sessions

IDLE: dict[str, Any] = {"formula": "C8H18", "seed": 1}
#: Seconds after which something that was waited for will not happen any more.
PATIENCE = 30.0


def wait_until(happened: Callable[[], object]) -> None:
    """Wait until something is true."""
    give_up = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.005)


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    sessions = Sessions()
    yield sessions
    sessions.close()


@pytest.fixture
def server(sessions: Sessions) -> Iterator[Server]:
    with Server(sessions, key=new_key()) as server:
        yield server


def address(server: Server, path: str) -> str:
    return f"http://127.0.0.1:{server.port}{path}"


def open_connections(server: Server) -> list[Any]:
    """What uvicorn keeps of the connections that are open."""
    assert server._uvicorn is not None
    return list(server._uvicorn.server_state.connections)


def healthy(server: Server) -> bool:
    return httpx.get(address(server, "/health"), trust_env=False, timeout=PATIENCE).status_code == 200


class Reader:
    """Reads a stream in a thread until it ends."""

    def __init__(self, server: Server, session_id: str) -> None:
        self.lines: list[str] = []
        self.ended = threading.Event()
        self._begun = threading.Event()
        self._url = address(server, f"/api/sa/{session_id}/stream")
        self._key = str(server.key)
        threading.Thread(target=self._read, daemon=True).start()
        assert self._begun.wait(PATIENCE)

    def _read(self) -> None:
        try:
            with httpx.stream(
                "GET", self._url, params={"key": self._key}, timeout=PATIENCE, trust_env=False
            ) as response:
                for line in response.iter_lines():
                    self.lines.append(line)
                    if line == "event: snapshot":
                        self._begun.set()
        except httpx.HTTPError as error:
            self.lines.append(repr(error))
        self.ended.set()


def run(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SAWIDGET_ARCHIVE": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120, env=environment
    )


def test_there_is_one_server_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAWIDGET_ARCHIVE", "off")
    monkeypatch.setattr(background, "warm_up", lambda: None)  # a compiler beside it would take its turns
    monkeypatch.setattr(background, "_server", None)
    monkeypatch.setattr(background, "_sessions", None)
    found: list[Server] = []
    threads = [threading.Thread(target=lambda: found.append(serve())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server = serve()
    assert found == [server] * 8
    assert healthy(server)
    assert server.stop() is server
    assert not server.alive
    assert serve() is server
    assert healthy(server)
    server.stop()
    server.sessions.close()


def test_it_says_where_it_is_and_hides_the_key(server: Server) -> None:
    assert server.host == "127.0.0.1"
    assert server.url == f"http://127.0.0.1:{server.port}/?key={server.key}"
    assert str(server.key) not in server.watch_url
    assert str(server.key) not in repr(server)
    assert len(str(server.key)) >= 43  # 256 bits


def test_start_and_stop_can_be_repeated(server: Server) -> None:
    assert server.start() is server
    port = server.port
    assert server.stop().stop() is server
    with pytest.raises(httpx.ConnectError):
        healthy(server)
    assert server.start().port == port
    assert healthy(server)


def test_starting_is_quick(sessions: Sessions) -> None:
    times: list[float] = []
    # It takes 20 ms. A busy machine delays it now and then, but not always.
    while not times or times[-1] > 2:
        assert len(times) < 10, times
        begin = time.monotonic()
        server = Server(sessions, key=None).start()
        times.append(time.monotonic() - begin)
        server.stop()


def test_answers_do_not_wait_for_one_another(server: Server) -> None:
    # Where Nagle's algorithm waits for an acknowledgement that is delayed, each takes 44 ms.
    with httpx.Client(base_url=address(server, ""), trust_env=False, timeout=PATIENCE) as http:
        http.get("/health")
        [connection] = open_connections(server)
        accepted = connection.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_ten_cycles_leave_no_thread_and_no_socket(sessions: Sessions, caplog: pytest.LogCaptureFixture) -> None:
    session_id = sessions.create(IDLE).session_id
    before: set[threading.Thread] = set()
    for cycle in range(10):
        server = Server(sessions, key=new_key()).start()
        reader = Reader(server, session_id)
        server.stop()
        assert not caplog.messages  # uvicorn says so when it has waited in vain
        assert reader.ended.wait(PATIENCE)
        assert "Error" not in "".join(reader.lines)
        if cycle == 2:
            before, files = set(threading.enumerate()), len(os.listdir("/proc/self/fd"))
    wait_until(lambda: set(threading.enumerate()) <= before)
    wait_until(lambda: len(os.listdir("/proc/self/fd")) <= files)
    assert sessions.journal.watchers(session_id) == 0


@pytest.mark.parametrize("in_midst_of_an_event", [False, True])
def test_a_reader_who_never_reads_does_not_hold_up_the_stop(server: Server, in_midst_of_an_event: bool) -> None:
    session = server.sessions.create({**IDLE, "steps_per_cycle": 10**9, "num_cycles": 1})
    assert server._socket is not None
    server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # else the system swallows megabytes
    thread = server._thread
    assert thread is not None
    with socket.socket() as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stalled.connect(("127.0.0.1", server.port))
        stalled.sendall(
            f"GET /api/sa/{session.session_id}/stream?key={server.key} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        wait_until(lambda: open_connections(server))
        [connection] = open_connections(server)
        accepted = connection.transport.get_extra_info("socket")

        def stuck() -> bool:
            session.step()
            waiting: int = connection.transport.get_write_buffer_size()
            return waiting > 0 and (connection.flow.write_paused or not in_midst_of_an_event)

        wait_until(stuck)
        server.stop()
        wait_until(lambda: not thread.is_alive())  # if it were waited for, it would be for ever
        assert accepted.fileno() == -1
        assert server.sessions.journal.watchers(session.session_id) == 0
        stalled.settimeout(PATIENCE)
        with contextlib.suppress(ConnectionResetError):
            while stalled.recv(2**20):
                pass


def test_a_sweep_that_fails_is_logged_and_the_server_goes_on(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sessions, "sweep", lambda: 1 / 0)
    with Server(sessions, key=None) as server:
        wait_until(lambda: "ZeroDivisionError" in caplog.text)
        assert healthy(server)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_server_whose_thread_died_starts_again_on_its_port(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def die(counter: int) -> bool:
        raise RuntimeError

    port, thread = server.port, server._thread
    assert thread is not None
    monkeypatch.setattr(server._uvicorn, "on_tick", die)
    wait_until(lambda: not thread.is_alive())
    assert server.start().port == port
    assert healthy(server)


def test_a_port_that_is_taken_is_an_error_at_once(server: Server) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(server.sessions, key=None, port=server.port).start()


def test_sessions_outlive_the_server(server: Server) -> None:
    session_id = server.sessions.create(IDLE).session_id
    server.stop().start()
    url = address(server, f"/api/sa/{session_id}/status")
    assert (
        httpx.get(url, params={"key": str(server.key)}, trust_env=False, timeout=PATIENCE).json()["session_id"]
        == session_id
    )


class Other:
    """A server of another library in the same process, with uvicorn's usual settings."""

    def __init__(self) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"other"})

        self.server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off"))
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        wait_until(lambda: self.server.started)

    def shut_down(self) -> None:
        self.server.handle_exit(signal.SIGTERM, None)
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def own_logging() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.error", "uvicorn.access")]
    before = [(logger.handlers[:], logger.propagate, logger.level) for logger in loggers]
    yield
    for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.mark.usefixtures("own_logging")
def test_streams_live_on_when_another_librarys_uvicorn_is_shut_down(server: Server) -> None:
    session = server.sessions.create(IDLE)
    reader = Reader(server, session.session_id)
    Other().shut_down()
    time.sleep(0.8)  # sse-starlette looks every half second
    assert not reader.ended.is_set()
    session.step()
    wait_until(lambda: "event: progress" in reader.lines)
    late = Reader(server, session.session_id)
    assert not late.ended.wait(0.8)


@pytest.mark.usefixtures("own_logging")
def test_the_access_log_of_another_librarys_uvicorn_never_shows_our_key(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    other = Other()
    [listening] = other.server.servers[0].sockets
    httpx.get(f"http://127.0.0.1:{listening.getsockname()[1]}/theirs", trust_env=False, timeout=PATIENCE)
    httpx.get(address(server, f"/api/sa?key={server.key}"), trust_env=False, timeout=PATIENCE)
    other.shut_down()
    out, err = capfd.readouterr()
    assert "/theirs" in out  # their log is theirs
    assert str(server.key) not in out + err


def test_an_interrupt_of_the_kernel_reaches_the_cell_and_not_the_server(server: Server) -> None:
    session = server.sessions.create({**IDLE, "steps_per_cycle": 10**9, "num_cycles": 1}, steps_per_second=1000)
    reader = Reader(server, session.session_id)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012
            signal.raise_signal(signal.SIGINT)
            time.sleep(5)
    session.step()
    wait_until(lambda: "event: progress" in reader.lines)
    assert not reader.ended.is_set()
    assert healthy(server)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_leaves_the_port_to_its_parent_and_can_serve_itself(tmp_path: Path) -> None:
    code = """
import os, sys, urllib.request, socket
from saserver.background import serve
server = serve()
port = server.port
read, write = os.pipe()
served, serves = os.pipe()
child = os.fork()
if child == 0:
    os.close(write)  # so that it ends with its parent, whatever happens
    own = serve()
    ok = urllib.request.urlopen(f"http://127.0.0.1:{own.port}/health").status == 200
    print("child", ok and own is not server and own.port != port and own.key != server.key and not server.alive)
    sys.stdout.flush()
    os.write(serves, b"x")
    os.read(read, 1)
    os._exit(0)
os.close(serves)
os.read(served, 1)
print("parent", urllib.request.urlopen(f"http://127.0.0.1:{port}/health").status == 200)
server.stop()
try:
    socket.create_connection(("127.0.0.1", port), timeout=1)
    print("accepted")
except ConnectionRefusedError:
    print("refused")
os.write(write, b"x")
os.waitpid(child, 0)
"""
    done = run(code, tmp_path)
    assert sorted(done.stdout.split("\n")) == ["", "child True", "parent True", "refused"], done.stderr


def test_a_process_ends_quietly_with_its_server_up_and_a_run_going_on(tmp_path: Path) -> None:
    code = """
import threading, time, urllib.request
from saserver.background import serve
from saserver.sessions.states import Command
server = serve()
session = server.sessions.create({"formula": "C8H18", "steps_per_cycle": 10**8, "num_cycles": 1}, steps_per_second=0)
session.command(Command.START)
url = f"http://127.0.0.1:{server.port}/api/sa/{session.session_id}/stream?key={server.key}"
threading.Thread(target=lambda: urllib.request.urlopen(url).read(), daemon=True).start()
while not server.sessions.journal.watchers(session.session_id) or not session.snapshot()[1]["step"]:
    time.sleep(0.01)
"""
    done = run(code, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir())
