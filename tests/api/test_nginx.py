"""Behind nginx as Debian ships it, with its default buffering, events still arrive one by one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from saserver.api import stream

pytestmark = pytest.mark.lane("nginx")

CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location /lab/ {{
            proxy_pass http://127.0.0.1:{upstream}/;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
        }}
    }}
}}
"""


@pytest.fixture
def proxied(talk: Any, tmp_path: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path, port=port, upstream=talk.server.port))
    nginx = shutil.which("nginx")
    assert nginx
    process = subprocess.Popen(
        [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(configuration)]
    )
    base = f"http://127.0.0.1:{port}/lab"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"{base}/health", trust_env=False, timeout=30)
                break
            except httpx.ConnectError:
                assert time.monotonic() < deadline, (tmp_path / "error.log").read_text()
                time.sleep(0.02)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def test_events_arrive_one_by_one_though_nginx_buffers(
    talk: Any, proxied: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing else flows that could push an event out of a buffer.
    monkeypatch.setattr(stream, "WAITING", 1000.0)
    monkeypatch.setattr(stream, "PING", 1000.0)
    session_id = talk.new(steps_per_cycle=2000, num_cycles=1)
    with talk.open(f"{proxied}/api/sa/{session_id}/stream") as watch:
        watch.until("snapshot")
        for step in range(1, 31):
            talk.command(session_id, "step")
            assert watch.until("progress")[-1].data["step"] == step


def test_the_guard_works_behind_a_proxy(talk: Any, proxied: str) -> None:
    key = {"X-Sawidget-Key": talk.server.key}
    public = {"Host": "lecture.example", "Origin": "https://lecture.example"}
    with httpx.Client(base_url=proxied, trust_env=False, timeout=30) as http:
        assert http.get("/api/sa").status_code == 401
        assert http.get("/api/sa", headers=key | public).status_code == 200
        assert http.get("/api/sa", headers=key | public | {"Origin": "https://evil.example"}).status_code == 403
        assert http.get("/").status_code == 200
