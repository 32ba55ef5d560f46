"""Every exercise knows its right answers, and each typical mistake by its hint.

The answers are in tables, a module for each lesson beside this one, called as the one with its checks.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sawidget import check
from sawidget.checks import LESSONS, Status, exercise, exercises
from sawidget.checks.exercise import GENERAL

EXERCISES = [id for lesson in LESSONS for id in exercises(lesson)]
TABLES = {lesson: import_module(f"tests.sawidget.checks.{module}") for lesson, module in LESSONS.items()}
RIGHT = [(id, answer) for table in TABLES.values() for id, answers in table.RIGHT.items() for answer in answers]
WRONG = [(id, *row) for table in TABLES.values() for id, rows in table.WRONG.items() for row in rows]


@pytest.fixture(autouse=True)
def a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def named(value: object) -> str:
    return getattr(value, "__name__", None) or repr(value)


@pytest.mark.parametrize(("id", "answer"), RIGHT, ids=[f"{id}-{named(answer)}" for id, answer in RIGHT])
def test_a_right_answer_passes_and_hears_what_was_not_tested(id: str, answer: Any) -> None:
    outcome = check(id, answer)
    assert outcome.status is Status.PASSED, outcome
    assert outcome.untested in repr(outcome)
    assert len(outcome.untested) > 10


@pytest.mark.parametrize(
    ("id", "answer", "mistake", "word"), WRONG, ids=[f"{id}-{named(answer)}" for id, answer, *_ in WRONG]
)
def test_a_typical_mistake_gets_the_hint_meant_for_it_and_then_the_next(
    id: str, answer: Any, mistake: str, word: str
) -> None:
    ladder = exercise(id).hints.get(mistake) or GENERAL[mistake]
    ladder = [hint.format(asks=exercise(id).asks) for hint in ladder]
    for times in (1, 2, 3):
        outcome = check(id, answer)
        assert outcome.status is Status.NOT_YET, outcome
        assert list(outcome.hints) == ladder[:times]
        assert word in outcome.hints[0]
        assert outcome.seen


@pytest.mark.parametrize("id", EXERCISES)
def test_a_word_tells_its_hint_from_all_others_of_the_exercise(id: str) -> None:
    """So that a hint which has come to the wrong place is noticed; the texts themselves may be polished."""
    hints = {**GENERAL, **exercise(id).hints}
    for row, _, mistake, word in WRONG:
        if row == id:
            assert [name for name, ladder in hints.items() if word in ladder[0]] == [mistake]


@pytest.mark.parametrize("id", EXERCISES)
def test_every_exercise_has_right_answers_and_three_mistakes_or_more_in_the_tables(id: str) -> None:
    assert [row for row in RIGHT if row[0] == id]
    foreseen = {mistake for row, _, mistake, _ in WRONG if row == id} & exercise(id).hints.keys()
    assert len(foreseen) >= 3


@pytest.mark.parametrize("id", EXERCISES)
def test_every_hint_of_an_exercise_is_met_by_a_row_of_the_tables(id: str) -> None:
    assert exercise(id).hints.keys() <= {mistake for row, _, mistake, _ in WRONG if row == id}


def test_no_two_exercises_share_their_name_and_no_row_is_of_none() -> None:
    assert len({*EXERCISES}) == len(EXERCISES)
    assert {row[0] for row in [*RIGHT, *WRONG]} == {*EXERCISES}
