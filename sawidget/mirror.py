"""Traits that mirror a run: the run is the truth, and they follow it.

Reading one looks at the run first. Setting one changes the run, and the trait follows; what the run refuses, the trait
never held. They notify in the main thread alone, as observers in a notebook expect.
"""

from __future__ import annotations

import threading
from copy import deepcopy
from typing import Any

from traitlets import HasTraits, TraitError, TraitType

from saserver.background import Session
from sawidget import kernel


class Reading(TraitType[Any, Any]):
    """Something that the run tells, to a `Mirror`."""

    def __get__(self, mirror: Any, kind: Any = None) -> Any:
        if mirror is None:
            return self
        followed = mirror._follow()  # not in another thread, which sets nothing
        value = super().__get__(mirror, kind) if followed else mirror._truth()[1].get(self.name)
        return deepcopy(value) if isinstance(value, dict) else value  # what is done to it is not done to the run

    def __set__(self, mirror: Any, value: Any) -> None:
        raise TraitError(f"{self.name} is what the run tells, and cannot be set; change a parameter instead")


class Parameter(Reading):
    """Something that determines the run. The mirror has ``configure``."""

    def __set__(self, mirror: Any, value: Any) -> None:
        mirror.configure(**{str(self.name): value})


class Mirror(HasTraits):
    """Has traits that mirror the run of a session, from `_look_at` on."""

    _session: Session
    _shown: object = None  # what was seen of the session when the traits followed it last
    _asked = False  # whether the main thread is to let them follow
    _quiet = True  # as long as there is no run, and while observers are told: then reading a trait looks at no run

    def _look_at(self, session: Session) -> None:
        self._session = session
        self._quiet = False
        self._follow()

    def _follow(self) -> bool:
        """Let the traits follow the run; False in a thread that must not."""
        if threading.current_thread() is not threading.main_thread():
            return False
        if not self._quiet and self._session.shot is not self._shown:
            self._quiet = True
            try:
                self._shown, truth = self._truth()
                with self.hold_trait_notifications():
                    for name, trait in self.traits().items():
                        if isinstance(trait, Reading):
                            self.set_trait(name, truth.get(name))
            finally:
                self._quiet = False
        return True

    def _follow_soon(self) -> None:
        """From another thread: have the main thread do so."""
        if not self._asked and self._session.shot is not self._shown:
            self._asked = kernel.call_soon(self._catch_up)

    def _catch_up(self) -> None:
        self._asked = False
        self._follow()

    def _truth(self) -> tuple[object, dict[str, Any]]:
        """What is seen of the session, and what the traits should be then: name → value; None if it is missing."""
        shot = self._session.shot
        told = shot.snapshot()
        used = self._session.run.parameters.as_dict()  # with functions themselves, not their names
        state = {"state": told["session_state"], "steps": told["step"]}
        return shot, {**told, **told["parameters"], **used, **state}
