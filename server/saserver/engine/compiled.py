"""The chain to be fast: the steps of ``readable``, compiled.

The state is one array of unsigned words (see ``state``), so that no index can be negative and no argument but one is
looked at in each step. Null proposals, most of all steps, cost six look-ups and no branch.

``advance`` is compiled anew for each kind of arguments: without ``sums`` for the Wiener index alone, with them for a
weighted sum. numba keeps them on disk.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.jit import compiled, inlined
from saserver.engine.kernels import NOWHERE
from saserver.engine.proposal import choose, draw, flip, propose, shift_bonds
from saserver.engine.schedules import temperature
from saserver.engine.shape import connected, count_pairs, wiener
from saserver.engine.state import (
    ACCEPTED,
    ATOMS,
    BEST_ENERGY,
    BEST_STEP,
    BONDS,
    DISCONNECTED,
    ENERGY,
    GENERATOR,
    INVALID,
    REJECTED,
    STEP,
)
from saserver.engine.tally import NEXT, enter, leave, look
from saserver.engine.words import Real, Word, Words, straight

Array = NDArray[np.uint64]

ZERO, ONE, TWO, THREE, FOUR, SIX, ELEVEN = (np.uint64(number) for number in (0, 1, 2, 3, 4, 6, 11))
UNIT: Final = 2.0**-53
"""Place of the last bit of a random number in [0, 1)."""


@straight
def note(trace: Words, place: Word, energy: Real, step: Real, best: Real) -> None:
    """Enter the energy after a step into a bucket, as its lowest or as its highest (see ``trace``)."""
    trace[place], trace[place + 1], trace[place + 2] = energy, step, best


@straight
def keep(work: Words, m: Word, place: Word) -> None:
    """Keep one bond of the best molecule."""
    work[m * m + place + int(BONDS)] = work[place + int(BONDS)]


@inlined
def set_down(records: Any, step: float, best: float) -> Any:
    """Note a new best energy; whether there is no room for another."""
    place = np.uint64(records[0])
    records[place + ONE], records[place + TWO] = step, best
    records[0] = float(place + TWO)
    return place + FOUR >= np.uint64(len(records))


@straight
def component(
    address: Word, work: Words, elements: Words, n: Word, data: Words, begin: Word, end: Word, scratch: Words
) -> Real:
    """A compiled energy of the molecule in ``work`` (see ``kernels``)."""
    return address.call(work.at(int(BONDS)), elements, n, data.at(begin), end - begin, scratch)


@inlined
def weighted_sum(work: Array, near: Any, size: Any, n: Any, sums: Any) -> Any:
    """The energy of the molecule in ``work``."""
    kernels, weights, elements, data, places, scratch = sums
    total = 0.0
    for k in range(len(kernels)):
        if kernels[k] == NOWHERE:
            part = float(wiener(work, near, size, n))
        else:
            part = component(kernels[k], work, elements, n, data, places[k], places[k + 1], scratch)
        total += weights[k] * part
    return total


@compiled
def advance(
    work: Array,
    real: NDArray[np.float64],
    stop: Any,
    sign: float,
    law: NDArray[np.float64],
    factors: Any,
    weight: float,
    sums: Any,
    trace: NDArray[np.float64],
    first: Any,
    width: Any,
    records: NDArray[np.float64],
    tally: Any,
    looks: Any,
) -> None:
    """Run the chain in ``work`` until its step ``stop``, or until the records or the tally are full.

    Parameters
    ----------
    work, real : the state, and the same memory as floating-point numbers
    stop : step before which to stop
    sign, law : see ``Model``
    factors : of the temperature, for the steps from the present one on; None unless the schedule is Python's
    weight : of the Wiener index, if it is the only component
    sums : six arrays (see ``weighted_sum``), None for the Wiener index alone
    trace, first, width : see ``trace.Trace``; its columns one after the other
    records : how many there are, then step and energy of each best molecule (see ``chain.Chain.record``)
    tally : arrays of a ``tally.Tally``, None where nothing is tallied
    looks : the same of one that thins out; its code is not in the way of the steps
    """
    n = work[ATOMS]
    m = n + ONE
    near = BONDS + TWO * m * m
    size = near + m
    a, b, c, counter = work[GENERATOR], work[GENERATOR + ONE], work[GENERATOR + TWO], work[GENERATOR + THREE]
    begin = now = work[STEP]
    accepted = rejected = disconnected = ZERO
    energy, best = real[ENERGY], real[BEST_ENERGY]
    bonded = ZERO
    for atom in range(n):
        bonded = count_pairs(work, near, atom, bonded)
    while now < stop:
        bucket = (now - first) // width
        bucket_begin = first + bucket * width
        bucket_end = bucket_begin + width
        if bucket_end > stop:
            bucket_end = stop
        low, high = SIX * bucket, SIX * bucket + THREE
        if looks is not None and looks[2][NEXT] < bucket_end:
            bucket_end = looks[2][NEXT]
        if now == bucket_begin:
            note(trace, low, energy, float(now + ONE), best)
            note(trace, high, energy, float(now + ONE), best)
        if m < FOUR:
            now = bucket_end
        while now < bucket_end:
            now += ONE
            word, a, b, c, counter = draw(a, b, c, counter)
            x1, x2, y1, y2, orders, choices, fraction = propose(work, m, word)
            if not choices:
                continue
            by, changed, more = choose(n, x1, x2, y1, y2, orders, choices, fraction)
            valid = True
            proposed = energy
            if changed:
                if bonded + more + ONE < n:  # a connected graph has no fewer
                    disconnected += ONE
                    continue
                flip(work, near, x1, x2, y1, y2, changed)
                if sums is None:
                    index = wiener(work, near, size, n)
                    valid = index != ZERO
                    proposed = weight * float(index)
                else:
                    valid = connected(work, near, n)
            if sums is not None and valid:
                shift_bonds(work, m, x1, x2, y1, y2, by)
                proposed = weighted_sum(work, near, size, n, sums)
                shift_bonds(work, m, x1, x2, y1, y2, ZERO - by)
            taken = valid
            if valid:
                word, a, b, c, counter = draw(a, b, c, counter)
                delta = sign * (proposed - energy)
                if delta > 0.0:
                    factor = 1.0
                    if factors is not None:
                        factor = factors[now - ONE - begin]
                    kt = temperature(law, float(now - ONE), factor)
                    taken = float(word >> ELEVEN) * UNIT < math.exp(-delta / kt)
            if not taken:
                flip(work, near, x1, x2, y1, y2, changed)
                if valid:
                    rejected += ONE
                else:
                    disconnected += ONE
                continue
            shift_bonds(work, m, x1, x2, y1, y2, by)
            bonded += more
            accepted += ONE
            energy = proposed
            if sign * (energy - best) < 0.0:
                best = energy
                work[BEST_STEP] = now
                for place in range(m * m):
                    keep(work, m, place)
                if set_down(records, float(now), best):
                    stop = bucket_end = now
            fresh = now == bucket_begin + ONE
            if fresh or energy < trace[low]:
                note(trace, low, energy, float(now), best)
            if fresh or energy > trace[high]:
                note(trace, high, energy, float(now), best)
            if tally is not None:
                rows, slots, book = tally
                leave(rows, book, now)
                if not enter(work, rows, slots, book):
                    stop = bucket_end = now
        if looks is not None:
            rows, slots, book = looks
            if now == book[NEXT] and not look(work, rows, slots, book):
                stop = now
    work[GENERATOR], work[GENERATOR + ONE], work[GENERATOR + TWO], work[GENERATOR + THREE] = a, b, c, counter
    work[STEP] = now
    work[ACCEPTED] += accepted
    work[REJECTED] += rejected
    work[DISCONNECTED] += disconnected
    work[INVALID] += now - begin - accepted - rejected - disconnected
    real[ENERGY], real[BEST_ENERGY] = energy, best
