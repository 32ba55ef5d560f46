"""The notebook's kernel, where there is one: its main thread, and the cell that it is running."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A cell as its notebook names it, and one time that it is run."""

    name: str
    execution: str


def call_soon(callback: Callable[[], object]) -> bool:
    """Have the main thread call something when it runs no cell; False where there is no kernel, and nothing is done."""
    loop = getattr(_kernel(), "io_loop", None)
    if loop is None:
        return False
    loop.add_callback(callback)
    return True


def cell() -> Cell | None:
    """The cell that is running, if the notebook tells which one it is."""
    kernel = _kernel()
    request = kernel.get_parent() if hasattr(kernel, "get_parent") else {}
    header = request.get("header", {})
    name = request.get("metadata", {}).get("cellId")
    if not isinstance(name, str) or header.get("msg_type") != "execute_request":
        return None
    return Cell(name, str(header.get("msg_id")))


def _kernel() -> Any:
    ipython = sys.modules.get("IPython")
    return None if ipython is None else getattr(ipython.get_ipython(), "kernel", None)
