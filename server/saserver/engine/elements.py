"""The supported elements and their valences: no charges, no hypervalent atoms."""

from __future__ import annotations

from typing import Final

VALENCES: Final = {"C": 4, "H": 1, "N": 3, "O": 2, "S": 2, "P": 3, "F": 1, "Cl": 1, "Br": 1, "I": 1}
HEAVY: Final = tuple(element for element in VALENCES if element != "H")
ATOMIC_NUMBERS: Final = {"H": 1, "C": 6, "N": 7, "O": 8, "F": 9, "P": 15, "S": 16, "Cl": 17, "Br": 35, "I": 53}
MAX_HEAVY_ATOMS: Final = 60
MAX_BOND_ORDER: Final = 3
