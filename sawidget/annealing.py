"""The engine as a notebook calls it: the same functions, with a progress bar and a result that shows itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from saserver import engine
from sawidget.results import Result
from sawidget.samples import Sample
from sawidget.stored import refuse_stored_functions
from sawidget.waiting import bar

if TYPE_CHECKING:
    from rdkit import Chem


def anneal(
    formula: str,
    *,
    initial_temp: float | None = None,
    min_temp: float = 0.01,
    schedule: str | Callable[[float], float] = "faulon",
    cooling_schedule_k: float = 8,
    steps_per_cycle: int = 500,
    num_cycles: int = 4,
    optimization_mode: str = "MINIMIZE",
    seed: int | None = None,
    component_weights: Mapping[str, float] | None = None,
    component_options: Mapping[str, Mapping[str, Any]] | None = None,
    energy: str | engine.Energy | Callable[..., float] | None = None,
    accept: str | Callable[[float, float, float], bool] = "metropolis",
    start: str | Chem.Mol | None = None,
    **unknown: Any,
) -> Result:
    """Search the isomers of a formula by simulated annealing.

    Parameters
    ----------
    formula
        For instance ``"C8H18"``; C H N O S P F Cl Br I, 1 to 60 heavy atoms, no charges, no stereochemistry.
    initial_temp
        kT at the start, in the unit of the energy. If None: 100 for the Wiener index, else the standard deviation of
        the energy over 200 random moves.
    min_temp
        kT never falls below it.
    schedule
        How kT falls; ``sa.schedules()`` lists them. Or a function of t/total, from 0 to 1, that returns the factor of
        ``initial_temp``.
    cooling_schedule_k
        k of the schedule f_k: ``initial_temp`` is used up after 1/k of the run.
    steps_per_cycle, num_cycles
        Their product is the number of steps. A step is one proposal, whatever becomes of it.
    optimization_mode
        ``"MINIMIZE"`` or ``"MAXIMIZE"``.
    seed
        0 to 2⁵³−1; drawn if None. The same seed and parameters repeat the run step for step, and the result tells
        which seed it was.
    component_weights
        Energy = Σ weight · component, for instance ``{"wiener_index": 1, "rings": 5}``; the Wiener index if None.
    component_options
        Options of the components by their name, for instance the target peaks of ``carbon13``.
    energy
        Short for one component of weight 1: a name from ``sa.energies()``, or a function decorated with ``@sa.energy``.
    accept
        ``"metropolis"``, or your own rule: a function ``(dE, kT, u)`` that returns whether the move is taken, where u
        is random between 0 and 1.
    start
        A SMILES or an RDKit molecule of the same formula to start from; built if None.

    Returns
    -------
    Result
        The best, first and last molecule, the counts of what became of the proposals, and the history.

    Raises
    ------
    FormulaError
        No connected molecule has this formula.
    ParameterError
        A parameter is unknown or out of bounds; the message lists all of them, each with a remedy.
    FunctionError
        A function of yours failed; the message shows the line. It is an `EnergyError` if the function is an energy.

    Examples
    --------
    >>> import sawidget as sa
    >>> result = sa.anneal("C8H18", seed=1)
    >>> result.best_smiles, result.best_energy
    ('CC(C)(C)C(C)(C)C', 58.0)
    >>> sa.anneal(**result.parameters) == result
    True
    """
    parameters: dict[str, Any] = dict(locals())
    del parameters["formula"], parameters["unknown"]
    refuse_stored_functions(parameters)
    with bar("steps") as progress:
        return Result.of(engine.anneal(formula, progress=progress, **parameters, **unknown))


def sample(
    formula: str,
    *,
    temperature: float | None = None,
    steps: int | None = None,
    seed: int | None = None,
    **energy: Any,
) -> Sample:
    """Walk at a fixed temperature and count the steps spent in each isomer.

    Parameters
    ----------
    formula
        For instance ``"C6H14"``.
    temperature
        kT, in the unit of the energy; ``float("inf")`` accepts every move. It must be given.
    steps
        Number of proposals; it must be given.
    seed
        0 to 2⁵³−1; drawn if None.
    **energy
        ``energy``, ``component_weights``, ``component_options``, ``optimization_mode``, ``accept`` and ``start`` as in
        `anneal`.

    Returns
    -------
    Sample
        A mapping SMILES → steps, with ``total_steps``, ``temperature`` and ``seed``. ``other`` counts the steps in
        isomers beyond the most that are kept apart. ``plot()`` draws the shares beside the exact law.

    Examples
    --------
    >>> import sawidget as sa
    >>> visits = sa.sample("C4H10", temperature=float("inf"), steps=100_000, seed=1)
    >>> sorted(visits)
    ['CC(C)C', 'CCCC']
    """
    refuse_stored_functions(energy)
    with bar("steps") as progress:
        return Sample.of(
            engine.sample(formula, temperature=temperature, steps=steps, seed=seed, progress=progress, **energy)
        )


def isomers(formula: str, *, limit: int = 50_000) -> list[engine.Isomer]:
    """Every constitutional isomer of a small formula, by Wiener index.

    Parameters
    ----------
    formula
        For instance ``"C5H12"``.
    limit
        A formula with more isomers than this is refused.

    Returns
    -------
    list of Isomer
        With ``smiles``, ``graph``, ``wiener``, ``automorphisms`` and ``hydrogens``. The Kekulé forms of an aromatic
        ring are counted apart; in all but the first, ``resonance_of`` is the place of the first in the list.

    Raises
    ------
    TooManyIsomers
        There are more than ``limit``.

    Examples
    --------
    >>> import sawidget as sa
    >>> [(isomer.smiles, isomer.wiener) for isomer in sa.isomers("C5H12")]
    [('CC(C)(C)C', 16), ('CCC(C)C', 18), ('CCCCC', 20)]
    """
    with bar("isomers") as progress:
        return engine.isomers(formula, limit=limit, progress=progress)


def boltzmann(
    formula: str, *, temperature: float | None = None, limit: int = 50_000, **energy: Any
) -> dict[str, float]:
    """The exact law that `sample` approaches: the probability of each isomer.

    It is proportional to exp(−E/kT) divided by the number of automorphisms of the heavy-atom graph.

    Parameters
    ----------
    formula
        Small enough for `isomers`.
    temperature
        kT, in the unit of the energy; it must be given.
    limit
        A formula with more isomers than this is refused.
    **energy
        ``energy``, ``component_weights``, ``component_options`` and ``optimization_mode`` as in `anneal`.

    Examples
    --------
    >>> import sawidget as sa
    >>> law = sa.boltzmann("C4H10", temperature=float("inf"))
    >>> {smiles: round(share, 3) for smiles, share in law.items()}
    {'CCCC': 0.75, 'CC(C)C': 0.25}
    """
    refuse_stored_functions(energy)
    with bar("isomers") as progress:
        return engine.boltzmann(formula, temperature=temperature, limit=limit, progress=progress, **energy)
