"""The energies known by name, and how a run's choice among them is bound to its formula."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from saserver.engine.energies.base import Component, Energy
from saserver.engine.energies.carbon13 import CARBON13
from saserver.engine.energies.dept import DEPT
from saserver.engine.energies.logp import LOGP
from saserver.engine.energies.rings import RINGS
from saserver.engine.energies.wiener import WIENER_INDEX
from saserver.engine.errors import ParameterError, Problem

BUILT_IN: Final = {energy.name: energy for energy in (WIENER_INDEX, LOGP, RINGS, DEPT, CARBON13)}
_own: dict[str, Energy] = {}


class EnergyTable(Mapping[str, Energy]):
    """Name → energy, shown as a table."""

    def __init__(self, energies: Mapping[str, Energy]) -> None:
        self._energies = dict(energies)

    def __getitem__(self, name: str) -> Energy:
        return self._energies[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._energies)

    def __len__(self) -> int:
        return len(self._energies)

    def __repr__(self) -> str:
        lines = []
        for energy in self.values():
            unit = f" ({energy.unit})" if energy.unit else ""
            lines += [f"{energy.name}: {energy.label}{unit}", *([f"    {energy.help}"] if energy.help else [])]
            lines += [f"    option {option}: {meaning}" for option, meaning in energy.options.items()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        titles = ("name", "label", "unit", "options", "what it is")
        head = "".join(f'<th style="text-align:left">{title}</th>' for title in titles)
        body = "".join(f"<tr>{''.join(_cells(energy))}</tr>" for energy in self.values())
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(energy: Energy) -> Iterator[str]:
    options = "<br>".join(f"<code>{escape(name)}</code>: {escape(help)}" for name, help in energy.options.items())
    texts = (
        f"<code>{escape(energy.name)}</code>",
        escape(energy.label),
        escape(energy.unit),
        options,
        escape(energy.help),
    )
    return (f'<td style="text-align:left;vertical-align:top">{text}</td>' for text in texts)


def energies() -> EnergyTable:
    """Every energy that can be named in ``component_weights``: those that are built in, then your own."""
    return EnergyTable(BUILT_IN | _own)


def register(energy: Energy, listed: bool = True) -> None:
    """Make an energy known by its name in this process; a later one of the same name replaces it.

    One that is not ``listed`` is checked in the same way, and its name is known to nobody afterwards.
    """
    if energy.name in BUILT_IN:
        message = (
            f"{energy.name!r} is a built-in energy and keeps its name; call yours differently, e.g. 'my_{energy.name}'"
        )
        raise ParameterError(Problem("name", energy.name, message))
    if listed:
        _own[energy.name] = energy
    else:
        _own.pop(energy.name, None)


def lookup(name: str, field: str = "component_weights") -> Energy:
    """The energy of that name.

    Raises
    ------
    ParameterError
        listing the known names and the most similar one
    """
    known = energies()
    if name in known:
        return known[name]
    message = f"{field}: there is no energy {name!r}{_similar(name, known)}; known are {', '.join(known)}"
    raise ParameterError(Problem(field, name, message))


def bind(
    elements: tuple[str, ...],
    hydrogens: int,
    weights: Mapping[str, float],
    options: Mapping[str, object],
    given: Iterable[Energy] = (),
) -> tuple[Component, ...]:
    """Bind every energy named in ``weights`` to a formula and to its options.

    ``given`` holds energies that are known as objects; they need not be registered. The order does not depend on that
    of the mappings, nor on what was registered when, so that equal parameters add up to the same energy, bit for bit.

    Raises
    ------
    ParameterError
        with every problem there is
    """
    objects = {energy.name: energy for energy in given}
    problems = _option_problems(weights, options)
    components = []
    for name in sorted(weights, key=_rank):
        try:
            energy = objects[name] if name in objects else lookup(name)
            own = options.get(name, {})
            if not isinstance(own, Mapping):
                message = f"component_options: the options of {name} must be a dictionary, not {own!r}"
                raise ParameterError(Problem("component_options", own, message))
            unknown = [_unknown_option(energy, option) for option in own if option not in energy.options]
            if unknown:
                raise ParameterError(*unknown)
            components.append(energy.bind(elements, hydrogens, own))
        except ParameterError as error:
            problems += error.problems
    if problems:
        raise ParameterError(*problems)
    return tuple(components)


def _rank(name: str) -> tuple[int, str]:
    return (list(BUILT_IN).index(name) if name in BUILT_IN else len(BUILT_IN)), str(name)


def _option_problems(weights: Mapping[str, float], options: Mapping[str, object]) -> list[Problem]:
    return [
        Problem(
            "component_options",
            name,
            _option_problem(name, weights),
        )
        for name in options
        if name not in weights
    ]


def _option_problem(name: str, weights: Mapping[str, float]) -> str:
    for energy in weights:
        if name in BUILT_IN.get(energy, BUILT_IN["rings"]).options:
            return f"component_options: write {{{energy!r}: {{{name!r}: …}}}}; options stand below the energy's name"
    return (
        f"component_options: {name!r} has options but no weight{_similar(name, weights)}; "
        f"give it one in component_weights ({', '.join(weights)}), or leave its options out"
    )


def _unknown_option(energy: Energy, option: object) -> Problem:
    known = f"it has {', '.join(energy.options)}" if energy.options else "it has none"
    message = f"component_options: {energy.name} has no option {option!r}{_similar(option, energy.options)}; {known}"
    return Problem("component_options", option, message)


def _similar(name: object, known: Iterable[str]) -> str:
    by_lower = {one.lower(): one for one in known}
    closest = difflib.get_close_matches(str(name).lower(), list(by_lower), n=1)
    return f" (did you mean {by_lower[closest[0]]!r}?)" if closest else ""
