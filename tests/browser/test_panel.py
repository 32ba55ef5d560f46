"""A panel at the end of a cell, on a machine of one's own."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.lane("browser")

CELL = "import sawidget as sa\nw = sa.Annealer('C8H18', seed=7, steps_per_second={pace})\nw"


def test_a_cell_shows_a_panel_and_start_runs_to_the_end(opened: Any) -> None:
    notebook = opened(CELL.format(pace=1000), "")
    notebook.run(0)
    panel = notebook.panel()
    panel.light("live, direct")
    panel.until("idle")
    panel.press("Start")
    panel.until("complete")
    assert panel.step == 2000
    seen = notebook.value(1, "print(w.best_energy, w.best_smiles, w.result.best_energy, w.steps)")
    energy, smiles, result, steps = seen.split()[-4:]
    assert panel.energy("best") == float(energy) == float(result)
    assert panel.smiles("best") == smiles
    assert steps == "2000"
    assert notebook.errors == []


def test_a_molecule_is_drawn_and_the_plot_has_a_curve(opened: Any) -> None:
    notebook = opened(CELL.format(pace=1000))
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Start")
    panel.until("complete")
    assert panel.node.locator(".sawidget-picture svg path").count() >= 2
    inked = notebook.page.evaluate(
        """() => {
            const canvas = document.querySelector(".sawidget canvas");
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let inked = 0;
            for (let i = 3; i < pixels.length; i += 4) if (pixels[i] > 0) inked++;
            return inked;
        }"""
    )
    assert inked > 1000


def test_the_still_is_hidden_while_the_panel_lives_and_seen_when_it_does_not(opened: Any, lab: Any) -> None:
    notebook = opened(CELL.format(pace=0))
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Start")
    panel.until("complete")
    still = notebook.cell(0).locator(".sawidget-still")
    still.wait_for(state="attached")
    assert not still.is_visible()
    notebook.save()
    [file] = [file for file in lab.folder.iterdir() if file.name.startswith("test-the-still")]
    again = opened("1")  # a page that has never seen a kernel of this notebook
    lab.write("untrusted.ipynb", ["1"])
    text = file.read_text()
    assert "sawidget-still" in text
    (lab.folder / "untrusted.ipynb").write_text(text)
    again.page.goto(lab.address("untrusted.ipynb"))
    picture = again.page.locator(".jp-OutputArea img").first
    picture.wait_for()
    assert "C8H18" in (picture.get_attribute("alt") or "")


def test_a_trusted_notebook_without_its_kernel_shows_the_still_and_no_error(opened: Any, lab: Any) -> None:
    notebook = opened(CELL.format(pace=0))
    notebook.run(0)
    notebook.panel().until("idle")
    notebook.save()
    [file] = [file for file in lab.folder.iterdir() if file.name.startswith("test-a-trusted-notebook")]
    again = opened("1")
    (lab.folder / "trusted.ipynb").write_text(file.read_text())  # the signature is that of what it says
    again.page.goto(lab.address("trusted.ipynb"))
    missing = again.page.get_by_text("model not found")
    missing.wait_for(state="attached")
    assert not missing.is_visible()
    assert again.page.locator(".sawidget-still img").is_visible()


def test_step_goes_to_a_proposal_that_is_not_null_and_the_microscope_explains_it(opened: Any) -> None:
    notebook = opened(CELL.format(pace=100))
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Step")
    panel.until("paused")
    panel.beyond(0)
    text = panel.node.inner_text()
    assert any(word in text for word in ("accepted", "rejected", "disconnected")), text
    step = panel.step
    panel.press("Step")
    panel.beyond(step)
    panel.press("Reset")
    panel.until("idle")
    assert panel.step == 0


def test_the_keyboard_is_enough(opened: Any) -> None:
    notebook = opened(CELL.format(pace=100))
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.node.focus()
    press = notebook.page.keyboard.press
    press("Space")
    panel.until("running")
    panel.beyond(0)
    press("Space")
    panel.until("paused")
    step = panel.step
    press("ArrowRight")
    panel.beyond(step)
    press("r")
    panel.until("idle")


def test_keys_are_heard_after_what_had_the_focus_has_gone(opened: Any) -> None:
    notebook = opened(CELL.format(pace=100), "")
    notebook.run(0)
    panel = notebook.panel()
    press, mouse = notebook.page.keyboard.press, notebook.page.mouse
    panel.press("Start")
    panel.until("running")
    slider = panel.node.get_by_role("slider").bounding_box()
    middle = slider["y"] + slider["height"] / 2
    mouse.move(slider["x"] + slider["width"] / 2, middle)
    mouse.down()
    mouse.move(slider["x"] + slider["width"] + 9, middle)  # as fast as possible: it ends under the hand
    panel.until("complete")
    mouse.up()
    notebook.page.wait_for_timeout(100)
    press("r")
    panel.until("idle")
    panel.press("Start")
    panel.until("complete")
    panel.press("draw a new seed")
    panel.press("Apply and begin anew")
    panel.until("idle")
    press("ArrowRight")
    panel.until("paused")


def test_jupyters_own_keys_do_nothing_while_a_control_has_the_focus(opened: Any) -> None:
    notebook = opened(CELL.format(pace=100), "1 + 1", "2 + 2")
    notebook.run(0)
    panel = notebook.panel()
    press = notebook.page.keyboard.press
    panel.press("Start")
    panel.until("running")
    for key in ("d", "d", "j", "a", "m"):  # delete the cell, the next one, one more above, make it text
        press(key)
    panel.press("Pause")
    panel.until("paused")
    slider = panel.node.get_by_role("slider", name="speed")
    slider.focus()
    before = slider.input_value()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        press(key)
    assert float(slider.input_value()) > float(before)
    examples = panel.node.locator(".sawidget-presets")
    examples.focus()
    press("ArrowDown")
    assert examples.evaluate("node => node === document.activeElement")
    assert notebook.page.locator(".jp-Notebook .jp-Cell").count() == 3
    assert notebook.page.locator(".jp-Notebook .jp-CodeCell").count() == 3


def test_parameters_go_both_ways_also_when_typed_key_by_key(opened: Any) -> None:
    notebook = opened(CELL.format(pace=100), "")
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    notebook.value(1, "w.formula = 'C6H14'")
    notebook.page.wait_for_function(
        "node => node.querySelector('.sawidget input').value === 'C6H14'", arg=notebook.cell(0).element_handle()
    )
    field = panel.node.locator("input").first
    field.fill("C10H22")
    field.press("Enter")
    notebook.page.wait_for_function(
        "node => node.querySelector('.sawidget-smiles').innerText === 'CCCCCCCCCC'",
        arg=notebook.cell(0).element_handle(),
    )
    assert notebook.value(1, "print(w.formula)").strip().endswith("C10H22")
    panel.press("Settings")
    weight = panel.node.get_by_label("weight of Wiener index")
    weight.press("Control+A")
    for key in ("0", ",", "2", "5"):
        weight.press(key)
        notebook.page.wait_for_timeout(350)  # the server is asked after every key, and 0 is no weight
    assert weight.input_value() == "0,25"
    notebook.page.keyboard.press("Tab")
    panel.node.locator(".sawidget-summary").get_by_text("0.25").wait_for()


def test_a_wrong_formula_is_explained_where_it_is_typed(opened: Any) -> None:
    notebook = opened(CELL.format(pace=100))
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.node.locator("input").first.fill("C6H13")
    panel.node.get_by_text("C6H12 and C6H14").wait_for()


def test_a_refusal_in_the_second_panel_is_told_at_its_field_and_start_works_after_it(opened: Any) -> None:
    notebook = opened(CELL.format(pace=1000), CELL.format(pace=1000))
    notebook.run(0)
    notebook.run(1)
    panel = notebook.panel(1)
    panel.until("idle")
    formula = panel.node.locator("input").first
    formula.fill("C6H13")
    formula.press("Enter")
    panel.node.get_by_text("C6H12 and C6H14").wait_for()
    panel.node.locator("input[name=formula][aria-invalid=true]").wait_for(timeout=15_000)
    formula.press("Escape")
    panel.press("Start")
    panel.until("complete")
    assert "did not work" not in panel.node.inner_text()


def test_a_run_that_is_over_outlives_a_touched_field(opened: Any) -> None:
    notebook = opened(CELL.format(pace=0), "")
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Start")
    panel.until("complete")
    seed = panel.node.locator("input[name=seed]")
    seed.fill("8")
    seed.press("Enter")
    panel.node.get_by_text("Your changes wait").wait_for()
    assert panel.node.get_attribute("data-state") == "complete"
    assert "7 complete" in notebook.value(1, "print(w.seed, w.state)")
    panel.press("Apply and begin anew")
    panel.until("idle")
    assert "8 idle" in notebook.value(1, "print(w.seed, w.state)")


def test_letters_of_the_plot_have_their_size_on_fine_screens(opened: Any) -> None:
    """uPlot reads the whole number before px: of 14.1px it would take 1."""
    notebook = opened(CELL.format(pace=0), device_scale_factor=2)
    notebook.run(0)
    fonts = notebook.page.evaluate(
        """async () => {
            const fonts = [], original = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (...given) {
                fonts.push(this.font);
                return original.apply(this, given);
            };
            window.dispatchEvent(new Event("resize"));
            const start = [...document.querySelectorAll(".sawidget button")].find((one) => one.innerText === "Start");
            start.click();
            while (!fonts.length) await new Promise((resolve) => setTimeout(resolve, 50));
            return fonts;
        }"""
    )
    assert all(20 <= float(font.split("px")[0].split()[-1]) <= 40 for font in fonts), fonts


def test_two_views_of_one_run_show_the_same(opened: Any) -> None:
    notebook = opened(CELL.format(pace=1000), "w")
    notebook.run(0)
    notebook.run(1)
    first, second = notebook.panel(0), notebook.panel(1)
    second.press("Start")
    first.until("complete")
    second.until("complete")
    assert first.energy("best") == second.energy("best")
    assert first.smiles("current") == second.smiles("current")


def test_a_view_more_of_a_run_that_goes_on_is_alive_at_once(opened: Any) -> None:
    notebook = opened(CELL.format(pace=20), *["w"] * 6)
    notebook.run(0)
    first = notebook.panel(0)
    first.press("Start")
    first.beyond(0)
    for number in range(1, 7):
        notebook.run(number)
        notebook.panel(number).until("running", timeout=5000)
        notebook.panel(number).beyond(first.step)


def test_a_start_that_waits_for_a_prediction_says_so(opened: Any) -> None:
    notebook = opened(
        "import sawidget as sa\n"
        "guess = sa.predict('which', 'Where does it end?', ['chain', 'ball'])\n"
        "w = sa.Annealer('C8H18', seed=1, steps_per_second=20, after=guess)\n"
        "w",
        "",
    )
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    start = panel.node.locator(".sawidget-start")
    assert start.is_disabled()
    assert start.get_attribute("title") == "First say what you expect: Where does it end?"
    notebook.value(1, "w.start()")  # Python may; then it is to be paused, which waits for nothing
    panel.until("running")
    assert (start.is_enabled(), start.get_attribute("title")) == (True, "")
    notebook.value(1, "w.reset(); guess.record('ball')")
    panel.until("idle")
    assert (start.is_enabled(), start.get_attribute("title")) == (True, "")
    assert notebook.errors == []


def test_a_cell_that_is_run_again_ends_its_old_run(opened: Any) -> None:
    notebook = opened(CELL.format(pace=1), "")
    notebook.run(0)
    notebook.panel().press("Start")
    notebook.panel().until("running")
    notebook.value(1, "old = w")
    notebook.run(0)
    assert notebook.value(1, "print(old.state)").strip().endswith("cancelled")
    notebook.panel().until("idle")


def test_eight_panels_share_one_connection(opened: Any) -> None:
    count = """
        window.opened = [];
        const Original = window.EventSource;
        window.EventSource = class extends Original {
            constructor(...given) { super(...given); window.opened.push(this); }
        };
    """
    cells = [CELL.format(pace=200) for _ in range(8)]
    notebook = opened(*cells, "1 + 1", before=lambda context: context.add_init_script(count))
    for number in range(8):
        notebook.run(number)
        notebook.panel(number).until("idle")
        notebook.panel(number).press("Start")
    notebook.panel(7).beyond(0)
    assert notebook.page.evaluate("window.opened.filter(source => source.readyState !== 2).length") == 1
    notebook.save()
    notebook.run(8)
    for number in range(8):
        notebook.panel(number).until("complete")
        assert notebook.panel(number).step == 2000
    assert notebook.errors == []


@pytest.mark.parametrize("width", [360, 480, 760, 1920])
def test_nothing_sticks_out_at_any_width(opened: Any, width: int) -> None:
    notebook = opened(CELL.format(pace=0).replace("C8H18", "C30H62"))
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Step")
    panel.beyond(0)
    panel.node.locator(".sawidget-bonds").wait_for()
    for fold in panel.node.locator(".sawidget-fold").all():
        if fold.get_attribute("aria-expanded") == "false":
            fold.click()
    notebook.page.evaluate(
        "([node, width]) => { node.parentElement.style.width = `${width}px`; }", [panel.node.element_handle(), width]
    )
    notebook.page.wait_for_function(
        """([node, width]) => {
            const inner = node.getBoundingClientRect();
            const out = [...node.querySelectorAll("*")].filter((part) => {
                const box = part.getBoundingClientRect();
                return box.width && box.right > inner.right + 1 && !part.closest("[hidden], .sawidget-hidden");
            });
            return inner.width <= width + 1 && out.every((part) => getComputedStyle(part).position === "absolute");
        }""",
        arg=[panel.node.element_handle(), width],
    )
