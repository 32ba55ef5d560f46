"""The raw page in a real browser: what is refused stays in sight, and so does how the connection fares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from saserver.background import Server, new_key
from saserver.sessions.session import Session
from saserver.sessions.states import Command
from saserver.sessions.store import Sessions

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (the extra 'test')")
pytestmark = pytest.mark.lane("browser")

PATIENCE = 30_000


@pytest.fixture
def server() -> Iterator[Server]:
    sessions = Sessions()
    with Server(sessions, key=new_key()) as server:
        yield server
    sessions.close()


@pytest.fixture
def session(server: Server) -> Session:
    given = {"formula": "C8H18", "seed": 1, "steps_per_cycle": 10**6, "num_cycles": 1}
    return server.sessions.create(given, steps_per_second=20)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def reads(page: Any, line: str, words: str) -> None:
    """Wait until a line of the page says so."""
    playwright.expect(page.locator(line)).to_have_text(re.compile(words), timeout=PATIENCE)


def goes_on(page: Any) -> None:
    """Wait for a frame after those that are shown."""
    before = page.locator("#status").text_content()
    playwright.expect(page.locator("#status")).not_to_have_text(before, timeout=PATIENCE)


def test_a_refusal_stays_in_sight_while_frames_come(page: Any, server: Server, session: Session) -> None:
    page.goto(f"{server.url}&session={session.session_id}")
    reads(page, "#connection", "^live$")
    page.click("text=start")
    goes_on(page)
    page.click("text=start")
    reads(page, "#refusal", "start is not possible")
    goes_on(page)
    reads(page, "#refusal", "start is not possible")
    page.click("text=pause")
    reads(page, "#refusal", "^$")


def test_a_reset_after_the_end_is_seen(page: Any, server: Server, session: Session) -> None:
    session.step(5)
    page.goto(f"{server.watch_url}&session={session.session_id}")
    reads(page, "#status", "step 5 of")
    session.command(Command.CANCEL)
    reads(page, "#log", r"cancelled[\s\S]*\sping ")  # who is told that has not gone
    session.command(Command.RESET)
    reads(page, "#status", "step 0 of")


def test_a_lost_connection_is_told_and_comes_back(page: Any, server: Server, session: Session) -> None:
    page.goto(f"{server.url}&session={session.session_id}")
    reads(page, "#connection", "^live$")
    server.stop()
    reads(page, "#connection", "lost")
    session.step(3)
    server.start()
    reads(page, "#connection", "^live$")
    reads(page, "#status", "step 3 of")
    log = page.locator("#log").text_content()
    assert log.count(" snapshot ") == 1  # it went on where it was
    server.stop()
    with Server(server.sessions, key=new_key(), port=server.port):
        reads(page, "#connection", "refused: the key is wrong")


def test_the_link_lets_others_watch_and_no_more(page: Any, server: Server, session: Session) -> None:
    page.goto(f"{server.url}&session={session.session_id}")
    link = page.locator("#link")
    playwright.expect(link).to_have_attribute("href", f"{server.watch_url}&session={session.session_id}")
    page.goto(link.get_attribute("href"))
    reads(page, "#connection", "^live$")
    playwright.expect(page.locator("button:visible")).to_have_text(["join"])
    playwright.expect(link).to_have_attribute("href", page.url)
