"""The engine's functions as a notebook calls them."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable
from contextlib import redirect_stderr
from typing import Any

import pytest

import sawidget as sa
from saserver import engine
from sawidget import annealing, waiting
from sawidget.stored import StoredFunction


def parameters(function: object) -> dict[str, inspect.Parameter]:
    assert callable(function)
    return dict(inspect.signature(function).parameters)


def test_every_parameter_is_completed_by_tab_and_explained() -> None:
    assert list(parameters(sa.anneal)) == [
        "formula",
        "initial_temp",
        "min_temp",
        "schedule",
        "cooling_schedule_k",
        "steps_per_cycle",
        "num_cycles",
        "optimization_mode",
        "seed",
        "component_weights",
        "component_options",
        "energy",
        "accept",
        "start",
        "unknown",
    ]
    doc = sa.anneal.__doc__ or ""
    assert all(name in doc for name in list(parameters(sa.anneal))[:-1])


def test_the_defaults_that_are_shown_are_the_engines() -> None:
    shown = {name: p.default for name, p in parameters(sa.anneal).items() if p.default not in {None, p.empty}}
    plain, spelt_out = engine.anneal("C6H14", seed=3), engine.anneal("C6H14", seed=3, **shown)
    assert plain == spelt_out == sa.anneal("C6H14", seed=3)
    assert parameters(sa.isomers)["limit"].default == parameters(engine.isomers)["limit"].default


def test_an_unknown_name_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(sa.ParameterError, match=r"(?s)initial_tmp.*initial_temp"):
        sa.anneal("C6H14", initial_tmp=50)
    with pytest.raises(sa.ParameterError, match=r"(?s)component_wieghts.*component_weights"):
        sa.sample("C6H14", temperature=1, steps=10, component_wieghts={"rings": 1})


def test_a_result_repeats_itself() -> None:
    result = sa.anneal("C7H14O", steps_per_cycle=200)
    assert sa.anneal(**result.parameters) == result


def test_a_run_returns_the_presentable_result() -> None:
    assert type(sa.anneal("C6H14", seed=1)) is sa.Result


@pytest.mark.parametrize(
    ("call", "unit"),
    [
        (lambda: sa.anneal("C6H14", seed=1), "steps"),
        (lambda: sa.sample("C6H14", temperature=1, steps=100_000, seed=1), "steps"),
        (lambda: sa.isomers("C7H16"), "isomers"),
    ],
    ids=["anneal", "sample", "isomers"],
)
def test_every_long_call_can_be_watched(
    call: Callable[[], object], unit: str, terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", -1.0)
    with redirect_stderr(terminal):
        call()
    assert f" {unit}/s" in terminal.getvalue()


def test_an_interrupt_ends_a_run_between_two_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    class Interrupting:
        def __enter__(self) -> object:
            return self.report

        def __exit__(self, *_: object) -> None:
            calls.append("closed")

        def report(self, done: int, total: int) -> None:
            assert 0 < done < total
            raise KeyboardInterrupt

    monkeypatch.setattr(annealing, "bar", lambda unit: Interrupting())
    with pytest.raises(KeyboardInterrupt):
        sa.anneal("C10H22", steps_per_cycle=10**9, num_cycles=10, seed=1)
    assert calls == ["closed"]


def test_a_function_that_was_stored_by_name_is_asked_for() -> None:
    given: dict[str, Any] = {"accept": StoredFunction("mine")}
    with pytest.raises(sa.ParameterError, match=r"accept: .*'mine'.*pass accept=mine"):
        sa.anneal("C6H14", **given)
