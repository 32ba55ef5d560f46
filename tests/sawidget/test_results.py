"""A result as a notebook and other programs see it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rdkit import Chem

import sawidget as sa
from saserver import engine


@pytest.fixture(scope="module")
def result() -> sa.Result:
    return sa.anneal("C6H14", seed=1)


def with_parameters(result: sa.Result, **changed: Any) -> sa.Result:
    return replace(result, parameters={**result.parameters, **changed})


def test_it_is_the_engines_frozen_result(result: sa.Result) -> None:
    assert isinstance(result, engine.Result)
    with pytest.raises(FrozenInstanceError):
        result.total_steps = 0  # type: ignore[misc]


def test_its_repr_is_one_stable_line(result: sa.Result) -> None:
    assert repr(result) == "<Result C6H14: best CCC(C)(C)C at 28, 2000 steps, seed 1>"


def test_json_keeps_everything(result: sa.Result) -> None:
    again = sa.Result.from_json(str(result.to_json()))
    assert again == result
    assert again.history.dtype == result.history.dtype
    assert again.best_smiles == result.best_smiles


@pytest.mark.parametrize("column", ["energy", "best", "step"])
def test_a_single_changed_bit_makes_a_result_unequal(result: sa.Result, column: str) -> None:
    history = result.history.copy()
    history[column].view(np.int64)[7] ^= 1
    assert replace(result, history=history) != result
    assert replace(result, final_energy=float(np.nextafter(result.final_energy, 0))) != result


def test_temperatures_may_be_rounded_differently_by_another_machine_but_no_more(result: sa.Result) -> None:
    history = result.history.copy()
    history["temperature"][7] = np.nextafter(history["temperature"][7], 0)
    assert replace(result, history=history) == result
    history["temperature"][7] *= 1.001
    assert replace(result, history=history) != result


def test_a_file_holds_the_same_text(result: sa.Result, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    assert result.to_json(path) == path
    assert path.read_text(encoding="utf-8") == result.to_json()
    assert sa.Result.from_json(path) == result == sa.Result.from_json(str(path))
    assert [other.name for other in tmp_path.iterdir()] == ["run.json"]


def test_a_failed_write_leaves_the_old_file(result: sa.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")

    def full_disk(self: Path, *_: object, **__: object) -> None:
        with self.open("w"):
            raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="no space"):
        result.to_json(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_json_stays_strict_and_exact_where_a_number_is_not_finite(result: sa.Result, value: float) -> None:
    history = result.history.copy()
    history["energy"][3] = value
    odd = replace(result, history=history, best_components={"mine": value})

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    text = str(odd.to_json())
    json.loads(text, parse_constant=refuse)
    again = sa.Result.from_json(text)
    assert again.history.tobytes() == history.tobytes()
    assert repr(again.best_components["mine"]) == repr(value)


def test_a_function_is_stored_by_its_name_and_asked_for_when_the_run_is_repeated(result: sa.Result) -> None:
    def greedy(d_e: float, _kt: float, _u: float) -> bool:
        return d_e <= 0

    own = sa.anneal("C6H14", seed=1, accept=greedy, schedule=lambda t: 1 - t)
    again = sa.Result.from_json(str(own.to_json()))
    assert again.parameters["accept"].name == "greedy"
    assert again.best == own.best
    with pytest.raises(sa.ParameterError, match=r"(?s)schedule.*<lambda>.*accept.*greedy.*pass accept=greedy"):
        sa.anneal(**again.parameters)
    assert sa.anneal(**{**again.parameters, "accept": greedy, "schedule": lambda t: 1 - t}).best == own.best


def test_a_start_molecule_is_stored_with_the_order_of_its_atoms() -> None:
    own = sa.anneal("C6H14O", start=Chem.MolFromSmiles("C(O)C(C)(C)CC"), seed=2)
    again = sa.anneal(**sa.Result.from_json(str(own.to_json())).parameters)
    assert again.initial == own.initial
    assert np.array_equal(again.history, own.history)


def test_options_of_components_are_stored_as_they_were_given() -> None:
    options = {"carbon13": {"peaks": [(31.4, "s", 1), (28.7, "q", 4), (36.5, "t", 1)]}}
    own = sa.anneal("C6H14", component_weights={"carbon13": 1}, component_options=options, num_cycles=1, seed=2)
    again = sa.Result.from_json(str(own.to_json()))
    assert again == own
    assert again.parameters["component_options"] == options


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "is not JSON"),
        ("[1, 2]", "has no"),
        ('{"format": "sawidget result", "version": NaN}', "NaN is not JSON"),
        ('{"format": "something else"}', "has no"),
        ('{"format": "sawidget result", "version": 2}', "version 2"),
        ('{"format": "sawidget result", "version": 1}', "damaged at 'parameters'"),
    ],
)
def test_a_text_that_is_no_result_is_refused_with_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(sa.ParameterError, match=complaint):
        sa.Result.from_json(text)


@pytest.mark.parametrize("field", ["best_energy", "best", "history", "total_steps", "parameters"])
@pytest.mark.parametrize(
    "damage", ["text", None, [], {"$graph": {"elements": ["C"], "bonds": [[0, 5, 1]]}}, {"$history": {"step": [1]}}]
)
def test_a_damaged_field_is_named(result: sa.Result, field: str, damage: object) -> None:
    content = json.loads(str(result.to_json()))
    content[field] = damage
    with pytest.raises(sa.ParameterError, match=f"damaged at '{field}'"):
        sa.Result.from_json(json.dumps(content))


def test_csv_is_the_history(result: sa.Result) -> None:
    rows = list(csv.DictReader(io.StringIO(str(result.to_csv()))))
    assert list(rows[0]) == ["step", "temperature", "energy", "best"]
    assert [float(row["energy"]) for row in rows] == result.history["energy"].tolist()
    assert [float(row["temperature"]) for row in rows] == result.history["temperature"].tolist()


def test_sdf_holds_the_best_final_and_initial_molecule(result: sa.Result) -> None:
    reader = Chem.SDMolSupplier()
    reader.SetData(str(result.to_sdf()))
    best, final, initial = reader
    assert [mol.GetProp("role") for mol in (best, final, initial)] == ["best", "final", "initial"]
    assert Chem.MolToSmiles(best) == result.best_smiles
    assert Chem.MolToSmiles(final) == result.final_smiles
    assert float(best.GetProp("energy")) == result.best_energy
    assert best.GetConformer().GetPositions().any()


def test_the_card_shows_the_null_share_beside_the_acceptance_ratio(result: sa.Result) -> None:
    html = result._repr_html_()
    assert f"{result.acceptance_ratio:.1%}" in html
    assert f"{result.invalid_ratio:.1%}" in html
    assert result.acceptance_ratio != result.invalid_ratio


def test_the_card_survives_an_untrusted_notebook(result: sa.Result) -> None:
    html = result._repr_html_()
    assert "<svg" not in html
    assert "<style" not in html
    assert "<script" not in html
    assert f'alt="structure of {result.best_smiles}"' in html
    assert 'src="data:image/svg+xml;base64,' in html


def test_the_card_follows_the_theme(result: sa.Result) -> None:
    assert "color" not in result._repr_html_()


def test_the_card_escapes_what_a_stored_file_may_contain(result: sa.Result) -> None:
    evil = with_parameters(result, formula="<img src=x onerror=alert(1)>", component_weights={"<b>": 1.0, "<i>": 1.0})
    evil = replace(evil, best_components={"<b>": 1.0, "<i>": 2.0})
    html = evil._repr_html_()
    assert "&lt;img" in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert html.count("<img") == 1


def greedy(de: float, kt: float, u: float) -> bool:
    return de <= 0


def test_a_run_with_an_own_function_equals_its_stored_form() -> None:
    run = sa.anneal("C6H14", seed=1, accept=greedy)
    stored = sa.Result.from_json(str(run.to_json()))
    assert stored == run
    assert sa.anneal(**{**stored.parameters, "accept": greedy}) == stored
    assert sa.anneal(**{**stored.parameters, "accept": lambda de, kt, u: de <= 0}) != stored
