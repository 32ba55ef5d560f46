"""``sawidget figures``, as a lecturer types it; what it draws is looked at where the site is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from sawidget.cli import main
from sawidget.plots import slides


def test_it_draws_into_a_new_folder_and_says_where_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(slides, "SLIDES", ())
    folder = tmp_path / "talks" / "annealing"
    assert main(["figures", str(folder)]) == 0
    assert "figures.md" in capsys.readouterr().out
    assert (folder / "figures.md").is_file()


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["figures", str(tmp_path / "file")]) == 1
    assert "another DIR" in capsys.readouterr().err
