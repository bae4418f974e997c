"""What is recorded for what is asked about activities and requests."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from domain.involvement import cases
from domain.involvement.around import Around
from domain.involvement.commands.answering import (
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
from domain.involvement.events import (
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
    ActivityCancelled,
    ActivityChanged,
    ActivityRegistered,
    AlternativeFailed,
    AlternativeOffered,
    AlternativeRefused,
    AlternativeTaken,
    CameAlong,
    ClinicalFindingNoted,
    ContributionRecorded,
    DissentRecorded,
    EscalationAnswered,
    ImpactVerified,
    InterestExpressed,
    OutingCalledOff,
    PlanDrafted,
    PlanItemSet,
    PlanSigned,
    ReasonsGiven,
    RequestApproved,
    RequestDeclined,
    RequestDeferred,
    RequestSubmitted,
    RequestWithdrawn,
    ReviewDecided,
    ReviewRequested,
    WellbeingRecorded,
)
from domain.involvement.rules import (
    AGREEING,
    APPROVING,
    CALLING_OFF,
    CANCELLING,
    CHANGING,
    CLOSING,
    COMING,
    CONTRIBUTING,
    COSIGNING,
    DECLINING,
    DEFERRING,
    ESCALATING,
    FAILING,
    FEELING,
    OFFERING,
    PLANNING,
    RAISING,
    REGISTERING,
    REQUESTING_REVIEW,
    REVIEWING,
    TAKING_UP,
    TELLING,
    VERIFYING,
    WISHING,
    Acting,
    Feeling,
    Giving,
    Planning,
    Setting,
)
from domain.involvement.state import COSIGNED, FELT, Activity, Decided, Request, Terms, decided
from domain.kernel.decider import Accepted, Command, Decision, Event, as_told, settle
from domain.kernel.ids import Ref
from domain.kernel.rules import Rule

_LATEST: Final = 2**31
"""The order of what is asked now among what is on the record of the same instant: behind it."""


def decide(command: Command, state: Activity | Request, around: Around | None = None) -> Decision:
    """What to record for a command about an activity, or about a request; the latter on what is known around it."""
    match command, state, around:
        case OfActivity(), Activity(), _:
            return _of_activity(command, state)
        case OfRequest(), Request(), Around():
            return _DECIDERS[type(command)](command, state, around)
        case _:
            raise TypeError(f"{command.tag} was given no state, or no facts, of its own")


def who(command: Any, name: str) -> Ref:
    """Who is meant by a field that is told of history alone: asked live, whoever asks."""
    told: Ref | None = getattr(command, name) if command.history else None
    return told or command.actor


def _of_activity(command: OfActivity, state: Activity) -> Decision:
    at = command.happened_at
    terms, gone = state.terms(at), state.cancelled(at) is not None
    match command:
        case RegisterActivity():
            known = terms is not None and command.corrects is None
            case = Setting(on_record=known, times=_times(command, None), decide_by=command.decide_by)
            return settle(command, REGISTERING, case, as_told(ActivityRegistered, command))
        case ChangeActivity():
            decide_by = command.decide_by or (terms.decide_by if terms else None)
            case = Setting(terms is not None, gone, _times(command, terms), decide_by)
            return settle(command, CHANGING, case, as_told(ActivityChanged, command))
        case CancelActivity():
            case = Setting(terms is not None, gone and command.corrects is None)
            return settle(command, CANCELLING, case, as_told(ActivityCancelled, command))
        case _:
            raise TypeError(f"nobody decides {command.tag}")


def _times(
    command: RegisterActivity | ChangeActivity, terms: Terms | None
) -> tuple[datetime, datetime, datetime, datetime] | None:
    """When people leave, it starts, it ends and they are back, with what is asked now."""
    if terms is None and isinstance(command, ChangeActivity):
        return None
    leave, start, end, back = (
        getattr(command, name) or getattr(terms, name) for name in ("depart_at", "starts_at", "ends_at", "return_by")
    )
    return leave, start, end, back


Deciding = Callable[[Any, Request, Around], Decision]


def _settled(rules: tuple[Rule[Any], ...], case: Any, command: OfRequest, kind: type[Event], **named: Any) -> Decision:
    return settle(command, rules, case, _event(kind, command, **named))


def _event(kind: type[Event], command: OfRequest, **named: Any) -> Event:
    """The event with what is named, and otherwise with what the command has under the same name."""
    of_command = (each.name for each in fields(kind) if each.name not in named)
    return kind(**{name: getattr(command, name) for name in of_command}, **named)


def _wished(c: ExpressInterest, state: Request, around: Around) -> Decision:
    return _settled(WISHING, cases.raising(state, around, c.actor, c.happened_at), c, InterestExpressed)


def _submitted(c: SubmitRequest, state: Request, around: Around) -> Decision:
    requester, case = who(c, "requester"), cases.raising(state, around, who(c, "requester"), c.happened_at)
    if c.corrects is not None:
        case = replace(case, asked_already=False)
    return _settled(RAISING, case, c, RequestSubmitted, requester=requester)


def _stopped(kind: type[Event]) -> Deciding:
    """The person's no: no rule is asked of it."""
    return lambda c, *_: Accepted((as_told(kind, c),))


def _planned(kind: type[Event]) -> Deciding:
    def answer(c: SetPlanItem | SignPlan | RecordDissent, state: Request, around: Around) -> Decision:
        begun = state.plan(c.happened_at) is not None
        if isinstance(c, RecordDissent):
            return _settled(PLANNING, Planning(begun), c, kind, by=who(c, "by"))
        named = not c.history and isinstance(c, SignPlan) and c.signer not in (c.actor, around.person)
        return _settled(PLANNING, Planning(begun, named), c, kind)

    return answer


_ANSWERS: Final[dict[type[Answer], tuple[tuple[Rule[Any], ...], type[Any], str]]] = {
    ApproveRequest: (APPROVING, RequestApproved, "decider"),
    DeclineRequest: (DECLINING, RequestDeclined, "decider"),
    DeferRequest: (DEFERRING, RequestDeferred, "decider"),
    CallOffOuting: (CALLING_OFF, OutingCalledOff, "by"),
}


def _answered(c: Answer, state: Request, around: Around) -> Decision:
    rules, kind, by = _ANSWERS[type(c)]
    event: Any = _event(kind, c, **{by: who(c, "decider")})
    return settle(c, rules, cases.deciding(state, around, _entry(event, c)), event)


def _entry(event: Any, command: Command) -> Decided:
    """The entry that an answer would be."""
    book = {"version": 0, "position": 0, "order": _LATEST, "known_from": command.entered_at or command.at}
    return decided(event, {"at": command.happened_at, **book})


def _told(c: GiveReasons, state: Request, around: Around) -> Decision:
    return _settled(TELLING, cases.telling(state, around, c.happened_at), c, ReasonsGiven, by=who(c, "by"))


def _escalation(c: AnswerEscalation, state: Request, _: Around) -> Decision:
    by = who(c, "by")
    return _settled(ESCALATING, cases.escalating(state, by, c.happened_at), c, EscalationAnswered, by=by)


def _offered(c: OfferAlternative, state: Request, around: Around) -> Decision:
    return _settled(OFFERING, cases.offering(state, around, c.happened_at), c, AlternativeOffered)


def _taken(c: TakeAlternative, state: Request, _: Around) -> Decision:
    return _settled(TAKING_UP, cases.taking_up(state, c.alternative, c.happened_at), c, AlternativeTaken)


def _failed(c: FailAlternative, state: Request, _: Around) -> Decision:
    case = cases.taking_up(state, c.alternative, c.happened_at, failed=True)
    return _settled(FAILING, replace(case, new=_new_action(c, state)), c, AlternativeFailed)


def _new_action(command: FailAlternative | AgreeAction, state: Request) -> bool:
    return command.corrects is not None or state.action(command.action, command.happened_at) is None


def _review(c: RequestReview, state: Request, _: Around) -> Decision:
    case = cases.requesting_review(state, c.happened_at)
    return _settled(REQUESTING_REVIEW, case, c, ReviewRequested, by=who(c, "by"))


def _reviewed(c: DecideReview, state: Request, _: Around) -> Decision:
    reviewer = who(c, "reviewer")
    return _settled(REVIEWING, cases.reviewing(state, reviewer, c.happened_at), c, ReviewDecided, reviewer=reviewer)


def _came(c: RecordComing, state: Request, _: Around) -> Decision:
    return _settled(COMING, cases.coming(state, c.way, c.happened_at), c, CameAlong)


def _contributed(c: RecordContribution, state: Request, _: Around) -> Decision:
    new = c.corrects is not None or not state.contributed(c.contribution, c.happened_at)
    return _settled(CONTRIBUTING, Giving(new), c, ContributionRecorded)


def _agreed(c: AgreeAction, state: Request, _: Around) -> Decision:
    there = state.contributed(c.contribution, c.happened_at)
    return _settled(AGREEING, Giving(_new_action(c, state), there), c, ActionAgreed)


def _acted(kind: type[Event], rules: tuple[Rule[Any], ...], by: str = "by") -> Deciding:
    """A step of an action: closing it, signing for it, finding that it has changed something."""

    def answer(c: CloseAction | CosignAction | VerifyImpact, state: Request, around: Around) -> Decision:
        at, steps = c.happened_at, state.steps_of(c.action, c.happened_at)
        action = state.action(c.action, at)
        case = Acting(
            there=action is not None,
            open=c.corrects is not None or not steps.keys() & {"done", "not_done"},
            done="done" in steps,
            by_funder=action is not None and action.funder == who(c, by),
            cosigned=COSIGNED in steps,
            by_service_user=around.service_user,
        )
        return _settled(rules, case, c, kind, **({} if by == "cosigner" else {by: who(c, by)}))

    return answer


def _felt(c: RecordWellbeing, _: Request, __: Around) -> Decision:
    felt = tuple(value for name in FELT if (value := getattr(c, name)) is not None)
    return _settled(FEELING, Feeling(felt, c.in_words is not None), c, WellbeingRecorded)


_DECIDERS: Final[dict[type[Command], Deciding]] = {
    ExpressInterest: _wished,
    SubmitRequest: _submitted,
    WithdrawRequest: _stopped(RequestWithdrawn),
    DraftPlan: lambda c, *_: Accepted((as_told(PlanDrafted, c),)),
    SetPlanItem: _planned(PlanItemSet),
    SignPlan: _planned(PlanSigned),
    RecordDissent: _planned(DissentRecorded),
    NoteClinicalFinding: lambda c, *_: Accepted((_event(ClinicalFindingNoted, c, by=who(c, "by")),)),
    ApproveRequest: _answered,
    DeclineRequest: _answered,
    DeferRequest: _answered,
    CallOffOuting: _answered,
    GiveReasons: _told,
    AnswerEscalation: _escalation,
    OfferAlternative: _offered,
    TakeAlternative: _taken,
    RefuseAlternative: _stopped(AlternativeRefused),
    FailAlternative: _failed,
    RequestReview: _review,
    DecideReview: _reviewed,
    RecordComing: _came,
    RecordContribution: _contributed,
    AgreeAction: _agreed,
    CloseAction: _acted(ActionClosed, CLOSING),
    CosignAction: _acted(ActionCosigned, COSIGNING, "cosigner"),
    VerifyImpact: _acted(ImpactVerified, VERIFYING),
    RecordWellbeing: _felt,
}
