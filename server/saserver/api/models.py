"""What requests and answers look like. The names of the parameters are those of a notebook cell; others are refused.

The engine judges the values: it knows the bounds, and says in one answer what is wrong with each field. Here stand the
names, and for the documentation the types, bounds and defaults.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, WithJsonSchema, model_validator

from saserver.sessions.states import SessionState

#: Steps that one command may ask for, some tenths of a second's work: more is what start is for.
MOST_STEPS: Final = 10_000


def _judged_by_the_engine(schema: dict[str, Any]) -> Any:
    return WithJsonSchema({"anyOf": [schema, {"type": "null"}]})


_Number = _judged_by_the_engine({"type": "number"})
_Positive = _judged_by_the_engine({"type": "number", "exclusiveMinimum": 0})
_NotNegative = _judged_by_the_engine({"type": "number", "minimum": 0})
_Count = _judged_by_the_engine({"type": "integer", "minimum": 1, "maximum": 10**10})
_Pace: Final = {"anyOf": [{"type": "number", "minimum": 1, "maximum": 10**9}, {"const": 0}]}


class Strict(BaseModel):
    """Unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


class Configuration(BaseModel):
    """The parameters of a run. What is left out has its default, and the seed is drawn."""

    # Names that are unknown or missing go to the engine too: it says what was meant, beside what else is wrong.
    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "additionalProperties": False,
            "required": ["formula"],
            "examples": [
                {"formula": "C8H18", "seed": 7},
                {
                    "formula": "C10H16O",
                    "component_weights": {"wiener_index": 1, "rings": 5},
                    "schedule": "geometric",
                    "steps_per_cycle": 5000,
                    "num_cycles": 2,
                    "steps_per_second": 1000,
                },
            ],
        },
    )

    formula: Annotated[Any, WithJsonSchema({"type": "string", "maxLength": 200})] = Field(
        None, description="C H N O S P F Cl Br I; 1 to 60 heavy atoms"
    )
    initial_temp: Annotated[Any, _Positive] = Field(None, description="kT at the start; 100 for the Wiener index alone")
    min_temp: Annotated[Any, _Positive] = Field(0.01, description="kT never falls below it")
    schedule: Annotated[Any, _judged_by_the_engine({"type": "string"})] = Field(
        "faulon", description="faulon, constant, geometric or reheat"
    )
    cooling_schedule_k: Annotated[Any, _NotNegative] = Field(8, description="k of Faulon's f_k")
    steps_per_cycle: Annotated[Any, _Count] = Field(500, description="times num_cycles at most 10^10")
    num_cycles: Annotated[Any, _Count] = Field(4, description="times steps_per_cycle at most 10^10")
    optimization_mode: Annotated[Any, _judged_by_the_engine({"enum": ["MINIMIZE", "MAXIMIZE"]})] = "MINIMIZE"
    seed: Annotated[Any, _judged_by_the_engine({"type": "integer", "minimum": 0, "maximum": 2**53 - 1})] = Field(
        None, description="repeats a run; drawn below 100,000, and reported, if left out"
    )
    component_weights: Annotated[
        Any, _judged_by_the_engine({"type": "object", "additionalProperties": {"type": "number", "minimum": 0}})
    ] = Field(None, description="energy = Σ weight · component; the Wiener index if left out")
    component_options: Annotated[
        Any, _judged_by_the_engine({"type": "object", "additionalProperties": {"type": "object"}})
    ] = Field(None, description="by the name of the component, for instance the peaks of carbon13")
    energy: Annotated[Any, _judged_by_the_engine({"type": "string"})] = Field(
        None, description="short for one component of weight 1"
    )
    accept: Annotated[Any, _judged_by_the_engine({"const": "metropolis"})] = "metropolis"
    start: Annotated[Any, _judged_by_the_engine({"type": "string"})] = Field(
        None, description="a SMILES of the same formula"
    )
    steps_per_second: Annotated[Any, _judged_by_the_engine(_Pace)] = Field(
        None, description="0 is as fast as possible; about fifteen seconds for the whole run if left out"
    )

    def given(self) -> dict[str, Any]:
        """The engine's parameters: what was sent, and nothing else."""
        return self.model_dump(exclude_unset=True, exclude={"steps_per_second"})


class Pace(Strict):
    """A new pace, which a running session takes up at once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"steps_per_second": 20}]})

    steps_per_second: Annotated[Any, WithJsonSchema(_Pace)]


class Steps(Strict):
    """A number of steps, or: on to the next proposal that changes something (``proposal``), or is ``accepted``."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"n": 1}, {"until": "accepted"}]})

    n: StrictInt = Field(1, ge=1, le=MOST_STEPS)
    until: Literal["proposal", "accepted"] | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Steps:
        """Both at once would be a riddle."""
        if {"n", "until"} <= self.model_fields_set and self.until is not None:
            raise ValueError("give n or until, not both")
        return self


class Configured(BaseModel):
    """The id of a session that is ready to start."""

    session_id: str
    status: Literal["configured"] = "configured"


class Obeyed(BaseModel):
    """The state that a command has led to."""

    session_id: str
    status: SessionState


class Deleted(BaseModel):
    """A session that is no more."""

    session_id: str
    status: Literal["deleted"] = "deleted"


class Status(BaseModel):
    """A snapshot: all that is needed to show a session."""

    model_config = ConfigDict(extra="allow")

    session_id: str
    session_state: SessionState
    created_at: float
    step: int
    total_steps: int
    cycle: int
    temperature: float
    current_energy: float | None
    best_energy: float | None
    current_smiles: str
    best_smiles: str
    current_svg: str
    best_svg: str
    accepted_moves: int
    rejected_moves: int
    invalid_moves: int
    disconnected_moves: int
    is_complete: bool
    parameters: dict[str, Any]
    series: dict[str, list[float | None]]
    cooling: dict[str, list[float]]


class Cooling(BaseModel):
    """kT over the steps of a run, as a line to draw."""

    step: list[int]
    temperature: list[float]


class Checked(BaseModel):
    """The parameters of a run, completed, and how it would cool."""

    parameters: dict[str, Any]
    cooling: Cooling


class Pictures(BaseModel):
    """SMILES → SVG."""

    pictures: dict[str, str]


class EnergyHelp(BaseModel):
    """What can be optimised."""

    name: str
    label: str
    unit: str
    help: str
    options: dict[str, str]


class ScheduleHelp(BaseModel):
    """How a run can be cooled."""

    name: str
    law: str
    help: str


class Preset(BaseModel):
    """A run to begin with."""

    name: str
    title: str
    parameters: dict[str, Any]


class Vocabulary(BaseModel):
    """All that can be chosen by name."""

    energies: list[EnergyHelp]
    schedules: list[ScheduleHelp]
    presets: list[Preset]


class Summary(BaseModel):
    """A line of the list of sessions."""

    model_config = ConfigDict(extra="allow")

    session_id: str
    session_state: SessionState
    created_at: float
    formula: str
    step: int
    total_steps: int


class Outcome(BaseModel):
    """Everything about a run so far."""

    session_id: str
    session_state: SessionState
    parameters: dict[str, Any]
    initial_smiles: str
    final_smiles: str
    best_smiles: str
    initial_svg: str
    final_svg: str
    best_svg: str
    initial_energy: float | None
    final_energy: float | None
    best_energy: float | None
    final_components: dict[str, float | None]
    best_components: dict[str, float | None]
    best_step: int
    total_steps: int
    accepted_moves: int
    rejected_moves: int
    invalid_moves: int
    disconnected_moves: int
    acceptance_ratio: float
    invalid_ratio: float


class History(BaseModel):
    """The series of a run, at most 4096 rows: one for each step, or the extremes of equal parts."""

    session_id: str
    step: list[int]
    temperature: list[float]
    energy: list[float | None]
    best: list[float | None]


class Standing(BaseModel):
    """An isomer in its landscape."""

    smiles: str
    energy: float
    forms: list[tuple[float, int]] = Field(description="energy and number of symmetries of each Kekulé form")
    trap: bool = Field(description="no way leads down from here, and it is not the best")
    x: float = Field(description="where it is drawn, from 0 to 1, at the height of its energy")
    svg: str | None = Field(None, description="where the isomers are 20 or fewer")


class Moves(BaseModel):
    """Pairs of isomers, by their places, with the probability of the proposal there and back."""

    model_config = ConfigDict(populate_by_name=True)

    from_: list[int] = Field(alias="from")
    to: list[int]
    probability: list[float]
    back: list[float]


class Landscape(BaseModel):
    """Every isomer of a formula, the best first, and what one move connects."""

    session_id: str
    formula: str
    isomers: list[Standing]
    moves: Moves


class Streaming(BaseModel):
    """Who watches a session, and from how far back a watcher can resume."""

    session_id: str
    session_state: SessionState
    watchers: int
    journal_depth: int
    is_complete: bool
    created_at: float


class Health(BaseModel):
    """The server lives."""

    status: Literal["ok"] = "ok"
    version: str


class Hello(BaseModel):
    """Which server this is: a page asks before it shows its key."""

    instance: str


class Goodbye(BaseModel):
    """How many streams of the client were ended."""

    ended: int
