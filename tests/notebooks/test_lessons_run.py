"""Every lesson runs from top to bottom, and prints what is stored in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sawidget import lessons


def run(lesson: Path, place: Path) -> subprocess.CompletedProcess[str]:
    """Check a copy, away from the checkout and its settings."""
    (place / "pytest.ini").write_text("[pytest]\n")
    shutil.copy(lesson, place)
    nbval = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", *nbval, lesson.name]
    quiet = {
        **os.environ,
        "TQDM_DISABLE": "1",  # a progress bar is an output, too
        "SAWIDGET_PACE": "0",
        "SAWIDGET_ARCHIVE": "off",
    }
    return subprocess.run(
        command, cwd=place, env=quiet, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=900
    )


@pytest.mark.lane("lab")
@pytest.mark.parametrize("lesson", lessons.originals(), ids=lambda path: path.stem)
def test_a_lesson_runs_and_prints_what_is_stored(lesson: Path, tmp_path: Path) -> None:
    done = run(lesson, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.lane("lab")
def test_a_stored_output_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    notebook = json.loads(lessons.originals()[0].read_text(encoding="utf-8"))
    shown, printed, *_ = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    printed["outputs"][0]["text"] = [line.replace("28.0", "27.0") for line in printed["outputs"][0]["text"]]
    wrong = tmp_path / "wrong.ipynb"
    wrong.write_text(json.dumps({**notebook, "cells": [shown, printed]}), encoding="utf-8")
    place = tmp_path / "elsewhere"
    place.mkdir()
    done = run(wrong, place)
    assert done.returncode == 1
    assert "27.0" in done.stdout
    assert "28.0" in done.stdout
