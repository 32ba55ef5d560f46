"""Several runs side by side, in a notebook."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.axe import violations
from tests.browser.notebook import PATIENCE, Panel

pytestmark = pytest.mark.lane("browser")

CELL = """
import sawidget as sa
both = sa.Compare([sa.Annealer('C8H18', seed=seed, steps_per_second={pace}) for seed in range({runs})])
both
"""


def started(panel: Panel) -> None:
    """Wait until all have made a step."""
    panel.page.wait_for_function(
        "node => [...node.querySelectorAll('.sawidget-multiple-foot')].every(foot => !/^0 of/.test(foot.innerText))",
        arg=panel.node.element_handle(),
    )


def bests(panel: Panel) -> list[float]:
    """The best energy of each."""
    return [float(text) for text in panel.node.locator(".sawidget-multiple-best b").all_inner_texts()]


def steps(panel: Panel) -> list[int]:
    """How far each is."""
    feet = panel.node.locator(".sawidget-multiple-foot").all_inner_texts()
    return [int("".join(filter(str.isdigit, foot.partition(" of ")[0]))) for foot in feet]


def test_all_run_to_the_end_on_one_connection_and_find_what_python_says(opened: Any) -> None:
    count = """
        window.opened = [];
        window.most = 0;
        const Original = window.EventSource;
        window.EventSource = class extends Original {
            constructor(...given) {
                super(...given);
                window.opened.push(this);
                window.most = Math.max(window.most, window.opened.filter((source) => source.readyState !== 2).length);
            }
        };
    """
    notebook = opened(CELL.format(pace=1000, runs=4), "", "", before=lambda context: context.add_init_script(count))
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live, direct")
    panel.until("idle")
    assert panel.node.locator(".sawidget-multiple-label").all_inner_texts() == [f"seed = {seed}" for seed in range(4)]
    panel.press("Start all")
    panel.until("complete")
    assert notebook.page.evaluate("window.most") == 1  # a busy machine may make it try again, but never two at once
    assert steps(panel) == [2000] * 4
    told = notebook.value(1, "print([result.best_energy for result in both.wait()])")
    met = notebook.value(2, "print([len(run.snapshot()['visits']) for run in both.runs])")
    assert panel.node.locator(".sawidget-multiple-met").all_inner_texts() == [
        f"{number} isomers" for number in re.findall(r"\d+", met)
    ]
    assert bests(panel) == [float(word) for word in told.partition("[")[2].partition("]")[0].split(",")]
    assert notebook.errors == []


def test_nothing_can_be_pressed_before_all_runs_are_there(opened: Any) -> None:
    """Else the first press can be lost: on a button that is just then disabled, browsers tell nobody of it."""
    look = """
        new MutationObserver(() => {
            for (const button of document.querySelectorAll(".sawidget-multiple, .sawidget-start")) {
                const early = button.closest(".sawidget")?.dataset.state === undefined;
                if (button.disabled === false && early) window.early = true;
                window.looked ||= early;
            }
        }).observe(document, { subtree: true, childList: true, attributes: true });
    """
    notebook = opened(CELL.format(pace=20, runs=3), before=lambda context: context.add_init_script(look))
    notebook.run(0)
    notebook.panel().until("idle")
    assert notebook.page.evaluate("[window.looked, window.early]") == [True, None]


def test_one_set_of_buttons_and_keys_and_one_slider_steer_all(laid: Any) -> None:
    notebook = laid(CELL.format(pace=20, runs=3), "")
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.press("Start all")
    panel.until("running")
    panel.press("Pause all")
    panel.until("paused")
    assert notebook.value(1, "print([run.state for run in both.runs])").count("paused") == 3
    panel.press("Reset all")
    panel.until("idle")
    assert steps(panel) == [0, 0, 0]
    panel.node.focus()
    notebook.page.keyboard.press("Space")
    panel.until("running")
    started(panel)
    notebook.page.keyboard.press("Space")
    panel.until("paused")
    notebook.page.keyboard.press("r")
    panel.until("idle")
    slider = panel.node.get_by_role("slider", name="speed")
    assert slider.get_attribute("aria-valuetext") == "20 steps/s each"
    slider.press("End")
    panel.press("Start all")
    panel.until("complete")
    assert notebook.value(1, "print([run.steps_per_second for run in both.runs])").count("0.0") == 3
    assert notebook.errors == []


def test_start_waits_for_the_predictions_of_its_runs(laid: Any) -> None:
    notebook = laid(
        "import sawidget as sa\n"
        "guess = sa.predict('which', 'Which one wins?', ['hot', 'cold'])\n"
        "both = sa.Compare([sa.Annealer('C8H18', seed=1, after=guess), sa.Annealer('C8H18', seed=2)])\n"
        "both",
        "",
    )
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.node.get_by_text("First say what you expect: Which one wins?").wait_for()
    assert panel.button("Start all").is_disabled()
    assert panel.button("Start all").get_attribute("title") == "First say what you expect: Which one wins?"
    notebook.value(1, "guess.record('hot')")
    panel.press("Start all")
    panel.until("running")
    assert panel.node.locator(".sawidget-start").get_attribute("title") == ""


def test_what_python_does_shows(laid: Any) -> None:
    notebook = laid(CELL.format(pace=20, runs=2), "")
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    notebook.value(1, "both.start()")
    panel.until("running")
    notebook.value(1, "both.runs[0].cancel(); both.pause()")
    panel.until("paused")
    panel.node.get_by_text("1 cancelled, 1 paused").wait_for()
    panel.press("Start all")
    panel.node.get_by_text("1 cancelled, 1 running").wait_for()
    notebook.value(1, "both.pause()")  # not what the button has led to last
    panel.until("paused")
    panel.press("Start all")
    panel.until("running")


def test_curves_have_common_axes_and_follow_each_others_pointer(laid: Any) -> None:
    notebook = laid(
        "import sawidget as sa\n"
        "sa.Compare([sa.Annealer('C8H18', seed=1, steps_per_second=0, num_cycles=cycles) for cycles in (1, 4)])"
    )
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.press("Start all")
    panel.until("complete")
    notebook.page.wait_for_function("document.querySelectorAll('.sawidget-trace canvas').length === 2")
    first, second = panel.node.locator(".sawidget-trace .u-over").all()
    box = second.bounding_box()
    assert first.bounding_box()["width"] == box["width"]
    second.hover(position={"x": 0.2 * box["width"], "y": 5})
    feet = panel.node.locator(".sawidget-multiple-foot")
    notebook.page.wait_for_function(
        "node => [...node.querySelectorAll('.sawidget-multiple-foot')].every(foot => /^at step/.test(foot.innerText))",
        arg=panel.node.element_handle(),
    )
    pointed = [int("".join(filter(str.isdigit, foot.partition(",")[0]))) for foot in feet.all_inner_texts()]
    assert all(abs(step - 400) < 40 for step in pointed), pointed


def test_eight_runs_fit_any_width(laid: Any) -> None:
    notebook = laid(CELL.format(pace=0, runs=8))
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.press("Start all")
    panel.until("complete", PATIENCE)
    for width in (1200, 700, 360):
        panel.node.evaluate("(node, width) => { node.parentElement.style.width = `${width}px`; }", width)
        notebook.page.wait_for_function(
            """([node, width]) => {
                const inner = node.getBoundingClientRect(), cards = [...node.querySelectorAll(".sawidget-multiple")];
                const parts = [...node.querySelectorAll("*")];
                return inner.width <= width + 1 && cards.length === 8 && parts.every((part) => {
                    const box = part.getBoundingClientRect();
                    return !box.width || box.right <= inner.right + 1;
                });
            }""",
            arg=[panel.node.element_handle(), width],
        )


def test_a_run_that_fails_says_so_in_its_place(laid: Any) -> None:
    notebook = laid(
        "import sawidget as sa\n"
        "def rule(d_e, kt, u):\n    raise ValueError('no such rule')\n"
        "sa.Compare([sa.Annealer('C8H18', seed=1, accept=rule), sa.Annealer('C8H18', seed=1, steps_per_second=0)])"
    )
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.press("Start all")
    panel.until("failed")
    assert "no such rule" in panel.node.locator(".sawidget-multiple").first.inner_text()
    assert "complete after 2" in panel.node.locator(".sawidget-multiple").nth(1).inner_text()


def test_axe_finds_no_violation(opened: Any) -> None:
    notebook = opened(CELL.format(pace=0, runs=3))
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.press("Start all")
    panel.until("complete")
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        assert violations(notebook.page, theme) == []
