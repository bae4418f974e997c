"""What a projection is: it takes the log in order and writes tables, and can be made anew from nothing."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import sqlalchemy as sa

from domain.access import PersonRead
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import StreamId
from projections.writes import Writes


@dataclass(frozen=True, slots=True)
class Place:
    """An event's place in the log, without what it says, and what has been recorded behind it since."""

    stream: StreamId
    version: int
    recorded_at: datetime
    last: int
    """The last position that was looked at."""
    tags: AbstractSet[str]
    """Of what kinds everything is that stands behind it, up to there."""


class Source(Protocol):
    """Where the log comes from."""

    def head(self) -> int:
        """The last position, 0 where there is none."""

    def place(self, position: int, most: int) -> Place | None:
        """What stands at a position and behind it; None where nothing does, an event is missing, or there are more."""

    def tail(self, after: int, limit: int) -> Sequence[Recorded[Event]]:
        """The log behind a position, in order. Raises where an event is missing: there is one up to the head."""

    def read(self, stream: StreamId, up_to: int | None = None) -> Sequence[Recorded[Event]]:
        """The events of one stream, up to a position."""

    def at(self, positions: Iterable[int]) -> Sequence[Recorded[Event]]:
        """The events at these positions, in order; none for a position that nothing stands at."""


READINGS: Final[AbstractSet[str]] = frozenset({PersonRead.tag})
"""What is recorded most often: that somebody's record was read. It says who looked, and nothing else."""


class Projection(Protocol):
    """One view: its name, its tables, and what it makes of each event."""

    name: str
    metadata: sa.MetaData
    passes: AbstractSet[str]
    """The tags of which it takes nothing: it answers as well where nothing else has been recorded since."""

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """Takes one event."""

    def finish(self, writes: Writes) -> None:
        """Ends a batch."""

    def forget(self) -> None:
        """Lets go of everything remembered between batches."""


class Stateless:
    """A projection that remembers nothing between events."""

    passes: AbstractSet[str] = frozenset()

    def finish(self, writes: Writes) -> None:
        """Nothing waits for the end of a batch."""

    def forget(self) -> None:
        """There is nothing to forget."""
