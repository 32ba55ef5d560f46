from __future__ import annotations

import threading
import time

import pytest

from saserver.sessions import gate
from saserver.sessions.gate import Gate


def test_so_many_go_through_at_once_and_the_others_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE", 60.0)
    narrow, inside, most, done = Gate(2), set[int](), list[int](), list[int]()

    def pass_through(name: int) -> None:
        for _ in range(20):
            with narrow.passed():
                inside.add(name)
                most.append(len(inside))
                time.sleep(0.0005)
                inside.remove(name)
        done.append(name)

    threads = [threading.Thread(target=pass_through, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) <= 2
    assert len(done) == 6


def test_nobody_waits_for_ever_for_somebody_who_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE", 0.01)
    narrow, leave = Gate(1), threading.Event()

    def stay() -> None:
        with narrow.passed():
            assert leave.wait(60)

    thread = threading.Thread(target=stay)
    thread.start()
    for _ in range(3):
        with narrow.passed():
            assert thread.is_alive()
    leave.set()
    thread.join()
    with narrow.passed():  # it was given back as often as it was taken
        assert not narrow._free.acquire(blocking=False)
    assert narrow._free.acquire(blocking=False)
