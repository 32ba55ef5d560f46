"""Theory and landscape, live in a panel in JupyterLab."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.lane("browser")

CELL = "import sawidget as sa\nw = sa.Annealer({formula!r}, seed=7, open=['theory', 'landscape'], {more})\nw"
AT_FIVE = "schedule='constant', initial_temp=5, steps_per_cycle={steps}, num_cycles=1, steps_per_second={pace}"

#: Where the ring has been, and how often the bars were drawn anew, from now on.
WATCH = """panel => {
    window.ringed = new Set();
    window.drawn = 0;
    const ring = panel.querySelector(".sawidget-walker"), place = () => ring.style.left + ring.style.top;
    new MutationObserver(() => ringed.add(place())).observe(ring, {attributeFilter: ["style"]});
    const bars = panel.querySelector(".sawidget-theory-visited");
    new MutationObserver(() => drawn++).observe(bars, {attributeFilter: ["d"]});
}"""


def test_bars_grow_to_the_exact_ones_and_the_ring_walks_over_the_landscape(laid: Any) -> None:
    notebook = laid(CELL.format(formula="C6H14", more=AT_FIVE.format(steps=60_000, pace=20_000)))
    notebook.run(0)
    panel = notebook.panel()
    nodes = panel.node.locator(".sawidget-node")
    nodes.nth(4).wait_for()
    assert nodes.count() == 5
    assert panel.node.locator(".sawidget-theory-isomers .sawidget-thumb path").count() == 5
    panel.node.evaluate(WATCH)
    panel.press("Start")
    panel.until("complete")
    assert notebook.page.evaluate("window.ringed.size") > 1
    words = panel.node.locator(".sawidget-theory .sawidget-hint").text_content()
    assert "at kT 5" in words
    differ = words.partition("differ by")[2].partition("%")[0]
    assert float("".join(letter for letter in differ if letter.isdigit())) <= 5  # the same run each time
    label = panel.node.locator(".sawidget-ground").get_attribute("aria-label")
    assert f"The run is at {panel.smiles('current')}" in label
    assert notebook.errors == []


def test_frames_come_as_fast_as_ever_and_a_space_that_is_too_large_says_so(laid: Any) -> None:
    notebook = laid(CELL.format(formula="C8H18", more=AT_FIVE.format(steps=10**9, pace=0)), "")
    notebook.run(0)
    panel = notebook.panel()
    panel.node.locator(".sawidget-node").nth(17).wait_for()
    panel.node.evaluate(WATCH)
    panel.press("Start")
    panel.beyond(0)
    before = notebook.page.evaluate("window.drawn")
    notebook.page.wait_for_timeout(3000)
    assert notebook.page.evaluate("window.drawn") - before >= 20  # 60 where nobody else wants the processors
    panel.press("Pause")
    panel.until("paused")
    panel.press("Reset")
    panel.until("idle")
    notebook.value(1, "w.formula = 'C20H42'")
    for pane in ("theory", "landscape"):
        hint = panel.node.locator(f".sawidget-{pane} .sawidget-hint")
        hint.get_by_text("more than 500 isomers").wait_for()
        assert not panel.node.locator(f".sawidget-{pane} svg").first.is_visible()
