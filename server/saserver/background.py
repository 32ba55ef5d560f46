"""The server in a thread of the kernel: it is there beside the notebook, and gone with it.

The socket is ours, so the port is known and free. The thread is a daemon and silent, and a kernel interrupt does not
reach it. A forked child gives the socket back at once: it has no server, and whoever connected to it would wait for
ever.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from weakref import WeakSet

import anyio._backends._asyncio  # noqa: F401  # else the thread does it, and a fork just then leaves half a module
import uvicorn
from anyio import to_thread
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from saserver.api import Connections, create_app, watch_key
from saserver.sessions.archive import Archive
from saserver.sessions.presets import LIVELY
from saserver.sessions.recording import Recording, record
from saserver.sessions.session import Session
from saserver.sessions.states import FINAL, PREPARING, UNMOVED, Command, SessionState
from saserver.sessions.store import Sessions
from saserver.sessions.warming import warm_up

__all__ = [
    "FINAL",
    "LIVELY",
    "PREPARING",
    "UNMOVED",
    "Command",
    "Recording",
    "Server",
    "Session",
    "SessionState",
    "new_key",
    "record",
    "resume",
    "serve",
    "sessions",
]

#: Seconds within which the thread must be up, and must be down.
START: Final = 10.0
STOP: Final = 5.0
#: Seconds between two looks for sessions that nobody has used for long.
SWEEP: Final = 60.0

_log = logging.getLogger("saserver")
# What uvicorn prints where nobody has set up logging ("invalid request", "tasks cancelled") is no help in a notebook.
logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())


def new_key() -> str:
    """A key that nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


class Server:
    """A server of sessions in a thread of its own.

    Parameters
    ----------
    sessions : what is served; they outlive the server, which can be stopped and started again
    host, port : where to listen; port 0 is any free one
    key : who has it may do everything; None lets in everybody on this machine
    origins : of pages from elsewhere that may use the server
    panel : a folder with a page of its own
    """

    def __init__(
        self,
        sessions: Sessions,
        *,
        key: str | None,
        host: str = "127.0.0.1",
        port: int = 0,
        origins: Iterable[str] = (),
        panel: Path | None = None,
    ) -> None:
        self.sessions = sessions
        self.instance = secrets.token_hex(8)
        self._host = host
        self._port = port
        self._key = key
        self._origins = tuple(origins)
        self._panel = panel
        self._socket: socket.socket | None = None
        self._uvicorn: _Uvicorn | None = None
        self._thread: threading.Thread | None = None
        _servers.add(self)

    @property
    def host(self) -> str:
        """The address that is listened at."""
        return self._host

    @property
    def port(self) -> int:
        """The port that is listened at; 0 before the first start if any will do."""
        return self._port

    @property
    def key(self) -> str | None:
        """What allows everything."""
        return self._key

    @property
    def alive(self) -> bool:
        """Whether the server is up."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def url(self) -> str:
        """The page, with the key."""
        return self._link(self._key)

    @property
    def watch_url(self) -> str:
        """The page, to be shared: who has this link can watch and change nothing."""
        return self._link(self._key and watch_key(self._key))

    def start(self) -> Server:
        """Serve, and return once the first request can come; nothing happens if it is up.

        Raises
        ------
        OSError
            if the port is taken
        """
        if self.alive:
            return self
        self.stop()  # what a thread that died has left: its socket holds the port
        self._socket = _bound(self._host, self._port)
        self._port = self._socket.getsockname()[1]
        connections = Connections()
        app = create_app(
            self.sessions,
            key=self._key,
            instance=self.instance,
            origins=self._origins,
            panel=self._panel,
            connections=connections,
        )
        config = uvicorn.Config(
            app,
            http=_Silent,
            log_config=None,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            callback_notify=self._sweep,
            timeout_notify=int(SWEEP),
        )
        self._uvicorn = _Uvicorn(config, connections)
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([self._socket],), name="sawidget server", daemon=True
        )
        self._thread.start()
        self._await_start()
        return self

    def stop(self) -> Server:
        """End the open streams, then the server; the sessions go on. Nothing happens if it is not up."""
        if self._uvicorn is None or self._thread is None or self._socket is None:
            return self
        self._uvicorn.should_exit = True
        deadline = time.monotonic() + STOP
        while self._thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.005)  # as in join
        self._socket.close()
        self._uvicorn = self._thread = self._socket = None
        return self

    def join(self) -> None:
        """Wait until it is down."""
        while self._thread is not None and self._thread.is_alive():
            time.sleep(0.1)  # a Ctrl-C in the midst of Thread.join makes Python 3.11 take the thread for ended

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        # Without the key: a notebook file keeps what a cell shows.
        where = f"http://{_bracketed(self._host)}:{self._port}"
        return f"<sawidget server, {'up' if self.alive else 'down'}, {where}>"

    def _link(self, key: str | None) -> str:
        query = "" if key is None else f"?key={quote(key, safe='')}"
        return f"http://{_bracketed(self._host)}:{self._port}/{query}"

    def _await_start(self) -> None:
        assert self._uvicorn is not None
        assert self._thread is not None
        deadline = time.monotonic() + START
        while not self._uvicorn.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the server did not start within {START:.0f} seconds; try again, or another port")
            time.sleep(0.002)

    async def _sweep(self) -> None:
        try:
            await to_thread.run_sync(self.sessions.sweep)
        except Exception:  # uvicorn awaits this in its main loop: what came through would end the server
            _log.exception("sessions at rest could not be put away")

    def _leave_to_parent(self) -> None:
        """In a forked child: the thread is not here, the port is the parent's."""
        if self._socket is not None:
            self._socket.close()
        self._socket = self._uvicorn = self._thread = None


class _Silent(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # chosen by what is installed
    """HTTP without an access log, whose lines would show keys.

    Uvicorn asks whether the logger of all its servers has handlers, so another library's server would switch ours on;
    and its own setting takes the handlers away from that one.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.access_log = False


class _Uvicorn(uvicorn.Server):
    """A uvicorn that ends our streams before it waits for them, and leaves no connection open."""

    def __init__(self, config: uvicorn.Config, connections: Connections) -> None:
        super().__init__(config)
        self._connections = connections

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._connections.close()
        await super().shutdown(sockets)
        # Who does not read what is on its way keeps a connection open that was closed or whose task was cancelled; when
        # the loop is gone, its socket would stay until the garbage is collected, and the reader wait for as long.
        while self.server_state.connections:
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)  # they are taken off the list one turn of the loop later


_servers: Final[WeakSet[Server]] = WeakSet()
_sessions: Sessions | None = None
_server: Server | None = None
_lock = threading.RLock()


def sessions() -> Sessions:
    """The sessions of this process, with the archive of its user."""
    global _sessions
    with _lock:
        if _sessions is None:
            _sessions = Sessions(Archive.of_user())
        return _sessions


def serve() -> Server:
    """The server of this process, started if it is not up.

    Returns
    -------
    Server
        with ``host``, ``port``, ``key``, ``url``, ``watch_url``, ``start()`` and ``stop()``; always the same one
    """
    global _server
    with _lock:
        if _server is None:
            _server = Server(sessions(), key=new_key()).start()
            warm_up()  # not before: what is imported and built for the first time is not made for two threads at once
        return _server.start()


def resume(session_id: str, **functions: Any) -> Session:
    """A session from memory or the archive; it goes on at once if it was paused, or cut short with its kernel.

    Raises
    ------
    UnknownSession, NotAllowed, TooManySessions, ParameterError
    """
    session = sessions().resume(session_id, **functions)
    if session.state is SessionState.PAUSED:
        session.command(Command.START, "notebook")
    return session


def _bound(host: str, port: int) -> socket.socket:
    # With the protocol named: without it asyncio leaves Nagle's algorithm on, and every answer takes 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this would let two servers share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except BaseException:
        bound.close()
        raise
    return bound


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _at_fork() -> None:
    global _server, _sessions, _lock
    for server in tuple(_servers):
        server._leave_to_parent()
    _server, _sessions, _lock = None, None, threading.RLock()  # whoever held it is not in this process


def _at_exit() -> None:
    for server in tuple(_servers):
        server.stop()
    if _sessions is not None:
        _sessions.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_at_fork)
atexit.register(_at_exit)
