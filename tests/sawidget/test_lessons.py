"""The notebooks that come with sawidget, and a student's copies of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sawidget import lessons

LESSONS = lessons.originals()


def test_the_first_lesson_comes_first() -> None:
    assert LESSONS[0].name == "00-first-run.ipynb"


def test_an_installed_package_has_its_lessons_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "sawidget"
    (installed / "notebooks").mkdir(parents=True)
    (installed / "notebooks" / "00-inside.ipynb").touch()
    monkeypatch.setattr(lessons, "__file__", str(installed / "lessons.py"))
    assert [path.name for path in lessons.originals()] == ["00-inside.ipynb"]


def test_a_broken_installation_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "__file__", str(tmp_path / "sawidget" / "lessons.py"))
    with pytest.raises(FileNotFoundError, match="install sawidget again"):
        lessons.originals()


def test_copies_are_fresh_and_writable(tmp_path: Path) -> None:
    new = lessons.copy_to(tmp_path / "deep" / "mine")
    assert [path.name for path in new] == [path.name for path in LESSONS]
    for cell, original in zip(cells_of(new[0]), cells_of(LESSONS[0]), strict=True):
        assert cell["source"] == original["source"]
        assert not cell.get("outputs"), "it would answer before it asks"
    with new[0].open("ab"):
        pass


def test_a_students_work_is_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / LESSONS[0].name
    mine.write_text("my answers")
    assert mine not in lessons.copy_to(tmp_path)
    assert mine.read_text() == "my answers"


def test_a_copy_that_is_interrupted_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(path: Path, text: str, **how: Any) -> int:
        with path.open("w", encoding="utf-8") as file:
            file.write(text[:100])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", half)
        with pytest.raises(OSError, match="No space left"):
            lessons.copy_to(tmp_path)
    assert not list(tmp_path.iterdir())
    assert len(lessons.copy_to(tmp_path)) == len(LESSONS)


def cells_of(lesson: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    return cells


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_checked_cells_with_stored_output(lesson: Path) -> None:
    checked = [cell for cell in cells_of(lesson) if "nbval-check-output" in cell["metadata"].get("tags", [])]
    assert checked
    assert all(cell["outputs"] and cell["execution_count"] for cell in checked)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_was_run_from_top_to_bottom(lesson: Path) -> None:
    counts = [cell["execution_count"] for cell in cells_of(lesson) if cell["cell_type"] == "code" and cell["source"]]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_belongs_to_nobodys_machine(lesson: Path) -> None:
    metadata = json.loads(lesson.read_text(encoding="utf-8"))["metadata"]
    assert {name: value for name, value in metadata.items() if name != "sawidget"} == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert not [cell for cell in cells_of(lesson) if "execution" in cell["metadata"]]  # when it was run


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_stays_small(lesson: Path) -> None:
    assert lesson.stat().st_size < 400_000


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_picture_in_a_lesson_has_a_text_alternative(lesson: Path) -> None:
    drawn = [cell for cell in cells_of(lesson) if "image/png" in json.dumps(cell.get("outputs", []))]
    assert all(cell["metadata"].get("alt") for cell in drawn)
