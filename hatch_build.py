"""Build the front end: TypeScript in sawidget/frontend becomes sawidget/static, with the Deno that pip brings along.

And put the lessons into the wheel.

pip calls this for every wheel, editable install and sdist. By hand, after a change, in a second:
``python hatch_build.py``, or ``deno task bundle``, which it comes down to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: What must be there afterwards.
BUNDLE = ("widget.js", "widget.css", "page.js", "index.html", "compare.js", "compare.css", "replay.js", "replay.css")


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """The build hook."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle before files are collected; an sdist holds the bundle already, and may be built without Deno."""
        root = Path(self.root)
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(lessons(root))
        if (root / "PKG-INFO").exists() and complete(root):
            return
        bundle(root)


def lessons(root: Path) -> dict[str, str]:
    """Where each lesson goes in a wheel; the masters with their solutions, in a folder below, stay behind.

    An editable install finds them in the checkout (see sawidget/lessons.py).
    """
    return {str(path): f"sawidget/notebooks/{path.name}" for path in sorted((root / "notebooks").glob("*.ipynb"))}


def complete(root: Path) -> bool:
    """Whether a bundle is there."""
    return all((root / "sawidget" / "static" / name).is_file() for name in BUNDLE)


def bundle(root: Path) -> None:
    """Make the bundle, or end with one line that says what is missing."""
    deno = find_deno()
    if deno is None:
        raise SystemExit("sawidget: building the front end needs Deno; install it with: pip install deno")
    quiet = os.environ | {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    done = subprocess.run(
        [deno, "task", "--quiet", "bundle"], cwd=root, env=quiet, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode or not complete(root):
        raise SystemExit(f"sawidget: the front end could not be built\n{done.stdout}{done.stderr}".rstrip())


def find_deno() -> str | None:
    """The Deno of the package that pip installed for this build, else any on the PATH."""
    try:
        from deno import find_deno_bin

        return str(find_deno_bin())
    except (ImportError, FileNotFoundError):  # pip's folder for builds is on the PATH, where the package does not look
        return shutil.which("deno")


if __name__ == "__main__":
    bundle(Path(__file__).parent)
    sys.stdout.write("sawidget/static is up to date\n")
