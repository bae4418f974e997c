"""The one road on real databases: what is asked is decided, recorded, and answered the same when asked again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.access import ReadPerson
from domain.consent import ObserveObjection, Pause, Resume, Withdraw
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.leave import SayToday
from service.errors import Conflict, NotEntitled
from service.wiring import Service
from tests.given import P1, P2, STUDY
from tests.stores import operator

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}


def stop(service: Service, person: Ref = P1, level: str = "W6") -> Withdraw:
    return Withdraw(person=person, initiative=STUDY, level=level, **operator(service))


def test_the_same_key_gives_the_same_answer_and_records_once(store: Service) -> None:
    first = store.road.ask(stop(store), key="tablet-7")
    head = store.record.head()
    again = store.road.ask(stop(store), key="tablet-7")
    assert (again.positions, again.repeated) == (first.positions, True)
    assert store.record.head() == head


def test_a_key_used_for_something_else_is_refused_and_records_nothing(store: Service) -> None:
    store.road.ask(stop(store), key="tablet-7")
    head = store.record.head()
    with pytest.raises(Conflict, match="something else"):
        store.road.ask(stop(store, P2), key="tablet-7")
    assert store.record.head() == head


AHEAD: dict[str, Callable[..., Command]] = {
    "a withdrawal": lambda **told: Withdraw(level="W2", **OF, **told),
    "a pause": lambda **told: Pause(**OF, **told),
    "an objection": lambda **told: ObserveObjection(observer=P2, sign="leaving", **OF, **told),
    "a no on the day": lambda **told: SayToday(person=P1, episode="O-1", agrees=False, **told),
}


@pytest.mark.parametrize("history", [False, True])
@pytest.mark.parametrize("what", AHEAD)
def test_a_stop_told_by_a_clock_that_runs_ahead_counts_from_now(store: Service, what: str, *, history: bool) -> None:
    told = operator(store)
    stopping = AHEAD[what](occurred_at=told["at"] + timedelta(hours=2), history=history, **told)
    first = store.road.ask(stopping, key="tablet-7")
    assert first.refused is None
    (recorded,) = store.record.at(first.positions)
    assert recorded.occurred_at == told["at"]
    assert store.road.ask(stopping, key="tablet-7").positions == first.positions, "asked again it is the same"


def test_nothing_else_is_taken_from_a_time_that_has_not_come(store: Service) -> None:
    told = operator(store)
    head, ahead = store.record.head(), told["at"] + timedelta(minutes=1)
    with pytest.raises(Conflict, match="not come yet"):
        store.road.ask(Resume(occurred_at=ahead, **OF, **told))
    with pytest.raises(Conflict, match="not come yet"):
        store.road.ask(SayToday(person=P1, episode="O-1", agrees=True, occurred_at=ahead, **told))
    assert store.record.head() == head


def test_only_the_role_records_may_tell_history(store: Service) -> None:
    told = {**operator(store), "role": "ward"}
    with pytest.raises(NotEntitled, match="records"):
        store.road.ask(ReadPerson(person=P1, what="timeline", history=True, **told))
