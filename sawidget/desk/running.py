"""Running a lesson, and keeping of its outputs what is the same every time."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sawidget.desk.masters import CHECKED, KERNEL, Notebook, code, tags

#: Seconds that one cell may take.
CELL_TIMEOUT: Final = 60
#: How lessons run where nobody watches: as fast as they can, no bars, no file of each run.
QUIET: Final = {"SAWIDGET_PACE": "0", "SAWIDGET_ARCHIVE": "off", "TQDM_DISABLE": "1", "PYTHONHASHSEED": "0"}
#: A view of a widget that died with its kernel; the picture beside it stays.
_VIEW: Final = "application/vnd.jupyter.widget-view+json"


def executed(notebook: Notebook) -> Notebook:
    """The notebook with its outputs, run from top to bottom in an empty folder; what is there of outputs is dropped.

    Raises
    ------
    ValueError
        A cell raised: no lesson may, whatever students have written or not.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    work = nbformat.from_dict(_clean(notebook))
    with tempfile.TemporaryDirectory() as place, _environment(QUIET):
        client = NotebookClient(
            work,
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": place}},
            record_timing=False,
        )
        client.store_widget_state = False
        try:
            client.execute(stderr=subprocess.DEVNULL)  # what the kernel says of itself, not the cells
        except CellExecutionError as error:
            raise ValueError(re.sub(r"\x1b\[[\d;]*m", "", str(error))) from None
    return scrubbed(work)


def scrubbed(notebook: Notebook) -> Notebook:
    """Without what differs from run to run: names of widgets, times, the machine; pictures with their words."""
    work: Notebook = copy.deepcopy(notebook)
    kept = {name: value for name, value in work["metadata"].items() if name != "widgets"}
    work["metadata"] = {"sawidget": {}, **kept, **KERNEL}
    for cell in work["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            for output in cell["outputs"]:
                output.get("data", {}).pop(_VIEW, None)
                if (alt := cell["metadata"].get("alt")) and "image/png" in output.get("data", {}):
                    output["metadata"] = {**output["metadata"], "image/png": {"alt": alt}}
            cell["outputs"] = _joined([output for output in cell["outputs"] if output.get("data", True)])
    return work


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a cell printed in one piece: into how many it falls on its way depends on how fast it was."""
    whole: list[dict[str, Any]] = []
    for output in outputs:
        same = whole and output["output_type"] == "stream" and whole[-1].get("name") == output["name"]
        if same:
            whole[-1] = {**whole[-1], "text": whole[-1]["text"] + output["text"]}
        else:
            whole.append(output)
    return whole


def with_checked_outputs(notebook: Notebook) -> Notebook:
    """With the outputs that tests compare, and no others: pictures are in the student version."""
    work = copy.deepcopy(notebook)
    for cell in code(work):
        if CHECKED not in tags(cell):
            cell["outputs"] = []
    return work


def _clean(notebook: Notebook) -> Notebook:
    work = copy.deepcopy(notebook)
    for cell in code(work):
        cell["outputs"], cell["execution_count"] = [], None
    return work


@contextmanager
def _environment(changes: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
