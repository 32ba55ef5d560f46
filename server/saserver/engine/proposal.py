"""Proposals of the compiled chain: ``move`` by look-ups, and what accepting one changes in the array of state."""

from __future__ import annotations

from typing import Final

from saserver.engine.move import packed_admissible, packed_changes, packed_pairs
from saserver.engine.state import BONDS
from saserver.engine.words import Table, Word, Words, straight

PAIRS: Final = Table("pairs", packed_pairs())
ADMISSIBLE: Final = Table("admissible", packed_admissible())
CHANGES: Final = Table("changes", packed_changes())
_BONDS: Final = int(BONDS)


@straight
def draw(a: Word, b: Word, c: Word, counter: Word) -> tuple[Word, Word, Word, Word, Word]:
    """64 random bits, and the generator after them (see ``generator``)."""
    word = a + b + counter
    rotated = c << 24 | c >> 40
    return word, b ^ b >> 11, c + (c << 3), rotated + word, counter + 1


@straight
def propose(work: Words, m: Word, fraction: Word) -> tuple[Word, Word, Word, Word, Word, Word, Word]:
    """x1, x2, y1, y2, their bond orders as an index, the values that b11 may take, and what is left of the fraction."""
    first, fraction = fraction.times(m * (m - 1))
    second, fraction = fraction.times((m - 2) * (m - 3))
    pair = PAIRS[first]
    x1, y1, low, high = pair & 255, pair >> 8 & 255, pair >> 16 & 255, pair >> 24
    pair = PAIRS[second]
    x2, y2 = pair & 255, pair >> 8 & 255
    x2 += x2 >= low
    x2 += x2 >= high
    y2 += y2 >= low
    y2 += y2 >= high
    row1, row2 = x1 * m + _BONDS, x2 * m + _BONDS
    orders = work[row1 + y1] | work[row1 + y2] << 2 | work[row2 + y1] << 4 | work[row2 + y2] << 6
    return x1, x2, y1, y2, orders, ADMISSIBLE[orders], fraction


@straight
def choose(
    n: Word, x1: Word, x2: Word, y1: Word, y2: Word, orders: Word, choices: Word, fraction: Word
) -> tuple[Word, Word, Word]:
    """By how much b11 changes, which pairs of heavy atoms become neighbours or cease to be, and how many more they are.

    The pairs are x1y1, x1y2, x2y1, x2y2, a bit each.
    """
    place, _ = fraction.times(choices & 7)
    b11 = choices >> place * 2 + 3 & 3
    changes = CHANGES[orders | b11 << 8]
    pool = x1.equals(n) * 3 | x2.equals(n) * 12 | y1.equals(n) * 5 | y2.equals(n) * 10
    changed = changes & (pool ^ 15)
    return b11 - (orders & 3), changed, changed.ones() - (changes >> 4 & changed).ones() * 2


@straight
def flip(work: Words, near: Word, x1: Word, x2: Word, y1: Word, y2: Word, changed: Word) -> None:
    """Make neighbours of pairs that are not, and the other way round."""
    x1y1, x1y2, x2y1, x2y2 = changed & 1, changed >> 1 & 1, changed >> 2 & 1, changed >> 3
    work[near + x1] ^= x1y1 << y1 | x1y2 << y2
    work[near + x2] ^= x2y1 << y1 | x2y2 << y2
    work[near + y1] ^= x1y1 << x1 | x2y1 << x2
    work[near + y2] ^= x1y2 << x1 | x2y2 << x2


@straight
def shift_bonds(work: Words, m: Word, x1: Word, x2: Word, y1: Word, y2: Word, by: Word) -> None:
    """Eqs. 7-9: raise x1y1 and x2y2, lower x1y2 and x2y1; words wrap around, so ``by`` may be negative."""
    for x, y in ((x1, y1), (y1, x1), (x2, y2), (y2, x2)):
        work[x * m + y + _BONDS] += by
    for x, y in ((x1, y2), (y2, x1), (x2, y1), (y1, x2)):
        work[x * m + y + _BONDS] -= by
