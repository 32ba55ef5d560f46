"""Answers to lesson 8: exercise → right ones, and wrong ones with the mistake that each of them is."""

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
    "8.3": [(ONE, "CC(C)(C)OC"), (TWO, "CCC(=O)CCCC"), (sa.mystery(3), "CC1=CC=C(C)C=C1")],
    "8.4": ["c"],
}
WRONG: dict[str, list[tuple[Any, str]]] = {
    "8.1": [
        (missing_hydrogens, "half"),
        (without_nitrogen, "nitrogen"),
        (nitrogen_as_a_halogen, "minus nitrogen"),
        (without_halogens, "halogens"),
        (hydrocarbon, "nitrogen and halogens"),
        (without_ends, "ends"),
        (negative, "sign"),
        (of_carbon_alone, "other"),
    ],
    "8.2": [
        ((ONE, "COC(C)(C)C"), "few"),
        ((ONE, NEAR[:2]), "few"),
        ((ONE, ["COC(C)(C", *NEAR]), "unreadable"),
        ((ONE, ["CCCCO", *NEAR]), "formula"),
        ((ONE, ["CC(C)(C)OC", *NEAR]), "twice"),
        ((ONE, sorted(NEAR, key=ONE.misfit)[::-1]), "order"),
        ((TWO, ["CCCCC(=O)CC", "CCCC(C)C(C)=O", "OC1CCCCCC1"]), "far"),
        ((ONE, [1, 2, 3]), "kind"),
        (NEAR, "kind"),
    ],
    "8.3": [
        ((ONE, "COC(C)(C)"), "formula"),
        ((ONE, "tert-butyl methyl ether"), "unreadable"),
        ((PRACTICE, "CCCCC(=O)OC"), "practice"),
        ((ONE, "CCCCCO"), "lines"),
        ((ONE, "CCC(O)CC"), "kinds"),
        ((TWO, "CCCC(=O)CCC"), "lines"),
        ((TWO, "CCCCCC(C)=O"), "other"),
        ((ONE, 73.6), "kind"),
        ("COC(C)(C)C", "kind"),
    ],
    "8.4": [("a", "a"), ("b", "b"), ("d", "d"), (8.1, "kind")],
}
