"""The server that is measured: ``python -m bench.load.host`` says where it is, and ends with its stdin.

It is the server of a notebook, archive included, and besides notes when each event was entered into the journal and
which step it shows: that is when a frame was made. A line on stdin is answered with what was noted since the last one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from saserver.background import Server, new_key
from saserver.sessions.archive import Archive
from saserver.sessions.store import Sessions


def main() -> None:
    sessions = Sessions(Archive.of_user())
    noted: list[tuple[int, float, str, int]] = []
    append = sessions.journal.append

    def noting(session_id: str, name: str, data: Mapping[str, Any]) -> int:
        made = time.monotonic()
        number = append(session_id, name, data)
        if name == "progress":
            noted.append((number, made, session_id, data["step"]))
        return number

    if "--unnoted" not in sys.argv:
        sessions.journal.append = noting  # type: ignore[method-assign]
    with Server(sessions, key=new_key()) as server:
        print(json.dumps({"port": server.port, "key": server.key}), flush=True)
        for _ in sys.stdin:
            told, noted[:] = json.dumps(noted), []
            print(told, flush=True)
    sessions.close()


if __name__ == "__main__":
    main()
