"""What may be asked about activities, and about the wish to go to one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final

from domain.involvement.events import activity_stream, request_stream
from domain.involvement.reasons import SETTINGS
from domain.kernel.codes import Code, OneOf, Title
from domain.kernel.decider import Command
from domain.kernel.ids import Ref, StreamId
from domain.kernel.reasons import REASONS
from domain.kernel.sealed import Sealed

INVOLVEMENT: Final = "involvement"
"""The purpose under whose key the free text of a request stands: it outlives no erasure of it, and no study's."""
InWords = Annotated[Sealed, INVOLVEMENT]
"""A free text about the person, sealed under (person, `involvement`)."""
Where = Annotated[str, OneOf("where an activity takes place is one of", SETTINGS)]
Reason = Annotated[str, OneOf("a reason for not going is one of", tuple(REASONS))]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfActivity(Command):
    """A command decided by one activity's stream."""

    activity: Ref

    @property
    def stream(self) -> StreamId:
        return activity_stream(self.activity)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterActivity(OfActivity):
    """Register a forum or something like it: where (codes of venue and area), when, until when who goes is decided."""

    tag: ClassVar[str] = "activities.register_activity"
    name: Title
    purpose: Code
    setting: Where
    venue: Code
    area: Code
    starts_at: datetime
    ends_at: datetime
    depart_at: datetime
    return_by: datetime
    decide_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeActivity(OfActivity):
    """Say what is otherwise about an activity from now on, such as its venue; the rest stays as it was."""

    tag: ClassVar[str] = "activities.change_activity"
    setting: Where | None = None
    venue: Code | None = None
    area: Code | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    depart_at: datetime | None = None
    return_by: datetime | None = None
    decide_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelActivity(OfActivity):
    """Say that an activity does not take place, and why."""

    tag: ClassVar[str] = "activities.cancel_activity"
    reason_code: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRequest(Command):
    """A command decided by one person's wish to go to one activity."""

    person: Ref
    activity: Ref
    late_reason: InWords | None = None

    @property
    def stream(self) -> StreamId:
        return request_stream(self.person, self.activity)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressInterest(OfRequest):
    """Record that the person would like to go."""

    tag: ClassVar[str] = "involvement.express_interest"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRequest(OfRequest):
    """Ask that the person may go. `requester` is told of history alone; asked live it is the one who asks."""

    tag: ClassVar[str] = "involvement.submit_request"
    requester: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest(OfRequest):
    """Record that the person does not want to go. It is never refused, whatever was asked or decided."""

    tag: ClassVar[str] = "involvement.withdraw_request"
    in_words: InWords | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan(OfRequest):
    """Begin the plan with the person: what it is for, what good it does, what helps them. No score, no label."""

    tag: ClassVar[str] = "involvement.draft_plan"
    purpose: InWords
    benefits: InWords
    what_helps: InWords


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlanItem(OfRequest):
    """Set down one thing that could go wrong and what we do about it; whoever signed before signs again."""

    tag: ClassVar[str] = "involvement.set_plan_item"
    item: Code
    risk: InWords
    what_we_do: InWords


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPlan(OfRequest):
    """Record that the plan as it stands is signed: by the person (on paper, or themselves), or by the one who asks."""

    tag: ClassVar[str] = "involvement.sign_plan"
    signer: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDissent(OfRequest):
    """Record that whoever asks does not agree with the plan, or with one item of it, and why."""

    tag: ClassVar[str] = "involvement.record_dissent"
    by: Ref | None = None
    item: Code | None = None
    in_words: InWords


ASKING_COMMANDS = (
    RegisterActivity,
    ChangeActivity,
    CancelActivity,
    ExpressInterest,
    SubmitRequest,
    WithdrawRequest,
    DraftPlan,
    SetPlanItem,
    SignPlan,
    RecordDissent,
)
