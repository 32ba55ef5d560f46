"""The mysteries of lesson 8: measured spectra, and answers that nobody can read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import sawidget as sa
from sawidget import mysteries

ANSWERS = {
    0: "CCCCC(=O)OC",
    1: "COC(C)(C)C",
    2: "CCCCC(=O)CC",
    3: "Cc1ccc(C)cc1",
    4: "CC(C)(C)CO",
    5: "CCc1ccccc1",
    6: "CCC(=O)CC",
    7: "CCCCCO",
}


@pytest.mark.parametrize(("group", "smiles"), ANSWERS.items())
def test_the_molecule_solves_its_mystery_and_no_other_molecule_does(group: int, smiles: str) -> None:
    mystery = sa.mystery(group)
    assert mystery.solved_by(smiles)
    others = [other for other in ANSWERS.values() if other != smiles and _formula(other) == mystery.formula]
    assert not any(mystery.solved_by(other) for other in others)
    assert all(mystery.misfit(smiles) < mystery.misfit(other) for other in others)


@pytest.mark.parametrize("smiles", ["C[C@H](O)CCC", "CC[CH2:1]C(C)O", "OC(C)CCC"])
def test_a_molecule_is_written_in_one_way_without_stereochemistry(smiles: str) -> None:
    assert sa.mystery(1).canonical(smiles) == "CCCC(C)O"


def test_the_page_for_instructors_knows_how_many_isomers_each_group_searches() -> None:
    page = (Path(__file__).parents[2] / "docs" / "instructors.md").read_text(encoding="utf-8")
    searched = {group: len(sa.isomers(sa.mystery(group).formula)) for group in range(1, 8)}
    assert searched == {1: 14, 2: 596, 3: 4679, 4: 14, 5: 4679, 6: 74, 7: 14}
    assert "groups 1, 4 and 7 look for different molecules of C₅H₁₂O, which has 14 isomers; C₅H₁₀O (6) has 74" in page
    assert "C₇H₁₄O (2) has 596, and C₈H₁₀ (3 and 5) has 4679" in page


def test_the_misfit_is_the_energy_of_a_run() -> None:
    mystery = sa.mystery(1)
    run = sa.anneal(mystery.formula, seed=1, **mystery.target)
    assert mystery.misfit(run.best_smiles) == pytest.approx(run.best_energy)
    assert run.best_smiles == ANSWERS[1]


def test_neighbouring_groups_have_different_molecules_and_every_group_has_one() -> None:
    spectra = [sa.mystery(group).peaks for group in range(1, 40)]
    assert all(one != other for one, other in pairwise(spectra))
    practice = sa.mystery(0).peaks
    assert practice not in spectra


def test_no_answer_stands_in_the_module() -> None:
    text = Path(mysteries.__file__).read_text(encoding="utf-8")
    assert not [smiles for smiles in ANSWERS.values() if smiles in text]


@pytest.mark.parametrize("group", [-1, 1.5, "1", True, None, 10**7])
def test_what_is_no_group_is_refused(group: Any) -> None:
    with pytest.raises(sa.ParameterError, match="group must be the number of a group"):
        sa.mystery(group)


def test_a_mystery_shows_its_lines_and_not_its_seal() -> None:
    mystery = sa.mystery(6)
    assert repr(mystery) == "Mystery of group 6: C5H10O, lines at 8.0 q  35.5 t  211.0 s"
    html = mystery._repr_html_()
    assert "C without H" in html
    assert mystery._sealed not in html + repr(mystery)


def _formula(smiles: str) -> str:
    from rdkit import Chem
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    return str(CalcMolFormula(Chem.MolFromSmiles(smiles)))
