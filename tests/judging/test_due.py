"""What falls due by the clock alone, and how an item stands with all that bears on it."""

from datetime import date, datetime, timedelta

import pytest

from domain.access import BreakGlassOpened, BreakGlassReviewed, GrantGiven, GrantRevoked
from domain.consent import CapacityAssessed
from domain.initiatives import InitiativeEnded
from domain.judging import Due, fallen_due, item_state
from domain.kernel.time import from_local
from domain.people import DeathRecorded
from tests.given import D1, P1, R1, STUDY
from tests.judging.telling import Row, begun, histories, registered, signed, told

SIGNED = (registered(), begun("1.0", "2011-10-01"), signed("2011-11-01T10:00"))
AT = from_local("2011-11-15T00:00")
OF = {"person": P1, "initiative": STUDY}
DAY = timedelta(days=1)


def granted(until: str = "2011-11-20T12:00") -> Row:
    grant = GrantGiven(
        grant="G1",
        grantee=R1,
        asset="transcript",
        purpose="analysis",
        fields=(),
        basis="C01",
        begins_at=from_local("2011-11-02T12:00"),
        until=from_local(until),
        **OF,
    )
    return told(grant, from_local("2011-11-02T12:00"))


def opened() -> Row:
    at = from_local("2011-11-02T22:40")
    glass = BreakGlassOpened(
        opening="B1",
        user=D1,
        ground="public_interest",
        fields=("threat",),
        until=at + timedelta(minutes=60),
        review_by=from_local("2011-11-08T00:00"),
        **OF,
    )
    return told(glass, at)


def reviewed(at: str) -> Row:
    return told(BreakGlassReviewed(opening="B1", reviewer=R1, found="justified", **OF), from_local(at))


def assessed(review_by: str) -> Row:
    day = datetime.fromisoformat(review_by).date()
    found = CapacityAssessed(decision="take_part", outcome="lacks", assessor=D1, review_by=day, **OF)
    return told(found, from_local("2011-11-02T12:00"))


AGAIN = Due(AT, "reconsent_due", "1.0")
TABLE = [
    ((begun("2.0", "2011-11-15"),), AT - timedelta(seconds=1), []),
    ((begun("2.0", "2011-11-15"),), AT, [AGAIN]),
    ((begun("2.0", "2011-11-15"),), AT + 90 * DAY, [AGAIN, Due(AT + 90 * DAY, "consent_lapsed", "1.0")]),
    ((begun("2.0", "2011-11-15"), signed("2011-11-16T10:00", version="2.0")), AT + 99 * DAY, []),
    ((granted(),), from_local("2011-11-20T11:59"), []),
    ((granted(),), from_local("2011-11-20T12:00"), [Due(from_local("2011-11-20T12:00"), "grant_expired", "G1")]),
    ((granted(), told(GrantRevoked(grant="G1", **OF), from_local("2011-11-10T12:00"))), AT + 99 * DAY, []),
    ((opened(),), from_local("2011-11-02T23:39"), []),
    (
        (opened(),),
        from_local("2011-11-08T00:00"),
        [
            Due(from_local("2011-11-02T23:40"), "break_glass_expired", "B1"),
            Due(from_local("2011-11-08T00:00"), "break_glass_review_due", "B1"),
        ],
    ),
    (
        (opened(), reviewed("2011-11-04T09:00")),
        AT,
        [Due(from_local("2011-11-02T23:40"), "break_glass_expired", "B1")],
    ),
    ((assessed("2011-11-15"),), AT - timedelta(seconds=1), []),
    ((assessed("2011-11-15"),), AT, [Due(AT, "capacity_review_due", "take_part")]),
]


@pytest.mark.parametrize(("rows", "by", "due"), TABLE)
def test_what_falls_due_is_computed_from_the_record_and_the_clock(
    rows: tuple[Row, ...], by: datetime, due: list[Due]
) -> None:
    assert list(fallen_due(histories(*SIGNED, *rows), by)) == due


NEWER = begun("2.0", "2011-11-15")
LAST = date(2011, 12, 1)
DIED = told(DeathRecorded(person=P1, on=LAST), from_local("2011-12-01T09:00"))
ENDED = told(InitiativeEnded(initiative=STUDY, ended_on=LAST, ended_as="completed"), from_local("2011-12-01T09:00"))


@pytest.mark.parametrize(
    ("rows", "at", "state"),
    [
        ((), AT, "ACTIVE"),
        ((NEWER,), AT - timedelta(seconds=1), "ACTIVE"),
        ((NEWER,), AT, "RECONSENT_DUE"),
        ((NEWER,), AT + 90 * DAY, "LAPSED"),
        ((NEWER, signed("2011-11-16T10:00", version="2.0")), AT + 90 * DAY, "ACTIVE"),
        ((NEWER, signed("2011-11-16T10:00", {"C01": False}, version="2.0")), AT + 90 * DAY, "DECLINED"),
        ((DIED,), AT + 30 * DAY, "CLOSED"),
        ((ENDED,), AT + 30 * DAY, "CLOSED"),
        ((ENDED,), AT, "ACTIVE"),
    ],
)
def test_an_item_stands_as_all_that_bears_on_it_says(rows: tuple[Row, ...], at: datetime, state: str) -> None:
    assert item_state(histories(*SIGNED, *rows), "C01", at) == state


def test_an_acknowledgement_is_not_asked_again() -> None:
    rows = (registered(), begun("1.0", "2011-10-01"), signed("2011-11-01T10:00", "A01 C01"), NEWER)
    assert item_state(histories(*rows), "A01", AT) == "ACTIVE"
    assert item_state(histories(*rows), "C01", AT) == "RECONSENT_DUE"
