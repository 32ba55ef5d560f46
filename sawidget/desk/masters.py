"""Masters: the notebooks that instructors write, with solutions, and what is said of a lesson in their metadata."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sawidget.files import deliver

Notebook = dict[str, Any]
Cell = dict[str, Any]

#: What a notebook is run with; no name of a machine, no version.
KERNEL: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CHECKED: Final = "nbval-check-output"


@dataclass(frozen=True)
class Place:
    """A folder with student versions, and their masters in ``source/`` below it."""

    folder: Path

    def master(self, name: str) -> Path:
        """The master of that name."""
        return self.folder / "source" / f"{name}.ipynb"

    def student(self, name: str) -> Path:
        """The student version of that name."""
        return self.folder / f"{name}.ipynb"

    def names(self, wanted: Sequence[str] = ()) -> list[str]:
        """Names of all lessons, or of those that are wanted: ``"02"`` is enough for ``"02-metropolis"``.

        Raises
        ------
        FileNotFoundError
        """
        found = sorted(path.stem for path in (self.folder / "source").glob("*.ipynb"))
        if not found:
            raise FileNotFoundError(
                f"there are no masters in {self.folder / 'source'}; name their folder with --folder"
            )
        for start in wanted:
            if not any(name.startswith(start) for name in found):
                raise FileNotFoundError(f"no lesson is called {start!r}; there are {', '.join(found)}")
        return [name for name in found if not wanted or any(name.startswith(start) for start in wanted)]


def read(path: Path) -> Notebook:
    """A notebook; the source of each cell as one text."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def write(notebook: Notebook, path: Path) -> None:
    """Write it as Jupyter does: a line of text is a line of the file."""
    split = {**notebook, "cells": [_in_lines(cell) for cell in notebook["cells"]]}
    deliver(json.dumps(split, indent=1, ensure_ascii=False, sort_keys=True) + "\n", path)


def _in_lines(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _in_lines(part, key) for key, part in value.items() if key != "metadata"} | (
            {"metadata": value["metadata"]} if "metadata" in value else {}
        )
    if isinstance(value, list) and name == "outputs":
        return [_in_lines(part) for part in value]
    several = name in ("source", "text") or name.startswith("text/") or name == "image/svg+xml"
    return value.splitlines(keepends=True) if isinstance(value, str) and several else value


def about(notebook: Notebook) -> dict[str, Any]:
    """``{lesson, title, minutes, needs, goals}``, empty where a notebook says nothing of it."""
    said = notebook["metadata"].get("sawidget", {})
    return dict(said) if isinstance(said, dict) else {}


def tags(cell: Cell) -> set[str]:
    """The tags of a cell."""
    return set(cell["metadata"].get("tags", ()))


def code(notebook: Notebook) -> Iterator[Cell]:
    """The cells of code."""
    return (cell for cell in notebook["cells"] if cell["cell_type"] == "code")


def solves(cell: Cell) -> bool:
    """Whether students write into this cell."""
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def grades(cell: Cell) -> bool:
    """Whether this cell earns marks."""
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def header(said: dict[str, Any]) -> str:
    """The first cell of a lesson."""
    goals = "\n".join(f"- {goal}" for goal in said["goals"])
    needs = said["needs"] or "nothing"
    return f"# {said['title']}\n\n**{said['minutes']} minutes.** Needs: {needs}. Afterwards you can:\n\n{goals}"


def skeleton(name: str) -> Notebook:
    """A new master: the rhythm of a lesson, to be filled.

    Raises
    ------
    ValueError
    """
    found = re.fullmatch(r"(\d\d)-([a-z0-9-]+)", name)
    if found is None:
        raise ValueError(f"NAME must be two digits and words, as in 09-tunnelling, not {name!r}")
    lesson = str(int(found[1]))
    title = found[2].replace("-", " ").capitalize()
    said = {"lesson": lesson, "title": title, "minutes": 30, "needs": "lesson 0", "goals": ["say what this is about"]}
    stub = """
        def answer(x):
            ### BEGIN SOLUTION
            return 2 * x
            ### END SOLUTION
        """
    cells = [
        text(header(said)),
        source("import sawidget as sa"),
        text("## Predict\n\nWhat do you expect, and why?"),
        source(f'guess = sa.predict("{lesson}-first", "What will happen?", ["this", "that"])\nguess', "predict"),
        text("## Watch\n\nPress **Start**."),
        source('panel = sa.Annealer("C6H14", seed=1, after=guess)\npanel', "watch", alt="The panel of a run."),
        source("result = panel.wait()\nprint(result.best_smiles, result.best_energy)", CHECKED),
        text("## Explain\n\nWhat was seen, and why it had to be so.", "explain"),
        text(f"## Exercise {lesson}.1\n\nWhat is to be written, and what it may assume."),
        source(textwrap.dedent(stub).strip(), "exercise", nbgrader=solution(f"answer-{lesson}-1")),
        source(f'sa.check("{lesson}.1", answer)', "check", nbgrader=marks(f"check-{lesson}-1", 2)),
        text("## Exit question\n\n- **a**: this\n- **b**: that"),
        source(
            'choice = ...\n### BEGIN SOLUTION\nchoice = "a"\n### END SOLUTION', nbgrader=solution(f"answer-{lesson}-2")
        ),
        source(f'sa.check("{lesson}.2", choice)', "exit", nbgrader=marks(f"check-{lesson}-2", 1)),
    ]
    for place, cell in enumerate(cells):
        cell["id"] = f"lesson-{lesson}-{place:02}"
    return {"cells": cells, "metadata": {**KERNEL, "sawidget": said}, "nbformat": 4, "nbformat_minor": 5}


def text(source: str, *tags: str) -> Cell:
    """A cell of text, without its id."""
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)} if tags else {}, "source": source}


def source(source: str, *tags: str, **metadata: Any) -> Cell:
    """A cell of code, without its id."""
    metadata |= {"tags": list(tags)} if tags else {}
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def solution(grade_id: str) -> dict[str, Any]:
    """nbgrader's word for a cell that students write into."""
    return {"schema_version": 3, "grade_id": grade_id, "grade": False, "solution": True, "locked": False, "task": False}


def marks(grade_id: str, points: int) -> dict[str, Any]:
    """nbgrader's word for a cell that tests what they wrote."""
    graded = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
    }
    return {**graded, "points": points}
