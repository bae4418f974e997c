"""Who is asking: somebody picked in a session, or named in a header; nobody without either."""

from pathlib import Path

import pytest
from flask import Flask, jsonify, request

from projections import characteristics
from service import wiring
from service.errors import Conflict
from service.http import callers
from service.http.app import create_app
from service.http.callers import HEADER, NobodySignedIn
from service.identity import ROLES
from service.wiring import Service
from tests.http.asking import AUDITOR, PARTICIPANT, Asking, events
from tests.service import office

HOME = "http://localhost"


@pytest.fixture
def picking(service: Service) -> Flask:
    """An application with a page on which one picks a persona."""
    app = create_app(service, callers.demo(service))
    app.add_url_rule("/pick/<name>", "pick", lambda name: jsonify(callers.pick(name).role), methods=["POST"])
    return app


def test_whom_one_picked_asks_from_then_on(picking: Flask, ask: Asking) -> None:
    client = picking.test_client()
    assert client.get("/api/initiatives").status_code == 401
    assert client.post(f"/pick/{AUDITOR}", headers={"Origin": HOME}).json == "auditor"
    assert client.get("/api/initiatives").status_code == 200
    assert client.post(f"/pick/{PARTICIPANT}", headers={"Origin": HOME}).json == "participant"
    assert client.get(f"/api/initiatives/{ask.initiative}/findings").status_code == 403


def test_nobody_is_picked_whom_there_is_not(picking: Flask) -> None:
    assert picking.test_client().post("/pick/trillian", headers={"Origin": HOME}).status_code == 401


def test_a_session_that_somebody_wrote_themselves_is_nobody_s(picking: Flask) -> None:
    client = picking.test_client()
    client.set_cookie("byleave", "eyJwZXJzb25hIjoiYWxleC5hdWRpdG9yIn0.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert client.get("/api/initiatives").status_code == 401


def test_a_page_elsewhere_cannot_use_somebody_s_session(picking: Flask, ask: Asking) -> None:
    client = picking.test_client()
    client.post(f"/pick/{PARTICIPANT}", headers={"Origin": HOME})
    head = events(ask.service)
    for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert client.post(f"{ask.consent}/withdrawal", json={}, headers=origin).status_code == 403
    assert events(ask.service) == head
    assert client.post(f"{ask.consent}/withdrawal", json={}, headers={"Origin": HOME}).status_code == 201


def test_the_personas_hold_every_role_there_is(app: Flask, ask: Asking) -> None:
    personas = app.extensions["byleave"].personas
    assert {each.role for each in personas.values()} == {*ROLES, callers.PARTICIPANT}
    assert personas[PARTICIPANT].ref == ask.person
    again = callers.demo(ask.service)
    assert again == personas, "picked again they are the same people"


def test_whom_two_studies_call_the_same_are_two_personas(service: Service, tmp_path: Path) -> None:
    office.importing(service, office.small(tmp_path / "second"), "second")
    personas = callers.demo(service)
    with service.views.read("characteristics") as view:
        studies = [row.reference for row in characteristics.initiatives(view.db)]
    called = {service.keys.references(study, [PARTICIPANT])[PARTICIPANT] for study in studies}
    assert {personas[PARTICIPANT].ref, personas[f"{PARTICIPANT}-2"].ref} == called
    assert len(called) == 2


def test_only_a_demonstration_has_personas(tmp_path: Path) -> None:
    with (
        wiring.make_store(tmp_path / "real", key_file=tmp_path / "key") as service,
        pytest.raises(Conflict, match="no demonstration"),
    ):
        callers.demo(service)


def test_outside_of_a_session_nobody_asks(app: Flask, service: Service) -> None:
    with app.test_request_context("/"), pytest.raises(NobodySignedIn):
        callers.caller()
    with app.test_request_context("/", headers={HEADER: AUDITOR}):
        assert callers.caller().name == AUDITOR
        assert request.path == "/"
    assert service.record.head() > 0
