"""The numbers of the additive model for C, H and O, one row per kind of group.

Published: the increments of the functional groups on an sp³ carbon (UCLA course page, after Grant and Paul's form), the
alkene rule of the CCSU course page, and the usual substituent tables of benzene. Ours, calibrated on public spectra:
rings, substituents on C=C and C≡C, cumulenes, the share of the branching correction beside a group, and everything
else that is marked so.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np


class Group(IntEnum):
    """What an atom is, seen from a carbon whose shift is wanted."""

    ALKYL = 0  # carbon with single bonds only
    HYDROXYL = 1
    ETHER = 2  # oxygen between saturated carbons, or bonded to another oxygen
    ENOL_ETHER = 3  # oxygen with an unsaturated or aromatic carbon on at least one side
    ACYLOXY = 4  # oxygen bonded to a carbonyl carbon
    ALKENYL = 5  # carbon of C=C, cumulated ones included
    ALKYNYL = 6
    ARYL = 7
    ALDEHYDE = 8
    KETONE = 9
    ACID = 10
    ESTER = 11  # carbonyl carbon with oxygens that bear no hydrogen; carbonates too
    OXO = 12  # the oxygen of C=O


#: On an sp³ carbon, by distance 1-5. A group's own further atoms add nothing.
ON_SP3: Final = np.array(
    [
        [9.1, 9.4, -2.5, 0.3, 0.1],
        [49.0, 10.1, -6.2, 0.0, 0.0],
        [51.0, 7.2, -5.8, 0.0, 0.0],  # 58 as published includes the carbons behind the oxygen; ours counts them
        [58.0, 7.2, -5.8, 0.0, 0.0],
        [54.0, 6.5, -6.0, 0.0, 0.0],
        [20.0, 6.9, -2.1, 0.0, 0.0],
        [4.4, 5.6, -3.4, 0.0, 0.0],
        [22.1, 9.3, -2.6, 0.0, 0.0],
        [29.9, -0.6, -2.7, 0.0, 0.0],
        [22.5, 3.0, -3.0, 0.0, 0.0],
        [20.1, 2.0, -2.8, 0.0, 0.0],
        [22.6, 2.0, -2.8, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0],
    ]
)

#: Whether what lies behind the group is counted too.
TRANSPARENT: Final = np.array([1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])

#: Share of the branching correction that an attached group brings about (ours but for alkyl and oxygen).
BRANCHING_SHARE: Final = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.5, 1.0, 0.5, 0.0, 0.4, 0.0])

#: On a carbon of C=C: bonded to that carbon, to the other one. Alkyl goes by distance, below.
ON_ALKENE: Final = np.array(
    [
        [0.0, 0.0],
        [28.8, -37.1],
        [28.8, -37.1],
        [28.8, -37.1],
        [18.4, -26.7],
        [13.6, -7.0],
        [-6.0, 6.0],
        [12.5, -11.0],
        [13.1, 12.7],
        [15.0, 5.9],
        [5.0, 9.0],
        [6.3, 7.0],
        [0.0, 0.0],
    ]
)
ALKENE: Final = 123.3
#: Carbons at distance 1, 2, 3 on the same side, on the other side.
ALKENE_CARBONS: Final = np.array([[10.6, 7.2, -1.5], [-7.9, -1.8, 1.5]])
#: Each second-nearest carbon of the same side beyond the first: 7.2 is 4.9 and 2.3 for having any.
ALKENE_FURTHER_BETA: Final = 4.9
#: Two carbons on the same end, on the other end.
ALKENE_GEMINAL: Final = np.array([-4.8, 2.5])
#: Both ends in a ring of this size, and for any ring (its bonds are cis).
ALKENE_RING: Final = np.array([0.0, 0.0, 0.0, -16.2, 6.9, 0.5, -2.9, 0.0])
ALKENE_CIS: Final = -1.1

ALLENE_CENTRE, ALLENE_CENTRE_SUBSTITUENT = 213.5, -3.3
ALLENE_END, KETENE_END, CUMULENE_END_SUBSTITUENT = 74.8, 2.5, 10.0
KETENE, CARBON_DIOXIDE = 194.0, 125.0

#: On a carbon of C≡C: bonded to that carbon, to the other one (alkyl as measured; the rest ours, from few spectra).
ON_ALKYNE: Final = np.array(
    [
        [6.93, -5.69],
        [18.0, -48.0],
        [18.0, -48.0],
        [18.0, -48.0],
        [18.0, -48.0],
        [10.9, 8.1],
        [-3.4, -7.2],
        [11.7, 5.2],
        [10.0, 11.0],
        [10.0, 6.0],
        [3.0, 3.0],
        [3.0, 3.0],
        [0.0, 0.0],
    ]
)
ALKYNE: Final = 71.9
ALKYNE_BETA: Final = np.array([4.75, 2.32])

BENZENE: Final = 128.5
BENZENE_FUSED: Final = 133.5
#: Ipso, ortho, meta, para. Alkyl by its number of heavy neighbours: methyl, ethyl, isopropyl, tert-butyl.
ALKYL_ON_BENZENE: Final = np.array(
    [
        [9.3, 0.7, -0.1, -3.0],
        [15.6, -0.5, 0.0, -2.6],
        [20.1, -2.0, 0.0, -2.5],
        [22.1, -3.4, -0.4, -3.1],
    ]
)
ON_BENZENE: Final = np.array(
    [
        [0.0, 0.0, 0.0, 0.0],
        [26.9, -12.7, 1.4, -7.3],
        [31.4, -14.4, 1.0, -7.7],
        [31.4, -14.4, 1.0, -7.7],
        [22.4, -7.1, -0.4, -3.2],
        [8.9, -2.3, -0.1, -0.8],
        [-6.1, 3.8, 0.4, -0.2],
        [13.0, -1.1, 0.5, -1.0],
        [8.2, 1.2, 0.5, 5.8],
        [8.9, 0.1, -0.1, 4.4],
        [2.1, 1.6, -0.1, 5.2],
        [2.0, 1.2, -0.1, 4.3],
        [0.0, 0.0, 0.0, 0.0],
    ]
)

#: An sp³ carbon in a ring of this size, and what is left there of the branching correction.
SP3_RING: Final = np.array([0.0, 0.0, 0.0, -18.7, -2.9, -8.9, -5.3, -1.0])
RING_BRANCHING: Final = np.array([1.0, 1.0, 1.0, 0.3, 0.4, 0.5, 0.8, 1.0])
FURTHER_OXYGEN: Final = -13.0

KETONE_OR_ALDEHYDE, ACID, ESTER, CARBONATE = 193.0, 166.0, 161.0, 156.0
#: Saturated carbons at distance 1, 2, 3 from the carbonyl carbon; conjugated neighbours add less (ours).
KETONE_CARBONS: Final = np.array([6.5, 2.6, -1.0])
ACID_CARBONS: Final = np.array([11.0, 3.0, 0.0])
CONJUGATED_TO_ACID: Final = 5.0
ALKYNYL_ON_KETONE: Final = -15.0
CYCLOPENTANONE: Final = 8.0
