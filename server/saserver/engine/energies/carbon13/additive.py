"""C, H and O by increments: each kind of carbon has a base value, each group near it adds its share.

A functional group acts as one substituent, through the atom by which it is reached; what lies behind it counts where
``TRANSPARENT`` says so. Double bonds are taken as drawn, except in benzene rings. Stereochemistry, conformation and
solvent do not exist here.

Measured mean absolute error: 0.64 ppm over the eight molecules with oxygen or a benzene ring of
``tests/engine/test_carbon13_spectra.py``; 1.5 over 121 everyday molecules (textbook values, median 0.9); a version that
differs in details had 3.3 ppm over 22,534 carbons of nmrshiftdb2: acyclic sp³ 1.9, C-O 3.5, aromatic 1.8, alkene 5.2,
ketone 4.0, three-rings 6.9. Weak, with errors around 10 ppm: four-rings with a carbonyl, bicyclic alkenes, furan,
cyclopentadiene, the far carbon of an alkylated enone, open acetals. Two substituents of one alkene carbon that differ
by cis and trans get the same shift.

References
----------
Increments of functional groups: public course page of UCLA. Alkenes: public course page of CCSU. What the pages lack
was calibrated for this package; see ``increments``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from saserver.engine.energies.carbon13 import increments as table
from saserver.engine.energies.carbon13.alkanes import BRANCHING, METHANE
from saserver.engine.energies.carbon13.increments import Group
from saserver.engine.energies.carbon13.lines import to_line
from saserver.engine.energies.carbon13.structure import (
    AROMATIC,
    BENZENE,
    BENZENE_RINGS,
    DEGREE,
    DISTANCE,
    DOUBLES,
    GROUP,
    HYDROGENS,
    IS_CARBON,
    LINES,
    NEIGHBOURS,
    ORDERS,
    PARTNER,
    QUEUE,
    RING,
    IntArray,
    perceive,
    reach,
)
from saserver.engine.jit import both


@both
def additive_lines(bonds: NDArray[np.uint64], elements: IntArray, work: IntArray) -> int:
    """Write the line of each carbon, in the order of the atoms, to ``work[LINES:]``; returns their number."""
    n: int = bonds.shape[0] - 1
    perceive(bonds, elements, work)
    count = 0
    for i in range(n):
        if work[IS_CARBON + i] == 0:
            continue
        group = work[GROUP + i]
        if group == Group.ALKYL:
            ppm = _sp3_shift(n, i, work)
        elif group == Group.ARYL:
            ppm = _aromatic_shift(i, work)
        elif group == Group.ALKYNYL:
            ppm = _alkyne_shift(n, i, work)
        elif group != Group.ALKENYL:
            ppm = _carbonyl_shift(n, i, group, work)
        elif work[PARTNER + i] < 0:
            ppm = _cumulated_shift(i, work)
        else:
            ppm = _alkene_shift(n, i, work)
        work[LINES + count] = to_line(ppm, work[HYDROGENS + i])
        count += 1
    return count


@both
def _sp3_shift(n: int, i: int, work: IntArray) -> float:
    ppm = METHANE
    size = work[RING + i]
    oxygens = 0
    for k in range(1, reach(n, i, 5, -1, False, work)):
        atom = work[QUEUE + k]
        group, distance = work[GROUP + atom], work[DISTANCE + atom]
        if group == Group.ALKENYL and _is_far_end(atom, work):
            continue
        ppm += table.ON_SP3[group, distance - 1]
        if distance == 1:
            oxygens += 1 - work[IS_CARBON + atom]
            share = table.BRANCHING_SHARE[group] * table.RING_BRANCHING[size]
            ppm += share * BRANCHING[work[DEGREE + i], work[DEGREE + atom]]
    if oxygens > 1:
        ppm += table.FURTHER_OXYGEN * (oxygens - 1)
    return float(ppm + table.SP3_RING[size])


@both
def _is_far_end(atom: int, work: IntArray) -> bool:
    """Whether the search that has just been made came to this carbon of C=C through, or after, the other one."""
    for k in range(4 * atom, 4 * atom + work[DEGREE + atom]):
        other = work[NEIGHBOURS + k]
        if (
            work[ORDERS + k] == 2
            and work[IS_CARBON + other] == 1
            and 0 <= work[DISTANCE + other] < work[DISTANCE + atom]
        ):
            return True
    return False


@both
def _alkene_shift(n: int, i: int, work: IntArray) -> float:
    partner = work[PARTNER + i]
    if work[DOUBLES + partner] > 1:
        return _cumulene_end_shift(i, partner, work)
    ppm: float = table.ALKENE + _side(n, i, partner, 0, work) + _side(n, partner, i, 1, work)
    if work[RING + i] > 0 and work[RING + partner] > 0:
        ppm += table.ALKENE_RING[work[RING + i]] + table.ALKENE_CIS
    return ppm


@both
def _side(n: int, end: int, partner: int, column: int, work: IntArray) -> float:
    """What the substituents of one end of C=C add to the shift of that end (column 0) or of the other one (1)."""
    ppm: float = 0.0
    first = second = 0
    for k in range(1, reach(n, end, 3, partner, True, work)):
        atom = work[QUEUE + k]
        distance, carbon = work[DISTANCE + atom], work[IS_CARBON + atom]
        if distance == 1:
            ppm += table.ON_ALKENE[work[GROUP + atom], column]
            first += carbon
        if distance == 2:
            second += carbon
        if carbon == 1 and (distance > 1 or work[GROUP + atom] == Group.ALKYL):
            ppm += table.ALKENE_CARBONS[column, distance - 1]
    if first == 2:
        ppm += table.ALKENE_GEMINAL[column]
    if column == 0 and second > 1:
        ppm += (table.ALKENE_FURTHER_BETA - table.ALKENE_CARBONS[0, 1]) * (second - 1)
    return ppm


@both
def _cumulene_end_shift(i: int, centre: int, work: IntArray) -> float:
    ppm: float = table.ALLENE_END
    for k in range(4 * centre, 4 * centre + work[DEGREE + centre]):
        if work[IS_CARBON + work[NEIGHBOURS + k]] == 0:
            ppm = table.KETENE_END
    return float(ppm + table.CUMULENE_END_SUBSTITUENT * (work[DEGREE + i] - 1))


@both
def _cumulated_shift(i: int, work: IntArray) -> float:
    """A carbon with two double bonds."""
    oxygens = substituents = 0
    for k in range(4 * i, 4 * i + work[DEGREE + i]):
        other = work[NEIGHBOURS + k]
        oxygens += 1 - work[IS_CARBON + other]
        substituents += work[DEGREE + other] - 1
    if oxygens == 2:
        return table.CARBON_DIOXIDE
    if oxygens == 1:
        return table.KETENE
    return table.ALLENE_CENTRE + table.ALLENE_CENTRE_SUBSTITUENT * substituents


@both
def _alkyne_shift(n: int, i: int, work: IntArray) -> float:
    ppm: float = table.ALKYNE
    partner = i
    for k in range(4 * i, 4 * i + work[DEGREE + i]):
        if work[ORDERS + k] == 3:
            partner = work[NEIGHBOURS + k]
    for column in range(2):
        end, other_end = (i, partner) if column == 0 else (partner, i)
        for k in range(1, reach(n, end, 2, other_end, True, work)):
            atom = work[QUEUE + k]
            if work[DISTANCE + atom] == 1:
                ppm += table.ON_ALKYNE[work[GROUP + atom], column]
            elif work[IS_CARBON + atom] == 1:
                ppm += table.ALKYNE_BETA[column]
    return ppm


@both
def _carbonyl_shift(n: int, i: int, group: int, work: IntArray) -> float:
    acid = group == Group.ACID or group == Group.ESTER
    ppm: float = table.KETONE_OR_ALDEHYDE
    if acid:
        ppm = table.ACID if group == Group.ACID else table.ESTER
    oxygens = 0
    for k in range(1, reach(n, i, 3, -1, True, work)):
        atom = work[QUEUE + k]
        distance, other = work[DISTANCE + atom], work[GROUP + atom]
        if work[IS_CARBON + atom] == 0:
            oxygens += 1 if distance == 1 else 0
        elif other == Group.ALKYL:
            ppm += table.ACID_CARBONS[distance - 1] if acid else table.KETONE_CARBONS[distance - 1]
        elif distance > 1:
            continue
        elif acid:
            ppm += table.CONJUGATED_TO_ACID
        elif other == Group.ALKYNYL:
            ppm += table.ALKYNYL_ON_KETONE
    if oxygens > 2:
        ppm = table.CARBONATE
    if group == Group.KETONE and work[RING + i] == 5:
        ppm += table.CYCLOPENTANONE
    return ppm


@both
def _aromatic_shift(i: int, work: IntArray) -> float:
    """Every substituent of a benzene ring acts on all six carbons of it, by how far they are along the ring."""
    ppm: float = table.BENZENE if work[AROMATIC + i] == 1 else table.BENZENE_FUSED
    for ring in range(BENZENE, BENZENE + 6 * work[BENZENE_RINGS], 6):
        for p in range(6):
            if work[ring + p] == i:
                for q in range(6):
                    ppm += _on_benzene(ring, q, min((p - q) % 6, (q - p) % 6), work)
    return ppm


@both
def _on_benzene(ring: int, p: int, away: int, work: IntArray) -> float:
    """What the substituent of atom p of a ring adds to the atom that is so far away, if p has one."""
    atom = work[ring + p]
    if work[AROMATIC + atom] == 1:
        for k in range(4 * atom, 4 * atom + work[DEGREE + atom]):
            other = work[NEIGHBOURS + k]
            if other != work[ring + (p + 5) % 6] and other != work[ring + (p + 1) % 6]:
                group = work[GROUP + other]
                if group == Group.ALKYL:
                    return float(table.ALKYL_ON_BENZENE[work[DEGREE + other] - 1, away])
                return float(table.ON_BENZENE[group, away])
    return 0.0
