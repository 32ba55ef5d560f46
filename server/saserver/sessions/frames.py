"""A frame: one moment of a run, the same for everybody who watches."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.depict import Layout
from saserver.engine import Graph
from saserver.engine.trace import HIGH, HIGH_STEP, LOW, LOW_STEP
from saserver.sessions.easel import Easel
from saserver.sessions.gallery import MOST_ISOMERS
from saserver.sessions.microscope import move
from saserver.sessions.run import Run

#: Points of the energy series that one frame carries at most.
MOST_POINTS: Final = 240
#: Isomers whose visits one frame carries at most: those that are left come with the next ones, all with the last.
MOST_VISITS: Final = 12
#: Seconds that a frame may spend on naming new isomers, and the last frame.
SORTING: Final = 0.0005
LAST_SORTING: Final = 0.5
Series = NDArray[np.float64]


class Camera:
    """Takes frames of one run.

    It remembers what it showed last, so that molecules do not jump and points are not repeated.

    Attributes
    ----------
    shown : number of the step that the last frame showed
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self.shown = run.step
        self._molecules: dict[str, tuple[Graph, dict[str, Any]]] = {}
        self._pictures: dict[str, tuple[Graph, str]] = {}
        self._easel = Easel()
        self._layout: Layout | None = None
        self._layout_before: Layout | None = None
        self._initial_energy = run.model.energy(run.model.start)

    def moment(self, *, last: bool = True) -> dict[str, Any]:
        """Counters, energies and molecules. Pictures may be older where it is not the ``last`` frame before a rest."""
        run = self._run
        state = run.chain.state
        self._layout_before = self._layout
        draws = last or run.last is not None or self._easel.free
        current = self._molecule("current", run.model.graph(state.bonds), state.energy, draws=draws)
        best = self._molecule("best", run.model.graph(state.best_bonds), state.best_energy, draws=draws)
        if run.complete and current["smiles"] == best["smiles"]:
            # Nothing moves any more. One isomer is drawn in one way, however the run has turned it on its way.
            self._pictures["best"] = self._pictures["current"]
        return {
            "step": state.step,
            "total_steps": run.total,
            "cycle": run.cycle,
            "temperature": run.temperature,
            "current_energy": state.energy,
            "best_energy": state.best_energy,
            "initial_energy": self._initial_energy,
            "best_step": state.best_step,
            "components": current["components"],
            "best_components": best["components"],
            "current_smiles": current["smiles"],
            "best_smiles": best["smiles"],
            "current_svg": self._pictures["current"][1],
            "best_svg": self._pictures["best"][1],
            "accepted_moves": state.accepted,
            "rejected_moves": state.rejected,
            "invalid_moves": state.invalid,
            "disconnected_moves": state.disconnected,
            "is_complete": run.complete,
        }

    def changes(self, *, last: bool = False) -> dict[str, Any]:
        """What has happened since the last frame: points of the energy, visits, the last move if it was single.

        ``last`` is said of a frame after which the run rests: then nothing is put off.
        """
        return self.news(*((LAST_SORTING, MOST_ISOMERS) if last else (SORTING, MOST_VISITS)))

    def news(self, seconds: float, most: int) -> dict[str, Any]:
        """The same, with so many seconds for naming new isomers, and visits of so many isomers."""
        run = self._run
        series, self.shown = thinned(self._since(), MOST_POINTS), run.step
        run.sort()
        changed = run.gallery.changes(seconds, most)
        changes: dict[str, Any] = {"series": points(series), "visits": run.gallery.visits.rows(changed)}
        if run.last is not None:
            changes["move"] = move(run.last, run.before, self._layout_before)
        return changes

    def _molecule(self, role: str, graph: Graph, energy: float, *, draws: bool) -> dict[str, Any]:
        """A molecule as it is told; looked at anew only when it is another one."""
        told = next((told for known, told in self._molecules.values() if known == graph), None)
        if told is None:
            told = {"smiles": graph.smiles, "components": self._components(graph, energy)}
        self._molecules[role] = graph, told
        if draws or role not in self._pictures:
            self._draw(role, graph)
        return told

    def _draw(self, role: str, graph: Graph) -> None:
        """A picture of it, if there is none yet."""
        svg = next((svg for known, svg in self._pictures.values() if known == graph), None)
        if svg is None:
            picture = self._easel.draw(graph, self._layout)
            svg = picture.svg
            if role == "current":
                self._layout = picture.layout
        self._pictures[role] = graph, svg

    def _components(self, graph: Graph, energy: float) -> dict[str, float]:
        model = self._run.model
        if model.weights == (1.0,):  # then nothing is computed, which may be a slow function of the user's
            return {model.components[0].name: energy}
        return dict(model.parts(graph))

    def _since(self) -> Series:
        """(step, energy) since the last frame: of each bucket the extremes, and the present."""
        run = self._run
        width = run.trace.width
        rows = run.trace.buckets[self.shown // width : -(-run.step // width)]
        every = np.concatenate([extremes(rows), [[run.step, run.chain.energy]]])
        every = every[every[:, 0] > self.shown]
        return np.asarray(every[np.unique(every[:, 0], return_index=True)[1]])


def extremes(rows: NDArray[np.float64]) -> Series:
    """(step, energy) of the lowest and the highest in each bucket of a trace, in order."""
    every = np.concatenate([rows[:, [LOW_STEP, LOW]], rows[:, [HIGH_STEP, HIGH]]])
    return np.asarray(every[np.unique(every[:, 0], return_index=True)[1]])


def thinned(series: Series, most: int) -> Series:
    """At most so many points of (step, energy): the lowest and highest of each of equal parts, and the last."""
    if len(series) <= most:
        return series
    parts = np.array_split(np.arange(len(series)), (most - 1) // 2)
    kept = [part[pick(series[part, 1])] for part in parts for pick in (np.argmin, np.argmax)]
    return np.asarray(series[np.unique([*kept, len(series) - 1])])


def points(series: Series) -> dict[str, list[float]]:
    """A series as two lists, which are shorter as JSON than many pairs."""
    return {"step": series[:, 0].astype(np.int64).tolist(), "energy": series[:, 1].tolist()}
