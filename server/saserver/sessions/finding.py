"""What a run has found, from what was last shown of it: to look at a run never stops it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saserver.engine import Graph, Result, Trace
from saserver.engine.state import unpack
from saserver.sessions.screen import Shot


def found(
    parameters: Mapping[str, Any],
    start: Graph,
    moment: Mapping[str, Any],
    chain: NDArray[np.uint64],
    history: NDArray[np.void],
) -> Result:
    """The result of a run.

    Parameters
    ----------
    start : its first molecule
    moment : counters, energies and molecules, as a frame tells them; they are computed already
    chain : the whole state at that moment
    history : the energy over the steps until then
    """
    state = unpack(chain)
    return Result(
        parameters=parameters,
        initial=start,
        final=Graph.from_matrix(start.elements, state.bonds),
        best=Graph.from_matrix(start.elements, state.best_bonds),
        initial_energy=moment["initial_energy"],
        final_energy=state.energy,
        best_energy=state.best_energy,
        best_components=moment["best_components"],
        final_components=moment["components"],
        best_step=state.best_step,
        total_steps=state.step,
        accepted_moves=state.accepted,
        rejected_moves=state.rejected,
        invalid_moves=state.invalid,
        disconnected_moves=state.disconnected,
        history=history,
    )


def result(shot: Shot) -> Result:
    """What the run of a live session had found at that moment."""
    assert shot.run is not None
    assert shot.chain is not None
    return found(shot.run.parameters.as_dict(), shot.run.model.start, shot.moment, shot.chain, history(shot))


def history(shot: Shot) -> NDArray[np.void]:
    """The energy over its steps until that moment."""
    assert shot.run is not None
    assert shot.chain is not None
    state, trace = unpack(shot.chain), Trace(shot.run.total)
    trace.buckets = shot.buckets
    return trace.history(state.step, state.energy, state.best_energy, shot.run.temperature_of)
