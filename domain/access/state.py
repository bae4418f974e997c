"""What a use stream says: each use of the person's data, grants, break-glass, sharing and removal, since when known."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

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
)
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, end, put, standing
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER

REQUESTED: Final = "REQUESTED"
GRANTED: Final = "GRANTED"
REVOKED: Final = "REVOKED"
EXPIRED: Final = "EXPIRED"

BREAK_GLASS_OPENED: Final = "BREAK_GLASS_OPENED"
AUTO_EXPIRED: Final = "AUTO_EXPIRED"
REVIEW_DUE: Final = "REVIEW_DUE"
JUSTIFIED: Final = "JUSTIFIED"
NOT_JUSTIFIED: Final = "NOT_JUSTIFIED"
BREAK_GLASS_STATES: Final = (BREAK_GLASS_OPENED, AUTO_EXPIRED, REVIEW_DUE, JUSTIFIED, NOT_JUSTIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Entry):
    """One use: who opened which asset for which purpose, when; of which fields, under which break-glass."""

    use: str
    used_at: datetime
    user: Ref
    asset: str
    purpose: str
    told_as_history: bool = False
    fields: frozenset[str] = frozenset()
    opening: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Entry):
    """Somebody asked for a grant."""

    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Entry):
    """Who may open what for which purpose, from when until just before when, resting on which item."""

    grant: str
    grantee: Ref
    asset: str
    purpose: str
    fields: frozenset[str]
    basis: str
    begins_at: datetime
    until: datetime

    def opens(self, asset: str, purpose: str, fields: frozenset[str]) -> bool:
        """Whether it is for this asset and purpose, and for these fields; no fields are the whole."""
        return (self.asset, self.purpose) == (asset, purpose) and (
            not self.fields or (bool(fields) and fields <= self.fields)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation(Entry):
    """A grant ended by somebody's word."""

    grant: str
    revoked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Entry):
    """One break-glass: who opened which fields on which ground, until when, to be reviewed by when."""

    opening: str
    user: Ref
    ground: str
    fields: frozenset[str]
    opened_at: datetime
    until: datetime
    review_by: datetime

    def covers(self, user: Ref, fields: frozenset[str], at: datetime) -> bool:
        """Whether somebody opens these fields under it at an instant."""
        return user == self.user and bool(fields) and fields <= self.fields and self.opened_at <= at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Entry):
    """What somebody found who looked at an opening."""

    opening: str
    reviewer: Ref
    justified: bool
    reviewed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(Entry):
    """Until when the person is not shown an opening."""

    opening: str
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Entry):
    """What was given to whom and by whom, when and what for."""

    share: str
    recipient: str
    user: Ref
    asset: str
    purpose: str
    shared_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Entry):
    """A recall that was sent (no answer), or what the recipient did about it."""

    share: str
    at: datetime
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal(Entry):
    """What came of removing one asset."""

    asset: str
    outcome: str
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Uses:
    """What was done with one person's data in one initiative, folded."""

    uses: tuple[Use, ...] = ()
    requests: tuple[Request, ...] = ()
    grants: tuple[Grant, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    openings: tuple[Opening, ...] = ()
    reviews: tuple[Review, ...] = ()
    delays: tuple[Delay, ...] = ()
    shares: tuple[Share, ...] = ()
    recalls: tuple[Recall, ...] = ()
    removals: tuple[Removal, ...] = ()

    def granted(self, grant: str, known: datetime = FOREVER) -> Grant | None:
        """A grant by its code, as it was given."""
        return next((g for g in self.grants if g.grant == grant and g.known(known)), None)

    def requested(self, grant: str) -> bool:
        """Whether a grant was asked for under this code."""
        return any(request.grant == grant for request in self.requests)

    def works_with_grants(self, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether this person's data are opened on grants: from the first one given on, whatever became of it."""
        return any(grant.begins_at <= at and grant.known(known) for grant in self.grants)

    def revoked(self, grant: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether somebody revoked a grant by an instant."""
        return any(r.grant == grant and r.revoked_at <= at and r.known(known) for r in self.revocations)

    def runs(self, grant: Grant, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether a grant has begun, has not ended and was not revoked by anybody's word at an instant."""
        return grant.begins_at <= at < grant.until and not self.revoked(grant.grant, at, known)

    def opening(self, opening: str, known: datetime = FOREVER) -> Opening | None:
        """A break-glass by its code."""
        return next((o for o in self.openings if o.opening == opening and o.known(known)), None)

    def review(self, opening: str, at: datetime = FOREVER, known: datetime = FOREVER) -> Review | None:
        """What an opening was found to be by an instant, where somebody has looked at it."""
        done = [r for r in self.reviews if r.opening == opening and r.reviewed_at <= at and r.known(known)]
        return done[-1] if done else None

    def break_glass(self, opening: str, at: datetime) -> str | None:
        """The state of an opening at an instant; None before it was opened, and where there is none.

        It closes by itself; REVIEW_DUE says that the days for its review have gone by.
        """
        found = self.opening(opening)
        if found is None or at < found.opened_at:
            return None
        if (review := self.review(opening, at)) is not None:
            return JUSTIFIED if review.justified else NOT_JUSTIFIED
        if at < found.until:
            return BREAK_GLASS_OPENED
        return AUTO_EXPIRED if at < found.review_by else REVIEW_DUE

    def share(self, share: str) -> Share | None:
        """What was shared under a code."""
        return next((s for s in self.shares if s.share == share and s.known(FOREVER)), None)

    def recall(self, share: str) -> Recall | None:
        """The last that was done about recalling a share."""
        return next((r for r in reversed(self.recalls) if r.share == share and r.known(FOREVER)), None)

    def removal(self, asset: str) -> Removal | None:
        """What came of removing an asset, where something did."""
        return next((r for r in reversed(self.removals) if r.asset == asset and r.known(FOREVER)), None)


def evolve(state: Uses, recorded: Recorded[Event]) -> Uses:
    """The history with one more event."""
    match recorded.event:
        case DataUsed() as e:
            return replace(state, uses=put(state.uses, _use(e, recorded), recorded.corrects))
        case UseEnteredInError() as e:
            return replace(state, uses=end(state.uses, e.entry, recorded.known_at))
        case GrantRequested() | GrantGiven() | GrantRevoked():
            return _granting(state, recorded)
        case BreakGlassOpened() | BreakGlassReviewed() | TellingDelayed():
            return _breaking(state, recorded)
        case DataShared() | RecallSent() | RecallAnswered() | RemovalDone():
            return _sharing(state, recorded)
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a use stream")


def _use(event: DataUsed, recorded: Recorded[Event]) -> Use:
    return Use(
        use=event.use,
        used_at=recorded.occurred_at,
        user=event.user,
        asset=event.asset,
        purpose=event.purpose,
        told_as_history=recorded.history and recorded.source != "import",
        fields=frozenset(event.fields or ()),
        opening=event.opening,
        **standing(recorded),
    )


def _granting(state: Uses, recorded: Recorded[Event]) -> Uses:
    at, corrects, book = recorded.occurred_at, recorded.corrects, standing(recorded)
    match recorded.event:
        case GrantRequested() as e:
            return replace(state, requests=put(state.requests, Request(grant=e.grant, **book), corrects))
        case GrantGiven() as e:
            grant = Grant(
                grant=e.grant,
                grantee=e.grantee,
                asset=e.asset,
                purpose=e.purpose,
                fields=frozenset(e.fields),
                basis=e.basis,
                begins_at=e.begins_at,
                until=e.until,
                **book,
            )
            return replace(state, grants=put(state.grants, grant, corrects))
        case GrantRevoked() as e:
            ended = Revocation(grant=e.grant, revoked_at=at, **book)
            return replace(state, revocations=put(state.revocations, ended, corrects))
    return state


def _breaking(state: Uses, recorded: Recorded[Event]) -> Uses:
    at, corrects, book = recorded.occurred_at, recorded.corrects, standing(recorded)
    match recorded.event:
        case BreakGlassOpened() as e:
            opening = Opening(
                opening=e.opening,
                user=e.user,
                ground=e.ground,
                fields=frozenset(e.fields),
                opened_at=at,
                until=e.until,
                review_by=e.review_by,
                **book,
            )
            return replace(state, openings=put(state.openings, opening, corrects))
        case BreakGlassReviewed() as e:
            justified = e.found == "justified"
            review = Review(opening=e.opening, reviewer=e.reviewer, justified=justified, reviewed_at=at, **book)
            return replace(state, reviews=put(state.reviews, review, corrects))
        case TellingDelayed() as e:
            delay = Delay(opening=e.opening, not_before=e.not_before, **book)
            return replace(state, delays=put(state.delays, delay, corrects))
    return state


def _sharing(state: Uses, recorded: Recorded[Event]) -> Uses:
    at, corrects, book = recorded.occurred_at, recorded.corrects, standing(recorded)
    match recorded.event:
        case DataShared() as e:
            share = Share(
                share=e.share,
                recipient=e.recipient,
                user=e.user,
                asset=e.asset,
                purpose=e.purpose,
                shared_at=at,
                **book,
            )
            return replace(state, shares=put(state.shares, share, corrects))
        case RecallSent() as e:
            return replace(state, recalls=put(state.recalls, Recall(share=e.share, at=at, **book), corrects))
        case RecallAnswered() as e:
            answered = Recall(share=e.share, at=at, answer=e.answer, **book)
            return replace(state, recalls=put(state.recalls, answered, corrects))
        case RemovalDone() as e:
            done = Removal(asset=e.asset, outcome=e.came_to, done_at=at, **book)
            return replace(state, removals=put(state.removals, done, corrects))
    return state


FOLDING = Folding(Uses(), evolve)


def evolve_readings(state: int, recorded: Recorded[Event]) -> int:
    """How often the record was read; no rule relies on it."""
    match recorded.event:
        case PersonRead():
            return state + 1
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a reading stream")


READING_FOLDING = Folding(0, evolve_readings)
