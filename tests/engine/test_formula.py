"""Formulas: whatever is typed is either read, in any order, or refused with a remedy that works."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saserver.engine.elements import HEAVY, VALENCES
from saserver.engine.errors import FormulaError
from saserver.engine.formula import Formula

#: Text that looks like formulas, so that the search does not end at the first character.
SYMBOLS = st.sampled_from([*VALENCES, "c", "h", "cl", "Na", "X", "+", "-", "(", ")", " ", "₂", "²", "é", "\ud800", "٣"])
DIGITS = st.sampled_from(["", "0", "1", "2", "3", "10", "12", "60", "61", "007", "999999999", "1" * 60])
LIKE_FORMULAS = st.lists(st.tuples(SYMBOLS, DIGITS).map("".join), max_size=12).map("".join)
#: Compositions of up to 62 heavy atoms, hydrogens as they come.
COMPOSITIONS = st.dictionaries(st.sampled_from(HEAVY), st.integers(0, 20), min_size=1, max_size=4)


def refusal(text: object) -> str:
    with pytest.raises(FormulaError) as caught:
        Formula.parse(text)  # type: ignore[arg-type]
    return str(caught.value)


def parsed(text: object) -> Formula | None:
    try:
        return Formula.parse(text)  # type: ignore[arg-type]
    except FormulaError:
        return None


@given(st.text() | LIKE_FORMULAS | st.text(alphabet="CHNOSPFlBrI0123456789 ", max_size=220))
def test_no_text_raises_anything_but_a_formula_error(text: str) -> None:
    parsed(text)


@given(st.none() | st.integers() | st.floats() | st.binary() | st.lists(st.text()) | st.sampled_from([10**5000, str]))
def test_what_is_no_text_is_a_formula_error_too(thing: object) -> None:
    assert "must be a text such as 'C8H18'" in refusal(thing)


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError


def test_even_what_cannot_be_shown_is_refused_in_words() -> None:
    assert "this Unshowable" in refusal(Unshowable())


@given(LIKE_FORMULAS | COMPOSITIONS.map(lambda counts: "".join(f"{e}{n}" for e, n in counts.items()) + "H8"))
def test_the_hill_string_is_read_as_the_same_formula(text: str) -> None:
    formula = parsed(text)
    if formula is not None:
        again = Formula.parse(formula.hill)
        assert again == formula
        assert again.hill == formula.hill == str(formula)


@given(COMPOSITIONS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(counts: dict[str, int], hydrogens: int, rng: random.Random) -> None:
    atoms = [e for e, n in {**counts, "H": hydrogens}.items() for _ in range(n)]
    rng.shuffle(atoms)
    text = "".join(atoms)
    tidy = parsed("".join(f"{e}{n}" for e, n in counts.items()) + f"H{hydrogens}")
    assert len(text) > 200 or parsed(text) == tidy
    if tidy is not None:
        assert Counter(tidy.elements) == +Counter(counts)
        assert tidy.hydrogens == hydrogens


@given(COMPOSITIONS, st.integers(0, 140))
def test_every_remedy_is_a_formula_that_is_accepted(counts: dict[str, int], hydrogens: int) -> None:
    text = "".join(f"{e}{n}" for e, n in counts.items()) + f"H{hydrogens}"
    try:
        Formula.parse(text)
    except FormulaError as error:
        _, nearest, names = str(error).partition("the nearest")
        remedies = re.findall(r"\b[A-Z][A-Za-z0-9]*", names)
        assert bool(nearest) == bool(remedies)
        for remedy in remedies:
            assert Counter(Formula.parse(remedy).elements) == +Counter(counts)


@pytest.mark.parametrize(
    ("text", "hill"),
    [
        ("CH3CH2OH", "C2H6O"),
        ("H18C8", "C8H18"),
        (" C 8 H 1 8\n", "C8H18"),
        ("C₆H₁₄", "C6H14"),
        ("C1H4", "CH4"),
        ("C06H014", "C6H14"),
        ("N0C2H6", "C2H6"),
        ("ClBrCHF", "CHBrClF"),
        ("H2O", "H2O"),
        ("IH", "HI"),
        ("H3N", "H3N"),
        ("SCl2", "Cl2S"),
        ("PH3", "H3P"),
        ("BrH", "BrH"),
        ("C60H122", "C60H122"),
    ],
)
def test_formulas_are_written_in_hill_order(text: str, hill: str) -> None:
    assert Formula.parse(text).hill == hill


@pytest.mark.parametrize(
    ("text", "unsaturation"),
    [("CH4", 0), ("C6H14", 0), ("C6H6", 4), ("C10H16O", 3), ("C4H4N2", 4), ("C2HBrClF3", 0), ("CO2", 2), ("HI", 0)],
)
def test_unsaturation_counts_rings_and_double_bonds(text: str, unsaturation: int) -> None:
    assert Formula.parse(text).unsaturation == unsaturation


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "C6H13",
            "C6H13 has an odd number of hydrogens for its atoms; the nearest possible formulas are C6H12 and C6H14",
        ),
        ("C2H4N2F", "an even number"),
        ("C3H6N", "an even number"),
        ("C6H16", "C6H16 has too many hydrogens: at most 14 fit; the nearest is C6H14"),
        ("C2", "C2 has too few hydrogens to be connected by bonds of order ≤ 3; the nearest is C2H2"),
        ("CO", "the nearest is CH2O"),
        ("C", "the nearest is CH4"),
        ("F4", "no connected structure, with any number of hydrogens: its 4 heavy atoms offer 4 bond ends and 6 are"),
        ("H2", "'H2' has no heavy atom; add at least one of C, N,"),
        ("C0H0", "no heavy atom"),
        ("C61H124", "has 61 heavy atoms; at most 60 are supported"),
        ("C999999999999", "has 999999999999 heavy atoms; at most 60 are supported"),
        ("", "formula is empty; write one such as C8H18"),
        (" \t\n", "formula is empty"),
        ("C" * 201, "formula has 201 characters; at most 200 are read"),
        ("c6h6", "did you mean C6H6?"),
        ("CCL4", "did you mean CCl4?"),
        ("HBR", "did you mean HBr?"),
        ("cof2", "did you mean COF2?"),
        ("Hf", "did you mean HF?"),
        ("SiH4", "'Si' is not a supported element; the supported elements are C H N"),
        ("NH4+", "'+' cannot be read; charges are not supported"),
        ("CH3(CH2)6CH3", "'(' cannot be read; write the groups out, as in CH3CH2OH"),
        ("C6H14.", "'.' cannot be read; the supported elements are"),
        ("6C", "'6' cannot be read"),
        (None, "must be a text such as 'C8H18', not NoneType None"),
        (b"C6H14", "must be a text such as 'C8H18', not bytes b'C6H14'"),
    ],
)
def test_refusals_name_the_formula_and_the_remedy(text: object, message: str) -> None:
    assert message in refusal(text)


def test_a_huge_number_of_atoms_is_refused_before_they_are_listed() -> None:
    assert "heavy atoms; at most 60" in refusal("C" + "9" * 199)
    assert "too many hydrogens" in refusal("CH1" + "0" * 190)


def test_the_number_of_characters_is_counted_as_typed() -> None:
    assert Formula.parse("C6H14" + " " * 195).hill == "C6H14"
    assert "201 characters" in refusal("C6H14" + " " * 196)
