"""What a request needs: the store, who may ask, and the clock. One for each application, and nothing beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.http.callers import Caller
from service.http.repeats import Running
from service.wiring import Clock, Service


@dataclass(frozen=True, slots=True)
class Door:
    """The store behind an application, its personas, its clock, and what it is answering now."""

    service: Service
    personas: Mapping[str, Caller]
    clock: Clock
    running: Running = field(default_factory=Running)

    def now(self) -> datetime:
        """The deciding time of what is asked now."""
        return self.clock()
