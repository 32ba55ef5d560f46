"""Functions of words do compiled what Python does with numbers below 2⁶⁴."""

from __future__ import annotations

import itertools
from typing import Any

import numba
import numpy as np

from saserver.engine.words import Real, Table, Word, Words, straight

NUMBERS = (1, 2, 3, 5, 63, 2**24 - 1, 2**63 - 1, 2**63, 2**64 - 1)
MASK = 2**64 - 1
SQUARES = Table("squares", np.array([k * k for k in range(1000)], dtype=np.uint64))


@straight
def arithmetic(a: Word, b: Word) -> tuple[Word, Word, Word, Word, Word, Word, Word, Word, Word, Word]:
    return a + b, a - b, -a, a * b, *a.times(b), a & b, a | b, a ^ b, (a + 7) * 3


@straight
def bits(a: Word, b: Word) -> tuple[Word, Word, Word, Word, Word, Word, Word]:
    place = b & 63
    return a << place, a >> place, place.bit(), a.lowest_one(), a.ones(), a >= b, a.equals(b)


@straight
def store(words: Words, reals: Words, place: Word, number: Real) -> None:
    words[place] = words[place] + SQUARES[place]
    words.at(1)[place] = 7
    reals[place] = number


@numba.njit
def call_arithmetic(a: Any, b: Any) -> Any:
    return arithmetic(a, b)


@numba.njit
def call_bits(a: Any, b: Any) -> Any:
    return bits(a, b)


@numba.njit
def call_store(words: Any, reals: Any, place: Any, number: Any) -> None:
    store(words, reals, place, number)


def test_words_are_numbers_modulo_2_to_the_64() -> None:
    for a, b in itertools.product(NUMBERS, NUMBERS):
        product = a * b
        expected = (a + b, a - b, -a, product, product >> 64, product, a & b, a | b, a ^ b, (a + 7) * 3)
        assert call_arithmetic(np.uint64(a), np.uint64(b)) == tuple(number & MASK for number in expected)


def test_bits_are_shifted_found_and_counted() -> None:
    for a, b in itertools.product(NUMBERS, NUMBERS):
        place = b & 63
        lowest = (a & -a).bit_length() - 1
        expected = (a << place & MASK, a >> place, 1 << place, lowest, a.bit_count(), a >= b, a == b)
        assert call_bits(np.uint64(a), np.uint64(b)) == expected


def test_words_and_reals_are_written_and_tables_looked_up() -> None:
    words, reals = np.arange(1000, 1005, dtype=np.uint64), np.zeros(4)
    call_store(words, reals, np.uint64(3), 0.25)
    assert words.tolist() == [1000, 1001, 1002, 1003 + 9, 7]
    assert reals.tolist() == [0, 0, 0, 0.25]
