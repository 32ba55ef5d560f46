"""The landscape of a small formula: every isomer, its energy, and the moves between them. Exact."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Real
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase

from saserver.engine import descent, spectrum, thermodynamics
from saserver.engine.annealing import Progress
from saserver.engine.canonical import canonical, colours
from saserver.engine.chain import Chain
from saserver.engine.descent import Barrier
from saserver.engine.errors import ParameterError, Problem, TooManyIsomers, shown
from saserver.engine.graph import Graph
from saserver.engine.isomers import Isomer, isomers
from saserver.engine.parameters import MODES, Parameters
from saserver.engine.preparation import prepare
from saserver.engine.result import Result
from saserver.engine.sampling import ENERGY, checked_temperature, refuse_others
from saserver.engine.transition import Transitions, transitions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: The largest landscape unless asked for: C8H10 with its 4679 isomers is one.
LIMIT: Final = 5000
#: The largest one with eigenvalues: they cost the cube of its size.
MOST_DENSE: Final = 2000
MOST_WALKED: Final = 100_000  # steps of a run whose way is followed, one by one


@dataclass(frozen=True, eq=False, repr=False)
class Landscape:
    """Every isomer of a formula with its energy, and how often the chain proposes one from another.

    An isomer is called by its place, by a SMILES, or as a graph or an isomer.

    Attributes
    ----------
    formula, optimization_mode : what was asked for
    parameters : everything that determines the energies
    isomers : as ``sawidget.isomers`` lists them; the Kekulé forms of an aromatic ring are apart
    energies : energy of each
    automorphisms : symmetries of each
    transitions : how often each is proposed from each, as counts
    """

    formula: str
    parameters: Mapping[str, Any] = field(hash=False)
    isomers: tuple[Isomer, ...]
    energies: Floats
    automorphisms: Ints
    transitions: Transitions

    def __len__(self) -> int:
        return len(self.isomers)

    def __repr__(self) -> str:
        mode = " to be maximised" if self.sign < 0 else ""
        low, high = self.energies.min(), self.energies.max()
        return (
            f"<Landscape of {self.formula}: {len(self):,} isomers, {len(self.edges):,} pairs a move apart, "
            f"energies {low:.6g} to {high:.6g}{mode}>"
        )

    @property
    def optimization_mode(self) -> str:
        """Whether down or up is better."""
        return str(self.parameters["optimization_mode"])

    @property
    def sign(self) -> float:
        """1 to minimise, -1 to maximise."""
        return MODES[self.optimization_mode]

    @property
    def smiles(self) -> tuple[str, ...]:
        """SMILES of each isomer."""
        return tuple(isomer.smiles for isomer in self.isomers)

    @cached_property
    def edges(self) -> Ints:
        """Pairs of isomers that one move connects, ``(m, 2)``, the lower place first."""
        source, target = self.transitions.source, self.transitions.target
        return np.stack([source, target], axis=1)[source < target]

    @cached_property
    def levels(self) -> Ints:
        """Rank of each energy, 0 for the best; energies that differ by rounding alone share one."""
        return descent.levels(self._heights)

    @property
    def best(self) -> tuple[int, ...]:
        """Places of the isomers with the best energy."""
        return tuple(np.flatnonzero(self.levels == 0).tolist())

    def place(self, isomer: int | str | Graph | Isomer | Chem.Mol) -> int:
        """Place of an isomer in the list, however its atoms are numbered.

        Of an aromatic ring a SMILES leads to one Kekulé form, a graph to the form that it is.
        """
        if isinstance(isomer, Graph):
            return self._find(isomer, isomer)
        if isinstance(isomer, Isomer):
            return self._find(isomer.graph, isomer)
        if isinstance(isomer, Chem.Mol):
            return self._find(_graph(isomer, isomer), isomer)
        if isinstance(isomer, str):
            if isomer in self._by_smiles:
                return self._by_smiles[isomer]
            return self._find(_read(isomer), isomer)
        try:
            place = operator.index(isomer)
        except TypeError:
            raise _no_isomer(isomer, "give its place in the list, a SMILES, or a graph") from None
        if not 0 <= place < len(self):
            raise _no_isomer(isomer, f"places go from 0 to {len(self) - 1}")
        return place

    def places(self, graphs: NDArray[np.uint8]) -> Ints:
        """Place of each of many graphs, ``(k, n, n)`` bond orders with the atoms in the order of `isomers`."""
        keys, _ = canonical(colours(self._elements), graphs)
        return np.array([self._by_key[key.tobytes()] for key in keys], np.int64)

    def neighbours(self, isomer: int | str | Graph | Isomer | Chem.Mol) -> tuple[int, ...]:
        """Places of the isomers that one move reaches from an isomer."""
        return tuple(self.transitions.neighbours(self.place(isomer)).tolist())

    def proposals(self) -> Floats:
        """Probability that j is proposed from i; on the diagonal, that the proposal leaves the isomer as it is."""
        self._check_dense("matrices")
        return self.transitions.matrix()

    def transition_matrix(self, temperature: float) -> Floats:
        """Probability that the chain goes from isomer i to isomer j in a step; each row sums to 1."""
        kt = checked_temperature(temperature)
        self._check_dense("matrices")
        return spectrum.transition_matrix(self.transitions, self._heights, kt)

    def stationary(self, temperature: float) -> Floats:
        """Probability of each isomer in the long run, exp(-E/kT)/|Aut|; ``sawidget.boltzmann`` adds Kekulé forms up."""
        return thermodynamics.law(self._heights, self.automorphisms, checked_temperature(temperature))

    def spectrum(self, temperature: float) -> Floats:
        """Eigenvalues of the transition matrix, all real, the largest, 1, first."""
        return self._eigen(checked_temperature(temperature))[0][::-1]

    def spectral_gap(self, temperature: float) -> float:
        """1 - max |λ| over all eigenvalues but the first, which is 1; 0 where rounding hides it, below 10⁻¹³."""
        return spectrum.gap(self._eigen(checked_temperature(temperature))[0])

    def relaxation_time(self, temperature: float) -> float:
        """1/spectral gap: the steps in which the slowest memory falls to 1/e."""
        gap = self.spectral_gap(temperature)
        return 1.0 / gap if gap else float("inf")

    def mixing_time(self, temperature: float, epsilon: float = 0.25) -> float:
        """Steps after which the chain, wherever it started, is within ``epsilon`` of its law in total variation."""
        if not isinstance(epsilon, Real) or not 0 < epsilon < 1:
            message = f"epsilon must be a number between 0 and 1, as 0.25, not {shown(epsilon)}"
            raise ParameterError(Problem("epsilon", epsilon, message))
        return spectrum.mixing_time(self.transition_matrix(temperature), self.stationary(temperature), float(epsilon))

    def autocorrelation_time(self, temperature: float) -> float:
        """Integrated autocorrelation time τ of the energy, in steps: the variance of a mean over N steps is σ²τ/N.

        NaN where the energy does not vary.
        """
        values, vectors = self._eigen(checked_temperature(temperature))
        return spectrum.autocorrelation_time(values, vectors, self.stationary(temperature), self.energies)

    def expected_distance(self, temperature: float) -> float:
        """Total variation between the shares of a long walk and the law, times the root of its number of steps."""
        values, vectors = self._eigen(checked_temperature(temperature))
        return spectrum.expected_distance(values, vectors, self.stationary(temperature))

    def traps(self, descent: str = "steepest") -> tuple[int, ...]:
        """Local optima that are not global, the best first.

        Parameters
        ----------
        descent
            ``"steepest"``: no neighbour is better, so steepest descent ends there. ``"any"``: nor does a way over
            neighbours of equal energy lead to a better one, so every descent ends there; these are among the others.
        """
        return self._traps(descent)

    def _traps(self, kind: str) -> tuple[int, ...]:
        if kind == "steepest":
            stuck = np.flatnonzero(self._following == np.arange(len(self)))
        elif kind == "any":
            stuck = descent.dead_ends(self.transitions, self.levels)
        else:
            message = f"descent must be 'steepest' or 'any', not {shown(kind)}"
            raise ParameterError(Problem("descent", kind, message))
        traps = stuck[self.levels[stuck] > 0]
        return tuple(traps[np.argsort(self.levels[traps], kind="stable")].tolist())

    def basins(self) -> dict[int, tuple[int, ...]]:
        """Place of each local optimum → places of the isomers whose steepest descent ends there, the largest first."""
        ends = descent.ends(self._following)
        basins = {int(end): tuple(np.flatnonzero(ends == end).tolist()) for end in np.unique(ends)}
        return dict(sorted(basins.items(), key=lambda basin: (-len(basin[1]), basin[0])))

    def barrier(
        self, start: int | str | Graph | Isomer | Chem.Mol, goal: int | str | Graph | Isomer | Chem.Mol
    ) -> Barrier:
        """The way from one isomer to another whose worst energy is least bad; of several, a shortest."""
        first, last = self.place(start), self.place(goal)
        path = descent.least_pass(self.transitions, self.levels, first, last)
        worst = max(path, key=lambda place: float(self._heights[place]))
        height = float(self._heights[worst] - self._heights[first])
        smiles = tuple(self.isomers[place].smiles for place in path)
        return Barrier(tuple(path), smiles, float(self.energies[worst]), height)

    def walk_of(self, result: Result) -> tuple[int, ...]:
        """Places of the isomers that a run went through, from its start on; the run is repeated from its seed."""
        given = dict(result.parameters)
        parameters, model = prepare(Parameters.checked(given.pop("formula"), **given))
        if parameters.formula != self.formula:
            message = f"formula: the run is of {parameters.formula}, not of {self.formula}; give one of this landscape"
            raise ParameterError(Problem("formula", parameters.formula, message))
        if model.total > MOST_WALKED:
            message = f"steps: the run has {model.total:,}, too many to follow; give one of at most {MOST_WALKED:,}"
            raise ParameterError(Problem("steps", model.total, message))
        assert parameters.seed is not None
        chain = Chain(model, parameters.seed)
        walk, accepted = [self.place(model.start)], 0
        for state in chain.run(1):
            if state.accepted > accepted:
                accepted = state.accepted
                place = self.place(model.graph(state.bonds))
                if place != walk[-1]:  # else the atoms were only numbered anew
                    walk.append(place)
        return tuple(walk)

    def mean_energy(self, temperatures: float | Sequence[float] | Floats) -> Floats:
        """⟨E⟩ at each temperature; one number for one temperature."""
        kts, shape = _temperatures(temperatures)
        return thermodynamics.mean(self.energies, self._laws(kts)).reshape(shape)

    def heat_capacity(self, temperatures: float | Sequence[float] | Floats) -> Floats:
        """(⟨E²⟩ - ⟨E⟩²)/kT² at each temperature, in units of k; one number for one temperature.

        Where the energy is minimised it is the slope of `mean_energy`, and where it is maximised, minus the slope.
        """
        kts, shape = _temperatures(temperatures)
        return thermodynamics.heat_capacity(self.energies, self._laws(kts), kts).reshape(shape)

    @property
    def _heights(self) -> Floats:
        """The energies, turned so that down is better."""
        return self.sign * self.energies

    @cached_property
    def _following(self) -> Ints:
        return descent.steepest(self.transitions, self.levels)

    @cached_property
    def _by_smiles(self) -> dict[str, int]:
        return {smiles: place for place, smiles in reversed(list(enumerate(self.smiles)))}

    @cached_property
    def _by_key(self) -> dict[bytes, int]:
        graphs = np.array([isomer.graph.bonds for isomer in self.isomers], np.uint8)
        keys, _ = canonical(colours(self._elements), graphs)
        return {key.tobytes(): place for place, key in enumerate(keys)}

    @cached_property
    def _decompositions(self) -> dict[float, tuple[Floats, Floats]]:
        return {}

    @property
    def _elements(self) -> tuple[str, ...]:
        return self.isomers[0].graph.elements

    def _find(self, graph: Graph, given: object) -> int:
        place = None
        if sorted(graph.elements) == sorted(self._elements):
            keys, _ = canonical(colours(graph.elements), graph.matrix().astype(np.uint8)[np.newaxis])
            place = self._by_key.get(keys[0].tobytes())
        if place is None:
            raise _no_isomer(given, f"give one of {self.formula}, as its place in the list, a SMILES, or a graph")
        return place

    def _laws(self, kts: Floats) -> Floats:
        return np.array([thermodynamics.law(self._heights, self.automorphisms, kt) for kt in kts])

    def _eigen(self, kt: float) -> tuple[Floats, Floats]:
        """Eigenvalues, ascending, and vectors. The last temperature is kept: gap and times are asked for together."""
        self._check_dense("eigenvalues")
        if kt not in self._decompositions:
            self._decompositions.clear()
            values, vectors = np.linalg.eigh(spectrum.symmetric(self.transitions, self._heights, kt))
            self._decompositions[kt] = values, vectors
        return self._decompositions[kt]

    def _check_dense(self, what: str) -> None:
        if len(self) > MOST_DENSE:
            raise TooManyIsomers(
                f"formula: {self.formula} has {len(self):,} isomers, and {what} are made for at most {MOST_DENSE:,}; "
                "choose a smaller formula, or look at traps, barriers and mean energies, which need none"
            )


def landscape(formula: str, *, limit: int = LIMIT, progress: Progress | None = None, **energy: Any) -> Landscape:
    """The landscape of a formula; the parameters are those of ``sawidget.landscape``."""
    refuse_others(energy, ENERGY, "in a landscape")
    parameters, model = prepare(Parameters.checked(formula, initial_temp=1.0, seed=0, **energy))
    every = isomers(parameters.formula, limit=limit, progress=progress)
    energies = np.array([model.energy(isomer.graph) for isomer in every])
    graphs = np.array([isomer.graph.bonds for isomer in every], np.uint8)
    moves = transitions(every[0].graph.elements, graphs, progress)
    automorphisms = np.array([isomer.automorphisms for isomer in every])
    known = {name: value for name, value in parameters.as_dict().items() if name in ("formula", *ENERGY)}
    return Landscape(parameters.formula, known, tuple(every), energies, automorphisms, moves)


def _temperatures(temperatures: object) -> tuple[Floats, tuple[int, ...]]:
    given = np.asarray(temperatures, dtype=object)
    return np.array([checked_temperature(kt) for kt in given.ravel().tolist()]), given.shape


def _read(smiles: str) -> Graph:
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        raise _no_isomer(smiles, "RDKit cannot read it as a SMILES; look for an unclosed ring or bracket")
    return _graph(mol, smiles)


def _graph(mol: Chem.Mol, given: object) -> Graph:
    try:
        return Graph.from_mol(Chem.Mol(mol))
    except ParameterError as error:  # a charge, a radical, an element: what is said of it names another field
        raise _no_isomer(given, str(error).removeprefix("start: ")) from None


def _no_isomer(given: object, remedy: str) -> ParameterError:
    return ParameterError(Problem("isomer", given, f"isomer: {shown(given)} is none of this landscape; {remedy}"))
