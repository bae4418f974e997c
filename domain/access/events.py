"""The storage format of uses of data and readings of a record. A tag is never reused; bytes are pinned by a test."""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream


def use_stream(person: Ref, initiative: Ref) -> StreamId:
    """The stream of the uses of one person's data in one initiative."""
    return stream("use", person, initiative)


def reading_stream(person: Ref) -> StreamId:
    """The stream of who read one person's record."""
    return stream("reading", person)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfUse(Event):
    """Every event of a use stream names the person and the initiative; the person is its subject."""

    person: Ref
    initiative: Ref

    @property
    def stream(self) -> StreamId:
        return use_stream(self.person, self.initiative)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUsed(OfUse):
    """Somebody (`user`) opened an asset of the person's for a purpose, at the instant in the envelope."""

    tag: ClassVar[str] = "access.data_used.v1"
    use: str
    user: Ref
    asset: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseEnteredInError(OfUse):
    """A use (its entry's version in this stream) that was somebody else's; where it belongs it is recorded anew."""

    tag: ClassVar[str] = "access.use_entered_in_error.v1"
    use: str
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRead(Event):
    """Somebody read the person's record; `reader` may be anyone with the right to, the person included."""

    tag: ClassVar[str] = "reading.person_read.v1"
    person: Ref
    reader: Ref
    what: str

    @property
    def stream(self) -> StreamId:
        return reading_stream(self.person)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


EVENTS = (DataUsed, UseEnteredInError, PersonRead)
