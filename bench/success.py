"""Print how often schedules succeed, as the tables of ``docs/success.md``: ``python -m bench.success``.

Of the alkanes the ends of the Wiener index are known: the smallest is that of the breadth-first tree of carbons with
four bonds each, the largest that of the path, n(n² - 1)/6. Otherwise a run succeeds if it finds the best energy that
any run of its row finds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

import sawidget as sa

SEEDS: Final = 400
SCHEDULES: Final[Mapping[str, Mapping[str, Any]]] = {
    "f0": {"cooling_schedule_k": 0},
    "f1": {"cooling_schedule_k": 1},
    "f2": {"cooling_schedule_k": 2},
    "f4": {"cooling_schedule_k": 4},
    "f8": {"cooling_schedule_k": 8},
    "f32": {"cooling_schedule_k": 32},
    "geometric": {"schedule": "geometric"},
    "reheat": {"schedule": "reheat", "cooling_schedule_k": 8},
}


@dataclass(frozen=True)
class Search:
    """What is looked for, from where, and for how long."""

    name: str
    formula: str
    steps: int
    target: float | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


def bushiest(n: int) -> sa.Graph:
    """The breadth-first tree: four neighbours for the first atom, three more for each of the next."""
    bonds = np.zeros((n, n), dtype=np.int64)
    for atom in range(1, n):
        parent = (atom - 2) // 3 if atom > 1 else 0
        bonds[atom, parent] = bonds[parent, atom] = 1
    return sa.Graph.from_matrix("C" * n, bonds)


def longest(n: int) -> sa.Graph:
    """The path."""
    return sa.Graph.from_matrix("C" * n, np.eye(n, k=1, dtype=np.int64) + np.eye(n, k=-1, dtype=np.int64))


def wiener(graph: sa.Graph) -> int:
    """Sum of the distances of all pairs."""
    return int(graph.distances.sum()) // 2


def _smallest(n: int, steps: int) -> Search:
    formula = f"C{n}H{2 * n + 2}"
    return Search(f"smallest of {formula}", formula, steps, wiener(bushiest(n)), {"start": longest(n).mol})


WIENER: Final = (
    _smallest(8, 2_000),
    _smallest(10, 2_000),
    _smallest(12, 5_000),
    _smallest(20, 100_000),
    _smallest(30, 1_000_000),
    Search("smallest of C10H16O", "C10H16O", 20_000),
    Search(
        "largest of C10H22",
        "C10H22",
        2_000,
        wiener(longest(10)),
        {"start": bushiest(10).mol, "optimization_mode": "MAXIMIZE"},
    ),
)


#: Measured spectra: the heptanes in the Sadtler Handbook of Carbon NMR Spectra, the others in nmrshiftdb2.
SPECTRA: Final[Mapping[str, tuple[str, str]]] = {
    "2-methylheptane": ("C8H18", "39.3t 32.5t 28.3d 27.3t 23.0t 22.8q×2 14.2q"),
    "3-ethylheptane": ("C9H20", "40.7d 32.8t 29.3t 25.7t×2 23.4t 14.2q 11.0q×2"),
    "neopentyl alcohol": ("C5H12O", "26.2q×3 32.7s 73.3t"),
    "MTBE": ("C5H12O", "28.2q×3 50.1q 73.6s"),
    "methyl pentanoate": ("C6H12O2", "15.1q 23.9t 28.5t 34.9t 51.6q 173.4s"),
    "p-xylene": ("C8H10", "20.9q×2 129.1d×4 134.6s×2"),
}


def peaks(spectrum: str) -> list[list[Any]]:
    """``32.8t×2`` → [32.8, "t", 2]."""
    lines = (line.partition("×") for line in spectrum.split())
    return [[float(line[:-1]), line[-1], int(count or 1)] for line, _, count in lines]


def spectra(steps: int) -> Iterator[Search]:
    """A search for each spectrum."""
    for name, (formula, spectrum) in SPECTRA.items():
        options = {"carbon13": {"peaks": peaks(spectrum)}}
        yield Search(f"{name}, {formula}", formula, steps, None, {"energy": "carbon13", "component_options": options})


def table(searches: tuple[Search, ...], seeds: int) -> Iterator[str]:
    """A row for each search."""
    yield f"| | steps | {' | '.join(SCHEDULES)} |"
    yield "|---|--:" + "|--:" * len(SCHEDULES) + "|"
    for search in searches:
        every = {
            name: sa.ensemble(
                search.formula,
                runs=seeds,
                steps_per_cycle=search.steps // 4,
                num_cycles=4,
                **search.given,
                **schedule,
            )
            for name, schedule in SCHEDULES.items()
        }
        target = search.target
        if target is None:
            target = min(float(runs.targets[0]) for runs in every.values())
        shares = [runs.success(target) for runs in every.values()]
        cells = (f"{share.share:.3f} ({share.low:.3f}–{share.high:.3f})" for share in shares)
        yield f"| {search.name}, {target:.6g} | {search.steps:,} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.success", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"runs for each share, {SEEDS} unless told")
    seeds = parser.parse_args().seeds
    for heading, searches in (
        ("Wiener index", WIENER),
        ("carbon13, 3,000 steps", tuple(spectra(3_000))),
        ("carbon13, 30,000 steps", tuple(spectra(30_000))),
    ):
        print(f"\n{heading}\n", flush=True)
        for line in table(searches, seeds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
