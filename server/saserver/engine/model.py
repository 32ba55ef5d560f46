"""What a chain needs to know besides its state: the atoms, the energy, the temperature, the rule of acceptance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saserver.engine.energies import Component, Kernel
from saserver.engine.errors import EnergyError
from saserver.engine.graph import Graph
from saserver.engine.schedules import temperature
from saserver.engine.state import Bonds


@dataclass(frozen=True)
class Model:
    """The parameters of a run, bound to its formula.

    Attributes
    ----------
    start : the first molecule; its elements are those of every other
    components, weights : energy = Σ weight · component
    sign : 1 to minimise, -1 to maximise
    law : the schedule (see ``schedules.cooling_law``)
    schedule : the user's own factor of the initial temperature at t/total, if any
    accept : the user's own rule (dE, kT, u) → bool, if any
    """

    start: Graph
    components: tuple[Component, ...]
    weights: tuple[float, ...]
    sign: float
    law: NDArray[np.float64]
    total: int
    schedule: Callable[[float], float] | None = None
    accept: Callable[[float, float, float], bool] | None = None

    @property
    def compiled(self) -> bool:
        """Whether compiled code can run it: no function of Python takes part in each step."""
        return self.accept is None and all(component.kernel is not Kernel.PYTHON for component in self.components)

    def graph(self, bonds: Bonds) -> Graph:
        """The molecule with these bond orders; the hydrogen pool is left off."""
        return Graph(self.start.elements, tuple(row[:-1] for row in bonds[:-1]))

    def parts(self, graph: Graph) -> Mapping[str, float]:
        """Name of each component → its unweighted value."""
        return {component.name: component.value(graph) for component in self.components}

    def energy(self, graph: Graph) -> float:
        """The weighted sum."""
        energy = 0.0
        for weight, component in zip(self.weights, self.components, strict=True):
            energy += weight * component.value(graph)
        if not math.isfinite(energy):
            message = f"energy: the weighted sum for {graph.smiles} is {energy}; lower the weights or the values"
            raise EnergyError(message, name=" + ".join(component.name for component in self.components))
        return energy

    def factor(self, step: int) -> float:
        """What the user's schedule makes of the initial temperature in this step; 1 without one."""
        return 1.0 if self.schedule is None else self.schedule(step / self.total)

    def temperature(self, step: int) -> float:
        """The temperature kT that this step is judged with."""
        return temperature(self.law, float(step), self.factor(step))


def metropolis(delta: float, kt: float) -> float:
    """The probability that a change of energy is accepted (Metropolis 1953): min(1, exp(-dE/kT))."""
    return 1.0 if delta <= 0 else math.exp(-delta / kt)
