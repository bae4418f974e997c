"""The entries of a request: each says what was so from an instant on, and since when that has been known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from domain.kernel.entries import Entry
from domain.kernel.ids import Ref

APPROVED: Final = "approved"
DECLINED: Final = "declined"
DEFERRED: Final = "deferred"
CALLED_OFF: Final = "called_off"
OFFERED: Final = "offered"
TAKEN: Final = "taken"
REFUSED: Final = "refused"
FAILED: Final = "failed"
REQUESTED: Final = "requested"
UPHELD: Final = "upheld"
OVERTURNED: Final = "overturned"
COSIGNED: Final = "cosigned"
VERIFIED: Final = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Entry):
    """An entry that is so from an instant on (UTC)."""

    at: datetime

    @property
    def key(self) -> tuple[datetime, int]:
        """Its place in the order in which things happened; of two at one instant, the one told last is the later."""
        return self.at, self.order


M = TypeVar("M", bound=Moment)


def so(moments: Iterable[M], valid: datetime, known: datetime) -> list[M]:
    """Those that had happened by an instant, as known at another, in the order in which they happened."""
    return sorted((each for each in moments if each.at <= valid and each.known(known)), key=lambda each: each.key)


def last(moments: Iterable[M], valid: datetime, known: datetime) -> M | None:
    """The latest that had happened by an instant, as known at another."""
    return next(iter(so(moments, valid, known)[::-1]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Moment):
    """It was asked that the person may go, and by whom."""

    requester: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem(Moment):
    """An item of the plan, by its code."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Moment):
    """Somebody signed the plan."""

    signer: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent(Moment):
    """Somebody does not agree with the plan, or with an item of it."""

    by: Ref
    item: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalFinding(Moment):
    """Something that was found when the person was seen."""

    found: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Moment):
    """An answer: approved, declined, deferred or called_off, and by whom.

    `explained`, `says_what_would_change_it`: whether words were given for it; what they say nothing here knows.
    """

    outcome: str
    decider: Ref
    conditions: tuple[str, ...] = ()
    reason: str | None = None
    also: tuple[str, ...] = ()
    item: str | None = None
    found: str | None = None
    explained: bool = False
    says_what_would_change_it: bool = False
    until: datetime | None = None
    review_on: date | None = None
    alternative: str | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Its reasons, the first one first."""
        return self.also if self.reason is None else (self.reason, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Moment):
    """The person was told the answer and why."""

    by: Ref
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Moment):
    """A step with an alternative: offered, taken, refused or failed; None names whatever was offered."""

    alternative: str | None
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Moment):
    """A step of a review: requested, upheld or overturned, and by whom."""

    step: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance(Moment):
    """The person came, in which way, and whether a commissioner was there."""

    way: str
    commissioner_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Moment):
    """What the person gave, by its code."""

    contribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Moment):
    """Something that somebody is to do: about a contribution, or about an alternative that failed (None)."""

    action: str
    contribution: str | None
    owner: Ref
    due_on: date
    funder: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep(Moment):
    """A step of an action: done, not_done, cosigned or verified, and by whom."""

    action: str
    step: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse(Moment):
    """How the person said that they were, before or after: each of what was asked, from 0 to 10."""

    moment: str
    felt: tuple[tuple[str, int], ...]
