"""``sawidget figures``: pictures and recordings for slides, from seeds, each with a text that says what it shows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str]) -> int:
    """Draw all of them into a folder."""
    parser = argparse.ArgumentParser(
        prog="sawidget figures",
        description="Draw the figures of the lessons for slides: SVG and PNG, recordings that replay in any browser, "
        "and figures.md, which shows them all and says in words what is to be seen.",
    )
    parser.add_argument("folder", metavar="DIR", type=Path)
    folder = parser.parse_args(argv).folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"sawidget figures: cannot write to {folder}: {error.strerror}; name another DIR", file=sys.stderr)
        return 1
    from sawidget.plots.slides import draw_all  # here, since matplotlib and numba take their time

    page = draw_all(folder)
    print(f"sawidget figures: {len(list(folder.iterdir()))} files in {folder}; begin with {page.name}")
    return 0
