"""Ensembles as a notebook sees them."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Rectangle

import sawidget as sa


@pytest.fixture(scope="module")
def found() -> sa.Ensemble:
    return sa.ensemble("C8H18", runs=30, cooling_schedule_k=[1, 8])


@pytest.fixture(autouse=True)
def no_figure_left() -> Iterator[None]:
    yield
    plt.close("all")


def test_a_cells_energy_travels_to_processes() -> None:
    @sa.energy
    def twice(graph: sa.Graph) -> float:
        return float(graph.distances.sum())

    given: dict[str, Any] = {"energy": twice, "initial_temp": 20, "steps_per_cycle": 30}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        far = sa.ensemble("C6H14", runs=4, executor=pool, **given)
    assert far == sa.ensemble("C6H14", runs=4, **given)


def test_what_is_no_executor_is_refused() -> None:
    with pytest.raises(sa.ParameterError, match="Executor or a dask"):
        sa.ensemble("C6H14", executor=4)


def test_it_shows_a_row_for_each_point(found: sa.Ensemble) -> None:
    html = found._repr_html_()
    assert html.count("<tr>") == 3
    for point, part in found.each():
        assert f"k = {point.place['cooling_schedule_k']}" in html
        success = part.success()
        assert f"<td>{success.share:.3f}</td><td>{success.low:.3f} to {success.high:.3f}</td>" in html


def test_what_is_missing_is_said() -> None:
    def brittle(progress: float) -> float:
        if progress > 0.5:
            raise ValueError("<too cold>")
        return 1.0

    stopped = sa.ensemble("C6H14", runs=2)
    short = sa.Ensemble.of(stopped)
    object.__setattr__(short, "interrupted", True)
    object.__setattr__(short, "seeds", tuple(range(9)))
    assert "interrupted: 2 of 9 runs" in repr(short)
    assert "interrupted: 2 of 9 runs" in short._repr_html_()
    both = sa.ensemble("C6H14", runs=3, schedule=[brittle, "constant"])
    assert "3 failed" in repr(both)
    assert "&lt;too cold&gt;" in both._repr_html_()


def test_csv_has_a_line_for_each_run(found: sa.Ensemble, tmp_path: Path) -> None:
    path = found.to_csv(tmp_path / "runs.csv")
    rows = list(csv.DictReader(io.StringIO(Path(path).read_text(encoding="utf-8"))))
    assert len(rows) == 60
    assert [float(row["best_energy"]) for row in rows] == found.best_energies.tolist()
    assert [float(row["steps_to_target"]) for row in rows] == found.reached().tolist()
    assert [row["cooling_schedule_k"] for row in rows] == ["1"] * 30 + ["8"] * 30


def test_a_missing_library_is_named(found: sa.Ensemble, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pandas", "pyarrow"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match="pip install pandas"):
        found.to_frame()
    with pytest.raises(ImportError, match="pip install pyarrow"):
        found.to_parquet("runs.parquet")


def test_a_frame_has_the_axes_and_the_rows(found: sa.Ensemble) -> None:
    pytest.importorskip("pandas")
    frame = found.to_frame()
    assert frame.groupby("cooling_schedule_k")["best_energy"].mean().to_dict() == {
        k: part.best_energies.mean() for k, part in found.by("cooling_schedule_k").items()
    }


def test_parquet_keeps_every_bit(found: sa.Ensemble, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(found.to_parquet(tmp_path / "runs.parquet"))
    assert table["best_energy"].to_pylist() == found.best_energies.tolist()
    assert table["seed"].to_pylist() == found.runs["seed"].tolist()


def test_survival_is_drawn_for_each_point(found: sa.Ensemble) -> None:
    other = sa.ensemble("C8H18", runs=30, schedule="geometric")
    ax = found.plot_survival(others={"geometric": other})
    drawn = {str(line.get_label()): line for line in ax.get_lines()}
    assert drawn.keys() == {"k = 1", "k = 8", "geometric"}
    assert len({str(line.get_linestyle()) + str(line.get_dash_capstyle()) for line in drawn.values()}) > 1
    ends = [np.asarray(line.get_ydata())[-1] for line in drawn.values()]
    parts = [*found.by("cooling_schedule_k").values(), other]
    assert ends == pytest.approx([1 - part.success(58).share for part in parts])
    assert "C8H18" in str(ax.get_label())


def test_ensembles_in_one_picture_have_one_target() -> None:
    """The best that a poor schedule finds is not for it alone what success means."""
    poor, good = sa.ensemble("C10H22", runs=9, steps_per_cycle=1), sa.ensemble("C10H22", runs=9, initial_temp=1)
    poorest, best = poor.targets[0], good.targets[0]
    assert poorest > best
    for draw in (poor.plot_success, poor.plot_survival):
        ax = draw(others={"good": good})
        assert f"Wiener index {best:g} bonds" in ax.get_title(loc="left")
    assert "100.0% left; good" in str(ax.get_label())


def test_functions_of_one_name_are_told_apart() -> None:
    found = sa.ensemble("C6H14", runs=2, steps_per_cycle=9, schedule=[lambda p: 9 - 9 * p, lambda p: 5 - 5 * p])
    names = ["<lambda> (1)", "<lambda> (2)"]
    assert [line.get_label() for line in found.plot_survival().get_lines()] == names
    assert [text.get_text() for text in found.plot().get_yticklabels()] == names
    assert len([ax for ax in found.plot_runs(4).axes if ax.get_lines()]) == 4
    assert all(f"&lt;lambda&gt; ({number})</th>" in found._repr_html_() for number in (1, 2))
    rows = list(csv.DictReader(io.StringIO(str(found.to_csv()))))
    assert [row["schedule"] for row in rows] == [name for name in names for _ in range(2)]


def test_shares_are_drawn_with_their_intervals(found: sa.Ensemble) -> None:
    ax = found.plot_success()
    bars = [np.asarray(line.get_xdata()).tolist() for line in ax.get_lines() if len(np.asarray(line.get_xdata())) == 2]
    assert bars == [[share.low, share.high] for share in (part.success() for _, part in found.each())]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["k = 1", "k = 8"]
    assert "k = 8" in str(ax.get_label())


def test_distributions_have_one_scale_and_hatches_that_grey_leaves(found: sa.Ensemble) -> None:
    ax = found.plot()
    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle) and bar.get_height() > 0]
    assert len({bar.get_hatch() for bar in bars}) == 2
    heights = {bar.get_hatch(): 0.0 for bar in bars}
    for bar in bars:
        heights[bar.get_hatch()] += bar.get_height()
    assert len({round(total, 9) for total in heights.values()}) == 1  # each adds up to all of its runs


def test_small_multiples_share_their_axes(found: sa.Ensemble) -> None:
    figure = found.plot_runs(4)
    axes = [ax for ax in figure.axes if ax.get_lines()]
    assert len(axes) == 4
    assert len({ax.get_ylim() for ax in axes}) == 1
    titles = [ax.get_title(loc="left") for ax in axes]
    assert [title.split(":")[0] for title in titles] == [
        "k = 1, seed 0",
        "k = 8, seed 0",
        "k = 1, seed 1",
        "k = 8, seed 1",
    ]
