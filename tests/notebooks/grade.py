"""nbgrader's whole way on one master, in a process of its own: its settings, warnings and database touch no other test.

    python grade.py MASTER FOLDER [GRADE_ID=SOURCE ...]

It prints, as JSON, the points of students, and of how many: who has solved everything, who has solved every other
exercise, and who has solved everything and wrote these sources in the cells of that name.
"""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

LESSON = "lesson"


def main(master: Path, course: Path, own: dict[str, str]) -> None:
    source = course / "source" / LESSON
    source.mkdir(parents=True)
    (source / master.name).write_bytes(master.read_bytes())
    api = NbGraderAPI(config=Config(CourseDirectory={"root": str(course)}))
    fine(api.generate_assignment(LESSON))
    released = json.loads((course / "release" / LESSON / master.name).read_text(encoding="utf-8"))
    assert "BEGIN SOLUTION" not in json.dumps(released)
    solutions = [cell for cell in json.loads(master.read_text(encoding="utf-8"))["cells"] if solves(cell)]
    points = {}
    others = [
        {**cell, "source": own.get(cell["metadata"]["nbgrader"]["grade_id"], cell["source"])} for cell in solutions
    ]
    for student, solved in (("all", solutions), ("half", solutions[::2]), ("own", others)):
        hand_in(filled(released, solved), course / "submitted" / student / LESSON / master.name)
        fine(api.autograde(LESSON, student))
        graded = api.gradebook.find_submission(LESSON, student)
        points[student] = [graded.score, graded.max_score]
    print(json.dumps(points))


def fine(outcome: dict[str, Any]) -> None:
    log = outcome.get("log") or ""
    assert outcome["success"], log + (outcome.get("error") or "")
    assert "partial credit" not in log, log  # what it says of a result that is no number of points


def solves(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def filled(released: dict[str, Any], solutions: list[dict[str, Any]]) -> dict[str, Any]:
    """What a student hands in who has these solutions."""
    notebook = copy.deepcopy(released)
    sources = {cell["metadata"]["nbgrader"]["grade_id"]: cell["source"] for cell in solutions}
    for cell in notebook["cells"]:
        if solves(cell):
            cell["source"] = sources.get(cell["metadata"]["nbgrader"]["grade_id"], cell["source"])
    return notebook


def hand_in(notebook: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), dict(one.split("=", 1) for one in sys.argv[3:]))
