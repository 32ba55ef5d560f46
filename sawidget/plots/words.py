"""What the pictures of ensembles say about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from saserver.engine import Ensemble
from sawidget.wording import quantity

_MOST = 8


def heading(ensembles: Iterable[Ensemble]) -> str:
    """The formulas."""
    return ", ".join(dict.fromkeys(point.parameters.formula for one in ensembles for point in one.points))


def goal(ensembles: Iterable[Ensemble], target: float | None) -> str:
    """The target in words."""
    points = [(point, found) for one in ensembles for point, found in zip(one.points, one.targets, strict=True)]
    known = {float(found) for _, found in points} if target is None else {float(target)}
    if len(known) != 1:
        return "the best that was found"
    [energy] = known
    label, unit = quantity(points[0][0].parameters.as_dict())
    return f"{label} {energy:.6g}{unit}"


def some(told: Sequence[str]) -> str:
    """A list for a sentence, not endless."""
    more = len(told) - _MOST
    return "; ".join(told[:_MOST]) + (f"; and {more} more" if more > 0 else "")
