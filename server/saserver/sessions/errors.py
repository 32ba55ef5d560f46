"""What can be wrong with a command to a session.

SawidgetError
├── UnknownSession       no session has this id, neither live nor in the archive
├── NotAllowed           the session does not understand the command now
│   ├── FunctionsNeeded  the run was made with functions written in Python, which no file can keep
│   └── RunsElsewhere    another kernel is running it
└── TooManySessions      the cap on live sessions is reached
"""

from __future__ import annotations

from collections.abc import Mapping

from saserver.engine import SawidgetError
from saserver.sessions.states import Command, SessionState, allowed


class UnknownSession(SawidgetError):
    """No session has this id."""

    def __init__(self, session_id: str) -> None:
        super().__init__(f"there is no session {session_id!r}; it may have been deleted: configure a new one")


class NotAllowed(SawidgetError):
    """The session does not understand the command now."""

    @classmethod
    def in_state(cls, state: SessionState, command: Command) -> NotAllowed:
        """The state is the reason."""
        possible = ", ".join(allowed(state))
        return cls(f"{command} is not possible while the session is {state}; possible now: {possible}")


class FunctionsNeeded(NotAllowed):
    """The run was made with functions written in Python, which no file can keep.

    Attributes
    ----------
    functions : parameter → name of the function that was given for it
    """

    def __init__(self, session_id: str, functions: Mapping[str, str]) -> None:
        self.functions = functions
        given = {parameter: name for parameter, name in functions.items() if parameter != "component_weights"}
        shown = "".join(f", {parameter}={name}" for parameter, name in given.items())
        named = functions.get("component_weights")
        remedy = f"define {named} again, with @sa.energy above it, then" if named else "give them again, in Python:"
        super().__init__(
            f"session {session_id!r} ran with functions written in Python, which the archive cannot keep; "
            f"{remedy} resume({session_id!r}{shown})"
        )


class RunsElsewhere(NotAllowed):
    """Another kernel is running it."""

    def __init__(self, session_id: str, host: str, pid: int) -> None:
        super().__init__(
            f"session {session_id!r} is being run by another kernel (process {pid} on {host}); "
            "pause it there first, or wait ten seconds if that kernel is dead"
        )


class TooManySessions(SawidgetError):
    """The cap on live sessions is reached."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} sessions are live, which is the most allowed; delete one, or wait until one is over")
