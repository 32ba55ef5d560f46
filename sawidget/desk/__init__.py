"""The instructor's desk: lessons are written as masters, and everything that students get is made from these."""

from __future__ import annotations

from sawidget.desk.masters import Place, read, write
from sawidget.desk.running import executed, with_checked_outputs
from sawidget.desk.students import student_version

__all__ = ["Place", "make_student_version", "refresh", "stale"]


def make_student_version(place: Place, name: str) -> None:
    """Make the student version from the master, and run it."""
    write(executed(student_version(read(place.master(name)))), place.student(name))


def refresh(place: Place, name: str) -> None:
    """Run the master, keep the outputs that tests compare, and make the student version anew."""
    write(with_checked_outputs(executed(read(place.master(name)))), place.master(name))
    make_student_version(place, name)


def stale(place: Place, name: str) -> bool:
    """Whether the student version is not the one that its master would make; outputs are not looked at."""
    path = place.student(name)
    if not path.is_file():
        return True
    made, found = student_version(read(place.master(name))), read(path)
    return _without_outputs(made) != _without_outputs(found)


def _without_outputs(notebook: dict[str, object]) -> dict[str, object]:
    cells = notebook["cells"]
    assert isinstance(cells, list)
    return {**notebook, "cells": [{**cell, "outputs": None, "execution_count": None} for cell in cells]}
