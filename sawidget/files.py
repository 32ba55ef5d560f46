"""How a text leaves the notebook: as a string, or as a file that is never half written."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def deliver(text: str, path: str | os.PathLike[str] | None) -> str | Path:
    """Return the text where no path is given, else write it and return the path.

    The file is replaced in one step: who reads it meanwhile, or pulls the plug, finds the old text or the new one.
    """
    if path is None:
        return text
    target = checked_path(path)
    # Not the tempfile module: its files are private to their owner, these follow the umask like any other.
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def checked_path(path: str | os.PathLike[str]) -> Path:
    """The path of a file that can be there: to be asked before what takes long.

    Raises
    ------
    FileNotFoundError, IsADirectoryError
    """
    target = Path(path)
    if target.is_dir():
        raise IsADirectoryError(f"{str(target)!r} is a folder; add the name of a file in it")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(target.parent)!r}; make it, or write to another one")
    return target
