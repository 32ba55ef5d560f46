"""A run with all that shows it, made before it takes the place of another: a user's function may fail at this."""

from __future__ import annotations

from typing import Any

from saserver.engine import Model, Parameters
from saserver.sessions.cooling import cooling
from saserver.sessions.frames import Camera
from saserver.sessions.pacing import default_pace
from saserver.sessions.plain import plain_parameters
from saserver.sessions.run import Run
from saserver.sessions.screen import INITIALISED


class Loaded:
    """A run before the next step.

    Parameters
    ----------
    steps_per_second : the pace, None for a run of about fifteen seconds
    stage : where the run is

    Attributes
    ----------
    view : what is shown of it
    """

    def __init__(self, run: Run, steps_per_second: float | None, stage: str = INITIALISED) -> None:
        self.run = run
        self.steps_per_second = default_pace(run.total) if steps_per_second is None else steps_per_second
        self.camera = Camera(run)
        self.view: dict[str, Any] = {
            "parameters": plain_parameters(run.parameters, self.steps_per_second),
            "moment": self.camera.moment(),
            "buckets": run.seen(),
            "visits": run.gallery.visits,
            "cooling": cooling(run.model, run.parameters.steps_per_cycle),
            "stage": stage,
            "run": run,
            "chain": run.chain.array.copy(),
        }

    @classmethod
    def anew(cls, parameters: Parameters, model: Model, steps_per_second: float | None) -> Loaded:
        """A run before its first step."""
        return cls(Run(parameters, model), steps_per_second)
