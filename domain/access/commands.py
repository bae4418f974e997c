"""What may be asked about somebody's data: grants, uses, break-glass, sharing, removal; and reading their record."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, assert_never

from domain.access.events import (
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    DataUsed,
    GrantGiven,
    GrantRequested,
    GrantRevoked,
    PersonRead,
    RecallAnswered,
    RecallSent,
    RemovalDone,
    TellingDelayed,
    UseEnteredInError,
    reading_stream,
    use_stream,
)
from domain.access.rules import (
    ANSWERING,
    ANSWERS,
    DELAYING,
    FINDINGS,
    GRANTING,
    GROUNDS,
    NEW_CODE,
    OPENING,
    REMOVED,
    REMOVING,
    REVIEWING,
    REVOKING,
    SENDING,
    SHARING,
    USING,
    Delaying,
    Granting,
    Opening,
    Recalling,
    Removing,
    Reviewing,
    Revoking,
    Sharing,
    Terms,
    Using,
)
from domain.access.rules.granting import Coding
from domain.access.state import Uses
from domain.kernel.codes import Code, OneOf
from domain.kernel.decider import Accepted, Command, Decision, settle
from domain.kernel.ids import Ref, StreamId
from domain.kernel.sealed import Sealed
from domain.kernel.time import working_days_after

Ground = Annotated[str, OneOf("the ground is one of", GROUNDS)]
Found = Annotated[str, OneOf("a review finds it one of", FINDINGS)]
Answered = Annotated[str, OneOf("what a recipient did is one of", ANSWERS)]
Removed = Annotated[str, OneOf("what came of it is one of", REMOVED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfUse(Command):
    """A command decided by what was done with one person's data in one initiative."""

    person: Ref
    initiative: Ref

    @property
    def stream(self) -> StreamId:
        return use_stream(self.person, self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class UseData(OfUse):
    """Open an asset of somebody's for a purpose. Asked live it takes no time of its own: it happens now.

    `fields` are the parts that are opened, where not the whole; `opening` is the break-glass under which they are.
    """

    tag: ClassVar[str] = "access.use_data"
    use: Code
    user: Ref
    asset: Code
    purpose: Code
    fields: tuple[Code, ...] | None = None
    opening: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEnteredInError(OfUse):
    """Say that a use on the record was not this person's; told as a correction only."""

    tag: ClassVar[str] = "access.mark_entered_in_error"
    use: Code
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestGrant(OfUse):
    """Ask that somebody may open an asset for a purpose; of these fields, or the whole (none listed)."""

    tag: ClassVar[str] = "access.request_grant"
    grant: Code
    grantee: Ref
    asset: Code
    purpose: Code
    fields: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveGrant(OfUse):
    """Let somebody open an asset for a purpose until a time, resting on an item; from now where no time is given."""

    tag: ClassVar[str] = "access.give_grant"
    grant: Code
    grantee: Ref
    asset: Code
    purpose: Code
    fields: tuple[Code, ...] = ()
    basis: Code
    begins_at: datetime | None = None
    until: datetime

    @property
    def begins(self) -> datetime:
        """From when it holds: the time given, yet never before it was given."""
        return max(self.begins_at or self.happened_at, self.happened_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeGrant(OfUse):
    """End a grant now."""

    tag: ClassVar[str] = "access.revoke_grant"
    grant: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBreakGlass(OfUse):
    """Open fields of somebody's data without their agreement, on a ground; it closes by itself and is reviewed.

    `user` is told of history alone; asked live it is the one who asks.
    """

    tag: ClassVar[str] = "access.open_break_glass"
    opening: Code
    user: Ref | None = None
    ground: Ground
    fields: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBreakGlass(OfUse):
    """Record what a review of a break-glass found: justified or not_justified.

    `reviewer` is told of history alone; asked live it is the one who asks.
    """

    tag: ClassVar[str] = "access.review_break_glass"
    opening: Code
    reviewer: Ref | None = None
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayTelling(OfUse):
    """Do not show the person a break-glass before a time, and say why."""

    tag: ClassVar[str] = "access.delay_telling"
    opening: Code
    not_before: datetime
    because: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareData(OfUse):
    """Give an asset of somebody's to a recipient (a code) for a purpose, now."""

    tag: ClassVar[str] = "access.share_data"
    share: Code
    recipient: Code
    asset: Code
    purpose: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRecall(OfUse):
    """Record that the recipient of a share was told to return or destroy it."""

    tag: ClassVar[str] = "access.send_recall"
    share: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecall(OfUse):
    """Record what the recipient did about a recall: returned, destroyed or refused."""

    tag: ClassVar[str] = "access.answer_recall"
    share: Code
    answer: Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRemoval(OfUse):
    """Record what came of removing an asset: destroyed, already_anonymised, published or in_group_recording."""

    tag: ClassVar[str] = "access.record_removal"
    asset: Code
    came_to: Removed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPerson(Command):
    """Read a person's record; `what` names the view that is opened."""

    tag: ClassVar[str] = "reading.read_person"
    person: Ref
    what: Code

    @property
    def stream(self) -> StreamId:
        return reading_stream(self.person)


OnFacts = UseData | GiveGrant | OpenBreakGlass | ShareData | RecordRemoval
"""What is decided on facts that judging builds."""
OnState = MarkEnteredInError | RequestGrant | RevokeGrant | ReviewBreakGlass | DelayTelling | SendRecall | AnswerRecall
"""What is decided on the use stream alone."""
AccessCommand = OnFacts | OnState | ReadPerson
NOW = (UseData, GiveGrant, OpenBreakGlass, ShareData)
"""What happens when it is asked, and takes no time of its own."""
COMMANDS = (
    UseData,
    MarkEnteredInError,
    RequestGrant,
    GiveGrant,
    RevokeGrant,
    OpenBreakGlass,
    ReviewBreakGlass,
    DelayTelling,
    ShareData,
    SendRecall,
    AnswerRecall,
    RecordRemoval,
    ReadPerson,
)


def decide(command: AccessCommand, state: Any, facts: Any = None) -> Decision:
    """What to record about somebody's data; what is decided on facts needs those that judging builds for it."""
    match command, facts:
        case UseData(), Using():
            return settle(command, USING, facts, _used(command))
        case GiveGrant(), Granting():
            return settle(command, GRANTING, facts, _given(command))
        case OpenBreakGlass(), Terms():
            return settle(command, OPENING, _opening(command, state), _opened(command, facts))
        case ShareData(), Sharing():
            return settle(command, SHARING, facts, _shared(command))
        case RecordRemoval() as c, Removing():
            done = RemovalDone(person=c.person, initiative=c.initiative, asset=c.asset, came_to=c.came_to)
            return settle(command, REMOVING, facts, done)
        case ReadPerson() as c, _:
            return Accepted((PersonRead(person=c.person, reader=c.actor, what=c.what),))
        case ((UseData() | GiveGrant() | OpenBreakGlass() | ShareData() | RecordRemoval()), _):
            raise TypeError(f"{command.tag} was given no facts of its own")
        case _, _:
            return _on_state(command, state)


def _on_state(command: OnState, state: Uses) -> Decision:
    of = {"person": command.person, "initiative": command.initiative}
    match command:
        case MarkEnteredInError() as c:
            return Accepted((UseEnteredInError(use=c.use, entry=c.entry, **of),))
        case RequestGrant() as c:
            asked = GrantRequested(
                grant=c.grant, grantee=c.grantee, asset=c.asset, purpose=c.purpose, fields=c.fields, **of
            )
            new = not (state.requested(c.grant) or state.granted(c.grant)) or c.corrects is not None
            return settle(c, (NEW_CODE,), Coding(new), asked)
        case RevokeGrant() as c:
            there = state.requested(c.grant) or state.granted(c.grant) is not None
            return settle(c, REVOKING, Revoking(there), GrantRevoked(grant=c.grant, **of))
        case ReviewBreakGlass() as c:
            reviewed = BreakGlassReviewed(opening=c.opening, reviewer=_reviewer(c), found=c.found, **of)
            return settle(c, REVIEWING, _reviewing(c, state), reviewed)
        case DelayTelling() as c:
            delayed = TellingDelayed(opening=c.opening, not_before=c.not_before, because=c.because, **of)
            return settle(c, DELAYING, _delaying(c, state), delayed)
        case SendRecall() as c:
            sent = state.share(c.share) is not None and state.recall(c.share) is None
            return settle(c, SENDING, Recalling(sent or c.corrects is not None), RecallSent(share=c.share, **of))
        case AnswerRecall() as c:
            sent = (recall := state.recall(c.share)) is not None and recall.answer is None
            answered = RecallAnswered(share=c.share, answer=c.answer, **of)
            return settle(c, ANSWERING, Recalling(sent or c.corrects is not None), answered)
        case _:
            assert_never(command)


def _used(command: UseData) -> DataUsed:
    """The use; asked live, it is the one who asks that opens the data, whoever is named."""
    user = command.user if command.history else command.actor
    return DataUsed(
        person=command.person,
        initiative=command.initiative,
        use=command.use,
        user=user,
        asset=command.asset,
        purpose=command.purpose,
        fields=command.fields,
        opening=command.opening,
    )


def _given(command: GiveGrant) -> GrantGiven:
    return GrantGiven(
        person=command.person,
        initiative=command.initiative,
        grant=command.grant,
        grantee=command.grantee,
        asset=command.asset,
        purpose=command.purpose,
        fields=command.fields,
        basis=command.basis,
        begins_at=command.begins,
        until=command.until,
    )


def _opening(command: OpenBreakGlass, state: Uses) -> Opening:
    new = state.opening(command.opening) is None or command.corrects is not None
    return Opening(fields=command.fields, new=new)


def _opened(command: OpenBreakGlass, terms: Terms) -> BreakGlassOpened:
    user = command.user if command.history and command.user else command.actor
    return BreakGlassOpened(
        person=command.person,
        initiative=command.initiative,
        opening=command.opening,
        user=user,
        ground=command.ground,
        fields=command.fields,
        until=command.happened_at + timedelta(minutes=terms.minutes),
        review_by=working_days_after(command.happened_at, terms.review_working_days),
    )


def _reviewer(command: ReviewBreakGlass) -> Ref:
    return command.reviewer if command.history and command.reviewer else command.actor


def _reviewing(command: ReviewBreakGlass, state: Uses) -> Reviewing:
    """The state that it is reviewed in; what corrects a review is held against the state before that one."""
    opening = state.opening(command.opening)
    before = state if command.corrects is None else replace(state, reviews=())
    found = before.break_glass(command.opening, command.happened_at)
    own = opening is not None and opening.user == _reviewer(command)
    return Reviewing(state=found, own=own, role=command.role)


def _delaying(command: DelayTelling, state: Uses) -> Delaying:
    opening = state.opening(command.opening)
    return Delaying(
        there=opening is not None,
        own=opening is not None and opening.user == command.actor,
        role=command.role,
        not_before=command.not_before,
        at=command.at,
    )


def _shared(command: ShareData) -> DataShared:
    return DataShared(
        person=command.person,
        initiative=command.initiative,
        share=command.share,
        recipient=command.recipient,
        user=command.actor,
        asset=command.asset,
        purpose=command.purpose,
    )
