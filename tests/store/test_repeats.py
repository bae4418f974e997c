"""A key makes asking twice harmless, and only that: it answers the same asking by the same actor, and no other."""

from dataclasses import replace

import pytest

from domain.access import DataUsed, UseData, use_stream
from domain.kernel.sealed import Sealed
from service.errors import Conflict
from service.wiring import Service
from tests.given import P1, P2, STUDY, hours
from tests.store.drafts import stopping
from tests.store.workers import agreeing, using
from tests.stores import cast, member, operator


def same_again(store: Service, command: UseData, key: str) -> None:
    first = store.road.ask(command, key=key)
    head = store.record.head()
    again = store.road.ask(replace(command, at=store.clock(), source="screen"), key=key)
    assert (again.positions, again.refused, again.repeated) == (first.positions, first.refused, True)
    assert store.record.head() == head


def test_a_refusal_is_answered_again_as_the_refusal_that_it_was(store: Service) -> None:
    same_again(store, using(store, P1, "U1"), "tablet-1")
    assert store.road.ask(using(store, P1, "U1"), key="tablet-1").refused is not None


def test_a_refusal_under_a_key_stays_one_though_the_answer_would_be_yes_by_now(store: Service) -> None:
    refused = store.road.ask(using(store, P1, "U1"), key="tablet-1")
    store.road.ask(agreeing(store, P1))
    assert store.road.ask(using(store, P1, "U1"), key="tablet-1").refused == refused.refused
    assert store.road.ask(using(store, P1, "U1"), key="tablet-2").refused is None


def test_a_yes_under_a_key_stays_one_and_records_no_second_use(store: Service) -> None:
    store.road.ask(agreeing(store, P1))
    same_again(store, using(store, P1, "U1"), "tablet-1")
    assert len(store.record.read(use_stream(P1, STUDY))) == 1


def test_a_key_is_bound_to_the_whole_of_what_was_asked_however_long(store: Service) -> None:
    long = "x" * 100_000
    store.road.ask(stopping(store, to=f"{long}a"), key="tablet-1")
    head = store.record.head()
    with pytest.raises(Conflict, match="something else"):
        store.road.ask(stopping(store, to=f"{long}b"), key="tablet-1")
    assert store.record.head() == head


def test_a_key_answers_for_nothing_else(store: Service) -> None:
    store.road.ask(stopping(store), key="tablet-1")
    head, late = store.record.head(), Sealed(P1, "care", "no login")
    for change in (
        {"person": P2},
        {"initiative": P2},
        {"level": "W3"},
        {"source": "phone"},
        {"expressed_to": None},
        {"late_reason": late},
    ):
        with pytest.raises(Conflict, match="something else"):
            store.road.ask(replace(stopping(store), **change), key="tablet-1")  # type: ignore[arg-type]
    assert store.record.head() == head


def test_the_same_answers_in_another_order_are_the_same_asking(store: Service) -> None:
    first = replace(agreeing(store, P1), answers={"C07": True, "C05": False})
    outcome = store.road.ask(first, key="tablet-1")
    again = replace(first, answers={"C05": False, "C07": True})
    assert store.road.ask(again, key="tablet-1").positions == outcome.positions


def test_a_time_of_its_own_makes_it_something_else(store: Service) -> None:
    store.road.ask(stopping(store), key="tablet-1")
    early = stopping(store)
    with pytest.raises(Conflict, match="something else"):
        store.road.ask(replace(early, occurred_at=early.at - hours(1)), key="tablet-1")


def test_what_was_told_as_history_does_not_answer_who_asks_live(store: Service) -> None:
    """History is no back door: it never answers yes, also not to the same actor with the same key."""
    live = using(store, P1, "U1")
    cast(store, live.actor, roles=("records",))
    store.road.ask(replace(live, history=True, role="records"), key="tablet-1")
    with pytest.raises(Conflict, match="something else"):
        store.road.ask(live, key="tablet-1")
    assert [type(r.event) for r in store.record.read(use_stream(P1, STUDY))] == [DataUsed]


def test_two_actors_may_use_the_same_key(store: Service) -> None:
    other = replace(stopping(store), **member(store, "ward"))
    first = store.road.ask(stopping(store), key="1")
    second = store.road.ask(other, key="1")
    assert second.positions[0] == first.positions[0] + 1
    assert not second.repeated
    assert operator(store)["actor"] != other.actor
