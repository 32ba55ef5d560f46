"""The command line: ``sawidget VERB``. Each verb is a module of this package with a ``main(argv)``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

import sawidget
from sawidget.cli import figures, lab, lessons, links, serve, watch

VERBS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "figures": (figures.main, "pictures and recordings for slides"),
    "lab": (lab.main, "open the lessons in JupyterLab"),
    "links": (links.main, "links that open the lessons on Binder or a hub"),
    "lessons": (lessons.main, "for instructors: make, check and refresh the lessons"),
    "serve": (serve.main, "the live server, without a notebook"),
    "watch": (watch.main, "follow a run of a live server in the terminal"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status."""
    verbs = "\n".join(f"  {verb:8} {help_}" for verb, (_, help_) in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="sawidget",
        description=f"Simulated annealing over the isomers of a molecular formula.\n\nverbs:\n{verbs}",
        epilog="sawidget VERB --help tells more about each",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sawidget {sawidget.__version__}")
    parser.add_argument("verb", choices=VERBS, metavar="VERB")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    given = sys.argv[1:] if argv is None else list(argv)
    if not given:
        parser.print_help()
        return 2
    found = parser.parse_args(given)
    run, _ = VERBS[found.verb]
    try:
        status = run(found.arguments)
        print(end="", flush=True)
    except BrokenPipeError:  # who reads has seen enough: `sawidget links … | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain at its end
        return 128 + 13  # as a program that SIGPIPE ends
    return status
