"""What ``sa.check`` does with any answer whatever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

import sawidget as sa
from sawidget import answers
from sawidget.checks import LESSONS, Status, Unmarked, exercises, outcome, single
from sawidget.checks.exercise import KIND, RAISED, Exercise, Mistake, unstarted

FILE = Path("sawidget-answers.json")


@pytest.fixture(autouse=True)
def a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def dots(dE: float, kT: float, u: float) -> Any: ...


def documented(dE: float, kT: float, u: float) -> Any:
    """Whether the move is taken."""


def released_by_nbgrader(dE: float, kT: float, u: float) -> bool:
    raise NotImplementedError


def begun(dE: float, kT: float, u: float) -> bool:
    return len(undefined) > 0  # type: ignore[name-defined]  # noqa: F821


def leaves(dE: float, kT: float, u: float) -> bool:
    raise SystemExit("bye")


class Monster:
    """Whatever is done with it goes wrong."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("answer", [..., None, dots, documented, released_by_nbgrader])
def test_what_a_lesson_comes_with_is_not_started_and_no_try(answer: object) -> None:
    outcome = sa.check("2.1", answer)
    assert outcome.status is Status.NOT_STARTED
    assert "accept(dE, kT, u)" in repr(outcome)
    assert not FILE.exists()


def test_a_function_that_returns_something_is_started() -> None:
    assert unstarted(dots)
    assert not unstarted(lambda: 1)
    assert not unstarted(begun)
    assert not unstarted(0)


@pytest.mark.parametrize("id", [id for lesson in LESSONS for id in exercises(lesson)])
def test_no_answer_makes_it_raise_and_none_of_these_passes(id: str) -> None:
    answers: list[object] = [Monster(), Monster, print, "", b"x", [], {}, -1, 1j, float("nan"), 10**400, True, leaves]
    for answer in answers:
        outcome = sa.check(id, answer)
        assert outcome.status is Status.NOT_YET, type(answer)
        assert outcome.hints
        assert repr(outcome)
        assert outcome._repr_html_()


def test_an_exception_shows_the_line_of_the_student() -> None:
    outcome = sa.check("2.1", begun)
    assert "NameError: name 'undefined' is not defined" in outcome.seen
    assert "return len(undefined) > 0" in outcome.seen
    assert "exercise.py" not in outcome.seen


def test_an_interrupt_is_the_students_own() -> None:
    def interrupted(dE: float, kT: float, u: float) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sa.check("2.1", interrupted)


def test_each_mistake_has_a_ladder_of_its_own() -> None:
    first = sa.check("0.1", 20)
    assert len(first.hints) == 1
    assert len(sa.check("0.1", 16).hints) == 1
    again = sa.check("0.1", 20)
    assert again.hints[:1] == first.hints
    assert len(again.hints) == 2
    assert len(sa.check("0.1", 20).hints) == 2  # the ladder ends


def test_what_was_passed_stays_so_beside_predictions_and_other_checks() -> None:
    sa.predict("octane", "?", ["a", "b"]).record("a")
    sa.check("0.2", "a")
    assert sa.check("0.2", "c").passed
    assert not sa.check("0.2", "d").passed
    sa.check("0.1", 1)
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    assert kept["answers"]["octane"]["answer"] == "a"
    assert {id: (entry["status"], entry["tries"]) for id, entry in kept["checks"].items()} == {
        "0.1": ("not yet", 1),
        "0.2": ("passed", 3),
    }
    assert kept["checks"]["0.2"]["mistakes"] == {"a": 1, "d": 1}


@pytest.mark.parametrize(
    "text",
    ["half", "", "[]", '{"checks": [3]}', '{"checks": {"0.1": 3}}', '{"answers": 1, "checks": {"0.2": {"tries": 4}}}'],
)
def test_a_damaged_file_is_set_aside_and_told_and_holds_nobody_up(text: str) -> None:
    for number in (1, 2):
        FILE.write_text(text, encoding="utf-8")
        assert sa.report().content["note"].startswith(f"{FILE}")
        outcome = sa.check("0.1", 20)
        assert outcome.hints == sa.check("0.1", 20).hints[:1]
        assert f"damaged-{number}.json" in outcome.note
        assert Path(f"sawidget-answers.damaged-{number}.json").read_text(encoding="utf-8") == text
        assert not sa.check("0.1", 18).note
        assert f"damaged-{number}.json" in sa.report().content["note"]
    assert {"0.1"} <= json.loads(FILE.read_text(encoding="utf-8"))["checks"].keys()


def test_what_can_be_read_of_a_damaged_file_is_kept() -> None:
    FILE.write_text('{"answers": 1, "checks": {"0.2": {"tries": 4}, "0.1": 2}}', encoding="utf-8")
    sa.check("0.1", 18)
    assert {id: entry["tries"] for id, entry in answers.read("checks").items()} == {"0.2": 4, "0.1": 1}


def test_counts_that_somebody_has_edited_hold_nobody_up() -> None:
    FILE.write_text('{"checks": {"0.1": {"tries": "x", "mistakes": []}}}', encoding="utf-8")
    assert len(sa.check("0.1", 20).hints) == 1
    assert len(sa.check("0.1", 20).hints) == 2


def test_two_notebooks_that_write_at_once_lose_nothing() -> None:
    program = """
import sys
from sawidget import answers
for number in range(40):
    answers.change("answers", sys.argv[1] + str(number), lambda before: {"answer": "x"})
    answers.change("checks", "0.1", lambda before: {"tries": before.get("tries", 0) + 1})
"""
    writers = [subprocess.Popen([sys.executable, "-c", program, name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert len(answers.read("answers")) == 80
    assert answers.read("checks")["0.1"]["tries"] == 80
    assert [path.name for path in Path().iterdir()] == [FILE.name]


def test_a_lock_that_a_dead_kernel_left_behind_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_LEFT_BEHIND", 0.1)
    Path("sawidget-answers.lock").touch()
    assert not sa.check("0.1", 18).note
    assert answers.read("checks")["0.1"]["status"] == "passed"
    assert not Path("sawidget-answers.lock").exists()


def test_a_folder_that_cannot_be_written_to_is_said_and_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sawidget.answers.deliver", refuse)
    outcome = sa.check("0.1", 18)
    assert outcome.passed
    assert "could not be saved: Permission denied" in repr(outcome)


@pytest.mark.parametrize("id", ["9.9", "0.9", "", None, 2.1, "2"])
def test_an_exercise_that_there_is_not_is_the_authors_mistake(id: Any) -> None:
    with pytest.raises(sa.ParameterError, match="id must be an exercise"):
        sa.check(id, 1)


def test_it_speaks_in_words_and_icons_and_escapes_what_it_quotes() -> None:
    outcome = sa.check("0.1", 20)
    assert repr(outcome).startswith("◐ Exercise 0.1: not yet\n  Your answer is 20.\n  Hint 1: ")
    html = outcome._repr_html_()
    assert "not yet" in html
    assert 'aria-hidden="true"' in html
    assert 'role="status"' in html
    assert "<script>" not in sa.check("0.1", "<script>")._repr_html_()


@pytest.mark.parametrize("environment", ["autograde", "validate"])
def test_nbgrader_and_nobody_else_sees_an_error(environment: str) -> None:
    program = """
import os, sawidget as sa
os.environ.pop("NBGRADER_EXECUTION", None)  # a student's line, before the first check
print(sa.check("0.1", 18))
sa.check("0.1", 20)
"""
    for set_, fails in (({}, 0), ({"NBGRADER_EXECUTION": environment}, 1)):
        done = subprocess.run([sys.executable, "-c", program], env=os.environ | set_, capture_output=True, text=True)
        assert done.returncode == fails, done.stderr
        assert "Exercise 0.1: passed" in done.stdout


def test_while_it_grades_only_what_passes_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sa, "GRADED", True)
    assert sa.check("0.1", 18).passed
    for answer in (20, ...):
        with pytest.raises(Unmarked, match=r"Exercise 0\.1: not"):
            sa.check("0.1", answer)


def test_equal_answers_have_different_seals_and_the_way_they_are_written_does_not_matter() -> None:
    assert single.seal("9.1", "b") == single.seal("9.1", " B ") != single.seal("9.2", "b")
    assert single.seal("9.1", 18) == single.seal("9.1", 18.0) != single.seal("9.1", 18.1)
    assert single.seal("9.1", 14.4269, digits=3) == single.seal("9.1", 14.4, digits=3)


def exercise(judge: Callable[[Any], Mistake | None]) -> Exercise:
    return Exercise("9.1", "a number", judge, {"small": ("Larger.", "Much larger.")}, "anything else")


def test_a_judge_may_raise_on_an_answer_of_the_wrong_kind() -> None:
    asked = exercise(lambda answer: Mistake("small") if answer < 3 else None)
    assert asked.mistake(5) is None
    assert asked.mistake(1) == Mistake("small")
    mistake = asked.mistake("5")
    assert mistake == Mistake(KIND, "This is '5'.")
    assert asked.ladder(mistake, 1) == ("Hand in a number.",)


def test_a_function_may_print_and_warn_and_nobody_drowns_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    def talking(dE: float, kT: float, u: float) -> Any:
        print("dE is", dE)
        print("careful", file=sys.stderr)
        return np.bool_(u < np.exp(np.float64(-dE / kT)))  # numpy warns of an overflow

    outcome = sa.check("2.1", talking)
    assert outcome.passed
    assert "what your function printed is not shown" in outcome.note
    assert capfd.readouterr() == ("", "")
    assert not sa.check("2.1", lambda dE, kT, u: u < np.exp(np.float64(-dE / kT))).note


def test_molecules_that_cannot_be_read_are_told_once(capfd: pytest.CaptureFixture[str]) -> None:
    assert not sa.check("8.3", (sa.mystery(1), "CC(")).passed
    assert capfd.readouterr().err == ""


def test_an_outcome_that_is_graded_displays_itself_and_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sa, "GRADED", True)
    shown: list[dict[str, str]] = []
    monkeypatch.setattr(outcome, "display", lambda data, raw: shown.append(data))
    data, _ = DisplayFormatter().format(sa.check("0.1", 18))
    assert data == {}, "the value of a cell is a number of points to nbgrader"
    assert "Exercise 0.1: passed" in shown[0]["text/plain"]
    assert "passed" in shown[0]["text/html"]


def test_what_a_function_returned_is_quoted_where_it_is_of_the_wrong_kind() -> None:
    asked = exercise(lambda answer: Mistake("small") if [*answer(7, 10)] else None)
    mistake = asked.mistake(lambda hits, runs: hits / runs)
    assert mistake == Mistake(KIND, "Called with (7, 10), your function returned 0.7.")


def test_what_a_function_yields_is_its_answer_and_its_line_is_blamed() -> None:
    def counting(n: int) -> Any:
        yield from range(n)

    def failing(n: int) -> Any:
        yield 1 / (n - 3)

    asked = exercise(lambda answer: None if answer(3) == [0, 1, 2] else Mistake("small"))
    assert asked.mistake(counting) is None
    mistake = asked.mistake(failing)
    assert mistake is not None
    assert mistake.name == RAISED
    assert "yield 1 / (n - 3)" in mistake.seen
    endless = exercise(lambda answer: Mistake("small", str(len(answer(3)))))
    assert endless.mistake(lambda n: (1 for _ in iter(int, 1))) == Mistake("small", "1000")


def test_a_function_in_place_of_a_value_is_called_by_its_name() -> None:
    assert "the function half" in sa.check("0.1", half).seen


@pytest.mark.parametrize("comma", ["14,4", (14, 4)])
def test_who_writes_a_comma_is_told_of_the_point(comma: object) -> None:
    assert "Write a point, not a comma, and no quotation marks: 14.4" in sa.check("2.2", comma).seen


def half(x: float) -> float:
    return x / 2


def test_a_function_with_the_wrong_parameters_is_told_so() -> None:
    asked = exercise(lambda answer: answer(1, 2))
    mistake = asked.mistake(lambda x: x)
    assert mistake is not None
    assert mistake.name == RAISED
    assert "takes 1 positional argument but 2 were given" in mistake.seen
