"""``sawidget watch URL [SESSION]``: a run of a live server, followed in the terminal.

The connection may come and go: each new one says what was seen last, and nothing is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from sawidget.cli.address import LOST, Address, Refused, events

#: Seconds until the first and the last of many vain attempts.
SOONEST, LATEST = 0.5, 10.0
#: Seconds between two lines where there is no terminal to draw in.
PERIOD: Final = 1.0
_FINAL: Final = ("complete", "cancelled", "failed")


@dataclass
class View:
    """What is known of the run."""

    data: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    last: str = ""
    hottest: float = 0.0
    failure: str = ""
    connection: str = "connecting"

    def take(self, name: str, identity: str, data: Mapping[str, Any]) -> None:
        """Learn from an event."""
        self.last = identity or self.last
        if name in ("snapshot", "progress", "complete", "cancelled", "error"):
            self.data.update(data)
        self.state = str(data.get("session_state", self.state))
        if name == "snapshot":
            self.hottest = float(data["parameters"].get("initial_temp") or data["temperature"])
        if name == "error":
            self.failure, self.state = str(data.get("detail", "")), "failed"
        self.hottest = max(self.hottest, float(self.data.get("temperature", 0.0)))

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self.state in _FINAL

    def shown(self) -> Group:
        """The run as a terminal can show it."""
        data = self.data
        if "step" not in data:
            return Group(Text(self.failure or self.connection, style="dim"))
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim")
        table.add_column()
        table.add_column()
        table.add_row("state", Text(self.state, style="bold"), Text(self.connection, style="dim"))
        steps = ProgressBar(total=data["total_steps"], completed=data["step"], width=30)
        table.add_row("step", f"{data['step']:,} of {data['total_steps']:,}, cycle {data['cycle']}", steps)
        heat = ProgressBar(total=self.hottest or 1.0, completed=data["temperature"], width=30, complete_style="red")
        table.add_row("kT", f"{data['temperature']:.4g}", heat)
        table.add_row("current", _energy(data["current_energy"]), Text(data.get("current_smiles", "")))
        table.add_row("best", Text(_energy(data["best_energy"]), style="bold"), Text(data["best_smiles"], style="bold"))
        counts = (
            f"{data['accepted_moves']:,} accepted, {data['rejected_moves']:,} rejected, "
            f"{data['invalid_moves']:,} null, {data['disconnected_moves']:,} disconnected"
        )
        return Group(table, Text(counts), *([Text(self.failure, style="red")] if self.failure else []))

    def line(self) -> str:
        """The same in one line, for where nothing can be drawn."""
        data, connection = self.data, "" if self.connection == "live" else self.connection
        if "step" not in data:
            return self.failure or connection
        parts = [
            self.state,
            f"step {data['step']:,} of {data['total_steps']:,}",
            f"kT {data['temperature']:.4g}",
            f"current {_energy(data['current_energy'])}",
            f"best {_energy(data['best_energy'])} {data['best_smiles']}",
            self.failure,
            connection,
        ]
        return ", ".join(part for part in parts if part)


class Lines:
    """What a pipe or a file gets: a line each second, and one for whatever changes."""

    def __init__(self) -> None:
        self._before: tuple[str, str] = "", ""
        self._said_at = -PERIOD

    def tell(self, view: View) -> None:
        """Say how the run is now, unless it was said just before."""
        line, now = view.line(), (view.state, view.connection)
        if not line or (now == self._before and time.monotonic() < self._said_at + PERIOD):
            return
        self._before, self._said_at = now, time.monotonic()
        try:
            print(line, flush=True)
        except BrokenPipeError:  # nobody reads any more, as after `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None


def main(argv: Sequence[str]) -> int:
    """Follow a run until it is over; 1 if it failed."""
    parser = argparse.ArgumentParser(prog="sawidget watch", description="Follow a run of a live server.")
    parser.add_argument("url", metavar="URL", help="the link that the server printed; the one to share will do")
    parser.add_argument("session", metavar="SESSION", nargs="?", help="the newest if not given")
    asked = parser.parse_args(argv)
    address = Address.read(asked.url)
    try:
        session_id = asked.session or address.session_id or _newest(address)
        view, console = View(), Console()
        if console.is_dumb_terminal or not console.is_terminal:
            _follow(address, session_id, view, Lines().tell)
            console.print(view.shown())
        else:
            with Live(console=console, refresh_per_second=10, get_renderable=view.shown):
                _follow(address, session_id, view, lambda view: None)  # it looks by itself
        return 1 if view.state == "failed" else 0
    except Refused as error:
        print(f"sawidget watch: {error}", file=sys.stderr)
    except (*LOST, ValueError) as error:
        print(f"sawidget watch: no live server answers at {address.base} ({error}); is it up?", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _newest(address: Address) -> str:
    sessions = address.sessions()
    if not sessions:
        raise Refused("the server has no session yet; create one on its page")
    return str(sessions[0]["session_id"])


def _follow(address: Address, session_id: str, view: View, tell: Callable[[View], None]) -> None:
    """Watch, over as many connections as it takes, until the run is over."""
    wait, reached = SOONEST, False
    while True:
        rotated = False
        try:
            with address.stream(session_id, view.last) as stream:
                view.connection, wait, reached = "live", SOONEST, True
                for name, identity, data in events(stream):
                    view.take(name, identity, data)
                    tell(view)
                    rotated = name == "rotate"
                if view.over or stream.status == 204:
                    return
        except LOST:
            if not reached:
                raise
        if rotated:  # the server asks for a new connection now and then
            continue
        view.connection = "connection lost; trying again"
        tell(view)
        time.sleep(wait * random.uniform(0.5, 1.0))
        wait = min(2 * wait, LATEST)


def _energy(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"
