"""The answer to a request: by whom, on what, for which reason, and what a no brings with it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.involvement import (
    AlternativeRefused,
    AnswerEscalation,
    ApproveRequest,
    CallOffOuting,
    DecideReview,
    DeferRequest,
    FailAlternative,
    GiveReasons,
    OfferAlternative,
    RequestDeclined,
    RequestReview,
    TakeAlternative,
)
from tests.given import D1, N1, P1
from tests.given import at as utc
from tests.involvement.telling import (
    AFTER_DEADLINE,
    AGAIN,
    AROUND,
    ASKED,
    BY_LEAD,
    BY_PERSON,
    CANCELLED,
    DAY_BEFORE,
    DEADLINE,
    DR_B,
    FOR_STAFF,
    FOUND,
    GONE,
    ITEM,
    LATE_ON_THE_DAY,
    LEAD,
    NO,
    OF,
    OFFERED,
    PLAN,
    SIGNED,
    TAKEN,
    TIMES,
    UPHELD,
    WORDS,
    YES,
    asking,
    breaks,
    breaks_as_history,
    no,
    said,
)

READY = (ASKED, *SIGNED)
ANOTHER = replace(AROUND, in_charge=False)
"""The same around somebody who is not the one in charge that day."""
INTERESTED = replace(AROUND, interested=True)


def yes(actor: Any = D1, when: Any = DAY_BEFORE, **more: Any) -> Any:
    return asking(ApproveRequest, actor, when, **more)


def later(until: str = "2027-01-10T12:00", **more: Any) -> Any:
    return asking(DeferRequest, **{"until": utc(until), "reason_code": "R-SOS", "in_words": WORDS, **more})


@pytest.mark.parametrize(
    ("history", "command", "around", "broken"),
    [
        (READY, yes(), AROUND, ()),
        (READY, yes(DR_B), ANOTHER, ("DC-01",)),
        (READY, yes(N1), ANOTHER, ("DC-01",)),
        ([BY_LEAD, *SIGNED], yes(LEAD), AROUND, ("DC-02",)),
        (READY, yes(), INTERESTED, ("DC-03",)),
        (SIGNED, yes(), AROUND, ("DC-04",)),
        ([*READY, GONE], yes(), AROUND, ("DC-04",)),
        (READY, yes(), replace(AROUND, activity=CANCELLED), ("DC-05",)),
        (READY, yes(when=TIMES["starts_at"]), AROUND, ("DC-05", "DC-18")),
        ([ASKED], yes(), AROUND, ("DC-06",)),
        ([ASKED, PLAN, ITEM, BY_PERSON], yes(), AROUND, ("DC-06",)),  # no member of staff
        (READY, yes(conditions=("escorted",)), AROUND, ("DC-07",)),
        (READY, yes(conditions=("escorted",), in_words=WORDS), AROUND, ()),
        ([ASKED], no(), AROUND, ()),
        ([ASKED], no(reason_code=None), AROUND, ("DC-08",)),
        ([ASKED], no(in_words=None), AROUND, ("DC-09",)),
        ([ASKED], no(reason_code="R-RISK"), AROUND, ("DC-10",)),
        (READY, no(reason_code="R-RISK", item="train"), AROUND, ("DC-10",)),
        (READY, no(reason_code="R-RISK", item="crowd"), AROUND, ()),
        ([ASKED], no(also=("R-RISK",)), AROUND, ("DC-10",)),
        ([ASKED], no(reason_code="R-CLIN"), AROUND, ("DC-11",)),
        ([ASKED, FOUND], no(reason_code="R-CLIN", found="check-9"), AROUND, ("DC-11",)),
        ([ASKED, FOUND], no(reason_code="R-CLIN", found="check-1"), AROUND, ()),
        ([ASKED, FOUND], no(reason_code="R-CLIN", found="check-1", also=("R-STAFF",)), AROUND, ("DC-12",)),
        ([ASKED, FOUND], no(reason_code="R-STAFF", found="check-1", also=("R-CLIN",)), AROUND, ()),
        ([ASKED], no(reason_code="R-MED", also=("R-TRANS",)), AROUND, ("DC-12",)),
        ([ASKED], no(would_change=None), AROUND, ("DC-13",)),
        ([ASKED], no(review_on=None), AROUND, ("DC-14",)),
        ([ASKED], no(review_on=date(2027, 1, 8)), AROUND, ("DC-14",)),
        ([ASKED], no(alternative=None), AROUND, ("DC-15",)),
        ([ASKED], no(reason_code="R-PERSON"), AROUND, ("DC-16",)),
        ([ASKED], no(actor=N1, alternative=None), ANOTHER, ("DC-01", "DC-15")),
        ([ASKED], later(), AROUND, ()),
        ([ASKED], later("2027-01-11T12:00"), AROUND, ("DC-17",)),  # the deadline itself
        ([ASKED], later("2027-01-08T10:00"), AROUND, ("DC-17",)),
        ([ASKED], later(reason_code=None), AROUND, ("DC-08",)),
        ([ASKED], later(in_words=None), AROUND, ("DC-09",)),
    ],
)
def test_a_decision_follows_the_rule_book(history: Any, command: Any, around: Any, broken: Any) -> None:
    assert breaks_as_history(history, command, around) == broken
    assert breaks(history, command, around) == tuple(rule for rule in broken if rule != "DC-18"), "DC-18 only tells"


@pytest.mark.parametrize(
    ("history", "when", "broken"),
    [
        (READY, DAY_BEFORE, ()),
        (READY, DEADLINE, ("DC-18",)),
        (READY, AFTER_DEADLINE, ("DC-18",)),
        ([*READY, NO], AFTER_DEADLINE, ()),  # it was decided in time, and is decided otherwise now
    ],
)
def test_a_late_yes_is_a_yes_and_told_to_be_late(history: Any, when: Any, broken: Any) -> None:
    assert breaks(history, yes(when=when)) == ()
    assert breaks_as_history(history, yes(when=when)) == broken


def off(**more: Any) -> Any:
    given = {"reason_code": "R-WARD", "in_words": WORDS, **more}
    return asking(CallOffOuting, N1, LATE_ON_THE_DAY, **given)


@pytest.mark.parametrize(
    ("history", "command", "broken"),
    [
        ([*READY, YES], off(), ()),
        (READY, off(), ("CO-01",)),
        ([*READY, NO], off(), ("CO-01",)),
        ([*READY, YES], off(reason_code="R-CLIN"), ("DC-11",)),
        ([*READY, FOUND, YES], off(reason_code="R-CLIN", found="check-1"), ()),
        ([*READY, YES], off(reason_code="R-PERSON"), ("DC-16",)),
        ([*READY, YES], off(reason_code=None), ("DC-08",)),
        ([*READY, YES], off(in_words=None), ("DC-09",)),
    ],
)
def test_what_is_called_off_on_the_day_has_an_honest_reason(history: Any, command: Any, broken: Any) -> None:
    assert breaks(history, command) == broken


def step(kind: Any, actor: Any = N1, when: Any = AFTER_DEADLINE, **more: Any) -> Any:
    return asking(kind, actor, when, **more)


NO_BUT = said(RequestDeclined(decider=D1, reason_code="R-RISK", item="crowd", alternative="remote", **OF), DAY_BEFORE)
REWRITTEN = said(replace(NO_BUT.event, alternative="next_date"), DAY_BEFORE, corrects=2)
"""What the paper says: not a link was offered, but the next date."""
NO_THANKS = said(AlternativeRefused(**OF), utc("2027-01-11T13:05"))
BEFORE_IT = utc("2027-01-08T09:59")
FAIL = {"alternative": "remote", "failure": "link", "action": "IT-1", "owner": N1, "due_on": date(2027, 1, 21)}


@pytest.mark.parametrize(
    ("history", "command", "broken"),
    [
        ([ASKED, NO], step(GiveReasons, format="spoken", when=utc("2027-01-09T09:00")), ()),
        ([ASKED], step(GiveReasons, format="spoken", when=DAY_BEFORE), ("RG-01",)),
        ([ASKED], step(GiveReasons, format="spoken", when=utc("2027-01-11T13:00")), ()),  # undecided
        ([ASKED, NO], step(OfferAlternative, alternative="remote"), ()),
        ([ASKED], step(OfferAlternative, alternative="remote"), ()),  # nothing decided in time
        ([ASKED], step(OfferAlternative, alternative="remote", when=DAY_BEFORE), ("AL-01",)),
        ([*READY, YES], step(OfferAlternative, alternative="remote"), ("AL-01",)),
        ([ASKED, NO, OFFERED], step(TakeAlternative, alternative="remote"), ()),
        ([ASKED, NO, OFFERED], step(TakeAlternative, alternative="next_date"), ("AL-02",)),
        ([ASKED, NO_BUT], step(TakeAlternative, alternative="remote"), ()),  # the no itself is the offer
        ([ASKED, NO_BUT], step(TakeAlternative, alternative="next_date"), ("AL-02",)),
        ([ASKED, NO_BUT, NO_THANKS], step(TakeAlternative, alternative="remote"), ("AL-02",)),
        ([ASKED, NO_BUT, TAKEN], step(FailAlternative, **FAIL), ()),
        ([ASKED, NO_BUT, REWRITTEN], step(TakeAlternative, alternative="remote"), ("AL-02",)),
        ([ASKED, NO_BUT, REWRITTEN], step(TakeAlternative, alternative="next_date"), ()),
        ([ASKED, NO_BUT], step(TakeAlternative, alternative="remote", when=BEFORE_IT), ("AL-02",)),
        ([ASKED, NO], step(TakeAlternative, alternative="remote"), ("AL-02",)),
        ([ASKED, NO, OFFERED, TAKEN], step(FailAlternative, **FAIL), ()),
        ([ASKED, NO], step(FailAlternative, **FAIL), ("AL-02",)),
        ([ASKED, NO], step(RequestReview, P1), ()),
        ([*READY, YES], step(RequestReview, P1), ("RV-01",)),
        ([ASKED, NO, AGAIN], step(RequestReview, P1), ("RV-01",)),
        ([ASKED, NO, AGAIN], step(DecideReview, DR_B, outcome="upheld"), ()),
        ([ASKED, NO], step(DecideReview, DR_B, outcome="upheld"), ("RV-02",)),
        ([ASKED, NO, AGAIN, UPHELD], step(DecideReview, DR_B, outcome="upheld"), ("RV-02",)),
        ([ASKED, NO, AGAIN], step(DecideReview, D1, outcome="upheld"), ("RV-03",)),
        ([BY_LEAD, NO, AGAIN], step(DecideReview, LEAD, outcome="upheld"), ("RV-04",)),
        ([ASKED, FOR_STAFF], step(AnswerEscalation, N1, in_words=WORDS), ()),
        ([ASKED, NO], step(AnswerEscalation, N1, in_words=WORDS), ("ES-01",)),
        ([ASKED, FOR_STAFF], step(AnswerEscalation, D1, in_words=WORDS), ("ES-02",)),
    ],
)
def test_what_follows_an_answer_follows_the_rule_book(history: Any, command: Any, broken: Any) -> None:
    assert breaks(history, command) == broken


@pytest.mark.parametrize(("when", "broken"), [("2027-01-09T10:00", ()), ("2027-01-09T10:01", ("RG-02",))])
def test_reasons_are_given_within_a_day_and_told_to_be_late_afterwards(when: str, broken: Any) -> None:
    told = step(GiveReasons, format="spoken", when=utc(when))
    assert breaks([ASKED, NO], told) == ()
    assert breaks_as_history([ASKED, NO], told) == broken
