"""The pages without a browser: forms, what is refused, and that nothing is shown whose reading was not recorded."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.access import PersonRead
from domain.consent import GiveInformation
from domain.kernel.ids import Ref
from service import demonstration, identity
from service.errors import StorageFault
from service.http.app import create_app
from service.http.callers import demo
from service.wiring import Service
from tests import stores
from tests.service import office

FROM_HERE = {"Origin": "http://localhost"}
YES = "You said yes"


class Screen:
    """Somebody at a screen, without scripts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def becomes(self, persona: str) -> "Screen":
        """Chooses a persona."""
        self.sends("/pick", {"persona": persona}, form="/")
        return self

    def gets(self, path: str) -> TestResponse:
        """Opens a page."""
        return self.client.get(path)

    def sends(self, path: str, fields: dict[str, str] | None = None, form: str | None = None) -> TestResponse:
        """Sends the form of a page, with what the page hides in it."""
        hidden = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', self.gets(form or path).text))
        return self.client.post(path, data={**hidden, **(fields or {})}, headers=FROM_HERE)


@pytest.fixture
def furnished(tmp_path: Path) -> Any:
    with stores.made(tmp_path / "data") as service:
        office.importing(service, office.small(tmp_path / "study"))
        demonstration.furnish(service)
        yield service


@pytest.fixture
def screen(furnished: Service) -> Screen:
    return Screen(create_app(furnished, demo(furnished)).test_client())


def _live(service: Service) -> Ref:
    return service.keys.references("initiative", [demonstration.NAME])[demonstration.NAME]


def _person(service: Service, name: str) -> Ref:
    return service.keys.references(_live(service), [name])[name]


def test_a_form_that_our_pages_did_not_draw_is_refused(furnished: Service, screen: Screen) -> None:
    screen.becomes("Bryn")
    before = furnished.record.head()
    answer = screen.client.post(f"/me/{_live(furnished)}/C01/stop", headers=FROM_HERE)
    assert answer.status_code == 400
    assert furnished.record.head() == before


def test_the_first_page_names_nobody_s_data(screen: Screen) -> None:
    assert "talk" not in screen.gets("/").text


@pytest.mark.parametrize("path", ["/me", "/me/story", "/me/{live}/C01/stop"])
def test_what_is_about_a_person_is_shown_after_its_reading_was_recorded(
    furnished: Service, screen: Screen, path: str
) -> None:
    screen.becomes("Bryn")
    before = furnished.record.head()
    assert screen.gets(path.format(live=_live(furnished))).status_code == 200
    events = [made.recorded.event for made in furnished.record.made(before, 10)]
    assert [(e.reader, e.person) for e in events if isinstance(e, PersonRead)] == [(_person(furnished, "Bryn"),) * 2]


@pytest.mark.parametrize("path", ["/me", "/me/story", "/me/{live}/C01/stop", "/audit/{study}/people/{person}"])
def test_where_the_reading_cannot_be_recorded_nothing_is_shown(
    furnished: Service, screen: Screen, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    person = furnished.keys.references(study, ["P002"])["P002"]
    screen.becomes("alex.auditor" if "audit" in path else "Bryn")

    def broken(*_: Any, **__: Any) -> None:
        raise StorageFault("The disk is full.", "Free space.")

    monkeypatch.setattr(furnished.road.record, "append", broken)
    answer = screen.gets(path.format(live=_live(furnished), study=study, person=person))
    assert answer.status_code == 503
    assert "interview" not in answer.text
    assert "version 1.0" not in answer.text


def test_a_yes_counts_from_when_it_was_said(furnished: Service, screen: Screen) -> None:
    live, ash = _live(furnished), _person(furnished, "Ash")
    answer = screen.becomes("Ash").sends(f"/me/{live}/C01/yes")
    assert answer.status_code == 303
    h = furnished.road.histories(ash, live)
    assert h.consent.active("C01", furnished.clock())
    signing = h.consent.signings[-1]
    assert (signing.answers, signing.number, signing.copy_given) == ({"C01": True}, "1.0", "no")
    assert signing.taker == identity.entitled(furnished.road, "sam.study", "study_team", furnished.clock())


def test_the_same_press_twice_says_it_once(furnished: Service, screen: Screen) -> None:
    live = _live(furnished)
    screen.becomes("Bryn")
    form = screen.gets(f"/me/{live}/C01/stop").text
    hidden = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form))
    for _ in range(2):
        answer = screen.client.post(f"/me/{live}/C01/stop", data=hidden, headers=FROM_HERE)
        assert answer.status_code == 303
    assert len(furnished.road.histories(_person(furnished, "Bryn"), live).consent.stops) == 1


def test_what_was_gone_through_an_hour_ago_cannot_be_agreed_to_yet(furnished: Service, screen: Screen) -> None:
    live, cleo = _live(furnished), _person(furnished, "Cleo")
    taker = identity.entitled(furnished.road, "sam.study", "study_team", furnished.clock())
    now = furnished.clock()
    told = GiveInformation(
        actor=taker,
        role="study_team",
        at=now,
        occurred_at=now - timedelta(hours=1),
        person=cleo,
        initiative=live,
        version="1.0",
        by=taker,
    )
    assert furnished.road.ask(told).refused is None
    screen.becomes("Cleo")
    shown = screen.gets("/me").text
    assert "Say yes" not in shown
    assert "Why you cannot say yes here now" in shown
    why = screen.gets(f"/me/{live}/C01/yes")
    assert why.status_code == 409
    assert "At least 24 hours pass" in why.text
    answer = screen.sends(f"/me/{live}/C01/yes", form="/me")
    assert answer.status_code == 409
    assert "At least 24 hours pass" in answer.text
    assert not furnished.road.histories(cleo, live).consent.signings


def test_another_version_gone_through_since_the_page_was_drawn(furnished: Service, screen: Screen) -> None:
    live = _live(furnished)
    screen.becomes("Ash")
    answer = screen.sends(f"/me/{live}/C01/yes", {"version": "0.9"})
    assert answer.status_code == 409
    assert "changed since you looked" in answer.text
    assert not furnished.road.histories(_person(furnished, "Ash"), live).consent.signings


@pytest.mark.parametrize(
    "path",
    [
        "/me/{live}/A01/yes",
        "/me/{live}/C01/stop-everything",
        "/me/{live}/stop",
        "/me/{live}/C01/nonsense",
        "/me/{study}/pause",
        "/me/nothing/pause",
        "/me/story?page=0",
        "/me/story?page=99",
    ],
)
def test_what_is_no_choice_of_theirs_is_no_page(furnished: Service, screen: Screen, path: str) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    answer = screen.becomes("Ash").gets(path.format(live=_live(furnished), study=study))
    assert answer.status_code == (400 if "page=" in path else 404)


ALL = ["", "Ash", "robin.records", "alex.auditor", "sam.study", "wren.ward", "pat.privacy", "ada.advocate"]
WHO = {"/me": {"Ash"}, "/me/story": {"Ash"}, "/audit": {"alex.auditor"}, "/": set(ALL)}


@pytest.mark.parametrize("path", WHO)
@pytest.mark.parametrize("persona", ALL)
def test_a_page_is_for_those_whom_it_is_for(screen: Screen, persona: str, path: str) -> None:
    if persona:
        screen.becomes(persona)
    refused = 403 if persona else 401
    assert screen.gets(path).status_code == (200 if persona in WHO[path] else refused)


def test_a_file_says_both_times_and_no_formula(furnished: Service, screen: Screen) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    screen.becomes("alex.auditor")
    answer = screen.gets(f"/audit/{study}/register.csv?valid_at=2011-10-20T12:00&known_at=2011-10-30T00:00")
    assert answer.content_type == "text/csv; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "item,means,active,valid at,known at,position"
    assert all(",2011-10-20T12:00,2011-10-30T00:00," in line for line in lines[1:])
    findings = screen.gets(f"/audit/{study}/findings.csv").text.splitlines()
    assert len(findings) == 1 + sum(map(len, office.findings(furnished).values()))


@pytest.mark.parametrize("typed", ["yesterday", "2012-13-01", "2012-03-25T01:30", "9" * 40])
def test_a_time_that_is_none_is_said_to_be_none(furnished: Service, screen: Screen, typed: str) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    answer = screen.becomes("alex.auditor").gets(f"/audit/{study}/register?valid_at={typed}")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert f'value="{typed}"' in answer.text


def test_whoever_is_not_of_the_study_has_no_trail_there(furnished: Service, screen: Screen) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    screen.becomes("alex.auditor")
    before = furnished.record.head()
    assert screen.gets(f"/audit/{study}/people/{_person(furnished, 'Ash')}").status_code == 404
    assert screen.sends(f"/audit/{study}/people", {"person": "nobody"}).status_code == 422
    assert furnished.record.head() == before
