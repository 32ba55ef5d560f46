"""``sawidget serve`` is the server standing alone."""

from __future__ import annotations

import pytest

from sawidget.cli import main


def test_it_is_the_server_under_its_own_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--key", "none", "--host", "0.0.0.0"]) == 2
    assert capsys.readouterr().err.startswith("sawidget serve: --key none")
