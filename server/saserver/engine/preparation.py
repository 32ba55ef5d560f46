"""From checked parameters to a model that a chain can run."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from saserver.engine.energies import Energy, as_energy, bind, check_invariance
from saserver.engine.energies.registry import BUILT_IN
from saserver.engine.formula import Formula
from saserver.engine.functions import guarded_accept, guarded_schedule
from saserver.engine.model import Model
from saserver.engine.parameters import MODES, WIENER_TEMPERATURE, Parameters
from saserver.engine.readable import Verdict, step
from saserver.engine.schedules import Schedule, cooling_law
from saserver.engine.start import start_structure
from saserver.engine.state import first_state

#: The scale of an energy is measured over so many accepted moves at infinite temperature, and at most so many steps.
_MOVES: Final = 200
_STEPS: Final = 20_000


def prepare(parameters: Parameters, own: Iterable[Energy] = ()) -> tuple[Parameters, Model]:
    """Bind parameters to their formula, and fill in ``initial_temp`` if it was left to the energy.

    ``own`` are energies that go before those known by name in this process: a worker process knows the built-in ones.

    Raises
    ------
    ParameterError, EnergyError
    """
    formula = Formula.parse(parameters.formula)
    start = parameters.start_graph() or start_structure(formula)
    weights = parameters.weights
    components = bind(
        formula.elements, formula.hydrogens, weights, parameters.component_options or {}, [*own, *_given(parameters)]
    )
    for component in components:
        if component.name not in BUILT_IN:
            check_invariance(component.value, start, component.name)
    model = Model(
        start=start,
        components=components,
        weights=tuple(weights[component.name] for component in components),
        sign=MODES[parameters.optimization_mode],
        law=cooling_law(Schedule.CONSTANT, math.inf, parameters.min_temp, 0.0, _STEPS, _STEPS),
        total=parameters.total_steps,
    )
    if parameters.initial_temp is None:
        # Scaling an energy must not change the run.
        weight = weights["wiener_index"] if list(weights) == ["wiener_index"] else None
        scale = energy_scale(model) if weight is None else WIENER_TEMPERATURE * weight
        parameters = replace(parameters, initial_temp=scale)
    return parameters, _with_law(model, parameters)


def _with_law(model: Model, parameters: Parameters) -> Model:
    assert parameters.initial_temp is not None
    schedule = parameters.schedule
    return replace(
        model,
        law=cooling_law(
            Schedule[schedule.upper()] if isinstance(schedule, str) else Schedule.PYTHON,
            parameters.initial_temp,
            parameters.min_temp,
            parameters.cooling_schedule_k,
            parameters.total_steps,
            parameters.steps_per_cycle,
        ),
        schedule=None if isinstance(schedule, str) else guarded_schedule(schedule),
        accept=None if isinstance(parameters.accept, str) else guarded_accept(parameters.accept),
    )


def energy_scale(model: Model) -> float:
    """Standard deviation of the energy over 200 random moves from the start, 1 where it does not vary."""
    if len(model.start) < 3:
        return 1.0  # nothing can move
    state = first_state(model.start, model.energy(model.start), 0)
    energies = [state.energy]
    for _ in range(_STEPS):
        state, info = step(model, state)
        if info.verdict is Verdict.ACCEPTED:
            energies.append(state.energy)
            if len(energies) > _MOVES:
                break
    return statistics.pstdev(energies) or 1.0


def _given(parameters: Parameters) -> Iterable[Energy]:
    return () if parameters.energy is None else (as_energy(parameters.energy),)
