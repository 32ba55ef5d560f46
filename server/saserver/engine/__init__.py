"""The annealing engine: Faulon's simulated annealing over the constitutional isomers of a molecular formula."""

from saserver.engine.annealing import anneal
from saserver.engine.chain import Chain
from saserver.engine.convergence import Convergence, convergence
from saserver.engine.descent import Barrier
from saserver.engine.energies import Energy, energies, energy
from saserver.engine.energies.blame import failing_line
from saserver.engine.ensembles import Comparison, Ensemble, Failure, Point, Stream, ensemble, together
from saserver.engine.errors import (
    EnergyError,
    FormulaError,
    FunctionError,
    ParameterError,
    Problem,
    SawidgetError,
    TooManyIsomers,
)
from saserver.engine.formula import Formula
from saserver.engine.graph import Graph
from saserver.engine.isomers import Isomer, isomers
from saserver.engine.judged import Band, Judged, judged
from saserver.engine.landscape import Landscape, landscape
from saserver.engine.model import Model
from saserver.engine.parameters import Parameters
from saserver.engine.preparation import prepare
from saserver.engine.proportions import Difference, Share, paired_means, paired_shares, share
from saserver.engine.readable import Info, Verdict
from saserver.engine.result import HISTORY, Result
from saserver.engine.sampling import Sample, boltzmann, sample
from saserver.engine.schedules import schedules
from saserver.engine.state import State
from saserver.engine.trace import Trace

__all__ = [
    "HISTORY",
    "Band",
    "Barrier",
    "Chain",
    "Comparison",
    "Convergence",
    "Difference",
    "Energy",
    "EnergyError",
    "Ensemble",
    "Failure",
    "Formula",
    "FormulaError",
    "FunctionError",
    "Graph",
    "Info",
    "Isomer",
    "Judged",
    "Landscape",
    "Model",
    "ParameterError",
    "Parameters",
    "Point",
    "Problem",
    "Result",
    "Sample",
    "SawidgetError",
    "Share",
    "State",
    "Stream",
    "TooManyIsomers",
    "Trace",
    "Verdict",
    "anneal",
    "boltzmann",
    "convergence",
    "energies",
    "energy",
    "ensemble",
    "failing_line",
    "isomers",
    "judged",
    "landscape",
    "paired_means",
    "paired_shares",
    "prepare",
    "sample",
    "schedules",
    "share",
    "together",
]
