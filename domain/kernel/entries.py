"""Entries of a folded history: what each event says, and from when until when it was known.

A correction ends what was known and begins something else; it never reaches back. Hence a state can be asked what
was true at one instant as it was known at another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, TypeVar

from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: which event it is, where it counts among its like, its interval of knowledge (half-open), by whom.

    `told_at`: when it was recorded, where it was told as history; None for what was asked live.
    """

    version: int
    position: int
    order: int
    known_from: datetime
    known_until: datetime = FOREVER
    author: Ref | None = None
    told_at: datetime | None = None

    def known(self, at: datetime) -> bool:
        """Whether it is known at that instant; FOREVER asks for what still stands."""
        return self.known_from <= at and (at < self.known_until or self.known_until is FOREVER)


class Standing(TypedDict):
    """The part of an entry that its event's envelope gives."""

    version: int
    position: int
    order: int
    known_from: datetime
    author: Ref | None
    told_at: datetime | None


En = TypeVar("En", bound=Entry)


def standing(recorded: Recorded[Event]) -> Standing:
    """What the envelope says of an entry."""
    return {
        "version": recorded.version,
        "position": recorded.position,
        "order": recorded.version,
        "known_from": recorded.known_at,
        "author": recorded.actor,
        "told_at": recorded.recorded_at if recorded.history else None,
    }


def put(entries: tuple[En, ...], new: En, corrects: int | None) -> tuple[En, ...]:
    """The entries with a new one; where it corrects an older one, it takes its place: what stood there is ended."""
    if corrects is None:
        return (*entries, new)
    place = next((old.order for old in entries if old.version == corrects), new.order)
    return (*vacate(entries, place, new.known_from), replace(new, order=place))


def vacate(entries: tuple[En, ...], place: int, at: datetime) -> tuple[En, ...]:
    """The entries with what stands in that place known until then and no longer."""
    return tuple(_until(old, at) if old.order == place else old for old in entries)


def end(entries: tuple[En, ...], version: int, at: datetime) -> tuple[En, ...]:
    """The entries with the one of that version known until then and no longer; an end that it has already stands."""
    return tuple(_until(old, at) if old.version == version else old for old in entries)


def _until(entry: En, at: datetime) -> En:
    return replace(entry, known_until=at) if entry.known_until is FOREVER else entry


def as_known(entries: Iterable[En], at: datetime) -> list[En]:
    """The entries known at that instant, in the order in which they count."""
    return sorted((entry for entry in entries if entry.known(at)), key=lambda entry: entry.order)
