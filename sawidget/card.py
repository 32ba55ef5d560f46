"""A result at the end of a notebook cell: the best molecule beside the numbers of the run.

No colours and no style sheet of its own: text and lines are the notebook's, in a light theme and in a dark one.
"""

from __future__ import annotations

from html import escape

from saserver.engine import Result
from sawidget.picture import image
from sawidget.wording import cooling, quantity


def html(result: Result) -> str:
    """The card."""
    name, unit = quantity(result.parameters)
    judged = result.accepted_moves + result.rejected_moves
    rows = {
        "formula": result.parameters["formula"],
        f"best {name}": f"{result.best_energy:.6g}{unit} after {result.best_step:,} steps",
        "best molecule": result.best_smiles,
        "start, end": f"{result.initial_energy:.6g}{unit}, {result.final_energy:.6g}{unit}",
        "steps": f"{result.total_steps:,}",
        "accepted": f"{result.acceptance_ratio:.1%} of the {judged:,} proposals that were judged",
        "null proposals": f"{result.invalid_ratio:.1%} of all steps",
        "disconnected": f"{result.disconnected_moves:,}",
        "cooling": cooling(result.parameters),
        "seed": result.parameters["seed"],
    }
    if len(result.best_components) > 1:
        rows["components"] = ", ".join(f"{key} {value:.6g}" for key, value in result.best_components.items())
    cells = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(key)}</th>'
        f'<td style="text-align:left">{escape(str(value))}</td></tr>'
        for key, value in rows.items()
    )
    return f"<table><tr><td>{image(result.best)}</td><td><table>{cells}</table></td></tr></table>"
