"""What Binder does with the repository, as far as that goes without Docker: its steps, in an environment apart."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from tests.browser.chromium import CAMPUS
from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.notebook import Notebook

pytestmark = [pytest.mark.lane("binder"), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LESSON = "00-first-run.ipynb"
#: What the smallest of Binder's machines has for the Jupyter server and all of a student's kernels.
GIGABYTE = 1e9


@pytest.fixture(scope="module")
def alone() -> Iterator[None]:
    """Nothing of this environment reaches the other one."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PYTHONPATH", "VIRTUAL_ENV", "SAWIDGET_PACE", "MPLBACKEND"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git would know: nothing built, nothing installed."""
    place = tmp_path_factory.mktemp("binder")
    copy = place / "repository"
    copy.mkdir()
    # An index of our own, since the checkout may itself be a copy without .git.
    git = ["git", f"--git-dir={place / 'index.git'}", f"--work-tree={ROOT}"]
    subprocess.run(["git", "init", "--quiet", "--bare", str(place / "index.git")], check=True)
    files = subprocess.run([*git, "ls-files", "-o", "--exclude-standard"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    subprocess.run(
        ["cp", "--parents", "-t", str(copy), "--", *files.stdout.decode().splitlines()], cwd=ROOT, check=True
    )
    return copy


@pytest.fixture(scope="module")
def image(repository: Path, alone: None) -> Path:
    """The folder of the programs in the image: requirements.txt from the root of the repository, then postBuild."""
    programs = repository.parent / "environment" / "bin"
    python = programs / "python"
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", str(programs.parent)], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "-r", "binder/requirements.txt"]
    subprocess.run(install, cwd=repository, check=True)
    installed = time.monotonic()
    found = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([repository / "binder" / "postBuild"], cwd=repository, env=os.environ | found, check=True)
    print(f"installed in {installed - began:.0f} s, postBuild {time.monotonic() - installed:.0f} s")
    return programs


@pytest.fixture(scope="module")
def server(image: Path, repository: Path) -> Iterator[Jupyter]:
    """JupyterLab under a path and a name as Binder's hub gives it."""
    settings = {"ServerApp.allow_remote_access": True}
    with jupyter(
        repository.parent / "home",
        base_url="/user/sawidget-x1y2z3/",
        page="lab/tree",
        settings=settings,
        python=image / "python",
        root=repository,
    ) as server:
        yield server.known_as(CAMPUS)


def test_the_first_lesson_runs_through_the_proxy_within_a_gigabyte(server: Jupyter, browser: Any) -> None:
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        notebook = Notebook.open(context.new_page(), server, f"notebooks/{LESSON}")
        cells = nbformat.read(server.folder / "notebooks" / LESSON, as_version=4).cells
        code = [number for number, cell in enumerate(cells) if cell.cell_type == "code"]
        number = next(number for number in code if "sa.Annealer(" in cells[number].source)
        for before in code[: code.index(number) + 1]:
            notebook.run(before)
        question = next(number for number in code if "sa.predict(" in cells[number].source)
        notebook.cell(question).get_by_role("radio").first.check()
        notebook.cell(question).get_by_role("button", name="That is what I expect").click()
        panel = notebook.panel(number)
        panel.light("live")
        assert "proxy" in str(panel.node.locator(".sawidget-light").get_attribute("title"))
        panel.press("Start")
        panel.beyond(0)
        assert server.process
        held = memory(server.process)
        print(f"Jupyter server and kernel hold {held / 1e6:.0f} MB")
        assert held < GIGABYTE
        notebook.close()


def test_nothing_is_left_to_compile(image: Path, tmp_path: Path) -> None:
    # numba would write what it compiles into its cache.
    program = "import sawidget as sa\n" + SPY + RUNS
    done = subprocess.run([image / "python", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_students_find_lessons_without_answers(image: Path, repository: Path) -> None:
    for path in (repository / "notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs"), path.name
    assert not [path for path in repository.rglob("*.ipynb") if "### BEGIN SOLUTION" in path.read_text("utf-8")]


SPY = """
from numba.core import caching

def save(self, sig, data, impl=caching.Cache.save_overload):
    print(self._name, sig)
caching.Cache.save_overload = save
"""
RUNS = """
options = {"carbon13": {"peaks": [[20.0]]}, "dept": {"CH3": 2}}
for name in sa.energies():
    for formula in ("C6H14", "C5H10O"):
        given = {"component_options": {name: options[name]}} if name in options else {}
        sa.anneal(formula, energy=name, seed=2, **given)
"""


def memory(process: int) -> int:
    """Bytes in memory of a process and all that it started."""
    whole = psutil.Process(process)
    return sum(one.memory_info().rss for one in (whole, *whole.children(recursive=True)))
