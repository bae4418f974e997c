"""Asked again under one key, the first answer comes again; one key is never two things."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest

from service.handling import Outcome, Road
from service.http.app import create_app
from service.http.callers import demo
from tests.http.asking import OTHER, PARTICIPANT, RECORDS, STUDY, Asking, events

MANY = 8


def interest(ask: Asking, key: str | None, version: str | None = None, kind: str = "relative") -> Any:
    """Something asked under a key."""
    place = f"/api/people/{ask.person}"
    named = version or ask.etag(place)
    return ask.post(f"{place}/interests", {"with_whom": ask.taker, "interest": kind}, key=key, version=named)


@pytest.mark.parametrize("key", [None, " ", "a b", "ä", "x" * 129, '"', '"a'])
def test_without_a_key_nothing_is_recorded(ask: Asking, key: str | None) -> None:
    version = ask.etag(f"/api/people/{ask.person}")
    head = events(ask.service)
    assert interest(ask, key, version).status_code == 400
    assert events(ask.service) == head


def test_the_first_answer_comes_again(ask: Asking) -> None:
    version = ask.etag(f"/api/people/{ask.person}")
    first = interest(ask, "one", version)
    head = events(ask.service)
    again = interest(ask, '"one"', version)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == {**first.json, "repeated": True}
    assert again.headers["ETag"] == first.headers["ETag"]
    assert events(ask.service) == head


def test_a_refusal_comes_again(ask: Asking) -> None:
    body = {"version": "1.0", "taker": ask.nurse, "answers": {"C01": True}}
    version = ask.etag(ask.consent)
    first, again = (ask.post(f"{ask.consent}/answers", body, STUDY, key="no", version=version) for _ in range(2))
    assert (first.status_code, first.json) == (409, again.json)
    assert events(ask.service) == ask.service.record.head()
    refused = [e for e in ask.service.record.tail(0, 500) if e.event.tag == "attempt.refused.v1"]
    assert len(refused) == 1


def test_a_key_for_something_else_is_refused(ask: Asking) -> None:
    assert interest(ask, "one").status_code == 201
    head = events(ask.service)
    version = ask.etag(f"/api/people/{ask.person}")
    answer = interest(ask, "one", version, kind="partner")
    assert answer.status_code == 422
    assert answer.json["type"] == "urn:byleave:problem:reused"
    assert events(ask.service) == head + 1, "the reading alone"


def test_what_could_not_be_read_leaves_its_key_free(ask: Asking) -> None:
    assert interest(ask, "one", kind="friend").status_code == 422
    assert interest(ask, "one").status_code == 201


def test_a_key_is_somebody_s_own(ask: Asking) -> None:
    for who, place in ((PARTICIPANT, ask.consent), (OTHER, f"/api/consents/{ask.other}/{ask.initiative}")):
        assert ask.post(f"{place}/pause", who=who, key="mine").status_code == 201


def test_what_is_still_being_answered_is_not_asked_twice(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, asked = Event(), Event(), Road.ask

    def slow(self: Road, *given: Any, **how: Any) -> Outcome:
        begun.set()
        assert go.wait(30)
        return asked(self, *given, **how)

    client, version = ask.client.application.test_client(), ask.etag(f"/api/people/{ask.person}")
    monkeypatch.setattr(Road, "ask", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(interest, ask, "one", version)
        assert begun.wait(30)
        ask.client = client
        second = interest(ask, "one", version)
        go.set()
        assert second.status_code == 409
        assert second.json["type"] == "urn:byleave:problem:still-running"
        assert first.result(30).status_code == 201
    assert interest(ask, "one", version).json["repeated"]


@pytest.mark.slow
@pytest.mark.parametrize("doors", [1, 3])
def test_a_race_of_one_key_records_one_thing(ask: Asking, doors: int) -> None:
    apps = [create_app(ask.service, demo(ask.service)) for _ in range(doors)]
    line, head = Barrier(MANY), events(ask.service)

    def race(number: int) -> Any:
        asking = Asking(apps[number % doors].test_client(), ask.service)
        line.wait(30)
        return asking.post(f"{ask.consent}/pause", who=RECORDS, key="race")

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(race, range(MANY)))
    recorded = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert [answer.json["repeated"] for answer in recorded].count(False) == 1
    assert len({str(answer.json["recorded"]) for answer in recorded}) == 1
    assert events(ask.service) == head + 1


@pytest.mark.parametrize("key", [None, "not a key", "ä"])
def test_a_stop_is_recorded_without_a_key(ask: Asking, key: str | None) -> None:
    assert ask.post(f"{ask.consent}/withdrawal", who=PARTICIPANT, key=key).status_code == 201
