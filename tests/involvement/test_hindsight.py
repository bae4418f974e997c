"""Requests judged with hindsight: who decided, with what, and what a deadline brings that nobody records."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import involvement, people
from domain.involvement import (
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
    ActivityChanged,
    CameAlong,
    ImpactVerified,
    ReasonsGiven,
    RequestApproved,
    RequestDeclined,
    RequestSubmitted,
    RequestWithdrawn,
)
from domain.judging import Involved, audit_request
from domain.kernel.decider import Recorded
from domain.kernel.time import FOREVER
from domain.people import InterestDeclared, ResponsibleClinicianAssigned
from tests.given import D1, P1, folded, recorded
from tests.given import at as utc
from tests.involvement.telling import (
    AFTER_DEADLINE,
    AGAIN,
    ASKED,
    ASKED_AT,
    DAY_BEFORE,
    DEADLINE,
    DR_B,
    FORUM,
    GONE,
    LATER,
    LEAD,
    NO,
    NO_WITH_ALL,
    OF,
    OFF,
    ON_RECORD,
    SIGNED,
    UPHELD,
    WORDS,
    YES,
    said,
    so,
)

BEGUN = utc("2026-06-01T09:00")
CHARGE = ResponsibleClinicianAssigned(person=P1, clinician=D1, from_on=date(2026, 6, 1), basis="substantive")
COVER = ResponsibleClinicianAssigned(person=P1, clinician=DR_B, from_on=date(2027, 1, 4), basis="covering")
NEXT_DAY = utc("2027-01-09T09:00")
TOLD = said(ReasonsGiven(by=D1, format="spoken", **OF), DAY_BEFORE)
WHOLE_NO = said(RequestDeclined(decider=D1, **NO_WITH_ALL, **OF), DAY_BEFORE)
READY = (ASKED, *SIGNED)
BY_DR_A = said(RequestSubmitted(requester=D1, **OF), ASKED_AT)


def later(each: Recorded[Any]) -> Recorded[Any]:
    """The same, written down the next day only."""
    return replace(each, recorded_at=NEXT_DAY)


def wish(
    *history: Recorded[Any], about: Any = (), charge: Any = CHARGE, forum: Any = (), member: Any = None
) -> Involved:
    """A wish, with Dr A in charge of the person; and what else was told of the person and the forum."""
    in_charge = [recorded(charge, BEGUN)] if charge else []
    return Involved(
        P1,
        FORUM,
        about=folded(people.FOLDING, *in_charge, *about),
        request=so(*history),
        forum=folded(involvement.ACTIVITY_FOLDING, ON_RECORD, *forum),
        member=lambda who: member if member and who == D1 else people.Person(),
    )


def found(h: Involved, known: Any = FOREVER) -> dict[str, tuple[str, ...]]:
    """The rules broken, by when."""
    rules: dict[str, tuple[str, ...]] = {}
    for each in audit_request(h, known=known):
        rules[each.suffix[1:]] = (*rules.get(each.suffix[1:], ()), *each.rules)
    return rules


DONE = (
    *READY,
    YES,
    TOLD,
    said(
        ActionAgreed(
            action="IT-2", contribution="food", owner=LEAD, funder=LEAD, due_on=date(2027, 1, 20), in_words=WORDS, **OF
        ),
        utc("2027-01-18T09:00"),
    ),
    said(ActionClosed(action="IT-2", closed_as="done", by=LEAD, **OF), utc("2027-01-20T09:00")),
)
COSIGNED = said(ActionCosigned(action="IT-2", cosigner=DR_B, **OF), utc("2027-01-21T09:00"))
VERIFIED = said(ImpactVerified(action="IT-2", by=LEAD, **OF), utc("2027-01-22T09:00"))
AT_YES, AT_DEADLINE = "2027-01-08T10:00", "2027-01-11T12:00"
LATE_YES = said(RequestApproved(decider=D1, **OF), AFTER_DEADLINE)
TOLD_LATE_YES = said(ReasonsGiven(by=D1, format="spoken", **OF), AFTER_DEADLINE)
CASES: list[tuple[str, Involved, dict[str, tuple[str, ...]]]] = [
    ("decided in order, and told", wish(*READY, YES, TOLD), {}),
    ("declined with all that it has to bring", wish(*READY, WHOLE_NO, TOLD), {}),
    ("decided by another", wish(*READY, YES, TOLD, charge=COVER), {AT_YES: ("DC-01",)}),
    ("nobody was in charge, as far as anybody knows", wish(*READY, YES, TOLD, charge=None), {AT_YES: ("DC-01",)}),
    (
        "decided by whoever asked",
        wish(BY_DR_A, *SIGNED, YES, TOLD),
        {"2026-12-17T10:00": ("RQ-02",), AT_YES: ("DC-02",)},
    ),
    (
        "decided with an interest",
        wish(
            *READY,
            YES,
            TOLD,
            member=folded(
                people.FOLDING, recorded(InterestDeclared(person=D1, with_whom=P1, interest="relative"), BEGUN)
            ),
        ),
        {AT_YES: ("DC-03",)},
    ),
    ("nobody asked", wish(*SIGNED, YES, TOLD), {AT_YES: ("DC-04",)}),
    ("a yes on no plan", wish(ASKED, YES, TOLD), {AT_YES: ("DC-06",)}),
    (
        "a no without words, way on, review or alternative",
        wish(*READY, NO, TOLD),
        {AT_YES: ("DC-13", "DC-14", "DC-15")},
    ),
    ("nobody was told", wish(*READY, YES), {AT_YES: ("RG-02",)}),
    ("nobody decided, and nobody said so", wish(*READY), {AT_DEADLINE: ("DC-18", "RG-02")}),
    (
        "decided too late, and the deadline stands",
        wish(*READY, LATE_YES, TOLD_LATE_YES),
        {AT_DEADLINE: ("DC-18", "RG-02")},
    ),
    ("put off to nothing", wish(*READY, LATER, TOLD), {AT_DEADLINE: ("DC-18", "RG-02")}),
    ("they did not want it any more", wish(*READY, GONE), {}),
    (
        "the deadline was moved after it had passed",
        wish(
            *READY,
            forum=[
                recorded(ActivityChanged(activity=FORUM, decide_by=utc("2027-01-13T12:00")), utc("2027-01-12T09:00"))
            ],
        ),
        {AT_DEADLINE: ("DC-18", "RG-02"), "2027-01-13T12:00": ("DC-18", "RG-02")},
    ),
    (
        "called off without a word",
        wish(*READY, YES, TOLD, replace(OFF, event=replace(OFF.event, in_words=None, reason_code=None))),
        {"2027-01-14T10:20": ("DC-08", "DC-09", "RG-02")},
    ),
    (
        "came although nobody said yes",
        wish(
            *READY,
            WHOLE_NO,
            TOLD,
            said(CameAlong(way="in_person", commissioner_present=False, **OF), utc("2027-01-14T13:00")),
        ),
        {"2027-01-14T13:00": ("OC-01",)},
    ),
    (
        "reviewed by whoever decided",
        wish(*READY, WHOLE_NO, TOLD, AGAIN, replace(UPHELD, event=replace(UPHELD.event, reviewer=D1))),
        {"2027-01-12T15:00": ("RV-03",)},
    ),
    ("paid for, and found good by whoever pays", wish(*DONE, VERIFIED), {"IT-2/2027-01-22T09:00": ("OC-07",)}),
    (
        "signed for by no service user",
        wish(*DONE, COSIGNED, VERIFIED),
        {"IT-2/2027-01-21T09:00": ("OC-08",)},
    ),
    (
        "found good before it was done",
        wish(*DONE[:-1], COSIGNED, VERIFIED),
        {"IT-2/2027-01-21T09:00": ("OC-06", "OC-08"), "IT-2/2027-01-22T09:00": ("OC-06",)},
    ),
    ("reviewed by another", wish(*READY, WHOLE_NO, TOLD, AGAIN, UPHELD), {}),
]


@pytest.mark.parametrize(("h", "rules"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_request_is_judged_with_hindsight(h: Involved, rules: Any) -> None:
    assert found(h) == rules


def test_what_is_told_later_makes_a_decision_wrong_or_right() -> None:
    """The person's own no was written down the next day; so was that somebody covered."""
    gone = said(RequestWithdrawn(**OF), utc("2027-01-07T10:00"))
    h = wish(*READY, YES, TOLD, later(gone))
    assert found(h, known=DAY_BEFORE) == {}
    assert found(h) == {AT_YES: ("DC-04",)}
    covered = wish(
        *READY, said(RequestApproved(decider=DR_B, **OF), DAY_BEFORE), TOLD, about=[later(recorded(COVER, BEGUN))]
    )
    assert found(covered, known=DAY_BEFORE) == {AT_YES: ("DC-01",)}
    assert found(covered) == {}


def test_an_answer_in_time_ends_what_the_deadline_would_have_brought() -> None:
    h = wish(
        *READY,
        LATER,
        TOLD,
        said(RequestApproved(decider=D1, **OF), utc("2027-01-11T11:59")),
        said(ReasonsGiven(by=D1, format="spoken", **OF), DEADLINE),
    )
    assert found(h) == {}


def test_what_is_found_names_what_it_rests_on() -> None:
    (no,) = audit_request(wish(*READY, NO, TOLD), since=DAY_BEFORE)[:1]
    assert {ASKED.position, NO.position} <= set(no.evidence)
    assert (no.kind, no.rules) == ("no-without-way-on", ("DC-13",))
