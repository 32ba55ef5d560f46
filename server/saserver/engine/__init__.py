"""The annealing engine: Faulon's simulated annealing over the constitutional isomers of a molecular formula."""

from saserver.engine.annealing import anneal
from saserver.engine.chain import Chain
from saserver.engine.energies import Energy, energies, energy
from saserver.engine.energies.blame import failing_line
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
from saserver.engine.model import Model
from saserver.engine.parameters import Parameters
from saserver.engine.preparation import prepare
from saserver.engine.readable import Info, Verdict
from saserver.engine.result import HISTORY, Result
from saserver.engine.sampling import Sample, boltzmann, sample
from saserver.engine.schedules import schedules
from saserver.engine.state import State
from saserver.engine.trace import Trace

__all__ = [
    "HISTORY",
    "Chain",
    "Energy",
    "EnergyError",
    "Formula",
    "FormulaError",
    "FunctionError",
    "Graph",
    "Info",
    "Isomer",
    "Model",
    "ParameterError",
    "Parameters",
    "Problem",
    "Result",
    "Sample",
    "SawidgetError",
    "State",
    "TooManyIsomers",
    "Trace",
    "Verdict",
    "anneal",
    "boltzmann",
    "energies",
    "energy",
    "failing_line",
    "isomers",
    "prepare",
    "sample",
    "schedules",
]
