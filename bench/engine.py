"""Measure the engine and print the tables of ``docs/performance.md``: ``python -m bench.engine``.

All times are those of one core; ratios are within one run, in which the runners take turns.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bench.plot import plot
from bench.processes import first_times, import_rdkit_and_matplotlib, peak_memory
from bench.race import C_LOOP, C_NATIVE, OURS, RDKIT, READABLE, Standing, all_runners, race

FORMULAS = ("C6H14", "C10H22", "C20H42", "C30H62", "C6H6", "C10H16O")
ATOMS = (4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60)
_PEAKS = {"carbon13": {"peaks": [15.0, 25.0, 35.0]}}
ENERGIES: Final[Mapping[str, Mapping[str, object]]] = {
    "Wiener index": {"formula": "C8H18"},
    "Wiener index + rings": {"formula": "C8H18", "component_weights": {"wiener_index": 1, "rings": 2}},
    "carbon13 of an alkane": {"formula": "C8H18", "energy": "carbon13", "component_options": _PEAKS},
    "carbon13 with oxygen": {"formula": "C5H10O2", "energy": "carbon13", "component_options": _PEAKS},
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer steps, in less than a minute; no growth")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw steps per second over the number of atoms")
    options = parser.parse_args()
    show(first_calls(rounds=1 if options.quick else 3, energies=2 if options.quick else len(ENERGIES)))
    runners = all_runners(steps=10**6 if options.quick else 10**7)
    rounds = 3 if options.quick else 7
    show(speeds(race(formula, runners, rounds) for formula in FORMULAS))
    if not options.quick or options.plot:
        growth = [race(f"C{n}H{2 * n + 2}", runners, 3) for n in ATOMS]
        show(speeds(growth))
        if options.plot:
            plot(growth, options.plot)
    show(memory(10**7 if options.quick else 10**9))


def show(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def speeds(standings: Iterable[Standing]) -> Iterator[str]:
    """A row for each formula."""
    yield "\nMillions of steps in a second at kT = 20; × is how much faster `sa.anneal` is.\n"
    yield (
        "| formula | null | accepted | `sa.anneal` | accepted moves | C -O3 | × | C -O3 -march=native | × "
        "| readable twin | × | RDKit loop | × |"
    )
    yield "|---" * 13 + "|"
    for formula, null, accepted, speed in standings:
        ours = speed[OURS]
        row = [formula, f"{null:.3f}", f"{accepted:.3f}", f"{ours / 1e6:.1f}", f"{accepted * ours / 1e6:.2f}"]
        for name, digits in ((C_LOOP, 1), (C_NATIVE, 1), (READABLE, 3), (RDKIT, 3)):
            if name in speed:
                ratio = ours / speed[name]
                row += [f"{speed[name] / 1e6:.{digits}f}", f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"]
            else:
                row += ["no gcc", ""]
        yield f"| {' | '.join(row)} |"


def first_calls(rounds: int, energies: int) -> Iterator[str]:
    """How long a user waits before the first step is done."""
    yield f"\nSeconds of processor time, best of {rounds}\n"
    yield "| energy | `import sawidget` | then the engine | first run, nothing on disk | first run, next process |"
    yield "|---" * 5 + "|"
    for name, chosen in list(ENERGIES.items())[:energies]:
        for scipy in (False, True) if find_spec("scipy") else (False,):
            cold, cached = first_times(rounds, chosen, scipy=scipy)
            times = (cached.package, cached.engine, cold.first_run, cached.first_run)
            row = [f"{name}{', where scipy is installed' if scipy else ''}", *(f"{seconds:.2f}" for seconds in times)]
            yield f"| {' | '.join(row)} |"
    yield f"\n`import rdkit.Chem, matplotlib.pyplot`: {import_rdkit_and_matplotlib(rounds):.2f} s"


def memory(most: int) -> Iterator[str]:
    """The most memory that a run held, for longer and longer runs."""
    yield "\n| steps of C30H62 | peak memory, MB |"
    yield "|---|---|"
    steps = 10**6
    while steps <= most:
        yield f"| 10^{len(str(steps)) - 1} | {peak_memory(steps):.0f} |"
        steps *= 10


if __name__ == "__main__":
    main()
