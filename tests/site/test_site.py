"""The site as a reader finds it: built as docs/conf.py says, each link inside it followed, and nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
#: A name of a file says nothing: it is what Sphinx writes where it was given no words.
PICTURES = (".png", ".svg", ".jpg")


class Page(HTMLParser):
    """What a page points to, what can be pointed at in it, and which of its pictures nobody can hear."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.mute: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in ("script", "img", "iframe") and "src" in given:
            self.loaded.append(given["src"])
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.loaded.append(given["href"])
        if tag == "img" and (not given.get("alt", "").strip() or given["alt"].endswith(PICTURES)):
            self.mute.append(given.get("src", "")[:80])


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """All but what sawidget itself wrote: the replays."""
    return {file: Page(file) for file in site.rglob("*.html") if "_downloads" not in file.parts}


def test_every_link_inside_leads_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    broken = [f"{file.relative_to(site)}: {link}" for file, page in pages.items() for link in lost(page, pages)]
    assert not broken


def test_every_page_and_lesson_can_be_reached_from_the_front(site: Path, pages: dict[Path, Page]) -> None:
    reached, todo = set[Path](), [site / "index.html"]
    while todo:
        file = todo.pop()
        if file in pages and file not in reached:
            reached.add(file)
            todo += [(file.parent / unquote(urldefrag(link).url)).resolve() for link in pages[file].links]
    sources = [*(ROOT / "docs").glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    expected = {(site / source.relative_to(ROOT)).with_suffix(".html") for source in sources}
    assert expected | {site / "docs" / "a-page-that-nobody-named.html"} <= reached


def test_nothing_is_fetched_from_another_host(pages: dict[Path, Page]) -> None:
    assert {link for page in pages.values() for link in page.loaded if urlsplit(link).netloc} == set()


def test_every_picture_has_an_alternative(pages: dict[Path, Page]) -> None:
    assert {str(file): page.mute for file, page in pages.items() if page.mute} == {}


@pytest.mark.lane("browser")
def test_formulas_are_set_and_replays_run_without_a_network(site: Path, browser: Any) -> None:
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto((site / "docs" / "a-page-that-nobody-named.html").as_uri())
        page.wait_for_selector("mjx-container mjx-math")
        page.goto((site / "docs" / "figures" / "figures.html").as_uri())
        page.get_by_role("link", name="the run").first.click()
        page.wait_for_selector(".sawidget[data-state]")


def lost(page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    """The links of a page that lead nowhere."""
    for link in (*page.links, *page.loaded):
        address, fragment = urldefrag(link)
        if urlsplit(address).scheme:
            continue
        target = (page.file.parent / unquote(urlsplit(address).path)).resolve() if address else page.file
        if not target.is_file() or (fragment and target in pages and fragment not in pages[target].anchors):
            yield link
