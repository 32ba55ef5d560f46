from __future__ import annotations

import errno
import json
import logging
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from saserver.sessions.archive import Archive
from saserver.sessions.errors import RunsElsewhere, UnknownSession
from saserver.sessions.kernel import Kernel
from saserver.sessions.record import Record
from saserver.sessions.session import Session
from saserver.sessions.shelf import Shelved
from saserver.sessions.states import Command, SessionState
from saserver.sessions.store import Sessions

if TYPE_CHECKING:
    from tests.sessions.conftest import House


@pytest.fixture
def done(house: House, folder: Path) -> Session:
    """A complete run that is on the disk."""
    session = house.finish(house.session("C8H18"))
    house.sessions.close()
    assert [path.name for path in folder.iterdir()] == [f"{session.session_id}.json"]
    return session


@pytest.fixture
def later(done: Session, folder: Path) -> Sessions:
    """A server that comes after the one that has run it."""
    return Sessions(Archive(folder))


def test_a_run_from_the_archive_answers_everything(done: Session, later: Sessions) -> None:
    shelved = later.get(done.session_id)
    assert isinstance(shelved, Shelved)
    assert shelved.state is SessionState.COMPLETE
    assert shelved.snapshot()[1] == done.snapshot()[1]
    assert shelved.result().best == done.run.result().best
    assert shelved.result() == done.run.result()
    assert shelved.history().tobytes() == done.run.history().tobytes()
    assert [(line["session_id"], line["live"]) for line in later.list()] == [(done.session_id, False)]


def test_a_run_is_a_file_that_anybody_can_read(done: Session, folder: Path) -> None:
    [path] = folder.iterdir()
    file = json.loads(path.read_text("utf-8"))
    assert (file["format"], file["version"]) == ("sawidget run", 1)
    assert file["about"]["session_id"] == done.session_id
    assert file["parameters"]["seed"] == 7
    assert file["moment"]["best_smiles"] == done.snapshot()[1]["best_smiles"]


def test_the_first_command_brings_a_run_back(done: Session, later: Sessions) -> None:
    later.get(done.session_id).command(Command.RESET)
    session = later.get(done.session_id)
    assert isinstance(session, Session)
    assert session.state is SessionState.IDLE
    session.step(2000)
    assert session.result() == done.run.result()
    later.close()


def test_reading_a_run_leaves_it_on_the_shelf(done: Session, later: Sessions, folder: Path) -> None:
    [path] = folder.iterdir()
    before = path.stat()
    later.get(done.session_id).snapshot()
    later.get(done.session_id).result()
    later.list()
    later.close()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("keep", [0, 1, 100, 5000, -2])
def test_a_truncated_file_is_left_out_with_one_warning(
    done: Session, later: Sessions, folder: Path, keep: int, caplog: pytest.LogCaptureFixture
) -> None:
    [path] = folder.iterdir()
    path.write_bytes(path.read_bytes()[:keep])
    assert later.list() == later.list() == []
    with pytest.raises(UnknownSession):
        later.get(done.session_id)
    [warning] = caplog.records
    assert warning.levelno == logging.WARNING
    assert path.name in warning.getMessage()


def test_a_corrupt_file_is_left_out_and_the_others_are_not(
    house: House, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = house.finish(house.session()), house.finish(house.session())
    house.sessions.close()
    file = json.loads((folder / f"{bad.session_id}.json").read_text("utf-8"))
    damage: dict[str, Any]
    for damage in ({"version": 99}, {"format": "a recipe"}, {"about": {}}, {"about": 3}):
        (folder / f"{bad.session_id}.json").write_text(json.dumps({**file, **damage}) + "\n", "utf-8")
        later = Sessions(Archive(folder))
        assert [line["session_id"] for line in later.list()] == [good.session_id]
    for damage in (
        {"checkpoint": "no base64!"},
        {"moment": None},
        {"history": {}},
        {"start": []},
        {"visits": [1]},
        {"moment": {"step": 3}},
    ):
        (folder / f"{bad.session_id}.json").write_text(json.dumps({**file, **damage}) + "\n", "utf-8")
        with pytest.raises(UnknownSession):
            Sessions(Archive(folder)).get(bad.session_id)
    (folder / f"{bad.session_id}.json").write_bytes(b"\xff\x00\n" * 50)
    assert len(Sessions(Archive(folder)).list()) == 1
    assert len(caplog.records) == 4 + 6 + 1


@pytest.mark.parametrize(
    "odd",
    [
        {"created_at": None},
        {"created_at": "now"},
        {"created_at": float("nan")},
        {"created_at": 10**400},
        {"saved_at": "now"},
        {"session_state": "asleep"},
        {"formula": 8},
        {"step": "1"},
        {"best_energy": "low"},
        {"kernel": None},
        {"kernel": {"host": "here", "pid": 1}},
        {"kernel": {"host": "here", "pid": 2**70, "epoch": "e"}},
        {"kernel": {"host": "here", "pid": -1, "epoch": "e"}},
        {"kernel": {"host": [], "pid": 1, "epoch": {}}},
    ],
    ids=lambda odd: str(odd)[:60],
)
def test_an_odd_first_line_is_left_out_and_the_others_are_not(
    done: Session, later: Sessions, folder: Path, odd: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    file = json.loads((folder / f"{done.session_id}.json").read_text("utf-8"))
    about = {**file.pop("about"), "session_state": "running", **odd}
    header = json.dumps({"format": file.pop("format"), "version": file.pop("version"), "about": about})
    (folder / "odd.json").write_text(f"{header[:-1]},\n{json.dumps(file)[1:]}\n", "utf-8")
    assert [line["session_id"] for line in later.list()] == [done.session_id]
    assert "odd.json" in caplog.text
    with pytest.raises(UnknownSession):
        later.get("odd")


def test_a_first_line_too_deep_for_json_is_left_out(done: Session, later: Sessions, folder: Path) -> None:
    (folder / "deep.json").write_bytes(b'{"about": ' + b"[" * 60_000 + b",\n}\n")
    assert [line["session_id"] for line in later.list()] == [done.session_id]
    with pytest.raises(UnknownSession):
        later.get("deep")


def test_a_file_that_was_renamed_is_the_run_of_its_new_name(done: Session, later: Sessions, folder: Path) -> None:
    original = folder / f"{done.session_id}.json"
    before = original.read_bytes()
    (folder / "alice-1.json").write_bytes(before)
    assert {line["session_id"] for line in later.list()} == {done.session_id, "alice-1"}
    later.get("alice-1").command(Command.RESET)
    copy = later.get("alice-1")
    number, _ = copy.snapshot()
    copy.step(3)
    later.close()
    events = later.journal.after("alice-1", number)
    assert events
    assert {event.data["session_id"] for event in events} == {"alice-1"}
    assert original.read_bytes() == before
    record = Archive(folder).load("alice-1")
    assert record is not None
    assert record.moment["step"] == 3


def test_a_file_whose_name_can_be_no_sessions_is_left_out_and_told(
    done: Session, later: Sessions, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    [path] = folder.iterdir()
    (folder / "alice (1).json").write_bytes(path.read_bytes())
    assert [line["session_id"] for line in later.list()] == [done.session_id]
    assert "rename it" in caplog.text


def fail_to_write(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("saserver.sessions.archive.os.replace", refuse)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        PermissionError(errno.EACCES, "Permission denied"),
    ],
)
def test_a_disk_that_refuses_costs_one_warning_and_no_run(
    house: House, folder: Path, error: OSError, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fail_to_write(monkeypatch, error)
    for _ in range(2):
        session = house.finish(house.session())
        assert session.result().total_steps == 2000
    house.sessions.close()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "runs cannot be archived" in caplog.text
    assert str(error.strerror) in caplog.text
    assert list(folder.iterdir()) == []  # no heap of unfinished files


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_noticed_when_the_file_is_closed(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    sessions = Sessions(Archive(folder))
    session = sessions.create({"formula": "C4H10"})
    folder.mkdir()
    (folder / f".{session.session_id}.{sessions.epoch}.tmp").symlink_to("/dev/full")
    session.step()
    sessions.close()
    assert "No space left on device" in caplog.text
    assert list(folder.glob(".*")) == []


def test_a_folder_that_cannot_be_made_costs_one_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    sessions = Sessions(Archive(tmp_path / "file" / "runs"))
    session = sessions.create({"formula": "C4H10", "seed": 1}, steps_per_second=0)
    session.step()
    session.command(Command.CANCEL)
    assert [line["session_id"] for line in sessions.list()] == [session.session_id]
    with pytest.raises(UnknownSession):
        sessions.get("nobody")
    sessions.close()
    assert 1 <= len(caplog.records) <= 2  # once that it cannot be read, once that it cannot be written


def test_a_disk_that_recovers_is_written_to_again(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        fail_to_write(broken, OSError(errno.ENOSPC, "No space left on device"))
        session = house.session()
        session.step()
        assert house.archive.flush()
    session.step()
    assert house.archive.flush()
    assert Archive(folder).load(session.session_id) is not None


def test_a_disk_that_hangs_does_not_hold_up_the_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    released, replace = threading.Event(), os.replace

    def hang(new: Path, old: Path) -> None:
        released.wait()
        replace(new, old)

    monkeypatch.setattr("saserver.sessions.archive.os.replace", hang)
    first = house.finish(house.session())
    house.finish(house.session())
    first.command(Command.RESET)
    assert not house.archive.flush(0.01)
    assert house.sessions.get(first.session_id) is first
    released.set()


def test_a_file_is_whole_at_every_moment(house: House, folder: Path) -> None:
    session = house.session("C8H18", steps_per_cycle=10**6)
    session.step()
    assert house.archive.flush()
    reader, reads = Archive(folder), 0
    give_up = time.monotonic() + house.patience
    while reads < 20:
        assert time.monotonic() < give_up
        session.step(10)
        while not house.archive.flush(0.0005):
            record = reader.load(session.session_id)
            assert record is not None
            assert record.moment["step"] == record.result().total_steps
            reads += 1


@pytest.mark.parametrize("pace", [0, 2])
def test_a_running_session_is_saved_every_two_seconds(house: House, pace: float) -> None:
    session = house.session(pace=pace, steps_per_cycle=10**9)
    saved: list[Record] = []
    enough, save = threading.Event(), house.archive.save

    def note(record: Record) -> None:
        saved.append(record)
        save(record)
        # Nearly always, once it runs; a busy machine may be late now and then.
        if len(saved) > 2 and saved[-1].saved_at - saved[-2].saved_at < 2:
            enough.set()

    house.archive.save = note  # type: ignore[method-assign]
    session.command(Command.START)
    assert enough.wait(house.patience)
    assert all(record.state is SessionState.RUNNING for record in saved)
    assert all(record.moment["step"] == record.result().total_steps for record in saved)


def test_a_run_of_another_kernel_is_seen_but_not_touched(house: House, folder: Path) -> None:
    session = house.brought_to(SessionState.RUNNING)
    assert house.archive.flush()
    other = Sessions(Archive(folder))
    seen = other.get(session.session_id)
    assert seen.state is SessionState.RUNNING
    assert other.list()[0]["cut_short"] is False
    for touch in (
        lambda: seen.command(Command.PAUSE),
        lambda: other.resume(session.session_id),
        lambda: other.delete(session.session_id),
    ):
        with pytest.raises(RunsElsewhere, match="is being run by another kernel"):
            touch()
    other.close()


def test_a_run_that_was_taken_over_is_left_to_who_took_it(
    house: House, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    session = house.session()
    session.step(3)
    assert house.archive.flush()
    other = Sessions(Archive(folder))
    other.get(session.session_id).step(5)
    other.close()
    session.step()
    session.step()
    house.sessions.close()
    record = Archive(folder).load(session.session_id)
    assert record is not None
    assert record.moment["step"] == 8
    assert [message for message in caplog.messages if "taken the run over" in message] == caplog.messages
    assert len(caplog.messages) == 1


def test_whether_a_kernel_lives_is_told_by_its_heartbeat() -> None:
    here = Kernel.here("mine")
    now = time.time()
    assert here.alive(now - 3600)
    here.close()
    assert not here.alive(now)  # another server of this process, or a process that had our number before
    elsewhere = Kernel("far-away", 1, "theirs")
    assert elsewhere.alive(now)
    assert not elsewhere.alive(now - 11)
    assert Kernel(here.host, 1, "theirs").alive(now)
    assert not Kernel(here.host, 2**22 + 1, "theirs").alive(now)


def test_unfinished_files_of_the_dead_are_cleared_away(house: House, folder: Path) -> None:
    folder.mkdir()
    old, young = folder / ".0123456789abcdef.01234567.tmp", folder / ".fedcba9876543210.01234567.tmp"
    others = [folder / name for name in (".swp.tmp", ".a.b.tmp", ".report.docx.12345678.tmp", "a.01234567.tmp")]
    for path in (old, young, *others):
        path.touch()
    for path in (old, *others):
        os.utime(path, (0, 0))
    house.session().step()
    house.sessions.close()
    assert (old.exists(), young.exists()) == (False, True)
    assert all(path.exists() for path in others)  # another program's


def test_the_environment_chooses_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAWIDGET_ARCHIVE", "off")
    assert Archive.of_user() is None
    monkeypatch.setenv("SAWIDGET_ARCHIVE", str(tmp_path))
    assert (chosen := Archive.of_user())
    assert chosen.folder == tmp_path
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAWIDGET_ARCHIVE", "mine")
    assert (chosen := Archive.of_user())
    monkeypatch.chdir("/")
    assert chosen.folder == tmp_path / "mine"
    monkeypatch.delenv("SAWIDGET_ARCHIVE")
    assert (usual := Archive.of_user())
    assert usual.folder.parts[-2:] == ("sawidget", "runs")
