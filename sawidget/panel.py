"""What all panels have: their page, the way to the server, and the comm as the way that is left."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

import anywidget
from traitlets import Dict

from saserver import background
from sawidget.asks import Asks
from sawidget.bundle import bundled
from sawidget.digests import Digests
from sawidget.pulse import pulse
from sawidget.still import Still

#: Seconds between two signs of life while a run goes on: hubs end kernels that say nothing.
HEARTBEAT: Final = 60.0


class Panel(anywidget.AnyWidget):
    """A widget that shows runs."""

    _esm = bundled("widget.js")
    _css = bundled("widget.css")

    _server = Dict(help="Where the page finds the server: port, instance, key. The key dies with the kernel.").tag(
        sync=True
    )
    _panel = Dict(help="How the panel looks.").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._asks, self._digests = Asks(self.send), Digests(self.send)
        self._silent_until = 0.0
        self.on_msg(self._hear)
        pulse.add(self._beat)

    def close(self) -> None:
        """Take the panel away, everywhere; the runs go on."""
        pulse.discard(self._beat)
        super().close()

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """The page reads our traits, and sets none: what it wants changed it asks of the run."""
        ours = {name for name in self.keys if not hasattr(anywidget.AnyWidget, name)}
        super().set_state({name: value for name, value in sync_data.items() if name not in ours})

    def _goes_on(self) -> bool:
        """Whether a run is running."""
        raise NotImplementedError

    def _stills(self) -> list[Still]:
        """What stands beside it, for a notebook without a kernel."""
        raise NotImplementedError

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if self.comm is not None and (panel := self._repr_mimebundle_()):
            display(panel[0], metadata=panel[1], raw=True)
        for still in self._stills():
            still.display()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        server = background.serve()
        self._server = {"port": server.port, "instance": server.instance, "key": server.key}
        return super()._repr_mimebundle_(**kwargs)

    def _beat(self) -> None:
        """Five times a second, from the thread of the pulse."""
        self._digests.beat()
        now = time.monotonic()
        if now >= self._silent_until and self._goes_on():
            self._silent_until = now + HEARTBEAT
            self.send({"beat": True})

    def _hear(self, _: object, content: Any, buffers: object) -> None:
        match content:
            case {"ask": int(), "method": str(), "path": str()}:
                self._asks.ask(content)
            case {"watch": str(client), "cursors": dict(cursors)}:
                self._digests.watch(client, cursors)
            case {"unwatch": str(client)}:
                self._digests.unwatch(client)
