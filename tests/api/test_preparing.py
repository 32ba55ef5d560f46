"""Between the start and the first step may be a compiler: whoever watches is told."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from saserver.sessions.run import Run


def test_a_run_that_has_made_no_step_yet_says_why(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, advance = threading.Event(), Run.advance

    def late(run: Run, steps: int) -> None:
        assert compiled.wait(60)
        advance(run, steps)

    monkeypatch.setattr(Run, "advance", late)
    session_id = talk.new(steps_per_second=0, steps_per_cycle=10**9)
    with talk.watch(session_id) as watch:
        watch.until("snapshot")
        talk.command(session_id, "start")
        while (waiting := watch.until("waiting")[-1].data)["session_state"] != "running":
            pass
        assert waiting["message"].startswith("preparing")
        compiled.set()
        told = watch.until("progress")
        assert told[-1].data["step"] > 0
    with talk.watch(session_id) as watch:  # who comes later is told nothing of the kind
        told = watch.until("progress", "waiting")
        assert told[-1].name == "progress"
    talk.command(session_id, "cancel")
