"""When somebody is to be asked for consent again: from the day of a newer version that asks, at their own site."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.governance import Settings
from domain.governance.state import Setting
from domain.initiatives import AppearanceRecorded
from domain.judging import Asked, audit, due_since, filming, granting, may_use, renewal
from domain.kernel.time import FOREVER, from_local
from tests.given import P1, R1, R2, STUDY
from tests.judging.telling import Row, begun, histories, modified, only, published, registered, signed, told

DAY = timedelta(days=1)
SIGNED = (registered(), begun("1.0", "2011-10-01"), signed("2011-11-01T10:00"))
BEGAN = from_local("2011-11-15T00:00")
LATER = from_local("2011-12-24T12:00")


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        ((), None),
        ((begun("2.0", "2011-11-15"),), BEGAN),  # nothing is said of a modification: whoever signed 1.0 is asked
        ((modified("SM1", "all_active"), published("2.0", 14, modification="SM1"), begun("2.0", "2011-11-15")), BEGAN),
        (
            (modified("SM1", "next_contact"), published("2.0", 14, modification="SM1"), begun("2.0", "2011-11-15")),
            BEGAN,
        ),
        ((modified("SM1", "new_only"), published("2.0", 14, modification="SM1"), begun("2.0", "2011-11-15")), None),
        ((modified("SM1", "inform_only"), published("2.0", 14, modification="SM1"), begun("2.0", "2011-11-15")), None),
        ((begun("2.0", "2011-11-15", site="S2"),), None),  # at another site
        ((begun("2.0", "2011-11-15"), signed("2011-11-15T09:00", version="2.0")), None),
        ((begun("0.9", "2011-11-15"),), None),
        ((begun("3.0", "2011-12-01"), begun("2.0", "2011-11-15")), BEGAN),  # the first that asks
        (
            (
                modified("SM1", "new_only"),
                published("2.0", 14, modification="SM1"),
                begun("2.0", "2011-11-15"),
                begun("3.0", "2011-12-01"),
            ),
            from_local("2011-12-01T00:00"),
        ),
        (
            (
                modified("SM1", "all_active"),
                published("2.0", 14, modification="SM1"),
                modified("SM2", "inform_only"),
                published("2.1", 14, modification="SM2"),
                begun("2.1", "2011-11-15"),  # 2.0 never came into use here, but 2.1 holds what it changed
            ),
            BEGAN,
        ),
    ],
)
def test_consent_is_due_again_from_the_first_newer_version_in_use_that_asks(
    rows: tuple[Row, ...], since: datetime | None
) -> None:
    assert due_since(histories(*SIGNED, *rows), LATER) == since


def test_who_signed_nothing_and_who_has_no_site_is_not_asked_again() -> None:
    newer = begun("2.0", "2011-11-15")
    assert due_since(histories(registered(), newer), LATER) is None
    assert due_since(histories(registered(site=None), newer, signed("2011-11-01T10:00")), LATER) is None


def test_what_was_not_known_then_was_not_due_as_known_then() -> None:
    known_from = from_local("2011-12-20T09:00")
    rows = (*SIGNED, begun("2.0", "2011-11-15", known=known_from))
    assert due_since(histories(*rows), LATER, known_from - timedelta(seconds=1)) is None
    assert due_since(histories(*rows), LATER, known_from) == BEGAN


@pytest.mark.parametrize(
    ("after", "answer"),
    [
        (timedelta(seconds=-1), ""),
        (timedelta(), "due"),
        (timedelta(days=90) - timedelta(seconds=1), "due"),
        (timedelta(days=90), "lapsed"),
    ],
)
def test_what_is_due_lapses_after_90_days(after: timedelta, answer: str) -> None:
    assert renewal(histories(*SIGNED, begun("2.0", "2011-11-15")), BEGAN + after, FOREVER) == answer


@pytest.mark.parametrize(("hour", "answer"), [("2012-05-14T23:59", "due"), ("2012-05-15T00:00", "lapsed")])
def test_it_lapses_at_local_midnight_also_where_the_clocks_went_forward_since(hour: str, answer: str) -> None:
    assert renewal(histories(*SIGNED, begun("2.0", "2012-02-15")), from_local(hour), FOREVER) == answer


@pytest.mark.parametrize(("since", "answer"), [("2011-11-15T00:00", "lapsed"), ("2011-11-15T00:01", "due")])
def test_the_provider_sets_after_how_many_days_as_it_was_when_it_fell_due(since: str, answer: str) -> None:
    set_to = Setting(
        version=1,
        position=1,
        order=0,
        known_from=BEGAN,
        setting="reconsent_lapse_days",
        value=30,
        since=from_local(since),
    )
    h = replace(histories(*SIGNED, begun("2.0", "2011-11-15")), settings=Settings((set_to,)))
    assert renewal(h, BEGAN + timedelta(days=30), FOREVER) == answer


def test_what_is_recorded_later_changes_no_answer_of_before() -> None:
    """A version between, published and made by a modification that asks nobody, both known later only."""
    later = from_local("2011-12-20T09:00")
    rows = (
        *SIGNED,
        modified("SM2", "new_only"),
        published("3.0", 14, modification="SM2"),
        begun("3.0", "2011-11-15"),
        modified("SM1", "new_only", known=later),
        published("2.0", 14, modification="SM1", known=later),
    )
    then = later - timedelta(days=1)
    assert due_since(histories(*rows), then, known=then) is None
    assert due_since(histories(*rows), LATER) is None


AGREED = (registered(), begun("1.0", "2011-10-01"), signed("2011-11-01T10:00", "C01 C07"))
ASKS = (modified("SM1", "all_active"), published("2.0", 14, modification="SM1"), begun("2.0", "2011-11-15"))
FROM_RECORDS = ("clinical_record", "characteristics")


LAPSES: list[tuple[tuple[Row, ...], timedelta, bool]] = [
    (ASKS, timedelta(days=90) - timedelta(seconds=1), False),
    (ASKS, timedelta(days=90), True),
    ((*ASKS, signed("2011-12-01T10:00", "C06 C07", version="2.0")), timedelta(days=90), False),
    ((*ASKS, signed("2011-12-01T10:00", "C01", version="2.0")), timedelta(days=90), True),
    ((begun("2.0", "2011-11-15"),), timedelta(days=90), False),  # no modification is recorded
]


@pytest.mark.parametrize(("rows", "after", "lapses"), LAPSES)
def test_nobody_is_filmed_and_no_grant_is_given_on_consent_that_has_lapsed(
    rows: tuple[Row, ...], after: timedelta, lapses: bool
) -> None:
    at, film = BEGAN + after, signed("2011-11-02T10:00", "C06")
    filmed = told(AppearanceRecorded(initiative=STUDY, film="F1", person=P1), at, at)
    h = histories(*AGREED, film, *rows, filmed)
    assert filming(h, at).lapsed is lapses
    asked = Asked(
        grant="G-1", grantee=R1, giver=R2, pair=FROM_RECORDS, basis="C07", begins_at=at, until=LATER + 99 * DAY, at=at
    )
    assert granting(h, asked).lapsed is lapses
    found = [each for each in audit(h).findings if each.kind == "filmed-after-lapse"]
    assert bool(found) is lapses
    for each in found:
        assert each.kind in {again.kind for again in audit(only(h, each.evidence)).findings}


@pytest.mark.parametrize(
    ("rows", "after", "blocking"),
    [
        (ASKS, timedelta(days=90) - timedelta(seconds=1), ()),
        (ASKS, timedelta(days=90), ("AC-13",)),
        ((*ASKS, signed("2011-12-01T10:00", "C07", version="2.0")), timedelta(days=90), ()),
        ((*ASKS, signed("2011-12-01T10:00", "C01", version="2.0")), timedelta(days=90), ("AC-13",)),
        ((begun("2.0", "2011-11-15"),), timedelta(days=90), ()),  # no modification is recorded
    ],
)
def test_nothing_new_is_collected_from_records_once_consent_has_lapsed(
    rows: tuple[Row, ...], after: timedelta, blocking: tuple[str, ...]
) -> None:
    """Of each item: who signs a newer version without being asked about it has not agreed to it anew."""
    h = histories(*AGREED, *rows)
    assert may_use(h, *FROM_RECORDS, R1, BEGAN + after).blocking == blocking
    assert may_use(h, "contact_details", "recontact", R1, BEGAN + after).blocking == ("AC-07",), "C09 was never given"
