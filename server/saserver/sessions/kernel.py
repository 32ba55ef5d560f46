"""Who runs a session: a server, in a process, on a host. Whether it still lives is a guess, from what files tell."""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from typing import Final

#: A running session is saved every two seconds; after so many without it, its kernel is taken for dead.
SILENCE: Final = 10.0

_open: set[str] = set()


@dataclass(frozen=True)
class Kernel:
    """A server in a process.

    Attributes
    ----------
    epoch : names the server; a process may have had several
    """

    host: str
    pid: int
    epoch: str

    @classmethod
    def here(cls, epoch: str) -> Kernel:
        """A server in this process, from now on until it is closed."""
        _open.add(epoch)
        return cls(platform.node(), os.getpid(), epoch)

    def close(self) -> None:
        """The server is no more."""
        _open.discard(self.epoch)

    def alive(self, heard_at: float) -> bool:
        """Whether it still runs what it was running at that time, in seconds since 1970."""
        if self.epoch in _open:
            return True
        if time.time() - heard_at > SILENCE:
            return False
        return self.host != platform.node() or (self.pid != os.getpid() and _exists(self.pid))


def _exists(pid: int) -> bool:
    if sys.platform == "win32":  # there, asking would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
