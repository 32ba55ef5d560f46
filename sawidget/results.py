"""What the engine returns, made presentable: a picture, a table, files."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

from saserver import engine
from sawidget import card, stored, tables
from sawidget.files import deliver

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Result(engine.Result):
    """A finished run.

    ``result.plot()`` draws it, ``to_json`` keeps all of it, ``to_csv`` its history, ``to_sdf`` its molecules, and
    ``to_html`` writes a page that replays it. As the last line of a notebook cell it shows the best molecule and the
    numbers of the run.
    """

    @classmethod
    def of(cls, result: engine.Result) -> Self:
        """The engine's result, presentable."""
        return cls(**{field.name: getattr(result, field.name) for field in fields(engine.Result)})

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw energy and temperature against the step.

        Parameters
        ----------
        ax : where to draw; a new figure if None

        Returns
        -------
        matplotlib.axes.Axes
            The axes of the energy. Its ``get_label()`` is a sentence that says what is to be seen: a text alternative.
        """
        from sawidget.plots.run import draw  # matplotlib takes longer to import than most runs take

        return draw(self, ax)

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """Everything, as JSON: the text, or the path where it was written.

        Python functions among the parameters are stored by name.
        """
        return deliver(stored.to_text(self), path)

    def to_csv(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """The history as ``step,temperature,energy,best``: the text, or the path where it was written.

        Of a run with more than 4096 steps it holds the lowest and the highest energy of each stretch: right for a
        curve, but not for averages. For those, take ``sa.sample``.
        """
        return deliver(tables.history_csv(self), path)

    def to_sdf(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """The best, final and initial molecule with their energies: the text, or the path where it was written."""
        return deliver(tables.molecules_sdf(self), path)

    def to_html(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """The run as a page that replays it, alone and offline: the text, or the path where it was written.

        The run is repeated from its seed, from start to end, for at most 600 frames.
        """
        from sawidget.export import to_html  # with the server, which a result alone does not need

        return to_html(self.parameters, path)

    @classmethod
    def from_json(cls, source: str | os.PathLike[str]) -> Self:
        """Read what ``to_json`` wrote, from its text or from its file."""
        is_text = isinstance(source, str) and source.lstrip()[:1] in {"{", "["}
        return cls(**stored.from_text(str(source) if is_text else Path(source).read_text(encoding="utf-8")))

    def _repr_html_(self) -> str:
        return card.html(self)

    def __repr__(self) -> str:
        return (
            f"<Result {self.parameters['formula']}: best {self.best_smiles} at {self.best_energy:.6g}, "
            f"{self.total_steps} steps, seed {self.parameters['seed']}>"
        )
