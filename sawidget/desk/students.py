"""Student versions: a master without what students must not see, which runs from top to bottom all the same."""

from __future__ import annotations

import copy
import re
from typing import Any, Final

from sawidget.desk.masters import CHECKED, Cell, Notebook, grades, solves, tags

#: nbgrader's regions, which it finds in any line that contains these words.
BEGIN: Final = "BEGIN SOLUTION"
_REGIONS: Final = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
#: What is left of a mark that was written in a way which nbgrader, and this module, would not notice.
_LEFT: Final = re.compile(r"\b(BEGIN|END)[\s_-]+(SOLUTION|HIDDEN[\s_-]+TEST|MARK[\s_-]+SCHEME)", re.IGNORECASE)
#: In place of a solution, alone or as the body of a function. nbgrader writes a line that raises; with ours the
#: notebook runs on, and `check` says "not started".
STUB: Final = "# your lines here"
BODY: Final = f"...  {STUB}"
#: In place of a written answer, which somebody will read and mark.
WRITTEN: Final = "*Your answer here.*"


def student_version(master: Notebook) -> Notebook:
    """The master with a stub in place of every solution, without hidden tests, marking schemes and outputs.

    Raises
    ------
    ValueError
        The marks around a region are not in pairs, or stand in a cell of the wrong kind; a solution has none.
    """
    notebook = copy.deepcopy(master)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        cell["source"] = _published(cell)
        cell["metadata"] = _metadata(cell)
    return notebook


def without_regions(source: str, name: str, stub: str = STUB) -> str:
    """A cell's source with a stub in place of each solution, and nothing in place of the other regions."""
    kept: list[str] = []
    open_: str | None = None
    for line in source.splitlines():
        begins, ends = (next((r for r in _REGIONS if f"{word} {r}" in line), None) for word in ("BEGIN", "END"))
        if begins or ends:
            if (begins and open_) or (ends and ends != open_):
                raise ValueError(f"cell {name}: {line.strip()!r} {'in a region' if begins else 'without its begin'}")
            open_ = begins
            if begins == "SOLUTION":
                indent = line[: len(line) - len(line.lstrip())]
                kept.append(indent + (BODY if indent and stub == STUB else stub))
        elif open_ is None:
            kept.append(line)
    if open_:
        raise ValueError(f"cell {name}: 'BEGIN {open_}' without its end")
    return "\n".join(kept)


def _published(cell: Cell) -> str:
    """What students get of a cell."""
    source, name = cell["source"], cell["id"]
    written = cell["cell_type"] != "code"
    if BEGIN in source and not solves(cell):
        raise ValueError(f"cell {name}: a solution in a cell that nbgrader does not know as a solution cell")
    if solves(cell) and BEGIN not in source:
        if not written:
            raise ValueError(f"cell {name}: a solution cell without ### {BEGIN}")
        return WRITTEN  # as nbgrader does: all of it is the answer
    published = without_regions(source, name, WRITTEN if written else STUB)
    if left := _LEFT.search(published):
        raise ValueError(f"cell {name}: {left[0]!r} is no mark of a region as nbgrader knows it")
    return published


def _metadata(cell: Cell) -> dict[str, Any]:
    """With the text alternative where the site looks for it, and a check that says what it says of nothing."""
    metadata: dict[str, Any] = cell["metadata"]
    if alt := metadata.get("alt"):
        metadata = {**metadata, "mystnb": {**metadata.get("mystnb", {}), "image": {"alt": alt}}}
    if cell["cell_type"] == "code" and grades(cell) and not solves(cell):
        metadata = {**metadata, "tags": sorted({*tags(cell), CHECKED})}
    return metadata
