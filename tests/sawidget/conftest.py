from __future__ import annotations

import io

import pytest


class Terminal(io.StringIO):
    """Everything that was written to a terminal, what was overwritten included."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal() -> Terminal:
    """For ``redirect_stderr``: pytest puts its own stderr back between fixture and test."""
    return Terminal()
