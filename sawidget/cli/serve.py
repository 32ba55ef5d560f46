"""``sawidget serve``: the live server without a notebook."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Serve until stopped."""
    from saserver.__main__ import main as stand_alone  # here, since numba and RDKit take their time

    return stand_alone(argv, prog="sawidget serve")
