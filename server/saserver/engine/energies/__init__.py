"""What a chain can minimise or maximise: the built-in energies, and how a user adds one."""

from saserver.engine.energies.base import Component, Energy, Kernel
from saserver.engine.energies.custom import CustomEnergy, as_energy, energy
from saserver.engine.energies.invariance import check_invariance
from saserver.engine.energies.registry import EnergyTable, bind, energies, lookup, register

__all__ = [
    "Component",
    "CustomEnergy",
    "Energy",
    "EnergyTable",
    "Kernel",
    "as_energy",
    "bind",
    "check_invariance",
    "energies",
    "energy",
    "lookup",
    "register",
]
