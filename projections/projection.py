"""What a projection is: it takes the log in order and writes tables, and can be made anew from nothing."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import sqlalchemy as sa

from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import StreamId
from projections.writes import Writes


class Source(Protocol):
    """Where the log comes from."""

    def head(self) -> int:
        """The last position, 0 where there is none."""

    def last(self) -> Recorded[Event] | None:
        """The last event of the log, None where there is none."""

    def tail(self, after: int, limit: int) -> Sequence[Recorded[Event]]:
        """The log behind a position, in order. Raises where an event is missing: there is one up to the head."""

    def read(self, stream: StreamId, up_to: int | None = None) -> Sequence[Recorded[Event]]:
        """The events of one stream, up to a position."""

    def at(self, positions: Iterable[int]) -> Sequence[Recorded[Event]]:
        """The events at these positions, in order; none for a position that nothing stands at."""


class Projection(Protocol):
    """One view: its name, its tables, and what it makes of each event."""

    name: str
    metadata: sa.MetaData

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """Takes one event."""

    def finish(self, writes: Writes) -> None:
        """Ends a batch."""

    def forget(self) -> None:
        """Lets go of everything remembered between batches."""


class Stateless:
    """A projection that remembers nothing between events."""

    def finish(self, writes: Writes) -> None:
        """Nothing waits for the end of a batch."""

    def forget(self) -> None:
        """There is nothing to forget."""
