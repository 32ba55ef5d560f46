"""Questions that concern no session: what can be chosen, whether parameters would do, what a molecule looks like."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from rdkit import Chem, rdBase
from starlette.responses import Response

from saserver.api import models
from saserver.api.errors import RESPONSES
from saserver.api.shared import Shared
from saserver.api.wire import Json
from saserver.depict import depict
from saserver.engine import Graph, ParameterError, Problem, energies, schedules
from saserver.sessions.cooling import cooling
from saserver.sessions.pacing import default_pace
from saserver.sessions.plain import plain_parameters
from saserver.sessions.prepared import prepared
from saserver.sessions.presets import PRESETS

#: Molecules that one question may ask for, and characters of each.
MOST_PICTURES: Final = 48
LONGEST: Final = 400

Molecules = Annotated[list[str], Query(min_length=1, max_length=MOST_PICTURES, description="SMILES")]


def reference(shared: Shared) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/sa", responses=RESPONSES, default_response_class=Json)

    @routes.get("/vocabulary", response_model=models.Vocabulary)
    async def vocabulary() -> Response:
        """Energies, those of a notebook among them; schedules; and parameters to begin with."""
        return Json(_vocabulary())

    @routes.post("/check", response_model=models.Checked)
    async def check(body: models.Configuration) -> Response:
        """Whether a session could be configured so: its parameters completed, and how it would cool."""
        return Json(await shared.work.command(lambda: _checked(body)))

    @routes.get("/depict", response_model=models.Pictures)
    async def pictures(smiles: Molecules) -> Response:
        """Molecules as SVG."""
        return Json({"pictures": await shared.work.read(lambda: {text: _picture(text) for text in smiles})})

    return routes


def _vocabulary() -> dict[str, Any]:
    return {
        "energies": [
            {"name": one.name, "label": one.label, "unit": one.unit, "help": one.help, "options": dict(one.options)}
            for one in energies().values()
        ],
        "schedules": [{"name": one.name, "law": one.law, "help": one.help} for one in schedules().values()],
        "presets": [
            {"name": name, "title": title, "parameters": parameters} for name, (title, parameters) in PRESETS.items()
        ],
    }


def _checked(body: models.Configuration) -> dict[str, Any]:
    parameters, model, pace = prepared(body.given(), body.steps_per_second)
    pace = default_pace(parameters.total_steps) if pace is None else pace
    return {
        "parameters": plain_parameters(parameters, pace),
        "cooling": cooling(model, parameters.steps_per_cycle),
    }


def _picture(smiles: str) -> str:
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(smiles) if len(smiles) <= LONGEST else None
    if mol is None or not mol.GetNumAtoms():
        message = f"smiles: {ascii(smiles)[:80]} is no SMILES of at most {LONGEST} characters; give one such as CCO"
        raise ParameterError(Problem("smiles", smiles, message))
    try:
        return depict(Graph.from_mol(mol)).svg
    except ParameterError as error:
        message = f"smiles: {ascii(smiles)[:80]} cannot be drawn; {str(error).removeprefix('start: ')}"
        raise ParameterError(Problem("smiles", smiles, message)) from None
