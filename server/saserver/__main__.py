"""``python -m saserver``: the server standing alone, for a lecture hall, another program, or a page elsewhere."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from saserver.background import Server, new_key
from saserver.sessions.archive import Archive
from saserver.sessions.store import Sessions
from saserver.sessions.warming import warm_up

PORT = 8765
#: Scheme → the port that a browser leaves out.
_USUAL = {"http": 80, "https": 443}


def main(argv: Sequence[str] | None = None, *, prog: str = "python -m saserver", panel: Path | None = None) -> int:
    """Serve until SIGINT or SIGTERM, and return the exit status."""
    asked = _parser(prog).parse_args(argv)
    key = new_key() if asked.key is None else asked.key
    if asked.key == "none":
        key = None
        if not _loopback(asked.host):
            print(f"{prog}: --key none would let everybody in on {asked.host}; use it on 127.0.0.1", file=sys.stderr)
            return 2
    if asked.archive is not None:
        os.environ["SAWIDGET_ARCHIVE"] = asked.archive
    sessions = Sessions(Archive.of_user(), most_live=asked.max_sessions)
    server = Server(sessions, key=key, host=asked.host, port=asked.port, origins=asked.origin, panel=panel)
    try:
        server.start()
    except OSError as error:
        reason = f"cannot listen on {asked.host} port {asked.port}: {error.strerror}; choose another --port"
        print(f"{prog}: {reason}", file=sys.stderr)
        return 1
    before = {name: signal.signal(name, signal.default_int_handler) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        print(_greeting(server), flush=True)
        warm_up()
        server.join()
    except KeyboardInterrupt:
        pass
    finally:
        for name in before:  # a second Ctrl-C must not cut the stop short
            signal.signal(name, signal.SIG_IGN)
        server.stop()
        sessions.close()
        for name, handler in before.items():
            signal.signal(name, handler)
    return 0


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Serve annealing runs over HTTP until stopped.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 is every one (%(default)s)")
    parser.add_argument("--port", type=_port, default=PORT, help="0 is any free one (%(default)s)")
    parser.add_argument(
        "--key", type=_not_empty, help="the key that everybody must send; drawn if not given; none on loopback only"
    )
    parser.add_argument("--archive", metavar="DIR", help="where runs are kept, or off")
    parser.add_argument("--max-sessions", type=_positive, default=200, metavar="N", help="live at once (%(default)s)")
    parser.add_argument(
        "--origin",
        type=_origin,
        action="append",
        default=[],
        metavar="URL",
        help="let pages of this origin use the server, such as https://example.org",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, not {text}")
    return int(text)


def _origin(text: str) -> str:
    """As a browser writes it in the header of that name: anything else would match none."""
    try:
        parts = urlsplit(text.lower())
        port = parts.port
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no address: {error}") from None
    written = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in _USUAL or not parts.hostname or not text.isascii() or parts.username is not None:
        raise argparse.ArgumentTypeError(f"must look like https://example.org or http://10.0.0.5:8000, not {text}")
    if text.lower().rstrip("/") != written:
        raise argparse.ArgumentTypeError(f"must end after the host and port, as {written}, not {text}")
    return written.removesuffix(f":{port}") if port == _USUAL[parts.scheme] else written


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number


def _not_empty(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must not be empty; leave it out to have one drawn")
    return text


def _greeting(server: Server) -> str:
    lines = [f"serving at {server.url}"]
    if server.key is not None:
        lines.append(f"to share, watch only: {server.watch_url}")
    text = "\n".join(lines)
    if server.host in ("0.0.0.0", "::"):  # nobody can connect to "every address"
        text = text.replace(f"//{server.host}:" if server.host == "0.0.0.0" else "//[::]:", f"//{_own_address()}:")
    return text


def _own_address() -> str:
    """The address that other machines see; asking for a route sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(asking.getsockname()[0])


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
