"""Answers to lesson 6: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

import math
from typing import Any

from saserver.engine import share as exact

Interval = tuple[float, float]


def wilson(hits: int, runs: int, z: float = 1.96) -> Interval:
    share = hits / runs
    middle = share + z**2 / (2 * runs)
    half = z * math.sqrt(share * (1 - share) / runs + z**2 / (4 * runs**2))
    return (middle - half) / (1 + z**2 / runs), (middle + half) / (1 + z**2 / runs)


def the_product(hits: int, runs: int) -> list[float]:
    found = exact(hits, runs)
    return [found.low, found.high]


def textbook(hits: int, runs: int) -> Interval:
    share = hits / runs
    half = 1.96 * math.sqrt(share * (1 - share) / runs)
    return share - half, share + half


def textbook_within_0_and_1(hits: int, runs: int) -> Interval:
    low, high = textbook(hits, runs)
    return max(0, low), min(1, high)


def undivided(hits: int, runs: int) -> Interval:
    low, high = wilson(hits, runs)
    return low * (1 + 1.96**2 / runs), high * (1 + 1.96**2 / runs)


def without_root(hits: int, runs: int) -> Interval:
    share, z = hits / runs, 1.96
    half = z * (share * (1 - share) / runs + z**2 / (4 * runs**2))
    middle, below = share + z**2 / (2 * runs), 1 + z**2 / runs
    return (middle - half) / below, (middle + half) / below


def high_first(hits: int, runs: int) -> Interval:
    return wilson(hits, runs)[::-1]


def per_cent(hits: int, runs: int) -> Interval:
    low, high = wilson(hits, runs)
    return 100 * low, 100 * high


def one_sigma(hits: int, runs: int) -> Interval:
    return wilson(hits, runs, 1.0)


def ninety(hits: int, runs: int) -> Interval:
    return wilson(hits, runs, 1.645)


def the_share_alone(hits: int, runs: int) -> float:
    return hits / runs


def divided_by_hits(hits: int, runs: int) -> Interval:
    return wilson(runs // hits, runs)


def discordant(first: list[bool], second: list[bool]) -> tuple[int, int]:
    pairs = list(zip(first, second, strict=True))
    return pairs.count((True, False)), pairs.count((False, True))


def as_a_list(first: list[bool], second: list[bool]) -> list[int]:
    return list(discordant(first, second))


def swapped(first: list[bool], second: list[bool]) -> tuple[int, int]:
    return discordant(second, first)


def successes(first: list[bool], second: list[bool]) -> tuple[int, int]:
    return sum(first), sum(second)


def agreeing(first: list[bool], second: list[bool]) -> tuple[int, int]:
    pairs = list(zip(first, second, strict=True))
    return pairs.count((True, True)), pairs.count((False, False))


def shares(first: list[bool], second: list[bool]) -> tuple[float, float]:
    one, other = discordant(first, second)
    return one / len(first), other / len(first)


def together(first: list[bool], second: list[bool]) -> int:
    return sum(discordant(first, second))


def one_too_many(first: list[bool], second: list[bool]) -> tuple[int, int]:
    one, other = discordant(first, second)
    return one + 1, other


RIGHT: dict[str, list[Any]] = {"6.1": [wilson, the_product], "6.2": [discordant, as_a_list], "6.3": ["c"]}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "6.1": [
        (textbook, "wald", "the textbook's first"),
        (textbook_within_0_and_1, "wald", "the textbook's first"),
        (undivided, "denominator", "1 + z²/n"),
        (without_root, "root", "square root of the sum"),
        (high_first, "order", "upper limit first"),
        (per_cent, "per cent", "not per cent"),
        (one_sigma, "z", "about 68 %"),
        (ninety, "other", "Compute it in parts"),
        (the_share_alone, "kind", "Hand in"),
        (divided_by_hits, "raised", "Python stopped"),
    ],
    "6.2": [
        (swapped, "swapped", "in the wrong order"),
        (successes, "all successes", "all successes"),
        (agreeing, "agreeing", "pairs that agree"),
        (shares, "shares", "not which share"),
        (together, "together", "Two numbers are asked"),
        (one_too_many, "other", "through both lists together"),
    ],
    "6.3": [
        ("a", "a", "compatible with ten of ten"),
        ("b", "b", "faster computer"),
        ("d", "d", "an anecdote"),
        (10, "kind", "Hand in"),
    ],
}
