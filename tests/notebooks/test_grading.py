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
MASTERS = HERE.parents[1] / "notebooks" / "source"
#: Right, and numpy warns of an overflow each time that it is asked about a large step down.
BY_NUMPY = """
import numpy as np

def accept(dE, kT, u):
    print("dE is", dE)
    return u < np.exp(np.float64(-dE / kT))
"""
#: Its name → what one student writes otherwise, in the cell of that name.
LESSONS = {"01-isomer-space": {}, "02-metropolis": {"metropolis-accept-answer": BY_NUMPY}}


@pytest.mark.lane("nbgrader")
@pytest.mark.parametrize("name", LESSONS)
def test_a_full_solution_gets_full_marks_and_half_a_solution_a_part_of_them(name: str, tmp_path: Path) -> None:
    master = MASTERS / f"{name}.ipynb"
    own = [f"{cell}={source}" for cell, source in LESSONS[name].items()]
    programs = (
        f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"  # nbgrader calls alembic by name
    )
    done = subprocess.run(
        [sys.executable, str(HERE / "grade.py"), str(master), str(tmp_path), *own],
        cwd=tmp_path,
        env={**os.environ, **QUIET, "PATH": programs},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    points = json.loads(done.stdout.splitlines()[-1])
    worth = [
        cell["metadata"]["nbgrader"]["points"] for cell in masters.code(masters.read(master)) if masters.grades(cell)
    ]
    assert points["all"] == points["own"] == [sum(worth), sum(worth)]
    assert points["half"] == [sum(worth[::2]), sum(worth)]
    assert 0 < points["half"][0] < points["all"][0]
