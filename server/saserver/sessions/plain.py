"""Parameters as JSON can carry them: functions and molecules by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from rdkit import Chem

from saserver.engine import Energy, Parameters


def plain_parameters(parameters: Parameters, steps_per_second: float) -> dict[str, Any]:
    """The parameters of a session, its pace among them."""
    return {**plain(parameters.as_dict()), "steps_per_second": steps_per_second}


def plain(value: object) -> Any:
    """A value as JSON can carry it."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case np.generic():
            return value.item()
        case Mapping():
            return {str(name): plain(item) for name, item in value.items()}
        case list() | tuple() | np.ndarray():
            return [plain(item) for item in value]
        case Chem.Mol():
            return Chem.MolToSmiles(value)
        case Energy():
            return value.name
    return getattr(value, "name", None) or getattr(value, "__name__", None) or type(value).__name__
