from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from saserver.engine import ParameterError
from saserver.sessions.pacing import Pace, default_pace
from saserver.sessions.states import Command

if TYPE_CHECKING:
    from tests.sessions.conftest import House


@pytest.mark.parametrize("steps_per_second", [1, 2.5, 20, 21, 1000, 1e6, 1e9])
def test_a_pace_is_kept_to_a_step(steps_per_second: float) -> None:
    pace, now, made = Pace(steps_per_second, 100.0), 100.0, 0
    while now < 160:
        due = pace.due(now)
        pace.made(due, now)
        made += due
        now += pace.wait(now) + 0.0003
    assert made == pytest.approx((now - 100) * steps_per_second, abs=1 + steps_per_second / 15)


def test_a_machine_that_is_too_slow_saves_no_debt() -> None:
    pace = Pace(1e6, 0.0)
    pace.made(10, 60.0)
    assert pace.due(60.0) == 0
    assert pace.due(60.05) == pytest.approx(50_000, abs=1)


def test_single_steps_that_are_late_do_not_come_in_crowds() -> None:
    pace = Pace(20, 0.0)
    pace.made(1, 5.0)
    assert pace.due(5.0) <= 3


def test_a_new_pace_begins_now() -> None:
    pace = Pace(0, 0.0)
    pace.made(10**9, 1.0)
    pace.change(1)
    assert pace.wait(1.0) == 0
    assert pace.due(1.0) == 0
    assert pace.wait(1.0) == 1
    assert pace.due(2.0) == 1


def test_a_run_takes_fifteen_seconds_unless_asked_otherwise() -> None:
    assert default_pace(2000) == 133
    assert default_pace(1) == 1
    assert default_pace(10**10) == pytest.approx(6.67e8, rel=1e-2)


@pytest.mark.parametrize("steps_per_second", [20, 1e3, 1e6])
def test_a_run_keeps_its_pace_though_nobody_watches(house: House, steps_per_second: float) -> None:
    house.finish(house.session(steps_per_cycle=10**4))  # everything is compiled
    session = house.session(pace=steps_per_second, steps_per_cycle=int(0.6 * steps_per_second), num_cycles=1)
    begin = time.perf_counter()
    house.finish(session)
    assert 0.55 < time.perf_counter() - begin < 20  # the machine may be busy
    assert session.run.step == session.run.total


def test_the_pace_may_change_in_mid_run(house: House) -> None:
    session = house.session(pace=1, steps_per_cycle=1000)
    session.command(Command.START)
    session.set_pace(0)
    ended = house.wait(session, lambda event: event.name == "complete")
    assert ended.data["parameters"]["steps_per_second"] == 0
    told = [event.data["steps_per_second"] for event in house.events(session, "state")]
    assert told[:3] == [1, 1, 0]


@pytest.mark.parametrize("pace", [0.5, -1, 1e10, float("nan"), "fast", True, None])
def test_a_pace_out_of_bounds_is_refused(house: House, pace: float) -> None:
    session = house.session()
    with pytest.raises(ParameterError, match="steps_per_second must be from 1 to 1e9, or 0") as caught:
        session.set_pace(pace)
    assert [problem.field for problem in caught.value.problems] == ["steps_per_second"]


def test_the_environment_can_make_every_run_unpaced(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAWIDGET_PACE", "0")
    assert house.sessions.create({"formula": "C4H10"}).steps_per_second == 0
    session = house.session(pace=1)
    session.set_pace(1)
    assert session.steps_per_second == 0
