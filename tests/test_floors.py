"""Imports point down: the engine knows nothing of what stands on it, and the notebook's floor uses its front door."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from saserver import background, engine

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__"): path
    for base, package in ((ROOT, "sawidget"), (ROOT / "server", "saserver"))
    for path in (base / package).rglob("*.py")
}
#: Door through which sawidget comes in → what it may take from there.
DOORS = {
    "saserver.engine": {*engine.__all__},
    "saserver.background": {*background.__all__},
    "saserver.__main__": {"main"},
}
#: From the lowest up.
FLOORS = ["saserver.engine", "saserver.depict", "saserver.sessions", "saserver.api", "saserver.background", "saserver"]
WEB = {"fastapi", "starlette", "uvicorn", "sse_starlette", "pydantic", "anyio", "asyncio"}
ENGINE_MAY_IMPORT = {*sys.stdlib_module_names, "numpy", "numba", "llvmlite", "rdkit"}  # llvmlite: numba's other half


def imports(source: str) -> Iterator[tuple[str, str | None]]:
    """(module, name) of every import, wherever it stands; name is None for a plain ``import``."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from ((alias.name, None) for alias in node.names)
            case ast.ImportFrom(level=0, module=str(module)):
                yield from ((module, alias.name) for alias in node.names)
            case ast.ImportFrom():
                yield ("relative", None)
            case ast.Attribute(value=ast.Name(id="engine" | "background" as door), attr=attribute):
                yield (f"saserver.{door}", attribute)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def floor(module: str) -> int:
    """How high a module stands; what is not ours stands below all."""
    ours = [place for place, package in enumerate(FLOORS) if within(module, package)]
    return len(FLOORS) if within(module, "sawidget") else min(ours, default=-1)


def offences(importer: str, source: str) -> list[str]:
    """What ``importer`` must not import."""
    found = []
    for module, name in imports(source):
        target = f"{module}.{name}" if module == "saserver" else module
        if within(importer, "saserver.engine"):
            allowed = within(target, "saserver.engine") or target.partition(".")[0] in ENGINE_MAY_IMPORT
        elif within(importer, "saserver"):
            web = target.partition(".")[0] in WEB and floor(importer) < FLOORS.index("saserver.api")
            allowed = floor(target) <= floor(importer) and target != "relative" and not web
        elif within(target, "saserver"):
            allowed = target in DOORS and name in {None, target.rpartition(".")[2], *DOORS[target]}
        else:
            allowed = target != "relative"
        if not allowed:
            found.append(f"{importer} imports {name or ''} from {module}")
    return found


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_point_down(module: str) -> None:
    assert offences(module, MODULES[module].read_text(encoding="utf-8")) == []


def test_every_floor_is_looked_at() -> None:
    assert {"sawidget", "sawidget.results", "saserver.engine", "saserver.engine.graph"} <= MODULES.keys()


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("saserver.engine.chain", "import matplotlib.pyplot"),
        ("saserver.engine.chain", "def f():\n    from tqdm import tqdm"),
        ("saserver.engine.chain", "from saserver import sessions"),
        ("saserver.engine.chain", "from saserver.sessions import journal"),
        ("saserver.engine.chain", "import sawidget"),
        ("saserver.engine", "from . import chain"),
        ("saserver.sessions", "from sawidget.results import Result"),
        ("saserver.sessions.store", "from saserver.api import create_app"),
        ("saserver.sessions.store", "import fastapi"),
        ("saserver.sessions.store", "import asyncio"),
        ("saserver.depict.svg", "from saserver.sessions.journal import Journal"),
        ("saserver.api.stream", "from saserver.background import serve"),
        ("saserver.background", "from saserver.__main__ import main"),
        ("sawidget.serving", "from saserver.sessions.store import Sessions"),
        ("sawidget.serving", "from saserver import background\nbackground._server"),
        ("sawidget.results", "from saserver.engine.result import Result"),
        ("sawidget.results", "from saserver.engine import _hidden"),
        ("sawidget.results", "from saserver import engine\nengine._hidden"),
        ("sawidget.results", "import saserver.engine.result"),
        ("sawidget.results", "if TYPE_CHECKING:\n    from saserver.sessions import journal"),
    ],
)
def test_an_import_that_points_up_or_through_a_window_is_found(importer: str, source: str) -> None:
    assert offences(importer, source)


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        (
            "saserver.engine.chain",
            "from __future__ import annotations\nimport json, numpy as np, numba\nfrom rdkit import Chem",
        ),
        ("saserver.engine", "from saserver.engine.chain import step"),
        ("saserver.api.stream", "from saserver.sessions.journal import Event\nimport asyncio, fastapi"),
        ("saserver.__main__", "from saserver.background import Server\nfrom saserver.sessions.store import Sessions"),
        ("sawidget.serving", "from saserver import background\nbackground.serve"),
        ("sawidget.cli.serve", "from saserver.__main__ import main"),
        ("sawidget.results", "from saserver import engine\nengine.anneal"),
        ("sawidget.results", "from saserver.engine import Graph\nfrom matplotlib.axes import Axes"),
    ],
)
def test_an_import_that_points_down_is_allowed(importer: str, source: str) -> None:
    assert offences(importer, source) == []
