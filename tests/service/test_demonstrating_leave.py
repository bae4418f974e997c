"""The forum of the demonstration: its requests stand as it says, break no rule, and are told once."""

from pathlib import Path

import pytest

from domain.involvement import status
from domain.kernel.time import from_local, london_day
from service import demonstration
from service.demonstrating_leave import ACTIVITIES, FORUM, NEXT, PEOPLE, TODAY, next_day
from tests import stores

STANDS = {
    ("Dara", NEXT): "UNDER_REVIEW",
    ("Emlyn", NEXT): "UNDER_REVIEW",
    ("Fern", NEXT): "DEFERRED",
    ("Gethin", NEXT): "ALTERNATIVE_OFFERED",
    ("Emlyn", TODAY): "APPROVED",
    ("Iolo", TODAY): "APPROVED",
    ("Hana", TODAY): "EXPIRED_UNDECIDED",
}


def test_the_forum_s_requests_stand_as_told_and_break_no_rule_but_that_they_are_told(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data") as service:
        demonstration.furnish(service)
        told = service.record.head()
        demonstration.furnish(service)
        assert service.record.head() == told, "it is told once"
        assert {rule for each in service.record.tail(0, told) for rule in each.broken} == {"LE-10"}
        keys, now = service.keys, service.clock()
        people = keys.references(keys.references("initiative", [FORUM])[FORUM], PEOPLE)
        there = keys.references(demonstration.ACTIVITY, ACTIVITIES)
        wishes = {
            (name, activity): service.road.involved(people[name], there[activity])
            for name in PEOPLE
            for activity in ACTIVITIES
        }
        stand = {key: status(each.request, each.forum, now) for key, each in wishes.items()}
        assert {key: state for key, state in stand.items() if state} == STANDS


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-25T12:00", "2026-12-03"),
        ("2026-11-26T12:00", "2026-12-10"),
        ("2026-12-01T00:00", "2026-12-10"),
    ],
)
def test_the_next_forum_is_on_a_thursday_more_than_a_week_away(now: str, day: str) -> None:
    assert next_day(from_local(now)) == day
    assert london_day(from_local(f"{day}T11:00")).weekday() == 3
