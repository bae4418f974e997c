"""Days, hours and instants in Europe/London: midnights, the hour that happens twice, the hour that does not happen."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.consent.rules import REFLECTION
from domain.kernel.time import (
    FOREVER,
    Days,
    Interval,
    NoSuchLocalTime,
    end_of_day,
    from_local,
    from_utc,
    london_day,
    to_local,
    to_utc,
)
from tests.given import at

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
BACK, FORWARD = date(2011, 10, 30), date(2012, 3, 25)
"""The day of 25 hours on which the demonstration study began to meet people, and the next day of 23."""

days = st.dates(date(1975, 1, 1), date(2100, 1, 1))
instants = st.datetimes(datetime(1975, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
near_a_change = st.builds(
    lambda change, offset: change + timedelta(microseconds=offset),
    st.sampled_from([at("2011-10-30T01:00"), at("2012-03-25T01:00")]),
    st.integers(-7_200_000_000, 7_200_000_000),
)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2011-12-01T00:00", date(2011, 12, 1)),
        ("2011-11-30T23:59:59.999999", date(2011, 11, 30)),
        ("2011-10-07T22:59:59.999999", date(2011, 10, 7)),
        ("2011-10-07T23:00", date(2011, 10, 8)),  # midnight in summer time
        ("2011-10-29T23:00", BACK),
        ("2011-10-30T23:59:59", BACK),  # the 25th hour
        ("2011-10-31T00:00", date(2011, 10, 31)),
        ("2012-03-25T22:59:59", FORWARD),
        ("2012-03-25T23:00", date(2012, 3, 26)),
    ],
)
def test_a_day_is_that_of_the_local_calendar(instant: str, day: date) -> None:
    assert london_day(at(instant)) == day


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2011, 12, 1), "2011-12-02T00:00"),
        (date(2011, 7, 1), "2011-07-01T23:00"),
        (date(2011, 10, 29), "2011-10-29T23:00"),
        (BACK, "2011-10-31T00:00"),
        (date(2012, 3, 24), "2012-03-25T00:00"),
        (FORWARD, "2012-03-25T23:00"),
    ],
)
def test_a_day_ends_at_the_midnight_that_begins_the_next(day: date, ends: str) -> None:
    assert end_of_day(day) == at(ends)


@pytest.mark.parametrize(("day", "hours"), [(BACK, 25), (FORWARD, 23), (date(2011, 11, 1), 24)])
def test_the_day_of_a_change_of_clocks_has_another_length(day: date, hours: int) -> None:
    assert end_of_day(day) - end_of_day(day - timedelta(days=1)) == timedelta(hours=hours)


@given(days)
def test_the_last_instant_of_a_day_is_in_it_and_its_end_is_not(day: date) -> None:
    assert london_day(end_of_day(day) - TICK) == day
    assert london_day(end_of_day(day)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2011-10-08T11:30", "2011-10-08T10:30"),
        ("2011-12-08T11:30", "2011-12-08T11:30"),
        ("2011-10-30T00:59", "2011-10-29T23:59"),
        ("2011-10-30T01:00", "2011-10-30T00:00"),  # the hour that happens twice: the first
        ("2011-10-30T01:30", "2011-10-30T00:30"),
        ("2011-10-30T02:00", "2011-10-30T02:00"),
        ("2012-03-25T00:59:59", "2012-03-25T00:59:59"),
        ("2012-03-25T02:00", "2012-03-25T01:00"),
        ("2011-10-08 11:30:05.25", "2011-10-08T10:30:05.250000"),
    ],
)
def test_a_local_time_is_one_instant(text: str, instant: str) -> None:
    assert from_local(text) == at(instant)


@pytest.mark.parametrize("skipped", ["2012-03-25T01:00", "2012-03-25T01:30", "2012-03-25T01:59:59.999999"])
def test_a_time_that_the_clocks_skipped_did_not_happen(skipped: str) -> None:
    with pytest.raises(NoSuchLocalTime):
        from_local(skipped)


@pytest.mark.parametrize("text", ["2011-10-08", "2011-10-08T11", "2011-10-08T11:30+01:00", "2011-10-08T11:30Z", "noon"])
def test_what_is_no_local_time_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"local time|Invalid isoformat"):
        from_local(text)


@given(st.one_of(instants, near_a_change))
def test_a_local_time_leads_back_to_its_instant_or_to_the_first_of_two(instant: datetime) -> None:
    earlier = instant - HOUR
    first = earlier if to_local(earlier) == to_local(instant) else instant
    assert from_local(to_local(instant)) == first


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        ("2011-10-30T00:30", "2011-10-30T01:30"),
        ("2011-10-30T01:30", "2011-10-30T01:30"),
        ("2011-12-01T09:00:07", "2011-12-01T09:00:07"),
        ("2011-12-01T09:00:00.000001", "2011-12-01T09:00:00.000001"),
    ],
)
def test_local_time_is_written_without_seconds_where_there_are_none(instant: str, text: str) -> None:
    assert to_local(at(instant)) == text


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_the_record_writes_leads_back_to_the_same_instant(instant: datetime) -> None:
    assert from_utc(to_utc(instant)) == instant


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_instants_sort_as_the_texts_that_the_record_writes_do(given_instants: list[datetime]) -> None:
    ordered = sorted(given_instants)
    assert all(to_utc(before) <= to_utc(after) for before, after in pairwise(ordered))
    assert {len(to_utc(instant)) for instant in ordered} == {len("2011-10-08T10:30:00.000000Z")}


def test_a_text_without_an_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="no offset"):
        from_utc("2011-10-08T11:30")


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    start, end = at("2011-12-01T09:00"), at("2011-12-01T10:00")
    hour = Interval(start, end)
    assert [instant in hour for instant in (start - TICK, start, end - TICK, end)] == [False, True, True, False]
    assert FOREVER in Interval(start)
    assert start - TICK not in Interval(start)
    assert start not in Interval(start, start)


def test_days_hold_their_first_and_their_last() -> None:
    first, last = date(2011, 12, 1), date(2011, 12, 3)
    spoken = [date(2011, 11, 30), first, last, date(2011, 12, 4)]
    assert [day in Days(first, last) for day in spoken] == [False, True, True, False]
    assert [day in Days(first) for day in spoken] == [False, True, True, True]
    assert first in Days(first, first)


def test_a_span_is_measured_in_hours_that_passed_not_on_the_clock() -> None:
    told, signed = from_local("2011-10-29T11:30"), from_local("2011-10-30T10:30")
    assert signed - told == REFLECTION
    assert from_local("2012-03-25T11:30") - from_local("2012-03-24T11:30") < REFLECTION
