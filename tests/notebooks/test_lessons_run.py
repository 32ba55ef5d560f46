"""Every lesson runs from top to bottom, for instructors and for students, and prints what is stored in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sawidget import desk
from sawidget.desk import lint, masters, verifying

PLACE = masters.Place(Path(__file__).parents[2] / "notebooks")
NAMES = PLACE.names()


@pytest.mark.lane("lab")
@pytest.mark.parametrize("name", NAMES)
def test_a_student_version_runs_unsolved_and_prints_what_is_stored(name: str) -> None:
    done = verifying.compared({"student": PLACE.student(name)})
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.lane("lab")
@pytest.mark.parametrize("name", NAMES)
def test_a_master_passes_all_its_checks_and_prints_what_is_stored(name: str) -> None:
    done = verifying.compared({"master": PLACE.master(name)}, solved=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_students_get_what_the_master_makes(name: str) -> None:
    assert not desk.stale(PLACE, name), f"run: sawidget lessons student {name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_a_lesson(name: str) -> None:
    assert lint.complaints(masters.read(PLACE.master(name))) == []


def test_no_student_version_is_without_a_master() -> None:
    assert sorted(path.stem for path in PLACE.folder.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_master_and_student_version_store_the_same_results(name: str) -> None:
    """Both are run and compared; here they are compared with each other."""
    master, student = masters.read(PLACE.master(name)), masters.read(PLACE.student(name))
    compared = {cell["id"]: cell["outputs"] for cell in masters.code(master) if masters.CHECKED in masters.tags(cell)}
    assert compared == {cell["id"]: cell["outputs"] for cell in masters.code(student) if cell["id"] in compared}


@pytest.mark.lane("lab")
def test_a_stored_output_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    notebook = masters.read(PLACE.student("00-first-run"))
    cells = list(masters.code(notebook))
    [shown] = [cell for cell in cells if "sa.Annealer" in cell["source"]]
    [printed] = [cell for cell in cells if "panel.wait()" in cell["source"]]
    first = {**shown, "source": "import sawidget as sa\nguess = None\n" + shown["source"]}
    printed["outputs"][0]["text"] = [line.replace("28.0", "27.0") for line in printed["outputs"][0]["text"]]
    wrong = tmp_path / "wrong.ipynb"
    masters.write({**notebook, "cells": [first, printed]}, wrong)
    done = verifying.compared({"wrong": wrong})
    assert done.returncode == 1
    assert "27.0" in done.stdout
    assert "28.0" in done.stdout
