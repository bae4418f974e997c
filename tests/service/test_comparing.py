"""The facts that a rule compared, in words: local times, and the offsets where the clocks changed."""

from datetime import date, timedelta

import pytest

from domain.judging import Fact, Span, Who
from domain.kernel.time import Days, from_local
from service.comparing import in_words, people
from tests.given import P1

BEFORE, AFTER = from_local("2011-10-29T15:00"), from_local("2011-10-30T14:30")
"""Either side of the night on which the clocks went back."""


def words(*values: object) -> str:
    (told,) = in_words([Fact("it", values)], {P1: "P001"})  # type: ignore[arg-type] - any value
    return told["is"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((), "nothing on the record"),
        (("yes", from_local("2011-11-18T10:00")), "yes, 2011-11-18T10:00"),
        ((Who(P1), Days(date(2011, 1, 1)), Days(date(2011, 1, 1), date(2011, 2, 1))),
         "P001, 2011-01-01 to no end, 2011-01-01 to 2011-02-01"),
        ((14, timedelta(hours=24), date(2011, 10, 3)), "14, 24 h, 2011-10-03"),
        ((Span(from_local("2012-01-27T06:30"), from_local("2012-01-27T11:45")),), "5 h 15 min"),
        ((Span(from_local("2012-01-27T06:30"), from_local("2012-01-26T06:00")),),
         "24 h 30 min the other way round: the second came first"),
        ((Span(BEFORE, AFTER),), "24 h 30 min (the clocks went back in between)"),
        ((Span(from_local("2012-03-24T12:00"), from_local("2012-03-25T12:00")),),
         "23 h (the clocks went forward in between)"),
        ((from_local("2011-10-30T01:30"),), "2011-10-30T01:30+01:00"),
        ((from_local("2011-10-30T01:30") + timedelta(hours=1),), "2011-10-30T01:30+00:00"),
        ((from_local("2011-10-30T02:00"),), "2011-10-30T02:00"),
        ((from_local("2011-10-30T00:59"),), "2011-10-30T00:59"),
    ],
)  # fmt: skip
def test_a_fact_is_told_in_words(values: tuple[object, ...], said: str) -> None:
    assert words(*values) == said


def test_where_the_clocks_changed_between_two_facts_each_tells_its_offset() -> None:
    told = in_words([Fact("signed", (BEFORE,)), Fact("written down", (AFTER,))], {})
    assert [each["is"] for each in told] == ["2011-10-29T15:00+01:00", "2011-10-30T14:30+00:00"]


def test_whoever_is_named_in_a_fact_can_be_named() -> None:
    assert people([Fact("taken by", (Who(P1), "yes"))]) == {P1}
