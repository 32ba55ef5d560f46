"""The panel as Python sees it: parameters, commands, and waiting, with no page and no notebook."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import fields
from pathlib import Path
from typing import Any

import anywidget
import pytest
from traitlets import TraitError

import sawidget as sa
from saserver import background
from saserver.engine import Parameters
from saserver.sessions.store import Sessions
from sawidget.mirror import Parameter

from .conftest import until

ENDLESS: dict[str, Any] = {"formula": "C8H18", "seed": 1, "steps_per_cycle": 10**9, "num_cycles": 1}


def endless() -> sa.Annealer:
    return sa.Annealer(**ENDLESS, steps_per_second=1000)


def test_a_panel_is_idle_until_it_is_told_and_then_finds_what_the_same_run_finds_elsewhere() -> None:
    panel = sa.Annealer("C8H18", seed=7, steps_per_second=0)
    assert (panel.state, panel.status, panel.steps) == ("idle", "idle", 0)
    result = panel.wait()
    assert isinstance(result, sa.Result)
    assert result == sa.anneal(**result.parameters)
    assert (panel.state, panel.steps, panel.best_energy) == ("complete", 2000, result.best_energy)
    assert panel.best_smiles == result.best_smiles
    assert panel.result == result
    assert panel.snapshot()["best_smiles"] == result.best_smiles


def test_parameters_are_those_of_a_run_and_are_read_as_traits() -> None:
    panel = sa.Annealer("C6H14", num_cycles=3, energy="logp", optimization_mode="MAXIMIZE", steps_per_second=50)
    read = (panel.formula, panel.num_cycles, panel.energy, panel.optimization_mode, panel.steps_per_second)
    assert read == ("C6H14", 3, "logp", "MAXIMIZE", 50)
    assert 0 <= panel.seed < 100_000
    assert panel.component_weights is None


def test_every_trait_of_ours_says_what_it_is() -> None:
    theirs = anywidget.AnyWidget.class_traits()
    ours = {name: trait for name, trait in sa.Annealer.class_traits().items() if name not in theirs}
    assert {"seed", "best_energy", "session_id", "_server", "_locked", "_panel"} < ours.keys()
    assert {name for name, trait in ours.items() if not trait.help} == set()


@pytest.mark.parametrize(
    "wrong",
    [{"sed": 3}, {"steps": 7}, {"num_cycles": 0, "seed": -1}, {"energy": "logq"}, {"component_weights": {}}],
    ids=str,
)
def test_what_is_refused_is_refused_in_the_words_of_anneal(wrong: dict[str, Any]) -> None:
    with pytest.raises(sa.ParameterError) as by_anneal:
        sa.anneal("C8H18", **wrong)
    with pytest.raises(sa.ParameterError) as by_panel:
        sa.Annealer("C8H18", **wrong)
    assert str(by_panel.value) == str(by_anneal.value)


def test_a_formula_or_a_pace_that_is_none_is_refused() -> None:
    with pytest.raises(sa.FormulaError, match="odd number"):
        sa.Annealer("C6H13")
    with pytest.raises(sa.ParameterError, match="steps_per_second must be"):
        sa.Annealer("C6H14", steps_per_second=-1)


def test_a_stored_run_that_lost_its_function_asks_for_it() -> None:
    result = sa.anneal("C4H10", schedule=lambda t: 1 - t, steps_per_cycle=10)
    again = sa.Result.from_json(str(result.to_json()))
    with pytest.raises(sa.ParameterError, match="define it again"):
        sa.Annealer(**again.parameters)


def test_a_parameter_that_is_set_is_that_of_the_run_and_the_run_is_at_its_start() -> None:
    panel = sa.Annealer("C8H18", seed=1, steps_per_second=0)
    panel.wait()
    panel.seed = 5
    assert (panel.state, panel.steps, panel.seed) == ("idle", 0, 5)
    assert background.sessions().get(panel.session_id).snapshot()[1]["parameters"]["seed"] == 5
    assert panel.wait() == sa.Annealer("C8H18", seed=5, steps_per_second=0).wait()


def test_setting_what_is_so_already_changes_nothing() -> None:
    panel = sa.Annealer("C8H18", seed=1, steps_per_second=0)
    panel.wait()
    panel.seed = 1
    panel.configure(num_cycles=4, component_weights={"wiener_index": 1.0})
    assert panel.state == "complete"


def test_a_running_run_refuses_parameters_and_the_trait_never_held_them() -> None:
    panel = endless()
    panel.start()
    told: list[Any] = []
    panel.observe(told.append, "seed")
    with pytest.raises(sa.SawidgetError, match="possible now: pause"):
        panel.seed = 5
    assert (panel.seed, panel.state, told) == (1, "running", [])


def test_a_value_out_of_bounds_is_refused_and_the_trait_never_held_it() -> None:
    panel = endless()
    with pytest.raises(sa.ParameterError, match="num_cycles must be a whole number"):
        panel.num_cycles = 0
    with pytest.raises(sa.ParameterError, match="did you mean seed"):
        panel.configure(sed=3)
    assert panel.num_cycles == 1


def test_the_pace_changes_while_the_run_goes_on() -> None:
    panel = endless()
    panel.start()
    panel.steps_per_second = 7
    assert (panel.steps_per_second, panel.state) == (7, "running")


def test_a_pace_that_was_chosen_stays_and_one_that_was_not_follows_the_length_of_the_run() -> None:
    chosen, left = sa.Annealer("C6H14", steps_per_second=20), sa.Annealer("C6H14")
    before = left.steps_per_second
    chosen.num_cycles = left.num_cycles = 8
    assert chosen.steps_per_second == 20
    assert left.steps_per_second == pytest.approx(2 * before, rel=0.01)
    left.steps_per_second = 33
    left.num_cycles = 4
    assert left.steps_per_second == 33


def test_a_seed_that_was_drawn_stays_when_something_else_is_changed() -> None:
    panel = sa.Annealer("C8H18")
    seed = panel.seed
    panel.num_cycles = 2
    assert panel.seed == seed
    panel.seed = None
    assert panel.seed != seed


def test_none_is_the_default_again_and_what_was_derived_is_derived_anew() -> None:
    panel = sa.Annealer("C8H18", energy="logp", seed=1)
    before = panel.initial_temp
    panel.formula = "C10H16O"
    assert panel.initial_temp > before
    assert panel.seed == 1
    panel.energy = None
    assert (panel.energy, panel.component_weights) == (None, {"wiener_index": 1})
    panel.component_weights = {"rings": 1}
    panel.energy = "wiener_index"
    assert (panel.energy, panel.component_weights) == ("wiener_index", None)


def test_a_dictionary_that_was_read_is_a_copy() -> None:
    panel = sa.Annealer("C8H18")
    assert panel.trait_values()["component_weights"] == {"wiener_index": 1}
    panel.component_weights["rings"] = 5
    assert panel.component_weights == {"wiener_index": 1}


def test_what_the_run_tells_cannot_be_set() -> None:
    panel = endless()
    with pytest.raises(TraitError, match="best_energy is what the run tells"):
        panel.best_energy = 0


def test_pause_step_reset_and_cancel_are_those_of_the_run() -> None:
    panel = endless()
    panel.step()
    assert (panel.state, panel.steps) == ("paused", 1)
    panel.step(4)
    assert panel.steps == 5
    panel.step(until="accepted")
    assert panel.snapshot()["accepted_moves"] >= 1
    panel.start()
    panel.pause()
    panel.reset()
    assert (panel.state, panel.steps) == ("idle", 0)
    panel.cancel()
    assert panel.state == "cancelled"
    with pytest.raises(sa.SawidgetError, match="start is not possible"):
        panel.start()


def test_observers_are_told_in_the_main_thread_and_see_all_of_the_moment() -> None:
    panel = sa.Annealer("C8H18", seed=7, steps_per_second=0)
    told: list[tuple[str, Any, tuple[str, float, str]]] = []

    def hear(change: Any) -> None:
        assert threading.current_thread() is threading.main_thread()
        told.append((change["name"], change["new"], (panel.state, panel.best_energy, panel.best_smiles)))

    panel.observe(hear, ["state", "best_energy", "best_smiles"])
    panel.wait()
    assert [new for name, new, _ in told if name == "state"][-1] == "complete"
    assert [new for name, new, _ in told if name == "best_energy"][-1] == 58
    assert [new for name, new, _ in told if name == "best_smiles"][-1] == "CC(C)(C)C(C)(C)C"
    last = ("complete", 58, "CC(C)(C)C(C)(C)C")
    assert all(seen == last for _, new, seen in told if new in last)


def test_another_thread_reads_the_truth_and_tells_no_observer() -> None:
    panel = endless()
    told: list[Any] = []
    panel.observe(told.append, "state")
    seen: list[str] = []

    def drive() -> None:
        panel.start()
        seen.append(panel.state)

    thread = threading.Thread(target=drive)
    thread.start()
    thread.join()
    assert (seen, told) == (["running"], [])
    assert panel.state == "running"
    assert len(told) == 1


def test_two_panels_are_two_runs() -> None:
    one, other = sa.Annealer("C8H18", seed=1, steps_per_second=0), endless()
    one.wait()
    assert one.session_id != other.session_id
    assert (one.state, other.state) == ("complete", "idle")


def test_waiting_starts_a_run_that_stands_still_and_goes_on_with_one_that_was_paused() -> None:
    panel = sa.Annealer("C8H18", seed=7, steps_per_second=0)
    panel.step(10)
    assert panel.state == "paused"
    assert panel.wait().total_steps == 2000
    assert panel.wait() == panel.result


def test_waiting_ends_in_time_and_the_run_goes_on() -> None:
    panel = endless()
    with pytest.raises(TimeoutError, match=r"not over after 0\.1 s"):
        panel.wait(timeout=0.1)
    assert panel.state == "running"


def test_an_interrupt_ends_the_waiting_and_not_the_run() -> None:
    panel = endless()
    panel.start()
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        panel.wait()
    assert panel.state == "running"
    before = panel.steps
    until(lambda: panel.steps > before)


def test_who_waits_for_a_run_that_is_cancelled_gets_what_it_found() -> None:
    panel = endless()
    panel.start()
    until(lambda: panel.steps)
    threading.Timer(0.2, panel.cancel).start()
    assert 0 < panel.wait().total_steps < 10**9


def test_a_function_of_the_students_that_fails_raises_its_own_error_where_somebody_waits() -> None:
    @sa.energy
    def broken(mol: Any) -> float:
        if mol.GetNumAtoms() and broken_now:
            raise ValueError("no such thing")
        return 1.0

    broken_now = False
    panel = sa.Annealer("C8H18", energy=broken, steps_per_second=0)
    broken_now = True
    with pytest.raises(sa.EnergyError, match="no such thing") as raised:
        panel.wait()
    assert raised.value.line is not None
    assert panel.state == "failed"


def test_a_student_s_own_rules_drive_the_run_and_are_read_back() -> None:
    def half(t: float) -> float:
        return 0.5

    panel = sa.Annealer("C8H18", schedule=half, accept=lambda de, kt, u: de <= 0, seed=1, steps_per_second=0)
    assert panel.schedule is half
    assert panel.wait() == sa.anneal("C8H18", schedule=half, accept=panel.accept, seed=1)


def test_its_name_in_an_output_is_the_same_whenever_the_cell_is_run() -> None:
    assert repr(sa.Annealer("C8H18")) == repr(sa.Annealer("C8H18")) == "Annealer('C8H18')"
    panel = sa.Annealer("C8H18", seed=7)
    assert repr(panel) == "Annealer('C8H18', seed=7)"
    panel.formula, panel.seed = "C6H14", 8
    assert repr(panel) == "Annealer('C6H14', seed=8)"


def test_a_panel_whose_run_has_left_memory_goes_on_with_its_functions(own_process: Sessions) -> None:
    rule = lambda de, kt, u: de <= 0  # noqa: E731
    panel = sa.Annealer("C8H18", accept=rule, seed=1, steps_per_second=0)
    panel.step(10)
    own_process.sweep(float("inf"))
    assert (panel.state, panel.steps) == ("paused", 10)
    assert panel.wait() == sa.Annealer("C8H18", accept=rule, seed=1, steps_per_second=0).wait()
    own_process.sweep(float("inf"))
    panel.num_cycles = 2
    assert (panel.state, panel.accept) == ("idle", rule)


def test_runs_can_be_made_and_waited_for_in_a_loop(own_process: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_process._memory, "most", 3)
    panels = [sa.Annealer("C4H10", seed=seed, steps_per_second=0, steps_per_cycle=5) for seed in range(3)]
    for panel in panels:
        panel.wait()
    for seed in range(8):
        assert sa.Annealer("C4H10", seed=seed, steps_per_second=0, steps_per_cycle=5).wait().parameters["seed"] == seed
    panels[0].reset()  # which has left memory
    assert panels[0].wait() == panels[0].result


def test_a_deleted_run_is_seen_as_it_was_and_commands_say_that_it_is_gone(own_process: Sessions) -> None:
    panel = sa.Annealer("C8H18", seed=1)
    own_process.delete(panel.session_id)
    assert (panel.state, panel.seed) == ("idle", 1)
    with pytest.raises(sa.SawidgetError, match="no session"):
        panel.start()


def test_a_closed_panel_leaves_its_run_alone() -> None:
    panel = endless()
    panel.start()
    panel.close()
    panel.close()
    assert panel.state == "running"


def test_the_environment_can_make_every_run_unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAWIDGET_PACE", "0")
    assert sa.Annealer("C8H18").steps_per_second == 0
    panel = sa.Annealer("C8H18", steps_per_second=3)
    panel.steps_per_second = 2
    assert panel.steps_per_second == 0


def test_it_works_in_a_script_without_a_notebook(tmp_path: Path) -> None:
    code = """
import sawidget as sa
panel = sa.Annealer("C8H18", seed=7, steps_per_second=0)
print(panel, panel.wait().best_smiles, panel.state)
guess = sa.predict("q", "Which?", ["a", "b"])
print(guess.answer, sa.Annealer("C4H10", after=guess, steps_per_second=0).wait().best_smiles)
import sys
print("ipykernel" in sys.modules)
"""
    environment = {**os.environ, "SAWIDGET_ARCHIVE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=300, env=environment
    )
    assert done.stdout.splitlines() == [
        "Annealer('C8H18', seed=7) CC(C)(C)C(C)(C)C complete",
        "None CC(C)C",
        "False",
    ], done.stderr
    assert done.stderr == ""


def test_every_parameter_of_a_run_is_a_trait_but_the_one_that_is_called_like_a_command() -> None:
    traits = {name for name, trait in sa.Annealer.class_traits().items() if isinstance(trait, Parameter)}
    assert traits | {"start"} == {field.name for field in fields(Parameters)} | {"steps_per_second"}
