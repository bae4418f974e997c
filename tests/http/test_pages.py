"""The pages without a browser: forms, what is refused, and that nothing is shown whose reading was not recorded."""

import re
from datetime import timedelta
from typing import Any

import pytest

from domain.access import PersonRead
from domain.consent import GiveInformation, Withdraw
from domain.kernel.ids import Ref
from domain.people import JoinRecords
from service import demonstration, identity, sheets
from service.errors import StorageFault
from service.wiring import Service
from tests import stores
from tests.http.screens import FROM_HERE, Screen, live_of, next_of, of_forum, person_of
from tests.service import office

YES = "You said yes"


def test_a_form_that_our_pages_did_not_draw_is_refused(furnished: Service, screen: Screen) -> None:
    screen.becomes("Bryn")
    before = furnished.record.head()
    answer = screen.client.post(f"/me/stopping/{live_of(furnished)}/stop/C01", headers=FROM_HERE)
    assert answer.status_code == 400
    assert furnished.record.head() == before


def test_the_first_page_names_nobody_s_data(screen: Screen) -> None:
    assert "talk" not in screen.gets("/").text


@pytest.mark.parametrize("path", ["/me", "/me/story", "/me/saying/{live}/yes/C04", "/me/agreed/{live}"])
def test_what_is_about_a_person_is_shown_after_its_reading_was_recorded(
    furnished: Service, screen: Screen, path: str
) -> None:
    screen.becomes("Bryn")
    before = furnished.record.head()
    assert screen.gets(path.format(live=live_of(furnished))).status_code == 200
    events = [made.recorded.event for made in furnished.record.made(before, 10)]
    assert [(e.reader, e.person) for e in events if isinstance(e, PersonRead)] == [(person_of(furnished, "Bryn"),) * 2]


OF_SOMEBODY = {
    "mine.choices": "/me",
    "mine.agreed": "/me/agreed/{live}",
    "mine.story": "/me/story",
    "my_outings.outings": "/me/outings",
    "saying.asked": "/me/saying/{live}/yes/C04",
    "outings.today": "/outings",
    "outings.today_as_csv": "/outings.csv",
    "outings.one": "/outings/{emlyn}/today",
    "outings.out": "/out",
    "outings.out_as_csv": "/out.csv",
    "taking.people": "/taking/{live}",
    "taking.sheet": "/taking/{live}/{cleo}",
    "requests.waiting": "/requests",
    "requests.waiting_as_csv": "/requests.csv",
    "requests.one": "/requests/{dara}/{forum}",
    "audit.findings": "/audit/{study}/findings",
    "audit.findings_as_csv": "/audit/{study}/findings.csv",
    "audit.finding": "/audit/{study}/findings/removal-inside-window/{person}/@2011-10-25T10:00",
    "audit.trail": "/audit/{study}/people/{person}",
    "audit.trail_as_csv": "/audit/{study}/people/{person}/trail.csv",
}
"""The pages that show something of a person's."""
OF_NOBODY = {
    *("personas.choose", "stopping.asked", "my_outings.asked", "audit.overview", "audit.people", "audit.register"),
    "taking.studies",
    "audit.register_as_csv",
}
"""Numbers, and what is the same for everybody."""


def test_every_page_shows_something_of_somebody_or_of_nobody(screen: Screen) -> None:
    rules = screen.client.application.url_map.iter_rules()
    drawn = {
        rule.endpoint
        for rule in rules
        if "GET" in (rule.methods or ()) and rule.rule.startswith(("/me", "/taking", "/audit", "/out", "/requests"))
    }
    assert drawn == {*OF_SOMEBODY, *OF_NOBODY} - {"personas.choose"}


@pytest.mark.parametrize("path", OF_SOMEBODY.values(), ids=OF_SOMEBODY)
def test_where_the_reading_cannot_be_recorded_nothing_is_shown(
    furnished: Service, screen: Screen, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    person = furnished.keys.references(study, ["P002"])["P002"]
    part = path.split("/")[1].partition(".")[0]
    staff = {"audit": "alex.auditor", "taking": "sam.study", "requests": "cyd.clinician"}
    screen.becomes({**staff, "me": "Bryn", "out": "wren.ward", "outings": "wren.ward"}[part])
    there = {name.lower(): of_forum(furnished, name) for name in ("Dara", "Emlyn")}
    there |= {"cleo": person_of(furnished, "Cleo"), "forum": next_of(furnished)}

    def broken(*_: Any, **__: Any) -> None:
        raise StorageFault("The disk is full.", "Free space.")

    monkeypatch.setattr(furnished.road.record, "append", broken)
    answer = screen.gets(path.format(live=live_of(furnished), study=study, person=person, **there))
    assert answer.status_code == 503
    for word in ("interview", "version 1.0", "P002", "Cleo", "Dara", "Emlyn", "Gethin"):
        assert word not in answer.text


def test_a_yes_counts_from_when_it_was_said(furnished: Service, screen: Screen) -> None:
    live, ash = live_of(furnished), person_of(furnished, "Ash")
    answer = screen.becomes("Ash").sends(f"/me/saying/{live}/yes/C01")
    assert answer.status_code == 303
    h = furnished.road.histories(ash, live)
    assert h.consent.active("C01", furnished.clock())
    signing = h.consent.signings[-1]
    assert (signing.answers, signing.number, signing.copy_given) == ({"C01": True}, "1.0", "yes")
    assert signing.taker == identity.entitled(furnished.road, "sam.study", "study_team", furnished.clock())


def test_the_same_yes_twice_is_said_once(furnished: Service, screen: Screen) -> None:
    live = live_of(furnished)
    screen.becomes("Ash")
    hidden = screen.hidden(f"/me/saying/{live}/yes/C01")
    for _ in range(2):
        answer = screen.client.post(f"/me/saying/{live}/yes/C01", data=hidden, headers=FROM_HERE)
        assert answer.status_code == 303
    assert len(furnished.road.histories(person_of(furnished, "Ash"), live).consent.signings) == 1


def test_a_stop_from_a_page_that_was_left_open_stops(furnished: Service, screen: Screen) -> None:
    live, bryn = live_of(furnished), person_of(furnished, "Bryn")
    screen.becomes("Bryn")
    left_open = screen.hidden(f"/me/stopping/{live}/stop/C01")
    screen.sends(f"/me/stopping/{live}/stop/C01")
    screen.sends(f"/me/saying/{live}/yes/C01")
    assert furnished.road.histories(bryn, live).consent.active("C01", furnished.clock())
    answer = screen.client.post(f"/me/stopping/{live}/stop/C01", data=left_open, headers=FROM_HERE)
    assert answer.status_code == 303
    assert not furnished.road.histories(bryn, live).consent.active("C01", furnished.clock())


def test_a_stop_needs_nothing_else_to_work(furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a decision on something else, nor a view, nor a reading on the record."""
    live, bryn = live_of(furnished), person_of(furnished, "Bryn")
    screen.becomes("Bryn")

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("it is broken")

    for what, name in ((furnished.road, "would"), (furnished.road, "histories"), (furnished.views, "read")):
        monkeypatch.setattr(type(what), name, broken)
    monkeypatch.setattr("service.http.reading.ReadPerson", broken)
    assert screen.sends(f"/me/stopping/{live}/stop/C01").status_code == 303
    monkeypatch.undo()
    assert not furnished.road.histories(bryn, live).consent.active("C01", furnished.clock())


@pytest.mark.parametrize("broken", [RuntimeError("it is broken"), StorageFault("The disk is full.", "Free space.")])
def test_a_stop_that_was_not_recorded_says_so(
    furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    screen.becomes("Bryn")
    hidden = screen.hidden(f"/me/stopping/{live_of(furnished)}/stop-everything")

    def fails(*_: Any, **__: Any) -> None:
        raise broken

    monkeypatch.setattr(furnished.road.record, "append", fails)
    answers = [
        screen.client.post(f"/me/stopping/{live_of(furnished)}/stop-everything", data=sent, headers=FROM_HERE)
        for sent in (hidden, {})
    ]
    assert [answer.status_code for answer in answers] == [500 if isinstance(broken, RuntimeError) else 503, 400]
    for answer in answers:
        assert "Tell any member of staff what you wanted" in answer.text
        assert "Free space" not in answer.text


def test_a_no_is_taken_before_a_yes_could_be(furnished: Service, screen: Screen) -> None:
    live, cleo = live_of(furnished), person_of(furnished, "Cleo")
    _go_through(furnished, cleo, timedelta(hours=1))
    assert screen.becomes("Cleo").sends(f"/me/saying/{live}/no/C01").status_code == 303
    assert "You stopped this" in screen.gets("/me").text
    assert not furnished.road.histories(cleo, live).consent.active("C01", furnished.clock())


def test_nobody_says_yes_to_a_film_here(furnished: Service, screen: Screen) -> None:
    answer = screen.becomes("Ash").sends(f"/me/saying/{live_of(furnished)}/yes/C06", {"version": "1.0"}, form="/me")
    assert answer.status_code == 409
    assert not furnished.road.histories(person_of(furnished, "Ash"), live_of(furnished)).consent.signings


def test_what_somebody_else_wrote_down_says_who(furnished: Service, screen: Screen) -> None:
    ward = identity.entitled(furnished.road, "wren.ward", "ward", furnished.clock())
    told = {"actor": ward, "role": "ward", "at": furnished.clock()}
    stop = Withdraw(person=person_of(furnished, "Bryn"), initiative=live_of(furnished), level="W0", **told)
    assert furnished.road.ask(stop).refused is None
    said = screen.becomes("Bryn").gets("/me/story").text
    assert "You said stop. Everything rests until you say what you want. wren.ward wrote this down for you." in said
    shown = screen.gets("/me").text
    assert "Nobody has asked you yet what you want" in shown
    assert "Go on" not in shown


def test_a_joined_record_is_the_person_s_own(furnished: Service, screen: Screen) -> None:
    live, bryn, other = live_of(furnished), person_of(furnished, "Bryn"), _other(furnished)
    furnished.road.ask(JoinRecords(person=other, other=bryn, **stores.operator(furnished)))
    screen.becomes("P002")
    assert "Ward Voices" in screen.gets("/me").text
    assert screen.sends(f"/me/stopping/{live}/stop/C01").status_code == 303
    assert not furnished.road.histories(bryn, live).consent.active("C01", furnished.clock())


def _other(service: Service) -> Ref:
    study = service.keys.references("initiative", ["talk"])["talk"]
    return service.keys.references(study, ["P002"])["P002"]


def _go_through(service: Service, person: Ref, ago: timedelta) -> None:
    taker = identity.entitled(service.road, "sam.study", "study_team", service.clock())
    now = service.clock()
    told = GiveInformation(
        actor=taker,
        role="study_team",
        at=now,
        occurred_at=now - ago,
        person=person,
        initiative=live_of(service),
        version="1.0",
        by=taker,
    )
    assert service.road.ask(told).refused is None


def test_what_was_gone_through_an_hour_ago_cannot_be_agreed_to_yet(furnished: Service, screen: Screen) -> None:
    live, cleo = live_of(furnished), person_of(furnished, "Cleo")
    _go_through(furnished, cleo, timedelta(hours=1))
    screen.becomes("Cleo")
    shown = screen.gets("/me").text
    assert "Say yes" not in shown
    assert "Why you cannot say yes here now" in shown
    why = screen.gets(f"/me/saying/{live}/yes/C01")
    assert why.status_code == 409
    assert "less than a day ago" in why.text
    sent = {"version": "1.0", "words": sheets.hash_of(demonstration.WORDS)}
    answer = screen.sends(f"/me/saying/{live}/yes/C01", sent, form="/me")
    assert answer.status_code == 409
    assert "It was not written down" in answer.text
    assert not furnished.road.histories(cleo, live).consent.signings


@pytest.mark.parametrize("version", ["0.9", ""])
def test_another_version_gone_through_since_the_page_was_drawn(
    furnished: Service, screen: Screen, version: str
) -> None:
    live = live_of(furnished)
    screen.becomes("Ash")
    answer = screen.sends(f"/me/saying/{live}/yes/C01", {"version": version})
    assert answer.status_code == 409
    assert "changed since you looked" in answer.text
    assert not furnished.road.histories(person_of(furnished, "Ash"), live).consent.signings


@pytest.mark.parametrize(
    "path",
    [
        "/me/saying/{live}/yes/A01",
        "/me/agreed/{study}",
        "/me/agreed/nothing",
        "/me/saying/{live}/yes",
        "/me/saying/{live}/stop/C01",
        "/me/saying/{study}/yes/C01",
        "/me/stopping/{live}/stop/A01",
        "/me/stopping/{live}/stop-everything/C01",
        "/me/stopping/{live}/stop",
        "/me/stopping/{live}/nonsense/C01",
        "/me/stopping/nothing/pause",
        "/me/story?page=0",
        "/me/story?page=99",
    ],
)
def test_what_is_no_choice_of_theirs_is_no_page(furnished: Service, screen: Screen, path: str) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    answer = screen.becomes("Ash").gets(path.format(live=live_of(furnished), study=study))
    assert answer.status_code == (400 if "page=" in path else 404)


ALL = ["", "Ash", "robin.records", "alex.auditor", "sam.study", "wren.ward", "pat.privacy", "ada.advocate"]
ALL += ["cyd.clinician", "mo.mha", "ira.involvement", "cass.commissioner"]
WHO = {
    "/me": {"Ash"},
    "/me/story": {"Ash"},
    "/audit": {"alex.auditor"},
    "/taking": {"sam.study"},
    "/outings": {"wren.ward", "cyd.clinician", "mo.mha", "ira.involvement"},
    "/out": {"wren.ward", "cyd.clinician", "mo.mha"},
    "/": set(ALL),
}


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
    by_day = screen.gets(f"/audit/{study}/register.csv?valid_at=2011-10-20").text.splitlines()
    assert all(",2011-10-20T00:00,2" in line for line in by_day[1:]), "a day is its first minute, and says so"
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
    assert screen.gets(f"/audit/{study}/people/{person_of(furnished, 'Ash')}").status_code == 404
    assert screen.sends(f"/audit/{study}/people", {"person": "nobody"}).status_code == 422
    assert furnished.record.head() == before


def test_what_was_done_is_said_once_and_to_nobody_else(furnished: Service, screen: Screen) -> None:
    assert "You stopped" not in screen.becomes("Ash").gets("/me?done=stop").text
    screen.becomes("Bryn").sends(f"/me/stopping/{live_of(furnished)}/stop/C01")
    assert "It is written down" in screen.gets("/me").text
    assert "It is written down" not in screen.gets("/me").text


def test_the_register_asked_for_now_counts_what_was_just_said(furnished: Service, screen: Screen) -> None:
    screen.becomes("Bryn").sends(f"/me/stopping/{live_of(furnished)}/stop/C01")
    shown = screen.becomes("alex.auditor").gets(f"/audit/{live_of(furnished)}/register").text
    again = screen.gets(f"/audit/{live_of(furnished)}/register?valid_at=&known_at=").text
    for text in (shown, again):
        assert re.search(r"C01</td><td[^>]*>[^<]*</td><td[^>]*>0<", text)


def test_looks_of_one_day_are_told_once(furnished: Service, screen: Screen) -> None:
    study, person = furnished.keys.references("initiative", ["talk"])["talk"], _other(furnished)
    screen.becomes("alex.auditor")
    for _ in range(3):
        screen.gets(f"/audit/{study}/people/{person}")
    told = screen.becomes("P002").gets("/me/story").text
    assert told.count("alex.auditor looked at what is written down about you.") == 1
