"""How many steps a chain spent in every labelled graph: exact, compiled, bounded.

A chain stays in most graphs for many steps. So nothing is counted while it stays: when it leaves, the length of its
stay is added to that graph's row, and the row of the next graph is looked up.

At full speed that takes nearly as long as the steps themselves. A tally that thins out looks at each of the first
131,072 steps, and after that at as many in each doubling of the length. Each of them then counts for all steps since
the one before. Which they are depends on their numbers alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from saserver.engine.jit import both, compiled
from saserver.engine.state import ATOMS, BONDS

Array = NDArray[np.uint64]
Spill = Callable[[NDArray[np.uint8], NDArray[np.int64]], None]

#: Most bytes that the rows may take, and most rows.
MOST_BYTES: Final = 2**27
MOST_ROWS: Final = 2**20
_FIRST_ROWS: Final = 2**10

#: Steps that a tally which thins out looks at one by one; a power of two.
EACH: Final = np.uint64(2**17)

#: Places in the book: rows in use, row of the present graph, first step of the present stay, whether no more rows
#: may be had; next step to be looked at, log₂ of how many are in a doubling.
USED, ROW, SINCE, FINAL, NEXT, GRAIN = (np.uint64(place) for place in range(6))
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


@compiled
def leave(rows: Array, book: Array, now: Any) -> None:
    """Add the stay in the present graph, which ended before the state after step ``now``."""
    rows[book[ROW], 0] += now - book[SINCE]
    book[SINCE] = now


@compiled
def enter(work: Array, rows: Array, slots: Array, book: Array) -> Any:
    """Look up the graph in ``work``, or give it a row; False if there must be made room before the next one.

    The last row is never given away: new graphs are written to it to be compared, and count there when no other is
    left.
    """
    n = work[ATOMS]
    m = n + _ONE
    used, last = book[USED], np.uint64(len(rows) - 1)
    fresh = rows[used]
    place = _ONE
    shift = _ZERO
    word = _ZERO
    mixed = _ZERO
    for i in range(n):
        for j in range(i):
            word |= work[BONDS + np.uint64(i) * m + np.uint64(j)] << shift
            shift += np.uint64(2)
            if shift == np.uint64(64):
                fresh[place] = word
                mixed = (mixed ^ word) * _MIX
                mixed ^= mixed >> np.uint64(32)
                place += _ONE
                shift = word = _ZERO
    if shift:
        fresh[place] = word
        mixed = (mixed ^ word) * _MIX
        mixed ^= mixed >> np.uint64(32)
    mask = np.uint64(len(slots) - 1)
    slot = mixed & mask
    while slots[slot]:
        row = rows[slots[slot] - _ONE]
        same = True
        for k in range(1, rows.shape[1]):
            same &= row[k] == fresh[k]
        if same:
            book[ROW] = slots[slot] - _ONE
            return used < last or book[FINAL] == _ONE
        slot = slot + _ONE & mask
    book[ROW] = used
    if used < last:
        slots[slot] = used + _ONE
        rows[used, 0] = _ZERO
        book[USED] = used + _ONE
        used += _ONE
    return used < last or book[FINAL] == _ONE


@both
def stride(now: Any, grain: Any) -> Any:
    """From step ``now`` to the next one that a tally which thins out looks at."""
    steps = _ONE
    while now >= EACH and steps << grain + _ONE <= now:
        steps += steps
    return steps


@compiled
def look(work: Array, rows: Array, slots: Array, book: Array) -> Any:
    """Count the graph in ``work``, at the step that was next, for all steps since the last look; as ``enter``."""
    now, grain = book[NEXT], book[GRAIN]
    room = enter(work, rows, slots, book)
    rows[book[ROW], 0] += stride(now - _ONE, grain)
    book[NEXT] = now + stride(now, grain)
    return room


class Tally:
    """Steps spent in each labelled graph, in the order of the first visit.

    Parameters
    ----------
    work : array of the chain's state now; the steps after it are counted
    spill : called with graphs (k, n, n) and steps (k,) when no more rows may be had, which are then free again.
        Without it the steps in further graphs are counted together, as ``other``.
    grain : lets it thin out, to looks at 2 to this power of steps in each doubling of the length
    """

    def __init__(
        self,
        work: Array,
        step: int,
        *,
        most_rows: int = MOST_ROWS,
        spill: Spill | None = None,
        grain: int | None = None,
    ) -> None:
        self.n = int(work[int(ATOMS)])
        self.spill = spill
        self.thins = grain is not None
        words = -(-self.n * (self.n - 1) // 64)
        self._most = max(_FIRST_ROWS, min(most_rows, MOST_BYTES // (8 * (1 + words)))) + 1
        self.book = np.zeros(6, dtype=np.uint64)
        self.rows = np.zeros((_FIRST_ROWS + 1, 1 + words), dtype=np.uint64)
        self._index()
        self.book[SINCE] = step + 1
        if grain is not None:
            every = int(stride(np.uint64(step), np.uint64(grain)))
            self.book[[int(NEXT), int(GRAIN)]] = (step // every + 1) * every, grain
        self.arrive(work)

    def arrive(self, work: Array) -> bool:
        """The chain is in this graph from now on; whether there is room for another one."""
        return bool(enter(work, self.rows, self.slots, self.book))

    def depart(self, now: int) -> None:
        """The chain left its graph: the state after step ``now`` is another, or is to be counted later."""
        if not self.thins:
            leave(self.rows, self.book, np.uint64(now))

    def note(self, work: Array, step: int, *, moved: bool) -> None:
        """What compiled chains do by themselves after each step; ``moved`` is whether its proposal was accepted."""
        room = True
        if self.thins:
            if step == int(self.book[NEXT]):
                room = bool(look(work, self.rows, self.slots, self.book))
        elif moved:
            self.depart(step)
            room = self.arrive(work)
        if not room:
            self.make_room(work)

    def make_room(self, work: Array) -> None:
        """More rows, as long as more may be had; then the spill, or none."""
        used = int(self.book[USED])
        if used < len(self.rows) - 1:
            return
        if len(self.rows) < self._most:
            more = min(4 * len(self.rows), self._most) - len(self.rows)
            self.rows = np.concatenate([self.rows, np.zeros((more, self.rows.shape[1]), np.uint64)])
            self._index()
        elif self.spill is None:
            self.book[FINAL] = 1
        else:
            self.hand_over(work)

    def hand_over(self, work: Array) -> None:
        """Hand what is counted to the spill, and go on."""
        self.empty()
        self.arrive(work)

    def empty(self) -> None:
        """Hand everything to the spill and start anew."""
        assert self.spill is not None
        self.spill(self.graphs(), self.steps())
        self.rows[:] = 0
        self.book[USED] = 0
        self._index()

    def steps(self) -> NDArray[np.int64]:
        """Steps spent in each graph."""
        return self.rows[: int(self.book[USED]), 0].astype(np.int64)

    @property
    def other(self) -> int:
        """Steps in graphs that have no row."""
        return int(self.rows[-1, 0])

    def graphs(self, first: int = 0, stop: int | None = None) -> NDArray[np.uint8]:
        """Bond orders (k, n, n) of the graphs, or of some of them, in the same order as ``steps``."""
        used = int(self.book[USED])
        rows = self.rows[first : used if stop is None else min(stop, used)]
        i, j, words, shifts = _places(self.n)
        orders = rows[:, words] >> shifts & np.uint64(3)
        graphs = np.zeros((len(rows), self.n, self.n), dtype=np.uint8)
        graphs[:, i, j] = graphs[:, j, i] = orders
        return graphs

    def _index(self) -> None:
        """Write the hash table anew, at most half full."""
        self.slots = np.zeros(2 ** int(2 * len(self.rows)).bit_length(), dtype=np.uint64)
        _rehash(self.rows, self.slots, self.book[USED])


@cache
def _places(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], Array]:
    """Where the bond orders are: of which atoms each is, in which word of a row, and how far to the left."""
    i, j = np.tril_indices(n, -1)
    bits = 2 * np.arange(len(i))
    return i, j, 1 + bits // 64, (bits % 64).astype(np.uint64)


@compiled
def _rehash(rows: Array, slots: Array, used: Any) -> None:
    mask = np.uint64(len(slots) - 1)
    for place in range(used):
        mixed = _ZERO
        for k in range(1, rows.shape[1]):
            mixed = (mixed ^ rows[place, k]) * _MIX
            mixed ^= mixed >> np.uint64(32)
        slot = mixed & mask
        while slots[slot]:
            slot = slot + _ONE & mask
        slots[slot] = np.uint64(place) + _ONE
