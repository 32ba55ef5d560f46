"""Sessions over HTTP: commands are requests, what happens is a stream of server-sent events."""

from saserver.api.app import create_app
from saserver.api.connections import Connections
from saserver.api.guard import watch_key

__all__ = ["Connections", "create_app", "watch_key"]
