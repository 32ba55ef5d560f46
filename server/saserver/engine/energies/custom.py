"""Energies that a user writes: ``@sa.energy`` above a function of one molecule."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, overload

from rdkit import Chem

from saserver.engine.energies.answer import described, finite_number
from saserver.engine.energies.base import Component, Energy
from saserver.engine.energies.blame import Line, definition_line, failing_line, return_line
from saserver.engine.energies.registry import BUILT_IN, lookup, register
from saserver.engine.errors import EnergyError, ParameterError, Problem
from saserver.engine.graph import Graph


@dataclass(frozen=True, repr=False)
class CustomEnergy:
    """A function decorated with ``@sa.energy``. It can be called as before, also with a SMILES.

    Attributes
    ----------
    function : what was decorated
    name, label, unit, help : what a person is shown
    takes_graph : whether the function wants our graph instead of an RDKit molecule
    """

    function: Callable[[Any], object]
    name: str
    label: str
    unit: str
    help: str
    takes_graph: bool

    def __repr__(self) -> str:
        return f"<energy {self.name} of {'a graph' if self.takes_graph else 'a molecule'}>"

    def __call__(self, molecule: Chem.Mol | Graph | str) -> Any:
        """What the function makes of a molecule, a graph or a SMILES; its errors are not touched."""
        if isinstance(molecule, str):
            parsed = Chem.MolFromSmiles(molecule)
            if parsed is None:
                message = f"{self.name}: {molecule!r} is not a SMILES that RDKit can read; try 'CCO'"
                raise ParameterError(Problem("molecule", molecule, message))
            molecule = parsed
        if self.takes_graph:
            return self.function(molecule if isinstance(molecule, Graph) else Graph.from_mol(molecule))
        return self.function(molecule.mol if isinstance(molecule, Graph) else molecule)

    @property
    def energy(self) -> Energy:
        """The entry of the registry."""
        return Energy(self.name, self.label, self.unit, self.help, self.bind)

    def bind(self, elements: tuple[str, ...], hydrogens: int, options: Mapping[str, object]) -> Component:
        """The same for every formula."""
        return Component(self.name, self.value)

    def value(self, graph: Graph) -> float:
        """The energy of a graph.

        Raises
        ------
        EnergyError
            when the function fails, or returns something that is no energy
        """
        # A copy: what the function does to its molecule must not show in the pictures and results of the run.
        argument = graph if self.takes_graph else Chem.Mol(graph.mol)
        try:
            value = self.function(argument)
        except (Exception, SystemExit) as error:  # sys.exit in a function is a mistake in it
            reason = f"{type(error).__name__}: {error}".rstrip(": ")
            message = f"{self.name} raised {reason}\n  for the molecule {graph.smiles}{self._repeat(graph)}"
            raise self._error(message, failing_line(self.function, error)) from error
        try:
            return finite_number(value)
        except ValueError as refusal:
            message = f"{self.name} returned {described(value)} for the molecule {graph.smiles}; {refusal}"
            line = definition_line(self.function) if value is None else return_line(self.function)
            raise self._error(message, line) from None

    def _repeat(self, graph: Graph) -> str:
        name = getattr(self.function, "__name__", "")
        return f"; to see it alone, run {name}({graph.smiles!r})" if name.isidentifier() else ""

    def _error(self, message: str, line: Line) -> EnergyError:
        return EnergyError(message, name=self.name, line=line.number, source=line.source)


@overload
def energy(
    function: Callable[[Any], object],
    /,
    *,
    name: str = ...,
    label: str = ...,
    unit: str = ...,
    help: str = ...,
    listed: bool = ...,
) -> CustomEnergy: ...


@overload
def energy(
    *, name: str = ..., label: str = ..., unit: str = ..., help: str = ..., listed: bool = ...
) -> Callable[[Callable[[Any], object]], CustomEnergy]: ...


def energy(
    function: Callable[[Any], object] | None = None,
    /,
    *,
    name: str = "",
    label: str = "",
    unit: str = "",
    help: str = "",
    listed: bool = True,
) -> CustomEnergy | Callable[[Callable[[Any], object]], CustomEnergy]:
    """Make an energy of a function, as ``@sa.energy`` or ``@sa.energy(unit="bonds")`` above its ``def``.

    The function gets one molecule and returns one number. The molecule is an RDKit ``Mol``; it is our graph if the
    parameter is called ``graph`` or annotated ``sa.Graph``. From then on ``energy=that_function`` and, by its name,
    ``component_weights={"that_function": 1}`` are understood. Running the cell again replaces it.

    Parameters
    ----------
    name : the function's own name if not given
    label, unit : for axes and tables
    help : the first line of the docstring if not given
    listed : whether it is among `energies()` and in the settings of panels; if not, only ``energy=that_function`` takes
        it
    """
    if function is None:
        return lambda decorated: energy(decorated, name=name, label=label, unit=unit, help=help, listed=listed)
    if isinstance(function, CustomEnergy):
        function = function.function
    if not callable(function):
        message = (
            f"@sa.energy stands above a function; write @sa.energy(name=…) for a name, not @sa.energy({function!r})"
        )
        raise ParameterError(Problem("energy", function, message))
    name = name or getattr(function, "__name__", "")
    if not name.isidentifier():
        message = f"an energy needs a name of letters, digits and _, not {name!r}: write @sa.energy(name='my_energy')"
        raise ParameterError(Problem("name", name, message))
    custom = CustomEnergy(
        function=function,
        name=name,
        label=label or name.replace("_", " "),
        unit=unit,
        help=help or (inspect.getdoc(function) or "").partition("\n")[0],
        takes_graph=_takes_graph(function, name),
    )
    register(custom.energy, listed)
    return custom


def _takes_graph(function: Callable[[Any], object], name: str) -> bool:
    try:
        signature = inspect.signature(function)
    except ValueError:  # functions written in C++ do not tell; those of RDKit take molecules
        return False
    parameters = signature.parameters
    try:
        signature.bind(None)
    except TypeError:
        shown = f"{name}({', '.join(parameters)})"
        if not parameters:
            remedy = f"takes no argument, but is given the molecule; write def {name}(mol):"
        else:
            remedy = (
                "must take one argument, the molecule; give the others a default value, or write them into the function"
            )
        raise ParameterError(Problem("energy", name, f"energy: {shown} {remedy}")) from None
    first = next(iter(parameters.values()))
    if first.annotation is inspect.Parameter.empty:
        return first.name == "graph"
    return first.annotation is Graph or str(first.annotation).rpartition(".")[2] == "Graph"


def as_energy(choice: object) -> Energy:
    """What the parameter ``energy`` may be: a name, a decorated function, or an :class:`Energy`.

    Raises
    ------
    ParameterError
        for anything else
    """
    if isinstance(choice, str):
        return lookup(choice, "energy")
    if isinstance(choice, CustomEnergy):
        return choice.energy
    if isinstance(choice, Energy):
        if BUILT_IN.get(choice.name, choice) is not choice:
            message = f"energy: {choice.name!r} is a built-in energy and keeps its name; call yours differently"
            raise ParameterError(Problem("energy", choice, message))
        return choice
    if callable(choice):
        shown = getattr(choice, "__name__", repr(choice))
        message = (
            f"energy: {shown} is a plain function; write @sa.energy above its def, or pass energy=sa.energy({shown})"
        )
    else:
        message = (
            f"energy must be a name such as 'wiener_index' or a function decorated with @sa.energy, not {choice!r}"
        )
    raise ParameterError(Problem("energy", choice, message))
