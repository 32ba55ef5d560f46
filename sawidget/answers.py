"""What a student has said and solved: one file beside the notebook, and everything that reads or writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from sawidget.files import deliver

#: In the folder of the notebook, which is where its kernel works.
FILE: Final = Path("sawidget-answers.json")

#: ``answers`` to predictions, and what became of ``checks``.
Kind = Literal["answers", "checks"]


def read(kind: Kind) -> dict[str, dict[str, Any]]:
    """Name → entry; none where there is no such file, or none that can be understood."""
    kept = _read().get(kind)
    return {id: entry for id, entry in kept.items() if isinstance(entry, dict)} if isinstance(kept, dict) else {}


def keep(kind: Kind, id: str, entry: Mapping[str, Any]) -> None:
    """Write one entry, in place of an older one of that name.

    Raises
    ------
    OSError
        The folder cannot be written to; the caller says so, and the lesson goes on.
    """
    whole = _read()
    if FILE.exists() and not whole:
        FILE.replace(FILE.with_suffix(".damaged.json"))  # whatever it was, it may be somebody's work
    head = {"format": "sawidget answers", "version": 1}
    whole = {**whole, **head, kind: {**read(kind), id: dict(entry)}}
    deliver(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", FILE)


def _read() -> dict[str, Any]:
    try:
        whole = json.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return whole if isinstance(whole, dict) else {}
