"""The tally: every step counted once, in the right graph, however many graphs there are."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from saserver.engine import Chain, Model, Parameters, prepare, readable
from saserver.engine.state import State, unpack
from saserver.engine.tally import EACH, Spill, Tally

Graphs = Counter[tuple[tuple[int, ...], ...]]


def model_of(formula: str, **given: Any) -> Model:
    return prepare(Parameters.checked(formula, seed=0, schedule="constant", initial_temp=1000.0, **given))[1]


def visits(model: Model, state: State, steps: int) -> Graphs:
    """Graph → steps after which the chain was in it, by brute force."""
    found: Graphs = Counter()
    for _ in range(steps):
        state, _ = readable.step(model, state)
        found[model.graph(state.bonds).bonds] += 1
    return found


def as_counter(graphs: NDArray[np.uint8], steps: NDArray[np.int64]) -> Graphs:
    found: Graphs = Counter(
        {tuple(map(tuple, g)): count for g, count in zip(graphs.tolist(), steps.tolist(), strict=True)}
    )
    assert len(found) == len(graphs)  # each has one row
    return +found


def tally_of(chain: Chain) -> Tally:
    tally = chain.tally
    assert tally is not None
    return tally


def bounded(chain: Chain, most_rows: int, spill: Spill | None = None) -> None:
    """Count as ``Chain.count`` does, with less room."""
    chain._tally = Tally(chain.array, chain.steps, most_rows=most_rows, spill=spill)


@pytest.mark.parametrize("formula", ["CH4", "C2H6", "C3H6", "C6H6", "C10H16O", "C30H62", "C60H122"])
@pytest.mark.parametrize("before", [0, 500])
def test_the_tally_is_what_happened(formula: str, before: int) -> None:
    model = model_of(formula)
    chain = Chain(model, 3)
    chain.advance(before)
    begin = chain.state
    chain.count()
    for batch in (1, 700, 1, 298):
        chain.advance(batch)
    tally = tally_of(chain)
    assert as_counter(tally.graphs(), tally.steps()) == visits(model, begin, 1000)
    assert tally.other == 0
    assert tally.steps().sum() == 1000


def test_graphs_are_listed_once_in_the_order_of_their_first_visit() -> None:
    model = model_of("C6H14")
    chain = Chain(model, 3)
    chain.count()
    begin = chain.state
    chain.advance(2000)
    graphs = [tuple(map(tuple, graph)) for graph in tally_of(chain).graphs().tolist()]
    # The first molecule has the first row, even where the first step leads away from it.
    assert graphs == list(dict.fromkeys([model.start.bonds, *visits(model, begin, 2000)]))


def test_asking_for_the_tally_changes_nothing() -> None:
    model = model_of("C6H14")
    curious, other = Chain(model, 3), Chain(model, 3)
    for chain in (curious, other):
        chain.count()
    for _ in range(300):
        curious.advance(1)
        assert tally_of(curious).steps().sum() == curious.steps
    other.advance(300)
    assert np.array_equal(tally_of(curious).steps(), tally_of(other).steps())


@pytest.mark.parametrize(("formula", "graphs"), [("C5H8", 1024), ("C6H10", 4 * 1024)])
def test_a_tally_grows_beyond_its_first_rows_and_knows_its_graphs_again(formula: str, graphs: int) -> None:
    model = model_of(formula)
    chain = Chain(model, 3)
    chain.count()
    begin = chain.state
    chain.advance(40_000)
    tally = tally_of(chain)
    expected = visits(model, begin, 40_000)
    assert as_counter(tally.graphs(), tally.steps()) == expected
    assert graphs < len(expected) < chain.state.accepted / 1.2  # many were visited again


def rows_by_brute_force(model: Model, begin: State, steps: int, rows: int) -> tuple[Graphs, int]:
    """The graphs that come first get a row, the steps in the others are counted together."""
    known: Graphs = Counter({model.graph(begin.bonds).bonds: 0})
    other, state = 0, begin
    for _ in range(steps):
        state, _ = readable.step(model, state)
        graph = model.graph(state.bonds).bonds
        if graph in known or len(known) < rows:
            known[graph] += 1
        else:
            other += 1
    return known, other


@pytest.mark.parametrize("twin", ["compiled", "readable"])
def test_when_no_more_rows_may_be_had_the_rest_is_counted_together(twin: str) -> None:
    rule = {} if twin == "compiled" else {"accept": lambda dE, kT, u: True}
    model = model_of("C10H16O", component_weights={"wiener_index": 1e-9}, **rule)
    chain = Chain(model, 3)
    begin = chain.state
    bounded(chain, 1024)
    chain.advance(10_000)
    chain.advance(5000)
    tally = tally_of(chain)
    known, other = rows_by_brute_force(model, begin, 15_000, 1024)
    assert as_counter(tally.graphs(), tally.steps()) == +known
    assert tally.other == other > 3000
    assert tally.steps().sum() + tally.other == 15_000


@pytest.mark.parametrize("twin", ["compiled", "readable"])
@pytest.mark.parametrize("most_rows", [1024, 1500])
def test_what_is_spilt_and_what_is_left_are_all_there_is(twin: str, most_rows: int) -> None:
    rule = {} if twin == "compiled" else {"accept": lambda dE, kT, u: True}
    model = model_of("C10H16O", component_weights={"wiener_index": 1e-9}, **rule)
    chain = Chain(model, 3)
    begin = chain.state
    spilt: list[tuple[NDArray[np.uint8], NDArray[np.int64]]] = []
    bounded(chain, most_rows, lambda graphs, steps: spilt.append((graphs.copy(), steps.copy())))
    for batch in (1, 4999, 20_000):
        chain.advance(batch)
    tally = tally_of(chain)
    assert len(spilt) > 1
    tally.empty()
    total: Graphs = Counter()
    for graphs, steps in spilt:
        assert len(graphs) <= most_rows
        total += as_counter(graphs, steps)
    assert total == visits(model, begin, 25_000)
    assert tally.other == 0
    assert len(tally.graphs()) == 0


def test_a_chain_goes_on_counting_after_its_tally_was_emptied_by_the_spill() -> None:
    model = model_of("C10H16O")
    chain, plain = Chain(model, 3), Chain(model, 3)
    bounded(chain, 1024, lambda graphs, steps: None)
    chain.advance(100_000)
    plain.advance(100_000)
    assert np.array_equal(chain.array, plain.array)


def test_memory_is_bounded_for_the_largest_molecules() -> None:
    tally = Tally(Chain(model_of("C60H122"), 0).array, 0)
    assert tally._most * tally.rows.shape[1] * 8 <= 2**27 + 1024


def test_graphs_that_share_a_slot_of_the_index_are_told_apart() -> None:
    model = model_of("C6H14")
    chain = Chain(model, 3)
    begin = unpack(chain.array)
    chain.count()
    tally = tally_of(chain)
    tally.slots = np.zeros(4096, dtype=np.uint64)
    tally.slots[:1000] = 1  # as if all of these were taken by the first graph: the search goes on past them
    chain.advance(1500)
    assert as_counter(tally_of(chain).graphs(), tally.steps()) == visits(model, begin, 1500)


def looked_at(steps: int, grain: int) -> list[int]:
    """The steps that a tally which thins out looks at: each of the first 2¹⁷, then 2 to ``grain`` in each doubling."""
    found = list(range(1, int(EACH) + 1))
    while True:
        step = found[-1]
        if step + 2 ** (step.bit_length() - 1 - grain) > steps:
            return found
        found.append(step + 2 ** (step.bit_length() - 1 - grain))


@pytest.mark.parametrize("grain", [3, 13])
@pytest.mark.parametrize("begin", [0, 100_000, 300_001])
def test_a_tally_that_thins_out_looks_at_known_steps_and_counts_those_since_the_last(grain: int, begin: int) -> None:
    model, steps = model_of("C6H14"), 700_000
    chain, plain = Chain(model, 3), Chain(model, 3)
    chain.advance(begin)
    chain.count(grain=grain)
    expected: Graphs = Counter()
    last = 0
    for step in looked_at(steps, grain):
        if step > begin:
            plain.advance(step - plain.steps)
            expected[plain.current.bonds] += step - last
        last = step
    for batch in (1, 65_535, 7, 10**6):
        chain.advance(min(batch, steps - chain.steps))
    tally = tally_of(chain)
    assert as_counter(tally.graphs(), tally.steps()) == expected
    plain.advance(steps - plain.steps)
    assert np.array_equal(chain.array, plain.array)


def test_a_tally_that_thins_out_is_exact_at_first() -> None:
    model = model_of("C6H6")
    thin, exact = Chain(model, 3), Chain(model, 3)
    thin.count(grain=4)
    exact.count()
    for steps in (int(EACH) - 5, 5):
        thin.advance(steps)
        exact.advance(steps)
        counts = [as_counter(tally_of(chain).graphs(), tally_of(chain).steps()) for chain in (thin, exact)]
        assert counts[0] == counts[1]


def test_both_twins_look_at_the_same_steps() -> None:
    model = model_of("C6H14")
    slow = replace(model, accept=lambda dE, kT, u: dE <= 0 or u < math.exp(-dE / kT))
    ahead = Chain(model, 3)
    ahead.advance(int(EACH) - 500)
    counts = []
    for each in (model, slow):
        chain = Chain(each, ahead.array)
        chain.count(grain=13)
        for steps in (499, 1, 3, 2000):
            chain.advance(steps)
        tally = tally_of(chain)
        assert tally.steps().sum() == 500 + 2003 // 16 * 16
        counts.append(as_counter(tally.graphs(), tally.steps()))
    assert counts[0] == counts[1]


def test_what_is_handed_over_is_counted_once() -> None:
    model = model_of("C8H18")
    chain, whole = Chain(model, 3), Chain(model, 3)
    handed: Graphs = Counter()

    def spill(graphs: NDArray[np.uint8], steps: NDArray[np.int64]) -> None:
        handed.update(as_counter(graphs, steps))

    chain.count(most_rows=1024, spill=spill, grain=10)
    whole.count(grain=10)
    for steps in (1, 150_000, 99_999, 300_000):
        chain.advance(steps)
        whole.advance(steps)
        chain.hand_over()
    assert handed == as_counter(tally_of(whole).graphs(), tally_of(whole).steps())
