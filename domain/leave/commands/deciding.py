"""What is recorded when leave is asked about: each command has its event, its rules and what it can follow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.kernel.decider import Command, Decision, Event, as_told, settle
from domain.kernel.rules import Rule
from domain.leave import events as told
from domain.leave.commands import asking as ask
from domain.leave.rules import (
    APPLYING,
    COURSE,
    EXTENDING,
    HOLDING,
    PLANNING,
    RELEASING,
    REVOKING,
    SIGNING,
    SUSPENDING,
    Course,
)
from domain.leave.state import (
    AWAY,
    BACK,
    BEFORE,
    GRANTED,
    AuthorisationState,
    EpisodeState,
    Leave,
    MinistryState,
    occasion,
)

WEEK: Final = timedelta(days=7)
"""Leave that makes somebody absent for more than seven consecutive days is asked more of (s17(2A))."""

_M, _A, _E = MinistryState, AuthorisationState, EpisodeState
NOTHING: Final = None
"""Nothing is on the record under this code."""
_SIGNED: Final = frozenset({_A.SIGNED, _A.IN_FORCE, _A.SUSPENDED})
_ENDED: Final = frozenset({_A.EXPIRED, _A.REVOKED, _A.SUPERSEDED})
_DECIDED: Final = frozenset({*GRANTED, _M.WITHDRAWN, _M.SUPERSEDED, _M.EXPIRED})
_SEEN: Final = frozenset({*BACK, _E.OUTCOME_RECORDED, _E.CLOSED})
_NOT_PLANNED: Final = frozenset({*_E}) - BEFORE


@dataclass(frozen=True, slots=True)
class Step:
    """One command: the event that records it, the states that it can follow, and the rules that it is held against."""

    event: type[Event]
    after: frozenset[Any]
    rules: tuple[Rule[Any], ...] = COURSE


def _after(*states: Any) -> frozenset[Any]:
    return frozenset(states)


STEPS: Final[Mapping[type[Command], Step]] = {
    ask.DraftApplication: Step(told.MinistryDrafted, _after(NOTHING), APPLYING),
    ask.SendApplication: Step(told.MinistryApplied, _after(_M.DRAFTED)),
    ask.RecordMinistryQuestion: Step(told.MinistryAskedMore, _after(_M.APPLIED)),
    ask.AnswerMinistry: Step(told.MinistryToldMore, _after(_M.MORE_INFO_REQUESTED)),
    ask.RecordMinistryGrant: Step(told.MinistryGranted, _after(_M.APPLIED)),
    ask.RecordMinistryRefusal: Step(told.MinistryRefused, _after(_M.APPLIED, _M.MORE_INFO_REQUESTED)),
    ask.RecordMinistryWithdrawal: Step(told.MinistryWithdrew, frozenset(GRANTED)),
    ask.AskReport: Step(told.ReportFellDue, _DECIDED),
    ask.SettleReport: Step(told.ReportSettled, _DECIDED),
    ask.DraftLeave: Step(told.LeaveDrafted, _after(NOTHING)),
    ask.SetCondition: Step(told.ConditionSet, _after(_A.DRAFT)),
    ask.SetContingency: Step(told.ContingencySet, _SIGNED | {_A.DRAFT}),
    ask.SignLeave: Step(told.LeaveSigned, _after(_A.DRAFT), SIGNING),
    ask.ExtendLeave: Step(told.LeaveExtended, _SIGNED, EXTENDING),
    ask.SuspendLeave: Step(told.LeaveSuspended, _after(_A.SIGNED, _A.IN_FORCE), SUSPENDING),
    ask.ResumeLeave: Step(told.LeaveResumed, _after(_A.SUSPENDED), REVOKING),
    ask.RevokeLeave: Step(told.LeaveRevoked, _SIGNED, REVOKING),
    ask.VoidLeave: Step(told.LeaveVoided, _SIGNED | _ENDED),
    ask.GiveCopy: Step(told.CopyGiven, _SIGNED),
    ask.AuthoriseCustodian: Step(told.CustodianAuthorised, _SIGNED | {_A.DRAFT}),
    ask.SetExclusion: Step(told.ExclusionSet, _after(NOTHING)),
    ask.LiftExclusion: Step(told.ExclusionLifted, _after("set")),
    ask.RecordIncident: Step(told.IncidentRecorded, _after(NOTHING)),
    ask.ReviewIncident: Step(told.IncidentReviewed, _after("open")),
    ask.PlanEpisode: Step(told.EpisodePlanned, _after(NOTHING), PLANNING),
    ask.MoveEpisode: Step(told.EpisodeMoved, BEFORE),
    ask.AssignEscort: Step(told.EscortAssigned, BEFORE | {_E.OUT}),
    ask.SubstituteEscort: Step(told.EscortSubstituted, BEFORE | {_E.OUT}),
    ask.BriefEscort: Step(told.EscortBriefed, BEFORE | {_E.OUT}),
    ask.CheckVenue: Step(told.VenueChecked, BEFORE),
    ask.CheckEpisode: Step(told.EpisodeChecked, BEFORE),
    ask.SayToday: Step(told.SaidToday, BEFORE),
    ask.ReleaseEpisode: Step(told.EpisodeReleased, _after(_E.CHECKED), RELEASING),
    ask.HoldBackEpisode: Step(told.EpisodeNotReleased, BEFORE, HOLDING),
    ask.CancelEpisode: Step(told.EpisodeCancelled, BEFORE),
    ask.CheckIn: Step(told.CheckedIn, _after(_E.OUT, _E.RECALLED)),
    ask.RecordBreach: Step(told.ConditionBreached, AWAY | _SEEN),
    ask.RecallEpisode: Step(told.EpisodeRecalled, _after(_E.OUT), REVOKING),
    ask.ExplainReasons: Step(told.ReasonsExplained, _NOT_PLANNED),
    ask.RecordReturn: Step(told.EpisodeReturned, _after(_E.OUT, _E.RECALLED)),
    ask.DeclareAbsence: Step(told.AbsenceDeclared, _after(_E.OUT, _E.RECALLED)),
    ask.NotifyAbsence: Step(told.AbsenceNotified, _SEEN | {_E.AWOL}),
    ask.EndAbsence: Step(told.AbsenceEnded, _after(_E.AWOL)),
    ask.RecordOutcome: Step(told.OutcomeRecorded, frozenset({*BACK, _E.OUTCOME_RECORDED})),
    ask.CloseEpisode: Step(told.EpisodeClosed, _after(_E.OUTCOME_RECORDED)),
}
"""Every command of leave."""


def decide(command: ask.OfLeave, state: Leave, facts: Course | None = None) -> Decision:
    """What to record for a command about leave, held against `facts` and against how the thing stands.

    What a person says of their own today, or of how it went, is never refused for form. Of a thing that is not on the
    record nothing else is asked than that it be there.
    """
    step = STEPS[type(command)]
    if _is_own_word(command):
        return settle(command, (), Course(), *_events(command, state, step))
    begins = NOTHING in step.after
    there = state.names(as_told(step.event, command)) if begins else _stands(command, state) is not NOTHING
    case = replace(
        facts or Course(),
        new=not begins or command.corrects is not None or not there,
        follows=begins or command.corrects is not None or _follows(command, state, step),
        in_order=_in_order(command),
    )
    rules = step.rules if begins or there else COURSE
    return settle(command, rules, case, *_events(command, state, step))


def asked_at(command: ask.OfLeave, state: Leave) -> datetime:
    """The instant at which a command is judged: its own, but asked now not before the last word on the record.

    It may be asked before something else is recorded and be decided only afterwards, or by a clock that is behind:
    then it would be done afterwards, whatever its own time says.
    """
    now = not command.history and command.occurred_at is None and command.corrects is None
    return max(command.happened_at, state.last_word()) if now else command.happened_at


def _is_own_word(command: ask.OfLeave) -> bool:
    match command:
        case ask.SayToday(agrees=False) | ask.RecordOutcome(voice="patient"):
            return True
        case _:
            return False


def _events(command: ask.OfLeave, state: Leave, step: Step) -> tuple[Event, ...]:
    """The events of a command; a recall takes the leave back as well (s17(4))."""
    event = as_told(step.event, command)
    if not isinstance(command, ask.RecallEpisode):
        return (event,)
    outing = state.episode(command.episode, asked_at(command, state))
    if outing is None or outing.planned is None:
        return (event,)
    under = outing.planned.authorisation
    return event, told.LeaveRevoked(person=command.person, authorisation=under, why=command.why)


def _stands(command: ask.OfLeave, state: Leave) -> Any:
    """How the thing that a command is about stands when it is to happen; NOTHING where there is none."""
    at = asked_at(command, state)
    match command:
        case ask.OfMinistry() as c:
            asked = state.ministry(c.consent, at)
            return NOTHING if asked is None else asked.state
        case ask.OfAuthorisation() as c:
            given = state.authorisation(c.authorisation, at)
            return NOTHING if given is None else given.state
        case ask.OfEpisode() as c:
            outing = state.episode(c.episode, at)
            return NOTHING if outing is None else outing.state
        case ask.SetExclusion() | ask.LiftExclusion() as c:
            return state.exclusion(c.exclusion, at)
        case ask.RecordIncident() | ask.ReviewIncident() as c:
            return state.incident(c.incident, at)
        case _:
            raise TypeError(f"nothing says how what {command.tag} is about stands")


def _follows(command: ask.OfLeave, state: Leave, step: Step) -> bool:
    stands, at = _stands(command, state), asked_at(command, state)
    match command:
        case ask.ExtendLeave() as c if stands is _A.EXPIRED:
            return any(each.planned and each.planned.authorisation == c.authorisation for each in _away(state, at))
        case ask.DeclareAbsence(kind=ask.ESCAPE):
            return stands is NOTHING
        case ask.SettleReport() as c:
            asked = state.ministry(c.consent, at)
            return asked is not None and any(report == c.report for report, _ in asked.due)
        case ask.SubstituteEscort() as c if stands in step.after:
            outing = state.episode(c.episode, at)
            return outing is not None and any(each.staff == c.instead_of for each in outing.escorts)
        case ask.BriefEscort() as c if stands in step.after:
            outing = state.episode(c.episode, at)
            return outing is not None and any(each.staff == c.staff for each in outing.escorts)
        case _:
            return stands in step.after


def _away(state: Leave, at: datetime) -> list[Any]:
    return [each for each in state.episodes(at) if each.away()]


def _in_order(command: ask.OfLeave) -> bool:
    match command:
        case ask.DraftLeave() as c:
            return (c.to_at is None or c.from_at < c.to_at) and all(_is_interval(each) for each in c.occasions)
        case ask.PlanEpisode() | ask.MoveEpisode() as c:
            return c.departs_at < c.returns_at
        case _:
            return True


def _is_interval(written: str) -> bool:
    try:
        occasion(written)
    except ValueError:
        return False
    return True
