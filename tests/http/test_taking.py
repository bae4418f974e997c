"""Whoever takes consent: whom they are shown, the sheet they go through with somebody, and what stands against that."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from domain.access import PersonRead
from domain.consent import DoubtCapacity, InformationGiven, Withdraw
from domain.initiatives import ImplementVersion, PublishDocument
from domain.judging import RULES
from domain.kernel.decider import Command, Event
from domain.kernel.ids import Ref
from domain.kernel.time import london_day
from domain.people import DeclareInterest
from service import demonstration, identity, sheets
from service.http.app import create_app
from service.http.callers import demo
from service.http.pages import paging
from service.http.pages.drawing import when
from service.wiring import Service
from tests import stores
from tests.http.screens import FROM_HERE, Screen, live_of, person_of
from tests.http.test_words import paragraphs

TAKER = "sam.study"
BUTTON = "We went through all of it"


@pytest.fixture
def taker(screen: Screen) -> Screen:
    return screen.becomes(TAKER)


def sheet_with(service: Service, name: str) -> str:
    """Where the sheet is opened with somebody."""
    return f"/taking/{live_of(service)}/{person_of(service, name)}"


def since(service: Service, head: int) -> list[Event]:
    return [made.recorded.event for made in service.record.made(head, 100)]


def told(service: Service, head: int = 0) -> list[InformationGiven]:
    return [event for event in since(service, head) if isinstance(event, InformationGiven)]


def ask(service: Service, command: Command) -> None:
    assert service.road.ask(command).refused is None


def by(service: Service, name: str, role: str) -> dict[str, Any]:
    now = service.clock()
    return {"actor": identity.entitled(service.road, name, role, now), "role": role, "at": now}


def shows_rule(page: str, rule: str) -> bool:
    """Whether a page says a rule, and what to do next."""
    return RULES[rule].says in unescape(page) and RULES[rule].remedy in unescape(page)


def test_the_list_names_the_people_of_the_study_after_each_reading(furnished: Service, taker: Screen) -> None:
    live = live_of(furnished)
    assert f'href="/taking/{live}"' in taker.gets("/taking").text
    before = furnished.record.head()
    shown = taker.gets(f"/taking/{live}").text
    reads = [e for e in since(furnished, before) if isinstance(e, PersonRead)]
    assert {e.person for e in reads} == {person_of(furnished, name) for name in demonstration.PEOPLE}
    assert re.findall(r"Open the sheet with (\w+)", shown) == list(demonstration.PEOPLE), "by their names"
    assert shown.count("sam.study went through version 1.0 with them") == 2
    assert shown.count("Nobody has gone through the sheet with them.") == 1
    assert "sam.study looked at what is written down about you." in taker.becomes("Cleo").gets("/me/story").text


def test_a_long_list_is_read_part_by_part(furnished: Service, taker: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS", 2)
    named = []
    for number, people in ((1, 2), (2, 1)):
        before = furnished.record.head()
        shown = taker.gets(f"/taking/{live_of(furnished)}?page={number}").text
        assert len(since(furnished, before)) == people
        named += [name for name in demonstration.PEOPLE if f"Open the sheet with {name}" in shown]
    assert sorted(named) == sorted(demonstration.PEOPLE)


def test_a_sheet_that_was_gone_through_is_on_the_record_and_says_from_when_a_yes_is_possible(
    furnished: Service, taker: Screen
) -> None:
    path, before = sheet_with(furnished, "Cleo"), furnished.record.head()
    shown = unescape(taker.gets(path).text)
    for paragraph in paragraphs(sheets.read((sheets.SHIPPED / demonstration.WORDS).read_bytes())):
        assert paragraph in shown
    assert told(furnished, before) == [], "looking at it is not going through it"
    assert taker.sends(path).headers["Location"] == path
    [given] = told(furnished, before)
    sam = identity.entitled(furnished.road, TAKER, "study_team", furnished.clock())
    assert (given.person, given.version, given.by) == (person_of(furnished, "Cleo"), "1.0", sam)
    after = taker.gets(path).text
    [information] = furnished.road.histories(given.person, given.initiative).consent.informed
    assert "It is written down that you went through version 1.0 with Cleo." in after
    assert f"from <strong>{when(information.informed_at + timedelta(hours=24))}</strong> on" in after
    assert BUTTON not in after
    assert "It is written down that" not in taker.gets(path).text, "it is said once"
    why = taker.becomes("Cleo").gets(f"/me/saying/{live_of(furnished)}/yes/C01").text
    assert "less than a day ago" in why


def test_the_same_press_twice_is_told_once(furnished: Service, taker: Screen) -> None:
    path, before = sheet_with(furnished, "Cleo"), furnished.record.head()
    sent = taker.hidden(path)
    for _ in range(2):
        assert taker.client.post(path, data=sent, headers=FROM_HERE).status_code == 303
    assert len(told(furnished, before)) == 1


@pytest.fixture
def clocked(tmp_path: Path) -> Iterator[tuple[Service, list[datetime]]]:
    now = [datetime(2026, 2, 1, 10, tzinfo=UTC)]
    with stores.made(tmp_path / "clocked", clock=lambda: now[0]) as service:
        demonstration.furnish(service)
        yield service, now


def test_a_day_later_the_person_says_yes_on_their_own_to_what_the_taker_opened(
    clocked: tuple[Service, list[datetime]],
) -> None:
    service, now = clocked
    screen = Screen(create_app(service, demo(service, demonstration.PEOPLE)).test_client())
    path, cleo, live = sheet_with(service, "Cleo"), person_of(service, "Cleo"), live_of(service)
    screen.becomes(TAKER).sends(path)
    page = f"/me/saying/{live}/yes/C01"
    for later, status in ((timedelta(hours=23, minutes=59), 409), (timedelta(hours=24), 200)):
        now[0] = datetime(2026, 2, 1, 10, tzinfo=UTC) + later
        assert screen.becomes("Cleo").gets(page).status_code == status
        own = "Cleo can say yes on a screen of their own"
        said = f"{own} now." if status == 200 else f"{own} from <strong>2 February 2026 at 10:00am</strong> on."
        assert said in screen.becomes(TAKER).gets(path).text
    screen.becomes("Cleo").sends(page)
    assert service.road.histories(cleo, live).consent.active("C01", now[0])


def test_who_said_no_is_left_alone_unless_they_come_forward(furnished: Service, taker: Screen) -> None:
    cleo, live, path = person_of(furnished, "Cleo"), live_of(furnished), sheet_with(furnished, "Cleo")
    ask(furnished, Withdraw(person=cleo, initiative=live, level="W6", **by(furnished, "wren.ward", "ward")))
    before = furnished.record.head()
    assert shows_rule(taker.gets(path).text, "CN-10")
    refused = taker.sends(path)
    assert refused.status_code == 409
    assert shows_rule(refused.text, "CN-10")
    assert told(furnished, before) == []
    assert taker.sends(path, {"came_forward": "yes"}).status_code == 303
    assert [given.came_forward for given in told(furnished, before)] == [True]


def test_who_has_no_such_task_is_told_the_rule_and_is_shown_nobody(furnished: Service, taker: Screen) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    person = furnished.keys.references(study, ["P002"])["P002"]
    before = furnished.record.head()
    for path in (f"/taking/{study}", f"/taking/{study}/{person}"):
        answer = taker.gets(path)
        assert answer.status_code == 409
        assert shows_rule(answer.text, "CN-02")
        assert "P002" not in answer.text
    assert taker.sends(f"/taking/{study}/{person}", form="/taking").status_code == 409
    assert "talk" not in taker.gets("/taking").text
    assert furnished.record.head() == before


def test_who_has_an_interest_does_not_open_it(furnished: Service, taker: Screen) -> None:
    cleo, path = person_of(furnished, "Cleo"), sheet_with(furnished, "Cleo")
    sam = by(furnished, TAKER, "study_team")
    today = london_day(furnished.clock())
    interest = DeclareInterest(person=sam["actor"], with_whom=cleo, interest="relative", from_on=today, **sam)
    ask(furnished, interest)
    sent = taker.hidden(path)
    shown = taker.gets(path).text
    assert shows_rule(shown, "SD-02")
    assert BUTTON not in shown
    before = furnished.record.head()
    assert taker.client.post(path, data={**sent, "version": "1.0"}, headers=FROM_HERE).status_code == 409
    assert told(furnished, before) == []


def test_a_doubt_of_capacity_hinders_no_help_and_is_told_of_the_yes(furnished: Service, taker: Screen) -> None:
    cleo, live, path = person_of(furnished, "Cleo"), live_of(furnished), sheet_with(furnished, "Cleo")
    told_by = by(furnished, "wren.ward", "ward")
    doubt = DoubtCapacity(
        person=cleo, initiative=live, decision="take_part", doubt="distress", by=told_by["actor"], **told_by
    )
    ask(furnished, doubt)
    assert BUTTON in taker.gets(path).text
    taker.sends(path)
    shown = taker.gets(path).text
    assert "Cleo cannot say yes to that yet" in shown
    assert shows_rule(shown, "CA-06")


def _implement(service: Service, version: str) -> None:
    of: dict[str, Any] = {"initiative": live_of(service), **stores.operator(service)}
    today = london_day(service.clock())
    new = PublishDocument(
        document="PIS",
        version=version,
        dated=today,
        approved_on=today,
        removal_window_days=28,
        reconsent="new_only",
        **of,
    )
    ask(service, new)
    ask(service, ImplementVersion(site="wharfe", version=version, implemented_on=today, **of))


def test_another_version_since_the_page_was_drawn(furnished: Service, taker: Screen) -> None:
    path = sheet_with(furnished, "Cleo")
    sent, before = taker.hidden(path), furnished.record.head()
    _implement(furnished, "2.0")
    answer = taker.client.post(path, data=sent, headers=FROM_HERE)
    assert answer.status_code == 409
    assert "Nothing was written down: the version or its words have changed since you looked." in answer.text
    assert "The exact words of version 2.0 are not held here. Use the paper." in answer.text
    assert told(furnished, before) == []
    taker.sends(path)
    assert [given.version for given in told(furnished, before)] == ["2.0"]


def test_who_is_not_of_the_study_is_nobody_here(furnished: Service, taker: Screen) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    stranger, before = furnished.keys.references(study, ["P002"])["P002"], furnished.record.head()
    sam = Ref(by(furnished, TAKER, "study_team")["actor"])
    for person in (stranger, sam, "nobody"):
        assert taker.gets(f"/taking/{live_of(furnished)}/{person}").status_code == 404
    assert taker.gets("/taking/nothing").status_code == 404
    assert furnished.record.head() == before
