"""Whoever of one process decides on the same streams at once takes turns, and nothing is decided twice for it."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from domain.access import ReadPerson
from service.facts import Reading
from service.wiring import Service
from tests.given import P1, P2
from tests.stores import operator

AT_ONCE = 6


@pytest.fixture
def read_again(store: Service, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was read again because it had moved; deciding takes long enough for others to come in between."""
    found, refresh, expected = list[Any](), store.road.states.refresh, Reading.expected

    def counted(streams: dict[Any, Any]) -> None:
        found.extend(streams)
        refresh(streams)

    def slow(self: Reading) -> dict[Any, int]:
        time.sleep(0.01)
        return expected(self)

    monkeypatch.setattr(store.road.states, "refresh", counted)
    monkeypatch.setattr(Reading, "expected", slow)
    return found


def alone(store: Service) -> None:
    store.road.ask(ReadPerson(person=P1, what="timeline", **operator(store)))


def together(store: Service) -> None:
    store.road.ask_together([ReadPerson(person=p, what="findings", **operator(store)) for p in (P1, P2)])


@pytest.mark.parametrize("ask", [alone, together])
def test_those_who_decide_on_the_same_streams_at_once_take_turns(
    store: Service, read_again: list[Any], ask: Callable[[Service], None]
) -> None:
    ask(store)
    read_again.clear()
    before, start = store.record.head(), threading.Barrier(AT_ONCE)

    def one() -> None:
        start.wait()
        ask(store)

    threads = [threading.Thread(target=one) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_again == []
    assert store.record.head() == before + AT_ONCE * (1 if ask is alone else 2)
