"""What ``import sawidget as sa`` offers, and how little it costs before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sawidget as sa

NAMES = {
    "Annealer",
    "Compare",
    "EnergyError",
    "Ensemble",
    "FormulaError",
    "FunctionError",
    "Graph",
    "Landscape",
    "Judged",
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
    "landscape",
    "judged",
    "mystery",
    "predict",
    "report",
    "resume",
    "runs",
    "sample",
    "schedules",
    "serve",
}


def test_the_public_names_are_pinned() -> None:
    assert set(sa.__all__) == NAMES


def test_tab_completion_offers_the_public_names_and_nothing_else() -> None:
    assert set(dir(sa)) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(sa, name) is getattr(sa, name)


@pytest.mark.parametrize("name", sorted(NAMES - {"__version__"}))
def test_every_public_name_is_documented(name: str) -> None:
    assert getattr(sa, name).__doc__


def test_a_misspelt_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="anneall"):
        sa.anneall  # noqa: B018


def test_importing_sawidget_imports_nothing_heavy() -> None:
    code = "import sys, sawidget; dir(sawidget); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "sawidget" in loaded
    assert not loaded & {"rdkit", "matplotlib", "numba", "numpy", "tqdm", "IPython", "ipywidgets"}
