from __future__ import annotations

import subprocess
import sys

#: In a process of its own: in that of the tests everything is compiled already.
WARM = """
from saserver.engine import Parameters, canonical, compiled, prepare, tally
from saserver.sessions.frames import Camera
from saserver.sessions.run import Run
from saserver.sessions.warming import warm_up

def variants():
    return [len(function.signatures) for function in (compiled.advance, canonical._search_all, tally.enter)]

thread = warm_up()
assert warm_up() is thread and thread.daemon
thread.join()
before = variants()
assert all(before), before
for weights in ({"wiener_index": 1}, {"rings": 2, "wiener_index": 1}):
    run = Run(*prepare(Parameters.checked("C6H6", seed=1, component_weights=weights)))
    camera = Camera(run)
    run.advance(500)
    camera.moment(), camera.changes()
assert variants() == before, (before, variants())
"""


def test_after_warming_up_the_first_run_compiles_nothing() -> None:
    process = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, timeout=600, check=False)
    assert process.returncode == 0, process.stderr
