"""What falls due of leave and of wishes to go out by the clock alone, at the instant at which it does."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from domain import governance
from domain.governance import GOING_DUE_FOLDING, GoingFellDue, RecordGoingDue
from domain.governance.rules import Falling
from domain.judging import Involved
from domain.judging.leaving import Going, GoingDue, fallen_going
from domain.kernel.decider import Recorded
from domain.leave import EpisodeReleased, EpisodeReturned, LeaveRevoked, ReportFellDue
from tests.given import NOON, P1, at, folded, given, hours, recorded, told
from tests.involvement.telling import ASKED, DEADLINE, FORUM, OPEN, YES, so
from tests.leave.outing import GOES_AT, RETURNS, authorised, going, of, patient, ready
from tests.leave.test_gate import RESTRICTED, asked_ministry

TINY: Final = timedelta(seconds=1)
OUT: Final = of(EpisodeReleased, GOES_AT, episode="O-1")
BACK: Final = of(EpisodeReturned, RETURNS, episode="O-1")
REVOKED: Final = of(LeaveRevoked, at("2027-01-12 09:00"), authorisation="A-1", why="other")
REPORT: Final = of(ReportFellDue, at("2027-01-02 09:00"), consent="M-1", report="R-1", due_on=date(2027, 1, 12))
OVERDUE: Final = GoingDue(RETURNS + timedelta(minutes=15), "return_overdue", "O-1")
EXPIRED: Final = GoingDue(at("2027-01-16 00:00"), "authorisation_expired", "A-1")
ACCOUNTS: Final = GoingDue(RETURNS + timedelta(days=1), "outcome_overdue", "O-1")
OWED: Final = GoingDue(at("2027-01-13 00:00"), "report_overdue", "R-1")
CLOSED: Final = GoingDue(at("2027-01-12 09:00"), "gate_closed", "O-1")
ENDED: Final = GoingDue(at("2027-01-11 00:00"), "ministry_consent_expired", "M-1")
UNDECIDED: Final = GoingDue(DEADLINE, "request_undecided", FORUM, FORUM)


def wishing(*wish: Recorded[Any]) -> Going:
    """Somebody who wishes to go to the forum."""
    wished = Involved(P1, FORUM, request=so(*wish), forum=OPEN)
    return replace(going([]), involved=lambda _: wished)


def expiring() -> Going:
    """Somebody restricted, whose consent ends on 10 January."""
    *before, granted = asked_ministry(expires_on=date(2027, 1, 10))
    return going([*before, granted], patient(RESTRICTED))


TABLE: Final[list[tuple[Going, datetime, list[GoingDue]]]] = [
    (going(ready()), GOES_AT, []),
    (going(authorised()), EXPIRED.at - TINY, []),
    (going(authorised()), EXPIRED.at, [EXPIRED]),
    (going([*authorised(), REVOKED]), EXPIRED.at, []),
    (going(authorised(signed_by=None)), EXPIRED.at, []),
    (going([*ready(), OUT]), OVERDUE.at - TINY, []),
    (going([*ready(), OUT]), OVERDUE.at, [OVERDUE]),
    (going([*ready(), OUT, BACK]), ACCOUNTS.at - TINY, []),
    (going([*ready(), OUT, BACK]), ACCOUNTS.at, [ACCOUNTS]),
    (going([*asked_ministry(), REPORT]), OWED.at - TINY, []),
    (going([*asked_ministry(), REPORT]), OWED.at, [OWED]),
    (going([*ready()[:5], REVOKED]), CLOSED.at - TINY, []),
    (going([*ready()[:5], REVOKED]), CLOSED.at + TINY, [CLOSED]),
    (expiring(), ENDED.at - TINY, []),
    (expiring(), ENDED.at, [ENDED]),
    (wishing(ASKED), DEADLINE - TINY, []),
    (wishing(ASKED), DEADLINE, [UNDECIDED]),
    (wishing(ASKED, YES), DEADLINE, []),
]


@pytest.mark.parametrize(("h", "by", "due"), TABLE)
def test_what_falls_due_is_computed_from_the_record_and_the_clock(h: Going, by: datetime, due: list[GoingDue]) -> None:
    assert list(fallen_going(h, (FORUM,), by)) == due


@pytest.mark.parametrize(
    ("fell_due", "already", "breaks"),
    [(True, False, []), (False, False, ["DU-01"]), (True, True, ["DU-02"]), (False, True, ["DU-01", "DU-02"])],
)
def test_what_fell_due_is_recorded_once_and_only_where_it_did(fell_due: bool, already: bool, breaks: list[str]) -> None:
    command = RecordGoingDue(person=P1, due="return_overdue", code="O-1", **told(occurred_at=NOON - hours(1)))
    answer = given(governance.decide, GOING_DUE_FOLDING).when(command, Falling(fell_due=fell_due, already=already))
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(GoingFellDue)


def test_what_was_recorded_is_known_by_what_it_is_about() -> None:
    fell = GoingFellDue(person=P1, activity=FORUM, due="request_undecided", code=FORUM)
    assert folded(GOING_DUE_FOLDING, recorded(fell, DEADLINE)) == {("request_undecided", FORUM, DEADLINE, FORUM)}
