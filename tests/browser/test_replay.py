"""The page that replays a run, from a folder, in a browser without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sawidget as sa
from tests.browser.notebook import PATIENCE, Panel

pytestmark = pytest.mark.lane("browser")

RUN: dict[str, Any] = {"formula": "C8H18", "seed": 7, "initial_temp": 20, "schedule": "geometric", "min_temp": 0.5}

Open = Callable[..., "Replay"]


class Replay(Panel):
    """What a person sees who opens the file.

    Attributes
    ----------
    errors : what the page complained of, and what it asked of a network
    """

    def __init__(self, page: Any, path: Path) -> None:
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda asked: self.errors.append(asked.url) if asked.url != path.as_uri() else None)
        page.goto(path.as_uri())
        super().__init__(page, page.locator(".sawidget"))

    @property
    def slider(self) -> Any:
        """The scrubber."""
        return self.page.get_by_role("slider", name="moment")

    def scrub(self, place: int) -> None:
        """Drag it there."""
        self.slider.fill(str(place))

    def speed(self, label: str) -> None:
        """Choose it."""
        self.page.get_by_label("speed").select_option(label)

    def shows(self, step: int) -> None:
        """Wait until it shows this step."""
        self.page.wait_for_function(
            """([node, step]) => {
                const text = node.querySelector(".sawidget-count").innerText.split(" of ")[0];
                return Number(text.replace(/[^0-9]/g, "")) === step;
            }""",
            arg=[self.node.element_handle(), step],
        )


@pytest.fixture
def replay(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts: list[Any] = []

    def open_replay(result: sa.Result, **settings: Any) -> Replay:
        path = tmp_path / "run.html"
        result.to_html(path)
        contexts.append(browser.new_context(offline=True, **settings))
        return Replay(contexts[-1].new_page(), path)

    yield open_replay
    for context in contexts:
        context.close()


def test_scrubbed_to_its_end_it_shows_what_python_found(replay: Open) -> None:
    result = sa.anneal(**RUN)
    page = replay(result)
    page.until("idle")
    page.light("replay")
    page.scrub(600)
    page.until("complete")
    page.shows(2000)
    assert page.energy("best") == result.best_energy
    assert page.energy("current") == result.final_energy
    assert page.smiles("best") == result.best_smiles
    assert page.node.locator(".sawidget-picture svg path").count() >= 2
    assert page.errors == []


def test_scrubbed_back_it_shows_an_earlier_moment(replay: Open) -> None:
    result = sa.anneal(**RUN)
    page = replay(result)
    page.scrub(600)
    page.until("complete")
    page.scrub(150)
    page.until("paused")
    page.shows(500)
    assert page.energy("current") == result.history["energy"][499]
    assert page.energy("best") == result.history["best"][499]
    page.scrub(0)
    page.until("idle")
    page.shows(0)
    assert page.energy("best") == result.initial_energy
    assert page.errors == []


def test_it_plays_to_its_end_and_from_its_start_again(replay: Open) -> None:
    page = replay(sa.anneal(**RUN))
    page.speed("⅛ ×")
    page.press("Play")
    page.until("running")
    page.beyond(0)
    page.press("Pause")
    page.until("paused")
    assert 0 < page.step < 2000
    page.speed("4 ×")
    page.press("Play")
    page.until("complete")
    page.shows(2000)
    page.speed("⅛ ×")
    page.press("Play")
    page.until("running")
    assert page.step < 2000
    assert page.errors == []


def test_the_keyboard_is_enough(replay: Open) -> None:
    page = replay(sa.anneal(**RUN, steps_per_cycle=100))
    page.speed("⅛ ×")
    page.node.focus()
    press = page.page.keyboard.press
    press("ArrowRight")
    press("ArrowRight")
    press("ArrowRight")
    page.shows(3)
    press("ArrowLeft")
    page.shows(2)
    press("Space")
    page.until("running")
    press("Space")
    page.until("paused")
    press("End")
    page.until("complete")
    press("Home")
    page.until("idle")
    page.slider.focus()
    press("ArrowRight")
    page.shows(1)
    press("Space")
    page.until("running")
    assert page.errors == []


def test_a_short_run_has_every_proposal_under_the_microscope(replay: Open) -> None:
    page = replay(sa.anneal(**RUN, steps_per_cycle=50))
    page.press("Microscope")
    verdicts = set()
    for place in range(1, 41):
        page.scrub(place)
        page.node.locator(".sawidget-proposal").get_by_text(f"proposal {place}", exact=True).wait_for()
        verdicts.add(page.node.locator(".sawidget-proposal").get_attribute("data-verdict"))
    assert {"accepted", "null"} <= verdicts
    assert page.errors == []


def test_a_long_run_has_no_microscope_and_nothing_to_press_but_play(replay: Open) -> None:
    page = replay(sa.anneal(**RUN))
    page.until("idle")
    for name in ("Microscope", "Start", "Step", "Reset", "draw a new seed"):
        assert not page.button(name).is_visible()
    page.node.get_by_role("button", name="Isomers seen").click()
    page.scrub(600)
    page.node.locator(".sawidget-card .sawidget-thumb svg").first.wait_for()
    cards = page.node.locator(".sawidget-card")
    assert cards.locator("svg").count() == cards.count() > 5
    assert page.errors == []


def test_without_scripts_there_is_the_picture_of_its_end(replay: Open) -> None:
    result = sa.anneal(**RUN)
    page = replay(result, java_script_enabled=False)
    image = page.page.locator("img")
    image.wait_for()
    assert result.best_smiles in str(image.get_attribute("alt"))
    assert image.bounding_box()["height"] > 100


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(replay: Open, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = replay(sa.anneal(**RUN, steps_per_cycle=50), color_scheme=scheme)
    for fold in ("Settings", "Microscope", "Isomers seen", "Moves"):
        page.node.get_by_role("button", name=fold).first.click()
    page.scrub(40)
    page.until("paused")
    found = Axe().run(page.page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in serious] == []
