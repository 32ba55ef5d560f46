"""Who may do the work of an ensemble: any executor, or a Dask client as it is."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

import cloudpickle

from saserver.engine import ParameterError, Problem


def executor_of(given: object) -> tuple[Executor | None, int | None]:
    """The executor, and how many runs it makes at a time, where it does not say so itself.

    A ``dask.distributed.Client`` is known by what it can do: Dask need not be installed.

    Raises
    ------
    ParameterError
    """
    if given is None or isinstance(given, Executor):
        return given, None
    client: Any = given
    if hasattr(client, "get_executor") and hasattr(client, "nthreads"):
        # pure=False: Dask would take two equal batches, as a retry is one, for the same.
        return client.get_executor(pure=False), sum(client.nthreads().values()) or None
    message = f"executor must be a concurrent.futures.Executor or a dask.distributed.Client, not {given!r}"
    raise ParameterError(Problem("executor", given, message))


def packed(task: object) -> bytes:
    """A task with the functions that a notebook's cells define: pickle would send their names only."""
    data: bytes = cloudpickle.dumps(task)
    return data
