"""The pulse: one thread for everything that widgets do by themselves, five times a second.

It sets no traits and steers no runs. It looks, and tells the page or the main thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

#: Seconds from one beat to the next.
PERIOD: Final = 0.2

_log = logging.getLogger(__name__)


class Pulse:
    """Calls what was added at every beat, in a thread that lives as long as there is something to call."""

    def __init__(self, period: float = PERIOD) -> None:
        self._period = period
        self._lock = threading.Lock()
        self._called: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None
        self._rest = threading.Event()

    def add(self, callback: Callable[[], None]) -> None:
        """Call it from the next beat on."""
        with self._lock:
            self._called.append(callback)
            if self._thread is None or not self._thread.is_alive():  # dead: in a forked child
                self._thread = threading.Thread(target=self._beat, name="sawidget pulse", daemon=True)
                self._thread.start()

    def discard(self, callback: Callable[[], None]) -> None:
        """Call it no more."""
        with self._lock:
            if callback in self._called:
                self._called.remove(callback)

    def _beat(self) -> None:
        while True:
            with self._lock:
                called = tuple(self._called)
                if not called:
                    self._thread = None
                    return
            for callback in called:
                try:
                    callback()
                except Exception:  # one widget in trouble must not silence the others
                    _log.exception("a widget cannot follow its run any more")
                    self.discard(callback)
            self._rest.wait(self._period)


pulse: Final = Pulse()
