"""The site, built once from a copy: figures and replays are drawn into it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder, in the folder of its sources; with one page more than there is."""
    pytest.importorskip("sphinx", reason="Sphinx is not installed (the extra 'docs')")
    place = tmp_path_factory.mktemp("site")
    for name in ("docs", "notebooks"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("figures"))
    (place / "docs" / "a-page-that-nobody-named.md").write_text("# Nobody named it\n\nYet $E = mc^2$.\n")
    for name in ("server", "sawidget", "README.md", "tests", "bench"):  # pages show code
        (place / name).symlink_to(ROOT / name)
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-c", "docs", ".", "built"]
    done = subprocess.run(build, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    return place / "built"


@pytest.fixture(scope="session")
def figures(site: Path) -> Path:
    """The folder that was drawn for it."""
    return site.parent / "docs" / "figures"
