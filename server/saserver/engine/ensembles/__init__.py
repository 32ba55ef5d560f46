"""Many runs: seeds and grids of parameters over any executor, and what they say together.

``grid`` is what to run, ``batch`` what a worker does at a time, ``crew`` who does it, ``running`` puts them together,
and ``ensemble`` is what comes out. Nothing of it depends on who did the work, in which order or in which portions.
"""

from saserver.engine.ensembles.batch import IMPROVEMENT, RUN, Failure
from saserver.engine.ensembles.crew import usable_cores
from saserver.engine.ensembles.ensemble import Comparison, Ensemble, together
from saserver.engine.ensembles.grid import Point
from saserver.engine.ensembles.running import Stream, ensemble

__all__ = [
    "IMPROVEMENT",
    "RUN",
    "Comparison",
    "Ensemble",
    "Failure",
    "Point",
    "Stream",
    "ensemble",
    "together",
    "usable_cores",
]
