"""What may be asked about involvement, and what is recorded for it."""

from domain.involvement.commands.answering import (
    ANSWERING_COMMANDS,
    AgreeAction,
    Answer,
    AnswerEscalation,
    ApproveRequest,
    CallOffOuting,
    CloseAction,
    CosignAction,
    DecideReview,
    DeclineRequest,
    DeferRequest,
    FailAlternative,
    GiveReasons,
    NoteClinicalFinding,
    OfferAlternative,
    RecordComing,
    RecordContribution,
    RecordWellbeing,
    RefuseAlternative,
    RequestReview,
    TakeAlternative,
    VerifyImpact,
)
from domain.involvement.commands.asking import (
    ASKING_COMMANDS,
    INVOLVEMENT,
    CancelActivity,
    ChangeActivity,
    DraftPlan,
    ExpressInterest,
    OfActivity,
    OfRequest,
    RecordDissent,
    RegisterActivity,
    SetPlanItem,
    SignPlan,
    SubmitRequest,
    WithdrawRequest,
)
from domain.involvement.commands.deciding import decide, who

COMMANDS = (*ASKING_COMMANDS, *ANSWERING_COMMANDS)
STOPS = (WithdrawRequest, RefuseAlternative)
"""The person's no: never refused, and reported by whoever hears it."""
OF_INVOLVEMENT = (OfActivity, OfRequest)
"""What is asked of an activity, or of a request."""
DECISIONS = (ApproveRequest, DeclineRequest, DeferRequest)
"""The decisions on a request, which the record of whoever decides says for whom and when."""

__all__ = [
    "COMMANDS",
    "DECISIONS",
    "INVOLVEMENT",
    "OF_INVOLVEMENT",
    "STOPS",
    "AgreeAction",
    "Answer",
    "AnswerEscalation",
    "ApproveRequest",
    "CallOffOuting",
    "CancelActivity",
    "ChangeActivity",
    "CloseAction",
    "CosignAction",
    "DecideReview",
    "DeclineRequest",
    "DeferRequest",
    "DraftPlan",
    "ExpressInterest",
    "FailAlternative",
    "GiveReasons",
    "NoteClinicalFinding",
    "OfActivity",
    "OfRequest",
    "OfferAlternative",
    "RecordComing",
    "RecordContribution",
    "RecordDissent",
    "RecordWellbeing",
    "RefuseAlternative",
    "RegisterActivity",
    "RequestReview",
    "SetPlanItem",
    "SignPlan",
    "SubmitRequest",
    "TakeAlternative",
    "VerifyImpact",
    "WithdrawRequest",
    "decide",
    "who",
]
