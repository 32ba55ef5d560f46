"""What can be measured in a fresh process only: importing, the first call, memory.

Times are those of the processor, which are what a clock shows where the machine has nothing else to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TIMES = """
import json, sys, time
{hide}
laps = [time.process_time()]
import sawidget
laps.append(time.process_time())
from saserver.engine import anneal
laps.append(time.process_time())
anneal(seed=1, initial_temp=20, **{chosen})
laps.append(time.process_time())
print(json.dumps([later - earlier for earlier, later in zip(laps, laps[1:])]))
"""
_IMPORTS = """
import json, time
begin = time.process_time()
import rdkit.Chem, matplotlib.pyplot
print(json.dumps(time.process_time() - begin))
"""
_MEMORY = """
import json, resource
from saserver.engine import anneal
anneal("C30H62", seed=1, schedule="constant", initial_temp=20, steps_per_cycle={steps}, num_cycles=1)
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""


@dataclass(frozen=True)
class Times:
    """Seconds for ``import sawidget``, for the engine that it imports when first needed, and for the first run."""

    package: float
    engine: float
    first_run: float


def first_times(rounds: int, chosen: Mapping[str, object], *, scipy: bool) -> tuple[Times, Times]:
    """With an empty cache, and in a second process that finds the machine code on disk; the best of some rounds."""
    source = _TIMES.format(hide="" if scipy else 'sys.modules["scipy"] = None', chosen=dict(chosen))
    cold, cached = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(_answer(source, folder))
            cached.append(_answer(source, folder))
    return _best(cold), _best(cached)


def import_rdkit_and_matplotlib(rounds: int) -> float:
    """Seconds, for comparison."""
    return min(float(_answer(_IMPORTS)) for _ in range(rounds))


def peak_memory(steps: int) -> float:
    """Most megabytes that a process held which made so many steps."""
    return float(_answer(_MEMORY.format(steps=steps)))


def _best(laps: list[list[float]]) -> Times:
    return Times(*(min(times) for times in zip(*laps, strict=True)))


def _answer(source: str, cache: str | None = None) -> Any:
    environment = {**os.environ, **({} if cache is None else {"NUMBA_CACHE_DIR": cache})}
    process = subprocess.run(
        [sys.executable, "-c", source],
        env=environment,
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(process.stdout)
