"""What became of an answer: a status, hints, and what was not looked at; said in words, with an icon beside them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Final

from IPython.display import display


class Status(StrEnum):
    """How far an exercise is."""

    NOT_STARTED = "not started"
    NOT_YET = "not yet"
    PASSED = "passed"


#: An icon and a colour (Okabe and Ito); the words say the same, for who sees neither.
_LOOK: Final = {
    Status.NOT_STARTED: ("○", "#767676"),
    Status.NOT_YET: ("◐", "#d55e00"),
    Status.PASSED: ("●", "#009e73"),
}


@dataclass(frozen=True)
class Outcome:
    """What `check` returns; as the last line of a cell it shows itself.

    Attributes
    ----------
    id : of the exercise
    status : "not started", "not yet" or "passed"
    seen : what was found, with the values that were tried
    hints : one more each time that the same mistake is made
    untested : what the check did not look at
    note : whatever else there is to say, such as that the answer could not be saved
    """

    id: str
    status: Status
    seen: str = ""
    hints: tuple[str, ...] = ()
    untested: str = ""
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the exercise is done."""
        return self.status is Status.PASSED

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What is said below the status: label, text."""
        rows = [("", self.seen)] if self.seen else []
        rows += [(f"Hint {number}", hint) for number, hint in enumerate(self.hints, 1)]
        rows += [("Not tested", self.untested)] if self.passed and self.untested else []
        return rows + ([("Note", self.note)] if self.note else [])

    def __repr__(self) -> str:
        icon, _ = _LOOK[self.status]
        texts = [f"{label}: {text}" if label else text for label, text in self.lines]
        body = "\n".join(texts).replace("\n", "\n  ")
        return f"{icon} Exercise {self.id}: {self.status}" + (f"\n  {body}" if body else "")

    def _repr_html_(self) -> str:
        icon, colour = _LOOK[self.status]
        rows = "".join(
            f'<div style="white-space:pre-wrap">{f"<b>{escape(label)}:</b> " if label else ""}{escape(text)}</div>'
            for label, text in self.lines
        )
        return (
            f'<div role="status" style="border-left:0.3em solid {colour};padding:0.2em 0.8em">'
            f'<div><span aria-hidden="true" style="color:{colour}">{icon}</span> '
            f"<b>Exercise {escape(self.id)}: {self.status}</b></div>{rows}</div>"
        )


class Displayed(Outcome):
    """An outcome that is displayed, and is not the value of its cell: that is a number of points to nbgrader."""

    def _ipython_display_(self) -> None:
        display({"text/plain": repr(self), "text/html": self._repr_html_()}, raw=True)
