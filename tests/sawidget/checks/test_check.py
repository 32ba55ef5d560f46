"""What ``sa.check`` does with any answer whatever."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sawidget as sa
from sawidget.checks import LESSONS, Status, Unmarked, exercises, single
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
    ["half", "[]", '{"checks": 3}', '{"checks": {"0.1": 3}}', '{"checks": {"0.1": {"tries": "x", "mistakes": []}}}'],
)
def test_a_file_that_somebody_has_edited_holds_nobody_up(text: str) -> None:
    FILE.write_text(text, encoding="utf-8")
    assert len(sa.check("0.1", 20).hints) == 1
    assert len(sa.check("0.1", 20).hints) == 2


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
def test_nbgrader_and_nobody_else_sees_an_error(environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", environment)
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


def test_a_function_with_the_wrong_parameters_is_told_so() -> None:
    asked = exercise(lambda answer: answer(1, 2))
    mistake = asked.mistake(lambda x: x)
    assert mistake is not None
    assert mistake.name == RAISED
    assert "takes 1 positional argument but 2 were given" in mistake.seen
