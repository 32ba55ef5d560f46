"""A result as strict JSON, and back.

Floats keep every bit. What JSON cannot say is written as an object with one key: ``{"$float": "inf"}``,
``{"$function": "name"}``. A function is stored by its name only: code in a file that somebody hands in is never run.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NoReturn, get_origin, get_type_hints

import numpy as np
from rdkit import Chem

from saserver.engine import HISTORY, Graph, ParameterError, Problem, Result

FORMAT = "sawidget result"
VERSION = 1


@dataclass(frozen=True)
class StoredFunction:
    """What is left of a Python function in a stored result: its name."""

    name: str

    def __repr__(self) -> str:
        return f"<function {self.name}, stored by name only>"

    def __eq__(self, other: object) -> bool:
        """Equal to any function of that name: a stored run equals the run that it was stored from, or repeated by."""
        if isinstance(other, StoredFunction):
            return self.name == other.name
        return callable(other) and self.name == function_name(other)

    def __hash__(self) -> int:
        return hash(self.name)


def refuse_stored_functions(parameters: Mapping[str, Any]) -> None:
    """A stored run that used a Python function can be repeated only by who has the function.

    Raises
    ------
    ParameterError
        naming each function that must be given again
    """
    lost = {name: value for name, value in parameters.items() if isinstance(value, StoredFunction)}
    if lost:
        raise ParameterError(
            *(
                Problem(
                    name,
                    value,
                    f"{name}: the stored result keeps only the name of your function {value.name!r}; "
                    f"define it again and pass {name}={value.name}",
                )
                for name, value in lost.items()
            )
        )


def to_text(result: Result) -> str:
    """A whole result, history included."""
    head = {"format": FORMAT, "version": VERSION}
    body = {field.name: _plain(getattr(result, field.name)) for field in fields(Result)}
    return json.dumps(head | body, allow_nan=False, ensure_ascii=False)


def from_text(text: str) -> dict[str, Any]:
    """The fields of a stored result.

    Raises
    ------
    ParameterError
        The text is no such file, or one of another version.
    """
    try:
        content = json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise _problem(text, f"is not JSON: {error}") from None
    if not isinstance(content, dict) or content.pop("format", None) != FORMAT:
        raise _problem(text, f'has no "format": "{FORMAT}"')
    if (version := content.pop("version", None)) != VERSION:
        raise _problem(text, f"is of version {version!r}, and this sawidget reads version {VERSION}")
    found = {}
    for name, hint in get_type_hints(Result).items():
        kind = get_origin(hint) or hint
        try:
            found[name] = _revived(content[name])
        except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
            raise _problem(text, f"is damaged at {name!r}: {error!r}") from None
        if not isinstance(found[name], kind):
            raise _problem(text, f"is damaged at {name!r}: not {kind.__name__}")
    return found


def _problem(text: str, what: str) -> ParameterError:
    return ParameterError(Problem("source", text[:80], f"this text {what}; write a stored result with to_json(path)"))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _plain(value: object) -> object:
    match value:
        case float() if not math.isfinite(value):
            return {"$float": str(value)}
        case None | bool() | int() | float() | str():
            return value
        case np.generic():
            return _plain(value.item())
        case Graph():
            edges = [[i, j, order] for i, row in enumerate(value.bonds) for j, order in enumerate(row[:i]) if order]
            return {"$graph": {"smiles": value.smiles, "elements": list(value.elements), "bonds": edges}}
        case np.ndarray() if value.dtype == HISTORY:
            return {"$history": {name: [_plain(x) for x in value[name].tolist()] for name in HISTORY.names or ()}}
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case tuple():
            return {"$tuple": [_plain(item) for item in value]}
        case Sequence() | np.ndarray():
            return [_plain(item) for item in value]
        case Chem.Mol():
            return {"$mol": Chem.MolToMolBlock(value)}  # unlike a SMILES, it keeps the order of the atoms
        case _:  # a function, or an energy made of one
            return {"$function": function_name(value)}


def function_name(value: object) -> str:
    """The name under which a function, or an energy made of one, is stored."""
    return str(getattr(value, "__name__", getattr(value, "name", type(value).__name__)))


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return [_revived(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (revive := _TAGS.get(next(iter(value)))):
        return revive(next(iter(value.values())))
    return {key: _revived(item) for key, item in value.items()}


def _graph(stored: Mapping[str, Any]) -> Graph:
    n = len(stored["elements"])
    orders = np.zeros((n, n), dtype=np.int64)
    for i, j, order in stored["bonds"]:
        orders[i, j] = orders[j, i] = order
    return Graph.from_matrix(stored["elements"], orders)


def _history(stored: Mapping[str, Any]) -> object:
    rows = np.empty(len(stored["step"]), dtype=HISTORY)
    for name in HISTORY.names or ():
        rows[name] = _revived(stored[name])
    return rows


_TAGS: dict[str, Callable[[Any], Any]] = {
    "$float": float,
    "$function": StoredFunction,
    "$graph": _graph,
    "$history": _history,
    "$mol": Chem.MolFromMolBlock,
    "$tuple": lambda items: tuple(_revived(items)),
}
