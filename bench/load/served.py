"""A server in a process of its own, and what can be asked of it and of its process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

#: Always hot: the molecule is another one in every frame, which is what costs most.
HOT: Final = {"schedule": "constant", "initial_temp": 20.0, "steps_per_cycle": 10**9, "num_cycles": 10}

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Made(NamedTuple):
    """When a frame was entered into the journal, in monotonic seconds, and the step that it shows."""

    number: int
    when: float
    session_id: str
    step: int


@dataclass(frozen=True)
class Gauge:
    """What the system says about a process: seconds of processor time, megabytes in memory, open files, threads."""

    when: float
    cpu: float
    memory: float
    files: int
    threads: int


class Served:
    """A server to be measured.

    Attributes
    ----------
    port, key : where it is, and what opens it
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._process = process
        where = json.loads(process.stdout.readline())
        self.port, self.key = int(where["port"]), str(where["key"])

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The answer to a request."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"X-Sawidget-Key": self.key, "Content-Type": "application/json"},
        )
        with _direct.open(request, timeout=60) as answer:
            return json.load(answer)

    def new(self, formula: str, pace: float, seed: int = 1, **parameters: Any) -> str:
        """The id of a new session, always hot unless told otherwise."""
        given = {"formula": formula, "seed": seed, "steps_per_second": pace, **HOT, **parameters}
        return str(self.ask("POST", "/api/sa/configure", given)["session_id"])

    def command(self, session_id: str, command: str) -> None:
        """Start, pause, cancel ..."""
        self.ask("POST", f"/api/sa/{session_id}/{command}")

    def await_watchers(self, session_ids: Iterable[str], watchers: int) -> None:
        """Wait until so many watch each session, and then a second, until the machine has come to rest."""
        deadline = time.monotonic() + 120
        for session_id in session_ids:
            while self.ask("GET", f"/api/sa/{session_id}/streaming-status")["watchers"] < watchers:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{watchers} watchers did not come within two minutes")
                time.sleep(0.05)
        time.sleep(1.0)

    def frames(self, seconds: float) -> list[Made]:
        """The frames that are made in this time from now on."""
        self.made()
        time.sleep(seconds)
        return self.made()

    def made(self) -> list[Made]:
        """The frames that were made since the last time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return [Made(*row) for row in json.loads(self._process.stdout.readline())]

    def gauge(self) -> Gauge:
        """A look at its process."""
        folder = Path(f"/proc/{self._process.pid}")
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        return Gauge(
            when=time.monotonic(),
            cpu=(int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
            memory=int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20,
            files=len(list((folder / "fd").iterdir())),
            threads=int(fields[17]),
        )


@contextmanager
def served(*, cache: Path | None = None, noted: bool = True) -> Iterator[Served]:
    """A server with an empty archive; its process ends with the block.

    Parameters
    ----------
    cache : where machine code is looked for, if not where it usually is
    noted : whether it notes when frames are made, for which it needs memory
    """
    with tempfile.TemporaryDirectory() as archive:
        environment = {**os.environ, "SAWIDGET_ARCHIVE": archive}
        environment.pop("SAWIDGET_PACE", None)
        if cache is not None:
            environment["NUMBA_CACHE_DIR"] = str(cache)
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.load.host", *([] if noted else ["--unnoted"])],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield Served(process)
                assert process.stdin is not None
                process.stdin.close()
                process.wait(30)
            finally:
                process.kill()
