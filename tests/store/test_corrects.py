"""What a correction corrects is said of events of its own stream, and of the decision's first, and of no other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.governance import AttemptRefused
from domain.involvement import INVOLVEMENT, DeclineRequest, RequestDeclined
from domain.kernel.decider import Command, Event, Recorded
from domain.kernel.sealed import Sealed
from domain.leave import EpisodeRecalled, LeaveRevoked, PlanEpisode, RecallEpisode
from domain.people import LeaveRequestDecided
from domain.people.events import person_stream
from service.wiring import Service
from tests import stores
from tests.given import D1, P1, hours, ref


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Service]:
    with stores.made(tmp_path / "data") as service:
        stores.cast(service, D1)
        yield service


def declining(store: Service, **more: Any) -> DeclineRequest:
    """What the office tells of a no, as a paper says it."""
    told = {**stores.operator(store), **more}
    return DeclineRequest(person=P1, activity=ref("forum"), decider=D1, reason_code="R-SOS", history=True, **told)


def recorded(store: Service, command: Command) -> list[Recorded[Event]]:
    why = Sealed(P1, INVOLVEMENT, "the paper says otherwise") if command.corrects is not None else None
    return store.record.at(store.road.ask(replace(command, reason=why)).positions)


def test_a_correction_says_nothing_of_entries_of_another_stream(store: Service) -> None:
    """The decider's own stream has an entry of that number too: who they are. It is not what is corrected."""
    first, _ = recorded(store, declining(store))
    again, made = recorded(store, declining(store, corrects=first.version))
    assert (type(again.event), again.corrects) == (RequestDeclined, first.version)
    assert (type(made.event), made.corrects) == (LeaveRequestDecided, None)
    assert store.record.read(person_stream(D1))[0].version == first.version
    assert store.road.person(D1).registered_as_actor()


def test_a_correction_of_what_has_two_entries_in_its_stream_is_said_of_both(store: Service) -> None:
    """A recall takes the leave back as well: what is recorded of it anew takes the place of what it corrects."""
    told: dict[str, Any] = {"person": P1, "episode": "O-1", "history": True, **stores.operator(store)}
    now = told["at"]
    where = {"destination": "town", "area": "town", "departs_at": now, "returns_at": now + hours(2)}
    recall = RecallEpisode(notice_to="patient", why="information", **told)
    recorded(store, PlanEpisode(authorisation="A-1", purpose="family", **where, **told))
    first, _ = recorded(store, recall)
    again, back = recorded(store, replace(recall, why="incident", corrects=first.version))
    assert [type(each.event) for each in (again, back)] == [EpisodeRecalled, LeaveRevoked]
    assert again.corrects == back.corrects == first.version


def test_what_a_refused_correction_was_to_correct_is_kept_with_the_refusal(store: Service) -> None:
    """It goes into a stream of its own kind; by it the decision can be made again."""
    first, _ = recorded(store, declining(store))
    unentitled = replace(declining(store, corrects=first.version), actor=ref("nobody with a role"))
    stores.cast(store, unentitled.actor, roles=("ward",))
    (refused,) = recorded(store, unentitled)
    assert (type(refused.event), refused.corrects) == (AttemptRefused, first.version)
