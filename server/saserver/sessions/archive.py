"""The archive: one folder, one file for each run, replaced as a whole.

The name of a file is the name of the run, also where somebody has renamed or copied it: it is read and written as that.
Many kernels may use one folder, also over a network. A file belongs to the kernel that wrote it last. A kernel that
finds its file written by another one leaves it alone from then on.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import platformdirs

from saserver.sessions.record import Record, checked_header
from saserver.sessions.states import SessionState

_log = logging.getLogger("saserver.archive")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: A file that is being written. The folder may hold other programs' files too.
_UNFINISHED: Final = re.compile(rf"\.{_NAME.pattern}\.[0-9a-f]{{8}}\.tmp")
#: Bytes of a first line, of which a thousand are usual.
_LINE: Final = 2**16
#: Windows refuses to replace a file that somebody is reading: how often, and for how many seconds, to wait for that.
_TRIES: Final = 5
_PATIENCE: Final = 0.05
#: Seconds that closing waits for the disk.
_CLOSING: Final = 5.0
#: Seconds after which a file that was begun and never finished is somebody's who was killed.
_ABANDONED: Final = 3600.0


class Archive:
    """A folder of runs. What is saved is written by a thread of its own, and only the latest of each run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # a notebook may change the directory
        self._pending: dict[str, Record] = {}
        self._changed = threading.Condition()  # guards the dictionary of what is to be written
        self._disk = threading.Lock()  # held while a file is written or deleted
        self._written: dict[str, tuple[int, int]] = {}  # what our files looked like
        self._warned: set[str] = set()
        self._writer: threading.Thread | None = None
        self._closed = False

    @classmethod
    def of_user(cls) -> Archive | None:
        """The archive that SAWIDGET_ARCHIVE names (``off`` for none), or else the one in the user's data directory."""
        chosen = os.environ.get("SAWIDGET_ARCHIVE", "")
        if chosen.lower() == "off":
            return None
        if chosen:
            return cls(Path(chosen).expanduser())
        return cls(platformdirs.user_data_path("sawidget", appauthor=False) / "runs")

    def save(self, record: Record) -> None:
        """Have a record written soon; does not wait."""
        with self._changed:
            self._pending[record.session_id] = record
            if self._writer is None and not self._closed:
                self._writer = threading.Thread(target=self._write_what_comes, name="sawidget archive", daemon=True)
                self._writer.start()
            self._changed.notify_all()

    def load(self, session_id: str) -> Record | None:
        """The record of a run, if there is a whole one."""
        with self._changed:
            if session_id in self._pending:
                return self._pending[session_id]
        if not _NAME.fullmatch(session_id):
            return None
        path = self._path(session_id)
        try:
            return replace(Record.read(path.read_text("utf-8")), session_id=session_id)
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever stands in a file
            self._warn("read", f"{path} cannot be read and is left out ({error})")
            return None

    def summaries(self) -> list[dict[str, Any]]:
        """A line for each run, with ``saved_at`` and ``kernel``."""
        with self._changed:
            waiting = {session_id: record.summary() for session_id, record in self._pending.items()}
        return [*waiting.values(), *(line for line in self._lines() if line["session_id"] not in waiting)]

    def delete(self, session_id: str) -> None:
        """Forget a run."""
        with self._changed:
            self._pending.pop(session_id, None)
        with self._disk:
            self._written.pop(session_id, None)
            try:
                self._path(session_id).unlink(missing_ok=True)
            except OSError as error:
                self._warn("write", f"{self._path(session_id)} cannot be deleted ({error})")

    def flush(self, seconds: float = _CLOSING) -> bool:
        """Wait until everything is written; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending, seconds)

    def close(self) -> None:
        """Write what is left, and end the thread."""
        self.flush()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.join(_CLOSING)

    def _path(self, session_id: str) -> Path:
        return self.folder / f"{session_id}.json"

    def _write_what_comes(self) -> None:
        self._clear_abandoned()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._closed)
                if not self._pending:
                    return
                session_id, record = next(iter(self._pending.items()))
            try:
                self._write(session_id)
            except Exception as error:  # whatever happens to the disk, the run goes on
                self._warn("write", f"runs cannot be archived in {self.folder} ({error}); they go on without it")
            with self._changed:
                if self._pending.get(session_id) is record:
                    del self._pending[session_id]
                self._changed.notify_all()

    def _write(self, session_id: str) -> None:
        path = self._path(session_id)
        with self._disk:
            with self._changed:
                record = self._pending.get(session_id)
            if record is None:  # deleted meanwhile
                return
            if session_id in self._written and _looks(path) not in (self._written[session_id], None):
                message = f"{path} was written by another kernel, which has taken the run over; it is left alone here"
                self._warn(session_id, message)
                return
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = self.folder / f".{session_id}.{record.kernel.epoch}.tmp"
            try:
                with unfinished.open("w", encoding="utf-8") as file:
                    file.write(record.text())
                    if record.state is not SessionState.RUNNING:
                        # A checkpoint is soon followed by the next one; what stays must be on the disk.
                        file.flush()
                        os.fsync(file.fileno())
                _replace(unfinished, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    unfinished.unlink(missing_ok=True)
                raise
            looks = _looks(path)
            if looks is not None:
                self._written[session_id] = looks

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            paths = sorted(self.folder.glob("*.json"))
        except OSError as error:
            self._warn("read", f"{self.folder} cannot be read ({error}); the runs in it are not listed")
            return
        for path in paths:
            try:
                yield _summary(path)
            except FileNotFoundError:  # deleted meanwhile
                continue
            except Exception as error:  # whatever stands in a file, the others are listed
                self._warn("read", f"{path} is not a whole run and is left out ({error})")

    def _clear_abandoned(self) -> None:
        with contextlib.suppress(OSError):
            for path in self.folder.glob(".*.tmp"):
                if _UNFINISHED.fullmatch(path.name) and time.time() - path.lstat().st_mtime > _ABANDONED:
                    path.unlink(missing_ok=True)

    def _warn(self, about: str, message: str) -> None:
        """Say it once: a full disk stays full, and a warning every second helps nobody."""
        with self._changed:
            if about in self._warned:
                return
            self._warned.add(about)
        _log.warning("%s", message)


def _summary(path: Path) -> dict[str, Any]:
    """The first line of a run that has also its last one."""
    if not _NAME.fullmatch(path.stem):
        raise ValueError("a run has a name of letters, digits, - and _, at most 64; rename it")
    with path.open("rb") as file:
        first = file.readline(_LINE).rstrip(b",\r\n")
        file.seek(-2, os.SEEK_END)
        if file.read() != b"}\n":
            raise ValueError("its end is missing")
    return {**checked_header(json.loads(first + b"}")), "session_id": path.stem}


def _looks(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that has taken its place."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _replace(new: Path, old: Path) -> None:
    for tries_left in reversed(range(_TRIES)):
        try:
            os.replace(new, old)
        except PermissionError:
            if not tries_left:
                raise
            time.sleep(_PATIENCE)
        else:
            return
