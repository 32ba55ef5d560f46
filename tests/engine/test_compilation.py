"""Machine code on disk: taken up by the next process, never by other sources, and not needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import saserver

pytestmark = pytest.mark.slow

#: An energy that is called by its address, and one that is compiled into the chain.
RUN = """
from saserver.engine.annealing import anneal
from saserver.engine.compiled import advance

weights = {"wiener_index": 1, "rings": 2}
result = anneal("C6H6", seed=1, initial_temp=20, steps_per_cycle=1000, num_cycles=1, component_weights=weights)
print(result.best_energy, sum(advance.stats.cache_hits.values()), sum(advance.stats.cache_misses.values()))
"""


class Install:
    """A copy of the package that is nobody else's, run in processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.engine = folder / "server" / "saserver" / "engine"
        package = Path(saserver.__file__).parent
        shutil.copytree(package, self.engine.parent, ignore=shutil.ignore_patterns("__pycache__"))
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "XDG_"))},
            "PYTHONPATH": str(folder / "server"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(self.home),
            "LOCALAPPDATA": str(self.home),
        }

    def run(self) -> tuple[float, str]:
        """The best energy, and whether the chain was found on disk."""
        process = subprocess.run(
            [sys.executable, "-c", RUN], env=self.environment, capture_output=True, text=True, check=False
        )
        assert process.returncode == 0, process.stderr
        energy, found, anew = process.stdout.split()
        return float(energy), {("1", "0"): "found", ("0", "1"): "compiled"}[found, anew]

    def forbid_writing(self) -> None:
        """Where a folder for the cache should be made is a file: nobody can write there, not even root."""
        for folder in [self.engine, *(path for path in self.engine.rglob("*") if path.is_dir())]:
            (folder / "__pycache__").touch()


@pytest.fixture
def install(tmp_path: Path) -> Install:
    return Install(tmp_path)


def test_machine_code_is_found_again_but_not_that_of_other_sources(install: Install) -> None:
    energy, how = install.run()
    assert how == "compiled"
    assert install.run() == (energy, "found")
    for name, right, wrong in (
        ("shape.py", "return total + (twice >> ONE)", "return total + (twice >> ONE) + ONE"),
        ("energies/rings.py", "return float(cycles)", "return float(cycles) + 1.0"),
    ):
        source = install.engine / name
        assert right in source.read_text()
        source.write_text(source.read_text().replace(right, wrong))
    assert install.run() == (energy + 1 + 2, "compiled")


def test_a_package_that_cannot_be_written_is_compiled_once_per_user(install: Install) -> None:
    install.forbid_writing()
    install.home.mkdir()
    energy, _ = install.run()
    assert install.run() == (energy, "found")
    assert list(install.home.rglob("*.nbc"))


def test_where_nothing_can_be_written_each_process_compiles(install: Install) -> None:
    install.forbid_writing()
    install.home.touch()
    energy, _ = install.run()
    assert install.run() == (energy, "compiled")
