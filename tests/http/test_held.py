"""Whoever asks holds their role today, there; a participant asks under every record that is theirs."""

from datetime import timedelta
from typing import Any

import pytest

from domain.kernel.ids import Ref
from domain.kernel.time import london_day
from domain.people import AssignRole, JoinRecords, PartRecords, StrikeEntry
from domain.people.events import person_stream
from service.identity import SCOPE
from tests import stores
from tests.http.asking import AUDITOR, OTHER, PARTICIPANT, RECORDS, STUDY, WARD, Asking, events

LISTS = ["findings", "accesses", "register", "characteristics", "coverage", "tasks"]


def who(ask: Asking, name: str) -> Ref:
    """The actor of a name."""
    return ask.service.keys.references("actor", [name])[name]


def asks(ask: Asking, command: Any) -> None:
    """Puts something on the record in the name of those who keep it."""
    assert ask.service.road.ask(stores.reasoned(command)).refused is None


def strike(ask: Asking, name: str) -> None:
    """Takes away what roles somebody was given."""
    actor = who(ask, name)
    roles = [
        each for each in ask.service.record.read(person_stream(actor)) if each.event.tag == "people.role_assigned.v1"
    ]
    assert roles
    for role in roles:
        asks(ask, StrikeEntry(person=actor, entry=role.version, **stores.operator(ask.service)))


def given(ask: Asking, name: str, role: str, **where: Any) -> None:
    """Gives somebody a role of their own anew."""
    asks(ask, AssignRole(person=who(ask, name), assigned=role, **where, **stores.operator(ask.service)))


@pytest.mark.parametrize("place", ["/api/feed", "/api/initiatives", "/api/rulebook", "/audit"])
def test_a_role_that_was_struck_asks_nothing_of_everybody(ask: Asking, place: str) -> None:
    assert ask.get(place).status_code == 200
    strike(ask, AUDITOR)
    assert ask.get(place).status_code == 403
    given(ask, AUDITOR, "auditor")
    assert ask.get(place).status_code == 200


@pytest.mark.parametrize("what", LISTS)
def test_a_role_that_was_struck_lists_nothing(ask: Asking, what: str) -> None:
    place = f"/api/initiatives/{ask.initiative}/{what}"
    assert ask.get(place).status_code == 200
    strike(ask, AUDITOR)
    answer = ask.get(place)
    assert answer.status_code == 403
    assert "today" in answer.json["title"]


def test_a_role_that_has_ended_is_held_no_more(ask: Asking) -> None:
    today = london_day(ask.service.clock())
    strike(ask, AUDITOR)
    given(ask, AUDITOR, "auditor", to_on=today - timedelta(days=1), from_on=today - timedelta(days=9))
    assert ask.get("/api/feed").status_code == 403


def test_a_role_is_held_in_the_initiative_for_which_it_was_given(ask: Asking) -> None:
    made = ask.post("/api/initiatives", {"kind": "forum", "name": "Garden forum"}, STUDY).json["created"]
    strike(ask, AUDITOR)
    given(ask, AUDITOR, "auditor", initiative=Ref(made))
    assert ask.get(f"/api/initiatives/{ask.initiative}/findings").status_code == 403
    assert ask.get(f"/api/initiatives/{made}/findings").status_code == 200
    assert ask.get("/api/rulebook").status_code == 200
    assert ask.get("/api/feed").status_code == 403, "it is of every initiative"


def test_a_role_is_held_at_the_site_for_which_it_was_given(ask: Asking) -> None:
    strike(ask, WARD)
    given(ask, WARD, "ward", site="S1")
    places = [f"/api/people/{person}/version" for person in (ask.person, ask.other)]
    sites = [ask.service.road.person(p).site_on(london_day(ask.service.clock())) for p in (ask.person, ask.other)]
    assert [ask.get(place, WARD).status_code for place in places] == [200 if site == "S1" else 403 for site in sites]
    assert "S1" in sites


def test_who_reads_a_person_without_the_role_is_refused_and_that_is_recorded(ask: Asking) -> None:
    strike(ask, AUDITOR)
    head = events(ask.service)
    answer = ask.get(f"/api/people/{ask.person}/timeline")
    assert (answer.status_code, [each["id"] for each in answer.json["broken"]]) == (409, ["EN-01"])
    assert [each.event.tag for each in ask.service.record.tail(head, 9)] == ["attempt.refused.v1"]


def test_a_stop_is_reported_whatever_role_is_held_by_then(ask: Asking) -> None:
    strike(ask, WARD)
    assert ask.post(f"{ask.consent}/withdrawal", who=WARD).status_code == 201


def test_a_participant_acts_under_every_record_that_is_theirs(ask: Asking) -> None:
    place = f"/api/consents/{ask.other}/{ask.initiative}"
    told = {"person": ask.person, "other": ask.other, **stores.operator(ask.service)}
    assert ask.post(f"{place}/pause", who=PARTICIPANT).status_code == 403
    asks(ask, JoinRecords(**told))
    assert ask.get(place, PARTICIPANT).status_code == 200
    assert ask.get(f"/api/people/{ask.other}/timeline", PARTICIPANT).status_code == 200
    assert ask.post(f"{place}/pause", who=PARTICIPANT).status_code == 201
    version = ask.get(f"{place}/version", PARTICIPANT).headers["ETag"]
    assert ask.post(f"{place}/resumption", who=PARTICIPANT, version=version).status_code == 201
    asks(ask, PartRecords(**told))
    assert ask.post(f"{place}/pause", who=PARTICIPANT).status_code == 403


@pytest.mark.parametrize("name", [STUDY, WARD, "ada.advocate", RECORDS, "pat.privacy", PARTICIPANT])
def test_whoever_may_record_learns_the_version_that_they_name_and_nothing_else(ask: Asking, name: str) -> None:
    head = events(ask.service)
    answer = ask.get(f"{ask.consent}/version", name)
    assert answer.status_code == 200, answer.json
    assert set(answer.json) == {"version"}
    assert events(ask.service) == head, "nothing of the person's was read"
    assert answer.headers["ETag"] == ask.etag(ask.consent)


@pytest.mark.parametrize("name", [AUDITOR, OTHER])
def test_who_may_record_nothing_there_learns_no_version(ask: Asking, name: str) -> None:
    assert ask.get(f"{ask.consent}/version", name).status_code == 403


@pytest.mark.parametrize("name", [STUDY, WARD, "ada.advocate"])
def test_who_may_not_read_a_record_goes_on_with_it_on_its_version(ask: Asking, name: str) -> None:
    ask.post(f"{ask.consent}/pause", who=PARTICIPANT)
    assert ask.get(ask.consent, name).status_code == 403
    version = ask.get(f"{ask.consent}/version", name).headers["ETag"]
    heard = ask.service.keys.references(SCOPE, [WARD])[WARD]
    body = {"manner": "said", "expressed_to": heard} if name == STUDY else {}
    assert ask.post(f"{ask.consent}/resumption", body, name, version=version).status_code == 201
    assert ask.post(f"{ask.consent}/resumption", body, name, version=version).status_code == 412


def test_every_version_is_that_of_what_is_recorded_there(ask: Asking) -> None:
    which = {"finding": "removal-inside-window", "key": "@2011-10-25T10:00"}
    of = f"{ask.person}/{ask.initiative}"
    for place, query in (
        (f"/api/people/{ask.person}", {}),
        (f"/api/consents/{of}", {}),
        (f"/api/consents/{of}/verifications", {}),
        (f"/api/uses/{of}", {}),
        (f"/api/findings/{of}", which),
    ):
        mine = ask.get(f"{place}/version", RECORDS, **query)
        assert mine.headers["ETag"] == ask.etag(place, **query), place
