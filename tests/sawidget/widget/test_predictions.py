"""What a student expects, before the run is seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sawidget as sa

FILE = Path("sawidget-answers.json")
QUESTION = ("octane", "Which octane wins?", ["chain", "ball"])


def test_a_question_is_unanswered_until_somebody_answers_and_the_answer_is_kept() -> None:
    guess = sa.predict(*QUESTION)
    assert guess.answer is None
    assert not FILE.exists()
    guess.record("ball")
    assert guess.answer == "ball"
    kept = json.loads(FILE.read_text())
    assert kept["format"] == "sawidget answers"
    assert kept["answers"]["octane"] | {"answered_at": 0} == {
        "question": "Which octane wins?",
        "answer": "ball",
        "answered_at": 0,
    }


def test_an_answer_is_there_again_when_the_cell_is_run_again_and_is_the_first_one() -> None:
    sa.predict(*QUESTION).record("ball")
    again = sa.predict(*QUESTION)
    assert again.answer == "ball"
    again.record("chain")
    assert again.answer == "ball"
    assert sa.predict("octane", "Which octane wins?", ["other", "options"]).answer is None


def test_answers_to_several_questions_are_kept_side_by_side() -> None:
    sa.predict("one", "?", ["a", "b"]).record("a")
    sa.predict("two", "?", ["a", "b"]).record("b")
    assert [sa.predict(id, "?", ["a", "b"]).answer for id in ("one", "two")] == ["a", "b"]


def test_choosing_and_pressing_the_button_answers() -> None:
    guess = sa.predict(*QUESTION)
    assert guess._button.disabled
    guess._choice.value = "chain"
    assert not guess._button.disabled
    assert guess.answer is None
    guess._button.click()
    assert guess.answer == "chain"
    assert guess._button.disabled
    assert guess._choice.disabled
    assert "chain" in guess._note.value


def test_start_of_a_panel_waits_for_the_answer_and_python_does_not() -> None:
    guess = sa.predict(*QUESTION)
    panel = sa.Annealer("C8H18", after=guess, steps_per_second=0)
    assert panel._locked == "First say what you expect: Which octane wins?"
    assert panel.wait().total_steps == 2000
    guess.record("chain")
    assert panel._locked == ""
    assert panel.comm.state["_locked"] == ""
    assert sa.Annealer("C8H18", after=sa.predict(*QUESTION))._locked == ""


def test_a_file_that_cannot_be_understood_is_put_aside_and_not_lost() -> None:
    FILE.write_text("half an ans")
    guess = sa.predict(*QUESTION)
    assert guess.answer is None
    guess.record("ball")
    assert sa.predict(*QUESTION).answer == "ball"
    assert Path("sawidget-answers.damaged-1.json").read_text() == "half an ans"


def test_a_folder_that_cannot_be_written_to_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sawidget.answers.deliver", refuse)
    guess = sa.predict(*QUESTION)
    guess.record("ball")
    assert guess.answer == "ball"
    assert "could not be saved: Permission denied" in guess._note.value


def test_what_is_no_question_is_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(sa.ParameterError) as raised:
        sa.predict("", 3, ["one"])  # type: ignore[arg-type]
    assert [problem.field for problem in raised.value.problems] == ["id", "question", "options"]
    for options in ("ab", ["a", "a"], ["a", ""], ["a", 2], None):
        with pytest.raises(sa.ParameterError, match="two different texts"):
            sa.predict("id", "?", options)  # type: ignore[arg-type]
    with pytest.raises(sa.ParameterError, match="one of 'chain', 'ball'"):
        sa.predict(*QUESTION).record("rod")


def test_its_name_in_an_output_is_the_question() -> None:
    assert repr(sa.predict(*QUESTION)) == "Which octane wins? chain / ball"


def test_beside_it_stands_what_was_expected_for_a_notebook_without_a_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[tuple[Any, Any]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **how: shown.append((bundle, how)))
    guess = sa.predict("octane", "Which <octane> wins?", ["chain", "ball"])
    guess._ipython_display_()
    (view, _), (question, how) = shown
    assert list(view) == ["application/vnd.jupyter.widget-view+json"]
    assert question["text/plain"] == "Which <octane> wins?\nchain / ball"
    assert "Which &lt;octane&gt; wins?" in question["text/html"]
    guess.record("ball")
    answered, again = shown[-1]
    assert answered["text/plain"] == "Which <octane> wins?\nYou expected: ball"
    assert (again["display_id"], again["update"]) == (how["display_id"], True)
