"""Pictures have a budget; what is told of a molecule has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from saserver.engine import Graph, prepare
from saserver.engine.parameters import Parameters
from saserver.sessions.easel import Easel
from saserver.sessions.frames import Camera
from saserver.sessions.run import Run
from saserver.sessions.states import Command

if TYPE_CHECKING:
    from tests.sessions.conftest import House


def hot_run() -> Run:
    return Run(
        *prepare(Parameters.checked("C8H18", seed=3, schedule="constant", initial_temp=50.0, steps_per_cycle=10**7))
    )


def drawn(moment: dict[str, Any], role: str) -> bool:
    """Whether the picture is that of the molecule: it has its SMILES as a title."""
    return f"<title>{moment[f'{role}_smiles']}</title>" in moment[f"{role}_svg"]


def test_while_the_easel_is_taken_the_picture_is_an_older_one_and_the_rest_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = hot_run()
    camera = Camera(run)
    first = camera.moment()
    assert drawn(first, "current")
    monkeypatch.setattr(Easel, "free", False)
    smiles = set()
    for _ in range(10):
        run.advance(100)
        later = camera.moment(last=False)
        assert (later["current_svg"], later["best_svg"]) == (first["current_svg"], first["best_svg"])
        assert later["current_smiles"] == run.chain.current.smiles
        assert later["best_smiles"] == run.chain.best.smiles
        smiles.add(later["current_smiles"])
    assert len(smiles) > 1
    at_last = camera.moment(last=True)
    assert drawn(at_last, "current")
    assert drawn(at_last, "best")


def test_a_picture_that_was_put_off_comes_though_nothing_moves_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    run = hot_run()
    camera = Camera(run)
    camera.moment()
    with monkeypatch.context() as patch:
        patch.setattr(Easel, "free", False)
        run.advance(500)
        assert not drawn(camera.moment(last=False), "current")
    monkeypatch.setattr(Easel, "free", True)
    assert drawn(camera.moment(last=False), "current")


def test_the_easel_is_free_again_after_many_times_what_a_drawing_took(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"now": 100.0, "cpu": 0.0}

    def slow(graph: Graph, previous: object) -> str:
        clock["cpu"] += 0.05
        return "picture"

    monkeypatch.setattr("saserver.sessions.easel.depict", slow)
    monkeypatch.setattr("saserver.sessions.easel.time.monotonic", lambda: clock["now"])
    monkeypatch.setattr("saserver.sessions.easel.time.thread_time", lambda: clock["cpu"])
    easel = Easel()
    for others, seconds in ((1, 0.75), (3, 0.75), (30, 7.5)):
        monkeypatch.setattr("saserver.sessions.easel.at_work", set(range(others)))
        assert easel.free
        easel.draw(hot_run().model.start, None)
        clock["now"] += seconds - 0.01
        assert not easel.free
        clock["now"] += 0.02


def test_a_run_at_rest_is_shown_as_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Easel, "free", False)
    session = house.session("C8H18", pace=0, steps_per_cycle=10**9, schedule="constant", initial_temp=50.0)
    session.command(Command.START)
    house.wait(session, lambda event: event.name == "progress" and event.data["step"] > 10**5)
    session.command(Command.PAUSE)
    shown = session.snapshot()[1]
    assert drawn(shown, "current")
    assert drawn(shown, "best")


def test_frames_leave_time_to_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saserver.sessions.runner.FRAMES_SHARE", 1e-9)
    session = house.finish(house.session(pace=20_000, steps_per_cycle=5000, num_cycles=4))
    frames = house.events(session, "progress")
    assert len(frames) <= 2  # the first, after which there is no time for others, and the last
    assert frames[-1].data["is_complete"]
    assert frames[-1].data["step"] == 20_000


def test_at_the_end_one_isomer_is_drawn_in_one_way() -> None:
    given = {"optimization_mode": "MAXIMIZE", "initial_temp": 5.0, "steps_per_cycle": 500, "num_cycles": 1}
    alike = turned = 0
    for seed in range(20):
        run = Run(*prepare(Parameters.checked("C6H14", seed=seed, **given)))
        camera = Camera(run)
        for _ in range(99):
            run.advance(5)
            camera.moment()
        run.advance(4)
        before = camera.moment()
        run.advance(1)
        after = camera.moment()
        if after["current_smiles"] == after["best_smiles"]:
            alike += 1
            turned += before["current_smiles"] == before["best_smiles"] and before["current_svg"] != before["best_svg"]
            assert after["current_svg"] == after["best_svg"]
        else:
            assert after["current_svg"] != after["best_svg"]
    assert alike
    assert turned
