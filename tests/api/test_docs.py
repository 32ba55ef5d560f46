"""What docs/server.md tells a programmer to type works as it stands."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="there is no curl or no bash")
def test_the_curl_lines_follow_a_run_to_its_end(talk: Any) -> None:
    [lines] = [block for block in re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL) if "curl -N" in block]
    done = subprocess.run(
        ["bash", "-euc", lines],
        env={"PATH": "/usr/bin:/bin", "URL": talk.base, "KEY": talk.server.key},
        capture_output=True,
        text=True,
        timeout=120,
    )
    events = re.findall(r"event: (\w+)\r?$", done.stdout, re.MULTILINE)
    assert events[0] == "hello", done.stderr
    assert events[-1] == "complete"
    assert events.count("progress") > 20


def test_every_route_is_on_the_page(talk: Any) -> None:
    for path in talk.http.get("/api/sa/openapi.json").json()["paths"]:
        last = path.removeprefix("/api/sa").rpartition("/")[2].replace("{session_id}", "{id}")
        assert last in PAGE, path


def test_every_event_is_on_the_page() -> None:
    for name in (
        "hello",
        "snapshot",
        "progress",
        "state",
        "stage",
        "waiting",
        "complete",
        "cancelled",
        "error",
        "rotate",
        "ping",
    ):
        assert f"`{name}`" in PAGE
