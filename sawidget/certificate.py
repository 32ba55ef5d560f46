"""What a student has predicted and solved, to be handed in: a page to be read, and JSON to be counted."""

from __future__ import annotations

import json
import os
import time
from html import escape
from pathlib import Path
from typing import Any, Final

import sawidget
from saserver.engine import ParameterError, Problem
from sawidget import answers
from sawidget.checks import LESSONS, Status, exercises
from sawidget.files import checked_path, deliver

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}"
    "main{border:3px double #0072b2;padding:1.5rem 2rem}h1{margin:0 0 .5rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ccc;vertical-align:top}"
)
_HEADS: Final = "".join(f'<th scope="col">{head}</th>' for head in ("Exercise", "Status", "Tries"))
_ICON: Final = {Status.PASSED: "●", Status.NOT_YET: "◐", Status.NOT_STARTED: "○"}


class Report:
    """What `report` returns; as the last line of a cell it shows itself.

    Attributes
    ----------
    name : of who hands it in, empty if not said
    content : everything, as in the JSON
    """

    def __init__(self, name: str, content: dict[str, Any]) -> None:
        self.name, self.content = name, content

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """As JSON: the text, or the path where it was written."""
        return deliver(json.dumps(self.content, indent=1, ensure_ascii=False) + "\n", path)

    def to_html(self, path: str | os.PathLike[str] | None = None) -> str | Path:
        """As a page of its own, which needs no network: the text, or the path where it was written."""
        page = (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>sawidget: report</title>'
            f"<style>{_STYLE}</style></head><body><main>{self._repr_html_()}</main></body></html>\n"
        )
        return deliver(page, path)

    def __repr__(self) -> str:
        lines = [f"Lesson {row['lesson']}: {row['passed']} of {row['exercises']} passed" for row in self._lessons()]
        lines += [f"Note: {self.content['note']}."] if self.content["note"] else []
        return "\n".join([f"Report{f' of {self.name}' if self.name else ''}", *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        exercises = "".join(
            f"<tr><td>{escape(row['id'])}</td><td>"
            f'<span aria-hidden="true">{_ICON[Status(row["status"])]}</span> {row["status"]}</td>'
            f"<td>{row['tries']}</td></tr>"
            for row in self.content["exercises"]
        )
        predictions = "".join(
            f"<tr><td>{escape(row['question'])}</td><td>{escape(row['answer'])}</td></tr>"
            for row in self.content["predictions"]
        )
        passed = sum(row["passed"] for row in self._lessons())
        whom = f"<p><b>{escape(self.name)}</b></p>" if self.name else ""
        return (
            f"<h1>Simulated annealing over isomers</h1>{whom}"
            f"<p>{passed} of {len(self.content['exercises'])} exercises passed, {escape(self.content['made_at'])}.</p>"
            + (f"<p><b>Note:</b> {escape(note)}.</p>" if (note := self.content["note"]) else "")
            + f"<table><thead><tr>{_HEADS}</tr></thead><tbody>{exercises}</tbody></table>"
            + (f"<h2>Predictions</h2><table><tbody>{predictions}</tbody></table>" if predictions else "")
            + "<p><small>Made from a file in the student's own folder: it shows work, and proves nothing.</small></p>"
        )

    def _lessons(self) -> list[dict[str, Any]]:
        rows = self.content["exercises"]
        return [
            {
                "lesson": lesson,
                "exercises": sum(row["lesson"] == lesson for row in rows),
                "passed": sum(row["lesson"] == lesson and row["status"] == Status.PASSED for row in rows),
            }
            for lesson in dict.fromkeys(row["lesson"] for row in rows)
        ]


def report(path: str | os.PathLike[str] | None = None, *, name: str = "") -> Report:
    """Everything that was predicted and solved in this folder.

    Parameters
    ----------
    path
        Where to write the page that is handed in, such as ``"report.html"``; the JSON goes beside it, as
        ``report.json``. A name without ``.html`` gets it. If None, nothing is written.
    name
        Whose it is.

    Returns
    -------
    Report
        With ``to_html`` and ``to_json``. As the last line of a cell it shows itself.

    Raises
    ------
    ParameterError
        It would be written over the file of answers.
    FileNotFoundError, IsADirectoryError

    Examples
    --------
    >>> import sawidget as sa
    >>> sa.report(name="Ada").content["format"]
    'sawidget report'
    """
    page = None if path is None else _page(path)
    kept = answers.read("checks")
    rows = [
        {
            "lesson": lesson,
            "id": id,
            "status": _status(kept.get(id, {}).get("status")),
            "tries": answers.count(kept.get(id, {}).get("tries")),
        }
        for lesson in LESSONS
        for id in exercises(lesson)
    ]
    predicted = [
        {"id": id, "question": str(entry.get("question", "")), "answer": str(entry.get("answer", ""))}
        for id, entry in answers.read("answers").items()
    ]
    content = {
        "format": "sawidget report",
        "version": 1,
        "sawidget": sawidget.__version__,
        "name": str(name),
        "made_at": time.strftime("%Y-%m-%d %H:%M"),
        "exercises": rows,
        "predictions": predicted,
        "note": answers.trouble(),
    }
    made = Report(str(name), content)
    if page is not None:
        made.to_html(page)
        made.to_json(page.with_suffix(".json"))
    return made


def _status(value: object) -> Status:
    return next((status for status in Status if status == value), Status.NOT_STARTED)


def _page(path: str | os.PathLike[str]) -> Path:
    """Where the page goes: a dot in a name, as in ``ada.lovelace``, begins no suffix of ours."""
    given = checked_path(path)
    page = given if given.suffix.lower() == ".html" else given.with_name(f"{given.name.removesuffix('.json')}.html")
    if page.with_suffix(".json").name.lower() == answers.FILE.name:
        message = f"path must not be {str(path)!r}: the report's JSON would take the place of your answers"
        raise ParameterError(Problem("path", str(path), message))
    return page
