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
from saserver.sessions.errors import FunctionsNeeded
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
