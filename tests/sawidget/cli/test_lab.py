"""``sawidget lab``, as a student types it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sawidget.cli import lab, main


class Lab(NamedTuple):
    process: subprocess.Popen[str]
    folder: Path
    url: str
    token: str

    def ask(self, path: str, method: str = "GET") -> tuple[str, str]:
        """Where the question ended after redirections, and the answer."""
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.geturl(), answer.read().decode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    place = tmp_path_factory.mktemp("lab")
    rooms = {name: str(place / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Not `localhost`: on its own, Jupyter may share port 8888 with another one that listens on ::1.
    jupyter = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--port={port}"]
    with (place / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sawidget", "lab", "mine", *jupyter],
            cwd=place,
            env={**os.environ, **rooms},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        told = place / "JUPYTER_RUNTIME_DIR" / f"jpserver-{process.pid}.json"
        yield Lab(process, place / "mine", **_wait_for(told, process, place / "log"))
    finally:
        process.kill()
        process.wait()


def _wait_for(told: Path, process: subprocess.Popen[str], log: Path) -> dict[str, Any]:
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up and process.poll() is None:
        try:
            server = json.loads(told.read_text())
            # The file is there a moment before anybody listens.
            socket.create_connection(("127.0.0.1", server["port"]), timeout=1).close()
            return {"url": server["url"], "token": server["token"]}
        except (FileNotFoundError, json.JSONDecodeError, ConnectionRefusedError):
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.mark.lane("lab")
class TestARunningLab:
    def test_the_first_lesson_is_there(self, running: Lab) -> None:
        _, notebook = running.ask("api/contents/00-first-run.ipynb")
        assert any("sa.Annealer" in cell["source"] for cell in json.loads(notebook)["content"]["cells"])

    def test_the_page_that_opens_is_the_first_lesson(self, running: Lab) -> None:
        address, page = running.ask("")
        assert address.endswith("/lab/tree/00-first-run.ipynb")
        assert "JupyterLab" in page

    def test_what_listens_in_a_kernel_is_reached_through_its_proxy(self, running: Lab) -> None:
        with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as kernel:
            thread = threading.Thread(target=kernel.handle_request)
            thread.start()
            _, page = running.ask(f"proxy/{kernel.server_port}/")
            thread.join()
        assert "Directory listing" in page

    def test_stopping_it_leaves_no_process(self, running: Lab) -> None:
        running.ask("api/shutdown", "POST")
        assert running.process.wait(timeout=60) == 0
        if hasattr(os, "killpg"):
            with pytest.raises(ProcessLookupError):
                os.killpg(running.process.pid, 0)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """In place of JupyterLab: what it would have been started with."""
    options: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "find_spec", lambda name: name)

    def serve(given: list[str]) -> int:
        options.extend(given)
        return 0

    monkeypatch.setattr(lab, "serve", serve)
    return options


def test_without_a_folder_it_makes_one(served: list[str], tmp_path: Path) -> None:
    assert main(["lab"]) == 0
    assert f"--ServerApp.root_dir={tmp_path / 'sawidget-lessons'}" in served
    assert (tmp_path / "sawidget-lessons" / "00-first-run.ipynb").is_file()


def test_from_the_first_option_on_everything_goes_to_jupyter(served: list[str], tmp_path: Path) -> None:
    assert main(["lab", "--port", "9000", "--no-browser"]) == 0
    assert served[-3:] == ["--port", "9000", "--no-browser"]
    assert (tmp_path / "sawidget-lessons").is_dir()
    assert not (tmp_path / "9000").exists()


def test_two_dashes_before_the_options_are_understood(served: list[str]) -> None:
    assert main(["lab", "mine", "--", "--port=9000"]) == 0
    assert served[-1] == "--port=9000"
    assert "--" not in served


@pytest.mark.parametrize(
    ("arguments", "allowed", "told"),
    [
        (["lab"], True, "be careful what you run\n"),
        (["lab", "my lessons", "--port", "9000"], True, "be careful what you run\n"),
        (["lab", "--allow-root"], False, ""),
        (["lab", "--ServerApp.allow_root=True"], False, ""),
        # JupyterLab itself decides: its configuration may allow it.
        (["lab", "mine", "--ip", "0.0.0.0"], False, "sawidget lab mine --allow-root --ip 0.0.0.0\n"),
        (["lab", "--ServerApp.ip=*"], False, "sawidget lab --allow-root '--ServerApp.ip=*'\n"),
        (["lab", "--NotebookApp.ip=0.0.0.0"], False, "sawidget lab --allow-root --NotebookApp.ip=0.0.0.0\n"),
    ],
)
def test_root_may_on_this_machine_alone_and_is_told_how_elsewhere(
    served: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    allowed: bool,
    told: str,
) -> None:
    monkeypatch.setattr(lab, "is_root", lambda: True)
    assert main(arguments) == 0
    heard = capsys.readouterr().err
    assert heard.endswith(told)
    assert ("you are root" in heard) is bool(told)
    # Files of Jupyter's may let others in: where it is we who allow root, they do not count.
    assert ({"--allow-root", "--ServerApp.ip=localhost"} <= {*served}) is allowed
    assert served


def test_others_hear_nothing_of_root(
    served: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "is_root", lambda: False)
    assert main(["lab"]) == 0
    assert "root" not in capsys.readouterr().err
    assert served
    assert "--allow-root" not in served


def test_a_second_folder_is_refused(served: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["lab", "one", "two"])
    assert "two" in capsys.readouterr().err
    assert not served


@pytest.mark.usefixtures("served")
def test_a_second_start_keeps_what_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["lab", "mine"])
    (tmp_path / "mine" / "00-first-run.ipynb").write_text("my answers")
    assert main(["lab", "mine"]) == 0
    assert (tmp_path / "mine" / "00-first-run.ipynb").read_text() == "my answers"
    assert "as you left it" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_named(served: list[str], tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "taken").write_text("a file")
    assert main(["lab", "taken"]) == 1
    assert "taken" in capsys.readouterr().err
    assert not served


@pytest.mark.usefixtures("served")
def test_without_jupyterlab_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda _: None)
    assert main(["lab"]) == 1
    assert "sawidget[lab]" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_the_proxy_it_opens_and_says_what_is_lost(
    served: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda name: name if name == "jupyterlab" else None)
    assert main(["lab"]) == 0
    assert "jupyter-server-proxy" in capsys.readouterr().err
    assert served


@pytest.mark.parametrize("arguments", [["lab", "--help"], ["lab", "mine", "--no-browser", "-h"]])
def test_help_is_ours(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(arguments)
    assert "OPTION OF JUPYTER LAB" in capsys.readouterr().out
