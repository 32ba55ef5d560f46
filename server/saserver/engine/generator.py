"""The random numbers: SFC64 (Chris Doty-Humphrey, PractRand), the same stream as numpy's ``SFC64``.

Four words of state, a handful of additions and shifts: short enough to be read, fast enough to be drawn a hundred
million times a second, and checked against numpy in the tests.
"""

from __future__ import annotations

from typing import Final

import numpy as np

Words = tuple[int, int, int, int]

MASK: Final = 2**64 - 1


def seeded(seed: int) -> Words:
    """The first state for a seed, mixed by numpy's ``SeedSequence``."""
    a, b, c, counter = (int(word) for word in np.random.SFC64(seed).state["state"]["state"])
    return a, b, c, counter


def draw(words: Words) -> tuple[int, Words]:
    """64 random bits, and the state after them."""
    a, b, c, counter = words
    word = (a + b + counter) & MASK
    rotated = (c << 24 | c >> 40) & MASK
    return word, (b ^ b >> 11, (c + (c << 3)) & MASK, (rotated + word) & MASK, (counter + 1) & MASK)


def split(fraction: int, among: int) -> tuple[int, int]:
    """Take a uniform number below ``among`` off a 64-bit fraction; what is left is a fraction again.

    After the three numbers of one step (up to 25 bits) the unevenness is below 1e-11.
    """
    product = fraction * among
    return product >> 64, product & MASK


def unit(word: int) -> float:
    """A real number in [0, 1)."""
    return (word >> 11) * 2.0**-53
