"""A chain that runs: nothing that is watched or counted changes what it does, and each step is told in full."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from saserver.engine import Chain, Info, Model, Parameters, State, Trace, Verdict, prepare, readable
from saserver.engine.generator import draw, split, unit
from saserver.engine.move import PAIRS, admissible, displace, others
from saserver.engine.state import BONDS, pack, unpack


def model_of(formula: str, **given: Any) -> Model:
    return prepare(Parameters.checked(formula, seed=0, **given))[1]


@given(st.lists(st.integers(0, 3000), max_size=12), st.integers(0, 2**53 - 1), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_a_trajectory_depends_on_parameters_and_seed_alone(
    batches: list[int], seed: int, counting: bool, traced: bool
) -> None:
    model = model_of("C8H18", steps_per_cycle=10_000, initial_temp=20.0)
    whole = Chain(model, seed)
    whole.advance(sum(batches))
    chain, trace = Chain(model, seed), Trace(model.total) if traced else None
    if counting:
        chain.count()
    for batch in batches:
        chain.advance(batch, trace)
    assert np.array_equal(chain.array, whole.array)


@pytest.mark.parametrize("batch", [1, 7, 1000, 10**9])
def test_the_generator_yields_the_state_after_each_batch_and_ends_with_the_run(batch: int) -> None:
    model = model_of("C6H14", steps_per_cycle=250, initial_temp=20.0)
    whole = Chain(model, 1)
    whole.advance(1000)
    states = list(Chain(model, 1).run(batch))
    assert [state.step for state in states] == [*range(batch, 1000, batch), 1000]
    assert states[-1] == whole.state
    assert all(type(state) is State for state in states)


def test_a_run_that_is_left_and_taken_up_again_is_the_same_run() -> None:
    model = model_of("C6H14", steps_per_cycle=250, initial_temp=20.0)
    whole = Chain(model, 1)
    whole.advance(1000)
    chain = Chain(model, 1)
    assert next(chain.run(300)).step == 300  # the generator is thrown away
    assert next(chain.run(5, steps=10**9)).step == 305
    assert [state.step for state in chain.run(400)] == [705, 1000]
    assert chain.state == whole.state


def test_a_copy_goes_its_own_way() -> None:
    chain = Chain(model_of("C8H18", initial_temp=20.0), 1)
    chain.count()
    chain.advance(100)
    copy, before = chain.copy(), chain.state
    copy.advance(500)
    assert chain.state == before
    assert copy.tally is None
    chain.advance(500)
    assert np.array_equal(chain.array, copy.array)


def test_different_seeds_make_different_runs() -> None:
    model = model_of("C8H18", initial_temp=20.0)
    ends = set()
    for seed in range(50):
        chain = Chain(model, seed)
        chain.advance(1000)
        ends.add(chain.state.generator)
    assert len(ends) == 50


def test_what_a_chain_shows_is_its_state() -> None:
    model = model_of("C8H18", optimization_mode="MAXIMIZE", start="CC(C)(C)C(C)(C)C", initial_temp=5.0)
    chain = Chain(model, 2)
    assert (chain.energy, chain.best_energy, chain.best_step, chain.steps) == (58.0, 58.0, 0, 0)
    assert chain.current.smiles == chain.best.smiles == "CC(C)(C)C(C)(C)C"
    chain.advance(1000)
    state = chain.state
    assert (chain.energy, chain.best_energy) == (state.energy, state.best_energy)
    assert (chain.best_step, chain.steps) == (state.best_step, 1000)
    assert chain.energy == model.energy(chain.current)
    assert chain.best_energy == model.energy(chain.best) > 58.0


def states_of(model: Model, seed: int, steps: int) -> list[tuple[State, Info, State]]:
    chain = Chain(model, seed)
    told = []
    for _ in range(steps):
        before = chain.state
        told.append((before, chain.step(), chain.state))
    return told


@pytest.mark.parametrize("mode", ["MINIMIZE", "MAXIMIZE"])
@pytest.mark.parametrize("formula", ["C8H18", "C6H6", "C4H9NO"])
def test_each_step_is_told_in_full_and_truly(formula: str, mode: str) -> None:
    model = model_of(formula, initial_temp=2.0, cooling_schedule_k=1, optimization_mode=mode)
    sign = 1 if mode == "MINIMIZE" else -1
    seen = Counter[Verdict]()
    best, best_step = model.energy(model.start), 0
    for number, (before, info, after) in enumerate(states_of(model, 3, 2000)):
        seen[info.verdict] += 1
        assert info.step == before.step == number == after.step - 1
        assert info.temperature == max(0.01, 2.0 * (1 - number / 2000))
        x1, y1, x2, y2 = info.vertices
        assert len({x1, y1, x2, y2}) == 4
        cells = [(x1, y1), (x1, y2), (x2, y1), (x2, y2)]
        assert info.before == tuple(before.bonds[x][y] for x, y in cells)
        moved = np.array(before.bonds)
        for (x, y), order in zip(cells, info.after or info.before, strict=True):
            moved[x, y] = moved[y, x] = order
        if info.verdict is Verdict.NULL:
            assert not admissible(*info.before)
            assert info.after == ()
        else:
            assert info.after[0] in admissible(*info.before)
            a11, a12, a21, a22 = info.before
            assert info.after == displace(a11, a12, a21, a22, info.after[0])
        proposal = model.graph(tuple(map(tuple, moved.tolist())))
        assert proposal.connected == (info.verdict is not Verdict.DISCONNECTED)
        if info.verdict in (Verdict.NULL, Verdict.DISCONNECTED):
            assert (info.energy, info.delta, info.probability, info.u) == (None, None, None, None)
        else:
            assert info.energy is not None
            assert info.delta is not None
            assert info.probability is not None
            assert info.u is not None
            assert info.energy == model.energy(proposal)
            assert info.delta == sign * (info.energy - before.energy)
            assert info.probability == min(1.0, math.exp(min(0.0, -info.delta / info.temperature)))
            assert (info.verdict is Verdict.ACCEPTED) == (info.u < info.probability)
        if info.verdict is Verdict.ACCEPTED:
            assert np.array_equal(after.bonds, moved)
            assert after.energy == info.energy
        else:
            assert (after.bonds, after.energy) == (before.bonds, before.energy)
        if sign * after.energy < sign * best:
            best, best_step = after.energy, after.step
            assert after.best_bonds == after.bonds
        assert (after.best_energy, after.best_step) == (best, best_step)
    assert min(seen[verdict] for verdict in Verdict) > 1


def test_a_step_uses_its_random_numbers_as_is_written() -> None:
    """The order of the draws is part of a trajectory: a file of a run is repeated by it."""
    model = model_of("C6H12O", initial_temp=6.0)
    for before, info, after in states_of(model, 9, 500):
        word, generator = draw(before.generator)
        first, rest = split(word, 8 * 7)
        second, rest = split(rest, 6 * 5)
        pair = PAIRS[first]
        x2, y2 = others(PAIRS[second], *pair)
        assert info.vertices == (*pair, x2, y2)
        choices = admissible(*info.before)
        if choices:
            assert info.after[0] == choices[split(rest, len(choices))[0]]
        if info.u is not None:
            word, generator = draw(generator)
            assert info.u == unit(word)
        assert after.generator == generator


def test_steps_one_by_one_are_the_steps_of_a_run() -> None:
    model = model_of("C6H6", initial_temp=6.0)
    chain, whole = Chain(model, 4), Chain(model, 4)
    traces = Trace(model.total), Trace(model.total)
    for each, trace in zip((chain, whole), traces, strict=True):
        each.count()
        each.advance(50, trace)
    seen = Counter(chain.step(traces[0]).verdict for _ in range(500))
    whole.advance(500, traces[1])
    assert np.array_equal(chain.array, whole.array)
    assert np.array_equal(traces[0].buckets, traces[1].buckets)
    one, other = chain.tally, whole.tally
    assert one is not None
    assert other is not None
    assert np.array_equal(one.graphs(), other.graphs())
    assert np.array_equal(one.steps(), other.steps())
    assert seen[Verdict.ACCEPTED] > 20


@given(
    st.sampled_from(["CH4", "C2H6", "C3H8", "C4H4N2", "C6H14", "C10H16O", "C20H42"]),
    st.integers(0, 2**53 - 1),
    st.integers(0, 20_000),
)
@settings(max_examples=50)
def test_the_counters_add_up_to_the_steps(formula: str, seed: int, steps: int) -> None:
    chain = Chain(model_of(formula, steps_per_cycle=5000), seed)
    chain.advance(steps)
    state = chain.state
    assert state.accepted + state.rejected + state.invalid + state.disconnected == state.step == steps


def test_the_counters_count_the_verdicts() -> None:
    model = model_of("C6H6", initial_temp=6.0)
    told = states_of(model, 3, 2000)
    seen, state = Counter(info.verdict for _, info, _ in told), told[-1][2]
    assert (state.accepted, state.rejected) == (seen[Verdict.ACCEPTED], seen[Verdict.REJECTED])
    assert (state.invalid, state.disconnected) == (seen[Verdict.NULL], seen[Verdict.DISCONNECTED])


@pytest.mark.parametrize("formula", ["CH4", "HI", "H2O", "C2H6", "C2H2", "N2", "CH3I"])
def test_one_or_two_heavy_atoms_have_no_move_and_do_not_hang(formula: str) -> None:
    model = model_of(formula, steps_per_cycle=10**9, num_cycles=1)
    chain = Chain(model, 1)
    before = chain.state
    chain.advance(10**9)
    assert chain.state == before._replace(step=10**9, invalid=10**9)
    info = chain.step()
    assert info == Info(10**9, 0.01, Verdict.NULL)


def test_three_heavy_atoms_have_moves() -> None:
    chain = Chain(model_of("C3H6", schedule="constant"), 1)
    chain.advance(1000)
    assert chain.state.accepted > 10


def test_a_rule_of_the_users_drives_the_run() -> None:
    asked = []

    def greedy(delta: float, kt: float, u: float) -> bool:
        asked.append((delta, kt, u))
        return delta <= 0

    model = model_of("C8H18", accept=greedy, steps_per_cycle=300)
    told = states_of(model, 1, 1200)
    judged = [info for _, info, _ in told if info.delta is not None]
    assert asked == [(info.delta, info.temperature, info.u) for info in judged]
    assert all((info.verdict is Verdict.ACCEPTED) == (info.delta <= 0) for info in judged if info.delta is not None)
    assert told[-1][2].best_energy == 58.0  # no traps on this landscape


@pytest.mark.parametrize("steps", [0, 1, 1999, 2000])
def test_a_trace_that_ends_too_early_is_refused_before_anything_is_written(steps: int) -> None:
    chain = Chain(model_of("C8H18"), 1)
    chain.advance(100)
    before = chain.array.copy()
    with pytest.raises(ValueError, match=f"steps 0 to {steps}, not of 100 to 2100"):
        chain.advance(2000, Trace(steps))
    with pytest.raises(ValueError, match="steps 101 to"):
        chain.step(Trace(50, 101))
    assert np.array_equal(chain.array, before)


def test_states_survive_being_packed_bit_for_bit() -> None:
    rng = random.Random(1)
    for formula in ("CH4", "C6H14", "C60H122"):
        chain = Chain(model_of(formula, component_weights={"wiener_index": 0.1}), rng.getrandbits(53))
        chain.advance(5000)
        odd = chain.state._replace(energy=-0.1 - 1e-17, best_energy=-1e-300, step=10**10, invalid=10**10)
        assert unpack(pack(odd)) == odd
        assert np.array_equal(pack(unpack(chain.array)), chain.array)


def test_a_start_is_where_the_run_starts_with_its_atoms_in_hill_order() -> None:
    for start in ("OCC(C)C", Chem.MolFromSmiles("OCC(C)C"), Chem.AddHs(Chem.MolFromSmiles("CC(C)CO"))):
        model = model_of("C4H10O", start=start)
        assert model.start.smiles == "CC(C)CO"
        assert model.start.elements == ("C", "C", "C", "C", "O")
        assert readable.connected(Chain(model, 0).state.bonds)


@pytest.mark.parametrize("formula", ["C6H14", "C8H16"])
def test_a_checkpoint_of_other_atoms_is_refused(formula: str) -> None:
    _, model = prepare(Parameters.checked("C8H18", seed=1))
    _, other = prepare(Parameters.checked(formula, seed=1))
    with pytest.raises(ValueError, match="of a chain over other atoms"):
        Chain(model, Chain(other, 1).array)


def test_a_damaged_checkpoint_is_refused_before_it_can_crash_anything() -> None:
    _, model = prepare(Parameters.checked("C8H18", seed=1))
    whole = Chain(model, 1).array
    damaged: list[Any] = [whole[:-40], whole.astype(np.float64)]
    for place in (int(BONDS), int(BONDS) + 1, len(whole) - 12):
        damaged.append(whole.copy())
        damaged[-1][place] ^= np.uint64(1)
    for array in damaged:
        with pytest.raises(ValueError, match="damaged"):
            Chain(model, array)
