"""A master is an assignment of nbgrader's as it stands: generated, handed in, graded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sawidget.desk import masters
from sawidget.desk.running import QUIET

HERE = Path(__file__).parent
MASTER = HERE.parents[1] / "notebooks" / "source" / "01-isomer-space.ipynb"


@pytest.mark.lane("nbgrader")
def test_a_full_solution_gets_full_marks_and_half_a_solution_a_part_of_them(tmp_path: Path) -> None:
    programs = (
        f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"  # nbgrader calls alembic by name
    )
    done = subprocess.run(
        [sys.executable, str(HERE / "grade.py"), str(MASTER), str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, **QUIET, "PATH": programs},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    points = json.loads(done.stdout.splitlines()[-1])
    worth = [
        cell["metadata"]["nbgrader"]["points"] for cell in masters.code(masters.read(MASTER)) if masters.grades(cell)
    ]
    assert points["all"] == [sum(worth), sum(worth)]
    assert points["half"] == [sum(worth[::2]), sum(worth)]
    assert 0 < points["half"][0] < points["all"][0]
