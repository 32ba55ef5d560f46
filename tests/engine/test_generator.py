"""Random numbers: the stream of numpy's SFC64, and nothing that favours one number over another."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saserver.engine.generator import draw, seeded, split, unit

WORDS = st.integers(0, 2**64 - 1)


@pytest.mark.parametrize("seed", [0, 1, 7, 1996, 2**32, 2**53 - 1])
def test_the_stream_is_that_of_numpy(seed: int) -> None:
    words, ours = seeded(seed), []
    for _ in range(10_000):
        word, words = draw(words)
        ours.append(word)
    assert ours == np.random.SFC64(seed).random_raw(10_000).tolist()


def test_seeds_do_not_share_their_first_numbers() -> None:
    assert len({draw(seeded(seed))[0] for seed in range(10_000)}) == 10_000


def test_real_numbers_are_those_of_numpy() -> None:
    words, ours = seeded(5), []
    for _ in range(1000):
        word, words = draw(words)
        ours.append(unit(word))
    assert ours == np.random.Generator(np.random.SFC64(5)).random(1000).tolist()


def test_real_numbers_reach_0_and_never_1() -> None:
    assert unit(0) == 0.0
    assert unit(2**64 - 1) == 1 - 2**-53


@given(WORDS, st.integers(12, 61 * 60), st.integers(2, 59 * 58), st.integers(1, 3))
def test_the_three_numbers_of_a_step_are_the_digits_of_one_fraction(word: int, a: int, b: int, c: int) -> None:
    # So each of the a b c outcomes has floor or ceil(2**64 / abc) words, see the next test.
    first, rest = split(word, a)
    second, rest = split(rest, b)
    third, _ = split(rest, c)
    assert (first * b + second) * c + third == word * a * b * c >> 64


@given(st.integers(1, 61 * 60 * 59 * 58 * 3), st.data())
def test_no_outcome_has_one_word_more_than_another_has(outcomes: int, data: st.DataObject) -> None:
    outcome = data.draw(st.integers(0, outcomes - 1))
    first = -(-(outcome << 64) // outcomes)  # the smallest word that gives it
    last = -(-(outcome + 1 << 64) // outcomes) - 1
    assert split(first, outcomes)[0] == split(last, outcomes)[0] == outcome
    assert abs(last + 1 - first - Fraction(2**64, outcomes)) < 1
    assert outcomes / 2**64 < 1e-11


@given(WORDS, st.integers(1, 4000))
def test_what_is_left_is_a_fraction_again(word: int, among: int) -> None:
    number, rest = split(word, among)
    assert 0 <= number < among
    assert 0 <= rest < 2**64
    assert number * 2**64 + rest == word * among
