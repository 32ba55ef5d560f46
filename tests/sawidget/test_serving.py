"""Runs that live on, as a notebook reaches them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sawidget as sa
from saserver import background
from saserver.sessions.states import Command


@pytest.fixture(autouse=True)
def own_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SAWIDGET_ARCHIVE", str(tmp_path))
    monkeypatch.setattr(background, "_sessions", None)
    monkeypatch.setattr(background, "_server", None)
    yield
    background.sessions().close()


def wait_until(happened: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_the_server_serves_the_runs_of_the_notebook() -> None:
    server = sa.serve()
    assert server.alive
    assert server.sessions is background.sessions()
    assert sa.runs() == []
    server.stop()


def test_a_run_that_was_left_is_listed_and_goes_on_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = {"formula": "C8H18", "seed": 5, "steps_per_cycle": 50_000, "num_cycles": 1}
    session = background.sessions().create(parameters, steps_per_second=1000)
    session.command(Command.START)
    wait_until(lambda: session.snapshot()[1]["step"] > 200)
    session.command(Command.PAUSE)
    background.sessions().close()
    monkeypatch.setattr(background, "_sessions", None)
    [run] = sa.runs()
    assert (run["session_id"], run["session_state"]) == (session.session_id, "paused")
    assert 200 < run["step"] < 50_000
    again = sa.resume(run["session_id"])
    again.set_pace(0)
    wait_until(lambda: again.state != "running")
    found, straight = again.result(), sa.anneal(**parameters)  # type: ignore[arg-type]
    assert (found.best_smiles, found.accepted_moves, found.final) == (
        straight.best_smiles,
        straight.accepted_moves,
        straight.final,
    )


def test_a_run_that_is_not_there_is_an_error_in_words() -> None:
    with pytest.raises(sa.SawidgetError, match="no session 'gone'"):
        sa.resume("gone")
