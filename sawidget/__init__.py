"""Simulated annealing over the isomers of a molecular formula, as a notebook sees it.

>>> import sawidget as sa
>>> sa.anneal("C6H14", seed=1).best_smiles
'CCC(C)(C)C'

Every name is fetched when it is first used: a notebook imports this module in an instant, and pays for RDKit,
matplotlib and the compiler only once it needs them.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saserver.engine import (
        EnergyError,
        FormulaError,
        FunctionError,
        Graph,
        ParameterError,
        SawidgetError,
        TooManyIsomers,
        energies,
        energy,
        schedules,
    )
    from sawidget.annealer import Annealer
    from sawidget.annealing import anneal, boltzmann, isomers, sample
    from sawidget.certificate import report
    from sawidget.checks import check
    from sawidget.compare import Compare
    from sawidget.ensembles import Ensemble, ensemble
    from sawidget.judgement import Judged, judged
    from sawidget.landscapes import Landscape, landscape
    from sawidget.mysteries import mystery
    from sawidget.predictions import predict
    from sawidget.results import Result
    from sawidget.serving import resume, runs, serve

__version__ = "0.1.0"
#: Whether nbgrader runs this notebook. Asked here, since a lesson imports sawidget before any line of a student's.
GRADED = bool(os.environ.get("NBGRADER_EXECUTION"))

__all__ = [
    "Annealer",
    "Compare",
    "EnergyError",
    "Ensemble",
    "FormulaError",
    "FunctionError",
    "Graph",
    "Judged",
    "Landscape",
    "ParameterError",
    "Result",
    "SawidgetError",
    "TooManyIsomers",
    "__version__",
    "anneal",
    "boltzmann",
    "check",
    "energies",
    "energy",
    "ensemble",
    "isomers",
    "judged",
    "landscape",
    "mystery",
    "predict",
    "report",
    "resume",
    "runs",
    "sample",
    "schedules",
    "serve",
]

_HOME = {
    "Annealer": "sawidget.annealer",
    "Compare": "sawidget.compare",
    "Landscape": "sawidget.landscapes",
    "Ensemble": "sawidget.ensembles",
    "Judged": "sawidget.judgement",
    "Result": "sawidget.results",
    "anneal": "sawidget.annealing",
    "boltzmann": "sawidget.annealing",
    "ensemble": "sawidget.ensembles",
    "check": "sawidget.checks",
    "isomers": "sawidget.annealing",
    "landscape": "sawidget.landscapes",
    "judged": "sawidget.judgement",
    "mystery": "sawidget.mysteries",
    "predict": "sawidget.predictions",
    "report": "sawidget.certificate",
    "resume": "sawidget.serving",
    "runs": "sawidget.serving",
    "sample": "sawidget.annealing",
    "serve": "sawidget.serving",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME.get(name, "saserver.engine")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
