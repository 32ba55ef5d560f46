"""The page of ``sawidget serve`` in a real browser: the same panel as in a notebook, and who may steer it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from saserver.background import Server, new_key
from saserver.sessions.store import Sessions
from sawidget.bundle import bundled

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (the extra 'test')")
pytestmark = pytest.mark.lane("browser")

PATIENCE = 30_000


@pytest.fixture
def server() -> Iterator[Server]:
    sessions = Sessions()
    with Server(sessions, key=new_key(), panel=bundled("index.html").parent) as server:
        yield server
    sessions.close()


@pytest.fixture
def context(browser: Any) -> Iterator[Any]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def visit(context: Any, url: str) -> Any:
    page = context.new_page()
    page.goto(url)
    return page


def reaches(page: Any, state: str) -> None:
    page.wait_for_selector(f".sawidget[data-state={state}]")


def lively(server: Server) -> str:
    given = {"formula": "C8H18", "seed": 1, "steps_per_cycle": 10**6, "num_cycles": 1}
    return server.sessions.create(given, steps_per_second=20).session_id


def test_a_run_is_made_and_steered(context: Any, server: Server) -> None:
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(server.url)
    reaches(page, "idle")  # there is a run at once, and only one
    [first] = server.sessions.list()
    page.get_by_role("button", name="Start").click()
    reaches(page, "running")
    page.get_by_role("button", name="Pause").click()
    reaches(page, "paused")
    page.get_by_role("button", name="New run").click()
    reaches(page, "idle")
    newest, run = server.sessions.list()
    assert (newest["session_state"], run["session_state"]) == ("idle", "paused")
    assert run["session_id"] == first["session_id"]
    assert errors == []


def test_what_is_narrow_is_read_and_told_as_what_is_wide(context: Any, server: Server) -> None:
    lively(server)
    page = visit(context, server.url)
    page.set_viewport_size({"width": 400, "height": 800})
    page.get_by_role("button", name="Step", exact=True).click()
    reaches(page, "paused")
    page.get_by_role("button", name="Isomers seen 1", exact=True).wait_for()
    heights = "nodes => nodes.map(node => node.getBoundingClientRect().height).filter(height => height)"
    letters = page.locator(".sawidget figure text").evaluate_all(heights)
    assert letters
    assert min(letters) > 9


def test_the_key_leaves_the_address_and_stays_in_the_tab(context: Any, server: Server) -> None:
    session = lively(server)
    page = visit(context, server.url)
    reaches(page, "idle")
    assert str(server.key) not in page.url
    assert page.url.endswith(f"?session={session}")
    page.reload()
    reaches(page, "idle")
    page.get_by_role("button", name="Start").click()
    reaches(page, "running")


def test_who_has_the_watch_link_sees_the_run_and_no_button_to_steer_it(context: Any, server: Server) -> None:
    session = lively(server)
    owner, watcher = visit(context, server.url), visit(context, server.watch_url)
    reaches(owner, "idle")
    reaches(watcher, "idle")
    owner.get_by_role("button", name="Start").click()
    reaches(watcher, "running")
    assert "You are watching" in watcher.inner_text("nav")
    for name in ("Start", "Pause", "Step", "Reset", "New run"):
        assert watcher.get_by_role("button", name=name, exact=True).count() == 0
    assert server.sessions.get(session).state == "running"


def test_who_watches_follows_the_newest_run_until_they_choose_one(context: Any, server: Server) -> None:
    first = lively(server)
    page = visit(context, server.watch_url)
    reaches(page, "idle")
    second = lively(server)
    page.wait_for_url(f"**session={second}")
    page.get_by_role("combobox", name="run", exact=True).select_option(first)
    page.wait_for_url(f"**session={first}")
    third = lively(server)
    page.wait_for_selector(f"option[value='{third}']", state="attached")
    assert page.url.endswith(f"session={first}")


def test_who_only_watches_makes_no_run(context: Any, server: Server) -> None:
    page = visit(context, server.watch_url)
    page.wait_for_selector("text=There is no run yet")
    assert server.sessions.list() == []
    session = lively(server)
    page.wait_for_url(f"**session={session}")


def test_the_copied_link_is_for_watching(context: Any, server: Server) -> None:
    session = lively(server)
    page = visit(context, server.url)
    reaches(page, "idle")
    page.get_by_role("button", name="Copy a link to watch").click()
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (
        copied == f"{server.watch_url.partition('?')[0]}?session={session}&key={server.watch_url.partition('key=')[2]}"
    )
    reaches(visit(context, copied), "idle")


@pytest.mark.parametrize("query", ["", "?key=wrong"])
def test_without_the_key_the_page_says_where_it_is(context: Any, server: Server, query: str) -> None:
    page = visit(context, server.url.partition("?")[0] + query)
    page.wait_for_selector("[role=alert]")
    assert "in the link that the server printed" in page.inner_text("[role=alert]")


def test_a_server_that_goes_away_and_comes_back_is_noticed(context: Any, server: Server) -> None:
    lively(server)
    page = visit(context, server.url)
    reaches(page, "idle")
    server.stop()
    page.wait_for_selector(".sawidget-light[data-condition=lost]")
    assert "does not answer" in page.wait_for_selector("text=The server does not answer").inner_text()
    server.start()
    page.wait_for_selector(".sawidget-light[data-condition=live]")


def test_a_computed_temperature_is_shown_in_brief_and_keeps_all_its_digits(context: Any, server: Server) -> None:
    given = {"formula": "C5H12O", "component_weights": {"wiener_index": 0.1 + 0.2}, "seed": 1}
    run = server.sessions.create(given | {"initial_temp": 12.3456789012}, steps_per_second=20)
    page = visit(context, f"{server.url.partition('?')[0]}?session={run.session_id}&{server.url.partition('?')[2]}")
    reaches(page, "idle")
    page.get_by_role("button", name="Settings").click()
    hot = page.locator("input[name=initial_temp]")
    assert hot.input_value() == "12.35"
    assert "exactly 12.3456789012" in hot.get_attribute("title")
    hot.press("Enter")
    cycles = page.locator("input[name=num_cycles]")
    cycles.fill("2")
    cycles.press("Enter")
    page.wait_for_function("() => document.querySelector('.sawidget-status').textContent.includes('of 1\\u202f000')")
    assert run.run.parameters.initial_temp == 12.3456789012
    hot.fill("12")
    hot.fill("12.35")  # as it was
    hot.press("Enter")
    cycles.fill("3")
    cycles.press("Enter")
    page.wait_for_function("() => document.querySelector('.sawidget-status').textContent.includes('of 1\\u202f500')")
    assert run.run.parameters.initial_temp == 12.3456789012
