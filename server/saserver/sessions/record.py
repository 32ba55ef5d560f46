"""A record: a run as the archive keeps it, complete at one moment, in plain JSON that outlives this program."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import NoneType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from saserver.engine import HISTORY, Graph, Result, Trace
from saserver.engine.state import unpack
from saserver.sessions.finding import found
from saserver.sessions.gallery import Visits
from saserver.sessions.kernel import Kernel
from saserver.sessions.run import Past, Run, buckets
from saserver.sessions.screen import Shot
from saserver.sessions.states import SessionState

FORMAT: Final = "sawidget run"
VERSION: Final = 1
COLUMNS: Final = ("step", "temperature", "energy", "best")
#: What a file must say about itself: anybody may have written it, and one odd line must not spoil a list.
_ABOUT: Final[Mapping[str, tuple[type, ...]]] = {
    "session_id": (str,),
    "session_state": (str,),
    "created_at": (int, float),
    "saved_at": (int, float),
    "formula": (str,),
    "step": (int,),
    "total_steps": (int,),
    "current_energy": (int, float, NoneType),
    "best_energy": (int, float, NoneType),
    "best_smiles": (str,),
    "is_complete": (bool,),
    "kernel": (dict,),
}
_KERNEL: Final[Mapping[str, tuple[type, ...]]] = {"host": (str,), "pid": (int,), "epoch": (str,)}
_LARGEST: Final = {"created_at": 2**53, "saved_at": 2**53, "pid": 2**31 - 1}


@dataclass(frozen=True, eq=False)
class Record:
    """A run, complete at one moment.

    Attributes
    ----------
    saved_at : when that was, in seconds since 1970; a heartbeat while the run goes on
    functions : parameter → name of the function written in Python that was given for it
    molecule : whether the start was given as a molecule, whose numbering no SMILES can tell
    start : the first molecule; its numbering is part of the trajectory
    chain : the whole state
    history : the energy over the steps
    """

    session_id: str
    created_at: float
    saved_at: float
    kernel: Kernel
    state: SessionState
    stage: str
    failure: Mapping[str, Any] | None
    parameters: Mapping[str, Any]
    functions: Mapping[str, str]
    molecule: bool
    moment: Mapping[str, Any]
    visits: Visits
    cooling: Mapping[str, Any]
    start: Graph
    chain: NDArray[np.uint64]
    history: NDArray[np.void]

    @classmethod
    def of(cls, shot: Shot, run: Run, functions: Mapping[str, str], kernel: Kernel) -> Record:
        """A session at the moment that was last shown; for whoever has the turn."""
        return cls(
            session_id=shot.session_id,
            created_at=shot.created_at,
            saved_at=time.time(),
            kernel=kernel,
            state=shot.state,
            stage=shot.stage,
            failure=shot.failure,
            parameters=shot.parameters,
            functions=functions,
            molecule=isinstance(run.parameters.start, Chem.Mol),
            moment=shot.moment,
            visits=run.gallery.counted,
            cooling=shot.cooling,
            start=run.model.start,
            chain=run.chain.array.copy(),
            history=run.history(),
        )

    @property
    def past(self) -> Past:
        """What the run needs to go on."""
        return Past(self.chain, self.history, self.visits)

    def shot(self) -> Shot:
        """What is to be seen of it."""
        width = Trace(self.moment["total_steps"]).width
        return Shot(
            session_id=self.session_id,
            created_at=self.created_at,
            state=self.state,
            parameters=self.parameters,
            moment=self.moment,
            buckets=buckets(self.history, width),
            visits=self.visits,
            cooling=self.cooling,
            stage=self.stage,
            failure=self.failure,
        )

    def result(self) -> Result:
        """What the run had found."""
        parameters = {name: value for name, value in self.parameters.items() if name != "steps_per_second"}
        return found(parameters, self.start, self.moment, self.chain, self.history)

    def text(self) -> str:
        """As a file. Its first line is a summary, so that a list need not read whole files."""
        header = {"format": FORMAT, "version": VERSION, "about": self.summary()}
        rest = {
            "stage": self.stage,
            "failure": self.failure,
            "parameters": self.parameters,
            "functions": self.functions,
            "moment": self.moment,
            "visits": self.visits.rows(),
            "cooling": self.cooling,
            "start": {"elements": self.start.elements, "bonds": self.start.bonds, "molecule": self.molecule},
            "checkpoint": _packed(self.chain, "<u8"),
            "history": {name: _packed(self.history[name], "<f8") for name in COLUMNS},
        }
        return f"{json.dumps(header)[:-1]},\n{json.dumps(rest)[1:]}\n"

    def summary(self) -> dict[str, Any]:
        """A line of a list of sessions, and who wrote it when."""
        return {**self.shot().summary(), "saved_at": self.saved_at, "kernel": asdict(self.kernel)}

    @classmethod
    def read(cls, text: str) -> Record:
        """The record in a file.

        Raises
        ------
        ValueError
            if it is none
        """
        try:
            record = cls._of_json(json.loads(text))
            record.shot().snapshot()
            if len(unpack(record.chain).bonds) != len(record.start) + 1:
                raise ValueError("its checkpoint is of another run")
            return record
        except (AttributeError, LookupError, TypeError) as error:
            raise ValueError(f"it is not a whole run: {type(error).__name__} {error}") from error

    @classmethod
    def _of_json(cls, file: dict[str, Any]) -> Record:
        about = checked_header(file)
        columns = {name: _unpacked(file["history"][name], "<f8") for name in COLUMNS}
        history = np.zeros(len(columns["step"]), HISTORY)
        for name, column in columns.items():
            history[name] = column
        start = file["start"]
        return cls(
            session_id=about["session_id"],
            created_at=about["created_at"],
            saved_at=about["saved_at"],
            kernel=Kernel(**about["kernel"]),
            state=SessionState(about["session_state"]),
            stage=file["stage"],
            failure=file["failure"],
            parameters=file["parameters"],
            functions=file["functions"],
            molecule=start["molecule"],
            moment=file["moment"],
            visits=Visits.of(file["visits"]),
            cooling={name: list(file["cooling"][name]) for name in ("step", "temperature")},
            start=Graph.from_matrix(start["elements"], start["bonds"]),
            chain=_unpacked(file["checkpoint"], "<u8"),
            history=history,
        )


def checked_header(file: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says about itself.

    Raises
    ------
    ValueError, LookupError, TypeError
        if it is no run, or one that a later version wrote
    """
    if file["format"] != FORMAT or file["version"] != VERSION:
        raise ValueError(f"it is {file['format']} version {file['version']}, this program reads {FORMAT} {VERSION}")
    about = dict(file["about"])
    _check(about, _ABOUT)
    SessionState(about["session_state"])
    kernel = about["kernel"]
    _check(kernel, _KERNEL)
    return {**about, "kernel": {name: kernel[name] for name in _KERNEL}}


def _check(given: Mapping[str, Any], types: Mapping[str, tuple[type, ...]]) -> None:
    """Whether an object of a file has all that it must have, and each of its kind."""
    for name, kinds in types.items():
        value = given[name]
        if type(value) not in kinds or (name in _LARGEST and not 0 <= value <= _LARGEST[name]):
            raise ValueError(f"its {name} is {value!r:.80}")


def _packed(array: NDArray[Any], dtype: str) -> str:
    """An array as text: ten times quicker than a list of numbers, which matters where thirty runs are saved at once."""
    return base64.b64encode(array.astype(dtype).tobytes()).decode("ascii")


def _unpacked(text: str, dtype: str) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(text), dtype).astype(dtype.replace("<", "="))
