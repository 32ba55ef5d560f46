"""What a person gets who installs the built wheel instead of the checkout."""

from __future__ import annotations

import re
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

import hatch_build

ROOT = Path(__file__).parents[1]
BUNDLE = {f"sawidget/static/{name}" for name in hatch_build.BUNDLE}
#: Bytes that a page has to load before there is a panel; a third of it on the wire.
LARGEST = 120_000


def wheel_of(root: Path, folder: Path, version: str = "standard") -> Path:
    [wheel] = WheelBuilder(str(root)).build(directory=str(folder), versions=[version])
    return Path(wheel)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
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


def test_no_solution_is_shipped(wheel: Path, names: set[str]) -> None:
    assert not [name for name in names if "source" in name]
    with zipfile.ZipFile(wheel) as archive:
        lessons = [archive.read(name).decode() for name in names if name.endswith(".ipynb")]
    assert not [text for text in lessons if "BEGIN SOLUTION" in text]


def test_nothing_else_is_shipped(names: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"sawidget", "saserver"}
    assert not [name for name in names if "test" in name or "checkpoint" in name or "__pycache__" in name]


def test_the_bundle_is_shipped_and_its_source_is_not(wheel: Path, names: set[str]) -> None:
    assert names >= BUNDLE
    assert not [name for name in names if name.endswith(".ts") or "frontend" in name]
    with zipfile.ZipFile(wheel) as archive:
        sizes = {name: archive.getinfo(name).file_size for name in BUNDLE}
    assert all(0 < size < LARGEST for size in sizes.values()), sizes


def test_nothing_in_the_bundle_is_fetched_from_elsewhere(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in BUNDLE:
            text = archive.read(name).decode()
            urls = set(re.findall(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", text))
            assert urls <= {"http://www.w3.org", "http://127.0.0.1"}, (name, urls)


def test_an_sdist_holds_the_bundle_so_that_it_installs_without_deno(tmp_path: Path) -> None:
    [sdist] = SdistBuilder(str(ROOT)).build(directory=str(tmp_path / "dist"), versions=["standard"])
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [unpacked] = tmp_path.glob("sawidget-*")
    assert (unpacked / "sawidget" / "frontend" / "widget.ts").is_file()
    script = unpacked / "sawidget" / "static" / "widget.js"
    script.write_text("// as it was shipped")
    with zipfile.ZipFile(wheel_of(unpacked, tmp_path / "dist")) as archive:
        assert archive.read("sawidget/static/widget.js") == b"// as it was shipped"


def test_who_has_no_deno_is_told_so_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build, "find_deno", lambda: None)
    with pytest.raises(SystemExit, match=r"^sawidget: .* pip install deno$"):
        hatch_build.bundle(ROOT)


def test_a_front_end_that_cannot_be_built_is_not_shipped(tmp_path: Path) -> None:
    (tmp_path / "deno.json").write_text('{"tasks": {"bundle": "exit 0"}}')
    with pytest.raises(SystemExit, match="could not be built"):
        hatch_build.bundle(tmp_path)
