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
    shown = Cell(unit) if in_notebook() else Terminal(unit)
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


class Terminal:
    """A line of a terminal, as wide as the window."""

    def __init__(self, unit: str) -> None:
        self._unit = f" {unit}"
        self._bar: tqdm[NoReturn] | None = None

    def prepare(self) -> None:
        """Say that the work has not begun yet."""
        self._write(PREPARING)

    def show(self, done: int, total: int, elapsed: float) -> None:
        """So much is done."""
        self._write(meter(done, total, elapsed, self._unit, shutil.get_terminal_size().columns - 1))

    def close(self) -> None:
        """Leave nothing behind."""
        if self._bar is not None:
            self._bar.close()

    def _write(self, text: str) -> None:
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(bar_format="{desc}", leave=False, desc=text)
        else:
            self._bar.set_description_str(text)


class Cell:
    """A line of text below a notebook cell, empty in the end.

    Not tqdm's bar for notebooks: it is a widget, and where the notebook is opened again only an error is left of it.
    """

    def __init__(self, unit: str) -> None:
        self._unit = f" {unit}"
        self._line: Any = None

    def prepare(self) -> None:
        """Say that the work has not begun yet."""
        self._write(PREPARING)

    def show(self, done: int, total: int, elapsed: float) -> None:
        """So much is done."""
        self._write(meter(done, total, elapsed, self._unit))

    def close(self) -> None:
        """Leave an empty line behind."""
        if self._line is not None:
            self._write("")

    def _write(self, text: str) -> None:
        from IPython.display import display

        if self._line is None:
            self._line = display({"text/plain": text}, raw=True, display_id=True)
        else:
            self._line.update({"text/plain": text}, raw=True)


def meter(done: int, total: int, elapsed: float, unit: str, columns: int | None = None) -> str:
    """How far it is, as tqdm writes it."""
    from tqdm import tqdm

    return tqdm.format_meter(done, total, elapsed, unit=unit, unit_scale=True, ncols=columns)
