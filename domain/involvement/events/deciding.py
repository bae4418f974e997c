"""What is recorded of the answer: the decision, its reasons, what is offered instead, the review of a no."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.involvement.events.request import OfRequest
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalFindingNoted(OfRequest):
    """Something that was found when the person was seen, under a code by which a reason names it."""

    tag: ClassVar[str] = "involvement.clinical_finding_noted.v1"
    found: str
    by: Ref
    in_words: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproved(OfRequest):
    """The person may go as far as this decision is concerned, under these conditions (codes), where there are any.

    It is no leave: what the law asks for besides is asked at the gate.
    """

    tag: ClassVar[str] = "involvement.request_approved.v1"
    decider: Ref
    conditions: tuple[str, ...] = ()
    in_words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclined(OfRequest):
    """The person may not go: one reason, others beside it, the item of the plan or the finding that it rests on, what
    would change it, when it is looked at again, and what is to be offered instead.
    """

    tag: ClassVar[str] = "involvement.request_declined.v1"
    decider: Ref
    reason_code: str | None = None
    also: tuple[str, ...] = ()
    item: str | None = None
    found: str | None = None
    in_words: Sealed | None = None
    would_change: Sealed | None = None
    review_on: date | None = None
    alternative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeferred(OfRequest):
    """It is decided later: at an instant, and for a reason."""

    tag: ClassVar[str] = "involvement.request_deferred.v1"
    decider: Ref
    until: datetime
    reason_code: str | None = None
    also: tuple[str, ...] = ()
    item: str | None = None
    found: str | None = None
    in_words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutingCalledOff(OfRequest):
    """Somebody whose request was approved does not go after all, by the word of whoever runs the ward that day."""

    tag: ClassVar[str] = "involvement.outing_called_off.v1"
    by: Ref
    reason_code: str | None = None
    also: tuple[str, ...] = ()
    item: str | None = None
    found: str | None = None
    in_words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsGiven(OfRequest):
    """The person was told the answer and why, by whom and in which form; when is in the envelope."""

    tag: ClassVar[str] = "involvement.reasons_given.v1"
    by: Ref
    format: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationAnswered(OfRequest):
    """Those who answer for staff, vehicles and papers said what they do about a reason that lay with them."""

    tag: ClassVar[str] = "involvement.escalation_answered.v1"
    by: Ref
    in_words: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeOffered(OfRequest):
    """Something else is offered to somebody who does not go; `on` is its day where that is another one."""

    tag: ClassVar[str] = "involvement.alternative_offered.v1"
    alternative: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeTaken(OfRequest):
    """The person takes what was offered."""

    tag: ClassVar[str] = "involvement.alternative_taken.v1"
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeRefused(OfRequest):
    """The person does not want what was offered; where nothing is named, whatever that is."""

    tag: ClassVar[str] = "involvement.alternative_refused.v1"
    alternative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeFailed(OfRequest):
    """What was taken came to nothing, and is no participation. `action` is the code of what `owner` does about it."""

    tag: ClassVar[str] = "involvement.alternative_failed.v1"
    alternative: str
    failure: str
    action: str
    owner: Ref
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequested(OfRequest):
    """It is asked that somebody else looks at a no; in the person's words, where they gave any."""

    tag: ClassVar[str] = "involvement.review_requested.v1"
    by: Ref
    in_words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecided(OfRequest):
    """A no is upheld, or overturned: then it counts no longer, and the request is decided anew."""

    tag: ClassVar[str] = "involvement.review_decided.v1"
    reviewer: Ref
    outcome: str
    in_words: Sealed | None = None


DECIDING_EVENTS = (
    ClinicalFindingNoted,
    RequestApproved,
    RequestDeclined,
    RequestDeferred,
    OutingCalledOff,
    ReasonsGiven,
    EscalationAnswered,
    AlternativeOffered,
    AlternativeTaken,
    AlternativeRefused,
    AlternativeFailed,
    ReviewRequested,
    ReviewDecided,
)
