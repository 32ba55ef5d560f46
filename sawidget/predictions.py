"""What students expect before they look: one question, one answer, kept beside the notebook."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import ipywidgets
from traitlets import Unicode

from saserver.engine import ParameterError, Problem
from sawidget import answers

#: Jupyter gives each answer one line, and lets the next one lie upon what is longer. What stands beside the question,
#: for a notebook without a kernel, is hidden as long as it lives.
_STYLE: Final = (
    "<style>.sawidget-question .widget-radio-box label {"
    " height: auto; line-height: 1.4; white-space: normal; padding: 0.15em 0; }"
    " .jp-OutputArea:has(.sawidget-question) .sawidget-still { display: none; }</style>"
)
#: What Jupyter shows a widget by.
_VIEW: Final = "application/vnd.jupyter.widget-view+json"


class Prediction(ipywidgets.VBox):  # type: ignore[misc]
    """A question with answers to choose from. The first choice counts, and is kept; ``observe`` it as ``answer``.

    ``sa.Annealer(..., after=prediction)`` waits for it. Where nobody answers nothing is held up: ``answer`` is None.
    """

    answer = Unicode(None, allow_none=True, help="What was chosen; None as long as nothing was.")

    def __init__(self, id: str, question: str, options: Sequence[str]) -> None:
        self.id, self.question, self.options = _checked(id, question, options)
        self._choice = ipywidgets.RadioButtons(options=self.options, value=None, layout={"width": "auto"})
        self._choice.observe(self._chosen, "value")
        self._name = uuid.uuid4().hex  # never stored: it only tells the notebook which output is meant
        self._displayed = False
        self._button = ipywidgets.Button(
            description="That is what I expect",
            button_style="primary",
            layout={"width": "max-content"},
            disabled=True,
        )
        self._button.on_click(lambda _: self.record(str(self._choice.value)))
        self._note = ipywidgets.HTML()
        title = ipywidgets.HTML(_STYLE + escape(self.question))
        super().__init__([title, self._choice, self._button, self._note])
        self.add_class("sawidget-question")
        if (kept := answers.read("answers").get(self.id, {}).get("answer")) in self.options:
            self._show(kept)

    def record(self, answer: str) -> None:
        """Answer, once and for all.

        Raises
        ------
        ParameterError
            It is none of the options.
        """
        if answer not in self.options:
            message = f"answer must be one of {', '.join(map(repr, self.options))}, not {answer!r}"
            raise ParameterError(Problem("answer", answer, message))
        if self.answer is not None:
            return
        entry = {"question": self.question, "answer": answer, "answered_at": time.time()}
        self._show(answer, answers.change("answers", self.id, lambda _: entry).note)

    def _chosen(self, change: Mapping[str, Any]) -> None:
        self._button.disabled = change["new"] is None or self.answer is not None

    def _show(self, answer: str, note: str = "") -> None:
        self.answer = answer
        self._choice.value = answer
        self._choice.disabled = self._button.disabled = True
        self._button.layout.display = "none"
        self._note.value = escape(note or f"You expect: {answer}")
        if self._displayed:
            self._publish(update=True)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        # Two outputs: of the first, an error is left where there is no kernel.
        display({_VIEW: self._repr_mimebundle_()[_VIEW]}, raw=True)
        self._publish(update=False)
        self._displayed = True

    def _publish(self, *, update: bool) -> None:
        """What is read where nothing runs, an answer with it."""
        from IPython.display import display

        said = "" if self.answer is None else f"You expected: {self.answer}"
        lines = [self.question, said or " / ".join(self.options)]
        html = f'<p class="sawidget-still">{"<br>".join(map(escape, lines))}</p>'
        bundle = {"text/html": html, "text/plain": "\n".join(lines)}
        display(bundle, raw=True, display_id=self._name, update=update)

    def __repr__(self) -> str:
        return f"{self.question} {' / '.join(self.options)}"


def predict(id: str, question: str, options: Sequence[str]) -> Prediction:
    """Ask what somebody expects, before they look.

    Parameters
    ----------
    id
        A name for the question, once in its folder: answers are kept under it in ``sawidget-answers.json`` beside the
        notebook. An answer that was given is shown again.
    question
        What is asked.
    options
        Two answers or more to choose from.

    Returns
    -------
    Prediction
        With ``answer``, None as long as there is none. Give it to a panel, ``sa.Annealer(..., after=prediction)``, and
        its Start waits for the answer.

    Examples
    --------
    >>> import sawidget as sa
    >>> guess = sa.predict("octane-shape", "Which octane has the smallest Wiener index?", ["chain", "ball"])
    >>> guess.answer is None
    True
    """
    return Prediction(id, question, options)


def _checked(id: Any, question: Any, options: Any) -> tuple[str, str, tuple[str, ...]]:
    problems = [
        Problem(name, value, f"{name} must be a text, not {value!r}")
        for name, value in (("id", id), ("question", question))
        if not isinstance(value, str) or not value.strip()
    ]
    texts = isinstance(options, list | tuple) and all(isinstance(option, str) and option for option in options)
    if not texts or not len(set(options)) == len(options) >= 2:
        message = f"options must be a list of two different texts or more, not {options!r}"
        problems.append(Problem("options", options, message))
    if problems:
        raise ParameterError(*problems)
    return id, question, tuple(options)
