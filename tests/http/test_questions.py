"""What the API answers is what the record says: at the instants asked about, and as the command line says it."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from domain.judging import RULES
from service.cli import main
from service.store.keys import data_keys
from tests.http.asking import PARTICIPANT, RECORDS, STUDY, WARD, Asking, events

STOPPED = "2011-10-25T10:00"


def said(ask: Asking, *command: str) -> Any:
    """What the command line answers."""
    run = CliRunner().invoke(main, ["--data", str(ask.service.directory), "--as", "operator", *command, "--json"])
    assert run.exit_code == 0, run.output
    return json.loads(run.output)


def of_study(ask: Asking, what: str, **query: Any) -> Any:
    """A question about the study."""
    answer = ask.get(f"/api/initiatives/{ask.initiative}/{what}", **query)
    assert answer.status_code == 200, answer.json
    return answer.json


@pytest.mark.parametrize("known", ["2011-10-25T10:30", "2011-10-25T11:30"])
@pytest.mark.parametrize("valid", ["2011-10-20T00:00", "2011-10-25T10:00", "2012-01-01T00:00"])
def test_the_register_is_the_command_line_s(ask: Asking, valid: str, known: str) -> None:
    mine = of_study(ask, "register", valid_at=valid, known_at=known)
    theirs = said(ask, "register", "--valid-at", valid, "--known-at", known)
    assert mine["active"] == theirs["active"]


def test_findings_are_the_command_line_s(ask: Asking) -> None:
    assert of_study(ask, "findings")["counts"] == said(ask, "findings")["finding_counts"] != {}


def test_findings_are_those_known_then_of_what_had_happened_then(ask: Asking) -> None:
    (found,) = of_study(ask, "findings")["findings"]
    assert found["happened_at"] == STOPPED
    assert of_study(ask, "findings", valid_at="2011-10-25T09:59")["findings"] == []
    assert of_study(ask, "findings", valid_at=STOPPED)["findings"] == [found]
    assert of_study(ask, "findings", known_at="2011-12-31")["findings"] == [], "nobody had imported anything yet"
    assert of_study(ask, "findings", kind="copy-not-given")["findings"] == []


def test_characteristics_are_suppressed_unless_asked_exactly(ask: Asking) -> None:
    assert of_study(ask, "characteristics")["numbers"]["participants"] == "*"
    assert of_study(ask, "characteristics", exact="true")["numbers"] == said(ask, "characteristics", "--exact")


def test_accesses_are_those_that_had_happened_and_were_known(ask: Asking) -> None:
    everything = of_study(ask, "accesses")["accesses"]
    assert [each["use"] for each in everything] == ["A001", "A002"]
    assert [each["use"] for each in of_study(ask, "accesses", valid_at="2011-10-20")["accesses"]] == ["A001"]
    assert len(everything) == len(said(ask, "accesses"))


def test_tasks_are_those_that_had_come_up(ask: Asking) -> None:
    assert {each["kind"] for each in of_study(ask, "tasks")["tasks"]} == {"removal"}
    assert len(of_study(ask, "tasks")["tasks"]) == len(said(ask, "tasks"))
    assert not [
        each for each in of_study(ask, "tasks", valid_at="2011-10-25T09:59")["tasks"] if each["kind"] == "removal"
    ]
    unknown = of_study(ask, "tasks", valid_at=STOPPED, known_at="2011-10-25T10:30")["tasks"]
    assert not [each for each in unknown if each["kind"] == "removal"], "the office wrote it down at 11:00"
    known = of_study(ask, "tasks", valid_at=STOPPED, known_at="2011-10-25T11:00")["tasks"]
    assert [each["person"] for each in known if each["kind"] == "removal"]


def test_a_timeline_is_what_was_known_then(ask: Asking) -> None:
    place = f"/api/people/{ask.person}/timeline"
    tags = [each["tag"] for each in ask.get(place, known_at="2011-10-25T10:30").json["timeline"]]
    assert "consent.withdrawn.v1" not in tags
    tags = [each["tag"] for each in ask.get(place, known_at="2011-10-25T11:00").json["timeline"]]
    assert "consent.withdrawn.v1" in tags
    assert "reading.person_read.v1" not in tags, "that was not known then"


def test_a_timeline_of_before_a_correction_says_nothing_of_it(ask: Asking) -> None:
    place = f"/api/people/{ask.person}/timeline"
    entry = next(each for each in ask.get(place).json["timeline"] if each["tag"] == "consent.answers_given.v1")
    version = next(each.version for each in ask.service.record.at([entry["position"]]))
    body = {"entry": version, "reason": "The paper is another person's."}
    assert ask.post(f"{ask.consent}/errors", body, RECORDS, version=ask.etag(ask.consent)).status_code == 201
    before, now = (
        next(each for each in ask.get(place, **query).json["timeline"] if each["position"] == entry["position"])
        for query in ({"known_at": "2020-01-01"}, {})
    )
    assert (before["corrected"], "no longer counts" in before["says"]) == (False, False)
    assert (now["corrected"], "no longer counts" in now["says"]) == (True, True)


def test_settings_are_those_that_held_then(ask: Asking) -> None:
    before = ask.get("/api/settings").json
    body = {"setting": "late_hours", "value": 48, "why": "The wards asked for it."}
    assert ask.post("/api/settings", body, RECORDS, version=ask.etag("/api/settings")).status_code == 201
    value = {each["setting"]: each["value"] for each in ask.get("/api/settings").json["settings"]}
    then = ask.get("/api/settings", valid_at=before["valid_at"], known_at=before["known_at"]).json
    assert value["late_hours"] == 48
    assert then["settings"] == before["settings"]
    assert ask.get("/api/settings").json["settings"][1]["by"] == RECORDS


def test_the_rule_book_is_whole_and_dated(ask: Asking) -> None:
    assert [each["id"] for each in ask.get("/api/rulebook").json["rules"]] == list(RULES)
    assert len(ask.get("/api/rulebook", valid_at="1900-01-01").json["rules"]) <= len(RULES)


def test_a_finding_is_explained_by_the_events_that_prove_it(ask: Asking) -> None:
    place = f"/api/findings/{ask.person}/{ask.initiative}"
    which = {"finding": "removal-inside-window", "key": f"@{STOPPED}"}
    answer = ask.get(place, **which)
    assert answer.json["stands"]
    assert [each["id"] for each in answer.json["rules"]] == ["WD-02"]
    assert "consent.withdrawn.v1" in [each["tag"] for each in answer.json["evidence"]]
    body = {**which, "assessed": "deviation"}
    done = ask.post(f"{place}/assessments", body, RECORDS, version=answer.headers["ETag"])
    assert done.status_code == 201, done.json
    assert ask.get(place, **which).json["life"] == "deviation"
    assert ask.get(place, finding="removal-inside-window", key="@2012").status_code == 404


def test_a_finding_is_explained_as_the_command_line_explains_it(ask: Asking) -> None:
    (theirs,) = said(ask, "findings", "--explain", f"{PARTICIPANT}@{STOPPED}")
    place = f"/api/findings/{ask.person}/{ask.initiative}"
    mine = ask.get(place, finding="removal-inside-window", key=f"@{STOPPED}").json
    assert {**mine, "person": PARTICIPANT, "key": theirs["key"]} == {**mine, **theirs}
    assert (mine["person"], mine["key"]) == (ask.person, f"@{STOPPED}")
    assert mine["rules"][0]["compared"]


def test_who_is_registered_gets_a_reference_and_is_registered_once(ask: Asking) -> None:
    body = {"kind": "service_user", "initiative": ask.initiative, "office_id": "P777", "site": "S1"}
    made = ask.post("/api/people", body, STUDY, key="new")
    again = ask.post("/api/people", body, STUDY, key="new")
    assert made.status_code == 201, made.json
    assert again.json == {**made.json, "repeated": True}
    assert ask.get(f"/api/people/{made.json['created']}").json["called"] == "P777"
    head, keys = events(ask.service), number_of_keys(ask)
    twice = ask.post("/api/people", body, STUDY)
    assert twice.status_code == 409
    assert number_of_keys(ask) == keys, "a key that nothing is sealed under"
    assert events(ask.service) == head + 1, "that it was refused"


def number_of_keys(ask: Asking) -> int:
    """How many data keys there are."""
    with ask.service.keys.store.engine.connect() as db:
        return int(db.execute(sa.select(sa.func.count()).select_from(data_keys)).scalar_one())


def test_an_initiative_is_registered_and_found(ask: Asking) -> None:
    made = ask.post("/api/initiatives", {"kind": "forum", "name": "Garden forum"}, STUDY)
    found = ask.get(f"/api/initiatives/{made.json['created']}")
    assert (found.json["name"], found.headers["ETag"]) == ("Garden forum", made.headers["ETag"])


def test_what_was_not_somebody_s_is_said_by_who_keeps_records(ask: Asking) -> None:
    signing = next(
        each for each in ask.get(f"/api/people/{ask.person}/timeline").json["timeline"] if "consent." in each["tag"]
    )
    version = next(e.version for e in ask.service.record.at([signing["position"]]))
    place = f"{ask.consent}/errors"
    body = {"entry": version, "reason": "The paper is another person's."}
    assert ask.post(place, body, STUDY, version=ask.etag(ask.consent)).status_code == 403
    answer = ask.post(place, body, RECORDS, version=ask.etag(ask.consent))
    assert answer.status_code == 201, answer.json


def test_a_person_says_stop_and_sees_it(ask: Asking) -> None:
    other = f"/api/consents/{ask.other}/{ask.initiative}"
    assert [each for each in ask.get(other).json["items"] if each["active"] and each["item"] == "C03"]
    assert ask.post(f"{other}/withdrawal", {"level": "W6"}, "P001").status_code == 201
    assert not [each for each in ask.get(other, "P001").json["items"] if each["active"] and each["item"][0] == "C"]
    told = ask.get(f"/api/people/{ask.other}/timeline", "P001").json["timeline"]
    assert "consent.withdrawn.v1" in [each["tag"] for each in told]


def test_commands_say_where_they_are_asked_and_what_with(ask: Asking) -> None:
    found = {each["tag"]: each for each in ask.get("/api/commands", PARTICIPANT).json["commands"]}
    assert found["consent.withdraw"]["place"] == "/api/consents/{person}/{initiative}/withdrawal"
    assert "W6" in next(each["one_of"] for each in found["consent.withdraw"]["takes"] if each["name"] == "level")


def test_a_time_with_an_offset_tells_the_second_of_two_hours(ask: Asking) -> None:
    once, twice = ("2011-10-30T01:30:00+01:00", "2011-10-30T01:30:00+00:00")
    positions = [ask.post(f"{ask.consent}/pause", {"occurred_at": at}, WARD).json["position"] for at in (once, twice)]
    first, second = (each.occurred_at for each in ask.service.record.at(positions))
    assert (second - first).total_seconds() == 3_600
