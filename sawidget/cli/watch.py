"""``sawidget watch URL [SESSION]``: a run of a live server, followed in the terminal.

The connection may come and go: each new one says what was seen last, and nothing is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

#: Seconds of silence after which a connection is taken for lost; a living one pings.
SILENCE: Final = 20.0
#: Seconds until the first and the last of many vain attempts.
SOONEST, LATEST = 0.5, 10.0
_FINAL: Final = ("complete", "cancelled", "failed")


class Refused(Exception):
    """The server was reached and said no; another attempt would end the same."""


@dataclass
class Address:
    """A server's link: where it is, and the key."""

    base: str
    key: str
    session_id: str | None

    @classmethod
    def read(cls, link: str) -> Address:
        """From what the server printed, or the address bar of the page."""
        parts = urlsplit(link if "://" in link else f"http://{link}")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        return cls(base, query.get("key", ""), query.get("session"))

    def open(self, path: str, **headers: str) -> HTTPResponse:
        """Ask for something."""
        # A proxy of the environment is for other machines.
        direct = urlsplit(self.base).hostname in ("localhost", "127.0.0.1", "::1")
        opener = build_opener(*([ProxyHandler({})] if direct else []))
        request = Request(f"{self.base}/api/sa{path}", headers={"X-Sawidget-Key": self.key, **headers})
        try:
            answer: HTTPResponse = opener.open(request, timeout=SILENCE)
        except HTTPError as error:
            if error.code >= 500:  # a proxy whose server is starting anew
                raise
            raise Refused(_detail(error)) from None
        return answer


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
        if not data:
            return Group(Text(self.connection, style="dim"))
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


def main(argv: Sequence[str]) -> int:
    """Follow a run until it is over."""
    parser = argparse.ArgumentParser(prog="sawidget watch", description="Follow a run of a live server.")
    parser.add_argument("url", metavar="URL", help="the link that the server printed; the one to share will do")
    parser.add_argument("session", metavar="SESSION", nargs="?", help="the newest if not given")
    asked = parser.parse_args(argv)
    address = Address.read(asked.url)
    try:
        session_id = asked.session or address.session_id or _newest(address)
        return _follow(address, session_id)
    except Refused as error:
        print(f"sawidget watch: {error}", file=sys.stderr)
    except (OSError, HTTPException, ValueError) as error:
        print(f"sawidget watch: no live server answers at {address.base} ({error}); is it up?", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _newest(address: Address) -> str:
    with address.open("") as answer:
        sessions = json.load(answer)
    if not sessions:
        raise Refused("the server has no session yet; create one on its page")
    return str(sessions[0]["session_id"])


def _follow(address: Address, session_id: str) -> int:
    view, wait, reached = View(), SOONEST, False
    with Live(console=Console(), refresh_per_second=10, get_renderable=view.shown) as live:
        while True:
            try:
                headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": view.last} if view.last else {})
                with address.open(f"/{session_id}/stream", **headers) as stream:
                    view.connection, wait, reached = "live", SOONEST, True
                    for event in events(stream):
                        view.take(*event)
                    if view.over or stream.status == 204:
                        live.refresh()
                        return 0
            except (OSError, HTTPException):
                if not reached:
                    raise
            view.connection = "connection lost; trying again"
            time.sleep(wait * random.uniform(0.5, 1.0))
            wait = min(2 * wait, LATEST)


def events(stream: HTTPResponse) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, id and data of each event of a stream."""
    fields: dict[str, str] = {}
    for line in stream:
        name, _, value = line.decode("utf-8").rstrip("\r\n").partition(": ")
        if name:
            fields[name] = value
        elif "event" in fields and "data" in fields:
            yield fields["event"], fields.get("id", ""), json.loads(fields["data"])
            fields = {}


def _energy(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"


def _detail(error: HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{error.code} {error.reason}"
