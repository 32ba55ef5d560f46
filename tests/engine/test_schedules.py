"""Temperatures: the laws as they are written, at every step and at the ends of the range of numbers."""

from __future__ import annotations

import math
from html import escape
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saserver.engine.jit import compiled
from saserver.engine.schedules import SCHEDULES, Schedule, cooling_law, schedules, temperature

TOTAL, CYCLE = 2000, 500
ANY = st.floats(min_value=5e-324, max_value=1.7e308)


def run(kind: Schedule, initial: float = 100.0, lowest: float = 0.01, k: float = 8.0, factor: float = 1) -> list[float]:
    law = cooling_law(kind, initial, lowest, k, TOTAL, CYCLE)
    return [temperature(law, float(step), factor) for step in range(TOTAL)]


@pytest.mark.parametrize("k", [0.0, 0.5, 1.0, 2.0, 8.0, 32.0])
def test_faulon_falls_in_a_straight_line_to_the_floor(k: float) -> None:
    expected = [max(0.01, 100 - k * 100 * t / TOTAL) for t in range(TOTAL)]
    assert run(Schedule.FAULON, k=k) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_geometric_falls_by_one_factor_and_ends_at_the_floor() -> None:
    kts = run(Schedule.GEOMETRIC)
    assert kts == pytest.approx([100 * (0.01 / 100) ** (t / TOTAL) for t in range(TOTAL)], rel=1e-12)
    factors = [after / before for before, after in pairwise(kts)]
    assert min(factors) == pytest.approx(max(factors))
    assert kts[-1] * factors[-1] == pytest.approx(0.01)


def test_constant_stays() -> None:
    assert set(run(Schedule.CONSTANT)) == {100.0}


def test_reheat_starts_anew_in_every_cycle() -> None:
    kts = run(Schedule.REHEAT, k=2)
    assert kts[:CYCLE] == pytest.approx([max(0.01, 100 - 200 * t / CYCLE) for t in range(CYCLE)], abs=1e-12)
    assert kts == kts[:CYCLE] * (TOTAL // CYCLE)


@pytest.mark.parametrize("factor", [0.0, 1e-9, 0.25, 1.0, 3.0])
def test_a_schedule_of_the_users_is_a_factor_of_the_first_temperature(factor: float) -> None:
    assert set(run(Schedule.PYTHON, factor=factor)) == {max(0.01, 100 * factor)}


@pytest.mark.parametrize("kind", [kind for kind in Schedule if kind is not Schedule.PYTHON])
def test_the_first_step_is_judged_with_the_first_temperature(kind: Schedule) -> None:
    assert run(kind)[0] == 100.0
    assert run(kind, initial=1e308, k=1e308)[0] == 1e308


@given(st.sampled_from(Schedule), ANY, ANY, st.floats(0, 1.7e308), st.integers(0, TOTAL - 1), st.floats(0, 1.7e308))
@example(Schedule.GEOMETRIC, 1e-300, 1e300, 8.0, 1, 1.0)
@example(Schedule.FAULON, 1e300, 1e-300, 1e300, 1, 1.0)
@example(Schedule.REHEAT, 1e300, 1e-300, 1e300, 1, 1.0)
def test_no_parameters_make_a_temperature_below_the_floor_or_none(
    kind: Schedule, initial: float, lowest: float, k: float, step: int, factor: float
) -> None:
    kt = temperature(cooling_law(kind, initial, lowest, k, TOTAL, CYCLE), float(step), factor)
    assert type(kt) is float
    assert kt >= lowest
    assert kind is Schedule.PYTHON or kt <= max(initial, lowest)
    assert kt == _compiled(kind, initial, lowest, k, step, factor)


@compiled
def _in_machine_code(law: Any, step: float, factor: float) -> float:
    return temperature(law, step, factor)


def _compiled(kind: Schedule, initial: float, lowest: float, k: float, step: int, factor: float) -> float:
    return _in_machine_code(cooling_law(kind, initial, lowest, k, TOTAL, CYCLE), float(step), factor)


def test_an_infinite_temperature_stays_infinite() -> None:
    assert set(run(Schedule.CONSTANT, initial=math.inf)) == {math.inf}


def test_every_schedule_with_a_name_is_explained() -> None:
    table = schedules()
    assert [*table] == ["faulon", "constant", "geometric", "reheat"] == [*SCHEDULES]
    assert {Schedule[name.upper()] for name in table} | {Schedule.PYTHON} == set(Schedule)
    for name, entry in table.items():
        assert entry.name == name
        assert entry.law in repr(table)
        assert f"<code>{name}</code>" in table._repr_html_()
        assert escape(entry.help) in table._repr_html_()
