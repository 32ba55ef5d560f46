"""What becomes of proposals as a run cools, made presentable."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self

from saserver import engine
from sawidget.stored import refuse_stored_functions
from sawidget.waiting import bar

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Judged(engine.Judged):
    """The proposals of a run by temperature: ``bands``, the hottest first, and their picture, ``plot()``."""

    @classmethod
    def of(cls, judged: engine.Judged) -> Self:
        """The engine's, presentable."""
        return cls(**{field.name: getattr(judged, field.name) for field in fields(engine.Judged)})

    def plot(self) -> Figure:
        """Draw what became of the proposals, and a histogram of ΔE for each band of temperature."""
        from sawidget.plots.judgement import draw

        return draw(self)

    def __repr__(self) -> str:
        shares = ", ".join(f"{_accepted(band)} at kT {band.low:.3g} to {band.high:.3g}" for band in self.bands)
        return f"<Judged {self.parameters['formula']}: {shares}>"


def _accepted(band: engine.Band) -> str:
    return f"accepted {band.acceptance:.0%}" if len(band.deltas) else "none judged"


def judged(formula: str, *, bands: int = 6, **parameters: Any) -> Judged:
    """Make one run and look at each of its proposals: what became of it, and how much worse it was.

    Parameters
    ----------
    formula
        For instance ``"C8H18"``.
    bands
        Into how many bands of temperature the steps are sorted, equally many in each.
    **parameters
        Those of `anneal`, for at most 10⁷ steps; the readable chain makes them, some hundred thousand a second.

    Returns
    -------
    Judged
        With ``bands``, each with its temperatures, the ``counts`` of verdicts, the ``acceptance`` among the proposals
        that were judged, and their ``deltas``. ``plot()`` draws them.

    Examples
    --------
    >>> import sawidget as sa
    >>> hot, cold = sa.judged("C8H18", bands=2, seed=1, cooling_schedule_k=1).bands
    >>> hot.acceptance > cold.acceptance
    True
    """
    refuse_stored_functions(parameters)
    with bar("steps") as progress:
        return Judged.of(engine.judged(formula, bands=bands, progress=progress, **parameters))
