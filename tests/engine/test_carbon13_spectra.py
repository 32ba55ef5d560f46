"""Measured spectra: how near the predictions are, and whether the true isomer is the nearest of all."""

from __future__ import annotations

import re
from typing import NamedTuple

import numba
import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from saserver.engine.energies.carbon13 import CARBON13, carbon13_energy, predict_shifts
from saserver.engine.energies.carbon13.energy import SCRATCH, atomic_numbers, with_pool
from saserver.engine.graph import Graph
from saserver.engine.isomers import isomers

# Sadtler Handbook of Carbon NMR Spectra, CDCl3.
ALKANES = """
2-methylbutane        CCC(C)C          32.0t 30.1d 22.3q×2 11.8q
pentane               CCCCC            34.8t 22.8t×2 14.2q×2
2,2-dimethylbutane    CCC(C)(C)C       36.7t 30.5s 29.0q×3 8.9q
3-methylpentane       CCC(C)CC         36.6d 29.5t×2 18.9q 11.6q×2
hexane                CCCCCC           32.1t×2 23.0t×2 14.2q×2
2-methylhexane        CCCCC(C)C        39.0t 29.9t 28.2d 23.2t 22.7q×2 14.1q
3-ethylpentane        CCC(CC)CC        42.5d 25.5t×3 11.1q×3
heptane               CCCCCCC          32.4t×2 29.5t 23.1t×2 14.1q×2
2-methylheptane       CCCCCC(C)C       39.3t 32.5t 28.3d 27.3t 23.0t 22.8q×2 14.2q
2,2-dimethylheptane   CCCCCC(C)(C)C    44.5t 33.1t 30.4s 29.5q×3 24.4t 22.9t 14.1q
3-ethylheptane        CCCCC(CC)CC      40.7d 32.8t 29.3t 25.7t×2 23.4t 14.2q 11.0q×2
"""
# nmrshiftdb2, molecules 10008652, 10016680, 10008778, 10016630, 20096519, 10016826, 10007824, 10008610.
OTHERS = """
1-pentanol            CCCCCO           14.2q 22.9t 28.5t 32.7t 62.4t
tert-butyl_methyl_ether  COC(C)(C)C    28.2q×3 50.1q 73.6s
3-pentanone           CCC(=O)CC        8.0q×2 35.5t×2 211.0s
neopentyl_alcohol     CC(C)(C)CO       26.2q×3 32.7s 73.3t
3-heptanone           CCCCC(=O)CC      7.9q 13.9q 22.5t 26.2t 35.9t 42.2t 211.8s
methyl_pentanoate     CCCCC(=O)OC      15.1q 23.9t 28.5t 34.9t 51.6q 173.4s
ethylbenzene          CCc1ccccc1       15.6q 29.1t 125.7d 127.9d×2 128.4d×2 144.2s
p-xylene              Cc1ccc(C)cc1     20.9q×2 129.1d×4 134.6s×2
"""
# Textbook values, for kinds of carbon that the lists above lack: name, SMILES, shifts, largest mean error allowed.
EVERYDAY = """
cyclohexane    C1CCCCC1          26.9×6                                  0.5
cyclopropane   C1CC1             -2.8×3                                  0.5
oxirane        C1CO1             40.2×2                                  2
tetrahydrofuran  C1CCOC1         25.6×2 68.0×2                           2
cyclohexanone  O=C1CCCCC1        25.0 27.1×2 42.0×2 212.0                4
benzene        c1ccccc1          128.4×6                                 0.5
toluene        Cc1ccccc1         21.4 125.3 128.2×2 129.0×2 137.8        1
naphthalene    c1ccc2ccccc2c1    125.8×4 127.9×4 133.5×2                 2
phenol         Oc1ccccc1         115.4×2 121.0 129.7×2 155.0             1
styrene        C=Cc1ccccc1       113.7 126.2×2 127.8 128.5×2 136.9 137.6 1
acetophenone   CC(=O)c1ccccc1    26.5 128.3×2 128.5×2 133.0 137.2 198.0  1
acetone        CC(C)=O           30.8×2 206.6                            2
butanal        CCCC=O            13.7 15.7 45.8 202.7                    1
butyric_acid   CCCC(=O)O         13.6 18.1 36.2 180.7                    1
ethyl_acetate  CCOC(C)=O         14.2 21.0 60.4 171.1                    1
vinyl_acetate  C=COC(C)=O        20.6 97.5 141.2 168.0                   2
lactone        O=C1CCCO1         22.2 27.8 68.6 177.9                    3
1-hexene       CCCCC=C           14.0 22.3 31.4 33.7 114.2 139.2         1
cyclohexene    C1=CCCCC1         22.9×2 25.2×2 127.3×2                   3
butadiene      C=CC=C            117.5×2 137.8×2                         2
1-hexyne       CCCCC#C           13.6 18.1 22.0 30.7 68.1 84.5           0.5
allene         C=C=C             74.8×2 213.5                            0.5
limonene       CC1=CCC(CC1)C(C)=C  20.8 23.5 28.0 30.6 30.9 41.2 108.4 120.7 133.7 150.2  2
"""


class Spectrum(NamedTuple):
    name: str
    smiles: str
    peaks: list[list[object]]

    @property
    def graph(self) -> Graph:
        return Graph.from_mol(Chem.MolFromSmiles(self.smiles))

    @property
    def formula(self) -> str:
        return str(CalcMolFormula(Chem.MolFromSmiles(self.smiles)))

    def without_counts(self) -> list[list[object]]:
        return [peak[:2] for peak in self.peaks]


def read(line: str) -> Spectrum:
    name, smiles, *peaks = line.split()
    parts = [re.fullmatch(r"(-?[\d.]+)([qtds]?)(?:×(\d))?", peak) for peak in peaks]
    return Spectrum(name, smiles, [[float(p[1]), p[2] or None, int(p[3] or 1)] for p in parts if p])


def errors(spectrum: Spectrum, model: str) -> list[float]:
    predicted = sorted(shift.ppm for shift in predict_shifts(spectrum.graph, model))
    measured = sorted(float(str(ppm)) for ppm, _, count in spectrum.peaks for _ in range(int(str(count))))
    return [abs(a - b) for a, b in zip(predicted, measured, strict=True)]


alkanes = [read(line) for line in ALKANES.strip().splitlines()]
others = [read(line) for line in OTHERS.strip().splitlines()]
quick = [s for s in alkanes + others if s.formula not in ("C6H12O2", "C8H10")]
large = [s for s in others if s.formula in ("C6H12O2", "C8H10")]


def named(spectrum: Spectrum) -> str:
    return spectrum.name


@pytest.mark.parametrize(("model", "expected"), [("grant-paul", 0.39), ("lindeman-adams", 0.42), ("additive", 0.39)])
def test_alkanes_are_predicted_within_half_a_ppm(model: str, expected: float) -> None:
    deviations = [error for spectrum in alkanes for error in errors(spectrum, model)]
    assert np.mean(deviations) == pytest.approx(expected, abs=0.005)


def test_oxygen_and_benzene_rings_are_predicted_within_a_ppm() -> None:
    assert np.mean([error for spectrum in others for error in errors(spectrum, "auto")]) < 0.7


@pytest.mark.parametrize("line", EVERYDAY.strip().splitlines(), ids=lambda line: str(line).split()[0])
def test_everyday_molecules_are_near_their_textbook_values(line: str) -> None:
    spectrum, bound = line.rsplit(maxsplit=1)
    assert np.mean(errors(read(spectrum), "additive")) <= float(bound)


@pytest.mark.parametrize("spectrum", quick, ids=named)
@pytest.mark.parametrize("counted", [True, False], ids=["carbons counted", "lines only"])
def test_the_true_isomer_is_the_nearest_of_all(spectrum: Spectrum, counted: bool) -> None:
    graph = spectrum.graph
    peaks = spectrum.peaks if counted else spectrum.without_counts()
    energy = CARBON13.bind(graph.elements, sum(graph.hydrogens), {"peaks": peaks}).value
    nearest = min((isomer.graph for isomer in isomers(spectrum.formula)), key=energy)
    assert nearest.smiles == graph.smiles


@numba.njit(nogil=True, error_model="numpy")
def energies(bonds, elements, data, scratch):  # type: ignore[no-untyped-def]
    """Not cached on disk: the cache would not notice a change in the functions that this one calls."""
    values = np.empty(len(bonds))
    for k in range(len(bonds)):
        values[k] = carbon13_energy(bonds[k], elements[k], data, scratch)
    return values


def compiled_energies(graphs: list[Graph], data: np.ndarray) -> list[float]:
    bonds = np.array([with_pool(graph) for graph in graphs])
    elements = np.array([atomic_numbers(graph) for graph in graphs])
    return list(map(float, energies(bonds, elements, data, np.full(SCRATCH, np.nan))))


@pytest.mark.slow
@pytest.mark.parametrize("spectrum", large, ids=named)
def test_the_true_isomer_is_the_nearest_of_thousands(spectrum: Spectrum) -> None:
    graph = spectrum.graph
    graphs = [isomer.graph for isomer in isomers(spectrum.formula)]
    for peaks in (spectrum.peaks, spectrum.without_counts()):
        data = CARBON13.bind(graph.elements, sum(graph.hydrogens), {"peaks": peaks}).data
        values = compiled_energies(graphs, data)
        assert graphs[int(np.argmin(values))].smiles == graph.smiles


@pytest.mark.slow
@pytest.mark.parametrize(
    ("formula", "model", "peaks"),
    [
        ("C8H18", "lindeman-adams", [[14.0, "q", 2], [23.0, None, 3], [32.3, "t", 3]]),
        ("C8H18", "grant-paul", [14.01, 23.02, [32.03, "t", 3]]),
        ("C6H6", "auto", [[128.4, "d", 6]]),
        ("C5H4O2", "auto", [109.6, 110.3, [143.1, "d"], 176.9]),
        ("C4H6O3", "auto", [[22.1, "q", 2], [166.5, "s"]]),
    ],
)
def test_compiled_and_plain_energies_are_the_same_bit_for_bit(formula: str, model: str, peaks: list[object]) -> None:
    graphs = [isomer.graph for isomer in isomers(formula)]
    graphs = graphs[:: max(1, len(graphs) // 300)]
    bound = CARBON13.bind(graphs[0].elements, sum(graphs[0].hydrogens), {"peaks": peaks, "model": model})
    assert compiled_energies(graphs, bound.data) == [bound.value(graph) for graph in graphs]
    assert np.isfinite(compiled_energies(graphs, bound.data)).all()
