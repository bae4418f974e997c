"""What both recorders share: a row on its way in, what it expects, and what is answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent

from domain.kernel.ids import StreamId
from service.errors import ClockFault
from service.store.leaf import entry_tail

TOLERANCE = timedelta(seconds=2)
"""How far the last recorded time may lie ahead of the clock before writing is refused."""

Collision = IntegrityError
"""A version or a key that somebody else has taken."""

Clock = Callable[[], datetime]


def machine_clock() -> datetime:
    """The clock of the machine that holds the database; on SQLite that is this one."""
    return datetime.now(UTC)


class Stale(IntegrityError):
    """Something that the decision relied on has moved since it was read; decide again."""


@dataclass(frozen=True)
class Row(StoredEvent):
    """A stored event with the part of its log entry that does not depend on when it is recorded."""

    tail: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """What makes asking twice harmless: a key, bound to what was asked, and which rows of the append answer it.

    `nth` counts the corrections of an imported row; a live command is only ever its own first. `scope` (a keyed hash)
    gathers the rows of one import.
    """

    key: bytes
    binding: bytes
    offset: int
    count: int
    nth: int = 0
    scope: bytes = b""


@dataclass(frozen=True, slots=True)
class Guard:
    """What an append stands on: the versions read, and the repeats that it answers."""

    expect: Mapping[StreamId, int] = field(default_factory=dict)
    repeats: Sequence[Repeat] = ()


NO_GUARD = Guard()


class Appended(list[int]):
    """The positions of what was appended, and when it was recorded."""

    def __init__(self, first: int, count: int, at: datetime) -> None:
        super().__init__(range(first, first + count))
        self.at = at


def tail_of(stored: StoredEvent) -> str:
    """The tail of the log entry; rows that did not come through our mapper are about nobody."""
    if isinstance(stored, Row):
        return stored.tail
    return entry_tail(stored.topic, str(stored.originator_id), stored.originator_version, stored.state, ())


def not_before(last: datetime | None, now: datetime) -> datetime:
    """When an append is recorded: now, or with the last one where the clock is a little behind. Raises ClockFault."""
    if last is None or last <= now:
        return now
    if last - now > TOLERANCE:
        raise clock_fault(last, now)
    return last


def clock_fault(last: Any, now: Any) -> ClockFault:
    """The clock is behind the record, and what to do."""
    return ClockFault(
        f"The clock says {now}, but something was recorded at {last} already. Nothing was written.",
        "Set the machine's clock right (it has jumped back, or was ahead before), then ask again.",
    )
