"""Machine code before somebody waits for it.

numba compiles at the first call, which takes seconds where nothing is on disk, and a quarter of a second where all is.
So a server makes some steps of its own while its user is still reading.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any, Final

from saserver.engine import Parameters, prepare
from saserver.sessions.frames import Camera
from saserver.sessions.run import Run

#: Both loops of the chain: for the Wiener index alone, and for sums of energies.
_RUNS: Final[tuple[dict[str, Any], ...]] = ({}, {"component_weights": {"wiener_index": 1, "rings": 1}})

_lock = threading.Lock()
_thread: threading.Thread | None = None


def warm_up() -> threading.Thread:
    """Begin, once in a process. A run that is started meanwhile waits for what it needs, and compiles nothing twice."""
    global _thread
    with _lock:
        if _thread is None:
            # A daemon: whoever leaves at once does not wait for a compiler.
            _thread = threading.Thread(target=_warm, name="sawidget warm-up", daemon=True)
            _thread.start()
        return _thread


def _warm() -> None:
    with suppress(Exception):  # whatever it is, a run will say it better
        for given in _RUNS:
            run = Run(*prepare(Parameters.checked("C4H10", seed=0, **given)))
            run.advance(100)
            camera = Camera(run)
            camera.moment()
            camera.changes()
