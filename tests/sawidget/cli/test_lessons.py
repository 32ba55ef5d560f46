"""``sawidget lessons``, as an instructor types it. What takes a kernel is tested with the lessons themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sawidget.cli import lessons, main
from sawidget.desk import masters, verifying
from sawidget.desk.students import student_version

NAME = "09-tunnelling"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> masters.Place:
    """A folder with one new lesson, where the commands are given."""
    monkeypatch.chdir(tmp_path)
    assert main(["lessons", "new", NAME]) == 0
    return masters.Place(Path("notebooks"))


def test_a_new_lesson_is_a_master_that_lacks_only_its_outputs(
    place: masters.Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.names() == [NAME]
    capsys.readouterr()
    assert main(["lessons", "lint"]) == 1
    [complaint] = capsys.readouterr().out.splitlines()
    assert complaint.startswith(f"{NAME}: cell lesson-9-06: no stored output")


def test_a_new_lesson_tells_of_the_exercises_that_it_needs_before_it_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons", "new", NAME, "--folder", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "write its exercises 9.1 and 9.2" in told
    assert "LESSONS of sawidget/checks/__init__.py" in told
    assert main(["lessons", "new", "08-more", "--folder", str(tmp_path)]) == 0
    assert "exercises" not in capsys.readouterr().out


def test_a_lesson_that_is_there_is_not_overwritten(place: masters.Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.master(NAME).write_text("mine")
    assert main(["lessons", "new", NAME]) == 1
    assert "is there already" in capsys.readouterr().err
    assert place.master(NAME).read_text() == "mine"


@pytest.mark.parametrize("names", [[], ["tunnelling"], ["9-tunnelling"], ["09-Tunnelling"], ["09-a", "10-b"]])
def test_a_name_is_two_digits_and_words(names: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "new", *names, "--folder", str(tmp_path)]) == 1
    assert "09-tunnelling" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_without_masters_and_a_lesson_that_there_is_not_are_named(
    place: masters.Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons", "lint", "--folder", "elsewhere"]) == 1
    assert "no masters in elsewhere" in capsys.readouterr().err
    assert main(["lessons", "lint", "07"]) == 1
    assert f"no lesson is called '07'; there are {NAME}" in capsys.readouterr().err


def test_check_tells_of_a_student_version_that_is_not_the_masters(
    place: masters.Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons", "check", "09"]) == 1
    assert f"run: sawidget lessons student {NAME}" in capsys.readouterr().out


@pytest.mark.parametrize("fails", [None, "master", "student"])
def test_check_runs_the_master_solved_and_the_student_version_unsolved(
    place: masters.Place, fails: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    masters.write(student_version(masters.read(place.master(NAME))), place.student(NAME))
    runs = []

    def compared(notebooks: dict[str, Path], *, solved: bool) -> subprocess.CompletedProcess[str]:
        [(which, _)] = notebooks.items()
        runs.append((which, solved))
        return subprocess.CompletedProcess([], int(which == fails), "28.0 != 27.0", "")

    monkeypatch.setattr(verifying, "compared", compared)
    assert main(["lessons", "check"]) == int(fails is not None)
    assert runs == [("master", True), ("student", False)]
    assert ("28.0 != 27.0" in capsys.readouterr().out) == (fails is not None)


def test_what_is_missing_is_named_with_the_way_to_install_it(
    place: masters.Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lessons, "find_spec", lambda name: None)
    assert main(["lessons", "refresh"]) == 1
    assert "install nbclient nbformat" in capsys.readouterr().err


def test_help_tells_what_there_is_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["lessons", "--help"])
    text = capsys.readouterr().out
    assert all(f"  {deed} " in text for deed in lessons.DEEDS)
