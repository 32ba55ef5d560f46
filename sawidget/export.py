"""A run as one file that replays it: no kernel, no network. For slides, and for handing in.

The run is repeated from its seed. The page holds the same panel as a notebook, and beside it the frames, as JSON.
Pictures and isomers, which come again and again, stand in tables; of a frame only what differs from the one before it
is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

import sawidget
from saserver import background
from sawidget import frame
from sawidget.bundle import bundled
from sawidget.digests import plain
from sawidget.files import checked_path, deliver
from sawidget.stored import refuse_stored_functions
from sawidget.waiting import bar

FORMAT: Final = "sawidget recording"
VERSION: Final = 1
_PICTURES: Final = ("current_svg", "best_svg", "before_svg", "after_svg")


def to_html(parameters: Mapping[str, Any], path: str | os.PathLike[str] | None = None) -> str | Path:
    """Repeat the run with these parameters: the page as text, or the path where it was written.

    Raises
    ------
    ParameterError
        A function is known by its name only.
    FunctionError
        A function fails.
    OSError
        There can be no such file; the run is not repeated then.
    """
    refuse_stored_functions(parameters)
    if path is not None:
        checked_path(path)
    with bar("steps") as progress:
        recording = background.record(parameters, progress or (lambda done, total: None))
    return deliver(page(recording), path)


def page(recording: background.Recording) -> str:
    """The document. It may load nothing and run nothing but what it brings along: its policy names that by hash."""
    style, script = (bundled(name).read_text(encoding="utf-8") for name in ("replay.css", "replay.js"))
    script = script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    parameters = recording.last["parameters"]
    title = f"{escape(parameters['formula'])}, simulated annealing, seed {parameters['seed']}"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="sawidget {sawidget.__version__}">
<meta name="description" content="{escape(frame.description(recording.last))}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
<main></main>
<noscript>{frame.image(recording.last)}</noscript>
<script type="application/json" id="recording">{_json(packed(recording))}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def packed(recording: background.Recording) -> dict[str, Any]:
    """What `recording.ts` unpacks."""
    pictures = _Table()
    isomers = _Table()
    for visit in recording.last["visits"]:
        isomers.place(visit["smiles"])
    first = _numbered(recording.first, pictures)
    frames, before = [], first
    for told in recording.frames:
        now = _numbered(told, pictures)
        visits = [number for visit in now.pop("visits") for number in (isomers.place(visit["smiles"]), visit["steps"])]
        changed = {name: value for name, value in now.items() if name not in before or before[name] != value}
        frames.append({**changed, "visits": visits})
        before = now
    energies = {visit["smiles"]: visit["energy"] for visit in recording.last["visits"]}
    return {
        "format": FORMAT,
        "version": VERSION,
        "first": first,
        "frames": frames,
        "isomers": [[smiles, energies[smiles], pictures.place(recording.pictures.get(smiles))] for smiles in isomers],
        "pictures": list(pictures),
        "vocabulary": recording.vocabulary,
    }


class _Table(dict[Any, int]):
    """Things that are told by their number."""

    def place(self, thing: str | None) -> int | None:
        """The number of a thing, a new one for a new thing."""
        return None if thing is None else self.setdefault(thing, len(self))


def _numbered(told: Mapping[str, Any], pictures: _Table) -> dict[str, Any]:
    """With numbers in the place of pictures."""
    numbered = dict(told)
    for name, value in told.items():
        if name in _PICTURES:
            numbered[name] = pictures.place(value)
        elif name == "move":
            numbered[name] = _numbered(value, pictures)
    return numbered


def _json(content: Mapping[str, Any]) -> str:
    """As JSON that cannot end the element that it stands in."""
    text = json.dumps(plain(content), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", r"<\/").replace("<!--", r"\u003c!--")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
