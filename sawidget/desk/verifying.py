"""Whether lessons still run and still print what is stored in them, as nbval sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sawidget.desk.running import CELL_TIMEOUT, QUIET

#: With it `check` raises where nothing is earned, as it does for nbgrader.
GRADED: Final = {"NBGRADER_EXECUTION": "autograde"}


def compared(notebooks: Mapping[str, Path], *, solved: bool = False) -> subprocess.CompletedProcess[str]:
    """Run copies of notebooks in empty folders: return code 0 if all is well, and an output that tells what is not.

    Parameters
    ----------
    notebooks : how each is called in the output → where it is
    solved : whether every check must pass, as in a master
    """
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "pytest.ini").write_text("[pytest]\n")  # not the settings of the folder where this was called
        for name, path in notebooks.items():
            (place / name).mkdir()  # its own answers beside it
            shutil.copy(path, place / name / f"{name}.ipynb")
        nbval = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={CELL_TIMEOUT}", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", *nbval, "-q", "--no-header", "--color=no", "."]
        environment = {**os.environ, **QUIET, **(GRADED if solved else {})}
        return subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
