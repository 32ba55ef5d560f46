"""A line between the browser and a port of this machine, which can be cut."""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

#: Closing a socket with this resets the connection, as a router does that has lost it.
_RESET: Final = struct.pack("ii", 1, 0)


class Cable:
    """Passes on whatever arrives, in both directions, until it is cut or jammed; and again once it is mended.

    Attributes
    ----------
    port : where the browser finds it
    """

    def __init__(self, upstream: int, port: int = 0) -> None:
        self._upstream = upstream
        self._whole = threading.Event()
        self._whole.set()
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._accept()

    def cut(self) -> None:
        """Break all connections, and refuse new ones."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def jam(self) -> None:
        """Pass nothing on, and say nothing of it: a wireless network out of reach."""
        self._whole.clear()

    def mend(self) -> None:
        """Be a line again."""
        self._whole.set()
        if self._listener.fileno() < 0:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self._accept()

    def _accept(self) -> None:
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near = listener.accept()[0]
                far = socket.create_connection(("127.0.0.1", self._upstream))
                with self._lock:
                    self._ends |= {near, far}
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        with suppress(OSError, ValueError):  # one of the ends is closed
            while True:
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(2**16)
                    self._whole.wait()
                    if not data:
                        raise ConnectionResetError
                    other[end].sendall(data)
        with self._lock:
            self._ends -= {near, far}
        for end in (near, far):
            end.close()


@contextmanager
def cable(upstream: int) -> Iterator[Cable]:
    """Lay one to a port, and take it away."""
    laid = Cable(upstream)
    try:
        yield laid
    finally:
        laid.mend()
        laid.cut()
