"""Silence while an answer is judged: a function is called a thousand times, and may print and warn each time."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from rdkit import rdBase


@contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Catch what is printed, and drop warnings.

    nbgrader gives no marks to a test cell with anything on stderr, and numpy warns where a right rule meets the cold.
    """
    printed = io.StringIO()
    with (
        warnings.catch_warnings(),
        redirect_stdout(printed),
        redirect_stderr(io.StringIO()),
        rdBase.BlockLogs(),
    ):
        warnings.simplefilter("ignore")
        yield printed
