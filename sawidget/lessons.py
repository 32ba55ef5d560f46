"""The notebooks that come with sawidget, and a student's own copies of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from sawidget.files import deliver


def originals() -> list[Path]:
    """The notebooks in their order: inside an installed package, beside the package in a checkout.

    An editable install has no ``sawidget/notebooks``: only a built wheel does.
    """
    here = Path(__file__).parent
    for folder in (here / "notebooks", here.parent / "notebooks"):
        found = sorted(folder.glob("*.ipynb"))
        if found:
            return found
    raise FileNotFoundError(f"no notebooks beside {here}; install sawidget again, with: pip install --force-reinstall")


def copy_to(folder: Path) -> list[Path]:
    """Copy into ``folder`` what is not there yet, and return the new files; a file that exists is somebody's work.

    The copies are without outputs: these would answer the questions before they are asked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    new = []
    for original in originals():
        target = folder / original.name
        if not os.path.lexists(target):
            deliver(_unanswered(original.read_text(encoding="utf-8")), target)  # all of it, or nothing
            new.append(target)
    return new


def _unanswered(notebook: str) -> str:
    whole = json.loads(notebook)
    for cell in whole["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
