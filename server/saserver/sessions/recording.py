"""A recording: a run repeated from its seed, as the frames that it would have shown somebody.

A live run's frames follow the clock. These are evenly spread over its steps and wait for no clock, so that the same
parameters make the same recording, on any machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from rdkit import Chem

from saserver.depict import depict
from saserver.engine import Graph, ParameterError, Parameters, energies
from saserver.engine.energies import as_energy
from saserver.engine.schedules import SCHEDULES, ScheduleHelp
from saserver.sessions.frames import MOST_VISITS
from saserver.sessions.gallery import MOST_ISOMERS
from saserver.sessions.loaded import Loaded
from saserver.sessions.plain import plain
from saserver.sessions.prepared import prepared
from saserver.sessions.run import Run
from saserver.sessions.screen import Shot
from saserver.sessions.states import SessionState

#: Frames of a recording. A run of at most so many steps has one for each, with the proposal that was made in it.
MOST_FRAMES: Final = 600


@dataclass(frozen=True)
class Recording:
    """A whole run.

    Attributes
    ----------
    first, last : what a snapshot tells, before the first step and after the last
    frames : what ``progress`` tells in between, and the ``stage``
    pictures : SMILES of each isomer that was visited → its drawing
    vocabulary : what ``GET vocabulary`` tells, as far as the run uses it
    """

    first: Mapping[str, Any]
    frames: list[dict[str, Any]]
    last: Mapping[str, Any]
    pictures: Mapping[str, str]
    vocabulary: Mapping[str, Any]


def record(given: Mapping[str, Any], progress: Callable[[int, int], None] = lambda done, total: None) -> Recording:
    """Make the run with these parameters, from start to end.

    Parameters
    ----------
    progress : called after every frame with the steps made and the steps to make

    Raises
    ------
    FormulaError, ParameterError
    FunctionError
        A function of the user's fails.
    """
    parameters, model, _ = prepared(given, None)
    loaded = Loaded.anew(parameters, model, 0)
    run, camera = loaded.run, loaded.camera
    shot = Shot(session_id="recording", created_at=0, state=SessionState.IDLE, **loaded.view)
    first, frames = shot.snapshot(), []
    for end in _ends(run.total):
        _advance(run, end)
        shot = replace(shot, moment=camera.moment(), stage="frozen" if run.frozen() else "cycle")
        most = MOST_ISOMERS if run.complete else MOST_VISITS
        frames.append({**shot.moment, **camera.news(math.inf, most), "stage": shot.stage})
        progress(run.step, run.total)
    shot = replace(shot, state=SessionState.COMPLETE, buckets=run.seen(), visits=run.gallery.visits)
    pictures = {smiles: svg for smiles in shot.visits.smiles if (svg := _drawn(smiles))}
    return Recording(first, frames, shot.snapshot(), pictures, _vocabulary(parameters))


def _ends(total: int) -> list[int]:
    """The steps after which there is a frame."""
    ends: list[int] = np.linspace(0, total, min(total, MOST_FRAMES) + 1).round().astype(int).tolist()
    return ends[1:]


def _advance(run: Run, end: int) -> None:
    if run.total <= MOST_FRAMES:
        run.single()
    else:
        run.advance(end - run.step)


def _drawn(smiles: str) -> str | None:
    with suppress(ParameterError):
        return depict(Graph.from_mol(Chem.MolFromSmiles(smiles))).svg
    return None


def _vocabulary(parameters: Parameters) -> dict[str, Any]:
    given, schedule = parameters.energy, parameters.schedule
    known = {**energies(), **({} if given is None else {as_energy(given).name: as_energy(given)})}
    law = SCHEDULES[schedule] if isinstance(schedule, str) else ScheduleHelp(plain(schedule), "", "")
    return {
        "energies": [
            {"name": one.name, "label": one.label, "unit": one.unit, "help": one.help, "options": dict(one.options)}
            for one in (known[name] for name in parameters.weights)
        ],
        "schedules": [{"name": law.name, "law": law.law, "help": law.help}],
        "presets": [],
    }
