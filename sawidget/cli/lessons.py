"""``sawidget lessons``: what instructors do with lessons, from their masters to what students get."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sawidget import desk
from sawidget.checks import LESSONS
from sawidget.desk import lint, masters, verifying


def main(argv: Sequence[str]) -> int:
    """Do one of the deeds below."""
    deeds = "\n".join(f"  {deed:8} {(function.__doc__ or '').splitlines()[0]}" for deed, function in DEEDS.items())
    parser = argparse.ArgumentParser(
        prog="sawidget lessons",
        usage="sawidget lessons DEED [NAME ...] [--folder DIR]",
        description=f"Masters with solutions are in DIR/source, student versions made from them in DIR.\n\n{deeds}",
        epilog="NAME may be shortened: 02 for 02-metropolis. Without NAME: all lessons.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("deed", metavar="DEED", choices=DEEDS)
    parser.add_argument("names", metavar="NAME", nargs="*")
    parser.add_argument("--folder", metavar="DIR", type=Path, default=Path("notebooks"), help="notebooks, if not said")
    found = parser.parse_args(argv)
    missing = [name for name in NEEDS.get(found.deed, ()) if find_spec(name) is None]
    if missing:
        print(f"sawidget lessons {found.deed}: install {' '.join(missing)}, with pip install", file=sys.stderr)
        return 1
    try:
        return DEEDS[found.deed](masters.Place(found.folder), found.names)
    except (OSError, ValueError) as error:
        print(f"sawidget lessons {found.deed}: {error}", file=sys.stderr)
        return 1


def new(place: masters.Place, names: Sequence[str]) -> int:
    """Write the skeleton of a master, to be filled."""
    if len(names) != 1:
        raise ValueError("give one NAME, as in: sawidget lessons new 09-tunnelling")
    [name] = names
    path = place.master(name)
    if path.exists():
        raise ValueError(f"{path} is there already; choose another NAME")
    notebook = masters.skeleton(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    masters.write(notebook, path)
    print(path)
    lesson = str(masters.about(notebook)["lesson"])
    if lesson not in LESSONS:
        print(
            f"Before it can run: write its exercises {lesson}.1 and {lesson}.2 in a module of sawidget/checks/, and "
            f'name it in LESSONS of sawidget/checks/__init__.py, as "{lesson}".'
        )
    return 0


def student(place: masters.Place, names: Sequence[str]) -> int:
    """Make the student versions, and run them."""
    for name in place.names(names):
        desk.make_student_version(place, name)
        print(place.student(name))
    return 0


def refresh(place: masters.Place, names: Sequence[str]) -> int:
    """Run everything, and store what it prints now."""
    for name in place.names(names):
        desk.refresh(place, name)
        print(place.master(name), place.student(name))
    return 0


def check(place: masters.Place, names: Sequence[str]) -> int:
    """Run masters and student versions, and compare what they print with what is stored."""
    worst = 0
    for name in place.names(names):
        if desk.stale(place, name):
            print(f"{name}: the student version is not that of the master; run: sawidget lessons student {name}")
            worst = 1
            continue
        for which, path in (("master", place.master(name)), ("student", place.student(name))):
            done = verifying.compared({which: path}, solved=which == "master")
            print(f"{path}: {'as stored' if done.returncode == 0 else done.stdout + done.stderr}")
            worst = worst or done.returncode
    return worst


def lint_(place: masters.Place, names: Sequence[str]) -> int:
    """Say what the masters lack: header, rhythm, text alternatives, marks, stored outputs."""
    found = [
        f"{name}: {said}" for name in place.names(names) for said in lint.complaints(masters.read(place.master(name)))
    ]
    print("\n".join(found) or "nothing to complain of")
    return 1 if found else 0


DEEDS: Final[dict[str, Callable[[masters.Place, Sequence[str]], int]]] = {
    "new": new,
    "student": student,
    "check": check,
    "refresh": refresh,
    "lint": lint_,
}
#: What a deed takes besides sawidget.
NEEDS: Final = {
    "student": ("nbclient", "nbformat"),
    "refresh": ("nbclient", "nbformat"),
    "check": ("pytest", "nbval"),
}
