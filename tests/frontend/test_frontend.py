"""The front end's own checks and tests, run by the Deno that pip installs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from deno import find_deno_bin

ROOT = Path(__file__).parents[2]
#: Seconds; it takes one or two where everything is in Deno's cache.
PATIENCE = 600


@pytest.mark.parametrize(
    "command",
    [("task", "check"), ("lint",), ("fmt", "--check"), ("task", "test")],
    ids=["types", "lint", "form", "tests"],
)
def test_the_front_end_is_sound(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [find_deno_bin(), *command],
        cwd=ROOT,
        env=os.environ | {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
