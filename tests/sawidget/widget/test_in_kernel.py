"""Panels in a real kernel: what a cell shows, what stays in the notebook, and what happens when it is run again."""

from __future__ import annotations

import base64
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter, MarkdownExporter
from nbformat.v4 import new_code_cell, new_notebook, reads, writes

VIEW = "application/vnd.jupyter.widget-view+json"
PATIENCE = 120


class Notebook:
    """A kernel, and who hears everything that it says."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client
        self.said: list[dict[str, Any]] = []

    def run(self, code: str, cell: str = "") -> list[dict[str, Any]]:
        """Run a cell; what came of it until the kernel was at rest."""
        begin = len(self.said)
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        message = self._client.session.msg("execute_request", content, metadata={"cellId": cell} if cell else {})
        self._client.shell_channel.send(message)
        asked = message["header"]["msg_id"]
        self.hear(
            lambda said: (
                said["msg_type"] == "status"
                and said["parent_header"].get("msg_id") == asked
                and said["content"]["execution_state"] == "idle"
            )
        )
        new = self.said[begin:]
        for said in new:
            assert said["msg_type"] != "error", "\n".join(said["content"]["traceback"])
        return new

    def hear(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message of a kind."""
        deadline = time.monotonic() + PATIENCE
        while True:
            said = self._client.get_iopub_msg(timeout=max(1.0, deadline - time.monotonic()))
            self.said.append(said)
            if wanted(said):
                return dict(said)

    def text(self, code: str, cell: str = "") -> str:
        """What a cell prints: a kernel may send it in several pieces."""
        return printed(self.run(code, cell)).strip()


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    folder = tmp_path_factory.mktemp("notebook")
    manager = KernelManager()
    manager.start_kernel(cwd=str(folder), env={**os.environ, "SAWIDGET_ARCHIVE": str(folder / "archive")})
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    notebook = Notebook(client)
    notebook.run("import sawidget as sa")
    yield notebook
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    manager.cleanup_resources()


def printed(said: list[dict[str, Any]]) -> str:
    return "".join(message["content"]["text"] for message in said if message["msg_type"] == "stream")


def outputs(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message["content"] for message in said if message["msg_type"] in ("display_data", "execute_result")]


def test_a_panel_at_the_end_of_a_cell_has_a_still_beside_it(notebook: Notebook) -> None:
    panel, still = outputs(notebook.run("sa.Annealer('C8H18', seed=7, steps_per_second=0)"))
    assert panel["data"].keys() == {VIEW, "text/plain"}
    assert panel["data"]["text/plain"] == "Annealer('C8H18', seed=7)"
    assert still["data"].keys() == {"text/html", "image/png", "text/plain"}
    assert "idle after 0 of 2,000 steps" in still["data"]["text/plain"]
    assert "sawidget-still" in still["data"]["text/html"]
    assert still["transient"]["display_id"]


def test_the_still_shows_the_last_frame_when_the_run_is_over(notebook: Notebook) -> None:
    [_, still] = outputs(notebook.run("w = sa.Annealer('C8H18', seed=7, steps_per_second=0)\nw"))
    notebook.run("w.start()")
    update = notebook.hear(
        lambda said: (
            said["msg_type"] == "update_display_data"
            and said["content"]["transient"] == still["transient"]
            and "complete" in said["content"]["data"]["text/plain"]
        )
    )
    assert "CC(C)(C)C(C)(C)C" in update["content"]["data"]["text/plain"]


def test_beside_several_runs_there_is_the_still_of_each(notebook: Notebook) -> None:
    made = "[sa.Annealer('C8H18', seed=seed, steps_per_second=0) for seed in (7, 8)]"
    panel, *stills = outputs(notebook.run(f"sa.Compare({made})"))
    assert panel["data"]["text/plain"] == "Compare('seed = 7', 'seed = 8')"
    assert len({still["transient"]["display_id"] for still in stills}) == 2
    assert all("sawidget-still" in still["data"]["text/html"] for still in stills)


def test_a_view_more_shows_the_same_run_and_the_same_still(notebook: Notebook) -> None:
    one = outputs(notebook.run("v = sa.Annealer('C8H18', seed=7)\nv"))
    other = outputs(notebook.run("v"))
    assert one[0]["data"][VIEW]["model_id"] == other[0]["data"][VIEW]["model_id"]
    assert one[1]["transient"] == other[1]["transient"]


def test_observers_hear_of_what_the_page_does_though_nobody_reads(notebook: Notebook) -> None:
    notebook.run(
        "import threading\n"
        "o = sa.Annealer('C8H18', seed=7, steps_per_second=0)\n"
        "main = threading.main_thread()\n"
        "def heard(change):\n"
        "    print('heard', change.new, threading.current_thread() is main, flush=True)\n"
        "o.observe(heard, 'state')\n"
        "server = sa.serve()\n"
        "print(server.port, server.key, o.session_id)"
    )
    code = """
import threading, urllib.request
def press():
    url = f"http://127.0.0.1:{server.port}/api/sa/{o.session_id}/start"
    urllib.request.urlopen(urllib.request.Request(url, method="POST", headers={"X-Sawidget-Key": server.key}))
threading.Thread(target=press).start()
"""
    begin = len(notebook.said)
    notebook.run(code)
    while "complete" not in printed(notebook.said[begin:]):
        notebook.hear(lambda said: said["msg_type"] == "stream")
    notebook.run("pass")  # what a kernel still keeps back comes at the end of a cell
    assert "heard complete True" in printed(notebook.said[begin:])


def test_a_cell_that_is_run_again_ends_its_old_runs_and_no_others(notebook: Notebook) -> None:
    endless = "sa.Annealer('C8H18', steps_per_cycle=10**9, num_cycles=1, steps_per_second=1000)"
    notebook.run(f"kept = {endless}\nkept.start()", cell="kept")
    notebook.run(f"old = {endless}\nold.start()\nidle = {endless}\nfinished = {endless}", cell="again")
    notebook.run("finished.step(); finished.cancel(); print(old.state, idle.state)", cell="between")
    notebook.run(f"new = {endless}\nnew.start()\nsecond = {endless}", cell="again")
    assert notebook.text("print(old.state, new.state, second.state, kept.state)") == "cancelled running idle running"
    assert notebook.text("print(old.comm, idle.comm, finished.comm, new.comm is None)") == "None None None False"
    assert notebook.text("print([run['session_id'] == idle.session_id for run in sa.runs()].count(True))") == "0"
    notebook.run("for panel in (kept, new): panel.cancel()")


@pytest.mark.parametrize(
    "wrong", ["sa.Annealer('C8H18', sed=3)", "sa.Annealer('C8H17')", "sa.Compare([sa.Annealer('C8H18', seed=1), 2])"]
)
def test_a_cell_that_was_refused_works_once_it_is_right(notebook: Notebook, wrong: str) -> None:
    refused = f"try: {wrong}\nexcept Exception: print('refused')"
    notebook.run("before = sa.Annealer('C8H18', seed=1)", cell=wrong)
    for _ in range(2):
        assert notebook.text(refused, cell=wrong) == "refused"
    notebook.run("right = sa.Annealer('C8H18', seed=3)", cell=wrong)
    assert notebook.text("print(right.state, before.comm)") == "idle None"


def test_an_old_panel_can_still_be_displayed_as_its_still(notebook: Notebook) -> None:
    notebook.run("first = sa.Annealer('C8H18', seed=3)\nfirst.step()", cell="shown")
    notebook.run("sa.Annealer('C8H18', seed=4)", cell="shown")
    [still] = outputs(notebook.run("first"))
    assert "cancelled after 1 of" in still["data"]["text/plain"]


def test_a_prediction_is_shown_with_its_question(notebook: Notebook) -> None:
    shown, still = outputs(notebook.run("sa.predict('q', 'Which octane wins?', ['chain', 'ball'])"))
    assert VIEW in shown["data"]
    assert "Which octane wins?" in still["data"]["text/html"]
    assert VIEW not in still["data"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A notebook that was run from top to bottom and saved."""
    folder = tmp_path_factory.mktemp("saved")
    cells = [
        "import sawidget as sa",
        "w = sa.Annealer('C8H18', seed=7, steps_per_second=0)\nw",
        "w.wait().best_smiles",
        "sa.serve().key",
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    client = NotebookClient(
        notebook, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env={**os.environ, "SAWIDGET_ARCHIVE": str(folder / "archive")})
    return str(writes(notebook))


def test_a_saved_notebook_shows_the_last_frame(saved: str) -> None:
    cells = reads(saved).cells
    [panel, still] = cells[1].outputs
    assert VIEW in panel.data
    assert "complete after 2,000" in still.data["text/plain"]
    assert base64.b64decode(still.data["image/png"]).startswith(b"\x89PNG")
    assert cells[2].outputs[0].data["text/plain"] == "'CC(C)(C)C(C)(C)C'"


@pytest.fixture
def untrusted(saved: str) -> Any:
    """The notebook as JupyterLab saves it, and as somebody else gets it: without the state of its widgets."""
    notebook = reads(saved)
    del notebook.metadata["widgets"]
    for cell in notebook.cells:
        cell.metadata["trusted"] = False
    return notebook


@pytest.mark.parametrize("exporter", [HTMLExporter, MarkdownExporter])
def test_a_conversion_of_a_saved_notebook_has_the_picture(untrusted: Any, exporter: Any) -> None:
    text, _ = exporter().from_notebook_node(untrusted)
    found = re.search(r'<img[^>]*src="data:image/svg\+xml;base64,([^"]+)"', text)
    assert found, text[-2000:]
    assert "CC(C)(C)C(C)(C)C" in base64.b64decode(found[1]).decode()
    assert "the best Wiener index is 58" in text


def test_a_reader_who_strips_addresses_has_the_picture_in_words(untrusted: Any) -> None:
    text, _ = HTMLExporter(sanitize_html=True).from_notebook_node(untrusted)
    assert "the best Wiener index is 58" in text


def test_the_outputs_of_a_saved_notebook_do_not_hold_the_key(saved: str) -> None:
    notebook = reads(saved)
    key = notebook.cells[3].outputs.pop().data["text/plain"].strip("'")
    assert len(key) > 40
    assert key not in json.dumps(notebook.cells)
