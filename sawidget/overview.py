"""An ensemble at the end of a notebook cell: a row for each point of the grid."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from saserver.engine import Ensemble, Point
from sawidget.wording import cooling, quantity

#: Points that a table shows; of a larger grid the rest is counted.
MOST_ROWS = 40
_FAILURES = 5

TITLES = ("runs", "best", "mean best", "target", "reached it", "95 % interval", "median steps to it")


def text(ensemble: Ensemble) -> str:
    """One line."""
    formulas = ", ".join(dict.fromkeys(point.parameters.formula for point in ensemble.points))
    grid = f" at {len(ensemble.points)} points" if len(ensemble.points) > 1 else ""
    reached = f", {ensemble.success().share:.1%} reached the best" if len(ensemble) else ""
    return f"<Ensemble {formulas}: {len(ensemble):,} runs{grid}{reached}{_shortfall(ensemble)}>"


def html(ensemble: Ensemble) -> str:
    """The table, and what is missing from it."""
    shown = [(each, *found) for each, found in zip(names(ensemble), ensemble.each(), strict=True)][:MOST_ROWS]
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in ("", *TITLES))
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(each)}</th>'
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(point, part))}</tr>"
        for each, point, part in shown
    )
    more = len(ensemble.points) - len(shown)
    notes = [f"and {more} more points; by(…) and to_frame() show them"] if more else []
    if shortfall := _shortfall(ensemble):
        notes.append(shortfall.removeprefix(", "))
    notes += [str(failure).partition("\n")[0] for failure in ensemble.failures[:_FAILURES]]
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def names(ensemble: Ensemble) -> list[str]:
    """A name for each point of the grid; two that would read alike, as those of functions do, are numbered."""
    plain = [_name(point) for point in ensemble.points]
    many, before = Counter(plain), Counter[str]()
    found = []
    for each in plain:
        before[each] += 1
        found.append(f"{each} ({before[each]})" if many[each] > 1 else each)
    return found


def _name(point: Point) -> str:
    """What distinguishes a point of the grid; of the only one, how it is cooled."""
    if not point.place:
        return f"{point.parameters.formula}, {cooling(point.parameters.as_dict())}"
    return ", ".join(_valued(parameter, value) for parameter, value in point.place.items())


def _valued(parameter: str, value: Any) -> str:
    if parameter == "formula" or parameter == "schedule":
        return value if isinstance(value, str) else str(getattr(value, "__name__", "own schedule"))
    if parameter == "cooling_schedule_k":
        return f"k = {value:g}"
    if callable(value):
        value = getattr(value, "name", getattr(value, "__name__", value))
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{parameter} = {shown if len(shown) <= 40 else shown[:39] + '…'}"


def _cells(point: Point, part: Ensemble) -> Iterator[str]:
    _, unit = quantity(point.parameters.as_dict())
    yield f"{len(part):,}"
    if not len(part):
        return
    best = part.best_energies
    yield f"{(best.min() if point.sign > 0 else best.max()):.6g}{unit}"
    yield f"{best.mean():.6g}{unit}"
    yield f"{part.targets[0]:.6g}{unit}"
    success = part.success()
    yield f"{success.share:.3f}"
    yield f"{success.low:.3f} to {success.high:.3f}"
    median = part.time_to_target(quantiles=(0.5,))[0.5]
    yield f"{median:,.0f}" if math.isfinite(median) else f"more than {int(part.runs['total_steps'][0]):,}"


def _shortfall(ensemble: Ensemble) -> str:
    """What kept it from being whole."""
    failed = f", {len(ensemble.failures):,} failed" if ensemble.failures else ""
    all_runs = len(ensemble.points) * len(ensemble.seeds)
    stopped = f", interrupted: {len(ensemble):,} of {all_runs:,} runs" if ensemble.interrupted else ""
    return failed + stopped
