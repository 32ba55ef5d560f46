"""The picture of a run."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

import sawidget as sa


@pytest.fixture(scope="module")
def result() -> sa.Result:
    return sa.anneal("C8H18", seed=2)


@pytest.fixture(autouse=True)
def no_figure_left() -> Iterator[None]:
    yield
    plt.close("all")


def lines(ax: Axes) -> dict[str, Line2D]:
    return {str(line.get_label()): line for axes in ax.figure.axes for line in axes.get_lines()}


def test_it_draws_current_best_and_temperature_of_every_row(result: sa.Result) -> None:
    drawn = lines(result.plot())
    assert drawn.keys() == {"current", "best", "temperature kT"}
    assert np.array_equal(np.asarray(drawn["current"].get_ydata())[1:], result.history["energy"])
    assert np.array_equal(np.asarray(drawn["best"].get_ydata())[1:], result.history["best"])
    assert np.array_equal(np.asarray(drawn["temperature kT"].get_ydata()), result.history["temperature"])


def test_it_begins_with_the_first_molecule_at_step_0(result: sa.Result) -> None:
    for name in ("current", "best"):
        line = lines(result.plot())[name]
        assert (np.asarray(line.get_xdata())[0], np.asarray(line.get_ydata())[0]) == (0, result.initial_energy)


def test_lines_can_be_told_apart_in_grey(result: sa.Result) -> None:
    drawn = lines(result.plot())
    assert drawn["best"].get_linewidth() >= 3 * drawn["current"].get_linewidth()
    assert drawn["temperature kT"].is_dashed()
    assert not drawn["best"].is_dashed()


def test_a_constant_temperature_is_held_not_begun_from() -> None:
    ax = sa.anneal("C6H14", schedule="constant", initial_temp=4, seed=1).plot()
    assert ax.get_title(loc="left") == "C6H14, constant at kT 4, seed 1"


def test_it_says_what_is_drawn(result: sa.Result) -> None:
    ax = result.plot()
    assert ax.get_title(loc="left") == "C8H18, f8 from kT 100, seed 2"
    assert ax.get_xlabel() == "step"
    assert sa.energies()["wiener_index"].label in ax.get_ylabel()
    legend = ax.get_legend()
    assert legend is not None
    assert {text.get_text() for text in legend.get_texts()} == {"current", "best", "temperature kT"}


def test_it_carries_a_text_alternative(result: sa.Result) -> None:
    sentence = str(result.plot().get_label())
    assert "C8H18" in sentence
    assert f"{result.best_energy:g}" in sentence
    assert result.best_smiles in sentence


def test_the_unit_of_the_energy_stands_at_both_axes(result: sa.Result) -> None:
    unit = sa.energies()["wiener_index"].unit
    assert unit
    assert all(f"({unit})" in axes.get_ylabel() for axes in result.plot().figure.axes)


def test_a_weighted_sum_is_called_by_its_components() -> None:
    ax = sa.anneal("C6H12", seed=2, component_weights={"wiener_index": 1, "rings": 5}).plot()
    assert "wiener_index" in ax.get_ylabel()
    assert "5·rings" in ax.get_ylabel()


def test_it_draws_where_it_is_told(result: sa.Result) -> None:
    figure, (left, right) = plt.subplots(1, 2)
    assert result.plot(ax=right) is right
    assert not left.get_lines()
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize(("schedule", "scale"), [("faulon", "linear"), ("constant", "linear"), ("geometric", "log")])
def test_the_temperature_axis_is_logarithmic_where_kt_falls_by_factors(schedule: str, scale: str) -> None:
    ax = sa.anneal("C6H14", seed=1, schedule=schedule).plot()
    [heat] = [axes for axes in ax.figure.axes if axes is not ax]
    assert heat.get_yscale() == scale
