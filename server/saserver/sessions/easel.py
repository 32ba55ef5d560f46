"""The easel of a run: it draws molecules, in no more than its share of the time.

A drawing takes a millisecond, and fifty for some of sixty atoms; RDKit holds the interpreter's lock meanwhile, so that
everybody in the process waits. Where drawings take too much of the time, frames go on and pictures come less often.
"""

from __future__ import annotations

import time
from typing import Final

from saserver.depict import Layout, Picture, depict
from saserver.engine import Graph

#: Of the time of one run, and of all runs that go on at once, what drawings may take.
SHARE: Final = 1 / 15
SHARE_OF_ALL: Final = 1 / 5

#: Whoever drives a run now, in all of the process.
at_work: Final[set[object]] = set()


class Easel:
    """Draws for one run."""

    def __init__(self) -> None:
        self._free_at = 0.0

    @property
    def free(self) -> bool:
        """Whether another drawing may be made now."""
        return time.monotonic() >= self._free_at

    def draw(self, graph: Graph, previous: Layout | None) -> Picture:
        """Draw a molecule (see ``depict``), whether or not there is time for it."""
        begin = time.thread_time()
        picture = depict(graph, previous)
        spent = time.thread_time() - begin
        self._free_at = time.monotonic() + spent * max(1 / SHARE, len(at_work) / SHARE_OF_ALL)
        return picture
