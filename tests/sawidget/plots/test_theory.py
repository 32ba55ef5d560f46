"""The pictures of theory: what they draw, what they say to those who cannot see them, and that nothing overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox
from matplotlib.text import Annotation

import sawidget as sa
from saserver import engine
from sawidget.plots.arrangement import across, spread
from sawidget.plots.thermodynamics import moments

#: Measured (Sadtler): ppm, multiplicity, number of carbons.
THREE_ETHYLHEPTANE = [
    [40.7, "d", 1],
    [32.8, "t", 1],
    [29.3, "t", 1],
    [25.7, "t", 2],
    [23.4, "t", 1],
    [14.2, "q", 1],
    [11.0, "q", 2],
]


@pytest.fixture(scope="module")
def octanes() -> sa.Landscape:
    return sa.landscape("C8H18")


@pytest.fixture(autouse=True)
def no_figure_left() -> Iterator[None]:
    yield
    plt.close("all")


def test_nodes_of_the_network_stand_at_their_energies_and_do_not_overlap(octanes: sa.Landscape) -> None:
    ax = octanes.plot()
    ax.figure.canvas.draw()
    nodes = [artist for artist in ax.artists if isinstance(artist, AnnotationBbox)]
    assert sorted(float(node.xy[1]) for node in nodes) == sorted(octanes.energies.tolist())
    boxes = [node.patch.get_window_extent().padded(-1) for node in nodes]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])
    assert all(box.x0 >= ax.bbox.x0 - 2 and box.x1 <= ax.bbox.x1 + 2 for box in boxes)


def test_the_network_says_what_is_to_be_seen(octanes: sa.Landscape) -> None:
    label = str(octanes.plot(path=octanes.barrier("CCCCCCCC", "CC(C)(C)C(C)(C)C")).get_label())
    assert "18 isomers" in label
    assert "83 lines" in label
    assert "no traps" in label
    assert "A path goes from CCCCCCCC to CC(C)(C)C(C)(C)C in 4 moves." in label


def test_the_way_of_a_run_is_drawn_move_by_move(octanes: sa.Landscape) -> None:
    result = sa.anneal("C8H18", seed=4, steps_per_cycle=100, num_cycles=1)
    moves = len(octanes.walk_of(result)) - 1
    assert sum(isinstance(text, Annotation) for text in octanes.plot(path=result).texts) == moves > 1


def test_many_isomers_are_dots_and_traps_are_marked() -> None:
    target = {"carbon13": {"peaks": THREE_ETHYLHEPTANE}}
    space = sa.landscape("C9H20", energy="carbon13", component_options=target)
    ax = space.plot()
    assert [len(np.asarray(dots.get_offsets())) for dots in ax.collections[1:]] == [
        len(space) - len(space.traps()) - len(space.best),
        len(space.traps()),
        len(space.best),
    ]
    assert "1 trap, CCC(C)C(C)(C)CC." in str(ax.get_label())
    legend = ax.get_legend()
    assert legend is not None
    markers = [key.get_marker() for key in legend.legend_handles[:2] if isinstance(key, Line2D)]
    assert markers == ["s", "v"]


def test_an_arrangement_is_the_same_each_time_and_has_room_for_each() -> None:
    y = np.array([0.0, 0.5, 0.5, 0.52, 0.9])
    edges = np.array([[0, 1], [0, 2], [1, 3], [3, 4]])
    x = across(y, edges, 0.1, 0.1)
    assert x.tolist() == across(y, edges, 0.1, 0.1).tolist()
    assert all(abs(x[a] - x[b]) >= 0.1 - 1e-9 for a, b in [(1, 2), (1, 3), (2, 3)])
    assert spread(np.array([0.5])).tolist() == [0.5]


def test_bars_are_the_shares_beside_the_law() -> None:
    sample = sa.sample("C6H14", temperature=5.0, steps=20_000, seed=1)
    law = sa.boltzmann("C6H14", temperature=5.0)
    ax = sample.plot()
    visited, exact = ([bar.get_width() for bar in bars] for bars in ax.containers)
    assert exact == pytest.approx(list(law.values()))
    assert visited == pytest.approx([sample[smiles] / 20_000 for smiles in law])
    assert [text.get_text() for text in ax.get_yticklabels()] == list(law)
    assert "CCC(C)CC" in str(ax.get_label())
    assert "total variation" in str(ax.get_label())


def test_the_law_beside_the_bars_is_that_of_the_samples_own_energy() -> None:
    given: dict[str, Any] = {"component_weights": {"rings": 3.0}}
    sample = sa.sample("C5H10", temperature=1.0, steps=2000, seed=1, **given)
    exact = [bar.get_width() for bar in sample.plot().containers[1]]
    assert exact == pytest.approx(list(sa.boltzmann("C5H10", temperature=1.0, **given).values()))


def test_a_space_too_large_for_the_law_shows_the_visits_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise engine.TooManyIsomers("formula: too many")

    monkeypatch.setattr(engine, "boltzmann", refuse)
    ax = sa.sample("C8H18", temperature=5.0, steps=2000, seed=1).plot()
    assert len(ax.containers) == 1


def test_convergence_is_drawn_with_the_line_of_theory(octanes: sa.Landscape) -> None:
    found = octanes.convergence(5.0, steps=1000, seeds=(1, 2))
    ax = found.plot()
    *walks, mean, theory = (np.asarray(line.get_ydata()) for line in ax.get_lines())
    assert np.array_equal(walks, found.distances)
    assert np.array_equal(mean, found.distances.mean(axis=0))
    assert np.array_equal(theory, found.expected)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_points_of_walks_lie_over_the_exact_curves(octanes: sa.Landscape) -> None:
    walk = sa.sample("C8H18", temperature=5.0, steps=200_000, seed=1)
    upper, lower = octanes.plot_thermodynamics(samples=[walk])
    means, capacities = moments(octanes, walk)
    # τ is 69 steps: the mean of 200,000 has an error of 0.1.
    assert means == pytest.approx(float(octanes.mean_energy(5.0)), abs=0.4)
    assert capacities == pytest.approx(float(octanes.heat_capacity(5.0)), rel=0.1)
    line, points = upper.get_lines()[:2]
    assert np.asarray(line.get_ydata()) == pytest.approx(octanes.mean_energy(np.asarray(line.get_xdata())))
    assert np.asarray(points.get_ydata()).tolist() == [means]
    assert "Heat capacity" in str(lower.get_label())
    with pytest.raises(sa.ParameterError, match="a walk is of C6H14, not of C8H18"):
        octanes.plot_thermodynamics(samples=[sa.sample("C6H14", temperature=5.0, steps=10, seed=1)])
    turned = sa.sample("C8H18", temperature=5.0, steps=10, seed=1, optimization_mode="MAXIMIZE")
    with pytest.raises(sa.ParameterError, match="a walk has another optimization_mode than the landscape"):
        octanes.plot_thermodynamics(samples=[turned])


def test_kekule_forms_with_energies_of_their_own_are_measured_as_they_are_visited() -> None:
    """Of o-xylene one form has a double bond between the methyls' carbons; its SMILES is that of the other."""

    @sa.energy
    def between(graph: sa.Graph) -> float:
        bonds, hydrogens = graph.matrix(), graph.hydrogens
        arms = [place for place, near in enumerate(graph.neighbours) if len(near) == 3 and hydrogens[place] == 0]
        return float(sum(bonds[i, j] == 2 for i in arms for j in arms if i < j))

    space = sa.landscape("C8H10", energy=between)
    forms = [place for place, smiles in enumerate(space.smiles) if smiles == "Cc1ccccc1C"]
    assert sorted(space.energies[forms]) == [0, 1]
    walk = sa.sample("C8H10", temperature=2.0, steps=1, seed=1, energy=between, start="Cc1ccccc1C")
    alone = replace(walk, visits={"Cc1ccccc1C": 1000})
    law = space.stationary(2.0)[forms]
    assert moments(space, alone)[0] == pytest.approx(float(law @ space.energies[forms] / law.sum()))


def test_a_walk_that_never_leaves_the_optimum_is_drawn_without_a_warning() -> None:
    found = sa.landscape("CH4").convergence(1.0, steps=100, seeds=(1,))
    assert not found.distances.any()
    assert found.plot().get_yscale() == "linear"


def test_a_landscape_shows_itself_as_a_table(octanes: sa.Landscape) -> None:
    html = octanes._repr_html_()
    assert "C8H18" in html
    assert "CC(C)(C)C(C)(C)C" in html
    assert "58 to 84" in html
