"""The landscape of a small formula as a notebook sees it: with a progress bar, and with pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING, Any, Self

from saserver import engine
from sawidget.samples import Convergence
from sawidget.stored import refuse_stored_functions
from sawidget.waiting import bar
from sawidget.wording import quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Landscape(engine.Landscape):
    """Every isomer of a formula with its energy, and the moves between them.

    ``plot()`` draws it as a network, ``plot_thermodynamics()`` draws mean energy and heat capacity against kT. As the
    last line of a notebook cell it shows what it holds, and the traps.
    """

    @classmethod
    def of(cls, landscape: engine.Landscape) -> Self:
        """The engine's landscape, presentable."""
        return cls(**{field.name: getattr(landscape, field.name) for field in fields(engine.Landscape)})

    def plot(
        self, ax: Axes | None = None, *, path: engine.Result | engine.Barrier | Sequence[Any] | None = None
    ) -> Axes:
        """Draw the isomers as nodes at the height of their energy, and the moves between them as lines.

        Few isomers are drawn as molecules. Traps are marked.

        Parameters
        ----------
        ax : where to draw; a new figure if None
        path : a way to draw over it: what `barrier` returned, a list of isomers, or a run, whose accepted moves are
            drawn from its start on

        Returns
        -------
        matplotlib.axes.Axes
            Its ``get_label()`` is a sentence that says what is to be seen: a text alternative.
        """
        from sawidget.plots.network import draw  # matplotlib takes longer to import than most landscapes take

        return draw(self, ax, path)

    def convergence(
        self, temperature: float, *, steps: int = 1_000_000, seeds: Iterable[int] = range(8)
    ) -> Convergence:
        """Walk at a fixed temperature, and measure how near the visits are to the exact law at several lengths.

        Parameters
        ----------
        temperature : kT, in the unit of the energy
        steps : length of each walk; they are looked at from 100 steps on, five times in each factor of ten
        seeds : one walk each

        Returns
        -------
        Convergence
            With ``steps``, ``distances`` of each walk, what theory ``expected``, and ``plot()``.
        """
        with bar("steps") as progress:
            return Convergence.of(
                engine.convergence(self, temperature=temperature, steps=steps, seeds=seeds, progress=progress)
            )

    def plot_thermodynamics(
        self,
        temperatures: Sequence[float] | None = None,
        *,
        samples: Iterable[engine.Sample] = (),
        ax: Sequence[Axes] | None = None,
    ) -> tuple[Axes, Axes]:
        """Draw mean energy and heat capacity against kT, exact, and what walks at fixed temperatures measured over it.

        Parameters
        ----------
        temperatures : kT of the curves; if None, from cold, where the best isomers have nearly all, to hot
        samples : what `sample` returned at some temperatures, of the same formula and energy
        ax : two axes to draw into; a new figure if None

        Returns
        -------
        tuple of matplotlib.axes.Axes
            Mean energy and heat capacity. Their ``get_label()`` are text alternatives.
        """
        from sawidget.plots.thermodynamics import draw

        return draw(self, temperatures, samples, ax)

    def _repr_html_(self) -> str:
        name, unit = quantity(self.parameters)
        traps, closed = self.traps(), self.traps("any")
        rows = {
            "formula": self.formula,
            "isomers": f"{len(self):,}",
            "pairs a move apart": f"{len(self.edges):,}",
            name: f"{self.energies.min():.6g} to {self.energies.max():.6g}{unit}",
            "best": ", ".join(self.isomers[place].smiles for place in self.best[:5]) + (" …" if self.best[5:] else ""),
            "traps of steepest descent": f"{len(traps):,}",
            "traps of every descent": f"{len(closed):,}",
        }
        cells = "".join(
            f'<tr><th scope="row" style="text-align:left">{escape(key)}</th>'
            f'<td style="text-align:left">{escape(value)}</td></tr>'
            for key, value in rows.items()
        )
        return f"<table>{cells}</table>"


def landscape(formula: str, *, limit: int = 5000, **energy: Any) -> Landscape:
    """Every isomer of a small formula, its energy, and the exact chances of the moves between them.

    Parameters
    ----------
    formula
        For instance ``"C7H16"``.
    limit
        A formula with more isomers than this is refused.
    **energy
        ``energy``, ``component_weights``, ``component_options`` and ``optimization_mode`` as in `anneal`.

    Returns
    -------
    Landscape
        ``isomers`` and their ``energies``; ``transition_matrix(temperature)``, ``stationary``, ``spectral_gap``,
        ``relaxation_time``, ``mixing_time`` and ``autocorrelation_time``; ``traps()``, ``basins()`` and ``barrier()``;
        ``mean_energy(temperatures)`` and ``heat_capacity``; ``plot()`` and ``plot_thermodynamics()``. Isomers are
        called by their place in the list or by a SMILES.

    Raises
    ------
    TooManyIsomers
        There are more than ``limit``; or more than 2000 where eigenvalues are asked for.

    Examples
    --------
    >>> import sawidget as sa
    >>> hexanes = sa.landscape("C6H14")
    >>> hexanes
    <Landscape of C6H14: 5 isomers, 8 pairs a move apart, energies 28 to 35>
    >>> hexanes.traps()
    ()
    >>> hexanes.barrier("CCCCCC", "CCC(C)(C)C").path
    (4, 2, 0)
    >>> round(hexanes.relaxation_time(5.0), 1)
    12.0
    """
    refuse_stored_functions(energy)
    with bar("isomers") as progress:
        return Landscape.of(engine.landscape(formula, limit=limit, progress=progress, **energy))
