"""How the energy of a run is called, in every picture and table of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saserver.engine import energies


def quantity(parameters: Mapping[str, Any]) -> tuple[str, str]:
    """Label and unit of what a run optimises; the unit begins with its space, and is empty where there is none."""
    energy = parameters.get("energy")
    if energy is None:
        weights = {name: weight for name, weight in parameters["component_weights"].items() if weight}
        if list(weights.values()) != [1]:
            terms = (name if weight == 1 else f"{weight:g}·{name}" for name, weight in weights.items())
            return f"energy ({' + '.join(terms)})", ""
        [energy] = weights
    if isinstance(energy, str):
        energy = energies().get(energy, energy)
    unit = getattr(energy, "unit", "")
    return getattr(energy, "label", getattr(energy, "name", str(energy))), f" {unit}" if unit else ""


def cooling(parameters: Mapping[str, Any]) -> str:
    """What was wanted and how it was cooled, in a few words for a title."""
    schedule = parameters["schedule"]
    if schedule in ("faulon", "reheat"):
        k = f"{parameters['cooling_schedule_k']:g}"
        schedule = f"f{k}" if schedule == "faulon" else f"reheat f{k}"
    elif not isinstance(schedule, str):
        schedule = getattr(schedule, "__name__", getattr(schedule, "name", "own schedule"))
    aim = "maximise, " if parameters["optimization_mode"] == "MAXIMIZE" else ""
    return f"{aim}{schedule} {'at' if schedule == 'constant' else 'from'} kT {parameters['initial_temp']:.3g}"
