"""What was visited, told a little at a time."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from saserver.engine import Graph, prepare
from saserver.engine.parameters import Parameters
from saserver.sessions import gallery as gallery_module
from saserver.sessions.gallery import Gallery, Visits
from saserver.sessions.run import Run

NOTHING = Visits.of(())


def numbered(bonds: np.ndarray[tuple[int, int], np.dtype[np.uint8]], seed: int) -> list[list[int]]:
    order = np.random.default_rng(seed).permutation(len(bonds))
    return [[int(bonds[i, j]) for j in order] for i in order]


def octanes() -> list[np.ndarray[tuple[int, int], np.dtype[np.uint8]]]:
    """The isomers of C8H18, as a hot run comes by them."""
    run = Run(
        *prepare(Parameters.checked("C8H18", seed=3, schedule="constant", initial_temp=50.0, steps_per_cycle=10**7))
    )
    found: dict[str, Graph] = {}
    while len(found) < 18:
        run.advance(10)
        found.setdefault(run.chain.current.smiles, run.chain.current)
    return [np.array(graph.bonds, np.uint8) for graph in found.values()]


def add(gallery: Gallery, bonds: np.ndarray[tuple[int, int], np.dtype[np.uint8]], steps: int, seed: int) -> None:
    gallery.add(np.array([numbered(bonds, seed)], np.uint8), np.array([steps]))


def test_all_numberings_of_an_isomer_are_one_and_nothing_is_counted_twice() -> None:
    gallery = Gallery(("C",) * 8, lambda graph: 1.0, NOTHING)
    isomers, expected = octanes(), Counter[str]()
    for turn in range(3):
        for place, bonds in enumerate(isomers):
            add(gallery, bonds, place + turn, seed=turn)
            expected[Graph.from_matrix("C" * 8, bonds.tolist()).smiles] += place + turn
        gallery.changes(10.0, 500)
    counted = gallery.counted
    assert dict(zip(counted.smiles, counted.steps.tolist(), strict=True)) == expected
    assert not gallery.behind


def test_new_isomers_are_told_first_and_then_those_that_are_most_out_of_date() -> None:
    gallery = Gallery(("C",) * 8, lambda graph: 1.0, NOTHING)
    isomers = octanes()
    for bonds in isomers[:6]:
        add(gallery, bonds, 100, seed=0)
    assert gallery.changes(10.0, 4) == [0, 1, 2, 3]
    assert gallery.behind
    add(gallery, isomers[0], 50, seed=1)
    add(gallery, isomers[1], 500, seed=1)
    assert gallery.changes(10.0, 3) == [1, 4, 5]
    assert gallery.visits.steps.tolist() == [100, 600, 100, 100, 100, 100]
    assert gallery.changes(10.0, 3) == [0]
    assert gallery.changes(10.0, 3) == []
    assert not gallery.behind


def test_an_isomer_without_a_name_has_its_visits_counted_meanwhile() -> None:
    gallery = Gallery(("C",) * 8, lambda graph: 7.0, NOTHING)
    isomers = octanes()
    for bonds in isomers[:3] * 2:
        add(gallery, bonds, 10, seed=5)
    assert gallery.changes(0.0, 500) == []
    assert gallery.behind
    assert gallery.changes(10.0, 500) == [0, 1, 2]
    assert gallery.visits.rows([0])[0] | {"smiles": ""} == {"smiles": "", "energy": 7.0, "steps": 20}


def test_there_is_a_most_of_isomers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery_module, "MOST_ISOMERS", 5)
    gallery = Gallery(("C",) * 8, lambda graph: 1.0, NOTHING)
    for turn in range(2):
        for bonds in octanes():
            add(gallery, bonds, 10, seed=turn)
    gallery.changes(10.0, 500)
    assert gallery.counted.steps.tolist() == [20] * 5


def test_a_long_run_is_counted_to_its_last_sample() -> None:
    given = {"seed": 3, "schedule": "constant", "initial_temp": 50.0, "steps_per_cycle": 10**6, "num_cycles": 4}
    run = Run(*prepare(Parameters.checked("C6H14", **given)))
    for batch in (1, 10**5, 10**6, 2**21 - 1_100_001):
        run.advance(batch)
        run.sort()
    run.gallery.changes(10.0, 500)
    assert run.gallery.counted.steps.sum() == 2**21 == run.step
    # How the steps were divided does not matter.
    again = Run(run.parameters, run.model)
    again.advance(2**21)
    again.sort()
    again.gallery.changes(10.0, 500)
    assert again.gallery.counted.rows() == run.gallery.counted.rows()
