"""``sawidget lab``: the lessons in a folder of the student's own, opened in JupyterLab."""

from __future__ import annotations

import argparse
import itertools
import os
import shlex
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from sawidget import lessons

INSTALL = 'pip install "sawidget[lab]"   (in a checkout: pip install -e ".[lab]")'


def main(argv: Sequence[str]) -> int:
    """Copy what is missing, then become JupyterLab."""
    parser = argparse.ArgumentParser(
        prog="sawidget lab",
        usage="sawidget lab [DIR] [OPTION OF JUPYTER LAB ...]",
        description="Copy the lessons into DIR and open JupyterLab there. Files that are there already stay untouched.",
        epilog="Everything from the first option on goes to JupyterLab, for instance: --no-browser --port=9000",
    )
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, default=Path("sawidget-lessons"))
    # argparse alone would take the 9000 of `--port 9000` for DIR.
    ours = list(itertools.takewhile(lambda argument: not argument.startswith("-"), argv))
    theirs = list(argv[len(ours) :])
    if theirs[:1] == ["--"]:
        del theirs[0]
    folder = parser.parse_args(["--help"] if {"-h", "--help"} & set(theirs) else ours).folder.absolute()
    if find_spec("jupyterlab") is None:
        print(f"sawidget lab: JupyterLab is not installed here; install it with\n  {INSTALL}", file=sys.stderr)
        return 1
    if find_spec("jupyter_server_proxy") is None:
        print(
            "sawidget lab: without jupyter-server-proxy panels live on this computer only, and elsewhere in the rhythm "
            f"of the notebook's own connection; install it with\n  {INSTALL}",
            file=sys.stderr,
        )
    try:
        new = lessons.copy_to(folder)
    except OSError as error:
        print(
            f"sawidget lab: cannot write the lessons to {folder}: {error.strerror}; name another DIR", file=sys.stderr
        )
        return 1
    print(f"sawidget lab: {len(new)} new in {folder}" if new else f"sawidget lab: {folder}, as you left it")
    root: list[str] = []
    if is_root() and not any("allow-root" in option or "allow_root" in option for option in theirs):
        if any(names_address(option) for option in theirs):
            allowed = shlex.join(["sawidget", "lab", *ours, "--allow-root", *theirs])
            print(
                "sawidget lab: you are root, as whom JupyterLab does not listen where it is told to unless it is told "
                "that as well. Be another user, or leave the address out, or, where nobody else can reach this machine "
                f"(a container), run:\n  {allowed}",
                file=sys.stderr,
            )
        else:
            root = ["--allow-root", "--ServerApp.ip=localhost"]  # whatever a file of Jupyter's says
            print("sawidget lab: you are root, and so are the notebooks: be careful what you run", file=sys.stderr)
    first = lessons.originals()[0].name
    return serve([f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{first}", *root, *theirs])


def names_address(option: str) -> bool:
    """Whether this option of JupyterLab's says where it listens."""
    name = option.partition("=")[0]
    return name == "--ip" or name.endswith(".ip")


def is_root() -> bool:
    """Whether this is the administrator of a Unix machine."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def serve(options: Sequence[str]) -> int:
    """Be JupyterLab until it is stopped: in this process, so that a signal reaches it and none is left behind."""
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv=list(options))
    return 0
