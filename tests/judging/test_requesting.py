"""What is still to be done about a request: each kind of task, on both clocks, from the record and the instant."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain import people
from domain.involvement import (
    ActionClosed,
    Activity,
    AlternativeOffered,
    EscalationAnswered,
    ReasonsGiven,
    RequestApproved,
    RequestDeclined,
    RequestWithdrawn,
)
from domain.judging import Involved, Task, request_tasks
from domain.kernel.decider import Event, Recorded
from domain.kernel.time import ALWAYS, FOREVER
from domain.people import DeathRecorded
from tests.given import D1, N1, P1, folded, recorded
from tests.given import at as utc
from tests.involvement.telling import (
    AFTER_DEADLINE,
    AFTERWARDS,
    AGAIN,
    ASKED,
    ASKED_AT,
    CANCELLED,
    DAY_BEFORE,
    DEADLINE,
    FAILED,
    FOR_STAFF,
    FORUM,
    GONE,
    LATER,
    NO,
    OF,
    OFF,
    OFFERED,
    OPEN,
    OVERTURNED,
    PLAN,
    TAKEN,
    TIMES,
    UPHELD,
    WISH,
    WORDS,
    YES,
    said,
    so,
)

TOLD: Final = said(ReasonsGiven(by=N1, format="plain_words", **OF), DAY_BEFORE + timedelta(hours=2))
LATE_YES: Final = said(RequestApproved(decider=D1, **OF), AFTER_DEADLINE)
AGAIN_ON: Final = said(
    RequestDeclined(decider=D1, reason_code="R-SOS", in_words=WORDS, review_on=date(2027, 2, 11), **OF), DAY_BEFORE
)
ANSWERED_FOR: Final = said(EscalationAnswered(by=N1, in_words=WORDS, **OF), DAY_BEFORE + timedelta(hours=3))
DONE: Final = said(ActionClosed(action="IT-1", closed_as="done", by=N1, **OF), utc("2027-01-20T09:00"))
THAT_DAY: Final = utc("2027-02-11T00:00")
SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)


def found(*rows: Recorded[Event], when: datetime, forum: Activity = OPEN, known: datetime = FOREVER) -> list[Task]:
    return list(request_tasks(Involved(P1, FORUM, request=so(*rows), forum=forum), when, known))


def told(tasks: list[Task], *, done: bool = False) -> list[str]:
    """Each open task in short; done ones too, with what came of them."""
    return [
        f"{task.kind}{f': {task.stage}' if task.stage else ''}{f' = {task.outcome}' if task.outcome else ''}"
        for task in tasks
        if done or task.open
    ]


TABLE: Final[list[tuple[Any, datetime, list[str]]]] = [
    # Nobody is asked, or it is withdrawn: nothing is to be decided.
    ((WISH,), DAY_BEFORE, []),
    ((ASKED,), ASKED_AT - SECOND, []),
    ((ASKED, GONE), DAY_BEFORE, []),
    ((ASKED, GONE), AFTERWARDS, []),
    # A decision, by the deadline; then it is undecided, by the clock alone.
    ((ASKED,), ASKED_AT, ["decision: submitted"]),
    ((ASKED, PLAN), DAY_BEFORE, ["decision: under review"]),
    ((ASKED, LATER), DAY_BEFORE, ["decision: deferred", "reasons: R-SOS"]),
    ((ASKED,), DEADLINE - SECOND, ["decision: submitted"]),
    ((ASKED,), DEADLINE, ["alternative: to be offered", "reasons: R-LATE"]),
    ((ASKED, YES), DEADLINE, []),
    ((ASKED, LATE_YES), AFTER_DEADLINE - SECOND, ["alternative: to be offered", "reasons: R-LATE"]),
    ((ASKED, LATE_YES), AFTER_DEADLINE, []),
    # A no: it is told, and brings something else.
    ((ASKED, NO), DAY_BEFORE, ["alternative: to be offered", "reasons: R-RISK"]),
    ((ASKED, NO, TOLD), TOLD.occurred_at, ["alternative: to be offered"]),
    ((ASKED, NO, TOLD, OFFERED), AFTER_DEADLINE, []),
    ((ASKED, YES, OFF), OFF.occurred_at, ["alternative: to be offered", "escalation: R-WARD", "reasons: R-WARD"]),
    # What failed calls for another way, and for what somebody does about it.
    ((ASKED, NO, TOLD, OFFERED, TAKEN, FAILED), AFTERWARDS, ["action: agreed", "alternative: to be offered"]),
    (
        (ASKED, NO, TOLD, OFFERED, TAKEN, FAILED),
        utc("2027-01-22T00:00"),
        ["action: overdue", "alternative: to be offered"],
    ),
    ((ASKED, NO, TOLD, OFFERED, TAKEN, FAILED, DONE), DONE.occurred_at, ["alternative: to be offered"]),
    # Looking again: on the day that the no names, or because somebody asks for it.
    ((ASKED, AGAIN_ON, TOLD, OFFERED), THAT_DAY - SECOND, []),
    ((ASKED, AGAIN_ON, TOLD, OFFERED), THAT_DAY, ["review: the day that the no names"]),
    ((ASKED, AGAIN_ON, TOLD, OFFERED, AGAIN, UPHELD), THAT_DAY, []),
    ((ASKED, NO, TOLD, OFFERED, AGAIN), AGAIN.occurred_at, ["review: asked for"]),
    ((ASKED, NO, TOLD, OFFERED, AGAIN, UPHELD), UPHELD.occurred_at, []),
    (
        (ASKED, NO, TOLD, OFFERED, AGAIN, OVERTURNED),
        OVERTURNED.occurred_at,
        ["decision: overturned, to be decided anew"],
    ),
    ((ASKED, NO, TOLD, OFFERED, AGAIN, OVERTURNED, LATE_YES), AFTER_DEADLINE, []),
    ((ASKED, NO, TOLD, OFFERED, AGAIN, OVERTURNED), TIMES["starts_at"], []),
    # A reason that lay with the hospital.
    ((ASKED, FOR_STAFF, TOLD, OFFERED), AFTER_DEADLINE, ["escalation: R-STAFF"]),
    ((ASKED, FOR_STAFF, TOLD, OFFERED, ANSWERED_FOR), AFTER_DEADLINE, []),
]


@pytest.mark.parametrize(("rows", "when", "open_"), TABLE)
def test_what_is_open_about_a_request(rows: Any, when: datetime, open_: list[str]) -> None:
    assert sorted(told(found(*rows, when=when))) == open_


def test_each_is_about_the_activity_and_is_proven() -> None:
    [decision] = found(ASKED, when=ASKED_AT)
    assert (decision.about, decision.since, decision.due) == ("Forum", ASKED_AT, DEADLINE)
    assert ASKED.position in decision.evidence
    reasons = next(task for task in found(ASKED, NO, when=DAY_BEFORE) if task.kind == "reasons")
    assert (reasons.since, reasons.due) == (DAY_BEFORE, DAY_BEFORE + DAY)
    assert {ASKED.position, NO.position} <= set(reasons.evidence)
    action = next(task for task in found(ASKED, NO, FAILED, when=AFTERWARDS) if task.kind == "action")
    assert (action.about, action.due) == ("Forum: IT-1", utc("2027-01-22T00:00"))


LATER_NO: Final = said(
    RequestDeclined(decider=D1, reason_code="R-STAFF", in_words=WORDS, **OF), DAY_BEFORE + timedelta(hours=1)
)
OTHER_WAY: Final = said(AlternativeOffered(alternative="next_date", **OF), utc("2027-01-15T09:00"))
ASKED_ANEW: Final = replace(ASKED, occurred_at=utc("2027-01-13T09:00"))
GONE_LATE: Final = said(RequestWithdrawn(**OF), utc("2027-01-13T08:00"))
NOT_DONE: Final = said(ActionClosed(action="IT-1", closed_as="not_done", by=N1, **OF), utc("2027-01-20T09:00"))
IN_TIME: Final = replace(OVERTURNED, occurred_at=DAY_BEFORE + timedelta(hours=1))


@pytest.mark.parametrize(
    ("rows", "when", "forum", "said_of"),
    [
        # What is overturned in time is decided by the deadline; after it, before people leave.
        ((ASKED, NO, IN_TIME), DEADLINE - SECOND, OPEN, ("decision", IN_TIME.occurred_at, DEADLINE, "")),
        ((ASKED, NO, OVERTURNED), AFTER_DEADLINE, OPEN, ("decision", OVERTURNED.occurred_at, TIMES["depart_at"], "")),
        ((ASKED, NO, IN_TIME), DEADLINE, CANCELLED, ("decision", IN_TIME.occurred_at, DEADLINE, "cancelled")),
        # Of two noes the first calls for something else, and the second is told.
        ((ASKED, NO, LATER_NO), DEADLINE, OPEN, ("alternative", DAY_BEFORE, None, "")),
        ((ASKED, NO, LATER_NO, TOLD), DEADLINE, OPEN, ("reasons", DAY_BEFORE, DAY_BEFORE + DAY, "answered anew")),
        (
            (ASKED, FOR_STAFF, replace(ANSWERED_FOR, occurred_at=AFTERWARDS), LATE_YES),
            AFTERWARDS,
            OPEN,
            ("escalation", DAY_BEFORE, None, "answered anew"),
        ),
        # What failed before, and what was asked before, is of an asking that is over.
        (
            (ASKED, NO, OFFERED, GONE_LATE, ASKED_ANEW),
            ASKED_ANEW.occurred_at,
            CANCELLED,
            ("alternative", ASKED_ANEW.occurred_at, None, ""),
        ),
        (
            (ASKED, NO, OFFERED, FAILED, OTHER_WAY),
            AFTERWARDS,
            OPEN,
            ("alternative", FAILED.occurred_at, None, "offered"),
        ),
        (
            (ASKED, NO, FAILED, NOT_DONE),
            NOT_DONE.occurred_at,
            OPEN,
            ("action", FAILED.occurred_at, utc("2027-01-22T00:00"), "not done"),
        ),
        (
            (ASKED, NO, FAILED, said(RequestWithdrawn(**OF), AFTERWARDS)),
            AFTERWARDS + 9 * DAY,
            OPEN,
            ("action", FAILED.occurred_at, utc("2027-01-22T00:00"), ""),
        ),
    ],
)
def test_since_when_by_when_and_what_came_of_it(rows: Any, when: datetime, forum: Activity, said_of: Any) -> None:
    assert said_of in [(t.kind, t.since, t.due, t.outcome) for t in found(*rows, when=when, forum=forum)]


def test_what_was_asked_before_leaves_nothing_to_look_at_again() -> None:
    kinds = {t.kind for t in found(ASKED, AGAIN_ON, AGAIN, GONE_LATE, ASKED_ANEW, when=THAT_DAY)}
    assert "review" not in kinds
    looked = found(ASKED, AGAIN_ON, AGAIN, UPHELD, when=THAT_DAY)
    assert [t.since for t in looked if t.kind == "review"] == [AGAIN.occurred_at], "it was looked at before its day"


def test_what_failed_for_what_was_asked_before_is_of_that_and_what_was_agreed_then_goes_on() -> None:
    gone = said(RequestWithdrawn(**OF), AFTERWARDS)
    anew = replace(ASKED, occurred_at=AFTERWARDS + timedelta(hours=1))
    tasks = found(ASKED, NO, OFFERED, FAILED, gone, anew, NOT_DONE, when=THAT_DAY)
    assert "alternative" not in {t.kind for t in tasks}
    withdrawn = found(ASKED, NO, OFFERED, FAILED, gone, NOT_DONE, when=THAT_DAY)
    assert [t.outcome for t in withdrawn if t.kind == "action"] == ["not done"]


def test_what_was_done_before_the_person_withdrew_stays_done() -> None:
    tasks = found(ASKED, NO, TOLD, OFFERED, said(RequestWithdrawn(**OF), AFTERWARDS), when=AFTERWARDS)
    assert {"decision = declined", "reasons = given", "alternative = offered"} <= set(told(tasks, done=True))


@pytest.mark.parametrize(
    ("rows", "when", "came_of"),
    [
        ((ASKED, YES), DEADLINE, ["decision = approved"]),
        (
            (ASKED, LATE_YES),
            AFTER_DEADLINE,
            ["decision = expired undecided", "alternative = approved", "reasons = answered anew"],
        ),
        (
            (ASKED, NO, TOLD, OFFERED),
            AFTER_DEADLINE,
            ["decision = declined", "alternative = offered", "reasons = given"],
        ),
        ((ASKED, GONE), AFTERWARDS, ["decision = withdrawn by the person"]),
        ((ASKED, NO, AGAIN, UPHELD), UPHELD.occurred_at, ["review = upheld"]),
    ],
)
def test_what_came_of_a_task_stays_known(rows: Any, when: datetime, came_of: list[str]) -> None:
    done = [each for each in told(found(*rows, when=when), done=True) if " = " in each]
    assert set(came_of) <= set(done)


def test_the_deadline_stays_missed_whatever_is_decided_later() -> None:
    decision = next(task for task in found(ASKED, LATE_YES, when=AFTERWARDS) if task.kind == "decision")
    assert decision.outcome == "expired undecided"


def test_a_cancelled_activity_ends_the_decision_and_calls_for_something_else() -> None:
    assert told(found(ASKED, when=DAY_BEFORE, forum=CANCELLED)) == ["alternative: to be offered"]
    assert told(found(ASKED, OFFERED, when=AFTERWARDS, forum=CANCELLED)) == []


def test_what_the_person_withdrew_and_asked_again_begins_again() -> None:
    again = replace(ASKED, occurred_at=utc("2027-01-07T09:00"))
    [decision] = [task for task in found(ASKED, GONE, again, when=DAY_BEFORE) if task.open]
    assert (decision.kind, decision.since) == ("decision", again.occurred_at)


def test_nothing_is_left_to_do_for_somebody_who_has_died_but_what_was_agreed() -> None:
    dead = recorded(DeathRecorded(person=P1, on=date(2027, 1, 14)), utc("2027-01-14T20:00"))
    h = Involved(
        P1, FORUM, about=folded(people.FOLDING, dead), request=so(ASKED, NO, OFFERED, TAKEN, FAILED), forum=OPEN
    )
    assert sorted(told(list(request_tasks(h, utc("2027-01-14T19:00"))))) == [
        "action: agreed",
        "alternative: to be offered",
        "reasons: R-RISK",
    ]
    assert told(list(request_tasks(h, AFTERWARDS))) == ["action: agreed"]


def test_what_was_known_only_later_was_open_until_then() -> None:
    """Both clocks: Dr D said no in time, and it was entered three days late."""
    entered = replace(NO, recorded_at=AFTERWARDS)
    assert "decision = expired undecided" in told(
        found(ASKED, entered, when=AFTER_DEADLINE, known=AFTER_DEADLINE), done=True
    )
    assert "decision = declined" in told(found(ASKED, entered, when=AFTER_DEADLINE, known=AFTERWARDS), done=True)
    assert found(ASKED, when=AFTERWARDS, known=ALWAYS) == []


ROWS: Final = (
    PLAN,
    LATER,
    AGAIN_ON,
    FOR_STAFF,
    TOLD,
    OFFERED,
    TAKEN,
    FAILED,
    AGAIN,
    UPHELD,
    OVERTURNED,
    LATE_YES,
    GONE,
    ANSWERED_FOR,
)
INSTANTS: Final = st.integers(0, 65 * 24).map(lambda hours: ASKED_AT + timedelta(hours=hours))


@given(st.sets(st.sampled_from(ROWS)), st.lists(INSTANTS, min_size=2, max_size=2).map(sorted))
def test_asked_later_less_is_open_unless_something_was_told_or_became_due(rows: Any, instants: list[datetime]) -> None:
    """What is open later came up in between, or was open before: nothing that had come up opens by the clock alone."""
    earlier, later = instants
    history = [ASKED, *sorted(rows, key=lambda each: each.occurred_at)]
    assume(not any(earlier < each.occurred_at <= later for each in history))
    before, now = ({(t.kind, t.about, t.since) for t in found(*history, when=when) if t.open} for when in instants)
    assert all(since > earlier for _, _, since in now - before)
