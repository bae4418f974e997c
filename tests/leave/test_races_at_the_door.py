"""Two processes at once: nobody is let out at a position behind what forbids it."""

from dataclasses import dataclass
from typing import Any

import pytest

from domain.kernel.ids import Ref, StreamId
from domain.leave import EpisodeReleased, LeaveRevoked, LeaveSuspended, MinistryWithdrew, leave_stream
from domain.people import ResponsibleClinicianAssigned
from domain.people.events import person_stream
from service.wiring import Service
from tests.leave import at_the_door
from tests.store.workers import Window, person_of, working
from tests.stores import past_the_road, repeats


@dataclass(frozen=True)
class Race:
    """What is raced against letting out, and which event says so in which stream."""

    taking: at_the_door.Taking
    event: type[Any]
    stream: Any


ANOTHER_IN_CHARGE = Race(at_the_door.changing_hands, ResponsibleClinicianAssigned, person_stream)
RACES = pytest.mark.parametrize(
    "of",
    [
        Race(at_the_door.revoking, LeaveRevoked, leave_stream),
        Race(at_the_door.suspending, LeaveSuspended, leave_stream),
        Race(at_the_door.losing_consent, MinistryWithdrew, leave_stream),
        ANOTHER_IN_CHARGE,
    ],
    ids=["revoked", "suspended", "the Ministry withdraws", "another in charge"],
)


def positions(store: Service, stream: StreamId, event: type[Any]) -> list[int]:
    return [each.position for each in store.record.read(stream) if isinstance(each.event, event)]


def behind(store: Service, of: Race, person: Ref) -> bool:
    """Whether somebody was let out behind what forbids it."""
    forbidden = positions(store, of.stream(person), of.event)[-1]
    return any(went > forbidden for went in positions(store, leave_stream(person), EpisodeReleased))


def raced(store: Service, rounds: int, of: Race, *, certain: bool, guarded: bool = True) -> tuple[int, int, list[int]]:
    """Letting out against what forbids it: how often it was decided again, how many went, and who went too late."""
    at_the_door.furnish(store, rounds)
    window = Window(certain=certain)
    nurse = (at_the_door.let_out, store.directory, rounds, window, guarded)
    with working(nurse, (at_the_door.take_away, store.directory, rounds, window, of.taking)) as (out, away):
        [(again, went)] = out.heard()
        assert list(away.heard()) == [rounds]
    return again, went, [number for number in range(rounds) if behind(store, of, person_of(number))]


@pytest.mark.heavy
@pytest.mark.slow
@RACES
def test_nobody_is_let_out_behind_what_forbids_it(store: Service, of: Race) -> None:
    rounds = repeats(500)
    _, went, late = raced(store, rounds, of, certain=False)
    assert late == []
    assert 0 < went < rounds, "one of the two always came first, so nothing was raced"


@pytest.mark.heavy
@RACES
def test_not_even_where_that_comes_between_the_decision_and_its_append(store: Service, of: Race) -> None:
    rounds = repeats(50)
    assert raced(store, rounds, of, certain=True) == (rounds, 0, [])


def test_without_the_guard_everybody_would_be_let_out_behind_it(store: Service) -> None:
    """The same race with the read set taken out: what the guard is there for does happen without it.

    It is told of a stream that letting out reads and does not write; within one, versions alone keep the order.
    """
    past_the_road(store)
    assert raced(store, 5, ANOTHER_IN_CHARGE, certain=True, guarded=False) == (0, 5, list(range(5)))
