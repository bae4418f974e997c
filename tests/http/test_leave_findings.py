"""Findings about leave at both doors: told to those who look after its papers, to nobody who answers for research."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from domain.access import PersonRead
from domain.leave import ReleaseEpisode
from service.cli import main
from tests.http.asking import AUDITOR, STUDY, WARD, Asking
from tests.stores import operator

OFFICE = "mo.mha"
KIND = "departure-told-as-history"


@pytest.fixture
def went(ask: Asking) -> Asking:
    """Somebody is told to have gone out, afterwards."""
    told = {**operator(ask.service), "history": True}
    assert ask.service.road.ask(ReleaseEpisode(person=ask.person, episode="O-1", **told)).refused is None
    return ask


def said(ask: Asking, *command: str, who: str = OFFICE) -> Any:
    """What the command line answers."""
    return CliRunner().invoke(main, ["--data", str(ask.service.directory), "--as", who, "leave-findings", *command])


def test_those_who_look_after_the_papers_are_told_and_nobody_of_research(went: Asking) -> None:
    answer = went.get("/api/leave/findings", OFFICE)
    kinds = {each["kind"]: each for each in answer.json["findings"]}
    assert kinds[KIND]["rules"] == ["LE-10"]
    assert answer.json["counts"] == dict.fromkeys(kinds, 1)
    assert (kinds[KIND]["person"], kinds[KIND]["about"]) == (went.person, went.person)
    for other in (AUDITOR, STUDY, WARD, "pat.privacy", "robin.records", "cyd.clinician"):
        assert went.get("/api/leave/findings", other).status_code == 403
    assert went.get(f"/api/initiatives/{went.initiative}/findings", OFFICE).status_code == 403


def test_one_is_explained_once_the_reading_is_on_the_record(went: Asking) -> None:
    place, which = f"/api/leave/findings/{went.person}", {"about": went.person, "finding": KIND, "key": "@O-1"}
    answer = went.get(place, OFFICE, **which)
    assert [(each["id"], bool(each["citation"])) for each in answer.json["rules"]] == [("LE-10", True)]
    assert [each["tag"] for each in answer.json["evidence"]] == ["leave.episode_released.v1"]
    read = went.service.record.at([went.service.record.head()])[0].event
    assert isinstance(read, PersonRead)
    assert "leave" not in read.what, "nor does that say on which side of the wall"
    assert went.get(place, OFFICE, **{**which, "key": "@O-9"}).status_code == 404
    assert went.get(place, AUDITOR, **which).status_code == 403


def test_findings_are_asked_as_of_two_instants_and_by_kind(went: Asking) -> None:
    assert went.get("/api/leave/findings", OFFICE, kind="decided-too-late").json["findings"] == []
    assert went.get("/api/leave/findings", OFFICE, known_at="2011-12-31").json["findings"] == []
    assert went.get("/api/leave/findings", OFFICE, valid_at="2011-12-31").json["findings"] == []


def test_the_command_line_says_the_same_to_the_same(went: Asking) -> None:
    mine = went.get("/api/leave/findings", OFFICE).json["findings"]
    theirs = json.loads(said(went, "--json").output)
    assert [(each["kind"], each["key"]) for each in theirs] == [(e["kind"], f"{e['person']}{e['key']}") for e in mine]
    key = f"{went.person}@O-1"
    explained = said(went, "--explain", key, "--json")
    assert KIND in {each["finding"] for each in json.loads(explained.output)}
    assert "LE-10" in said(went, "--explain", key).output
    assert said(went, "--csv").output.startswith("kind,key,rules")
    assert said(went, "--explain", "nobody@O-1").exit_code == 9
    refused = said(went, who=AUDITOR)
    assert (refused.exit_code, KIND in refused.output) == (7, False)


def test_where_nothing_is_found_that_is_said(ask: Asking) -> None:
    assert "No findings" in said(ask).output


def test_a_study_s_own_ids_are_in_no_answer(went: Asking) -> None:
    """Whose office calls somebody P002 says that they take part in a study."""
    which = {"about": went.person, "finding": KIND, "key": "@O-1"}
    answers = [
        went.get("/api/leave/findings", OFFICE).text,
        went.get(f"/api/leave/findings/{went.person}", OFFICE, **which).text,
    ]
    printed = said(went, "--explain", f"{went.person}@O-1").output
    assert not [each for each in (*answers, printed) if "P002" in each or went.initiative in each]
