"""Any molecule that a chain can reach becomes a picture that shows all of it, on any background."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdDepictor

from saserver.depict import Marks, Picture, depict
from saserver.depict import sketch as sketches
from saserver.depict.layout import HEIGHT, SCALE, WIDTH
from saserver.depict.marks import BROKEN, MADE
from saserver.depict.svg import COLOURS
from saserver.engine import Chain, Graph, Parameters, isomers, prepare

SVG = "{http://www.w3.org/2000/svg}"
HARD = [
    *("C", "N", "O", "CC", "C=C=C", "C#CC#CC#C", "C=C=C=C=C=C", "C1C=C=C1", "O=C=C=C=O", "FC(Cl)(Br)I", "CSSP(N)O"),
    *("C12C3C4C1C5C2C3C45", "C1C2CC3CC1CC(C2)C3", "C123C4C1C2C34", "ClC1=C(Br)C=C(I)C=C1F", "C" * 60, "C#C" * 30),
    *("CC(C)(C)C(C)(C)C(C)(C)C(C)(C)C", "C1CCCCCCCCCCCCCCCCCCC1", "N1=NN=NN=N1", "OOOOOOOO"),
]


def graph(smiles: str) -> Graph:
    return Graph.from_mol(Chem.MolFromSmiles(smiles))


def hot_chain(formula: str, seed: int = 1) -> Chain:
    given = {"initial_temp": 1e9, "schedule": "constant", "steps_per_cycle": 10**6, "seed": seed}
    return Chain(prepare(Parameters.checked(formula, **given))[1], seed)


def lines(svg: str) -> int:
    """How many lines the bonds are drawn with."""
    (path,) = ET.fromstring(svg).findall(f"{SVG}path") or [ET.Element("path", d="")]
    return path.attrib["d"].count("M")


def assert_all_of_it_is_shown(molecule: Graph, picture: Picture) -> None:
    points = np.array(picture.layout.points)
    apart = np.abs(points[:, None] - points) + 9 * np.eye(len(points))
    assert np.isfinite(points).all()
    assert apart.min() > (0.5 if len(points) <= 12 else 0.05), "two atoms on one spot"
    x, y, width, height = map(float, ET.fromstring(picture.svg).attrib["viewBox"].split())
    assert width / height == pytest.approx(WIDTH / HEIGHT, rel=0.01)
    assert (x, y) == pytest.approx((-width / 2, -height / 2), abs=1)
    assert SCALE * np.abs(points.real).max() < width / 2
    assert SCALE * np.abs(points.imag).max() < height / 2
    if set(molecule.elements) == {"C"}:
        assert lines(picture.svg) == molecule.matrix().sum() / 2, (
            "a line for each bond, twice or thrice for multiple ones"
        )


def test_every_isomer_of_benzene_is_shown() -> None:
    for isomer in isomers("C6H6"):
        assert_all_of_it_is_shown(isomer.graph, depict(isomer.graph))


@pytest.mark.parametrize("smiles", HARD)
def test_hard_molecules_are_shown(smiles: str) -> None:
    molecule = graph(smiles)
    assert_all_of_it_is_shown(molecule, depict(molecule))


@pytest.mark.parametrize("formula", ["C60", "C60H60", "C60H122", "C30H20", "C40H20N10O10", "C8H9ClN2O2S"])
def test_whatever_a_hot_chain_reaches_is_shown(formula: str) -> None:
    chain, layout = hot_chain(formula), None
    for _ in range(6):
        chain.advance(1500)
        picture = depict(chain.current, layout)
        layout = picture.layout
        assert_all_of_it_is_shown(chain.current, picture)


def test_bonds_are_drawn_as_the_chain_has_them_not_as_rdkit_would() -> None:
    first = graph("CC1=C(C)C=CC=C1")
    ring = [1, 2, 4, 5, 6, 7]
    orders = first.matrix()
    for i, j in zip(ring, [*ring[1:], ring[0]], strict=True):
        orders[i, j] = orders[j, i] = 3 - orders[i, j]
    second = Graph.from_matrix(first.elements, orders)
    assert first.smiles == second.smiles
    assert depict(first).svg != depict(second, depict(first).layout).svg


def test_bonds_run_from_atom_to_atom() -> None:
    picture = depict(graph("CC"))
    (path,) = ET.fromstring(picture.svg).findall(f"{SVG}path")
    drawn = sorted(float(number) for number in re.findall(r"[-\d.]+", path.attrib["d"]))
    points = [picture.layout.spot(atom) for atom in (0, 1)]
    assert drawn == pytest.approx(sorted(part for p in points for part in (p.real, p.imag)), abs=0.06)
    assert abs(points[0] - points[1]) == pytest.approx(36)


def test_the_document_is_plain_svg_without_names_that_could_clash() -> None:
    picture = depict(graph("C#CC(=O)NCCl"), marks=Marks((0, 1, 2, 7), ((0, 1),), ((1, 7), (0, 2))))
    root = ET.fromstring(picture.svg)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == "C#CC(=O)NCCl"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg",
        "title",
        "path",
        "circle",
        "g",
        "text",
        "tspan",
    }
    assert not {"id", "class", "style", "href", "onclick"} & {
        name for element in root.iter() for name in element.attrib
    }
    assert picture.svg.count("http") == 1


def test_carbon_follows_the_colour_of_the_text_around_it() -> None:
    svg = depict(graph("C=C=C")).svg
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', svg)) == {"none", "currentColor"}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("colour", sorted({*COLOURS.values(), MADE, BROKEN}))
@pytest.mark.parametrize("background", ["#ffffff", "#111111", "#212121"])
def test_colours_can_be_read_on_light_and_dark(colour: str, background: str) -> None:
    dark, light = sorted([luminance(colour), luminance(background)])
    assert (light + 0.05) / (dark + 0.05) >= 3, "what WCAG asks of large text and of graphics"


def test_a_picture_is_small() -> None:
    assert len(depict(graph("CC(C)CC(C)CC")).svg) < 500
    assert len(depict(graph("NC1=CC=CC=C1OC(C)=O")).svg) < 1200


def symbols(svg: str) -> list[str]:
    """The text in front of each atom that has any, from top to bottom of the document."""
    return ["".join(group.itertext()) for group in ET.fromstring(svg).findall(f"{SVG}g")]


def test_symbols_name_the_element_and_its_hydrogens() -> None:
    assert "".join(symbols(depict(graph("C")).svg)) == "CH4"
    assert sorted("".join(symbols(depict(graph("ClCCBr")).svg))) == sorted("ClBr")


def explode(mol: Chem.Mol) -> None:
    raise ValueError("no")


def leave_undefined(mol: Chem.Mol) -> None:
    conformer = Chem.Conformer(mol.GetNumAtoms())
    conformer.SetPositions(np.full((mol.GetNumAtoms(), 3), np.nan))
    mol.AddConformer(conformer)


def put_on_one_spot(mol: Chem.Mol) -> None:
    mol.AddConformer(Chem.Conformer(mol.GetNumAtoms()))


@pytest.mark.parametrize("layout", [explode, leave_undefined, put_on_one_spot])
@pytest.mark.parametrize("smiles", ["C", "CCO", "C12C3C4C1C5C2C3C45"])
def test_a_molecule_that_rdkit_cannot_lay_out_is_shown_all_the_same(
    layout: object, smiles: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sketches._sketch.cache_clear()
    monkeypatch.setattr(rdDepictor, "Compute2DCoords", layout)
    try:
        assert_all_of_it_is_shown(graph(smiles), depict(graph(smiles)))
    finally:
        sketches._sketch.cache_clear()


def test_a_molecule_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = depict(graph("CCC(C)(C)CCO"))
    monkeypatch.setattr(rdDepictor, "Compute2DCoords", explode)
    assert depict(graph("CCC(C)(C)CCO")) == first


def test_only_so_many_molecules_are_remembered() -> None:
    assert sketches._sketch.cache_info().maxsize == 1024


def test_threads_draw_the_same_molecules_at_once() -> None:
    molecules = [isomer.graph for isomer in isomers("C5H8O")]
    alone = [depict(molecule) for molecule in molecules]
    sketches._sketch.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(depict, molecules * 3))
    assert together == alone * 3
