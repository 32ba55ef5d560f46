"""Measure the live server and print the tables of ``docs/performance.md``: ``python -m bench.load [PART ...]``.

The server is a process of its own, so are those who watch it, and they talk over real sockets on the loopback. All runs
are hot, so that the molecule is another one in every frame. Linux only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from bench.load.crowd import FORMULAS, crowd
from bench.load.first import first_events
from bench.load.proxy import behind_nginx
from bench.load.soak import soak, stalled
from bench.load.speed import ALONE, UNWATCHED, WATCHED, speeds

#: Heaviest molecules, whose drawings cost most.
HEAVY: Final = ("C60H122",)


def crowds(quick: bool) -> Iterator[str]:
    """Sessions × watchers."""
    seconds = 5.0 if quick else 20.0
    titles = "sessions × watchers", "steps/s", "frames/s made", "held (fewest)", "p50, p99", "`/health`", "CPU", "MB"
    yield f"\n| {' | '.join(titles)} |"
    yield "|---" * len(titles) + "|"
    for sessions, watchers, pace, formulas in (
        (30, 1, 1000, FORMULAS),
        (1, 200, 1000, FORMULAS),
        (30, 1, 0, FORMULAS),
        (30, 1, 1000, HEAVY),
    ):
        load = crowd(sessions, watchers, pace, seconds, formulas)
        row = [
            f"{sessions} × {watchers}{' C60H122' if formulas is HEAVY else ''}",
            f"{pace:,}" if pace else "all",
            f"{load.made:.1f}",
            f"{load.held:.1f} ({load.fewest:.1f})",
            f"{load.late:.1f}, {load.latest:.1f}",
            f"{load.health:.1f}, {load.slow_health:.1f}",
            f"{load.cpu:.2f}",
            f"{load.memory:.0f}",
        ]
        yield f"| {' | '.join(row)} |"


def full_speed(quick: bool) -> Iterator[str]:
    """Millions of steps in a second."""
    yield f"\n| formula | {ALONE} | {UNWATCHED} | {WATCHED} | loses |"
    yield "|---" * 5 + "|"
    for formula in FORMULAS[:1] if quick else FORMULAS:
        found = speeds(formula, 3.0 if quick else 5.0, 1 if quick else 5)
        row = [f"{found[name] / 1e6:.1f}" for name in (ALONE, UNWATCHED, WATCHED)]
        yield f"| {formula} | {' | '.join(row)} | {1 - found[WATCHED] / found[ALONE]:.1%} |"


def first(quick: bool) -> Iterator[str]:
    """Seconds until the first sign of life."""
    found = first_events(5 if quick else 50)
    columns = list(next(iter(found.values())))
    yield f"\n| seconds | {' | '.join(columns)} |"
    yield "|---" * (1 + len(columns)) + "|"
    for name, times in found.items():
        yield f"| {name} | {' | '.join(f'{times[column]:.3f}' for column in columns)} |"


def silent(quick: bool) -> Iterator[str]:
    """Watchers who never read."""
    yield from _told("20 watchers who never read", stalled(20, 5.0 if quick else 30.0))


def long(quick: bool) -> Iterator[str]:
    """Growth of a server at full speed."""
    looks = soak(10, 20.0 if quick else 120.0)
    yield "\n| seconds | MB | files | threads |"
    yield "|---" * 4 + "|"
    for look in looks[:: max(1, len(looks) // 12)]:
        yield f"| {look.when - looks[0].when:.0f} | {look.memory:.1f} | {look.files} | {look.threads} |"


def proxied(quick: bool) -> Iterator[str]:
    """Behind nginx."""
    found = behind_nginx(5.0 if quick else 20.0)
    if found is None:
        yield "\nThere is no nginx here."
    else:
        yield from _told("behind nginx, ms", found)


def _told(about: str, found: Mapping[str, float]) -> Iterator[str]:
    yield f"\n| {about} | |"
    yield "|---|---|"
    for name, value in found.items():
        yield f"| {name} | {value:,.1f} |"


PARTS: Final[Mapping[str, Callable[[bool], Iterable[str]]]] = {
    "crowds": crowds,
    "speed": full_speed,
    "first": first,
    "silent": silent,
    "soak": long,
    "nginx": proxied,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all if none is named")
    parser.add_argument("--full", action="store_true", help="as long as for docs/performance.md: some fifteen minutes")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for name, part in PARTS.items():
        if not asked.parts or name in asked.parts:
            for line in part(not asked.full):
                print(line, flush=True)


if __name__ == "__main__":
    main()
