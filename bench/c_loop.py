"""The chain as a plain C loop (``chain.c``), compiled where gcc is at hand."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from saserver.engine.graph import Graph
from saserver.engine.state import first_state

_SOURCE = Path(__file__).with_name("chain.c")
_MOST = 61
_WORD = ctypes.c_uint64


class CChain(ctypes.Structure):
    """``struct chain`` of the source."""

    _fields_ = (
        ("generator", _WORD * 4),
        *((name, _WORD) for name in ("step", "accepted", "rejected", "invalid", "disconnected")),
        ("energy", ctypes.c_double),
        ("best", ctypes.c_double),
        ("atoms", _WORD),
        ("near", _WORD * _MOST),
        ("size", _WORD * _MOST),
        ("bonds", ctypes.c_ubyte * _MOST**2),
    )

    @classmethod
    def begin(cls, start: Graph, seed: int) -> CChain:
        """Before the first step; the energy is the Wiener index."""
        state = first_state(start, start.distances.sum() / 2, seed)
        n = len(start)
        near = [sum(1 << j for j in neighbours) for neighbours in start.neighbours]
        orders = [order for row in state.bonds for order in row]
        return cls(
            generator=(_WORD * 4)(*state.generator),
            energy=state.energy,
            best=state.energy,
            atoms=n,
            near=(_WORD * _MOST)(*near),
            bonds=(ctypes.c_ubyte * _MOST**2)(*orders),
        )

    def outcome(self) -> tuple[float, ...]:
        """What became of the proposals, the last energy and the best: all that two runs of the same steps share."""
        return self.accepted, self.rejected, self.invalid, self.disconnected, self.energy, self.best


def compile_loop(*options: str) -> Any:
    """``run(chain, kT, stop)``, compiled with ``-O3`` and these options; None without gcc."""
    gcc = shutil.which("gcc")
    if gcc is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows keeps what is loaded
        library = Path(folder) / "chain.so"
        subprocess.run([gcc, "-O3", *options, "-shared", "-fPIC", str(_SOURCE), "-o", str(library), "-lm"], check=True)
        loop = ctypes.CDLL(str(library))
    loop.fill_tables()
    loop.run.argtypes = [ctypes.POINTER(CChain), ctypes.c_double, _WORD]
    loop.run.restype = None
    return loop.run
