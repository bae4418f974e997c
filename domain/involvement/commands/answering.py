"""What may be asked about the answer to a request, and about what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from domain.involvement.commands.asking import InWords, OfRequest, Reason
from domain.involvement.reasons import ALTERNATIVES, CLOSED_AS, FAILURES, FORMATS, FOUND, MOMENTS, WAYS
from domain.kernel.codes import Code, OneOf
from domain.kernel.ids import Ref

Alternative = Annotated[str, OneOf("what is offered instead is one of", ALTERNATIVES)]
Failure = Annotated[str, OneOf("why it failed is one of", FAILURES)]
Format = Annotated[str, OneOf("somebody is told in one of these forms:", FORMATS)]
Outcome = Annotated[str, OneOf("a review comes to one of", FOUND)]
Way = Annotated[str, OneOf("one comes", WAYS)]
ClosedAs = Annotated[str, OneOf("an action is closed as", CLOSED_AS)]
When = Annotated[str, OneOf("somebody says how they are", MOMENTS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteClinicalFinding(OfRequest):
    """Note what was found when the person was seen, under a code by which a reason names it."""

    tag: ClassVar[str] = "involvement.note_clinical_finding"
    found: Code
    by: Ref | None = None
    in_words: InWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(OfRequest):
    """An answer to a request. `decider` is told of history alone; asked live it is the one who asks."""

    decider: Ref | None = None
    in_words: InWords | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRequest(Answer):
    """Approve a request, with conditions (codes) where there are any; `in_words` says them to the person."""

    tag: ClassVar[str] = "involvement.approve_request"
    conditions: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class No(Answer):
    """An answer that is no yes: one reason, others beside it, the item of the plan or the finding that it rests on."""

    reason_code: Reason | None = None
    also: tuple[Reason, ...] = ()
    item: Code | None = None
    found: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineRequest(No):
    """Decline a request: why, in words, what would change it, when it is looked at again, what is offered instead."""

    tag: ClassVar[str] = "involvement.decline_request"
    would_change: InWords | None = None
    review_on: date | None = None
    alternative: Alternative | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferRequest(No):
    """Put a decision off to a time before the deadline, and say why."""

    tag: ClassVar[str] = "involvement.defer_request"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffOuting(No):
    """Hold back an outing that was approved, on the day, and say why; `decider` is who runs the ward."""

    tag: ClassVar[str] = "involvement.call_off_outing"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveReasons(OfRequest):
    """Record that the person was told the answer and why, in which form, and in which language."""

    tag: ClassVar[str] = "involvement.give_reasons"
    by: Ref | None = None
    format: Format
    language: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEscalation(OfRequest):
    """Say what is done about a reason that lay with the hospital."""

    tag: ClassVar[str] = "involvement.answer_escalation"
    by: Ref | None = None
    in_words: InWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead(OfRequest):
    """A step with something that is offered instead."""

    alternative: Alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAlternative(Instead):
    """Offer the person something instead; `on` is its day where that is another one."""

    tag: ClassVar[str] = "involvement.offer_alternative"
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAlternative(Instead):
    """Record that the person takes what was offered."""

    tag: ClassVar[str] = "involvement.take_alternative"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseAlternative(OfRequest):
    """Record that the person does not want what was offered, whatever it is where it is not named. Never refused."""

    tag: ClassVar[str] = "involvement.refuse_alternative"
    alternative: Alternative | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailAlternative(Instead):
    """Record that what was taken came to nothing: why, and who does what about it (a code) until which day."""

    tag: ClassVar[str] = "involvement.fail_alternative"
    failure: Failure
    action: Code
    owner: Ref
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReview(OfRequest):
    """Ask that somebody else looks at a no."""

    tag: ClassVar[str] = "involvement.request_review"
    by: Ref | None = None
    in_words: InWords | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReview(OfRequest):
    """Uphold a no, or overturn it: then it is decided anew."""

    tag: ClassVar[str] = "involvement.decide_review"
    reviewer: Ref | None = None
    outcome: Outcome
    in_words: InWords | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordComing(OfRequest):
    """Record that the person came, in_person or remote, and whether a commissioner was there."""

    tag: ClassVar[str] = "involvement.record_coming"
    way: Way
    commissioner_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContribution(OfRequest):
    """Record what the person said or did that asks for an answer, under a code."""

    tag: ClassVar[str] = "involvement.record_contribution"
    contribution: Code
    in_words: InWords


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeAction(OfRequest):
    """Record what somebody does about a contribution, until which day, and who pays for it."""

    tag: ClassVar[str] = "involvement.agree_action"
    action: Code
    contribution: Code
    owner: Ref
    due_on: date
    in_words: InWords
    funder: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAction(OfRequest):
    """Say that an action is done, or will not be, and what the person is told of it."""

    tag: ClassVar[str] = "involvement.close_action"
    action: Code
    closed_as: ClosedAs
    by: Ref | None = None
    in_words: InWords | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignAction(OfRequest):
    """Record that a service user says that an action was done as it is said to be."""

    tag: ClassVar[str] = "involvement.cosign_action"
    action: Code
    cosigner: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyImpact(OfRequest):
    """Say that an action that is done has changed something."""

    tag: ClassVar[str] = "involvement.verify_impact"
    action: Code
    by: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWellbeing(OfRequest):
    """Record how the person says that they are, before or after: each from 0 to 10, and in their own words."""

    tag: ClassVar[str] = "involvement.record_wellbeing"
    moment: When
    control: int | None = None
    confidence: int | None = None
    self_esteem: int | None = None
    being_heard: int | None = None
    frustration: int | None = None
    tiredness: int | None = None
    in_words: InWords | None = None


ANSWERING_COMMANDS = (
    NoteClinicalFinding,
    ApproveRequest,
    DeclineRequest,
    DeferRequest,
    CallOffOuting,
    GiveReasons,
    AnswerEscalation,
    OfferAlternative,
    TakeAlternative,
    RefuseAlternative,
    FailAlternative,
    RequestReview,
    DecideReview,
    RecordComing,
    RecordContribution,
    AgreeAction,
    CloseAction,
    CosignAction,
    VerifyImpact,
    RecordWellbeing,
)
