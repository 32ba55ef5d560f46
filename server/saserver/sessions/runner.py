"""The runner: the thread that drives a run at its pace. It advances whether or not anybody watches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from saserver.sessions.easel import at_work
from saserver.sessions.gate import STEPS
from saserver.sessions.pacing import FRAME_RATE, Pace
from saserver.sessions.run import Run

#: Seconds that one call of the engine may take: what a command waits for, unless a user's energy is slower than that.
SLICE: Final = 0.01
_LARGEST_SLICE: Final = 2**26
#: Seconds that a frame may come early: the steps for it are due just then, and waiting for the next ones takes as long
#: as a frame.
_EARLY: Final = 0.005
#: Of the time of the process, what the frames of all runs may take. The thread that serves the watchers needs the rest:
#: with each event that it sends, it loses the interpreter's lock, and waits for it again.
FRAMES_SHARE: Final = 0.7
#: Seconds between two checkpoints.
CHECKPOINT: Final = 1.5


class Runner:
    """Drives a run until it is complete, fails, or is told to stop.

    Parameters
    ----------
    frame : called when there is something to show
    save : called when it is time for a checkpoint
    ended : called at last, with what went wrong, if something did; all three from the runner's thread
    """

    def __init__(
        self,
        run: Run,
        pace: Pace,
        *,
        frame: Callable[[], None],
        save: Callable[[], None],
        ended: Callable[[BaseException | None], None],
    ) -> None:
        self._run = run
        self._pace = pace
        self._frame = frame
        self._save = save
        self._ended = ended
        self._stop = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._drive, name="sawidget run", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has obeyed."""
        with self._wake:
            self._stop = True
            self._wake.notify_all()
        self._thread.join()

    def hurry(self) -> None:
        """The pace has changed: do not sleep as long as was due before."""
        with self._wake:
            self._wake.notify_all()

    def _drive(self) -> None:
        error: BaseException | None = None
        at_work.add(self)
        try:
            self._go()
        except BaseException as raised:  # never a thread that dies in silence: the session says what happened
            error = raised
        finally:
            at_work.discard(self)
        self._ended(error)

    def _go(self) -> None:
        run, pace = self._run, self._pace
        saved = time.monotonic()
        next_frame = saved + 1 / FRAME_RATE + _EARLY
        cost = 0.0
        shown = run.step
        slice_ = 1  # of a user's energy nobody knows how long it takes
        while not run.complete and not self._stop:
            begin = time.monotonic()
            due = min(slice_, pace.due(begin))
            if pace.single and due:
                due = 1
                run.single()
            elif due:
                left = next_frame - begin
                if 0 < left < SLICE:  # end where the next frame is due
                    due = max(1, min(due, int(slice_ * left / SLICE)))
                with STEPS.passed():
                    begin = time.monotonic()
                    run.advance(due)
                    spent = time.monotonic() - begin
                slice_ = max(1, min(_LARGEST_SLICE, 4 * slice_, int(due * SLICE / max(spent, 1e-6))))
            pace.made(due, time.monotonic())
            if run.step > shown and (run.last or time.monotonic() >= next_frame - _EARLY):
                next_frame = max(next_frame, time.monotonic() - _EARLY)
                spent = time.thread_time()
                self._frame()
                cost += (time.thread_time() - spent - cost) / 8  # some have a picture to draw, others have not
                next_frame += max(1 / FRAME_RATE, cost * len(at_work) / FRAMES_SHARE)
                shown = run.step
            if run.step == shown and begin - saved >= CHECKPOINT:  # what is saved is what was shown
                self._save()
                saved = begin
            self._rest(saved + CHECKPOINT)

    def _rest(self, until: float) -> None:
        """Sleep until steps are due, and not beyond that time."""
        with self._wake:
            now = time.monotonic()
            seconds = min(self._pace.wait(now), until - now)
            if seconds > 0 and not self._stop:
                self._wake.wait(seconds)
