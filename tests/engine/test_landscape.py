"""The exact theory of small spaces: against the law, against walks, and against what can be counted by hand."""

from __future__ import annotations

import math
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from rdkit import Chem

from saserver.engine import (
    Chain,
    Graph,
    Landscape,
    ParameterError,
    Parameters,
    TooManyIsomers,
    anneal,
    boltzmann,
    convergence,
    energy,
    landscape,
    prepare,
)
from saserver.engine.energies import registry
from saserver.engine.state import BONDS

FORMULAS = ["C6H14", "C7H16", "C5H10", "C4H6", "C4H10O", "C3H6Cl2"]
#: Measured spectra of alkanes (Sadtler), as targets: peaks in ppm, multiplicity, number of carbons.
HEPTANE_2_METHYL = [(39.3, "t"), (32.5, "t"), (28.3, "d"), (27.3, "t"), (23.0, "t"), (22.8, "q", 2), (14.2, "q")]


@pytest.fixture(autouse=True)
def _nothing_stays_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_own", {})


@pytest.fixture(scope="module")
def octanes() -> Landscape:
    return landscape("C8H18")


def by_smiles(spaces: Landscape, law: Any) -> dict[str, float]:
    sums: dict[str, float] = {}
    for smiles, share in zip(spaces.smiles, law.tolist(), strict=True):
        sums[smiles] = sums.get(smiles, 0.0) + share
    return sums


@pytest.mark.parametrize("temperature", [0.3, 5.0, math.inf])
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_matrix_is_stochastic_reversible_and_keeps_the_law(formula: str, temperature: float) -> None:
    space = landscape(formula)
    matrix, law = space.transition_matrix(temperature), space.stationary(temperature)
    assert (matrix >= 0).all()
    assert matrix.sum(axis=1) == pytest.approx(np.ones(len(space)), abs=1e-12)
    flow = law[:, np.newaxis] * matrix
    assert np.abs(flow - flow.T).max() < 1e-12
    assert law @ matrix == pytest.approx(law, abs=1e-12)
    exact = boltzmann(formula, temperature=temperature)
    assert by_smiles(space, law) == pytest.approx(exact, abs=1e-10)
    # And from the matrix alone: where it leads from anywhere.
    power = np.linalg.matrix_power(matrix, 2**40)
    assert by_smiles(space, power[-1] / power[-1].sum()) == pytest.approx(exact, abs=1e-10)


@pytest.mark.parametrize(
    "given",
    [
        {"component_weights": {"wiener_index": 0.5, "rings": 2.0}},
        {"component_weights": {"wiener_index": 1.0, "rings": 2.0}, "optimization_mode": "MAXIMIZE"},
        {"energy": "dept", "component_options": {"dept": {"CH3": 0, "CH2": 4}}},
    ],
    ids=["a sum", "maximised", "options"],
)
def test_the_law_of_other_energies_is_kept_too(given: dict[str, Any]) -> None:
    space = landscape("C5H8", **given)
    law = space.stationary(1.5)
    assert law @ space.transition_matrix(1.5) == pytest.approx(law, abs=1e-12)
    assert by_smiles(space, law) == pytest.approx(boltzmann("C5H8", temperature=1.5, **given), abs=1e-10)


def test_so_is_that_of_an_energy_of_ones_own() -> None:
    @energy
    def methyls(graph: Graph) -> float:
        return float(graph.hydrogens.count(3))

    space = landscape("C6H14", energy=methyls)
    assert space.energies.tolist() == [float(isomer.graph.hydrogens.count(3)) for isomer in space.isomers]
    exact = boltzmann("C6H14", temperature=0.7, energy=methyls)
    assert by_smiles(space, space.stationary(0.7)) == pytest.approx(exact, abs=1e-10)


def walk(formula: str, temperature: float, steps: int, seed: int) -> tuple[Landscape, np.ndarray[Any, Any]]:
    """Places of the isomers that the compiled chain is in after each step, and before the first."""
    space = landscape(formula)
    given: dict[str, Any] = {"schedule": "constant", "initial_temp": temperature, "min_temp": temperature}
    _, model = prepare(Parameters.checked(formula, seed=seed, steps_per_cycle=steps, num_cycles=1, **given))
    chain = Chain(model, seed)
    n = len(model.start)
    bonds = chain.array[int(BONDS) : int(BONDS) + (n + 1) ** 2]  # as it is now: a view
    known: dict[bytes, int] = {}
    places = np.zeros(steps + 1, np.int64)
    for step in range(steps + 1):
        if step:
            chain.advance(1)
        if (key := bonds.tobytes()) not in known:
            graph = Graph.from_matrix(model.start.elements, bonds.reshape(n + 1, n + 1).astype(np.int64))
            known[key] = space.place(graph)
        places[step] = known[key]
    return space, places


@pytest.mark.parametrize("formula", ["C5H12", "C4H6"])
def test_the_compiled_chain_goes_from_isomer_to_isomer_as_often_as_the_matrix_says(formula: str) -> None:
    """60,000 steps: each share of a row with N visits has the error √(p(1-p)/N), and none is 4.5 errors away."""
    space, places = walk(formula, 3.0, 60_000, seed=11)
    counts = np.zeros((len(space), len(space)))
    np.add.at(counts, (places[:-1], places[1:]), 1)
    visits = counts.sum(axis=1, keepdims=True)
    matrix = space.transition_matrix(3.0)
    assert (counts[matrix == 0] == 0).all()
    error = np.sqrt(matrix * (1 - matrix) / np.maximum(visits, 1))
    off = np.abs(counts / np.maximum(visits, 1) - matrix)[visits[:, 0] > 200]
    assert (off < 4.5 * error[visits[:, 0] > 200] + 1e-3).all()


def test_the_energy_of_the_compiled_chain_forgets_as_fast_as_the_spectrum_says() -> None:
    """τ from the spread of 200 means over 500 steps, some 23 τ each; the error of a variance of 200 is 10 %."""
    space, places = walk("C6H14", 5.0, 100_000, seed=3)
    energies = space.energies[places[1:]]
    blocks = energies.reshape(200, 500)
    measured = 500 * blocks.mean(axis=1).var(ddof=1) / energies.var()
    exact = space.autocorrelation_time(5.0)
    assert measured == pytest.approx(exact, rel=0.3)
    assert exact <= 2 * space.relaxation_time(5.0)


def test_autocorrelation_gap_and_mixing_agree_with_powers_of_the_matrix(octanes: Landscape) -> None:
    matrix, law, observed = octanes.transition_matrix(5.0), octanes.stationary(5.0), octanes.energies
    deviation = observed - law @ observed
    later, correlations = deviation.copy(), []
    for _ in range(3000):
        correlations.append(float(law @ (deviation * later)))
        later = matrix @ later
    summed = 1 + 2 * sum(correlations[1:]) / correlations[0]
    assert octanes.autocorrelation_time(5.0) == pytest.approx(summed, rel=1e-9)
    # The slowest part of the memory is left over in the end.
    assert correlations[2001] / correlations[2000] == pytest.approx(1 - octanes.spectral_gap(5.0), rel=1e-6)
    assert octanes.relaxation_time(5.0) == pytest.approx(1 / octanes.spectral_gap(5.0))
    mixing = int(octanes.mixing_time(5.0, epsilon=0.1))
    far = [0.5 * np.abs(np.linalg.matrix_power(matrix, n) - law).sum(axis=1).max() for n in (mixing - 1, mixing)]
    assert far[1] <= 0.1 < far[0]
    # The worst start, the rarest isomer, is that near to the law without a step.
    assert octanes.mixing_time(5.0, epsilon=1 - law.min()) == 0
    assert octanes.mixing_time(5.0, epsilon=1 - law.min() - 1e-6) == 1


def test_walks_come_nearer_to_the_law_as_theory_expects() -> None:
    """Eight walks; their mean distance scatters by 15 % or so around the expected one."""
    found = convergence(landscape("C6H14"), temperature=5.0, steps=100_000)
    assert found.distances.shape == (8, len(found.steps))
    assert found.expected * np.sqrt(found.steps) == pytest.approx(np.full(len(found.steps), found.expected[0] * 10))
    long = found.steps >= 1000
    assert (found.distances[:, long].mean(axis=0) / found.expected[long]).mean() == pytest.approx(1.0, rel=0.15)


@pytest.mark.parametrize("formula", ["C4H10", "C5H12", "C6H14", "C7H16", "C8H18", "C9H20", "C10H22"])
def test_the_wiener_index_has_no_traps_among_the_alkanes(formula: str) -> None:
    space = landscape(formula)
    assert space.traps("steepest") == space.traps("any") == ()
    assert space.basins() == {space.best[0]: tuple(range(len(space)))}


def test_a_spectrum_as_target_has_traps() -> None:
    peaks = [[ppm, kind, *count] if count else [ppm, kind, 1] for ppm, kind, *count in HEPTANE_2_METHYL]
    space = landscape("C8H18", energy="carbon13", component_options={"carbon13": {"peaks": peaks}})
    assert space.smiles[space.best[0]] == "CCCCCC(C)C"
    traps = space.traps()
    assert [space.smiles[trap] for trap in traps] == ["CC(C)(C)C(C)(C)C"]
    assert space.traps("any") == traps
    for trap in traps:
        assert all(space.energies[near] >= space.energies[trap] for near in space.neighbours(trap))


def test_numbers_of_ch_n_as_target_leave_several_optima_and_no_trap() -> None:
    target = {"CH3": 3, "CH2": 4, "CH": 1, "C": 0}
    space = landscape("C8H18", energy="dept", component_options={"dept": target})
    assert len(space.best) == 4
    assert space.traps() == space.traps("any") == ()


class Toy:
    """Five states in a row with a side step; heights by hand."""

    heights = np.array([0.0, 3.0, 1.0, 1.0, 2.0])
    pairs = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 0))


def toy() -> Any:
    from saserver.engine.descent import dead_ends, ends, least_pass, levels, steepest
    from saserver.engine.transition import Transitions

    both = sorted([*Toy.pairs, *((b, a) for a, b in Toy.pairs)])
    first = np.searchsorted([a for a, _ in both], np.arange(6))
    moves = Transitions(first, np.array([b for _, b in both]), np.ones(len(both), np.int64), 100)
    level = levels(Toy.heights)
    return moves, level, steepest, ends, dead_ends, least_pass


def test_a_plateau_without_a_way_down_is_a_dead_end() -> None:
    moves, level, steepest, ends, dead_ends, _ = toy()
    assert dead_ends(moves, level).tolist() == [0, 2, 3]
    assert ends(steepest(moves, level)).tolist() == [0, 0, 2, 3, 0]


def test_the_least_pass_avoids_the_higher_of_two() -> None:
    moves, level, *_, least_pass = toy()
    assert least_pass(moves, level, 2, 0) == [2, 3, 4, 0]


@pytest.mark.parametrize(("mode", "worst"), [("MINIMIZE", max), ("MAXIMIZE", min)])
def test_the_barrier_is_that_of_all_paths_tried(mode: str, worst: Any) -> None:
    target = {"CH3": 1, "CH2": 3}
    space = landscape("C5H10", energy="dept", component_options={"dept": target}, optimization_mode=mode)

    def paths(path: list[int], goal: int) -> Any:
        if path[-1] == goal:
            yield path
        elif len(path) < 6:
            for near in space.neighbours(path[-1]):
                if near not in path:
                    yield from paths([*path, near], goal)

    better = min if worst is max else max
    for start, goal in [(0, 9), (3, 7), (9, 1)]:
        every = list(paths([start], goal))
        passes = [worst(space.energies[path]) for path in every]
        found = space.barrier(start, goal)
        assert found.energy == better(passes) == worst(space.energies[list(found.path)])
        assert len(found.path) == min(len(path) for path, top in zip(every, passes, strict=True) if top == found.energy)
        assert found.height == pytest.approx(abs(found.energy - space.energies[start]))
        assert all(b in space.neighbours(a) for a, b in pairwise(found.path))


def test_the_heat_capacity_is_the_slope_of_the_mean_energy(octanes: Landscape) -> None:
    kts = np.array([0.5, 1.0, 3.0, 20.0])
    slope = (octanes.mean_energy(kts * (1 + 1e-5)) - octanes.mean_energy(kts * (1 - 1e-5))) / (2e-5 * kts)
    assert octanes.heat_capacity(kts) == pytest.approx(slope, rel=1e-6)
    assert octanes.mean_energy(3.0).shape == ()
    assert float(octanes.mean_energy(1e-3)) == 58.0
    law = boltzmann("C8H18", temperature=3.0)
    wiener = {isomer.smiles: isomer.wiener for isomer in octanes.isomers}
    assert float(octanes.mean_energy(3.0)) == pytest.approx(sum(p * wiener[smiles] for smiles, p in law.items()))


def test_maximising_turns_the_landscape_over() -> None:
    space = landscape("C8H18", optimization_mode="MAXIMIZE")
    assert [space.smiles[place] for place in space.best] == ["CCCCCCCC"]
    assert float(space.mean_energy(1e-3)) == 84.0
    assert (space.heat_capacity([1.0, 3.0]) > 0).all()
    assert space.barrier("CCCCCCCC", 0).energy == 58.0


def test_an_isomer_is_found_however_it_is_given(octanes: Landscape) -> None:
    place = octanes.smiles.index("CCCCCC(C)C")
    graph = octanes.isomers[place].graph
    for given in (place, np.int64(place), "CC(C)CCCCC", Chem.MolFromSmiles("CC(C)CCCCC"), octanes.isomers[place]):
        assert octanes.place(given) == place  # type: ignore[arg-type]
    assert octanes.place(graph.renumbered([3, 1, 0, 2, 7, 6, 5, 4])) == place


@pytest.mark.parametrize("given", ["CCO", "C1", "[CH3-]", 18, -1, None, 2.5])
def test_what_is_none_of_its_isomers_is_refused_with_a_remedy(octanes: Landscape, given: Any) -> None:
    with pytest.raises(ParameterError, match=r"isomer: .* is none of this landscape; "):
        octanes.place(given)


def test_parameters_of_no_landscape_are_refused(octanes: Landscape) -> None:
    with pytest.raises(ParameterError, match="schedule is no parameter in a landscape; known are energy"):
        landscape("C6H14", schedule="faulon")
    with pytest.raises(ParameterError, match="descent must be 'steepest' or 'any'"):
        octanes.traps("slow")
    with pytest.raises(ParameterError, match="epsilon must be a number between 0 and 1"):
        octanes.mixing_time(1.0, epsilon=2)
    with pytest.raises(ParameterError, match="seeds is empty"):
        convergence(octanes, temperature=5.0, steps=1000, seeds=())
    with pytest.raises(ParameterError, match="seeds must be a list"):
        convergence(octanes, temperature=5.0, steps=1000, seeds=5)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="temperature"):
        octanes.transition_matrix(0)


def test_too_large_a_space_is_refused_and_eigenvalues_earlier(
    octanes: Landscape, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TooManyIsomers, match="C8H18 has more than 17 isomers"):
        landscape("C8H18", limit=17)
    monkeypatch.setattr(sys.modules[Landscape.__module__], "MOST_DENSE", 17)
    with pytest.raises(TooManyIsomers, match="C8H18 has 18 isomers, and eigenvalues are made for at most 17"):
        octanes.spectral_gap(0.123)
    assert octanes.traps() == ()


def test_the_way_of_a_run_goes_over_moves_from_its_start_to_its_end(octanes: Landscape) -> None:
    result = anneal("C8H18", seed=4, steps_per_cycle=200, num_cycles=1)
    way = octanes.walk_of(result)
    assert way[0] == octanes.place(result.initial)
    assert way[-1] == octanes.place(result.final)
    assert len(way) > 3
    assert all(b in octanes.neighbours(a) for a, b in pairwise(way))
    assert landscape("C6H14").walk_of(anneal("C6H14", seed=1, num_cycles=1))[0] >= 0
    with pytest.raises(ParameterError, match="the run is of C6H14, not of C8H18"):
        octanes.walk_of(anneal("C6H14", seed=1, num_cycles=1))
