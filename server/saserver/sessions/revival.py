"""From a record back to a run that goes on bit for bit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rdkit import Chem

from saserver.engine import ParameterError, Parameters, Problem, energies, prepare
from saserver.engine.energies import as_energy
from saserver.engine.energies.registry import BUILT_IN
from saserver.sessions.cooling import cooling
from saserver.sessions.errors import FunctionsNeeded
from saserver.sessions.plain import plain
from saserver.sessions.record import Record
from saserver.sessions.run import Run


def functions(parameters: Parameters) -> dict[str, str]:
    """Parameter → name of what was written in Python for it, and must be there again for the run to go on."""
    given = {name: getattr(parameters, name) for name in ("schedule", "accept")}
    found = {name: plain(value) for name, value in given.items() if callable(value)}
    if parameters.energy is not None:
        own = {as_energy(parameters.energy).name} - BUILT_IN.keys()
    else:
        own = parameters.weights.keys() - BUILT_IN.keys()
    if own:
        found["energy" if parameters.energy is not None else "component_weights"] = ", ".join(sorted(own))
    return found


def revived(record: Record, given: Mapping[str, Any]) -> Run:
    """The run of a record. Whether a rule of acceptance is the one from before, nobody can tell.

    Parameters
    ----------
    given : parameter → the function that was written for it, again; an energy may as well be known by its name

    Raises
    ------
    FunctionsNeeded
        if a function is missing
    ParameterError
        if it is another one than before, or the run had none
    """
    for name, value in given.items():
        was = record.parameters.get(name)
        if value is not None and name not in record.functions and plain(value) != was:
            raise ParameterError(Problem(name, value, f"{name}: the run had {was!r} and no function; leave {name} out"))
    again = {name: value for name, value in given.items() if value is not None and name in record.functions}
    missing = {name: text for name, text in record.functions.items() if name not in again and not _known(name, text)}
    if missing:
        raise FunctionsNeeded(record.session_id, missing)
    stored = {name: value for name, value in record.parameters.items() if name != "steps_per_second"}
    molecule: dict[str, Chem.Mol] = {"start": record.start.mol} if record.molecule else {}
    formula = stored.pop("formula")
    parameters, model = prepare(Parameters.checked(formula, **{**stored, **molecule, **again}))
    if "schedule" in again:
        _check_cooling(record, cooling(model, parameters.steps_per_cycle), again["schedule"])
    run = Run(parameters, replace(model, start=record.start), record.past)
    energy = model.energy(run.chain.current)
    if not math.isclose(energy, run.chain.energy, rel_tol=1e-9, abs_tol=1e-9):
        message = (
            f"energy gives {energy:.6g} for {run.chain.current.smiles}, where the run stopped; it gave "
            f"{run.chain.energy:.6g} then: give the function that session {record.session_id!r} was started with"
        )
        raise ParameterError(Problem("energy", again.get("energy"), message))
    return run


def _check_cooling(record: Record, line: Mapping[str, Any], schedule: object) -> None:
    """Refuse a schedule that would cool the run otherwise, as far as both lines go: a schedule may fail on its way."""
    steps = zip(record.cooling["step"], record.cooling["temperature"], line["temperature"], strict=False)
    for step, before, now in steps:
        if not math.isclose(before, now, rel_tol=1e-4):
            message = (
                f"schedule: kT is {now:g} in step {step}; it was {before:g}: give the function that session "
                f"{record.session_id!r} was started with"
            )
            raise ParameterError(Problem("schedule", schedule, message))


def _known(parameter: str, names: str) -> bool:
    return parameter in ("energy", "component_weights") and set(names.split(", ")) <= energies().keys()
