"""Behind nginx as Debian ships it, with its default buffering: does every event still come at its own time?"""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Final

from bench.load.crowd import others, quantile
from bench.load.served import served
from bench.load.watchers import watch

_CONFIGURATION: Final = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:{upstream}; proxy_set_header Host $http_host; }}
    }}
}}
"""


def behind_nginx(seconds: float, formula: str = "C8H18") -> dict[str, float] | None:
    """Milliseconds by which events, and the gaps between them, differ from those of a direct watcher."""
    if shutil.which("nginx") is None:
        return None
    with served() as server, nginx(server.port) as port, others(2) as pool:
        session_id = server.new(formula, 100_000)
        server.command(session_id, "start")
        direct, proxied = (pool.submit(watch, at, server.key, [session_id]) for at in (server.port, port))
        server.await_watchers([session_id], 2)
        time.sleep(seconds)
        server.command(session_id, "cancel")
        [ours], [theirs] = direct.result(), proxied.result()
    times = dict(theirs)
    both = [(at, times[number]) for number, at in ours if number in times]
    gaps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(both)]
    later = [there - here for here, there in both]
    apart = [abs(there - here) for here, there in gaps]
    return {
        "events": len(both),
        "later, p50": quantile(later, 0.5) * 1e3,
        "later, p99": quantile(later, 0.99) * 1e3,
        "gaps differ, p50": quantile(apart, 0.5) * 1e3,
        "gaps differ, p99": quantile(apart, 0.99) * 1e3,
        "gaps differ, most": max(apart) * 1e3,
    }


@contextmanager
def nginx(upstream: int) -> Iterator[int]:
    """A proxy before a port, at another one."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(_CONFIGURATION.format(folder=folder, port=port, upstream=upstream))
        with subprocess.Popen(["nginx", "-p", folder, "-e", f"{folder}/error.log", "-c", configuration]) as process:
            try:
                _await(port)
                yield port
            finally:
                process.terminate()


def _await(port: int) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 10
    while True:
        try:
            direct.open(f"http://127.0.0.1:{port}/health", timeout=10).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
