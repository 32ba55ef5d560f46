"""No result is typed into a lesson: each number in its text is what the cell that it names has printed."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from sawidget.desk import masters
from sawidget.desk.numbers import found_by, numbers, unproved

PLACE = masters.Place(Path(__file__).parents[3] / "notebooks")


def lesson(text: str, printed: str = "", *, code: str = "print(run())") -> masters.Notebook:
    """A text, and below it a checked cell with what it has printed."""
    cell = masters.source(code, masters.CHECKED)
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": printed}]
    return {"cells": [{**masters.text(text), "id": "text"}, {**cell, "id": "run"}]}


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("It is **28**<!-- run: # CCC -->.", "28.0 CCC\n29.0 CC\n"),
        ("It is 28<!-- run -->.", "the best: 28"),
        ("It is 1 330<!-- run -->, or 1,330<!-- run -->.", "1330"),
        ("It is −3.5<!-- run -->.", "-3.5"),
        ("It is 60 %<!-- run -->.", "60%"),
        ("It is **0.5**<!-- run: ['x', #] -->.", "['x', 0.5]"),
        ("It is 7<!-- run: k = 2: … share # -->.", "k =  2: 12 hits, share 7\nk = 12: 3 hits, share 8"),
        ("It is 7<!-- given: a made-up example -->. With 7 of them …", "8"),
    ],
)
def test_a_number_is_what_its_cell_prints(text: str, printed: str) -> None:
    assert list(unproved(lesson(text, printed))) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("It is **29**<!-- run: # CCC -->.", "the text has the number 29, but '# CCC' finds 28 in the output of run"),
        ("It is 8<!-- run: # CCC -->.", "the number 8, but '# CCC' finds 28"),
        ("It is 28<!-- run -->.", "finds 28 and 35 in the output"),
        ("It is 28<!-- run: best # -->.", "finds nothing in the output"),
        ("It is 28 %<!-- run: # CCC -->.", "the number 28 %, but '# CCC' finds 28 in"),
        ("It is 28<!-- run: CCC -->.", "needs one # in place of the number 28"),
        ("It is 28<!-- other: # CCC -->.", "names 'other', which is no cell with the tag"),
        ("It is 28<!-- given -->.", "does not say what the number 28 is"),
        ("It is 28.", "the number 28 names no cell that prints it"),
        ("It is **6.2 ppm**.", "the number 6.2 names no cell"),
        ("It is **1**.", "the number 1 names no cell"),
        ("It is so.<!-- run: # CCC -->", "stands behind no number"),
    ],
)
def test_a_number_without_a_cell_that_prints_it_is_named(text: str, complaint: str) -> None:
    found = list(unproved(lesson(text, "28 CCC\n35 CCCCC\n")))
    assert [one for one in found if complaint in one], found


@pytest.mark.parametrize(
    "text",
    [
        "Seeds 3 and 5000 steps, as in the code below.",
        "`f(17)` and $kT = 17$ and [here](https://a.b/17).",
        "2,3-dimethylbutane, C₆H₁₄, C8H18, ¹³C, Lessons 4 to 7, exercise 7.2, eqs. 7–9",
        "*Science* 1983, 220, 671–680, and in 1953",
        "from 0 to 1",
        "**40 minutes.** Needs: lessons 2 and 4.",
        "1. first\n2. second",
    ],
)
def test_what_is_no_result_needs_no_mark(text: str) -> None:
    assert list(unproved(lesson(text, code="run(seed=3, steps=5_000)"))) == []


def test_settings_are_those_of_the_code_beside_a_text() -> None:
    near = lesson("With 4 runs", code="run(4)")
    far = copy.deepcopy(near)
    far["cells"].insert(1, {**masters.source("other()"), "id": "other"})
    assert (len(list(unproved(near))), len(list(unproved(far)))) == (0, 1)


def test_what_a_student_solves_is_no_setting() -> None:
    solved = lesson("The answer is 18.", code="answer = 18")
    solved["cells"][1]["metadata"]["nbgrader"] = masters.solution("answer")
    assert len(list(unproved(solved))) == 1


def test_a_text_is_read_without_what_readers_do_not_see() -> None:
    [one, other] = numbers("first **28**<!-- run: 35 # -->, then 3 ppm")
    assert (one.written, one.mark, one.bold) == ("28", "run: 35 #", True)
    assert (other.written, other.mark, other.bold) == ("3", None, False)


def test_a_pattern_finds_whole_numbers_in_one_line() -> None:
    assert found_by("k = 1: … #", "k = 1: 12\nk = 11: 13\n") == {"12"}
    assert found_by("# of", "1,330 of 0.5 of 28 off") == {"1330", "0.5"}


#: What was once changed by hand without anybody noticing: lesson, cell, what it says, and what it is made to say.
CHANGES = [
    ("00-first-run", "first-run-12", "has **28**", "has **29**"),
    ("01-isomer-space", "isomer-space-20", "made 231", "made 489"),
    ("02-metropolis", "metropolis-17", "**0.36**", "**0.78**"),
    ("03-boltzmann", "boltzmann-10", "**12**", "**13**"),
    ("04-landscapes", "landscapes-28", "**15**", "**20**"),
    ("04-landscapes", "landscapes-05", "75 isomers", "76 isomers"),
    ("05-your-own-energy", "your-own-energy-22", "only 18", "only 17"),
    ("06-schedules", "schedules-12", "**0.975**", "**0.955**"),
    ("06-schedules", "schedules-07", "only 110", "only 111"),
    ("07-enumerate-or-anneal", "enumerate-or-anneal-02", "366 319", "366 391"),
    ("07-enumerate-or-anneal", "enumerate-or-anneal-20", "**16**", "**18**"),
    ("07-enumerate-or-anneal", "enumerate-or-anneal-24", "In 44", "In 41"),
    ("07-enumerate-or-anneal", "enumerate-or-anneal-24", "88 %", "89 %"),
    ("08-mystery-molecule", "mystery-molecule-17", "**6.1**", "**46.3**"),
    ("08-mystery-molecule", "mystery-molecule-40", "**1.5**", "**3**"),
]


@pytest.mark.parametrize(("name", "place", "said", "wrong"), CHANGES)
def test_a_number_that_is_changed_in_a_lesson_is_noticed(name: str, place: str, said: str, wrong: str) -> None:
    master = masters.read(PLACE.master(name))
    [cell] = [cell for cell in master["cells"] if cell["id"] == place]
    assert said in cell["source"]
    cell["source"] = cell["source"].replace(said, wrong)
    assert any(f"cell {place}: " in complaint for complaint in unproved(master))


def test_a_result_in_the_text_of_a_picture_is_noticed() -> None:
    master = masters.read(PLACE.master("07-enumerate-or-anneal"))
    [panel] = [cell for cell in master["cells"] if cell["id"] == "enumerate-or-anneal-04"]
    panel["metadata"]["alt"] = "The energy falls from 1330 to 613."
    assert [complaint.split("number ")[1][:4] for complaint in unproved(master)] == ["1330", "613,"]
