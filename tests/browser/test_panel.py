"""A panel at the end of a cell, on a machine of one's own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

pytestmark = pytest.mark.lane("browser")

CELL = "import sawidget as sa\nw = sa.Annealer('C8H18', seed=7, steps_per_second={pace})\nw"


def test_a_cell_shows_a_panel_and_start_runs_to_the_end(laid: Any) -> None:
    notebook = laid(CELL.format(pace=1000), "")
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


def test_a_molecule_is_drawn_and_the_plot_has_a_curve(laid: Any) -> None:
    notebook = laid(CELL.format(pace=1000))
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


def test_the_still_is_hidden_while_the_panel_lives_and_all_there_is_without_its_kernel(opened: Any, lab: Any) -> None:
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
    text = file.read_text()
    assert "sawidget-still" in text
    page = opened("1").page  # that has never seen a kernel of this notebook
    # Jupyter trusts what it has signed, under whatever name; a word more, and it is a stranger's.
    for name, written in (("mine", text), ("theirs", text.replace("seed=7", "seed=7, label='x'"))):
        (lab.folder / f"{name}.ipynb").write_text(written)
        page.goto(lab.address(f"{name}.ipynb"))
        picture = page.locator(".jp-OutputArea img").first
        picture.wait_for()
        assert "C8H18" in (picture.get_attribute("alt") or "")
        trusted = "window.jupyterapp.shell.currentWidget.content.model.cells.get(0).trusted"
        assert page.evaluate(trusted) is (name == "mine")
        if name == "mine":  # here Jupyter looks for the panel
            missing = page.get_by_text("model not found")
            missing.wait_for(state="attached")
            assert not missing.is_visible()
            assert page.locator(".sawidget-still img").is_visible()


#: The last proposal as the kernel knows it, with its molecule.
MOVE = """
import json
from saserver import background
events = background.sessions().journal.after(w.session_id, 0)
move = [event.data["move"] for event in events if event.name == "progress"][-1]
print(json.dumps({**move, "current_svg": w.snapshot()["current_svg"]}))
"""

#: What is seen of it.
SEEN = """
([node, move]) => {
    const text = (selector) => node.querySelector(`.sawidget-microscope ${selector}`).textContent;
    const plain = (svg) => new XMLSerializer().serializeToString(svg);
    const known = (svg) => plain(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
    const pictured = plain(node.querySelector(".sawidget-current .sawidget-picture svg"));
    const drawings = Object.entries(move).filter(([name, value]) => /_svg$/.test(name) && value);
    const arc = node.querySelector(".sawidget-dial-chance");
    return {
        verdict: text(".sawidget-badge"),
        rule: text(".sawidget-arithmetic"),
        bonds: [...node.querySelectorAll(".sawidget-bonds td")].slice(1).map((cell) => cell.textContent),
        filled: arc.getAttribute("stroke-dasharray").split(" ")[0] / (2 * Math.PI * arc.getAttribute("r")),
        spoken: node.querySelector("[aria-live=polite]").textContent,
        pictured: drawings.filter(([, svg]) => known(svg) === pictured).map(([name]) => name),
    };
}
"""


def judged(panel: Any, notebook: Any) -> str:
    """Compare the microscope and what depends on it with what the kernel knows; tell the verdict and the slope."""
    said = notebook.value(1, MOVE)
    move = json.loads(said[said.index("{") :])
    seen = notebook.page.evaluate(SEEN, [panel.node.element_handle(), move])
    assert seen["verdict"] == move["verdict"]
    if move["verdict"] == "null":
        assert seen["pictured"] == ["current_svg"]
        return "null"
    changes = zip(move["before"], move["after"], strict=True)
    assert seen["bonds"] == [f"{before} → {after}" for before, after in changes]
    assert seen["pictured"] == (["after_svg"] if move["verdict"] == "accepted" else ["before_svg"])
    if move["verdict"] == "disconnected":
        assert seen["spoken"].startswith("The molecule would fall apart")
        return "disconnected"
    assert seen["filled"] == pytest.approx(move["probability"])
    assert f"step {move['step']} of 2000" in seen["spoken"]
    assert ("rejected" in seen["spoken"]) == (move["verdict"] == "rejected")
    if move["delta"] <= 0:
        assert "exp" not in seen["rule"]
        return "downhill"
    found = re.fullmatch(r"ΔE = (\S+), kT = (\S+): exp.* = (\S+); (\S+) (<|≥) (\S+)", seen["rule"])
    assert found, seen["rule"]
    numbers = [float(found[place]) for place in (1, 2, 3, 4, 6)]
    expected = [move[name] for name in ("delta", "temperature", "probability", "u", "probability")]
    assert numbers == pytest.approx(expected, rel=0.06)
    assert (found[5] == "<") == (move["u"] < move["probability"]) == (move["verdict"] == "accepted")
    return f"uphill {move['verdict']}"


def test_step_goes_to_a_proposal_that_is_not_null_and_the_microscope_explains_it(laid: Any) -> None:
    """With this seed there is all there can be within five of them."""
    notebook = laid(CELL.format(pace=100).replace("seed=7", "seed=41, initial_temp=8"), "")
    notebook.run(0)
    panel = notebook.panel()
    found = []
    for _ in range(5):
        step = panel.step
        panel.press("Step")
        panel.beyond(step)
        found.append(judged(panel, notebook))
    assert {*found} == {"downhill", "disconnected", "uphill accepted", "uphill rejected"}
    panel.press("more")
    panel.node.get_by_role("menuitemradio", name="to every proposal").click()
    while found[-1] != "null":  # as most are
        step = panel.step
        panel.press("Step")
        panel.beyond(step)
        assert panel.step == step + 1
        found.append(judged(panel, notebook))
    panel.press("Reset")
    panel.until("idle")
    assert panel.step == 0


def test_the_slider_steers_the_run_and_its_isomers_are_in_their_order(laid: Any) -> None:
    notebook = laid(CELL.format(pace=20), "")
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    slider = panel.node.get_by_role("slider", name="speed")
    assert slider.get_attribute("aria-valuetext") == "20 steps/s"
    panel.press("Start")
    panel.until("running")
    slider.press("Home")
    panel.node.get_by_text("1 step/s", exact=True).wait_for()
    assert notebook.value(1, "print(w.steps_per_second)").split()[-1] == "1.0"
    notebook.value(1, "w.steps_per_second = 50")
    panel.node.locator("input[aria-valuetext='50 steps/s']").wait_for()
    slider.press("End")
    panel.until("complete")
    isomers = "[(v['smiles'], v['energy'], v['steps']) for v in w.snapshot()['visits']]"
    said = notebook.value(1, f"import json; print(w.steps_per_second, json.dumps({isomers}))")
    pace, _, told = said.partition(" ")
    assert pace.split()[-1] == "0.0"
    visits = json.loads(told)
    spoken = str(panel.node.locator("[aria-live=polite]").first.text_content())
    assert spoken.startswith("complete; step 2000 of 2000; energy "), spoken
    panel.node.get_by_role("button", name="Isomers seen").click()
    cards = panel.node.locator(".sawidget-card code")
    cards.first.wait_for()
    by_visits = sorted(visits, key=lambda visit: (-visit[2], visit[0]))
    assert cards.all_text_contents() == [smiles for smiles, _, _ in by_visits]
    panel.node.get_by_label("order").select_option("energy")
    by_energy = sorted(visits, key=lambda visit: (visit[1], -visit[2], visit[0]))
    assert cards.all_text_contents() == [smiles for smiles, _, _ in by_energy] != [smiles for smiles, _, _ in by_visits]


def test_the_keyboard_is_enough(laid: Any) -> None:
    notebook = laid(CELL.format(pace=100))
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


def test_keys_are_heard_after_what_had_the_focus_has_gone(laid: Any) -> None:
    notebook = laid(CELL.format(pace=100), "")
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


def test_keys_mean_the_run_wherever_the_focus_is_but_in_a_field(laid: Any) -> None:
    notebook = laid(CELL.format(pace=100))
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    press = notebook.page.keyboard.press
    panel.button("Step").focus()
    with notebook.page.expect_response("**/step*") as answer:
        press("Space")  # presses the button, and starts nothing
    answer.value.finished()
    panel.until("paused")
    panel.beyond(0)
    notebook.page.wait_for_timeout(300)  # until the answer has been heard another step would be one too many
    step = panel.step
    press("ArrowRight")
    panel.beyond(step)
    step = panel.step
    formula = panel.node.locator("input[name=formula]")
    for field in (formula, panel.node.locator("input[name=seed]"), panel.node.get_by_role("slider", name="speed")):
        field.focus()
        for key in ("r", "ArrowRight", "Space"):
            press(key)
        press("Escape")
    assert formula.input_value() == "C8H18"
    panel.button("Reset").focus()
    for key in ("Alt+r", "Alt+ArrowRight"):
        press(key)
    notebook.page.wait_for_timeout(500)
    assert (panel.node.get_attribute("data-state"), panel.step) == ("paused", step)
    press("r")
    panel.until("idle")


def test_jupyters_own_keys_do_nothing_while_a_control_has_the_focus(laid: Any) -> None:
    notebook = laid(CELL.format(pace=100), "1 + 1", "2 + 2")
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


def test_parameters_go_both_ways_also_when_typed_key_by_key(laid: Any) -> None:
    notebook = laid(CELL.format(pace=100), "")
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


def test_a_wrong_formula_is_explained_where_it_is_typed(laid: Any) -> None:
    notebook = laid(CELL.format(pace=100))
    notebook.run(0)
    panel = notebook.panel()
    panel.until("idle")
    panel.node.locator("input").first.fill("C6H13")
    panel.node.get_by_text("C6H12 and C6H14").wait_for()


def test_a_refusal_in_the_second_panel_is_told_at_its_field_and_start_works_after_it(laid: Any) -> None:
    notebook = laid(CELL.format(pace=1000), CELL.format(pace=1000))
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


def test_a_run_that_is_over_outlives_a_touched_field(laid: Any) -> None:
    notebook = laid(CELL.format(pace=0), "")
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


def test_two_views_of_one_run_show_the_same(laid: Any) -> None:
    notebook = laid(CELL.format(pace=1000), "w")
    notebook.run(0)
    notebook.run(1)
    first, second = notebook.panel(0), notebook.panel(1)
    second.press("Start")
    first.until("complete")
    second.until("complete")
    assert first.energy("best") == second.energy("best")
    assert first.smiles("current") == second.smiles("current")


def test_a_view_more_of_a_run_that_goes_on_is_alive_at_once(laid: Any) -> None:
    notebook = laid(CELL.format(pace=20), *["w"] * 6)
    notebook.run(0)
    first = notebook.panel(0)
    first.press("Start")
    first.beyond(0)
    for number in range(1, 7):
        notebook.run(number)
        notebook.panel(number).until("running", timeout=5000)
        notebook.panel(number).beyond(first.step)


def test_a_start_that_waits_for_a_prediction_says_so(laid: Any) -> None:
    notebook = laid(
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


def test_a_prediction_is_given_by_mouse_and_unlocks_start(laid: Any) -> None:
    asked = "import sawidget as sa\nguess = sa.predict('mouse', 'Where does it end?', ['chain', 'ball'])\nguess"
    notebook = laid(asked, "w = sa.Annealer('C8H18', seed=1, steps_per_second=20, after=guess)\nw")
    notebook.run(0)
    notebook.run(1)
    panel = notebook.panel(1)
    panel.until("idle")
    assert panel.node.locator(".sawidget-start").is_disabled()
    notebook.cell(0).get_by_role("radio", name="ball").check()
    notebook.cell(0).get_by_role("button", name="That is what I expect").click()
    notebook.cell(0).get_by_text("You expect: ball").first.wait_for()
    panel.press("Start")
    panel.until("running")


def test_a_cell_that_is_run_again_ends_its_old_run(laid: Any) -> None:
    notebook = laid(CELL.format(pace=1), "")
    notebook.run(0)
    notebook.panel().press("Start")
    notebook.panel().until("running")
    notebook.value(1, "old = w")
    notebook.run(0)
    assert notebook.value(1, "print(old.state)").strip().endswith("cancelled")
    notebook.panel().until("idle")


def test_eight_panels_share_one_connection_and_neither_stop_a_file_from_being_saved_nor_a_cell(opened: Any) -> None:
    count = """
        window.opened = [];
        const Original = window.EventSource;
        window.EventSource = class extends Original {
            constructor(...given) { super(...given); window.opened.push(this); }
        };
    """
    cells = [CELL.format(pace=100) for _ in range(8)]
    notebook = opened(*cells, "import time; time.sleep(600)", before=lambda c: c.add_init_script(count))
    for number in range(8):
        notebook.run(number)
        notebook.panel(number).until("idle")
    for number in range(8):
        notebook.panel(number).press("Start")
    last = notebook.panel(7)
    last.beyond(0)
    assert notebook.page.evaluate("window.opened.filter(source => source.readyState !== 2).length") == 1
    notebook.run(8, wait=False)
    notebook.save()
    last.beyond(last.step)
    assert notebook.busy(8)
    notebook.interrupt()
    notebook.settled()
    assert "KeyboardInterrupt" in notebook.text(8)
    assert last.node.get_attribute("data-state") in ("running", "complete")
    for number in range(8):
        panel = notebook.panel(number)
        panel.node.get_by_role("slider", name="speed").press("End")
        panel.until("complete")
        assert panel.step == 2000
    assert notebook.errors == []


#: Whether all that is seen of a panel is within it. What a part with a scroll bar or a clip cuts off is not seen.
FITS = """
([node, width]) => {
    const inner = node.getBoundingClientRect();
    const seen = (part) => {
        let { left, right } = part.getBoundingClientRect();
        for (let around = part; around !== node; around = around.parentElement) {
            const style = getComputedStyle(around), box = around.getBoundingClientRect();
            if (style.clipPath === "inset(50%)" || !box.width || style.visibility === "hidden") return [0, 0];
            if (around !== part && style.overflowX !== "visible") {
                left = Math.max(left, box.left);
                right = Math.min(right, box.right);
            }
        }
        return [left, right];
    };
    const out = [...node.querySelectorAll("*")].filter((part) => {
        const [left, right] = seen(part);
        return right > left && (left < inner.left - 1 || right > inner.right + 1);
    });
    return inner.width <= width + 1 && !out.length;
}
"""


@pytest.mark.parametrize(("formula", "widths"), [("C30H62", (1920, 760, 360)), ("C7H16", (480,))], ids=str)
def test_nothing_sticks_out_at_any_width(laid: Any, formula: str, widths: tuple[int, ...]) -> None:
    """The larger one has long words, the smaller one a landscape."""
    notebook = laid(CELL.format(pace=0).replace("C8H18", formula))
    notebook.run(0)
    panel = notebook.panel()
    panel.press("Step")
    panel.beyond(0)
    panel.node.locator(".sawidget-bonds").wait_for()
    for fold in panel.node.locator(".sawidget-fold").all():
        if fold.get_attribute("aria-expanded") == "false":
            fold.click()
    if formula == "C7H16":
        panel.node.locator(".sawidget-walker").first.wait_for()
    for width in widths:
        panel.node.evaluate("(node, width) => { node.parentElement.style.width = `${width}px`; }", width)
        notebook.page.wait_for_function(FITS, arg=[panel.node.element_handle(), width])
