"""What a page runs: built from ``frontend/`` when sawidget is installed, and not kept in git."""

from __future__ import annotations

from pathlib import Path


def bundled(name: str) -> Path:
    """A file of the bundle.

    Raises
    ------
    ImportError
        It was never built: this is a checkout that nobody installed.
    """
    path = Path(__file__).parent / "static" / name
    if not path.is_file():
        raise ImportError(f"{path} has not been built; in the folder with pyproject.toml, run: pip install -e .")
    return path
