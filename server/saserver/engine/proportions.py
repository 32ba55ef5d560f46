"""Statistics of runs that succeed or not, and of what two schedules make of the same seeds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.errors import ParameterError, Problem, shown

_RESAMPLES: Final = 2000
#: Random numbers that are drawn at once.
_BLOCK: Final = 2**22


@dataclass(frozen=True)
class Share:
    """A share of runs, with an interval.

    Attributes
    ----------
    hits, runs : so many of so many
    low, high : Wilson's interval
    confidence : of the interval
    """

    hits: int
    runs: int
    low: float
    high: float
    confidence: float

    @property
    def share(self) -> float:
        """Hits over runs; NaN without runs."""
        return self.hits / self.runs if self.runs else math.nan

    def __str__(self) -> str:
        return f"{self.share:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True)
class Difference:
    """How much higher something is on one side than on the other, with an interval."""

    value: float
    low: float
    high: float
    confidence: float

    def __str__(self) -> str:
        form = f"+.{self._decimals()}f"
        return f"{self.value:{form}} ({self.low:{form}} to {self.high:{form}})"

    def _decimals(self) -> int:
        """As many for all three as tell two digits of how far the interval reaches."""
        half = (self.high - self.low) / 2 or abs(self.value)
        return max(0, 1 - math.floor(math.log10(half))) if half and math.isfinite(half) else 3

    @property
    def clear(self) -> bool:
        """Whether 0 lies outside of the interval."""
        return not self.low <= 0 <= self.high


def share(hits: int, runs: int, confidence: float = 0.95) -> Share:
    """A share with Wilson's interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 209, 1927).

    It stays between 0 and 1, and is right also where all runs succeed, or none.
    """
    return Share(hits, runs, *wilson(hits, runs, confidence), confidence)


def wilson(hits: int, runs: int, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit; 0 and 1 without runs."""
    z = _quantile(confidence)
    if not runs:
        return 0.0, 1.0
    p, q = hits / runs, z * z / runs
    middle, half = p + q / 2, math.sqrt(q * p * (1 - p) + q * q / 4)
    low = 0.0 if hits == 0 else (middle - half) / (1 + q)
    high = 1.0 if hits == runs else (middle + half) / (1 + q)
    return low, high


def paired_shares(both: int, first: int, second: int, neither: int, confidence: float = 0.95) -> Difference:
    """First share minus second, of runs in pairs: ``first`` counts the pairs in which only the first succeeded.

    Newcombe's interval number 10 (R. G. Newcombe, Stat. Med. 17, 2635, 1998): Wilson's for each side, put together
    with the correlation of the pairs.
    """
    runs = both + first + second + neither
    if not runs:
        return Difference(math.nan, -1.0, 1.0, confidence)
    one, other = both + first, both + second
    low1, high1 = wilson(one, runs, confidence)
    low2, high2 = wilson(other, runs, confidence)
    p1, p2 = one / runs, other / runs
    # Correlation of the pairs, a positive one brought nearer to 0 for continuity.
    spread = math.sqrt(one * (runs - one) * other * (runs - other))
    excess = float(both * neither - first * second)
    if excess > 0:
        excess = max(excess - runs / 2, 0.0)
    phi = excess / spread if spread else 0.0
    down = _joined(p1 - low1, high2 - p2, phi)
    up = _joined(p2 - low2, high1 - p1, phi)
    value = (first - second) / runs
    return Difference(value, value - down, value + up, confidence)


def paired_means(first: NDArray[np.float64], second: NDArray[np.float64], confidence: float = 0.95) -> Difference:
    """Mean of first minus second, of numbers in pairs, with an interval by bootstrap over the pairs.

    Percentiles of 2000 resamples (B. Efron, Ann. Stat. 7, 1, 1979), always the same ones: the same runs have the same
    interval.
    """
    _quantile(confidence)
    differences = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    n = len(differences)
    if not n:
        return Difference(math.nan, -math.inf, math.inf, confidence)
    random = np.random.default_rng(0)
    at_once = max(1, _BLOCK // n)
    means = np.concatenate(
        [
            differences[random.integers(0, n, (min(at_once, _RESAMPLES - begin), n))].mean(axis=1)
            for begin in range(0, _RESAMPLES, at_once)
        ]
    )
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Difference(float(differences.mean()), float(low), float(high), confidence)


def _joined(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(one * one - 2 * phi * one * other + other * other, 0.0))


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        message = f"confidence must be between 0 and 1, as 0.95 is, not {shown(confidence)}"
        raise ParameterError(Problem("confidence", confidence, message))
    return NormalDist().inv_cdf((1 + confidence) / 2)
