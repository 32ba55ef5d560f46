"""Answers to lesson 8: exercise → right ones, and wrong ones with the mistake that each is, and a word of its hint."""

from __future__ import annotations

from typing import Any

import sawidget as sa

ONE, TWO, PRACTICE = sa.mystery(1), sa.mystery(2), sa.mystery(0)
NEAR = ["COC(C)(C)C", "COCC(C)C", "CCCCOC"]


def unsaturation(c: int, h: int, n: int, x: int) -> float:
    return (2 * c + 2 + n - h - x) / 2


def whole(c: int, h: int, n: int, x: int) -> int:
    return (2 * c + 2 + n - h - x) // 2


def missing_hydrogens(c: int, h: int, n: int, x: int) -> float:
    return 2 * unsaturation(c, h, n, x)


def without_nitrogen(c: int, h: int, n: int, x: int) -> float:
    return unsaturation(c, h, 0, x)


def nitrogen_as_a_halogen(c: int, h: int, n: int, x: int) -> float:
    return unsaturation(c, h, 0, x + n)


def without_halogens(c: int, h: int, n: int, x: int) -> float:
    return unsaturation(c, h, n, 0)


def halogens_added(c: int, h: int, n: int, x: int) -> float:
    return (2 * c + 2 - h + n + x) / 2


def all_signs_turned(c: int, h: int, n: int, x: int) -> float:
    return (2 * c + 2 - h - n + x) / 2


def hydrocarbon(c: int, h: int, n: int, x: int) -> float:
    return unsaturation(c, h, 0, 0)


def without_ends(c: int, h: int, n: int, x: int) -> float:
    return unsaturation(c, h, n, x) - 1


def negative(c: int, h: int, n: int, x: int) -> float:
    return -unsaturation(c, h, n, x)


def of_carbon_alone(c: int, h: int, n: int, x: int) -> float:
    return c


RIGHT: dict[str, list[Any]] = {
    "8.1": [unsaturation, whole],
    "8.2": [(ONE, sorted(NEAR, key=ONE.misfit)), (ONE, tuple(sorted([*NEAR, "CC(C)(C)CO"], key=ONE.misfit)))],
    "8.3": [(ONE, "CC(C)(C)OC"), (ONE, (ONE, "CC(C)(C)OC")), (TWO, "CCC(=O)CCCC"), (sa.mystery(3), "CC1=CC=C(C)C=C1")],
    "8.4": ["c"],
}
WRONG: dict[str, list[tuple[Any, str, str]]] = {
    "8.1": [
        (missing_hydrogens, "half", "*two* hydrogens"),
        (without_nitrogen, "nitrogen", "three bonds"),
        (nitrogen_as_a_halogen, "minus nitrogen", "plus or minus"),
        (without_halogens, "halogens", "A halogen sits"),
        (halogens_added, "plus halogens", "takes the place"),
        (all_signs_turned, "plus halogens", "takes the place"),
        (hydrocarbon, "nitrogen and halogens", "play no part"),
        (without_ends, "ends", "Hexane"),
        (negative, "sign", "are negative"),
        (of_carbon_alone, "other", "Two for each ring"),
    ],
    "8.2": [
        ((ONE, "COC(C)(C)C"), "few", "three are an argument"),
        ((ONE, NEAR[:2]), "few", "three are an argument"),
        ((ONE, ["COC(C)(C", *NEAR]), "unreadable", "cannot read"),
        ((ONE, ["CCCCO", *NEAR]), "formula", "another formula"),
        ((ONE, ["CC(C)(C)OC", *NEAR]), "twice", "The same molecule twice"),
        ((ONE, ["CC(C)(C)OC", "CC[C@H](C)OC", "CC[C@@H](C)OC"]), "twice", "The same molecule twice"),
        ((PRACTICE, ["CCCCC(=O)OC", "COC(=O)CC(C)C", "CCC(C)C(=O)OC"]), "practice", "for practice"),
        ((ONE, sorted(NEAR, key=ONE.misfit)[::-1]), "order", "Begin with the smallest"),
        ((TWO, ["CCCCC(=O)CC", "CCCC(C)C(C)=O", "OC1CCCCCC1"]), "far", "by far"),
        ((ONE, [1, 2, 3]), "kind", "Hand in"),
        (NEAR, "kind", "Hand in"),
    ],
    "8.3": [
        ((ONE, "COC(C)(C)"), "formula", "another formula"),
        ((ONE, "tert-butyl methyl ether"), "unreadable", "cannot read"),
        ((PRACTICE, "CCCCC(=O)OC"), "practice", "for practice"),
        ((ONE, "CCCCCO"), "lines", "symmetry makes carbons alike"),
        ((ONE, "CCC(O)CC"), "kinds", "compare with DEPT"),
        ((TWO, "CCCC(=O)CCC"), "lines", "symmetry makes carbons alike"),
        ((TWO, "CCCCCC(C)=O"), "other", "fits the shifts better"),
        ((ONE, 73.6), "kind", "Hand in"),
        ((ONE, ["CC(C)(C)OC"]), "kind", "Hand in"),
        ("COC(C)(C)C", "kind", "Hand in"),
    ],
    "8.4": [
        ("a", "a", "uncertain by a few ppm"),
        ("b", "b", "both misfits are known"),
        ("d", "d", "one of two now"),
        (8.1, "kind", "Hand in"),
    ],
}
