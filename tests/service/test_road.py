"""The one road on real databases: what is asked is decided, recorded, and answered the same when asked again."""

from datetime import timedelta

import pytest

from domain.access import ReadPerson
from domain.consent import Withdraw
from domain.kernel.ids import Ref
from service.errors import Conflict, NotEntitled
from service.wiring import Service
from tests.given import P1, P2, STUDY
from tests.stores import operator


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


def test_a_time_that_has_not_come_is_refused(store: Service) -> None:
    told = operator(store)
    with pytest.raises(Conflict, match="not come yet"):
        store.road.ask(
            Withdraw(person=P1, initiative=STUDY, level="W2", occurred_at=told["at"] + timedelta(minutes=1), **told)
        )


def test_only_the_role_records_may_tell_history(store: Service) -> None:
    told = {**operator(store), "role": "ward"}
    with pytest.raises(NotEntitled, match="records"):
        store.road.ask(ReadPerson(person=P1, what="timeline", history=True, **told))
