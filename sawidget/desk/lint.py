"""What makes a notebook a lesson: a list of rules, each a function from a master to what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from sawidget.desk.masters import CHECKED, Cell, Notebook, about, code, grades, solves, tags
from sawidget.desk.numbers import unproved
from sawidget.desk.students import student_version

#: The rhythm of a lesson, by tags. A part may come again later; its first time is in this order.
RHYTHM: Final = ("predict", "watch", "explain", "exercise", "check", "exit")


def complaints(master: Notebook) -> list[str]:
    """Everything that is wrong; nothing if it is a lesson."""
    return [complaint for rule in RULES for complaint in rule(master)]


def header(master: Notebook) -> Iterator[str]:
    """A lesson says what it is, in its metadata and in its first cell alike."""
    said = about(master)
    kinds = {"lesson": str, "title": str, "minutes": int, "needs": str, "goals": list}
    missing = [name for name, kind in kinds.items() if not isinstance(said.get(name), kind)]
    if missing:
        yield f"metadata.sawidget lacks {', '.join(missing)}"
        return
    first = master["cells"][0]["source"]
    for told in (said["title"], f"{said['minutes']} minutes", said["needs"], *said["goals"]):
        if told not in first:
            yield f"the first cell does not say {told!r}, as metadata.sawidget does"
    if not said["goals"]:
        yield "metadata.sawidget has no goals"


def rhythm(master: Notebook) -> Iterator[str]:
    """Predict, watch, explain, exercise, check, exit."""
    places = {part: [i for i, cell in enumerate(master["cells"]) if part in tags(cell)] for part in RHYTHM}
    yield from (f"no cell is tagged {part!r}" for part in RHYTHM if not places[part])
    for part, following in pairwise(RHYTHM):
        if places[part] and places[following] and places[part][0] > places[following][0]:
            yield f"the first {following!r} comes before the first {part!r}"
    for part, call in (("predict", "sa.predict("), ("check", "sa.check("), ("exit", "sa.check(")):
        for i in places[part]:
            if call not in master["cells"][i]["source"]:
                yield f"cell {master['cells'][i]['id']}: tagged {part!r}, but without {call}…)"
    panels = [cell for cell in code(master) if "watch" in tags(cell)]
    if panels and not any("after=" in cell["source"] for cell in panels):
        yield "no panel waits for a prediction; give one of them after=…"


def alternatives(master: Notebook) -> Iterator[str]:
    """What is seen is said in words as well."""
    for cell in master["cells"]:
        if cell["cell_type"] == "code" and _shows(cell) and not str(cell["metadata"].get("alt", "")).strip():
            yield f"cell {cell['id']}: a picture without metadata.alt"
        if cell["cell_type"] == "markdown" and re.search(r"!\[\s*\]\(", cell["source"]):
            yield f"cell {cell['id']}: an image without a text in its ![…]"


def grading(master: Notebook) -> Iterator[str]:
    """Solution cells have solutions, marks have checks or are given by hand, and nbgrader can tell cells apart."""
    marked = [cell for cell in master["cells"] if "nbgrader" in cell["metadata"]]
    names = Counter(cell["metadata"]["nbgrader"].get("grade_id") for cell in marked)
    yield from (f"grade_id {name!r} is given {times} times" for name, times in names.items() if times > 1)
    ids = Counter(cell.get("id") for cell in master["cells"])
    yield from (f"{times} cells have the id {name!r}" for name, times in ids.items() if times > 1 or name is None)
    if not any(map(solves, marked)) or not any(map(grades, marked)):
        yield "nothing is to be solved; a lesson has a solution cell and a test cell"
    for cell in marked:
        wanted = {"schema_version", "grade_id", "grade", "solution", "locked", "task"} | ({"points"} & {*_points(cell)})
        if missing := wanted - cell["metadata"]["nbgrader"].keys():
            yield f"cell {cell['id']}: metadata.nbgrader lacks {', '.join(sorted(missing))}"
        if grades(cell) and not solves(cell) and "sa.check(" not in cell["source"]:
            yield f"cell {cell['id']}: marks without sa.check(…)"
    try:
        student_version(master)
    except ValueError as error:
        yield str(error)


def outputs(master: Notebook) -> Iterator[str]:
    """Tests compare what is stored, so something must be."""
    checked = [cell for cell in code(master) if CHECKED in tags(cell)]
    if not checked:
        yield f"no cell is tagged {CHECKED!r}: nothing that this lesson prints is compared"
    yield from (
        f"cell {cell['id']}: no stored output; run: sawidget lessons refresh" for cell in checked if not cell["outputs"]
    )


RULES: Final[tuple[Callable[[Notebook], Iterator[str]], ...]] = (
    header,
    rhythm,
    alternatives,
    grading,
    outputs,
    unproved,
)


def _shows(cell: Cell) -> bool:
    """Whether a cell draws something, or ends with a panel."""
    if re.search(r"\.plot\(|plt\.(subplots|figure)\(", cell["source"]):
        return True
    panels = re.findall(r"^(\w+) = sa\.(?:Annealer|Compare)\(", cell["source"], re.MULTILINE)
    last = (cell["source"].strip().splitlines() or [""])[-1]
    return last in panels or bool(re.fullmatch(r"sa\.(Annealer|Compare)\(.*\)", last) and ".wait(" not in last)


def _points(cell: Cell) -> tuple[str, ...]:
    return ("points",) if grades(cell) else ()
