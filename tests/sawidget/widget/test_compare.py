"""Several runs in one panel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

import sawidget as sa

from .conftest import Page


def runs(count: int = 3) -> list[sa.Annealer]:
    return [sa.Annealer("C8H18", seed=seed, steps_per_second=0) for seed in range(count)]


def test_all_are_waited_for_and_each_finds_what_it_finds_alone() -> None:
    results = sa.Compare(runs()).wait()
    assert results == [run.wait() for run in runs()]


def test_who_waits_for_all_has_them_run_at_the_same_time() -> None:
    met = threading.Barrier(2)

    def sociable() -> Callable[[float, float, float], bool]:
        """A rule that waits for the other run before it judges for the first time."""
        waiting = [met.wait]

        def rule(d_e: float, kt: float, u: float) -> bool:
            while waiting:
                waiting.pop()(30)
            return True

        return rule

    few: dict[str, Any] = {"seed": 1, "steps_per_cycle": 20, "num_cycles": 1, "steps_per_second": 0}
    sa.Compare([sa.Annealer("C8H18", accept=sociable(), **few) for _ in range(2)]).wait()


def test_buttons_are_for_all_that_understand_them() -> None:
    made = runs()
    made[0].wait()
    made[1].step()
    for run in made[1:]:
        run.steps_per_second = 1
    both = sa.Compare(made)
    both.start()
    assert [run.state for run in made] == ["complete", "running", "running"]
    both.pause()
    assert [run.state for run in made] == ["complete", "paused", "paused"]
    both.reset()
    assert [run.state for run in made] == ["idle"] * 3


def test_the_page_learns_the_runs_and_what_they_are_called() -> None:
    made = runs(2)
    page = sa.Compare(made, labels=["one", "other"]).comm
    assert isinstance(page, Page)
    assert page.state["session_ids"] == [run.session_id for run in made]
    assert page.state["labels"] == ["one", "other"]
    status, body = page.ask("GET", f"{made[1].session_id}/streaming-status")
    assert (status, body["session_state"]) == (200, "idle")


@pytest.mark.parametrize(
    ("parameters", "labels"),
    [
        ([{"seed": 1}, {"seed": 2}], ["seed = 1", "seed = 2"]),
        ([{"initial_temp": 5, "seed": 1}, {"initial_temp": 10, "seed": 1}], ["from kT 5", "from kT 10"]),
        (
            [{"seed": 1, "schedule": "constant", "initial_temp": kT} for kT in (0.1, 100)],
            ["kT = 0.1", "kT = 100"],
        ),
        ([{"formula": "C6H14", "seed": 1}, {"seed": 1}], ["C6H14", "C8H18"]),
        ([{"seed": 1}, {"seed": 1}], ["C8H18", "C8H18"]),
        ([{"initial_temp": 5}, {"initial_temp": 10}], ["from kT 5", "from kT 10"]),
        (
            [{"seed": 1, "initial_temp": 60, "cooling_schedule_k": 2}, {"seed": 1}],
            ["f2 from kT 60", "geometric from kT 20"],
        ),
        ([{"seed": 1, "energy": "logp"}, {"seed": 1}], ["logP (Crippen)", "Wiener index"]),
        (
            [
                {"seed": 1, "schedule": "constant", "initial_temp": 8},
                {"seed": 2, "schedule": "geometric", "initial_temp": 8},
            ],
            ["schedule = constant, seed = 1", "schedule = geometric, seed = 2"],
        ),
        (
            [{"seed": 1, "steps_per_second": 5}, {"seed": 1, "steps_per_second": 9}],
            ["steps_per_second = 5", "steps_per_second = 9"],
        ),
    ],
)
def test_runs_are_called_by_how_they_differ(parameters: list[dict[str, Any]], labels: list[str]) -> None:
    both = sa.Compare([sa.Annealer(**{"formula": "C8H18", **given}) for given in parameters])
    assert both.labels == labels
    assert repr(both) == f"Compare({', '.join(map(repr, labels))})"


def test_too_many_too_few_and_what_is_no_run_are_refused() -> None:
    for wrong in ([], runs(9), ["C8H18"]):
        with pytest.raises(sa.ParameterError, match="1 to 8 of what"):
            sa.Compare(wrong)  # type: ignore[arg-type]
    with pytest.raises(sa.ParameterError, match="one for each of the 2 runs"):
        sa.Compare(runs(2), labels=["one"])


def test_who_does_not_end_in_time_goes_on() -> None:
    endless = sa.Annealer("C8H18", steps_per_cycle=10**9, num_cycles=1)
    with pytest.raises(TimeoutError):
        sa.Compare([endless]).wait(timeout=0.05)
    assert endless.state == "running"
