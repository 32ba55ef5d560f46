"""Walks at a fixed temperature as a notebook sees them: with a picture against the exact law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Final, Self

from saserver import engine
from saserver.engine import TooManyIsomers
from sawidget.stored import refuse_stored_functions
from sawidget.waiting import bar

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_START_AND_RULE: Final = {"formula", "start", "accept"}


class Sample(engine.Sample):
    """Canonical SMILES → steps spent in that isomer, the most visited first; ``plot()`` draws them as bars."""

    @classmethod
    def of(cls, sample: engine.Sample) -> Self:
        """The engine's sample, presentable."""
        return cls(**{field.name: getattr(sample, field.name) for field in fields(engine.Sample)})

    def plot(self, exact: Mapping[str, float] | None = None, ax: Axes | None = None) -> Axes:
        """Draw the share of the steps in each isomer beside its exact probability.

        Parameters
        ----------
        exact : SMILES → probability; if None, what ``sa.boltzmann`` says, and nothing where there are too many isomers
        ax : where to draw; a new figure if None

        Returns
        -------
        matplotlib.axes.Axes
            Its ``get_label()`` is a sentence that says what is to be seen: a text alternative.
        """
        from sawidget.plots.visits import draw

        return draw(self, self._law() if exact is None else exact, ax)

    def _law(self) -> Mapping[str, float] | None:
        energy = {name: value for name, value in self.parameters.items() if name not in _START_AND_RULE}
        refuse_stored_functions(energy)
        try:
            with bar("isomers") as progress:
                return engine.boltzmann(self.formula, temperature=self.temperature, progress=progress, **energy)
        except TooManyIsomers:
            return None


class Convergence(engine.Convergence):
    """Total variation from the exact law at several lengths of a walk; ``plot()`` draws it with the line 1/√n."""

    @classmethod
    def of(cls, convergence: engine.Convergence) -> Self:
        """The engine's figures, presentable."""
        return cls(**{field.name: getattr(convergence, field.name) for field in fields(engine.Convergence)})

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw total variation against the number of steps, both in powers of ten.

        Parameters
        ----------
        ax : where to draw; a new figure if None

        Returns
        -------
        matplotlib.axes.Axes
            Its ``get_label()`` is a sentence that says what is to be seen: a text alternative.
        """
        from sawidget.plots.convergence import draw

        return draw(self, ax)
