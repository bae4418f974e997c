"""What each event of a request's stream makes of its state."""

from dataclasses import replace
from typing import Any, Final

from domain.involvement.events import (
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
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
from domain.involvement.state.entries import (
    APPROVED,
    CALLED_OFF,
    COSIGNED,
    DECLINED,
    DEFERRED,
    FAILED,
    OFFERED,
    REFUSED,
    REQUESTED,
    TAKEN,
    VERIFIED,
    Action,
    ActionStep,
    Asked,
    Attendance,
    ClinicalFinding,
    Contribution,
    Decided,
    Dissent,
    Moment,
    Offer,
    PlanItem,
    Pulse,
    Review,
    Signature,
    Told,
)
from domain.involvement.state.request import Request
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import put, standing

FELT: Final = ("control", "confidence", "self_esteem", "being_heard", "frustration", "tiredness")


def evolve(state: Request, recorded: Recorded[Event]) -> Request:
    """The history with one more event."""
    book: dict[str, Any] = {"at": recorded.occurred_at, **standing(recorded)}
    match recorded.event:
        case InterestExpressed():
            return _with(state, recorded, wishes=Moment(**book))
        case RequestSubmitted() as e:
            return _with(state, recorded, asked=Asked(requester=e.requester, **book))
        case RequestWithdrawn():
            return _with(state, recorded, withdrawals=Moment(**book))
        case PlanDrafted() | PlanItemSet() | PlanSigned() | DissentRecorded():
            return _planned(state, recorded, book)
        case ClinicalFindingNoted() as e:
            return _with(state, recorded, found=ClinicalFinding(found=e.found, by=e.by, **book))
        case RequestApproved() | RequestDeclined() | RequestDeferred() | OutingCalledOff() as e:
            return _with(state, recorded, decisions=decided(e, book))
        case ReasonsGiven() as e:
            return _with(state, recorded, told=Told(by=e.by, format=e.format, **book))
        case EscalationAnswered():
            return _with(state, recorded, escalations=Moment(**book))
        case AlternativeOffered() | AlternativeTaken() | AlternativeRefused() | AlternativeFailed():
            return _instead(state, recorded, book)
        case ReviewRequested() as e:
            return _with(state, recorded, reviews=Review(step=REQUESTED, by=e.by, **book))
        case ReviewDecided() as e:
            return _with(state, recorded, reviews=Review(step=e.outcome, by=e.reviewer, **book))
        case _:
            return _came_of(state, recorded, book)


def _with(state: Request, recorded: Recorded[Event], **new: Any) -> Request:
    """The state with an entry more, by the name of where it belongs."""
    return replace(state, **{name: put(getattr(state, name), entry, recorded.corrects) for name, entry in new.items()})


def _planned(state: Request, recorded: Recorded[Event], book: dict[str, Any]) -> Request:
    match recorded.event:
        case PlanItemSet() as e:
            return _with(state, recorded, items=PlanItem(item=e.item, **book))
        case PlanSigned() as e:
            return _with(state, recorded, signatures=Signature(signer=e.signer, **book))
        case DissentRecorded() as e:
            return _with(state, recorded, dissents=Dissent(by=e.by, item=e.item, **book))
        case _:
            return _with(state, recorded, drafts=Moment(**book))


def decided(
    event: RequestApproved | RequestDeclined | RequestDeferred | OutingCalledOff, book: dict[str, Any]
) -> Decided:
    """The entry of an answer; `book` is what its envelope says."""
    explained = event.in_words is not None
    match event:
        case RequestApproved() as e:
            return Decided(
                outcome=APPROVED, decider=e.decider, conditions=e.conditions or (), explained=explained, **book
            )
        case RequestDeclined() as e:
            return Decided(
                outcome=DECLINED,
                decider=e.decider,
                says_what_would_change_it=e.would_change is not None,
                review_on=e.review_on,
                alternative=e.alternative,
                explained=explained,
                **_why(e),
                **book,
            )
        case RequestDeferred() as e:
            return Decided(outcome=DEFERRED, decider=e.decider, until=e.until, explained=explained, **_why(e), **book)
        case OutingCalledOff() as e:
            return Decided(outcome=CALLED_OFF, decider=e.by, explained=explained, **_why(e), **book)


def _why(event: RequestDeclined | RequestDeferred | OutingCalledOff) -> dict[str, Any]:
    return {"reason": event.reason_code, "also": event.also or (), "item": event.item, "found": event.found}


def _instead(state: Request, recorded: Recorded[Event], book: dict[str, Any]) -> Request:
    match recorded.event:
        case AlternativeOffered() as e:
            return _with(state, recorded, offers=Offer(alternative=e.alternative, step=OFFERED, **book))
        case AlternativeTaken() as e:
            return _with(state, recorded, offers=Offer(alternative=e.alternative, step=TAKEN, **book))
        case AlternativeFailed() as e:
            does = Action(action=e.action, contribution=None, owner=e.owner, due_on=e.due_on, **book)
            failed = Offer(alternative=e.alternative, step=FAILED, **book)
            return _with(state, recorded, offers=failed, actions=does)
        case AlternativeRefused() as e:
            return _with(state, recorded, offers=Offer(alternative=e.alternative, step=REFUSED, **book))
        case _:
            raise TypeError(f"{recorded.event.tag} says nothing of an alternative")


def _came_of(state: Request, recorded: Recorded[Event], book: dict[str, Any]) -> Request:
    match recorded.event:
        case CameAlong() as e:
            came = Attendance(way=e.way, commissioner_present=e.commissioner_present, **book)
            return _with(state, recorded, came=came)
        case ContributionRecorded() as e:
            return _with(state, recorded, contributions=Contribution(contribution=e.contribution, **book))
        case ActionAgreed() as e:
            does = Action(
                action=e.action,
                contribution=e.contribution,
                owner=e.owner,
                due_on=e.due_on,
                funder=e.funder,
                **book,
            )
            return _with(state, recorded, actions=does)
        case ActionClosed() as e:
            return _with(state, recorded, steps=ActionStep(action=e.action, step=e.closed_as, by=e.by, **book))
        case ActionCosigned() as e:
            return _with(state, recorded, steps=ActionStep(action=e.action, step=COSIGNED, by=e.cosigner, **book))
        case ImpactVerified() as e:
            return _with(state, recorded, steps=ActionStep(action=e.action, step=VERIFIED, by=e.by, **book))
        case WellbeingRecorded() as e:
            felt = tuple((name, value) for name in FELT if (value := getattr(e, name)) is not None)
            return _with(state, recorded, pulses=Pulse(moment=e.moment, felt=felt, **book))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a request's stream")


REQUEST_FOLDING = Folding(Request(), evolve)
