"""The progress bar: late, and only where somebody looks."""

from __future__ import annotations

import io
import sys
import threading
import time
from contextlib import redirect_stderr
from types import SimpleNamespace

import pytest

from sawidget import waiting


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(waiting, "time", clock)
    return clock


def test_nobody_looking_means_no_bar() -> None:
    with redirect_stderr(io.StringIO()), waiting.bar("steps") as progress:
        assert progress is None


def test_tqdms_own_switch_turns_it_off(terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TQDM_DISABLE", "1")
    with redirect_stderr(terminal), waiting.bar("steps") as progress:
        assert progress is None


def test_a_run_of_less_than_a_second_shows_nothing(clock: Clock, terminal: io.StringIO) -> None:
    with redirect_stderr(terminal), waiting.bar("steps") as progress:
        assert progress is not None
        for done in range(10):
            clock.now += 0.09
            progress(done, 10)
    assert terminal.getvalue() == ""


def test_a_longer_run_shows_how_far_it_is(clock: Clock, terminal: io.StringIO) -> None:
    with redirect_stderr(terminal), waiting.bar("steps") as progress:
        assert progress is not None
        clock.now = 1.1
        progress(250, 1000)
        assert " 25%" in terminal.getvalue()
        assert "250/1.00k" in terminal.getvalue()


def test_the_end_may_move_away_as_isomers_are_found(clock: Clock, terminal: io.StringIO) -> None:
    with redirect_stderr(terminal), waiting.bar("isomers") as progress:
        assert progress is not None
        clock.now = 1.1
        progress(100, 200)
        progress(120, 480)
        assert "120/480" in terminal.getvalue()
        assert " 25%" in terminal.getvalue()


def test_an_interrupt_passes_and_closes_the_bar(clock: Clock, terminal: io.StringIO) -> None:
    def interrupted() -> None:
        with waiting.bar("steps") as progress:
            assert progress is not None
            clock.now = 1.1
            progress(1, 10)
            raise KeyboardInterrupt

    with redirect_stderr(terminal), pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.getvalue().endswith("\r")  # the cursor is back at the start of an empty line


@pytest.fixture
def cell(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that a notebook cell shows, one after the other."""
    lines: list[str] = []

    def show(bundle: dict[str, str], **_: object) -> SimpleNamespace:
        lines.append(bundle["text/plain"])
        return SimpleNamespace(update=show)

    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object())))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=show))
    return lines


def test_a_notebook_cell_shows_a_line_that_is_empty_in_the_end(clock: Clock, cell: list[str]) -> None:
    with waiting.bar("steps") as progress:
        assert progress is not None
        progress(1, 1000)
        assert cell == []
        clock.now = 2
        progress(500, 1000)
        assert "50%" in cell[-1]
        assert "250 steps/s" in cell[-1]
    assert cell[-1] == ""


def test_plain_ipython_is_no_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert not waiting.in_notebook()


def test_who_waits_for_the_compiler_is_told(terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.05)
    with redirect_stderr(terminal), waiting.bar("steps"):
        give_up = time.monotonic() + 30
        while "preparing" not in terminal.getvalue() and time.monotonic() < give_up:
            time.sleep(0.01)
    assert waiting.PREPARING[:20] in terminal.getvalue()


def test_the_pace_is_counted_from_when_all_is_compiled(clock: Clock, terminal: io.StringIO) -> None:
    with redirect_stderr(terminal), waiting.bar("steps") as progress:
        assert progress is not None
        clock.now = 20.0
        progress(1, 1000)
        clock.now = 21.0
        progress(500, 1000)
        assert "00:01<00:01" in terminal.getvalue()


def test_two_threads_write_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def display(bundle: dict[str, str], **_: object) -> SimpleNamespace:
        time.sleep(0.05)  # as on a busy machine
        shown.append(bundle["text/plain"])
        place = len(shown) - 1

        def update(bundle: dict[str, str], **_: object) -> None:
            shown[place] = bundle["text/plain"]

        return SimpleNamespace(update=update)

    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    line = waiting.Cell("steps")
    impatient = [threading.Thread(target=line.prepare) for _ in range(2)]
    for thread in impatient:
        thread.start()
    line.show(1, 10, 1.0)
    line.close()
    line.prepare()  # a timer that could not be stopped any more
    for thread in impatient:
        thread.join()
    assert shown == [""]
