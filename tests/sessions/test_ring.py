from __future__ import annotations

import gc
from typing import Any

import pytest

from saserver.sessions.ring import Event, Ring


def told(number: int) -> dict[str, Any]:
    return {"step": number, "energy": number / 3, "visits": [{"smiles": "C" * (number % 7), "steps": number}]}


def filled(events: int, depth: int, apart: int = 1) -> Ring:
    ring = Ring("a", depth)
    for number in range(apart, apart * events + 1, apart):
        ring.append(Event.of(number, "a", "progress", told(number)))
    return ring


@pytest.mark.parametrize("events", [0, 1, 63, 64, 127, 128, 129, 500, 1500])
@pytest.mark.parametrize("depth", [1, 3, 64, 100, 1280])
def test_a_ring_keeps_the_latest_as_they_were(events: int, depth: int) -> None:
    ring = filled(events, depth)
    kept = list(range(max(0, events - depth) + 1, events + 1))
    assert len(ring) == len(kept)
    assert ring.dropped == max(0, events - depth)
    found = ring.after(0)
    assert [event.number for event in found] == kept
    assert all(event.data == told(event.number) and event.session_id == "a" for event in found)


@pytest.mark.parametrize("cursor", [0, 1, 2, 127, 128, 129, 190, 191, 192, 193, 255, 256, 599, 600, 601])
def test_what_comes_after_a_cursor_is_all_that_has_a_higher_number(cursor: int) -> None:
    ring = filled(300, 1280, apart=2)
    assert [event.number for event in ring.after(cursor)] == [n for n in range(2, 601, 2) if n > cursor]


def test_frames_that_are_kept_are_nothing_to_the_garbage_collector() -> None:
    filled(2, 10)
    gc.collect()
    before = len(gc.get_objects())
    ring = filled(1280, 1280)
    gc.collect()
    assert len(gc.get_objects()) - before < 130
    assert len(ring.after(0)) == 1280
