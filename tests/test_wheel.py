"""What a person gets who installs the built wheel instead of the checkout."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_module_is_shipped(names: set[str]) -> None:
    modules = {
        str(path.relative_to(base).as_posix())
        for base, package in ((ROOT, "sawidget"), (ROOT / "server", "saserver"))
        for path in (base / package).rglob("*.py")
    }
    assert modules <= names


def test_the_types_are_shipped(names: set[str]) -> None:
    assert {"sawidget/py.typed", "saserver/py.typed"} <= names


def test_every_lesson_is_shipped(names: set[str]) -> None:
    lessons = {f"sawidget/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert lessons
    assert lessons <= names


def test_nothing_else_is_shipped(names: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"sawidget", "saserver"}
    assert not [name for name in names if "test" in name or "checkpoint" in name or "__pycache__" in name]
