"""What a student has said and solved: one file beside the notebook, and everything that reads or writes it."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from sawidget.files import deliver

#: In the folder of the notebook, which is where its kernel works.
FILE: Final = Path("sawidget-answers.json")

#: ``answers`` to predictions, and what became of ``checks``.
Kind = Literal["answers", "checks"]
_KINDS: Final[tuple[Kind, ...]] = ("answers", "checks")
#: Seconds after which a lock was left behind by a kernel that died: to write takes milliseconds.
_LEFT_BEHIND: Final = 3.0


class Changed(NamedTuple):
    """An entry as it is now, and what a student should know of its being kept: nothing, if all went well."""

    entry: dict[str, Any]
    note: str = ""


def read(kind: Kind) -> dict[str, dict[str, Any]]:
    """Name → entry; none where there is no such file, or none that can be understood."""
    try:
        whole, _ = _load()
    except OSError:
        return {}
    return dict(whole.get(kind, {}))


def change(kind: Kind, id: str, how: Callable[[dict[str, Any]], Mapping[str, Any]]) -> Changed:
    """Write what ``how`` makes of the entry of that name, which is empty if there is none.

    Nothing that another kernel writes meanwhile is lost, and nothing that cannot be read: it is set aside. A folder
    that cannot be written to must not stop a lesson; the note says so.
    """
    note = ""
    try:
        with _alone():
            whole, damaged = _load()
            entry = dict(how(dict(whole.get(kind, {}).get(id, {}))))
            if damaged:
                note = f"{FILE} was damaged. It is now called {_set_aside()}: keep it, there may be work of yours in it"
            head = {"format": "sawidget answers", "version": 1}
            whole = {**whole, **head, kind: {**whole.get(kind, {}), id: entry}}
            deliver(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", FILE)
    except OSError as error:
        entry = dict(how(read(kind).get(id, {})))
        note = f"this could not be saved: {error.strerror}"
    return Changed(entry, note)


def trouble() -> str:
    """Which files hold work that `read` cannot find; empty if there are none."""
    try:
        _, damaged = _load()
    except OSError:
        damaged = True
    names = [*([FILE.name] if damaged else []), *sorted(path.name for path in Path().glob(f"{FILE.stem}.damaged*"))]
    return f"{', '.join(names)}: damaged, so there may be work in it that is not counted here" if names else ""


def count(value: object) -> int:
    """A count from a file that anybody may have edited."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _load() -> tuple[dict[str, Any], bool]:
    """What can be understood of the file, and whether that is less than all of it."""
    try:
        found = json.loads(FILE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, False
    except (ValueError, RecursionError):
        return {}, True
    if not isinstance(found, dict):
        return {}, True
    sound = dict(found)
    for kind in _KINDS:
        if kind in found:
            entries = found[kind] if isinstance(found[kind], dict) else {}
            sound[kind] = {id: entry for id, entry in entries.items() if isinstance(entry, dict)}
    return sound, sound != found


def _set_aside() -> Path:
    """Whatever it was, it may be somebody's work; an older one is not overwritten."""
    names = (FILE.with_suffix(f".damaged-{number}.json") for number in itertools.count(1))
    aside = next(name for name in names if not name.exists())
    FILE.replace(aside)
    return aside


@contextmanager
def _alone() -> Iterator[None]:
    """Two notebooks of one folder may write at once: a file that only one of them can make lets the other one wait."""
    lock = FILE.with_suffix(".lock")
    holder: object = None
    since = time.monotonic()
    while not _made(lock):
        if (now := _identity(lock)) != holder:
            holder, since = now, time.monotonic()
        elif time.monotonic() - since > _LEFT_BEHIND:
            lock.unlink(missing_ok=True)
        time.sleep(0.01)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _made(lock: Path) -> bool:
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return True


def _identity(lock: Path) -> tuple[int, int] | None:
    """Tells one lock from the next."""
    try:
        found = lock.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
