from __future__ import annotations

import random
import threading

from saserver.sessions.journal import Journal


def numbers(journal: Journal, session_id: str, cursor: int) -> list[int] | None:
    events = journal.after(session_id, cursor)
    return None if events is None else [event.number for event in events]


def test_one_number_counts_for_all_sessions() -> None:
    journal = Journal()
    assert [journal.append(session_id, "progress", {}) for session_id in "abab"] == [1, 2, 3, 4]
    assert numbers(journal, "a", 0) == [1, 3]
    assert numbers(journal, "b", 2) == [4]
    assert numbers(journal, "nobody", 0) == []


def test_who_has_missed_an_event_is_told_so() -> None:
    journal = Journal(depth=3)
    for _ in range(5):
        journal.append("a", "progress", {})
    assert numbers(journal, "a", 1) is None
    assert numbers(journal, "a", 2) == [3, 4, 5]
    assert journal.depth("a") == 3


def test_a_cursor_of_another_server_is_none_of_ours() -> None:
    assert numbers(Journal(), "a", 1) is None


def test_what_is_forgotten_is_a_gap() -> None:
    journal = Journal()
    journal.append("a", "progress", {})
    journal.append("b", "progress", {})
    journal.forget("a")
    assert numbers(journal, "a", 1) is None
    assert numbers(journal, "a", 2) is None
    assert numbers(journal, "b", 1) == [2]
    journal.append("a", "progress", {})
    assert numbers(journal, "a", journal.number - 1) == [journal.number]


def test_who_waits_is_woken_after_the_event_is_there() -> None:
    journal = Journal()
    seen: list[list[int] | None] = []

    def wake() -> None:
        seen.append(numbers(journal, "a", 0))

    journal.listen("a", wake)
    journal.append("b", "progress", {})
    journal.append("a", "progress", {})
    assert journal.watchers("a") == 1
    journal.unlisten("a", wake)
    journal.append("a", "progress", {})
    assert seen == [[2]]
    assert journal.watchers("a") == 0


def test_watchers_that_come_and_go_see_everything_once() -> None:
    journal = Journal(depth=10_000)
    end = 5000

    def write() -> None:
        for _ in range(end):
            journal.append("a", "progress", {})

    thread = threading.Thread(target=write)
    thread.start()
    chance, seen = random.Random(1), list[int]()
    while len(seen) < end:
        newer = numbers(journal, "a", seen[-1] if seen else 0)
        assert newer is not None
        seen += newer[: chance.randrange(len(newer) + 1)]  # the rest is lost on the way
    thread.join()
    assert seen == list(range(1, end + 1))
