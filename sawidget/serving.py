"""The live server as a notebook reaches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from saserver import background
from saserver.engine import Energy


def serve() -> background.Server:
    """Start the live server of this notebook, or return it if it is up.

    It runs in a thread beside the notebook, on this machine only, and ends with the kernel. Whoever has its link can
    watch runs and steer them; whoever has ``watch_url`` can watch.

    Returns
    -------
    Server
        With ``host``, ``port``, ``key``, ``url``, ``watch_url``, ``start()`` and ``stop()``; always the same one.

    Examples
    --------
    >>> import sawidget as sa
    >>> server = sa.serve()
    >>> server is sa.serve()
    True
    >>> server = server.stop()
    """
    return background.serve()


def runs() -> list[dict[str, Any]]:
    """Your runs, newest first: those of this notebook, and those that are kept from others.

    Returns
    -------
    list of dict
        With ``session_id``, ``session_state``, ``formula``, ``step``, ``total_steps``, ``best_energy``,
        ``best_smiles``, and ``cut_short``: whether it was running when its kernel ended.
    """
    return background.sessions().list()


def resume(
    session_id: str,
    *,
    energy: str | Energy | Callable[..., float] | None = None,
    schedule: Callable[[float], float] | None = None,
    accept: Callable[[float, float, float], bool] | None = None,
) -> background.Session:
    """Go on with a run that was paused, or that ended with its kernel, as if nothing had happened: bit for bit.

    Parameters
    ----------
    session_id
        As `runs` tells it.
    energy, schedule, accept
        Functions of your own that the run was made with, again: a file cannot keep them.

    Returns
    -------
    Session
        The run, which goes on by itself; ``snapshot()`` and ``result()`` look at it.

    Raises
    ------
    UnknownSession
        There is no such run.
    NotAllowed
        A function is missing, or another kernel is running it.
    """
    return background.resume(session_id, energy=energy, schedule=schedule, accept=accept)
