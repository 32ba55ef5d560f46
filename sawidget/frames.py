"""An ensemble as columns, for pandas, Parquet and CSV; none of their libraries is needed before it is asked for."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from saserver.engine import Ensemble
from sawidget.files import checked_path

if TYPE_CHECKING:
    import pandas as pd


def columns(ensemble: Ensemble) -> dict[str, NDArray[Any]]:
    """The parameters that were lists, then what each run found; its success is measured by the best of all."""
    runs = ensemble.runs
    names = [name for name in runs.dtype.names or () if name != "point"]
    axes = {axis: _values([point.place[axis] for point in ensemble.points], runs["point"]) for axis in ensemble.axes}
    return {**axes, **{name: runs[name] for name in names}, "steps_to_target": ensemble.reached()}


def frame(ensemble: Ensemble) -> pd.DataFrame:
    """As a data frame."""
    try:
        import pandas as pd
    except ImportError:
        raise ImportError("to_frame needs pandas: run %pip install pandas, or take .runs or to_csv()") from None
    return pd.DataFrame(columns(ensemble))


def csv_text(ensemble: Ensemble) -> str:
    """A line for each run; floats keep every bit."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    table = columns(ensemble)
    rows.writerow(table)
    rows.writerows(zip(*(column.tolist() for column in table.values()), strict=True))
    return text.getvalue()


def parquet(ensemble: Ensemble, path: str | os.PathLike[str]) -> Path:
    """As a Parquet file."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ImportError("to_parquet needs pyarrow: run %pip install pyarrow, or take to_csv()") from None
    target = checked_path(path)
    pyarrow.parquet.write_table(pyarrow.table(columns(ensemble)), target)
    return target


def _values(values: list[Any], point: NDArray[np.int32]) -> NDArray[Any]:
    """The value of a parameter in each run; what is neither a number nor a word is told by its ``repr``."""
    if not all(isinstance(value, str | int | float) for value in values):
        values = _told(values)
    return np.array(values)[point]


def _told(values: list[Any]) -> list[str]:
    """A word for each; different functions of one name are numbered."""
    words = [str(getattr(value, "name", getattr(value, "__name__", repr(value)))) for value in values]
    alike: dict[str, list[int]] = {}
    for word, value in zip(words, values, strict=True):
        if id(value) not in alike.setdefault(word, []):
            alike[word].append(id(value))
    return [
        f"{word} ({alike[word].index(id(value)) + 1})" if len(alike[word]) > 1 else word
        for word, value in zip(words, values, strict=True)
    ]
