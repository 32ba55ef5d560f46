from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rdkit import Chem

from saserver.engine import ParameterError, Result, anneal, energy
from saserver.sessions.archive import Archive
from saserver.sessions.errors import FunctionsNeeded, NotAllowed
from saserver.sessions.revival import revived
from saserver.sessions.states import Command, SessionState
from saserver.sessions.store import Sessions

if TYPE_CHECKING:
    from saserver.sessions.session import Session
    from saserver.sessions.shelf import Shelved
    from tests.sessions.conftest import House

PARAMETERS: dict[str, Any] = {"formula": "C8H18", "seed": 7, "steps_per_cycle": 200_000, "num_cycles": 2}


@energy(name="branches")
def branches(mol: Chem.Mol) -> float:
    return float(sum(atom.GetDegree() > 2 for atom in mol.GetAtoms()))


@energy(name="chains")
def chains(mol: Chem.Mol) -> float:
    return float(sum(atom.GetDegree() < 3 for atom in mol.GetAtoms()))


def cooling(progress: float) -> float:
    return 1 - progress


def greedy(delta: float, kt: float, u: float) -> bool:
    return delta <= 0


def cut_short(house: House, session: Session, folder: Path) -> Sessions:
    """Have the server die while it runs a session, long before its end, and another one come."""
    session.command(Command.START)
    house.wait(session, lambda event: event.name == "progress")
    house.sessions.close()
    later = Sessions(Archive(folder))
    [line] = later.list()
    assert (line["session_state"], line["cut_short"], line["live"]) == ("paused", True, False)
    return later


def finished(session: Session, sessions: Sessions) -> Result:
    session.step(session.run.total - session.run.step)
    assert session.state is SessionState.COMPLETE
    result = session.result()
    sessions.close()
    return result


def visits(session: Session | Shelved) -> int:
    """Steps of which it is known in which isomer they were spent."""
    return sum(isomer["steps"] for isomer in session.snapshot()[1]["visits"])


def test_a_run_whose_process_was_killed_goes_on_bit_for_bit(folder: Path) -> None:
    program = f"""
    from pathlib import Path
    from saserver.sessions.archive import Archive
    from saserver.sessions.states import Command
    from saserver.sessions.store import Sessions

    archive = Archive(Path({str(folder)!r}))
    sessions = Sessions(archive)
    session = sessions.create({PARAMETERS!r}, steps_per_second=20_000)
    save = archive.save
    def tell(record):
        save(record)
        if record.moment["step"]:
            archive.flush()
            print(record.moment["step"], flush=True)
    archive.save = tell
    session.command(Command.START)
    input()
    """
    arguments = [sys.executable, "-c", textwrap.dedent(program)]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    steps = int(process.stdout.readline())
    process.kill()
    process.communicate()

    sessions = Sessions(Archive(folder))
    [line] = sessions.list()
    assert (line["session_state"], line["cut_short"]) == ("paused", True)
    shelved = sessions.get(line["session_id"])
    assert shelved.result().total_steps >= steps > 0

    session = sessions.resume(line["session_id"])
    assert session.state is SessionState.PAUSED
    assert session.run.step >= steps
    assert finished(session, sessions) == anneal(**PARAMETERS)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"schedule": "reheat", "optimization_mode": "MAXIMIZE"},
        {"start": "CC(C)CC(C)C"},
        {"component_weights": {"wiener_index": 1, "logp": 2}},
    ],
)
def test_a_run_cut_short_equals_an_unbroken_one(house: House, folder: Path, given: dict[str, Any]) -> None:
    steps: dict[str, Any] = {"steps_per_cycle": 3000, "num_cycles": 3}
    session = house.session("C7H16", 400, **steps, **given)
    later = cut_short(house, session, folder)
    unbroken = anneal("C7H16", seed=7, **steps, **given)
    shelved = later.get(session.session_id)
    made, seen = shelved.result().total_steps, visits(shelved)
    assert 0 < made < 9000
    resumed = later.resume(session.session_id)
    assert finished(resumed, later) == unbroken
    assert visits(resumed) == seen + 9000 - made


def test_a_start_that_a_later_version_would_build_differently_is_kept(house: House, folder: Path) -> None:
    session = house.session("C7H16")
    session.step(5)
    assert house.archive.flush()
    record = house.archive.load(session.session_id)
    assert record is not None
    start = record.start.renumbered([1, 0, 2, 3, 4, 5, 6])
    assert revived(replace(record, start=start), {}).result().initial == start != session.run.model.start


def test_a_run_that_began_at_a_molecule_keeps_its_numbering(house: House, folder: Path) -> None:
    start = Chem.MolFromSmiles("CC(C)CC(C)C")
    start = Chem.RenumberAtoms(start, [3, 1, 0, 6, 5, 4, 2])
    session = house.session("C7H16", 400, start=start)
    later = cut_short(house, session, folder)
    resumed = finished(later.resume(session.session_id), later)
    unbroken = anneal("C7H16", seed=7, start=start)
    assert (resumed.initial, resumed.final, resumed.best) == (unbroken.initial, unbroken.final, unbroken.best)
    assert resumed.history.tobytes() == unbroken.history.tobytes()
    assert anneal(**resumed.parameters).history.tobytes() == unbroken.history.tobytes()


def test_functions_written_in_python_are_asked_for_by_name(house: House, folder: Path) -> None:
    given: dict[str, Any] = {"schedule": cooling, "accept": greedy}
    session = house.session("C7H16", 400, **given)
    later = cut_short(house, session, folder)
    shelved = later.get(session.session_id)
    assert shelved.snapshot()[1]["parameters"]["accept"] == "greedy"
    for come_back in (lambda: later.resume(session.session_id), lambda: shelved.command(Command.START)):
        with pytest.raises(FunctionsNeeded, match=r"give them again.*, schedule=cooling, accept=greedy\)") as caught:
            come_back()
        assert caught.value.functions == {"schedule": "cooling", "accept": "greedy"}
    with pytest.raises(FunctionsNeeded, match=r", schedule=cooling\)"):
        later.resume(session.session_id, accept=greedy)
    resumed = later.resume(session.session_id, schedule=cooling, accept=greedy)
    assert finished(resumed, later) == anneal("C7H16", seed=7, **given)


def test_an_energy_that_is_known_by_its_name_need_not_be_given(house: House, folder: Path) -> None:
    session = house.session("C7H16", 400, component_weights={"branches": 2})
    later = cut_short(house, session, folder)
    resumed = finished(later.resume(session.session_id), later)
    assert resumed == anneal("C7H16", seed=7, component_weights={"branches": 2})


def test_an_energy_that_was_given_is_given_again(house: House, folder: Path) -> None:
    session = house.session("C7H16", 400, energy=branches)
    later = cut_short(house, session, folder)
    with pytest.raises(
        ParameterError, match=r"energy gives .* where the run stopped; it gave .* then: give the function"
    ):
        later.resume(session.session_id, energy=chains)
    assert finished(later.resume(session.session_id, energy=branches), later) == anneal(
        "C7H16", seed=7, energy=branches
    )


def test_an_energy_that_nobody_knows_is_asked_for(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = house.session("C7H16", 400, energy=branches)
    later = cut_short(house, session, folder)
    monkeypatch.delitem(energy.__globals__["register"].__globals__["_own"], "branches")
    with pytest.raises(FunctionsNeeded, match=r"energy=branches\)"):
        later.resume(session.session_id)
    assert later.resume(session.session_id, energy=branches).state is SessionState.PAUSED
    later.close()


def test_a_component_that_nobody_knows_is_asked_to_be_defined_again(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {"component_weights": {"wiener_index": 1, "branches": 2}, "schedule": cooling}
    session = house.session("C7H16", 400, **given)
    later = cut_short(house, session, folder)
    monkeypatch.delitem(energy.__globals__["register"].__globals__["_own"], "branches")
    remedy = r"; define branches again, with @sa.energy above it, then resume\('[0-9a-f]{16}', schedule=cooling\)"
    with pytest.raises(FunctionsNeeded, match=remedy):
        later.resume(session.session_id)
    energy(branches.function, name="branches")
    assert later.resume(session.session_id, schedule=cooling).state is SessionState.PAUSED
    later.close()


def test_a_function_that_the_run_did_not_have_is_refused(house: House, folder: Path) -> None:
    session = house.session("C7H16", 400, energy="logp")
    later = cut_short(house, session, folder)
    for given, problem in (
        ({"schedule": cooling}, "schedule: the run had 'faulon' and no function; leave schedule out"),
        ({"accept": greedy}, "accept: the run had 'metropolis' and no function; leave accept out"),
        ({"energy": branches}, "energy: the run had 'logp' and no function; leave energy out"),
    ):
        with pytest.raises(ParameterError, match=problem):
            later.resume(session.session_id, **given)
    assert later.list()[0]["live"] is False
    later.resume(session.session_id, schedule="faulon", energy="logp")  # type: ignore[arg-type]
    later.close()


def test_another_schedule_than_before_is_refused(house: House, folder: Path) -> None:
    session = house.session("C7H16", 400, schedule=cooling)
    later = cut_short(house, session, folder)
    with pytest.raises(
        ParameterError, match=r"schedule: kT is .* in step 1; it was .*: give the function that session"
    ):
        later.resume(session.session_id, schedule=lambda progress: 0.5)
    later.resume(session.session_id, schedule=lambda progress: 1 - progress)
    later.close()


def shelved_with_functions(house: House, folder: Path) -> tuple[str, Sessions]:
    session = house.session("C7H16", 0, accept=greedy)
    session.step(5)
    house.sessions.close()
    return session.session_id, Sessions(Archive(folder))


def live(sessions: Sessions) -> list[str]:
    return [line["session_id"] for line in sessions.list() if line["live"]]


def test_an_archived_run_can_be_cancelled_without_its_functions(house: House, folder: Path) -> None:
    session_id, later = shelved_with_functions(house, folder)
    cursor, before = later.get(session_id).snapshot()
    assert later.get(session_id).command(Command.CANCEL) is SessionState.CANCELLED
    assert later.journal.after(session_id, cursor) is None  # who watches it looks anew
    assert later.get(session_id).snapshot()[1] == {**before, "session_state": "cancelled"}
    assert live(later) == []
    later.close()
    assert Sessions(Archive(folder)).get(session_id).state is SessionState.CANCELLED


def test_an_archived_run_can_be_replaced_without_its_functions(house: House, folder: Path) -> None:
    session_id, later = shelved_with_functions(house, folder)
    before = later.get(session_id)
    later.configure(session_id, {"formula": "C5H12", "seed": 3}, steps_per_second=0, by="tablet")
    session = later.get(session_id)
    assert (session.state, session.snapshot()[1]["step"]) == (SessionState.IDLE, 0)
    assert session.created_at == before.created_at
    assert "failure" not in session.snapshot()[1]
    events = later.journal.after(session_id, later.journal.number - 1)
    assert events is not None
    [event] = events
    assert (event.name, event.data["by"]) == ("state", "tablet")
    later.close()
    again = Sessions(Archive(folder)).get(session_id)
    assert (again.state, again.snapshot()[1]["parameters"]["formula"]) == (SessionState.IDLE, "C5H12")


def test_a_refused_command_leaves_an_archived_run_where_it_is(house: House, folder: Path) -> None:
    session = house.brought_to(SessionState.COMPLETE)
    house.sessions.close()
    later = Sessions(Archive(folder))
    for refuse in (
        lambda: later.get(session.session_id).command(Command.START),
        lambda: later.get(session.session_id).step(),
        lambda: later.get(session.session_id).set_pace(3),
    ):
        with pytest.raises(NotAllowed, match="is not possible while the session is complete; possible now: reset"):
            refuse()
    assert live(later) == []
    assert later.journal.depth(session.session_id) == 0
    later.close()


def test_who_comes_back_finished_tells_the_end_and_no_cursor_outlives_it(house: House, folder: Path) -> None:
    session = house.brought_to(SessionState.FAILED)
    house.sessions.close()
    later = Sessions(Archive(folder))
    cursor, _ = later.get(session.session_id).snapshot()
    back = later.resume(session.session_id, accept=house.refuse)
    assert later.journal.after(session.session_id, cursor) is None
    events = later.journal.after(session.session_id, later.journal.number - 2)
    assert events is not None
    state, error = events
    assert (state.data["session_state"], error.name) == ("failed", "error")
    assert "on purpose" in error.data["detail"]
    assert error.number == back.snapshot()[0]
    later.close()


def test_a_session_that_is_live_is_the_one_that_is_resumed(house: House) -> None:
    session = house.session()
    assert house.sessions.resume(session.session_id) is session


def test_a_failed_run_comes_back_with_its_failure(house: House, folder: Path) -> None:
    session = house.brought_to(SessionState.FAILED)
    house.sessions.close()
    later = Sessions(Archive(folder))
    shelved = later.get(session.session_id)
    assert shelved.state is SessionState.FAILED
    assert "on purpose" in shelved.snapshot()[1]["failure"]["detail"]
    later.close()
