"""Letting somebody out at the door, without a browser: what is shown, what is recorded, and what stands against it."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest

from domain.access import PersonRead
from domain.judging import RULES
from domain.judging.leaving import clauses
from domain.kernel.decider import Event
from domain.kernel.sealed import CARE, Sealed
from domain.leave import (
    EpisodeNotReleased,
    EpisodeReleased,
    EpisodeReturned,
    EpisodeState,
    EscortSubstituted,
    SayToday,
    SetExclusion,
)
from service import demonstration, identity, outings
from service.demonstrating_outings import CODE
from service.names import called_in_care
from service.wiring import Service
from tests.http.screens import FROM_HERE, Screen, live_of, of_forum, person_of

NURSE, LEAD = "wren.ward", "ira.involvement"


def at_door(service: Service, name: str) -> str:
    """Where somebody's outing of today is."""
    return f"/outings/{of_forum(service, name)}/{CODE}"


def since(service: Service, head: int) -> list[Event]:
    return [made.recorded.event for made in service.record.made(head, 100) if made.recorded.event.tag != PersonRead.tag]


def stands(service: Service, name: str) -> EpisodeState:
    outing = service.road.going(of_forum(service, name)).leave.episode(CODE, service.clock())
    assert outing is not None
    return outing.state


def by(service: Service, name: str, role: str) -> dict[str, Any]:
    now = service.clock()
    return {"actor": identity.entitled(service.road, name, role, now), "role": role, "at": now}


def row(page: str, name: str) -> str:
    """The row of somebody in a table."""
    return next(unescape(each) for each in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if name in each)


def test_today_s_board_names_everybody_after_each_reading(furnished: Service, screen: Screen) -> None:
    before = furnished.record.head()
    page = screen.becomes(NURSE).gets("/outings").text
    events = [made.recorded.event for made in furnished.record.made(before, 100)]
    reads = {e.person: e.what for e in events if isinstance(e, PersonRead)}
    people = ("Emlyn", "Iolo", "Fern", "Gethin", "Hana", "Dara")
    assert reads == {of_forum(furnished, name): "leave.releases" for name in people}
    assert "all holds" in row(page, "Emlyn")
    assert "no: B6 B8 B9 B12" in row(page, "Iolo")
    assert "not let out: no escort, or too few staff" in row(page, "Dara")
    assert "wren.ward looked at your outings." in screen.becomes("Emlyn").gets("/me/story").text


def test_a_board_is_read_part_by_part_and_whole_as_a_file(
    furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.http.pages.paging.ROWS", 4)
    asked: list[str] = []
    monkeypatch.setattr(outings, "clauses", lambda h, *of: asked.append(h.person) or clauses(h, *of))
    screen.becomes(NURSE)
    parts = [screen.gets(f"/outings?page={number}").text for number in (1, 2)]
    last = {of_forum(furnished, name) for name in ("Emlyn", "Iolo")}
    assert set(asked) == last, "the gate is asked of those who are shown"
    assert len(asked) == 2
    assert [text.count('href="/outings/') for text in parts] == [4, 2]
    assert screen.gets("/outings?page=3").status_code == 400
    lines = screen.gets("/outings.csv").text.splitlines()
    assert lines[0] == "goes,back by,who,where to,to what,with whom,stands,gate"
    assert len(lines) == 7


@pytest.mark.parametrize(("day", "status"), [("2030-01-01", 200), ("tomorrow", 400)])
def test_another_day_is_asked_for_by_its_date(screen: Screen, day: str, status: int) -> None:
    answer = screen.becomes(NURSE).gets(f"/outings?day={day}")
    assert answer.status_code == status
    assert "Emlyn" not in answer.text


def test_whoever_is_due_longest_stands_first_with_whom_to_call(furnished: Service, screen: Screen) -> None:
    page = screen.becomes(NURSE).gets("/out").text
    assert page.index(">Gethin<") < page.index(">Fern<")
    assert re.search(r"<strong>\d+ min</strong>", row(page, "Gethin"))
    assert "01632 960004" in row(page, "Fern")
    assert "Emlyn" not in page


def test_one_press_at_the_door_lets_somebody_out_where_all_holds(furnished: Service, screen: Screen) -> None:
    path, before = at_door(furnished, "Emlyn"), furnished.record.head()
    screen.becomes(NURSE)
    assert "Let Emlyn out" in screen.gets(path).text
    assert since(furnished, before) == [], "looking lets nobody out"
    hidden = {**screen.hidden(path), "key": "the same twice"}
    for _ in range(2):
        assert screen.client.post(f"{path}/release", data=hidden, headers=FROM_HERE).status_code == 303
    assert [type(e) for e in since(furnished, before)] == [EpisodeReleased]
    assert "Emlyn is out." in screen.gets(path).text
    assert "is out." not in screen.gets(path).text, "it is said once"


def test_what_has_changed_since_the_page_was_drawn_stands_against_it(furnished: Service, screen: Screen) -> None:
    path, person = at_door(furnished, "Emlyn"), of_forum(furnished, "Emlyn")
    hidden = screen.becomes(NURSE).hidden(path)
    no = SayToday(person=person, episode=CODE, agrees=False, **by(furnished, NURSE, "ward"))
    assert furnished.road.ask(no).refused is None
    answer = screen.client.post(f"{path}/release", data=hidden, headers=FROM_HERE)
    assert answer.status_code == 409
    assert "It was not written down" in answer.text
    assert RULES["MD-09"].remedy in unescape(answer.text)
    assert "Let Emlyn out" not in answer.text
    assert stands(furnished, "Emlyn") is EpisodeState.CHECKED


def test_of_whom_something_is_missing_there_is_no_button_and_what_to_do(furnished: Service, screen: Screen) -> None:
    page = unescape(screen.becomes(NURSE).gets(at_door(furnished, "Iolo")).text)
    assert "Let Iolo out" not in page
    for rule in ("MD-06", "MD-08", "MD-09", "MD-12"):
        assert RULES[rule].remedy in page
    assert page.count("stands against it") == 4
    assert len(re.findall(r"B\d+ holds", page)) == 9


def test_whoever_is_not_nurse_in_charge_is_told_so(furnished: Service, screen: Screen) -> None:
    nell = by(furnished, "nell.nurse", "ward")["actor"]
    personas = screen.client.application.extensions["byleave"].personas
    personas["nell.nurse"] = type(personas[NURSE])(nell, "ward", "nell.nurse")
    page = unescape(screen.becomes("nell.nurse").gets(at_door(furnished, "Emlyn")).text)
    assert "Let Emlyn out" not in page
    assert RULES["LE-02"].remedy in page


NOT_LET_OUT: Sequence[tuple[dict[str, str], int, str]] = [
    ({"reason_code": "R-STAFF", "says": "We are one person short."}, 303, ""),
    ({"reason_code": "R-CLIN", "finding": "settled", "says": "You were not well."}, 303, ""),
    ({"reason_code": "R-CLIN", "says": "Not today."}, 409, "LE-07"),
    ({"reason_code": "R-STAFF"}, 409, "LE-08"),
    ({"says": "Not today."}, 422, ""),
]


@pytest.mark.parametrize(("written", "status", "rule"), NOT_LET_OUT, ids=[str(row[0]) for row in NOT_LET_OUT])
def test_not_letting_out_has_a_coded_reason_and_words(
    furnished: Service, screen: Screen, written: dict[str, str], status: int, rule: str
) -> None:
    path, before = at_door(furnished, "Emlyn"), furnished.record.head()
    answer = screen.becomes(NURSE).sends(f"{path}/hold-back", written, form=path)
    assert answer.status_code == status
    if status == 303:
        assert [type(e) for e in since(furnished, before)] == [EpisodeNotReleased]
        assert "Emlyn stays here today." in screen.gets(path).text
        return
    assert stands(furnished, "Emlyn") is EpisodeState.CHECKED
    assert written.get("says", "") in unescape(answer.text), "what was written is not lost"
    assert not rule or RULES[rule].remedy in unescape(answer.text)


@pytest.mark.parametrize(
    ("staff", "status", "said"),
    [
        ("otis.nurse", 303, "otis.nurse"),
        ("nobody.here", 422, "Nobody uses Byleave under this name"),
        ("", 422, "missing"),
    ],
)
def test_somebody_else_goes_along(furnished: Service, screen: Screen, staff: str, status: int, said: str) -> None:
    path, before = at_door(furnished, "Emlyn"), furnished.record.head()
    nell = by(furnished, "nell.nurse", "ward")["actor"]
    written = {"instead_of": nell, "staff": staff, "part": "lead", "band": "5"}
    answer = screen.becomes(NURSE).sends(f"{path}/escort", written, form=path)
    assert answer.status_code == status
    page = unescape(screen.gets(path).text if status == 303 else answer.text)
    assert said in page
    assert [type(e) for e in since(furnished, before)] == ([EscortSubstituted] if status == 303 else [])
    assert ("Let Emlyn out" in page) is (status != 303), "whoever is new is told the plan first"


def test_coming_back_is_one_press(furnished: Service, screen: Screen) -> None:
    path, before = at_door(furnished, "Gethin"), furnished.record.head()
    assert screen.becomes(NURSE).sends(f"{path}/return", form=path).status_code == 303
    assert [type(e) for e in since(furnished, before)] == [EpisodeReturned]
    assert "Gethin is back." in screen.gets(path).text
    assert stands(furnished, "Gethin") is EpisodeState.RETURNED_LATE
    assert "Gethin" not in screen.gets("/out").text


def test_whoever_runs_involvement_sees_who_comes_and_no_reason(furnished: Service, screen: Screen) -> None:
    screen.becomes(LEAD)
    for page in (screen.gets("/outings").text, screen.gets("/outings.csv").text):
        assert "Emlyn" in page
        assert "planned" in page
        for kept in ("Dara", "Gethin", "R-STAFF", "no escort", "nell.nurse", "B6", "holds", "community hall", "01632"):
            assert kept not in page, kept
    for path in ("/out", at_door(furnished, "Emlyn")):
        assert screen.gets(path).status_code == 403


def test_of_an_exclusion_only_the_area_is_shown(furnished: Service, screen: Screen) -> None:
    person, why = of_forum(furnished, "Emlyn"), "where somebody lives whom nobody names"
    furnished.keys.ensure([(person, "victim")])
    told = by(furnished, "mo.mha", "mha_office")
    secret = SetExclusion(person=person, exclusion="X-1", area="wakefield", why=Sealed(person, "victim", why), **told)
    assert furnished.road.ask(secret).refused is None
    for persona in (NURSE, "cyd.clinician", "mo.mha"):
        page = unescape(screen.becomes(persona).gets(at_door(furnished, "Emlyn")).text)
        assert "May not enter wakefield." in page
        assert "B7 stands against it" in page
        assert why not in page


def test_nothing_of_a_study_is_on_any_page_of_who_lets_people_out(furnished: Service, screen: Screen) -> None:
    study, ash = live_of(furnished), person_of(furnished, "Ash")
    for persona in (NURSE, "cyd.clinician", "mo.mha", LEAD):
        screen.becomes(persona)
        for path in ("/outings", "/outings.csv", "/out", "/out.csv", at_door(furnished, "Emlyn")):
            page = screen.gets(path).text
            for kept in (study, ash, demonstration.NAME, "Ward Voices", "Ash", "Bryn", "Cleo", "interview"):
                assert kept not in page, (persona, path, kept)
    kind = {live_of(furnished): "study"}
    named = called_in_care(furnished.record, furnished.keys, [ash], lambda ref: kind.get(ref, ""))
    assert named[ash] == f"person {ash[:8]}", "a study's name for somebody says that they are in it"


@pytest.mark.parametrize("path", ["/outings/nobody/today", "/outings/{ash}/today", "/outings/{emlyn}/nothing"])
def test_an_outing_that_there_is_not_is_no_page_and_no_reading(furnished: Service, screen: Screen, path: str) -> None:
    screen.becomes(NURSE)
    before = furnished.record.head()
    there = {"ash": person_of(furnished, "Ash"), "emlyn": of_forum(furnished, "Emlyn")}
    assert screen.gets(path.format(**there)).status_code == 404
    assert furnished.record.head() == before


def test_what_is_known_to_be_told_in_words_is_sealed_for_the_person(furnished: Service, screen: Screen) -> None:
    path, before = at_door(furnished, "Emlyn"), furnished.record.head()
    screen.becomes(NURSE).sends(f"{path}/hold-back", {"reason_code": "R-WARD", "says": "The ward was locked."}, path)
    [held] = [e for e in since(furnished, before) if isinstance(e, EpisodeNotReleased)]
    assert held.says is not None
    assert (held.says.purpose, held.says.clear) == (CARE, None)
