"""Two processes at once: no use of data ever stands behind what forbids it, and no stop is ever lost.

What forbids it is a stop, or the end of the role in which the data are asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.access import DataUsed, use_stream
from domain.consent import Withdrawn, consent_stream
from domain.kernel.ids import StreamId
from domain.people import EntryStruck
from domain.people.events import person_stream
from service.errors import StorageFault
from service.store import Draft
from service.wiring import Service
from tests.given import P1, STUDY
from tests.store import raw, workers
from tests.store.workers import (
    CONTEXT,
    PATIENCE,
    Window,
    agreeing,
    forbidding,
    person_of,
    user_of,
    using,
    using_as_user,
    working,
)
from tests.stores import cast, member, past_the_road, repeats

KIND, PURPOSE = "clinical_record", "characteristics"


@dataclass(frozen=True)
class Race:
    """What is raced against a use: how the use is asked for, what forbids it, and which event says so where."""

    asked: workers.Using
    forbids: Callable[..., None]
    event: type[Any]
    stream: Callable[[int], StreamId]


STOP = Race(using, workers.say_stop, Withdrawn, lambda number: consent_stream(person_of(number), STUDY))
ROLE_ENDED = Race(using_as_user, workers.end_role, EntryStruck, lambda number: person_stream(user_of(number)))
RACES = pytest.mark.parametrize("of", [STOP, ROLE_ENDED], ids=["a stop", "a role that ends"])


def agreed(store: Service, people: int) -> None:
    """Everybody of the coming rounds has agreed."""
    member(store)
    batch = store.road.batch()
    for number in range(people):
        batch.decide(agreeing(store, person_of(number)), "c" * 32)
    store.record.append(batch.drafts, batch.reading.expected())


def positions(store: Service, stream: StreamId, event: type[Any]) -> list[int]:
    return [each.position for each in store.record.read(stream) if isinstance(each.event, event)]


def raced(store: Service, rounds: int, *, certain: bool, guarded: bool, of: Race = STOP) -> tuple[int, list[int]]:
    """Use against what forbids it, from two processes.

    How often a user decided again, and in which rounds a use came too late.
    """
    agreed(store, rounds)
    cast(store, *map(user_of, range(rounds)), roles=("study_team",))
    window = Window(certain=certain)
    user = (workers.use_until_refused, store.directory, rounds, window, guarded, of.asked)
    with working(user, (of.forbids, store.directory, rounds, window)) as (using_, stopping):
        [again] = using_.heard()
        assert list(stopping.heard()) == [rounds]
    late = []
    for number in range(rounds):
        [stop] = positions(store, of.stream(number), of.event)
        if any(use > stop for use in positions(store, use_stream(person_of(number), STUDY), DataUsed)):
            late.append(number)
    return again, late


def in_order(store: Service) -> None:
    """Positions without gaps, each stream's versions without holes and in order, times that never run back."""
    with raw.events(store) as run:
        rows = run("SELECT position, originator_id, originator_version, recorded_at FROM events ORDER BY position")
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1)) == list(range(1, store.record.head() + 1))
    assert [row[3] for row in rows] == sorted(row[3] for row in rows)
    versions: dict[str, int] = {}
    for _, stream, version, _ in rows:
        assert version == versions.get(stream, 0) + 1
        versions[stream] = version


@pytest.mark.heavy
@pytest.mark.slow
@RACES
def test_no_use_ever_stands_behind_what_forbids_it(store: Service, of: Race) -> None:
    again, late = raced(store, repeats(500), certain=False, guarded=True, of=of)
    assert late == []
    assert again > 0, "they never collided, so nothing was tried"
    in_order(store)


@pytest.mark.heavy
@RACES
def test_not_even_where_that_comes_between_the_decision_and_its_append(store: Service, of: Race) -> None:
    rounds = repeats(50)
    again, late = raced(store, rounds, certain=True, guarded=True, of=of)
    assert (again, late) == (rounds, [])


@RACES
def test_without_the_guard_every_such_use_would_stand_behind_its_stop(store: Service, of: Race) -> None:
    """The same race with the read set taken out: what the guard is there for does happen without it."""
    past_the_road(store)
    again, late = raced(store, 10, certain=True, guarded=False, of=of)
    assert (again, late) == (0, list(range(10)))


@pytest.mark.heavy
@pytest.mark.slow
def test_every_stop_is_recorded_once_however_many_say_it_at_once(store: Service) -> None:
    times, writers = repeats(150), 3
    begin = CONTEXT.Barrier(writers, timeout=PATIENCE)
    jobs = [(workers.stop_often, store.directory, f"writer {n}", times, begin) for n in range(writers)]
    with working(*jobs) as busy:
        told = [each for worker in busy for each in worker.heard()]
    assert len(told) == times * writers
    recorded = positions(store, consent_stream(person_of(0), STUDY), Withdrawn)
    assert sorted(position for _, (position,) in told) == recorded
    in_order(store)
    head = store.record.head()
    for key, answered in told[:: max(1, len(told) // 20)]:
        outcome = store.road.ask(forbidding(store, person_of(0)), key=key)
        assert (outcome.positions, outcome.repeated) == (answered, True)
    assert store.record.head() == head


def disturbed(store: Service, times: int) -> list[int]:
    """Lets the person's consent move under every append, so often; gathers how often it did."""
    appending, moved = store.record.append, []

    def append(drafts: Sequence[Draft], expect: Any, bound: Any = ()) -> Any:
        if len(moved) < times:
            moved.append(1)
            batch = store.road.batch()
            batch.decide(agreeing(store, P1), "c" * 32)
            store.road.states.forget()
            appending(batch.drafts, batch.reading.expected())
        return appending(drafts, expect, bound)

    store.record.append = append  # type: ignore[method-assign]
    return moved


def test_a_stop_is_tried_until_it_is_recorded(store: Service) -> None:
    """Anything else gives up and says so; a stop is asked by somebody who may not come back."""
    moved = disturbed(store, 40)
    with pytest.raises(StorageFault, match="kept changing"):
        store.road.ask(using(store, P1, "U1"))
    assert positions(store, use_stream(P1, STUDY), DataUsed) == []
    del moved[:]
    outcome = store.road.ask(forbidding(store, P1))
    assert len(moved) == 40
    assert positions(store, consent_stream(P1, STUDY), Withdrawn) == list(outcome.positions)
    in_order(store)


def test_a_use_asked_before_a_stop_and_decided_after_it_is_refused(store: Service) -> None:
    agreed(store, 1)
    asked = using(store, person_of(0), "U1")
    store.road.ask(forbidding(store, person_of(0)))
    assert store.road.ask(asked).refused is not None
    assert positions(store, use_stream(person_of(0), STUDY), DataUsed) == []


def test_a_question_answers_no_once_a_stop_is_on_the_record_whatever_the_clocks_say(store: Service) -> None:
    agreed(store, 1)
    about = (person_of(0), STUDY, KIND, PURPOSE, P1)
    assert store.road.may_use(*about).allow
    ahead = forbidding(store, person_of(0))
    store.road.ask(replace(ahead, at=ahead.at + timedelta(seconds=30)))
    assert not store.road.may_use(*about).allow


def test_a_question_is_answered_from_what_stands_when_it_is_answered(store: Service) -> None:
    """Another process has written since this one last read: the states kept in memory answer nothing by themselves."""
    agreed(store, 1)
    about = (person_of(0), STUDY, KIND, PURPOSE, P1)
    assert store.road.may_use(*about).allow
    with working((workers.say_stop_once, store.directory)) as [other]:
        assert list(other.heard()) == ["stopped"]
    assert not store.road.may_use(*about).allow
