"""The storage format of what is done with somebody's data: grants, uses, break-glass, sharing, removal; and readings.

A tag is never reused; bytes are pinned by a test.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream
from domain.kernel.sealed import Sealed


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
    """Somebody (`user`) opened an asset of the person's for a purpose, at the instant in the envelope.

    `fields` are the parts that were opened, where not the whole; `opening` names the break-glass under which it was.
    """

    tag: ClassVar[str] = "access.data_used.v1"
    use: str
    user: Ref
    asset: str
    purpose: str
    fields: tuple[str, ...] | None = None
    opening: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseEnteredInError(OfUse):
    """A use (its entry's version in this stream) that was somebody else's; where it belongs it is recorded anew."""

    tag: ClassVar[str] = "access.use_entered_in_error.v1"
    use: str
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRequested(OfUse):
    """Somebody asked that `grantee` may open an asset for a purpose; of these fields, or the whole (none listed)."""

    tag: ClassVar[str] = "access.grant_requested.v1"
    grant: str
    grantee: Ref
    asset: str
    purpose: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantGiven(OfUse):
    """`grantee` may open an asset for a purpose from `begins_at` until just before `until`.

    `basis` is the item on which it rests: once the person stops that item, the grant is revoked, without further event.
    """

    tag: ClassVar[str] = "access.grant_given.v1"
    grant: str
    grantee: Ref
    asset: str
    purpose: str
    fields: tuple[str, ...] = ()
    basis: str
    begins_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRevoked(OfUse):
    """A grant, or the asking for one, ends at the instant in the envelope."""

    tag: ClassVar[str] = "access.grant_revoked.v1"
    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassOpened(OfUse):
    """Somebody (`user`) opened data without the person's agreement, on a coded ground, for these fields only.

    `until` is when it closes by itself, `review_by` until when somebody else must have looked at it.
    """

    tag: ClassVar[str] = "access.break_glass_opened.v1"
    opening: str
    user: Ref
    ground: str
    fields: tuple[str, ...]
    until: datetime
    review_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlassReviewed(OfUse):
    """Somebody else found an opening `justified` or `not_justified`."""

    tag: ClassVar[str] = "access.break_glass_reviewed.v1"
    opening: str
    reviewer: Ref
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingDelayed(OfUse):
    """The person is not shown an opening before an instant; why is sealed."""

    tag: ClassVar[str] = "access.telling_delayed.v1"
    opening: str
    not_before: datetime
    because: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DataShared(OfUse):
    """An asset was given to a recipient (a code) for a purpose, at the instant in the envelope, by `user`."""

    tag: ClassVar[str] = "access.data_shared.v1"
    share: str
    recipient: str
    user: Ref
    asset: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallSent(OfUse):
    """The recipient of a share was told to return or destroy what they were given."""

    tag: ClassVar[str] = "access.recall_sent.v1"
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallAnswered(OfUse):
    """What the recipient did about a recall: `returned`, `destroyed` or `refused`."""

    tag: ClassVar[str] = "access.recall_answered.v1"
    share: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalDone(OfUse):
    """What came of removing one asset: destroyed, already_anonymised, published or in_group_recording."""

    tag: ClassVar[str] = "access.removal_done.v1"
    asset: str
    came_to: str


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


EVENTS = (
    DataUsed,
    UseEnteredInError,
    GrantRequested,
    GrantGiven,
    GrantRevoked,
    BreakGlassOpened,
    BreakGlassReviewed,
    TellingDelayed,
    DataShared,
    RecallSent,
    RecallAnswered,
    RemovalDone,
    PersonRead,
)
