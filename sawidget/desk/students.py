"""Student versions: a master without its solutions, which runs from top to bottom all the same."""

from __future__ import annotations

import copy
from typing import Final

from sawidget.desk.masters import Notebook, solves

#: nbgrader's words, its way of writing them.
BEGIN: Final = "### BEGIN SOLUTION"
END: Final = "### END SOLUTION"
#: In place of a solution, alone or as the body of a function. nbgrader writes a line that raises; with ours the
#: notebook runs on, and `check` says "not started".
STUB: Final = "# your lines here"
BODY: Final = f"...  {STUB}"


def student_version(master: Notebook) -> Notebook:
    """The master with a stub in place of every solution, without outputs.

    Raises
    ------
    ValueError
        The marks around a solution are not in pairs, or stand in a cell that is no solution cell.
    """
    notebook = copy.deepcopy(master)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        if BEGIN in cell["source"] and not solves(cell):
            raise ValueError(f"cell {cell['id']}: a solution in a cell that nbgrader does not know as a solution cell")
        cell["source"] = without_solutions(cell["source"], cell["id"])
    return notebook


def without_solutions(source: str, name: str) -> str:
    """A cell's source with a stub in place of each solution."""
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        word = line.strip()
        if word in (BEGIN, END):
            if inside is (word == BEGIN):
                raise ValueError(f"cell {name}: {word!r} {'twice' if inside else 'without its begin'}")
            inside = word == BEGIN
            if inside:
                indent = line[: len(line) - len(line.lstrip())]
                kept.append(indent + (BODY if indent else STUB))
        elif not inside:
            kept.append(line)
    if inside:
        raise ValueError(f"cell {name}: {BEGIN!r} without its end")
    return "\n".join(kept)
