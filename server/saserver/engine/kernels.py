"""The compiled energies, each by itself: compiled when it is first used, and called by its address.

So a chain for sums of energies is compiled once and for all, in about a second, while the additive model of carbon13
alone takes several. numba caches neither a chain that is given a compiled function nor one that is closed over it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from numba import types
from numba.np.numpy_support import carray

from saserver.engine.energies.base import Kernel
from saserver.engine.energies.carbon13.energy import SCRATCH, alkane_energy, carbon13_energy
from saserver.engine.energies.dept import dept_energy
from saserver.engine.energies.rings import rings_energy
from saserver.engine.jit import callback, inlined

#: What compiled code takes for the address of the Wiener index, which the chain computes itself.
NOWHERE: Final = 0
_SIGNATURE: Final = types.float64(
    types.CPointer(types.uint64),
    types.CPointer(types.int64),
    types.int64,
    types.CPointer(types.float64),
    types.int64,
    types.CPointer(types.float64),
)


@inlined
def arrays(bonds: Any, elements: Any, n: int, data: Any, size: int, scratch: Any) -> Any:
    """What energies take, of what C can pass."""
    return carray(bonds, (n + 1, n + 1)), carray(elements, n), carray(data, size), carray(scratch, SCRATCH)


def rings(bonds: Any, elements: Any, n: int, data: Any, size: int, scratch: Any) -> float:
    return rings_energy(*arrays(bonds, elements, n, data, size, scratch))


def dept(bonds: Any, elements: Any, n: int, data: Any, size: int, scratch: Any) -> float:
    return dept_energy(*arrays(bonds, elements, n, data, size, scratch))


def carbon13(bonds: Any, elements: Any, n: int, data: Any, size: int, scratch: Any) -> float:
    return carbon13_energy(*arrays(bonds, elements, n, data, size, scratch))


def carbon13_of_alkanes(bonds: Any, elements: Any, n: int, data: Any, size: int, scratch: Any) -> float:
    return alkane_energy(*arrays(bonds, elements, n, data, size, scratch))


_FUNCTIONS: Final[dict[Kernel, Callable[..., float]]] = {
    Kernel.RINGS: rings,
    Kernel.DEPT: dept,
    Kernel.CARBON13: carbon13,
    Kernel.CARBON13_OF_ALKANES: carbon13_of_alkanes,
}


def address(kernel: Kernel) -> int:
    """Where the machine code of an energy is."""
    return NOWHERE if kernel is Kernel.WIENER_INDEX else int(_machine_code(kernel).address)


@cache
def _machine_code(kernel: Kernel) -> Any:
    return callback(_FUNCTIONS[kernel], _SIGNATURE)
