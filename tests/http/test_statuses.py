"""Every status of the API, and what its problem says."""

import logging
from typing import Any

import pytest
from flask import Flask

from domain.judging import RULES
from service.errors import ByleaveError, StorageFault
from service.http.problems import MEDIA_TYPE, status_of
from tests.http.asking import AUDITOR, OTHER, PARTICIPANT, RECORDS, STUDY, Asking, events

NAME = "Zaphod Q. Privatius"


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem of an answer, which is one."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == MEDIA_TYPE
    said: dict[str, Any] = answer.json
    assert said["status"] == status
    assert said["type"].startswith("urn:byleave:problem:")
    assert said["title"]
    return said


def test_200_says_where_it_stands(ask: Asking) -> None:
    answer = ask.get(ask.consent, valid_at="2011-10-20", known_at="2011-10-26T10:00:00+01:00")
    assert answer.status_code == 200
    assert answer.json["position"] == events(ask.service)
    assert (answer.json["valid_at"], answer.json["known_at"]) == ("2011-10-20T00:00", "2011-10-26T10:00")
    assert {each["item"] for each in answer.json["items"] if each["active"]} >= {"C02", "C05"}
    later = ask.get(ask.consent, valid_at="2011-10-26", known_at="2011-10-26").json["items"]
    assert not [each for each in later if each["active"] and each["item"].startswith("C")]


def test_201_says_what_was_recorded_and_where_it_stands_now(ask: Asking) -> None:
    place = f"/api/people/{ask.person}/interests"
    body = {"with_whom": ask.taker, "interest": "relative"}
    answer = ask.post(place, body, version=ask.etag(f"/api/people/{ask.person}"))
    assert answer.status_code == 201, answer.json
    assert [each["tag"] for each in answer.json["recorded"]] == ["people.interest_declared.v1"]
    assert answer.headers["ETag"] == ask.etag(f"/api/people/{ask.person}")
    assert answer.json["repeated"] is False


@pytest.mark.parametrize("sent", [b"{", b"\xff", b'{"a": NaN}', b"[" * 5_000, b'{"level": "\\ud800"}'])
def test_400_for_what_is_no_json(ask: Asking, sent: bytes) -> None:
    how = {"version": ask.etag(ask.consent), "content_type": "application/json"}
    problem(ask.post(f"{ask.consent}/resumption", who=STUDY, data=sent, **how), 400)


def test_400_for_a_version_that_is_none_of_ours(ask: Asking) -> None:
    problem(ask.post(f"{ask.consent}/resumption", who=STUDY, version="W/abc"), 400)


@pytest.mark.parametrize("who", [None, "nobody", "Robin.Records"])
def test_401_where_nobody_asks(ask: Asking, who: str | None) -> None:
    said = problem(ask.get("/api/initiatives", who), 401)
    assert "persona" in said["remedy"]


def test_403_for_somebody_else_s_record(ask: Asking) -> None:
    head = events(ask.service)
    problem(ask.get(f"/api/people/{ask.other}/timeline", PARTICIPANT), 403)
    problem(ask.post(f"{ask.consent}/withdrawal", who=OTHER), 403)
    assert ask.get(f"/api/people/{ask.person}/timeline", PARTICIPANT).status_code == 200
    assert events(ask.service) == head + 1, "one reading, and nothing else"


@pytest.mark.parametrize("place", ["nothing", "people/zz/timeline", f"people/{'0' * 32}/timeline", "initiatives/1"])
def test_404_for_whom_there_is_not(ask: Asking, place: str) -> None:
    head = events(ask.service)
    problem(ask.get(f"/api/{place}"), 404)
    assert events(ask.service) == head


def test_405_names_what_may_be_done(ask: Asking) -> None:
    answer = ask.client.delete(ask.consent)
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_409_names_every_broken_rule_with_its_source_and_what_next(ask: Asking) -> None:
    body = {"version": "1.0", "taker": ask.nurse, "answers": {"C01": True}, "copy_given": "yes"}
    answer = ask.post(f"{ask.consent}/answers", body, version=ask.etag(ask.consent))
    said = problem(answer, 409)
    assert len(said["broken"]) + len(said["unjudged"]) > 1
    for each in (*said["broken"], *said["unjudged"]):
        meant = RULES[each["id"]]
        assert each == {"id": meant.id, "says": meant.says, "citation": str(meant.cite), "remedy": meant.remedy}


def test_409_for_a_time_that_has_not_come(ask: Asking) -> None:
    body = {"occurred_at": "2150-01-01T10:00"}
    problem(ask.post(f"{ask.consent}/resumption", body, STUDY, version=ask.etag(ask.consent)), 409)


def test_410_for_what_was_erased(ask: Asking) -> None:
    ask.service.keys.destroy(ask.person, "identity")
    answer = ask.post(f"/api/people/{ask.person}/name", {"name": NAME}, version=ask.etag(f"/api/people/{ask.person}"))
    problem(answer, 410)


def test_413_for_too_long_a_body(ask: Asking) -> None:
    how = {"version": ask.etag(ask.consent), "content_type": "application/json"}
    problem(ask.post(f"{ask.consent}/resumption", who=STUDY, data=b" " * 300_000, **how), 413)


def test_415_for_another_kind_of_body(ask: Asking) -> None:
    how = {"version": ask.etag(ask.consent), "content_type": "text/plain"}
    problem(ask.post(f"{ask.consent}/resumption", who=STUDY, data=b"level=W1", **how), 415)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": "W9"}, "level"),
        ({"level": NAME}, "level"),
        ({"level": 1}, "level"),
        ({"items": ["C77"]}, "items"),
        ({"items": "C01"}, "items"),
        ({"occurred_at": NAME}, "occurred_at"),
        ({"occurred_at": "2012-02-30T10:00"}, "occurred_at"),
        ({"occurred_at": "2012-03-25T01:30"}, "occurred_at"),
        ({"late_reason": ""}, "late_reason"),
        ({NAME: NAME}, "other"),
        ([NAME], "other"),
    ],
)
def test_422_says_field_by_field_what_is_wrong_and_repeats_nothing(ask: Asking, body: Any, field: str) -> None:
    version = ask.etag(ask.consent)
    head = events(ask.service)
    said = {"entry": 1, "level": "W1", **body} if isinstance(body, dict) else body
    answer = ask.post(f"{ask.consent}/clarifications", said, STUDY, version=version)
    assert set(problem(answer, 422)["fields"]) == {field}
    assert NAME not in answer.get_data(as_text=True)
    assert events(ask.service) == head


@pytest.mark.parametrize("query", [{"valid_at": NAME}, {"known_at": "2012-02-30"}, {NAME: "1"}, {"valid_at": ""}])
def test_422_for_a_question_s_instants_before_anything_is_read(ask: Asking, query: dict[str, str]) -> None:
    head = events(ask.service)
    answer = ask.get(f"/api/people/{ask.person}/timeline", **query)
    problem(answer, 422)
    assert NAME not in answer.get_data(as_text=True)
    assert events(ask.service) == head


@pytest.mark.parametrize(("raised", "status"), [(StorageFault, 503), (RuntimeError, 500)])
def test_a_fault_says_nothing_of_what_was_asked(
    ask: Asking, monkeypatch: pytest.MonkeyPatch, raised: type[Exception], status: int, caplog: Any
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise raised("The disk is full.", "Free space.") if issubclass(raised, ByleaveError) else raised(NAME)

    monkeypatch.setattr(type(ask.service.road), "ask", fail)
    with caplog.at_level(logging.DEBUG):
        answer = ask.post(f"{ask.consent}/withdrawal", {"expressed_to": NAME})
    problem(answer, status)
    assert NAME not in answer.get_data(as_text=True)
    assert NAME not in caplog.text


def test_every_error_of_ours_has_a_status_of_its_own(app: Flask) -> None:
    kinds, left = [], [ByleaveError]
    while left:
        kind = left.pop()
        kinds.append(kind)
        left.extend(kind.__subclasses__())
    outside = {"ByleaveError", "Refusal", "Invalid", "BadScenario", "Refused"}
    unanswered = {
        each.__name__
        for each in kinds
        if each.__module__.startswith("service.") and status_of(each.__new__(each)) is None
    }
    assert unanswered <= outside


def test_nothing_personal_is_logged_or_said_in_any_of_it(ask: Asking, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        place = f"/api/people/{ask.person}/name"
        version = ask.etag(f"/api/people/{ask.person}")
        answers = [
            ask.post(place, {"name": NAME}, version=version),
            ask.post(place, {"name": NAME}, version=version),
            ask.post(place, {"name": NAME}, STUDY, version=version),
            ask.post(place, {"name": NAME}),
            ask.post("/api/people", {"kind": "staff", "initiative": ask.initiative, "office_id": NAME}, RECORDS),
            ask.post("/api/actors", {"name": NAME}, RECORDS),
        ]
    assert [each.status_code for each in answers] == [201, 412, 403, 428, 201, 201]
    assert all(NAME not in each.get_data(as_text=True) for each in answers)
    assert NAME not in caplog.text


def test_a_timeline_opens_names_for_who_may_read_it(ask: Asking) -> None:
    answer = ask.get(f"/api/people/{ask.person}/timeline", AUDITOR)
    assert "R1" not in answer.json["timeline"][-1]["says"]
    assert AUDITOR in answer.json["timeline"][-1]["says"], "the reading itself is the last thing that happened"
