"""A real JupyterLab on a real port, and notebooks to open in it."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import nbformat

#: Seconds within which a server must be up; a machine that is busy needs most of them.
UP: Final = 90.0

#: Of JupyterLab's plugins: no questions to the person.
_SETTINGS: Final[dict[str, dict[str, object]]] = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Jupyter:
    """A running JupyterLab.

    Attributes
    ----------
    url : with the base URL, and a slash at its end
    folder : where its notebooks are
    page : where a notebook is shown alone, without the file browser and what was open before
    process : its number, where it is ours
    """

    url: str
    token: str
    folder: Path
    page: str = "doc/tree"
    process: int | None = None

    @property
    def port(self) -> int:
        """Where it listens on this machine."""
        port = urlsplit(self.url).port
        assert port
        return port

    def known_as(self, host: str, port: int | None = None) -> Jupyter:
        """The same server under another name, or behind another port."""
        url = urlsplit(self.url)._replace(netloc=f"{host}:{port or self.port}").geturl()
        return replace(self, url=url)

    def write(self, name: str, cells: Sequence[str]) -> None:
        """A notebook of code cells."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(cells)],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.folder / name)

    def address(self, name: str) -> str:
        """Where a notebook is shown."""
        return f"{self.url}{self.page}/{quote(name)}?token={self.token}"


@contextmanager
def jupyter(
    folder: Path,
    *,
    base_url: str = "/",
    program: str = "jupyterlab",
    page: str = "doc/tree",
    settings: Mapping[str, object] | None = None,
    python: str | Path = sys.executable,
    root: Path | None = None,
) -> Iterator[Jupyter]:
    """Start one in a folder, with its own configuration and data, and stop it with its kernels.

    It can be that of another Python, and its notebooks can be somewhere else.
    """
    root = root or folder / "notebooks"
    runtime = folder / "runtime"
    for place in (root, runtime):
        place.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(16)
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.open_browser": False,
        "ServerApp.base_url": base_url,
        "ServerApp.root_dir": str(root),
        "ServerApp.allow_root": True,
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
        "JupyterNotebookApp.expose_app_in_browser": True,
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        **(settings or {}),
    }
    config = folder / "config"
    config.mkdir()
    (config / "jupyter_server_config.json").write_text(json.dumps(_nested(options)))
    for plugin, setting in _SETTINGS.items():
        file = folder / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(setting))
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "SAWIDGET_ARCHIVE": str(folder / "archive"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    log = (folder / "jupyter.log").open("w")
    process = subprocess.Popen(
        [str(python), "-m", program, "--no-browser"],
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        info = _information(runtime, process, folder / "jupyter.log")
        yield Jupyter(info["url"], token, root, page, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def _nested(options: Mapping[str, object]) -> dict[str, dict[str, object]]:
    nested: dict[str, dict[str, object]] = {}
    for name, value in options.items():
        section, _, option = name.partition(".")
        nested.setdefault(section, {})[option] = value
    return nested


def _information(runtime: Path, process: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    end = time.monotonic() + UP
    while time.monotonic() < end and process.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                info: dict[str, str] = json.loads(file.read_text())
            except json.JSONDecodeError:  # it is being written
                continue
            return info
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
