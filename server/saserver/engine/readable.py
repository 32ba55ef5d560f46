"""The chain to be read: one step in plain Python, with the equations of the paper beside it.

Its compiled twin makes the same steps, bit for bit, about a thousand times faster. This one also drives every run in
which a Python function takes part: an energy or a rule of acceptance that a student wrote.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from saserver.engine.generator import draw, split, unit
from saserver.engine.model import Model, metropolis
from saserver.engine.move import PAIRS, admissible, displace, others
from saserver.engine.state import Bonds, State


class Verdict(StrEnum):
    """What becomes of a proposal."""

    NULL = "null"
    DISCONNECTED = "disconnected"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


class Info(NamedTuple):
    """What happened in one step.

    Attributes
    ----------
    step : its number, from 0
    temperature : kT
    verdict : what became of the proposal
    vertices : x1, y1, x2, y2; the number of heavy atoms stands for the hydrogen pool. Empty where there are fewer than
        four vertices
    before, after : the bond orders x1y1, x1y2, x2y1, x2y2; ``after`` is that of the proposal, empty if it is null
    energy : energy of the proposal, None unless it is connected
    delta : by how much the proposal is worse, None likewise; this is the dE of the rule of acceptance
    probability : min(1, exp(-delta/kT)), None likewise
    u : the random number that decided, None likewise
    """

    step: int
    temperature: float
    verdict: Verdict
    vertices: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    energy: float | None = None
    delta: float | None = None
    probability: float | None = None
    u: float | None = None


def step(model: Model, state: State) -> tuple[State, Info]:
    """Make one proposal and decide on it. Every proposal is a step, whatever becomes of it."""
    kt = model.temperature(state.step)
    m = len(state.bonds)
    next_state = state._replace(step=state.step + 1)
    if m < 4:
        return next_state._replace(invalid=state.invalid + 1), Info(state.step, kt, Verdict.NULL)

    word, generator = draw(state.generator)
    first, rest = split(word, m * (m - 1))
    second, rest = split(rest, (m - 2) * (m - 3))
    x1, y1 = PAIRS[first]
    x2, y2 = others(PAIRS[second], x1, y1)
    a = (state.bonds[x1][y1], state.bonds[x1][y2], state.bonds[x2][y1], state.bonds[x2][y2])
    next_state = next_state._replace(generator=generator)
    info = Info(state.step, kt, Verdict.NULL, (x1, y1, x2, y2), a)

    choices = admissible(*a)  # eqs. 10-11
    if not choices:
        return next_state._replace(invalid=state.invalid + 1), info
    b11 = choices[split(rest, len(choices))[0]]
    b = displace(*a, b11)  # eqs. 7-9
    info = info._replace(after=b, verdict=Verdict.DISCONNECTED)
    bonds = with_orders(state.bonds, x1, y1, x2, y2, b)
    if not connected(bonds):
        return next_state._replace(disconnected=state.disconnected + 1), info

    energy = model.energy(model.graph(bonds))
    delta = model.sign * (energy - state.energy)
    word, generator = draw(generator)
    u = unit(word)
    probability = metropolis(delta, kt)
    accepted = u < probability if model.accept is None else model.accept(delta, kt, u)
    verdict = Verdict.ACCEPTED if accepted else Verdict.REJECTED
    info = info._replace(verdict=verdict, energy=energy, delta=delta, probability=probability, u=u)
    next_state = next_state._replace(generator=generator)
    if not accepted:
        return next_state._replace(rejected=state.rejected + 1), info
    next_state = next_state._replace(accepted=state.accepted + 1, energy=energy, bonds=bonds)
    if model.sign * (energy - state.best_energy) < 0:
        next_state = next_state._replace(best_energy=energy, best_bonds=bonds, best_step=state.step + 1)
    return next_state, info


def with_orders(bonds: Bonds, x1: int, y1: int, x2: int, y2: int, orders: tuple[int, ...]) -> Bonds:
    """The bonds with four orders replaced: x1y1, x1y2, x2y1, x2y2."""
    rows = {vertex: list(bonds[vertex]) for vertex in (x1, y1, x2, y2)}
    for (x, y), order in zip(((x1, y1), (x1, y2), (x2, y1), (x2, y2)), orders, strict=True):
        rows[x][y] = rows[y][x] = order
    return tuple(tuple(rows[i]) if i in rows else row for i, row in enumerate(bonds))


def connected(bonds: Bonds) -> bool:
    """Whether the heavy atoms hang together; the hydrogen pool does not count."""
    n = len(bonds) - 1
    seen, waiting = {0}, [0]
    while waiting:
        row = bonds[waiting.pop()]
        new = [j for j in range(n) if row[j] and j not in seen]
        seen.update(new)
        waiting += new
    return len(seen) == n
