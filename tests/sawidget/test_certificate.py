"""What a student hands in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import sawidget as sa


@pytest.fixture(autouse=True)
def a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_counts_what_was_tried_and_passed() -> None:
    sa.check("0.1", 20)
    sa.check("0.1", 18)
    sa.check("2.3", "a")
    report = sa.report(name="Ada")
    rows = {row["id"]: (row["status"], row["tries"]) for row in report.content["exercises"]}
    assert rows["0.1"] == ("passed", 2)
    assert rows["2.3"] == ("not yet", 1)
    assert rows["1.1"] == ("not started", 0)
    assert "Report of Ada\n  Lesson 0: 1 of 2 passed" in repr(report)


def test_it_writes_a_page_that_stands_alone_and_its_json() -> None:
    sa.predict("octane", "Which <octane>?", ["a", "b"]).record("a")
    sa.check("0.1", 18)
    sa.report("mine.html", name="Ada & Bob")
    page = Path("mine.html").read_text(encoding="utf-8")
    assert "Ada &amp; Bob" in page
    assert "Which &lt;octane&gt;?" in page
    assert re.search(r"1 of \d+ exercises passed", page)
    assert not re.search(r"https?://|<script|src=|href=", page)
    kept = json.loads(Path("mine.json").read_text(encoding="utf-8"))
    assert kept["format"] == "sawidget report"
    assert kept["predictions"] == [{"id": "octane", "question": "Which <octane>?", "answer": "a"}]


def test_without_any_answer_it_is_there_all_the_same_and_writes_nothing() -> None:
    report = sa.report()
    assert {row["status"] for row in report.content["exercises"]} == {"not started"}
    assert not list(Path().iterdir())


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="there is no folder 'nowhere'"):
        sa.report("nowhere/report.html")


def test_a_file_that_somebody_has_edited_is_read_as_far_as_it_goes() -> None:
    Path("sawidget-answers.json").write_text('{"checks": {"0.1": {"status": "great", "tries": "x"}, "0.2": 3}}')
    report = sa.report()
    rows = {row["id"]: (row["status"], row["tries"]) for row in report.content["exercises"]}
    assert rows["0.1"] == rows["0.2"] == ("not started", 0)
    assert "Note: sawidget-answers.json: damaged" in repr(report)
    assert "sawidget-answers.json: damaged" in str(report.to_html())


@pytest.mark.parametrize("tries", ["-3", "true"])
def test_tries_are_counted_from_nought(tries: str) -> None:
    Path("sawidget-answers.json").write_text(f'{{"checks": {{"0.1": {{"tries": {tries}}}}}}}')
    assert sa.report().content["exercises"][0]["tries"] == 0


@pytest.mark.parametrize("name", ["sawidget-answers.html", "sawidget-answers.json", "sawidget-answers"])
def test_it_is_never_written_over_the_answers(name: str) -> None:
    sa.check("0.1", 18)
    kept = Path("sawidget-answers.json").read_text()
    with pytest.raises(sa.ParameterError, match="take the place of your answers"):
        sa.report(name)
    assert Path("sawidget-answers.json").read_text() == kept


@pytest.mark.parametrize(
    ("name", "page"),
    [("ada.lovelace", "ada.lovelace"), ("ada", "ada"), ("ada.json", "ada"), ("ada.html", "ada")],
)
def test_a_dot_in_a_name_is_kept(name: str, page: str) -> None:
    sa.report(name)
    assert {path.name for path in Path().iterdir()} == {f"{page}.html", f"{page}.json"}
