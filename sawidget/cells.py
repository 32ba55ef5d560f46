"""Which widgets a cell has made: when it is run again its old runs end, or they would go on with nobody to see them."""

from __future__ import annotations

import threading
from typing import Any

from sawidget.kernel import Cell, cell

_made: dict[str, tuple[Cell, list[Any]]] = {}
_lock = threading.Lock()


def enter(widget: Any) -> None:
    """A widget is being made. Those that its cell made when it was run before are told to ``retire``."""
    here = cell()
    if here is None:
        return
    with _lock:
        before, widgets = _made.get(here.name, (here, []))
        _made[here.name] = (here, [widget, *widgets]) if before == here else (here, [widget])
    if before != here:
        for old in widgets:
            old.retire()
