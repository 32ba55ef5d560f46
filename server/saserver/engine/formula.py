"""Molecular formulas: read, written in Hill order, and accepted exactly when a connected structure exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from saserver.engine.elements import HEAVY, MAX_BOND_ORDER, MAX_HEAVY_ATOMS, VALENCES
from saserver.engine.errors import FormulaError, shown

MAX_LENGTH: Final = 200
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_TOKEN: Final = re.compile(r"([A-Z][a-z]?)([0-9]*)")


@dataclass(frozen=True)
class Formula:
    """A molecular formula that some connected structure has.

    Attributes
    ----------
    elements : symbol of each heavy atom, in Hill order (carbon first, then by the alphabet)
    hydrogens : number of hydrogens
    """

    elements: tuple[str, ...]
    hydrogens: int

    @classmethod
    def parse(cls, text: str) -> Formula:
        """Read a formula in any order and with repeats (``CH3CH2OH``).

        Raises
        ------
        FormulaError
            with the remedy in its message
        """
        counts = _read(text)
        n = counts.total() - counts["H"]
        # Before a list of the atoms is made: C999999999 would fill the memory.
        if n == 0:
            raise FormulaError(f"formula {text!r} has no heavy atom; add at least one of {', '.join(HEAVY)}")
        if n > MAX_HEAVY_ATOMS:
            raise FormulaError(f"formula {text!r} has {n} heavy atoms; at most {MAX_HEAVY_ATOMS} are supported")
        formula = cls(tuple(e for e in _hill_order(counts) if e != "H" for _ in range(counts[e])), counts["H"])
        formula._check()
        return formula

    @cached_property
    def hill(self) -> str:
        """The canonical string: carbon, hydrogen, then the alphabet; all by the alphabet where there is no carbon."""
        return _hill(Counter(self.elements), self.hydrogens)

    @property
    def unsaturation(self) -> int:
        """Number of rings plus double bonds (a triple bond counts twice)."""
        return 1 + (sum(VALENCES[e] - 2 for e in self.elements) - self.hydrogens) // 2

    def __str__(self) -> str:
        return self.hill

    def _check(self) -> None:
        n, counts = len(self.elements), Counter(self.elements)
        valences = [VALENCES[e] for e in self.elements]
        if realisable(valences, self.hydrogens):
            return
        possible = [h for h in range(sum(valences) + 1) if realisable(valences, h)]
        if not possible:
            raise FormulaError(
                f"{self.hill} has no connected structure, with any number of hydrogens: its {n} heavy atoms offer "
                f"{sum(valences)} bond ends and {_shortage(n, valences)}; use other atoms"
            )
        below = [h for h in possible if h < self.hydrogens][-1:]
        above = [h for h in possible if h > self.hydrogens][:1]
        nearest = " and ".join(_hill(counts, h) for h in below + above)
        remedy = f"the nearest possible formulas are {nearest}" if below and above else f"the nearest is {nearest}"
        if (sum(valences) - self.hydrogens) % 2:
            parity = "odd" if self.hydrogens % 2 else "even"
            raise FormulaError(f"{self.hill} has an {parity} number of hydrogens for its atoms; {remedy}")
        if self.hydrogens > possible[-1]:
            raise FormulaError(f"{self.hill} has too many hydrogens: at most {possible[-1]} fit; {remedy}")
        raise FormulaError(f"{self.hill} has too few hydrogens to be connected by bonds of order ≤ 3; {remedy}")


def realisable(valences: Sequence[int], hydrogens: int) -> bool:
    """Whether a connected structure of these heavy atoms with so many hydrogens exists.

    A connected multigraph without loops with given degrees exists if and only if their sum is even, reaches
    2(n - 1), and no degree exceeds half of it (Hakimi 1962). Hydrogens lower the degrees, wherever they are put; a
    bond of order 4 would use up two carbons, so the cap of 3 matters for two atoms only.
    """
    n, ends = len(valences), sum(valences) - hydrogens
    if hydrogens < 0 or ends < 0 or ends % 2:
        return False
    if n == 1:
        return ends == 0
    most = min(ends // 2, MAX_BOND_ORDER) if n == 2 else ends // 2
    return ends >= 2 * (n - 1) and sum(min(v, most) for v in valences) >= ends


def _read(text: str) -> Counter[str]:
    if not isinstance(text, str):
        raise FormulaError(f"formula must be a text such as 'C8H18', not {type(text).__name__} {shown(text)}")
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"formula has {len(text)} characters; at most {MAX_LENGTH} are read")
    compact = "".join(text.translate(_SUBSCRIPTS).split())
    if not compact:
        raise FormulaError("formula is empty; write one such as C8H18")
    counts: Counter[str] = Counter()
    position = 0
    while position < len(compact):
        token = _TOKEN.match(compact, position)
        if token is None:
            raise FormulaError(_unreadable(text, compact, compact[position]))
        symbol, digits = token.groups()
        if symbol not in VALENCES:
            raise FormulaError(_unknown(text, compact, symbol))
        counts[symbol] += int(digits or 1)
        position = token.end()
    return counts


def _unreadable(text: str, compact: str, character: str) -> str:
    message = f"formula {text!r}: {character!r} cannot be read"
    if character in "+-":
        return f"{message}; charges are not supported"
    if character in "()[]{}":
        return f"{message}; write the groups out, as in CH3CH2OH"
    return f"{message}; {_hint(compact)}"


def _unknown(text: str, compact: str, symbol: str) -> str:
    return f"formula {text!r}: {symbol!r} is not a supported element; {_hint(compact)}"


def _hint(compact: str) -> str:
    """Suggest the formula that was meant where only upper and lower case went wrong."""
    tokens = re.findall(r"(cl|br|[chnospfi])([0-9]*)", compact.lower())
    meant = "".join(symbol.capitalize() + digits for symbol, digits in tokens)
    if meant.lower() == compact.lower():
        with suppress(FormulaError):  # silane, SiH4, is not meant to be SIH4
            Formula.parse(meant)
            return f"did you mean {meant}?"
    return f"the supported elements are {' '.join(VALENCES)}"


def _shortage(n: int, valences: Sequence[int]) -> str:
    if sum(valences) < 2 * (n - 1):
        return f"{2 * (n - 1)} are needed to connect them"
    return "these cannot all be paired between different atoms by bonds of order ≤ 3"


def _hill_order(counts: Mapping[str, int]) -> list[str]:
    present = sorted(e for e, count in counts.items() if count)
    if "C" not in present:
        return present
    return sorted(present, key=lambda e: ("C", "H").index(e) if e in ("C", "H") else 2)


def _hill(heavy: Mapping[str, int], hydrogens: int) -> str:
    counts = {**heavy, "H": hydrogens}
    return "".join(e + (str(counts[e]) if counts[e] > 1 else "") for e in _hill_order(counts))
