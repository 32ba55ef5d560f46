"""What a run has found, as an answer."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saserver.depict import depict
from saserver.sessions.session import Session
from saserver.sessions.shelf import Shelved

_COPIED = (
    "best_smiles",
    "final_smiles",
    "initial_energy",
    "final_energy",
    "best_energy",
    "best_step",
    "total_steps",
    "accepted_moves",
    "rejected_moves",
    "invalid_moves",
    "disconnected_moves",
    "acceptance_ratio",
    "invalid_ratio",
)


def outcome(session: Session | Shelved) -> dict[str, Any]:
    """Everything about the run of a session."""
    result = session.result()
    return {
        "session_id": session.session_id,
        "session_state": session.state,
        "parameters": session.snapshot()[1]["parameters"],
        "initial_smiles": result.initial.smiles,
        "initial_svg": depict(result.initial).svg,
        "final_svg": depict(result.final).svg,
        "best_svg": depict(result.best).svg,
        "final_components": dict(result.final_components),
        "best_components": dict(result.best_components),
        **{name: getattr(result, name) for name in _COPIED},
    }


def history_columns(rows: NDArray[np.void]) -> dict[str, list[Any]]:
    """The series, a list for each column."""
    return {name: rows[name].tolist() for name in rows.dtype.names or ()}


def history_csv(rows: NDArray[np.void]) -> str:
    """The series as a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.dtype.names or ())
    writer.writerows(rows.tolist())
    return text.getvalue()
