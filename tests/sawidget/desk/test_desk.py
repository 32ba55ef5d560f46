"""Masters, what students get of them, and what lint says."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sawidget import desk
from sawidget.desk import lint, masters, running
from sawidget.desk.students import WRITTEN, student_version, without_regions

STORED = {"output_type": "stream", "name": "stdout", "text": "CCC(C)(C)C 28.0\n"}


@pytest.fixture
def master() -> masters.Notebook:
    """A new lesson that was run."""
    made = masters.skeleton("09-tunnelling")
    [checked] = [cell for cell in masters.code(made) if masters.CHECKED in masters.tags(cell)]
    checked["outputs"] = [copy.deepcopy(STORED)]
    return made


def cell(notebook: masters.Notebook, word: str) -> masters.Cell:
    return next(cell for cell in notebook["cells"] if word in cell["source"])


def test_a_new_lesson_has_all_that_a_lesson_needs(master: masters.Notebook) -> None:
    assert lint.complaints(master) == []
    assert masters.about(master)["lesson"] == "9"


def test_students_get_stubs_in_place_of_solutions_and_no_outputs(master: masters.Notebook) -> None:
    version = student_version(master)
    assert cell(version, "def answer")["source"] == "def answer(x):\n    ...  # your lines here"
    assert cell(version, "choice = ...")["source"] == "choice = ...\n# your lines here"
    assert not any(cell["outputs"] for cell in masters.code(version))
    assert "return 2 * x" in cell(master, "def answer")["source"]  # the master is as it was


@pytest.mark.parametrize(
    "source",
    [
        "### END SOLUTION",
        "### BEGIN SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
        "### BEGIN SOLUTION\n### END HIDDEN TESTS",
        "### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\n### END SOLUTION\n### END HIDDEN TESTS",
        "### BEGIN SOLUTION ### END SOLUTION",
    ],
)
def test_marks_of_a_solution_that_are_not_in_pairs_are_refused(source: str) -> None:
    with pytest.raises(ValueError, match="cell here: '"):
        without_regions(source, "here")


def test_what_stands_around_a_solution_is_kept() -> None:
    source = "a = 1\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION\nc = 3"
    assert without_regions(source, "here") == "a = 1\n# your lines here\nc = 3"


@pytest.mark.parametrize("begin", ["### BEGIN SOLUTION 1", "# BEGIN SOLUTION", "###BEGIN SOLUTION (two lines)"])
def test_a_region_is_found_wherever_nbgrader_finds_it(master: masters.Notebook, begin: str) -> None:
    answer = cell(master, "def answer")
    end = begin.replace("BEGIN", "END")
    answer["source"] = answer["source"].replace("### BEGIN SOLUTION", begin).replace("### END SOLUTION", end)
    assert cell(student_version(master), "def answer")["source"] == "def answer(x):\n    ...  # your lines here"
    assert lint.complaints(master) == []


@pytest.mark.parametrize("region", ["HIDDEN TESTS", "MARK SCHEME"])
def test_hidden_tests_and_marking_schemes_are_not_published(master: masters.Notebook, region: str) -> None:
    test = cell(master, 'sa.check("9.1"')
    test["source"] = f"### BEGIN {region}\nassert answer(2) == 4\n### END {region}\n{test['source']}"
    assert cell(student_version(master), 'sa.check("9.1"')["source"] == 'sa.check("9.1", answer)'


@pytest.mark.parametrize(
    "mark", ["### begin solution", "### BEGIN_SOLUTION", "### BEGIN  SOLUTION", "## Begin Hidden Test"]
)
@pytest.mark.parametrize("word", ["def answer", "## Explain", 'sa.check("9.1"'])
def test_a_mark_that_nobody_would_notice_is_refused(master: masters.Notebook, mark: str, word: str) -> None:
    cell(master, word)["source"] += f"\n{mark}\nthe answer is 18"
    with pytest.raises(ValueError, match="is no mark of a region"):
        student_version(master)
    assert [text for text in lint.complaints(master) if "is no mark of a region" in text]


def test_a_solution_cell_without_a_region_is_not_published(master: masters.Notebook) -> None:
    cell(master, "def answer")["source"] = "def answer(x): return 2 * x"
    with pytest.raises(ValueError, match="a solution cell without ### BEGIN SOLUTION"):
        student_version(master)


@pytest.mark.parametrize("source", ["The ester.", "Why?\n\n### BEGIN SOLUTION\nThe ester.\n### END SOLUTION"])
def test_an_answer_in_words_is_marked_by_hand(master: masters.Notebook, source: str) -> None:
    by_hand = {**masters.marks("report", 5), "solution": True, "locked": False}
    master["cells"].append({**masters.text(source), "metadata": {"nbgrader": by_hand}, "id": "report"})
    assert lint.complaints(master) == []
    published = student_version(master)["cells"][-1]["source"]
    assert published == source.partition("### BEGIN")[0].replace("The ester.", "") + WRITTEN


def test_the_site_and_nbconvert_find_what_is_to_be_seen_in_words(master: masters.Notebook) -> None:
    version = student_version(master)
    drawn = cell(version, "sa.Annealer")
    assert drawn["metadata"]["mystnb"] == {"image": {"alt": "The panel of a run."}}
    drawn["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"image/png": "…"}}]
    [output] = cell(running.scrubbed(version), "sa.Annealer")["outputs"]
    assert output["metadata"] == {"image/png": {"alt": "The panel of a run."}}
    assert "mystnb" not in cell(master, "sa.Annealer")["metadata"]


def test_what_a_check_says_of_nothing_is_compared_like_a_result(master: masters.Notebook) -> None:
    assert masters.tags(cell(student_version(master), 'sa.check("9.1"')) == {"check", masters.CHECKED}
    assert masters.tags(cell(master, 'sa.check("9.1"')) == {"check"}


def change(word: str, **changes: Any) -> Callable[[masters.Notebook], None]:
    return lambda notebook: cell(notebook, word).update(changes)


def retag(old: str, new: str) -> Callable[[masters.Notebook], None]:
    def apply(notebook: masters.Notebook) -> None:
        for cell in notebook["cells"]:
            if old in masters.tags(cell):
                cell["metadata"]["tags"] = [new]

    return apply


def said(**changes: Any) -> Callable[[masters.Notebook], None]:
    return lambda notebook: notebook["metadata"]["sawidget"].update(changes)


def graded(word: str, **changes: Any) -> Callable[[masters.Notebook], None]:
    return lambda notebook: cell(notebook, word)["metadata"]["nbgrader"].update(changes)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (said(goals="none"), "metadata.sawidget lacks goals"),
        (said(minutes=31), "the first cell does not say '31 minutes'"),
        (said(goals=["fly"]), "the first cell does not say 'fly'"),
        (retag("predict", "other"), "no cell is tagged 'predict'"),
        (retag("exit", "other"), "no cell is tagged 'exit'"),
        (retag("explain", "predict"), "no cell is tagged 'explain'"),
        (change("sa.Annealer", source='panel = sa.Annealer("C6H14")'), "no panel waits for a prediction"),
        (change("sa.Annealer", metadata={"tags": ["watch"]}), "a picture without metadata.alt"),
        (change("panel.wait", source="panel.wait().plot()"), "a picture without metadata.alt"),
        (change("## Explain", source="![](figure.png)"), "an image without a text"),
        (graded("def answer", grade_id="check-9-1"), "grade_id 'check-9-1' is given 2 times"),
        (change("def answer", id="lesson-9-00"), "2 cells have the id 'lesson-9-00'"),
        (change("def answer", source="def answer(x): ..."), "a solution cell without ### BEGIN SOLUTION"),
        (graded("def answer", solution=False), "a solution in a cell that nbgrader does not know"),
        (change('sa.check("9.2"', source="choice"), "marks without sa.check"),
        (lambda notebook: cell(notebook, "9.2")["metadata"]["nbgrader"].pop("points"), "lacks points"),
        (change("panel.wait", outputs=[]), "no stored output"),
        (retag(masters.CHECKED, "other"), "no cell is tagged 'nbval-check-output'"),
        (change("## Explain", source="The best is **28**."), "the number 28 names no cell that prints it"),
    ],
)
def test_what_makes_it_no_lesson_is_said(
    master: masters.Notebook, spoil: Callable[[masters.Notebook], object], complaint: str
) -> None:
    spoil(master)
    found = lint.complaints(master)
    assert [text for text in found if complaint in text], found


def test_the_parts_of_a_lesson_have_their_order(master: masters.Notebook) -> None:
    explained = cell(master, "## Explain")
    master["cells"].remove(explained)
    master["cells"].insert(1, explained)
    assert "the first 'explain' comes before the first 'watch'" in lint.complaints(master)


def test_a_text_that_is_graded_by_hand_needs_no_check(master: masters.Notebook) -> None:
    by_hand = {**masters.marks("report", 4), "solution": True, "locked": False}
    report = masters.text("*(your report)*")
    report["metadata"]["nbgrader"] = by_hand
    master["cells"].append({**report, "id": "lesson-9-report"})
    assert lint.complaints(master) == []


def test_a_notebook_is_the_same_after_it_was_written(master: masters.Notebook, tmp_path: Path) -> None:
    masters.write(master, tmp_path / "one.ipynb")
    masters.write(masters.read(tmp_path / "one.ipynb"), tmp_path / "two.ipynb")
    assert (tmp_path / "one.ipynb").read_text() == (tmp_path / "two.ipynb").read_text()
    assert masters.read(tmp_path / "one.ipynb")["metadata"] == master["metadata"]


def test_what_differs_from_run_to_run_is_not_kept(master: masters.Notebook) -> None:
    shown = cell(master, "sa.Annealer")
    view = {"model_id": "1dfe9a80", "version_major": 2}
    shown["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {running._VIEW: view, "text/plain": "Annealer()"}},
        {"output_type": "display_data", "metadata": {}, "data": {running._VIEW: view}},
    ]
    shown["metadata"]["execution"] = {"iopub.status.busy": "now"}
    master["metadata"] |= {"widgets": {"state": {}}, "toc": {"base_numbering": 0}, "language_info": {"version": "3.11"}}
    kept = running.scrubbed(master)
    assert kept["metadata"] == {**masters.KERNEL, "sawidget": masters.about(master), "toc": {"base_numbering": 0}}
    [output] = cell(kept, "sa.Annealer")["outputs"]
    assert output["data"] == {"text/plain": "Annealer()"}
    assert "execution" not in cell(kept, "sa.Annealer")["metadata"]


def test_what_a_cell_prints_is_one_output_however_it_arrives(master: masters.Notebook) -> None:
    def printed(text: str, name: str = "stdout") -> dict[str, str]:
        return {"output_type": "stream", "name": name, "text": text}

    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "x"}}
    pieces = [
        printed("one\n"),
        printed("two"),
        printed("\n"),
        shown,
        printed("a"),
        printed("b", "stderr"),
        printed("c"),
    ]
    cell(master, "panel.wait")["outputs"] = pieces
    kept = cell(running.scrubbed(master), "panel.wait")["outputs"]
    assert kept == [printed("one\ntwo\n"), shown, printed("a"), printed("b", "stderr"), printed("c")]


def test_a_master_keeps_only_the_outputs_that_are_compared(master: masters.Notebook) -> None:
    cell(master, "sa.Annealer")["outputs"] = [STORED]
    kept = running.with_checked_outputs(master)
    assert cell(kept, "panel.wait")["outputs"] == [STORED]
    assert cell(kept, "sa.Annealer")["outputs"] == []


def test_a_student_version_that_was_edited_or_forgotten_is_stale(master: masters.Notebook, tmp_path: Path) -> None:
    place = masters.Place(tmp_path)
    (tmp_path / "source").mkdir()
    masters.write(master, place.master("09-tunnelling"))
    assert desk.stale(place, "09-tunnelling")
    version = student_version(master)
    masters.write(version, place.student("09-tunnelling"))
    assert not desk.stale(place, "09-tunnelling")
    cell(version, "## Predict")["source"] += "!"
    masters.write(version, place.student("09-tunnelling"))
    assert desk.stale(place, "09-tunnelling")


@pytest.mark.lane("lab")
def test_a_cell_that_raises_is_told_in_words(master: masters.Notebook) -> None:
    master["cells"] = [{**masters.source("1 / 0"), "id": "one"}]
    with pytest.raises(ValueError, match="ZeroDivisionError"):
        running.executed(master)
