"""Nothing of somebody's is read or answered but what is on the record as read, wherever the process is killed."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from flask import Flask

from domain.access import PersonRead
from domain.involvement import RegisterActivity, SubmitRequest
from domain.kernel.ids import Ref
from domain.leave import PlanEpisode, ReleaseEpisode
from projections.views import Views
from service.errors import StorageFault
from service.handling import Road
from service.http import policy
from service.http.api.questions import leave, outings, people, requests, versions
from service.http.callers import demo
from service.names import office_ids
from service.wiring import Service
from tests import stores
from tests.http import lives
from tests.http.asking import AUDITOR, WARD, Asking, events
from tests.service import office
from tests.store.test_kills import settled
from tests.store.workers import Worker
from tests.stores import repeats


@pytest.fixture
def read_about(store: Service, tmp_path: Any) -> Ref:
    """Somebody whose record is read."""
    office.importing(store, office.small(tmp_path / "study"))
    demo(store)
    study = store.keys.references("initiative", ["talk"])["talk"]
    return Ref(store.keys.references(study, ["P002"])["P002"])


def readings(store: Service, person: Ref, after: int, reader: str) -> list[int]:
    """The positions at which it is recorded that somebody read a person's record."""
    who = store.keys.references("actor", [reader])[reader]
    found = (each for each in store.record.tail(after, 10_000) if isinstance(each.event, PersonRead))
    return [each.position for each in found if (each.event.person, each.event.reader) == (person, who)]


@pytest.mark.heavy
@pytest.mark.slow
def test_no_answer_and_no_reading_without_its_event(store: Service, read_about: Ref) -> None:
    answers = 0  # readers take turns: a server may still commit what it was sent before the last one was killed
    for life in range(repeats(50)):
        head, reader = store.record.head(), lives.READERS[life % 2]
        worker = Worker(lives.answer, store.directory, read_about, reader, None)
        assert worker.ear.recv() == "ready"
        told = list(islice(worker.heard(), life % 5 + 1))
        time.sleep(random.uniform(0, 0.02))
        worker.kill()
        told += worker.heard()
        worker.done()
        settled(store)
        on_record = readings(store, read_about, head, reader)
        assert [status for status, _, _ in told] == [200] * len(told)
        assert [position for _, _, position in told] == on_record[: len(told)], "an answer without its own event"
        assert len(on_record) <= len(told) + 1
        answers += len(told)
    assert answers >= repeats(50), "too little was asked to say anything"


@pytest.mark.slow
@pytest.mark.parametrize("moment", lives.MOMENTS)
def test_who_is_killed_at_the_worst_moment_leaves_the_event_or_read_nothing(
    store: Service, read_about: Ref, moment: str
) -> None:
    head = store.record.head()
    worker = Worker(lives.answer, store.directory, read_about, lives.READERS[0], moment)
    assert list(worker.heard()) == ["ready"]
    worker.done()
    settled(store)
    assert len(readings(store, read_about, head, lives.READERS[0])) == (moment != "before it is recorded")


OF_SOMEBODY = [
    each
    for each in (*people.QUESTIONS, *leave.QUESTIONS, *requests.QUESTIONS, *outings.QUESTIONS)
    if "{person}" in each.place
]
ACTIVITY = Ref("a" * 32)
QUERIES = {
    "finding": {"finding": "removal-inside-window", "key": "@2011-10-25T10:00"},
    "leave_finding": {"finding": "departure-told-as-history", "key": "@O-1"},
    "outing": {"episode": "O-1"},
}
ASKS = {"leave_finding": "mo.mha", "request": WARD, "outing": WARD, "outings_of_person": WARD}
"""Who asks it; the auditor asks the others."""


def place(ask: Asking, question: Any) -> str:
    """Where it is asked."""
    return f"/api{question.place.format(person=ask.person, initiative=ask.initiative, activity=ACTIVITY)}"


@pytest.fixture
def told(ask: Asking) -> Asking:
    """Of each question there is something to answer: somebody wants to go to something, and went out."""
    then, by = ask.service.clock() + timedelta(days=9), stores.operator(ask.service)
    times = dict.fromkeys(("depart_at", "starts_at", "decide_by"), then)
    ends = dict.fromkeys(("ends_at", "return_by"), then + timedelta(hours=1))
    there = {"name": "Forum", "purpose": "forum", "setting": "community", "venue": "hall", "area": "town"}
    way = {"purpose": "involvement", "destination": "hall", "area": "town"}
    out = {"departs_at": then, "returns_at": then + timedelta(hours=1)}
    of = {"history": True, **by}
    for each in (
        RegisterActivity(activity=ACTIVITY, **there, **times, **ends, **of),
        SubmitRequest(activity=ACTIVITY, person=ask.person, requester=ask.person, **of),
        PlanEpisode(person=ask.person, episode="O-1", authorisation="A-1", **way, **out, **of),
        ReleaseEpisode(person=ask.person, episode="O-1", **of),
    ):
        assert ask.service.road.ask(each).refused is None
    return ask


def asks(question: Any) -> str:
    """Who asks it."""
    return ASKS.get(question.name, AUDITOR)


def asked(ask: Asking, question: Any) -> Any:
    """The answer to whoever asks it."""
    about = {"about": ask.person} if question in leave.QUESTIONS else {}
    return ask.get(place(ask, question), asks(question), **QUERIES.get(question.name, {}), **about)


def test_every_question_about_somebody_is_one_of_these(app: Flask) -> None:
    rules = {
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "ref:person>" in rule.rule
    }
    pages = {rule for rule in rules if "/api/" not in rule}
    assert len(rules - pages) == len(OF_SOMEBODY) + sum("{person}" in each.place for each in versions.QUESTIONS)
    assert {f"questions.{each.name}" for each in OF_SOMEBODY} == set(policy.OF_A_PERSON)
    assert set(people.QUESTIONS) < set(OF_SOMEBODY)


@pytest.mark.parametrize("question", OF_SOMEBODY, ids=lambda question: question.name)
def test_a_question_about_somebody_is_on_the_record_before_anything_is_looked_up(
    told: Asking, question: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    spy(monkeypatch, order, Road, "ask")
    spy(monkeypatch, order, Views, "read")
    spy(monkeypatch, order, people, "office_ids")
    for part in (people, requests, outings):
        spy(monkeypatch, order, part, "standing")
    head = events(told.service)
    answer = asked(told, question)
    assert answer.status_code == 200, answer.json
    assert order[0] == "ask"
    assert order.count("ask") == 1
    assert len(readings(told.service, told.person, head, asks(question))) == 1


def spy(monkeypatch: pytest.MonkeyPatch, order: list[str], owner: Any, name: str) -> None:
    """Notes when something is called."""
    does: Callable[..., Any] = getattr(owner, name)

    def noted(*given: Any, **how: Any) -> Any:
        order.append(name)
        return does(*given, **how)

    monkeypatch.setattr(owner, name, noted)


@pytest.mark.parametrize("question", OF_SOMEBODY, ids=lambda question: question.name)
def test_where_the_reading_cannot_be_recorded_nothing_is_looked_up(
    ask: Asking, question: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def full(*_: Any, **__: Any) -> None:
        raise StorageFault("The disk is full.", "Free space.")

    monkeypatch.setattr(Road, "ask", full)
    spy(monkeypatch, order, Views, "read")
    spy(monkeypatch, order, people, "office_ids")
    answer = asked(ask, question)
    assert answer.status_code == 503
    assert order == []


def test_questions_about_everybody_name_nobody(ask: Asking) -> None:
    names = office_ids(ask.service.record, ask.service.keys, [ask.person, ask.other])
    head = events(ask.service)
    for what in ("findings", "accesses", "tasks", "register", "characteristics", "coverage"):
        answer = ask.get(f"/api/initiatives/{ask.initiative}/{what}", AUDITOR)
        assert answer.status_code == 200
        assert not [name for name in names.values() if f'"{name}"' in answer.get_data(as_text=True)]
    assert events(ask.service) == head
