"""What an energy is: an entry of the registry, and the same bound to one formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from saserver.engine.graph import Graph


class Kernel(IntEnum):
    """Which compiled function computes a component; ``PYTHON`` where only the readable one exists."""

    PYTHON = 0
    WIENER_INDEX = 1
    RINGS = 2
    DEPT = 3
    CARBON13 = 4
    CARBON13_OF_ALKANES = 5


@dataclass(frozen=True)
class Component:
    """An energy bound to the elements of a formula and to its options.

    Attributes
    ----------
    name : the registered name
    value : the energy of a graph, in plain Python
    kernel : the compiled function that computes the same number
    data : what that function reads besides the graph
    """

    name: str
    value: Callable[[Graph], float]
    kernel: Kernel = Kernel.PYTHON
    data: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class Energy:
    """An entry of the registry.

    Attributes
    ----------
    name, label, unit, help : what a person is shown
    options : name of each option → what it means
    bind : (elements of the heavy atoms, number of hydrogens, options) → Component; raises ParameterError
    """

    name: str
    label: str
    unit: str
    help: str
    bind: Callable[[tuple[str, ...], int, Mapping[str, object]], Component]
    options: Mapping[str, str] = field(default_factory=dict)
