"""A progress bar for those who wait: after one second, and only where somebody can see it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from tqdm import tqdm

PATIENCE = 1.0  # seconds

#: Shown while nothing is reported yet.
PREPARING = "preparing: the first run of its kind compiles code, which takes some seconds once on a computer …"

#: What the engine calls between batches: (done, total).
Progress = Callable[[int, int], None]


@contextmanager
def bar(unit: str) -> Iterator[Progress | None]:
    """Report progress on what runs inside; None where nobody would see it.

    ``TQDM_DISABLE=1`` in the environment, tqdm's own switch, turns it off: a notebook whose outputs are compared must
    not have one more on a slow machine.
    """
    if os.environ.get("TQDM_DISABLE") or not (in_notebook() or sys.stderr.isatty()):
        yield None
        return
    shown: Line = Cell(unit) if in_notebook() else Terminal(unit)
    # Compiling the engine's code reports nothing: somebody else must say what is waited for.
    patience = threading.Timer(PATIENCE, shown.prepare)
    patience.daemon = True
    patience.start()
    called = time.monotonic()
    begin: float | None = None

    def report(done: int, total: int) -> None:
        nonlocal begin
        patience.cancel()
        now = time.monotonic()
        # The first report comes when everything is compiled: the pace is counted from there.
        begin = now if begin is None else begin
        if now - called > PATIENCE:
            shown.show(done, total, now - begin)

    try:
        yield report
    finally:  # also when the run is interrupted
        patience.cancel()
        shown.close()


def in_notebook() -> bool:
    """Whether a notebook kernel, which has no terminal, shows what is displayed."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


class Line:
    """A line of text that is written over and over.

    By two threads: who has lost patience says that the work has not begun yet, who works says how far it is. Nothing is
    written any more once it is closed, and nobody is told again that what has begun is being prepared.
    """

    def __init__(self, unit: str) -> None:
        self._unit = f" {unit}"
        self._lock = threading.Lock()
        self._begun = False
        self._closed = False

    def prepare(self) -> None:
        """Say that the work has not begun yet."""
        with self._lock:
            if not self._begun and not self._closed:
                self._write(PREPARING)

    def show(self, done: int, total: int, elapsed: float) -> None:
        """So much is done."""
        with self._lock:
            self._begun = True
            if not self._closed:
                self._write(meter(done, total, elapsed, self._unit, self._columns()))

    def close(self) -> None:
        """Leave as little behind as can be."""
        with self._lock:
            self._closed = True
            self._end()

    def _columns(self) -> int | None:
        """How long it may be; None is as long as it is."""
        return None

    def _write(self, text: str) -> None:
        raise NotImplementedError

    def _end(self) -> None:
        raise NotImplementedError


class Terminal(Line):
    """A line of a terminal, as wide as the window; nothing is left of it."""

    _bar: tqdm[NoReturn] | None = None

    def _columns(self) -> int:
        return shutil.get_terminal_size().columns - 1

    def _write(self, text: str) -> None:
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(bar_format="{desc}", leave=False, desc=text)
        else:
            self._bar.set_description_str(text)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()


class Cell(Line):
    """A line of text below a notebook cell, empty in the end.

    Not tqdm's bar for notebooks: it is a widget, and where the notebook is opened again only an error is left of it.
    """

    _line: Any = None

    def _write(self, text: str) -> None:
        from IPython.display import display

        if self._line is None:
            self._line = display({"text/plain": text}, raw=True, display_id=True)
        else:
            self._line.update({"text/plain": text}, raw=True)

    def _end(self) -> None:
        if self._line is not None:
            self._write("")


def meter(done: int, total: int, elapsed: float, unit: str, columns: int | None = None) -> str:
    """How far it is, as tqdm writes it."""
    from tqdm import tqdm

    return tqdm.format_meter(done, total, elapsed, unit=unit, unit_scale=True, ncols=columns)
