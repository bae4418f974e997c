"""A command that names the version it rests on is decided on that version, or not at all."""

from typing import Any

import pytest

from domain.consent import Pause
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from service.errors import Moved
from service.handling import Batch
from service.wiring import Service
from tests.given import P1, STUDY
from tests.stores import operator


def pausing(store: Service, person: Ref = P1) -> Pause:
    """Something that anybody may record, as often as they like."""
    return Pause(person=person, initiative=STUDY, **operator(store))


def test_at_the_version_that_it_names_it_is_recorded(store: Service) -> None:
    for version in range(3):
        store.road.ask(pausing(store), stands_at=version)
    assert [each.version for each in store.record.read(pausing(store).stream)] == [1, 2, 3]


@pytest.mark.parametrize("version", [0, 2, 7])
def test_at_another_version_nothing_is_recorded(store: Service, version: int) -> None:
    store.road.ask(pausing(store))
    head = store.record.head()
    with pytest.raises(Moved):
        store.road.ask(pausing(store), stands_at=version)
    assert store.record.head() == head


def test_what_moves_after_it_was_looked_at_and_before_it_is_decided_is_noticed(
    store: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    decides, moved = Batch.decide, [False]

    def late(self: Batch, command: Command, correlation: str) -> Any:
        if not moved[0]:
            moved[0] = True
            store.road.ask(pausing(store))
        return decides(self, command, correlation)

    monkeypatch.setattr(Batch, "decide", late)
    head = store.record.head()
    with pytest.raises(Moved):
        store.road.ask(pausing(store), stands_at=0)
    assert store.record.head() == head + 1, "what moved it alone"


def test_asked_again_under_its_key_it_is_answered_though_it_moved(store: Service) -> None:
    first, again = (store.road.ask(pausing(store), key="k", stands_at=0) for _ in range(2))
    assert (again.positions, again.repeated) == (first.positions, True)
