"""What changes something names what it was decided on; a stop names nothing, and is never refused for form."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from domain.judging import STOPS
from service.http.api.routes import ROUTES
from tests.http.asking import PARTICIPANT, WARD, Asking, events

MANY = 8
STALE = f'"{"0" * 32}.7"'


def declare(ask: Asking, version: str | None, **how: Any) -> Any:
    """Something that rests on how a person's record stands."""
    return ask.post(
        f"/api/people/{ask.person}/interests",
        {"with_whom": ask.taker, "interest": "relative"},
        version=version,
        **how,
    )


def test_without_a_version_nothing_is_recorded(ask: Asking) -> None:
    head = events(ask.service)
    assert declare(ask, None).status_code == 428
    assert events(ask.service) == head


def test_a_version_of_before_is_refused_and_nothing_recorded(ask: Asking) -> None:
    version = ask.etag(f"/api/people/{ask.person}")
    assert declare(ask, version).status_code == 201
    head = events(ask.service)
    assert declare(ask, version).status_code == 412
    assert declare(ask, STALE).status_code == 412
    assert declare(ask, ask.etag(ask.consent)).status_code == 412, "a version of something else"
    assert events(ask.service) == head + 1, "the reading for the last of them alone"


@pytest.mark.slow
def test_of_many_who_looked_at_one_version_one_changes_it(ask: Asking) -> None:
    version, app, line = ask.etag(f"/api/people/{ask.person}"), ask.client.application, Barrier(MANY)
    head = events(ask.service)

    def race(_: int) -> int:
        asking = Asking(app.test_client(), ask.service)
        line.wait(30)
        return int(declare(asking, version).status_code)

    with ThreadPoolExecutor(MANY) as pool:
        statuses = sorted(pool.map(race, range(MANY)))
    assert statuses == [201, *[412] * (MANY - 1)]
    assert events(ask.service) == head + 1


def test_asked_again_under_its_key_an_older_version_gets_the_first_answer(ask: Asking) -> None:
    version = ask.etag(f"/api/people/{ask.person}")
    first, again = (declare(ask, version, key="k") for _ in range(2))
    assert again.json == {**first.json, "repeated": True}


FORMS: list[dict[str, Any]] = [
    {},
    {"key": None},
    {"version": STALE},
    {"version": "nonsense"},
    {"key": "ä ö", "version": ""},
    {"data": b"", "key": None},
]


@pytest.mark.parametrize("how", FORMS)
@pytest.mark.parametrize("what", ["withdrawal", "pause"])
@pytest.mark.parametrize("who", [PARTICIPANT, WARD])
def test_a_stop_needs_no_version_key_reason_or_body(ask: Asking, who: str, what: str, how: dict[str, Any]) -> None:
    answer = ask.post(f"{ask.consent}/{what}", who=who, **how)
    assert answer.status_code == 201, answer.json
    assert not [each for each in ask.get(ask.consent).json["items"] if each["active"] and each["item"][0] == "C"]


def test_an_objection_needs_no_version(ask: Asking) -> None:
    body = {"observer": ask.nurse, "sign": "leaving"}
    assert ask.post(f"{ask.consent}/objections", body, WARD, key=None).status_code == 201


def test_who_says_stop_and_nothing_else_is_read_most_protectively(ask: Asking) -> None:
    ask.post(f"{ask.consent}/withdrawal", who=PARTICIPANT)
    said = ask.get(f"/api/people/{ask.person}/timeline").json["timeline"]
    assert any("still to be asked" in each["says"] or "not clear" in each["says"] for each in said), said[-3:]


def test_every_stop_is_exempt_and_nothing_else() -> None:
    assert {route.tag for route in ROUTES if route.stops} == {command.tag for command in STOPS}
