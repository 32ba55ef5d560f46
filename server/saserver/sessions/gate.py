"""Gates in the way of threads that want the same thing at the same time.

A process may drive thirty runs. If all of them want the interpreter's lock, or a processor, at once, so does the thread
that serves the watchers, and it waits for all the others. Behind a gate they wait in a line of their own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: Seconds after which a thread goes through in any case: a user's function may take its time, and others need not wait.
PATIENCE: Final = 0.1


class Gate:
    """Lets so many threads through at once, in the order in which they come."""

    def __init__(self, places: int) -> None:
        self._free = threading.BoundedSemaphore(places)

    @contextmanager
    def passed(self) -> Iterator[None]:
        """What is done behind the gate."""
        in_order = self._free.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if in_order:
                self._free.release()


#: For taking frames, which is done in Python, and for steps, which need processors.
FRAMES: Final = Gate(1)
STEPS: Final = Gate(os.cpu_count() or 1)
