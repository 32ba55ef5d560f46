"""Traits that mirror a run: the run is the truth, and they follow it.

Reading one looks at the run first. Setting one changes the run, and the trait follows; what the run refuses, the trait
never held. They notify in the main thread alone, as observers in a notebook expect.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from traitlets import TraitError, TraitType


class Reading(TraitType[Any, Any]):
    """Something that the run tells. The widget has ``_follow`` and ``_truth``."""

    def __get__(self, widget: Any, kind: Any = None) -> Any:
        if widget is None:
            return self
        followed = widget._follow()  # not in another thread, which sets nothing
        value = super().__get__(widget, kind) if followed else widget._truth()[1][self.name]
        return deepcopy(value) if isinstance(value, dict) else value  # what is done to it is not done to the run

    def __set__(self, widget: Any, value: Any) -> None:
        raise TraitError(f"{self.name} is what the run tells, and cannot be set; change a parameter instead")


class Parameter(Reading):
    """Something that determines the run. The widget has ``configure``, too."""

    def __set__(self, widget: Any, value: Any) -> None:
        widget.configure(**{str(self.name): value})
