"""Which widgets a cell has made: when it is run again its old runs end, or they would go on with nobody to see them."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import Any

from sawidget.kernel import Cell, cell

_made: dict[str, tuple[Cell, list[Any]]] = {}
_lock = threading.Lock()


def enter(widget: Any) -> None:
    """A widget has been made. Those that its cell made when it was run before are told to ``retire``, every one."""
    here = cell()
    if here is None:
        return
    with _lock:
        before, widgets = _made.get(here.name, (here, []))
        _made[here.name] = (here, [widget, *widgets]) if before == here else (here, [widget])
    if before != here:
        with ExitStack() as each:
            for old in widgets:
                each.callback(old.retire)
