"""The picture points out what a move has touched, made and broken."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from rdkit import Chem

from saserver.depict import Marks, depict
from saserver.depict.marks import BROKEN, MADE, TOUCHED
from saserver.engine import Graph, Info, Verdict

SVG = "{http://www.w3.org/2000/svg}"
PROPANE = Graph.from_mol(Chem.MolFromSmiles("CCC"))
#: Atoms 0 and 1 with a bond, atom 2 and the pool (3): 0-1 gives its bond to 0-pool and 2-1.
INFO = Info(7, 1.0, Verdict.ACCEPTED, (0, 1, 2, 3), (1, 3, 1, 3), (0, 4, 2, 2))


def marked(marks: Marks) -> list[ET.Element]:
    plain, pointed = (ET.fromstring(depict(PROPANE, marks=m).svg) for m in (None, marks))
    known = [ET.tostring(element) for element in plain]
    return [element for element in pointed if ET.tostring(element) not in known]


def test_the_marks_of_a_step_are_its_vertices_and_the_changes_of_bond_order() -> None:
    assert Marks.of(INFO) == Marks((0, 1, 2, 3), made=((0, 3), (2, 1)), broken=((0, 1), (2, 3)))


def test_a_null_step_has_vertices_only() -> None:
    assert Marks.of(Info(7, 1.0, Verdict.NULL, (0, 1, 2, 3), (1, 3, 1, 3))) == Marks((0, 1, 2, 3))
    assert Marks.of(Info(7, 1.0, Verdict.NULL)) == Marks()


def test_vertices_are_discs_and_the_pool_is_none() -> None:
    discs = [mark for mark in marked(Marks((0, 1, 2, 3))) if mark.tag == f"{SVG}circle"]
    assert len(discs) == 3
    assert {disc.attrib["fill"] for disc in discs} == {TOUCHED}


def test_vertices_have_the_names_of_the_table_of_bond_orders_and_the_hydrogens_too() -> None:
    names = ["".join(mark.itertext()) for mark in marked(Marks((0, 3, 2, 1))) if mark.tag == f"{SVG}text"]
    assert names == ["x₁", "y₁ = hydrogens", "x₂", "y₂"]


def test_names_grow_away_from_their_atoms() -> None:
    layout = depict(PROPANE).layout
    names = [mark for mark in marked(Marks((0, 3, 2, 1))) if mark.tag == f"{SVG}text"]
    for atom, name in ((0, names[0]), (2, names[2])):
        side = float(name.attrib["x"]) - layout.spot(atom).real
        assert name.attrib["text-anchor"] == ("start" if side > 0 else "end")


def test_a_change_of_a_bond_that_is_there_is_a_band_and_of_one_that_is_not_is_dashed() -> None:
    band, dashes = marked(Marks(made=((0, 1),), broken=((0, 2),)))
    assert band.attrib["stroke"] == MADE
    assert float(band.attrib["stroke-width"]) > 5
    assert dashes.attrib["stroke"] == BROKEN
    assert "stroke-dasharray" in dashes.attrib


def test_atoms_that_gain_and_lose_a_hydrogen_say_so() -> None:
    gained, lost = marked(Marks(made=((3, 0),), broken=((2, 3),)))
    assert [(word.text, word.attrib["fill"]) for word in gained] == [("+H", MADE)]
    assert [(word.text, word.attrib["fill"]) for word in lost] == [("−H", BROKEN)]


def test_names_in_a_large_molecule_are_as_large_on_the_screen() -> None:
    chain = Graph.from_mol(Chem.MolFromSmiles("C" * 60))
    picture = depict(chain, marks=Marks((0, 30, 12, 60)))
    sizes = [float(text.attrib["font-size"]) for text in ET.fromstring(picture.svg).iter(f"{SVG}text")]
    assert picture.layout.zoom > 4
    assert sizes == [float(f"{12 * picture.layout.zoom:.3g}")] * 4


def test_names_stay_on_the_canvas() -> None:
    chain = Graph.from_mol(Chem.MolFromSmiles("C" * 12))
    picture = depict(chain, marks=Marks((0, 1, 11, 12), made=((0, 12), (11, 12))))
    edge = picture.layout.zoom * 160
    ends = [text for text in ET.fromstring(picture.svg).iter(f"{SVG}text") if "H" in "".join(text.itertext())]
    beside = [text for text in ends if "=" not in "".join(text.itertext())]
    assert len(beside) == 2
    for text in beside:
        width = 6 * picture.layout.zoom * len("".join(text.itertext()))
        assert abs(float(text.attrib["x"])) + width <= edge + 1e-9 + 6 * picture.layout.zoom


def test_marks_lie_under_the_molecule() -> None:
    tags = [element.tag.removeprefix(SVG) for element in ET.fromstring(depict(PROPANE, marks=Marks((0,))).svg)]
    assert tags == ["title", "circle", "text", "path"]


def test_marks_do_not_move_the_molecule() -> None:
    assert depict(PROPANE, marks=Marks.of(INFO)).layout == depict(PROPANE).layout
