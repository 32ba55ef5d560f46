"""Print how often a run reaches the optimum, as a table of ``docs/engine.md``: ``python -m bench.optima``.

Of the alkanes both ends of the Wiener index are known. The smallest is that of the breadth-first tree of carbons with
four bonds each, the largest that of the path, n(n² - 1)/6. A run starts at one end and looks for the other.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from saserver.engine import Graph, anneal

SEEDS: Final = 100
#: Number of carbons → steps of a run.
STEPS: Final = {8: 2_000, 10: 2_000, 20: 100_000, 30: 1_000_000}
SCHEDULES: Final[Mapping[str, Mapping[str, Any]]] = {
    "f₁": {"cooling_schedule_k": 1},
    "f₂": {"cooling_schedule_k": 2},
    "f₈": {"cooling_schedule_k": 8},
    "f₃₂": {"cooling_schedule_k": 32},
    "geometric": {"schedule": "geometric"},
    "reheat, f₂ four times": {"schedule": "reheat", "cooling_schedule_k": 2},
}


def bushiest(n: int) -> Graph:
    """The breadth-first tree: four neighbours for the first atom, three more for each of the next."""
    bonds = np.zeros((n, n), dtype=np.int64)
    for atom in range(1, n):
        parent = (atom - 2) // 3 if atom > 1 else 0
        bonds[atom, parent] = bonds[parent, atom] = 1
    return Graph.from_matrix("C" * n, bonds)


def longest(n: int) -> Graph:
    """The path."""
    return Graph.from_matrix("C" * n, np.eye(n, k=1, dtype=np.int64) + np.eye(n, k=-1, dtype=np.int64))


def wiener(graph: Graph) -> int:
    """Sum of the distances of all pairs."""
    return int(graph.distances.sum()) // 2


def share(n: int, mode: str, seeds: int, **schedule: Any) -> float:
    """Share of the seeds whose run from one end reaches the other."""
    ends = longest(n), bushiest(n)
    start, goal = ends if mode == "MINIMIZE" else ends[::-1]
    found = [
        anneal(
            f"C{n}H{2 * n + 2}",
            start=start.mol,
            optimization_mode=mode,
            seed=seed,
            steps_per_cycle=STEPS[n] // 4,
            **schedule,
        ).best_energy
        for seed in range(seeds)
    ]
    return found.count(wiener(goal)) / seeds


def table(seeds: int) -> Iterator[str]:
    """A row for each optimum."""
    yield f"| optimum | steps | {' | '.join(SCHEDULES)} |"
    yield "|---|--:" + "|--:" * len(SCHEDULES) + "|"
    for mode, goal, word in (("MINIMIZE", bushiest, "smallest"), ("MAXIMIZE", longest, "largest")):
        for n, steps in STEPS.items():
            shares = (f"{share(n, mode, seeds, **schedule):.2f}" for schedule in SCHEDULES.values())
            yield f"| {word} of C{n}H{2 * n + 2}, {wiener(goal(n))} | {steps:,} | {' | '.join(shares)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.optima", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"runs for each share, {SEEDS} unless told")
    for line in table(parser.parse_args().seeds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
