"""The options of ``carbon13``: measured peaks and a model, checked and packed for the compiled code.

The packed form is ``[model, spread, ppm, hydrogens, carbons, ppm, …]``, the peaks ascending. Where all numbers of
carbons are known, each peak appears once per carbon and ``spread`` is 0; otherwise it is 1 and an unknown number is 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from saserver.engine.errors import ParameterError, Problem

LINDEMAN_ADAMS, GRANT_PAUL, ADDITIVE = 0, 1, 2
MODELS: Final = {"lindeman-adams": LINDEMAN_ADAMS, "grant-paul": GRANT_PAUL, "additive": ADDITIVE}
MULTIPLICITIES: Final = ("s", "d", "t", "q")
OPTIONS: Final = {
    "peaks": 'measured lines, each [ppm, "q" | "t" | "d" | "s" | null, number of carbons | null]',
    "model": '"auto" (the alkane model of Lindeman and Adams where the formula is CnH2n+2, else increments), '
    '"lindeman-adams", "grant-paul" or "additive"',
}
_SHAPE: Final = "write [ppm, multiplicity, number of carbons], where the last two may be None or left out"


class Peak(NamedTuple):
    """One measured line; None where something was not measured."""

    ppm: float
    hydrogens: int | None = None
    carbons: int | None = None


def pack(elements: tuple[str, ...], hydrogens: int, options: Mapping[str, object]) -> NDArray[np.float64]:
    """Check the options against the formula and pack them; raises ParameterError with all problems at once."""
    name = options.get("model", "auto")
    problems = [
        _problem(option, f"carbon13 has no option {option!r}; it has {' and '.join(OPTIONS)}")
        for option in options
        if option not in OPTIONS
    ]
    problems += formula_problems(elements) + model_problems(name, elements, hydrogens)
    peaks = _peaks(options.get("peaks"), problems)
    if peaks and len(peaks) == len(_entries(options.get("peaks"))):
        problems += _count_problems(peaks, elements.count("C"))
    if problems:
        raise ParameterError(*problems)
    spread = any(peak.carbons is None for peak in peaks)
    rows = [
        (peak.ppm, -1 if peak.hydrogens is None else peak.hydrogens, (peak.carbons or 0) if spread else 1)
        for peak in peaks
        for _ in range(1 if spread else peak.carbons or 0)
    ]
    model = model_of(str(name), elements, hydrogens)
    return np.array([model, spread, *(number for row in sorted(rows) for number in row)], dtype=np.float64)


def model_of(name: str, elements: tuple[str, ...], hydrogens: int) -> int:
    """The model that a valid name means for a formula."""
    if name == "auto":
        return LINDEMAN_ADAMS if _is_alkane(elements, hydrogens) else ADDITIVE
    return MODELS[name]


def formula_problems(elements: tuple[str, ...]) -> list[Problem]:
    """The complaint about elements that have no increments, if there is one."""
    foreign = " and ".join(sorted(set(elements) - {"C", "O"}))
    if foreign:
        message = f"carbon13 knows C, H and O, not {foreign}; choose a formula without {foreign}, or another energy"
        return [_problem(foreign, message)]
    if "C" not in elements:
        return [_problem(elements, "carbon13 needs carbon and the formula has none; choose another formula or energy")]
    return []


def model_problems(name: object, elements: tuple[str, ...], hydrogens: int) -> list[Problem]:
    """The complaint about a model that does not exist or does not fit the formula, if there is one."""
    if not isinstance(name, str) or name not in ("auto", *MODELS):
        return [_problem(name, f"carbon13 has no model {name!r}; choose one of auto, {', '.join(MODELS)}")]
    if name in ("lindeman-adams", "grant-paul") and not _is_alkane(elements, hydrogens):
        message = f"carbon13 model {name!r} is for alkanes, CnH2n+2, which this formula is not; choose auto or additive"
        return [_problem(name, message)]
    return []


def _is_alkane(elements: tuple[str, ...], hydrogens: int) -> bool:
    return set(elements) == {"C"} and hydrogens == 2 * len(elements) + 2


def _problem(value: object, message: str) -> Problem:
    return Problem("component_options", value, f"component_options: {message}")


def _entries(given: object) -> Sequence[object]:
    return given if isinstance(given, list | tuple) else ()


def _peaks(given: object, problems: list[Problem]) -> list[Peak]:
    """The readable peaks; what cannot be read is added to the problems."""
    if not _entries(given):
        message = (
            f"carbon13 needs peaks, a list with at least one measured line, not {given!r}; {_SHAPE}: "
            'component_options={"carbon13": {"peaks": [[14.2, "q", 1], [22.9, "t"], 32.7]}}'
        )
        problems.append(_problem(given, message))
    peaks = []
    for number, entry in enumerate(_entries(given), start=1):
        found = _peak(entry, f"carbon13 peak {number}")
        if isinstance(found, Peak):
            peaks.append(found)
        else:
            problems += found
    return peaks


def _peak(entry: object, where: str) -> Peak | list[Problem]:
    parts = list(entry) if isinstance(entry, list | tuple) else [entry]
    if not 1 <= len(parts) <= 3:
        return [_problem(entry, f"{where} has {len(parts)} parts: {entry!r}; {_SHAPE}")]
    ppm: object
    letter: object
    carbons: object
    ppm, letter, carbons = (*parts, None, None)[:3]
    problems = []
    shift = float(ppm) if isinstance(ppm, Real) and not isinstance(ppm, bool) else math.nan
    if not math.isfinite(shift):
        problems.append(_problem(ppm, f"{where} has the shift {ppm!r}; give a finite number of ppm"))
    if not (letter is None or letter in MULTIPLICITIES):
        problems.append(
            _problem(letter, f"{where} has the multiplicity {letter!r}; give q, t, d, s (3, 2, 1, 0 hydrogens) or None")
        )
    count = int(carbons) if isinstance(carbons, Integral) and not isinstance(carbons, bool) else 0
    if not (carbons is None or count > 0):
        problems.append(_problem(carbons, f"{where} has {carbons!r} carbons; give a whole number from 1, or None"))
    if problems:
        return problems
    hydrogens = MULTIPLICITIES.index(letter) if isinstance(letter, str) else None
    return Peak(shift, hydrogens, count or None)


def _count_problems(peaks: list[Peak], carbons: int) -> list[Problem]:
    """More lines than carbons, or numbers of carbons that do not add up to the formula's."""
    if len(peaks) > carbons:
        message = f"carbon13 has {len(peaks)} peaks for {carbons} carbons; drop some, or choose a larger formula"
        return [_problem(len(peaks), message)]
    known = sum(peak.carbons or 0 for peak in peaks)
    unknown = sum(peak.carbons is None for peak in peaks)
    if unknown == 0 and known != carbons:
        message = f"carbon13 peaks add up to {known} carbons, the formula has {carbons}; correct them or give null"
        return [_problem(known, message)]
    if known + unknown > carbons:
        message = (
            f"carbon13 peaks with a number take {known} carbons, the {unknown} without one at least {unknown} more, "
            f"but the formula has {carbons}; correct the numbers or give null"
        )
        return [_problem(known + unknown, message)]
    return []
