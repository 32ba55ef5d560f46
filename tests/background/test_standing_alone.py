"""``python -m saserver``: what it prints, whom it lets in, and how it stops."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from saserver.__main__ import _parser, main
from saserver.api import watch_key


class Alone:
    """A server process, and what it has printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.lines = [process.stdout.readline()]
        self.url = self.lines[0].split()[-1]
        parts = urlsplit(self.url)
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.key = parse_qs(parts.query).get("key", [""])[0]
        if self.key:
            self.lines.append(process.stdout.readline())
        self.http = httpx.Client(base_url=self.base, headers={"X-Sawidget-Key": self.key}, trust_env=False, timeout=30)


@contextmanager
def standing_alone(folder: Path, *options: str) -> Iterator[Alone]:
    command = [sys.executable, "-m", "saserver", "--port", "0", "--archive", str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            alone = Alone(process)
            with alone.http:
                yield alone
        finally:
            process.terminate()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_and_ends_open_streams(tmp_path: Path, stop: signal.Signals) -> None:
    with standing_alone(tmp_path) as alone:
        assert re.fullmatch(r"serving at http://127\.0\.0\.1:\d+/\?key=[\w-]{43}\n", alone.lines[0])
        assert alone.lines[1].split()[-1] == f"{alone.base}/?key={watch_key(alone.key)}"
        assert alone.http.get("/").status_code == 200
        session = {"formula": "C8H18", "steps_per_cycle": 10**8, "num_cycles": 1, "steps_per_second": 0}
        session_id = alone.http.post("/api/sa/configure", json=session).json()["session_id"]
        alone.http.post(f"/api/sa/{session_id}/start")
        ended = threading.Event()
        begun = threading.Event()

        def read() -> None:
            with alone.http.stream("GET", f"/api/sa/{session_id}/stream") as response:
                for line in response.iter_lines():
                    if line == "event: progress":
                        begun.set()
            ended.set()

        threading.Thread(target=read, daemon=True).start()
        assert begun.wait(30)
        alone.process.send_signal(stop)
        out, err = alone.process.communicate(timeout=30)
        assert ended.wait(30)
        assert (alone.process.returncode, out, err) == (0, "", "")


def test_an_archived_session_streams_its_history_then_complete(tmp_path: Path) -> None:
    with standing_alone(tmp_path) as alone:
        session = {"formula": "C8H18", "seed": 3, "steps_per_cycle": 300, "num_cycles": 1, "steps_per_second": 0}
        session_id = alone.http.post("/api/sa/configure", json=session).json()["session_id"]
        alone.http.post(f"/api/sa/{session_id}/start")
        before = alone.http.get(f"/api/sa/{session_id}/stream").text
        alone.process.terminate()
        alone.process.communicate(timeout=30)
    with standing_alone(tmp_path) as again:
        assert [row["session_id"] for row in again.http.get("/api/sa").json()] == [session_id]
        for path in ("status", "result", "history", "streaming-status"):
            assert again.http.get(f"/api/sa/{session_id}/{path}").status_code == 200
        stream = again.http.get(f"/api/sa/{session_id}/stream", headers={"Last-Event-ID": last(before)}).text
        assert re.findall("^event: (.*)$", stream.replace("\r", ""), re.MULTILINE) == ["hello", "snapshot", "complete"]
        answer = again.http.get(f"/api/sa/{session_id}/stream", headers={"Last-Event-ID": last(stream)})
        assert answer.status_code == 204
        assert again.http.get(f"/api/sa/{session_id}/history").json()["step"][-1] == 300
        assert again.http.post(f"/api/sa/{session_id}/reset").status_code == 200
        assert again.http.delete(f"/api/sa/{session_id}").status_code == 200
        assert again.http.get("/api/sa").json() == []


def last(stream: str) -> str:
    return str(re.findall("^id: (.*)$", stream.replace("\r", ""), re.MULTILINE)[-1])


def test_the_options_are_obeyed(tmp_path: Path) -> None:
    options = ("--key", "open sesame", "--max-sessions", "1", "--origin", "https://lecture.example")
    with standing_alone(tmp_path, *options) as alone:
        assert alone.key == "open sesame"
        page = {"Origin": "https://lecture.example"}
        assert alone.http.get("/api/sa", headers=page).headers["access-control-allow-origin"] == page["Origin"]
        answers = [alone.http.post("/api/sa/configure", json={"formula": "C8H18"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]


def test_without_a_key_everybody_on_this_machine_is_let_in(tmp_path: Path) -> None:
    with standing_alone(tmp_path, "--key", "none") as alone:
        assert alone.url == alone.base + "/"
        assert httpx.get(f"{alone.base}/api/sa", trust_env=False, timeout=30).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_without_a_key_it_does_not_listen_to_other_machines(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--key", "none", "--host", host]) == 2
    error = capsys.readouterr().err
    assert host in error
    assert "127.0.0.1" in error


def test_a_port_that_is_taken_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAWIDGET_ARCHIVE", "off")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["--port", str(taken.getsockname()[1])]) == 1
    error = capsys.readouterr().err
    assert "choose another --port" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--max-sessions", "0"),
        ("--key", ""),
        ("--port", "x"),
        ("--port", "-1"),
        ("--port", "65536"),
        ("--unknown",),
        ("--origin", ""),
        ("--origin", "example.org"),
        ("--origin", "example.org:443"),
        ("--origin", "https://"),
        ("--origin", "ftp://example.org"),
        ("--origin", "https://example.org/course"),
        ("--origin", "https://example.org?x"),
        ("--origin", "https://me@example.org"),
        ("--origin", "https://example.org:x"),
        ("--origin", "https://[::1"),
        ("--origin", "https://bücher.example"),
        ("--origin", "*"),
    ],
)
def test_nonsense_is_refused(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        _parser("").parse_args(options)
    assert options[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://Example.org/", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:80/", "http://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(given: str, written: str) -> None:
    assert _parser("").parse_args(["--origin", given]).origin == [written]


def test_a_second_machine_can_join_by_the_link(tmp_path: Path) -> None:
    with standing_alone(tmp_path, "--host", "0.0.0.0") as alone:
        assert "0.0.0.0" not in "".join(alone.lines)
        assert httpx.get(alone.url, trust_env=False, timeout=30).status_code == 200
        assert alone.http.get("/api/sa").status_code == 200
        assert alone.http.get("/api/sa", headers={"Host": "evil.example"}).status_code == 403
