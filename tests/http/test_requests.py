"""Requests to go out: who sees which, in which order, how one is answered, and what the bytes of no answer say."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from domain.access import PersonRead
from domain.governance import AttemptRefused
from domain.involvement import RequestApproved, RequestDeclined, SubmitRequest
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import london_day, to_local
from domain.people import AssignResponsibleClinician, AssignRole, LeaveRequestDecided, StrikeEntry
from domain.people.events import person_stream
from service import demonstration, identity
from service.demonstrating_leave import ACTIVITIES, FORUM, NEXT, PEOPLE, TODAY
from service.http.callers import HEADER
from service.wiring import Service
from tests import stores
from tests.http.screens import FROM_HERE, Screen

CLINICIAN, LEAD, WARD = "cyd.clinician", "ira.involvement", "wren.ward"
NO = {
    "answer": "decline",
    "reason_code": "R-RISK",
    "item": "crowd",
    "in_words": "The room is small that day.",
    "would_change": "A larger room.",
    "review_on": "2099-01-20",
    "alternative": "remote",
}
"""A no with everything that it needs."""
REASONS = ("R-STAFF", "R-TRANS", "too few staff", "no vehicle", "not enough staff", "whether there is a car")
PLANS = ("Sitting near the door", "crowd", "Many people", "food and evenings", "We sit at the side")
GATES = ("MD-0", "<strong>B1", "authorisation")


def refs(service: Service) -> dict[str, Ref]:
    """Who and what stands behind each name of the forum."""
    people = service.keys.references(service.keys.references("initiative", [FORUM])[FORUM], PEOPLE)
    return people | service.keys.references(demonstration.ACTIVITY, ACTIVITIES)


def place(service: Service, name: str, activity: str = NEXT) -> str:
    """Where a request is."""
    there = refs(service)
    return f"/requests/{there[name]}/{there[activity]}"


def shown(text: str) -> str:
    """What a page says."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text[text.index("<main") :])))


def api(screen: Screen, path: str, who: str, **query: str) -> Any:
    return screen.client.get(f"/api{path}", headers={HEADER: who}, query_string=query)


def events(service: Service, after: int) -> list[Any]:
    return [each.event for each in service.record.tail(after, 100)]


def checked(screen: Screen, path: str, answer: dict[str, str]) -> dict[str, str]:
    """What the page hides on which an answer is checked."""
    told = screen.sends(path, answer)
    assert told.status_code == 200, shown(told.text)
    hidden = {name: unescape(value) for name, value in re.findall(r'name="([a-z_]+)" value="([^"]*)"', told.text)}
    return {name: value for name, value in hidden.items() if name != "change"}


def recorded(screen: Screen, path: str, fields: dict[str, str]) -> Any:
    return screen.client.post(f"{path}/answer", data=fields, headers=FROM_HERE)


def test_the_longest_wait_comes_first_and_says_how_long_is_left(furnished: Service, screen: Screen) -> None:
    told = shown(screen.becomes(CLINICIAN).gets("/requests").text)
    assert "4 requests wait" in told
    names = ("Hana", "Dara", "Fern", "Emlyn")
    assert [told.index(f"{name} ") for name in names] == sorted(told.index(f"{name} ") for name in names)
    assert "passed 3 days ago" in told
    every = shown(screen.gets("/requests?answered=yes").text)
    assert "7 requests in all" in every
    assert "a link from here: offered" in every


def test_a_list_is_a_reading_of_each_person_in_it(furnished: Service, screen: Screen) -> None:
    screen.becomes(LEAD)
    for path in ("/requests", "/requests.csv"):
        head = furnished.record.head()
        assert screen.gets(path).status_code == 200
        read = [e for e in events(furnished, head) if isinstance(e, PersonRead)]
        there = refs(furnished)
        assert {e.person for e in read} == {there[name] for name in ("Hana", "Dara", "Fern", "Emlyn")}
        assert {e.what for e in read} == {"leave.requests"}
    head = furnished.record.head()
    assert api(screen, "/requests", LEAD).json["whole"] == 4
    assert len(events(furnished, head)) == 4


def test_a_no_is_checked_and_then_recorded_with_whom_it_was_about(furnished: Service, screen: Screen) -> None:
    path, dara = place(furnished, "Dara"), refs(furnished)["Dara"]
    screen.becomes(CLINICIAN)
    head = furnished.record.head()
    told = shown(screen.sends(path, NO).text)
    assert "Check your answer to Dara" in told
    assert "A risk that the plan names (R-RISK)" in told
    assert {type(e) for e in events(furnished, head)} == {PersonRead}, "what is checked is not recorded yet"
    hidden = checked(screen, path, NO)
    head = furnished.record.head()
    for _ in range(2):
        assert recorded(screen, path, hidden).status_code == 303
    made = [e for e in events(furnished, head) if not isinstance(e, PersonRead)]
    assert [type(e) for e in made] == [RequestDeclined, LeaveRequestDecided], "sent twice it is recorded once"
    assert (made[0].person, made[0].item, made[0].alternative, made[0].in_words.clear) == (
        dara,
        "crowd",
        "remote",
        None,
    )
    told = shown(screen.gets(path).text)
    assert "Your answer is on the record." in told
    assert "The room is small that day." in told
    assert "Your answer is on the record." not in shown(screen.gets(path).text), "it is said once"


def test_conditions_are_codes_and_need_the_answer_that_has_them(furnished: Service, screen: Screen) -> None:
    path = place(furnished, "Dara")
    screen.becomes(CLINICIAN)
    for unsure in ({"answer": "conditions"}, {"answer": "approve", "conditions": "phone-on"}):
        told = screen.sends(path, unsure)
        assert told.status_code == 422
        assert "Choose to approve with conditions and write at least one" in told.text
    spaced = screen.sends(path, {"answer": "conditions", "conditions": "phone on", "in_words": "Have it on."})
    assert (spaced.status_code, "short code without spaces" in spaced.text) == (422, True)
    hidden = checked(screen, path, {"answer": "conditions", "conditions": "phone-on, back-early", "in_words": "Both."})
    head = furnished.record.head()
    assert recorded(screen, path, hidden).status_code == 303
    (made,) = (e for e in events(furnished, head) if isinstance(e, RequestApproved))
    assert made.conditions == ("phone-on", "back-early")


def test_what_belongs_to_another_answer_is_no_part_of_this_one(furnished: Service, screen: Screen) -> None:
    told = screen.becomes(CLINICIAN).sends(place(furnished, "Dara"), {**NO, "answer": "approve", "until": "never"})
    assert told.status_code == 200
    says = shown(told.text)
    assert "The room is small that day." in says
    assert "A larger room." not in says
    assert "R-RISK" not in says


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({}, "Choose an answer."),
        ({"answer": "perhaps"}, "Choose an answer."),
        ({**NO, "review_on": "soon"}, "Write a day, as 2027-01-20."),
        ({**NO, "alternative": "cake"}, "Choose what is offered instead."),
        ({**NO, "reason_code": "R-NONE"}, "Choose a reason of the list."),
        ({"answer": "defer", "reason_code": "R-TRANS", "in_words": "Later."}, "Write when it is decided"),
        ({**NO, "in_words": "x" * 4_001}, "Write at most 4000 letters."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(
    furnished: Service, screen: Screen, answer: dict[str, str], says: str
) -> None:
    path = place(furnished, "Dara")
    screen.becomes(CLINICIAN)
    head = furnished.record.head()
    told = screen.sends(path, answer)
    assert told.status_code == 422
    assert says in unescape(told.text)
    assert "There is a problem" in told.text
    assert "<title>Error: " in re.sub(r"\s+<title>", "<title>", told.text)
    if "would_change" in answer:
        assert "A larger room." in told.text, "what was written is kept"
    assert {type(e) for e in events(furnished, head)} == {PersonRead}


def test_every_rule_that_stands_against_an_answer_is_said_with_its_source_and_what_to_do(
    furnished: Service, screen: Screen
) -> None:
    path = place(furnished, "Dara")
    screen.becomes(CLINICIAN)
    bare = {"answer": "decline", "reason_code": "R-CLIN"}
    told = screen.sends(path, bare)
    assert told.status_code == 409
    says = shown(told.text)
    for rule in ("DC-09", "DC-11", "DC-13", "DC-14", "DC-15"):
        assert rule in says
    assert "Choose what the person is offered instead." in says
    assert "Provider policy, every no has an alternative" in says
    head = furnished.record.head()
    sent = {**screen.hidden(path), **bare}
    assert recorded(screen, path, sent).status_code == 409
    assert [type(e) for e in events(furnished, head) if not isinstance(e, PersonRead)] == [AttemptRefused]


def test_a_plan_that_nobody_of_the_staff_signed_is_not_approved(furnished: Service, screen: Screen) -> None:
    told = screen.becomes(CLINICIAN).sends(place(furnished, "Emlyn"), {"answer": "approve"})
    assert (told.status_code, "DC-06" in told.text) == (409, True)


def test_an_answer_is_to_what_was_looked_at(furnished: Service, screen: Screen) -> None:
    path = place(furnished, "Dara")
    screen.becomes(CLINICIAN)
    hidden, page = checked(screen, path, NO), screen.hidden(path)
    assert recorded(screen, path, hidden).status_code == 303
    head = furnished.record.head()
    for stale in (
        recorded(screen, path, {**hidden, "key": "another"}),
        screen.client.post(path, data={**page, **NO}, headers=FROM_HERE),
        recorded(screen, path, {**hidden, "key": "a third", "stands": "x"}),
    ):
        assert stale.status_code == 409
        assert "changed since you looked" in stale.text
    assert {type(e) for e in events(furnished, head)} == {PersonRead}


def test_only_whoever_is_in_charge_has_the_form(furnished: Service, screen: Screen) -> None:
    path, now = place(furnished, "Dara"), furnished.clock()
    assert "What do you answer?" in screen.becomes(CLINICIAN).gets(path).text
    assert "What do you answer?" not in screen.becomes(WARD).gets(path).text
    assert screen.sends(path, NO).status_code == 403
    other = identity.register(furnished.road, "dee.clinician", ("clinician",), now)
    covers = AssignResponsibleClinician(
        person=refs(furnished)["Dara"],
        clinician=other,
        from_on=london_day(now),
        basis="covering",
        **stores.operator(furnished),
    )
    assert furnished.road.ask(covers).refused is None
    told = shown(screen.becomes(CLINICIAN).gets(path).text)
    assert "What do you answer?" not in told
    assert "dee.clinician decides this today" in told
    refused = screen.sends(path, NO)
    assert (refused.status_code, "DC-01" in refused.text) == (409, True)


@pytest.mark.parametrize("name", ["Gethin", "Fern", "Dara"])
def test_the_involvement_lead_sees_how_it_stands_and_no_reason(furnished: Service, screen: Screen, name: str) -> None:
    path = place(furnished, name)
    own = [screen.becomes(LEAD).gets(p).text for p in ("/requests?answered=yes", "/requests.csv?answered=yes", path)]
    own += [api(screen, p, LEAD, **q).text for p, q in ((path, {}), ("/requests", {"answered": "true"}))]
    for text in own:
        assert name in text or "api" not in path
        assert not [word for word in (*REASONS, *PLANS, *GATES) if word in text]
    cares = screen.becomes(WARD).gets(path).text
    assert [word for word in PLANS if word in cares] == ([] if name == "Gethin" else [*PLANS])
    assert any(word in cares for word in REASONS) is (name != "Dara")
    assert any(word in api(screen, path, WARD).text for word in REASONS) is (name != "Dara")


def test_nothing_of_a_study_is_told_to_whoever_decides(furnished: Service, screen: Screen) -> None:
    study = furnished.keys.references("initiative", ["talk"])["talk"]
    person, to = furnished.keys.references(study, ["P002"])["P002"], refs(furnished)[NEXT]
    asks = SubmitRequest(person=person, activity=to, requester=person, history=True, **stores.operator(furnished))
    assert furnished.road.ask(asks).refused is None
    path = f"/requests/{person}/{to}"
    for who in (CLINICIAN, LEAD, WARD, "mo.mha"):
        screen.becomes(who)
        pages = [screen.gets(each).text for each in ("/requests", "/requests.csv", path)]
        assert f"/requests/{person}/" in pages[0]
        for text in [*pages, api(screen, "/requests", who).text, api(screen, path, who).text]:
            assert not [word for word in ("P002", "talk", study, "study") if word in text]


@pytest.mark.parametrize("who", ["alex.auditor", "sam.study", "robin.records", "cass.commissioner", "Dara"])
def test_others_are_shown_nothing(furnished: Service, screen: Screen, who: str) -> None:
    path = place(furnished, "Dara")
    head = furnished.record.head()
    for page in ("/requests", "/requests.csv", path):
        assert screen.becomes(who).gets(page).status_code == 403
    assert api(screen, "/requests", who).status_code == 403
    assert furnished.record.head() == head
    assert api(screen, path, who).status_code == 403


def test_a_role_that_is_held_elsewhere_reaches_nobody_here(furnished: Service, screen: Screen) -> None:
    actor = furnished.keys.references("actor", [CLINICIAN])[CLINICIAN]
    given = [e for e in furnished.record.read(person_stream(actor)) if e.event.tag == "people.role_assigned.v1"]
    told = stores.operator(furnished)
    why = Sealed(actor, STAFF, "given by mistake")
    furnished.road.ask(StrikeEntry(person=actor, entry=given[0].version, reason=why, **told))
    furnished.road.ask(AssignRole(person=actor, assigned="clinician", site="elsewhere", **told))
    assert "Nothing waits for an answer." in screen.becomes(CLINICIAN).gets("/requests").text
    path = place(furnished, "Dara")
    assert screen.gets(path).status_code == 403
    assert api(screen, "/requests", CLINICIAN).json["requests"] == []
    refused = api(screen, path, CLINICIAN)
    assert (refused.status_code, "Dara" in refused.text) == (409, False)


def test_it_is_answered_as_it_was_true_then_and_known_then(furnished: Service, screen: Screen) -> None:
    there, now = refs(furnished), furnished.clock()
    path = f"/requests/{there['Gethin']}/{there[NEXT]}"
    before = to_local(now - timedelta(days=5))
    assert api(screen, path, WARD).json["request"]["status"] == "ALTERNATIVE_OFFERED"
    then = api(screen, path, WARD, valid_at=before).json
    assert (then["request"]["status"], then["answer"], then["request"]["waits"]) == ("SUBMITTED", None, True)
    assert api(screen, path, WARD, known_at="2001-01-01").status_code == 404, "nothing was known then"
    waiting = api(screen, "/requests", WARD, valid_at=before).json["requests"]
    assert [each["person"] for each in waiting].count(there["Gethin"]) == 1
    assert api(screen, "/requests", WARD, known_at="2001-01-01").json["requests"] == []


def test_the_gate_is_told_clause_by_clause(furnished: Service, screen: Screen) -> None:
    path = place(furnished, "Dara")
    told = api(screen, path, "mo.mha").json
    assert [each["clause"] for each in told["gate"]] == [f"B{n}" for n in range(1, 14)]
    assert (told["outing"], told["gate"][0]["verdict"], told["gate"][8]["still_to_do"]) == ("O-1", "holds", True)
    page = shown(screen.becomes("mo.mha").gets(path).text)
    assert "B1 Holds" in page
    assert "B9 Still to do" in page
    assert "No outing is planned to this yet" in shown(screen.gets(place(furnished, "Emlyn")).text)


def test_there_is_no_page_of_a_request_that_there_is_not(furnished: Service, screen: Screen) -> None:
    there = refs(furnished)
    head = furnished.record.head()
    screen.becomes(CLINICIAN)
    for path in (
        f"/requests/{there['Iolo']}/{there[NEXT]}",
        "/requests/x/y",
        f"/requests/{there[TODAY]}/{there[NEXT]}",
    ):
        assert screen.gets(path).status_code == 404
    assert furnished.record.head() == head


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page": "1"}, 200),
        ({"page": "2"}, 200),
        ({"page": "0"}, 422),
        ({"page": "x"}, 422),
        ({"answered": "perhaps"}, 422),
        ({"valid_at": "soon"}, 422),
        ({"else": "x"}, 422),
    ],
)
def test_the_list_is_asked_as_it_is_described(
    furnished: Service, screen: Screen, query: dict[str, str], status: int
) -> None:
    answer = api(screen, "/requests", WARD, **query)
    assert answer.status_code == status
    if status == 200:
        assert (len(answer.json["requests"]), answer.json["whole"]) == ({"1": 4, "2": 0}[query["page"]], 4)
