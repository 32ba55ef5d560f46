"""Ensembles on a real Dask cluster of four worker processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

import sawidget as sa
from saserver import engine

distributed: Any = pytest.importorskip("distributed")
GIVEN: dict[str, Any] = {"cooling_schedule_k": [1, 8], "steps_per_cycle": 200}


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=4, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_client_is_an_executor_and_finds_the_same(client: Any) -> None:
    assert sa.ensemble("C8H18", runs=60, executor=client, **GIVEN) == sa.ensemble("C8H18", runs=60, **GIVEN)


def test_what_a_cell_defines_travels(client: Any) -> None:
    offset = 3.0

    @sa.energy
    def crowded(graph: sa.Graph) -> float:
        return float(graph.distances.sum()) / 2 + offset

    named: dict[str, Any] = {"component_weights": {"crowded": 1, "rings": 2}, "initial_temp": 20, "steps_per_cycle": 30}
    for given in ({"energy": crowded, "schedule": lambda progress: 1 - progress, "steps_per_cycle": 30}, named):
        far, near = (sa.ensemble("C6H14", runs=8, executor=executor, **given) for executor in (client, None))
        assert far == near
        assert not far.failures


def test_a_worker_killed_half_way_costs_nothing(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    engine_ensemble = engine.ensemble

    def run(formula: str, **given: Any) -> Any:
        def kill(done: int, total: int) -> None:
            if done >= 10 and not killed:
                [pid, *_] = client.run(os.getpid).values()
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

        return engine_ensemble(formula, **{**given, "progress": kill})

    monkeypatch.setattr(engine, "ensemble", run)
    found = sa.ensemble("C8H18", runs=60, executor=client, **GIVEN)
    monkeypatch.undo()
    assert killed
    assert not found.failures
    assert found == sa.ensemble("C8H18", runs=60, **GIVEN)


def test_a_stream_comes_in_order(client: Any) -> None:
    seeds = [result.parameters["seed"] for result in sa.ensemble("C6H14", seeds=[5, 1, 4], executor=client, lazy=True)]
    assert seeds == [5, 1, 4]
