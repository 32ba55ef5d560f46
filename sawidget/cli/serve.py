"""``sawidget serve``: the live server without a notebook, with the panel as its page."""

from __future__ import annotations

from collections.abc import Sequence

from sawidget.bundle import bundled


def main(argv: Sequence[str]) -> int:
    """Serve until stopped."""
    from saserver.__main__ import main as stand_alone  # here, since numba and RDKit take their time

    try:
        panel = bundled("index.html").parent
    except ImportError:  # a checkout that nobody installed: the server has a page of raw events
        panel = None
    return stand_alone(argv, prog="sawidget serve", panel=panel)
