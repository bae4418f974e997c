"""A forum, somebody who would like to go, and everybody who has to do with it: what they ask, and what was recorded."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain import involvement
from domain.involvement import (
    INVOLVEMENT,
    ActivityCancelled,
    ActivityRegistered,
    AlternativeFailed,
    AlternativeOffered,
    AlternativeTaken,
    Around,
    ClinicalFindingNoted,
    DeclineRequest,
    InterestExpressed,
    OutingCalledOff,
    PlanDrafted,
    PlanItemSet,
    PlanSigned,
    Request,
    RequestApproved,
    RequestDeclined,
    RequestDeferred,
    RequestSubmitted,
    RequestWithdrawn,
    ReviewDecided,
    ReviewRequested,
)
from domain.kernel.decider import Event, Recorded
from domain.kernel.sealed import Sealed
from tests.given import D1, N1, P1, folded, given, recorded, ref, told
from tests.given import at as utc

FORUM: Final = ref("forum")
LEAD, DR_B, COMMISSIONER = ref("lead"), ref("drb"), ref("comm")
OF: Final[dict[str, Any]] = {"person": P1, "activity": FORUM}
WORDS: Final = Sealed(P1, INVOLVEMENT, "said in plain words")
ASKED_AT: Final = utc("2026-12-17T10:00")
PLANNED_AT: Final = utc("2027-01-05T10:00")
DAY_BEFORE: Final = utc("2027-01-08T10:00")
DEADLINE: Final = utc("2027-01-11T12:00")
TIMES: Final[dict[str, datetime]] = {
    "depart_at": utc("2027-01-14T11:00"),
    "starts_at": utc("2027-01-14T13:00"),
    "ends_at": utc("2027-01-14T15:30"),
    "return_by": utc("2027-01-14T17:00"),
    "decide_by": DEADLINE,
}
WHERE: Final = {"setting": "community", "venue": "wakefield-hall", "area": "wakefield"}
REGISTERED: Final = ActivityRegistered(activity=FORUM, name="Forum", purpose="forum", **WHERE, **TIMES)
ON_RECORD: Final = recorded(REGISTERED, utc("2026-11-16T09:00"))
OPEN: Final = folded(involvement.ACTIVITY_FOLDING, ON_RECORD)
CANCELLED: Final = folded(
    involvement.ACTIVITY_FOLDING,
    ON_RECORD,
    recorded(ActivityCancelled(activity=FORUM, reason_code="R-VENUE"), utc("2027-01-07T09:00")),
)
AROUND: Final = Around(person=P1, activity=OPEN, clinicians=frozenset({D1}), in_charge=True)


def said(event: Event, when: datetime, **more: Any) -> Recorded[Event]:
    """An event of the request as it was recorded when it happened."""
    return recorded(event, when, **more)


WISH: Final = said(InterestExpressed(**OF), ASKED_AT - timedelta(days=1))
ASKED: Final = said(RequestSubmitted(requester=P1, **OF), ASKED_AT)
BY_LEAD: Final = said(RequestSubmitted(requester=LEAD, **OF), ASKED_AT)
GONE: Final = said(RequestWithdrawn(**OF), utc("2027-01-06T10:00"))
PLAN: Final = said(PlanDrafted(purpose=WORDS, benefits=WORDS, what_helps=WORDS, **OF), PLANNED_AT)
ITEM: Final = said(PlanItemSet(item="crowd", risk=WORDS, what_we_do=WORDS, **OF), PLANNED_AT)
BY_PERSON: Final = said(PlanSigned(signer=P1, **OF), PLANNED_AT)
BY_STAFF: Final = said(PlanSigned(signer=N1, **OF), PLANNED_AT)
SIGNED: Final = (PLAN, ITEM, BY_PERSON, BY_STAFF)
FOUND: Final = said(ClinicalFindingNoted(found="check-1", by=N1, in_words=WORDS, **OF), PLANNED_AT)
YES: Final = said(RequestApproved(decider=D1, **OF), DAY_BEFORE)
CONDITIONED: Final = said(RequestApproved(decider=D1, conditions=("escorted",), in_words=WORDS, **OF), DAY_BEFORE)
NO: Final = said(RequestDeclined(decider=D1, reason_code="R-RISK", item="crowd", in_words=WORDS, **OF), DAY_BEFORE)
FOR_STAFF: Final = said(RequestDeclined(decider=D1, reason_code="R-STAFF", in_words=WORDS, **OF), DAY_BEFORE)
LATER: Final = said(
    RequestDeferred(decider=D1, until=utc("2027-01-10T12:00"), reason_code="R-SOS", in_words=WORDS, **OF), DAY_BEFORE
)
OFF: Final = said(OutingCalledOff(by=N1, reason_code="R-WARD", in_words=WORDS, **OF), utc("2027-01-14T10:20"))
OFFERED: Final = said(AlternativeOffered(alternative="remote", **OF), utc("2027-01-11T13:00"))
TAKEN: Final = said(AlternativeTaken(alternative="remote", **OF), utc("2027-01-11T13:05"))
FAILED: Final = said(
    AlternativeFailed(alternative="remote", failure="link", action="IT-1", owner=N1, due_on=date(2027, 1, 21), **OF),
    utc("2027-01-14T13:10"),
)
AGAIN: Final = said(ReviewRequested(by=P1, **OF), utc("2027-01-12T09:00"))
UPHELD: Final = said(ReviewDecided(reviewer=DR_B, outcome="upheld", **OF), utc("2027-01-12T15:00"))
OVERTURNED: Final = said(ReviewDecided(reviewer=DR_B, outcome="overturned", **OF), utc("2027-01-12T15:00"))
AFTER_DEADLINE: Final = utc("2027-01-13T09:00")
LATE_ON_THE_DAY: Final = utc("2027-01-14T12:00")
AFTERWARDS: Final = utc("2027-01-15T09:00")


def so(*history: Recorded[Event]) -> Request:
    """The state that a history leaves."""
    state: Request = folded(involvement.REQUEST_FOLDING, *history)
    return state


def asking(kind: type[Any], actor: Any = D1, when: datetime = DAY_BEFORE, **more: Any) -> Any:
    """A command about the request."""
    return kind(**{**OF, **told(actor, when, role="ward"), **more})


def breaks(history: Any, command: Any, around: Around = AROUND) -> tuple[str, ...]:
    """The rules that a command breaks, asked live after what happened."""
    answer = given(involvement.decide, involvement.REQUEST_FOLDING, *history).when(command, around).answer
    return getattr(answer, "broken", ())


def breaks_as_history(history: Any, command: Any, around: Around = AROUND) -> tuple[str, ...]:
    """The rules that the same breaks when it is told as history: it is recorded in any case."""
    as_history = replace(command, history=True, role="records")
    answer = given(involvement.decide, involvement.REQUEST_FOLDING, *history).when(as_history, around).answer
    assert answer.events, "history is never refused"
    return tuple(answer.verdicts.broken)


NO_WITH_ALL: Final[dict[str, Any]] = {
    "reason_code": "R-SOS",
    "in_words": WORDS,
    "would_change": WORDS,
    "review_on": date(2027, 2, 11),
    "alternative": "remote",
}


def no(**other: Any) -> Any:
    """A no with all that it has to bring, but for what is otherwise."""
    when, actor = other.pop("when", DAY_BEFORE), other.pop("actor", D1)
    return asking(DeclineRequest, actor, when, **{**NO_WITH_ALL, **other})
