"""Who goes out, asked over the API: at both clocks, part by part, as somebody of a role may know it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from domain.access import PersonRead
from service.http.api.questions import outings as boards
from service.http.callers import HEADER, Caller, demo
from service.http.door import Door
from tests.days import THURSDAY, ForumDay, clock_at, played

NURSE, LEAD = "wren.ward", "ira.involvement"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForumDay]:
    with played(tmp_path_factory.mktemp("asked") / "data") as whole:
        yield whole


class Api:
    """The API of the forum's day, seen from its evening."""

    def __init__(self, app: Flask, day: ForumDay) -> None:
        self.day = day
        personas = demo(day.service)
        personas["P-01"] = Caller(day.refs["P-01"], "participant", "P-01")
        app.extensions["byleave"] = Door(day.service, personas, day.clock)
        self.client = app.test_client()

    def get(self, path: str, who: str = NURSE, **query: str):  # type: ignore[no-untyped-def] # what flask answers
        return self.client.get(f"/api{path}", headers={HEADER: who}, query_string=query or None)


@pytest.fixture
def api(any_app: Flask, day: ForumDay) -> Api:
    day.clock.at = clock_at("23:59")
    return Api(any_app, day)


@pytest.mark.parametrize(
    ("valid", "known", "out"),
    [
        ("11:05", "23:00", {"P-01", "P-02"}),
        ("14:10", "14:10", {"P-01", "P-02", "P-06"}),
        ("17:30", "17:30", {"P-02"}),
        ("17:10", "17:00", {"P-02", "P-06"}),
        ("14:10", "11:02", {"P-01"}),
    ],
)
def test_who_was_out_is_asked_at_both_clocks(api: Api, valid: str, known: str, out: set[str]) -> None:
    before = api.day.service.record.head()
    answer = api.get("/out", valid_at=f"{THURSDAY}T{valid}", known_at=f"{THURSDAY}T{known}")
    assert answer.status_code == 200, answer.json
    assert {each["person"] for each in answer.json["outings"]} == {api.day.refs[name] for name in out}
    made = [each.recorded.event for each in api.day.service.record.made(before, 20)]
    assert {e.person for e in made if isinstance(e, PersonRead)} == {api.day.refs[name] for name in out}


def test_a_day_s_outings_say_which_clauses_do_not_hold_yet(api: Api) -> None:
    at = {"valid_at": f"{THURSDAY}T09:00", "known_at": f"{THURSDAY}T09:00"}
    told = {each["person"]: each for each in api.get("/outings", **at).json["outings"]}
    assert told[api.day.refs["P-05"]]["against"] == ["B5", "B6", "B8", "B9", "B12"]
    assert told[api.day.refs["P-01"]]["against"] == ["B6", "B8", "B9", "B12"]
    assert [e["departs_at"] for e in told.values()][-1] == f"{THURSDAY}T13:30"
    assert api.get("/outings", **at, site="derwent-lodge").json["outings"] == [told[api.day.refs["P-06"]]]
    assert api.get("/outings", day="2027-01-15").json["outings"] == []
    assert api.get("/outings", day="tomorrow").status_code == 422


def test_a_long_board_comes_in_parts(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "PART", 4)
    parts = [api.get("/outings", day=THURSDAY, part=str(number)).json for number in (1, 2, 3)]
    assert [len(each["outings"]) for each in parts] == [4, 2, 0]
    assert {each["parts"] for each in parts} == {2}


def test_one_outing_says_each_clause_and_has_the_version_that_a_command_names(api: Api) -> None:
    place = f"/leave/{api.day.refs['P-05']}/outing"
    at = {"valid_at": f"{THURSDAY}T09:00", "known_at": f"{THURSDAY}T09:00"}
    answer = api.get(place, episode="O-1", **at)
    verdicts = {each["clause"]: each["verdict"] for each in answer.json["gate"]}
    assert len(verdicts) == 13
    assert verdicts["B5"] == "against"
    assert all(each["evidence"] for each in answer.json["gate"] if each["clause"] in ("B1", "B2", "B3", "B5"))
    version = api.get(f"/leave/{api.day.refs['P-05']}/version")
    assert version.headers["ETag"] == answer.headers["ETag"]
    assert api.get(place, episode="O-9").status_code == 404


def test_whoever_runs_involvement_is_told_who_comes_and_no_more(api: Api) -> None:
    answer = api.get("/outings", LEAD, day=THURSDAY)
    assert {each["comes"] for each in answer.json["outings"]} == {"back", "not coming"}
    for each in answer.json["outings"]:
        assert set(each) == {"person", "episode", "departs_at", "returns_at", "activity", "comes"}
    person = api.day.refs["P-04"]
    for place in (
        "/out",
        f"/leave/{person}/outing?episode=O-1",
        f"/leave/{person}/outings",
        f"/leave/{person}/version",
    ):
        assert api.get(place, LEAD).status_code == 403


def test_a_person_asks_of_their_own_outings_alone(api: Api) -> None:
    mine, other = (api.get(f"/leave/{api.day.refs[name]}/outings", "P-01") for name in ("P-01", "P-02"))
    assert [(each["episode"], each["state"]) for each in mine.json["outings"]] == [("O-1", "RETURNED")]
    assert not {"against", "warned", "site"} & set(mine.json["outings"][0])
    assert other.status_code == 403
    assert api.get("/outings", "P-01").status_code == 403


@pytest.mark.parametrize("who", ["alex.auditor", "sam.study", "robin.records", "pat.privacy", "cass.commissioner"])
def test_who_answers_for_research_or_pays_is_told_nothing_of_leave(api: Api, who: str) -> None:
    person = api.day.refs["P-01"]
    for place in ("/outings", "/out", f"/leave/{person}/outing?episode=O-1", f"/leave/{person}/outings"):
        assert api.get(place, who).status_code == 403


def test_nothing_of_a_study_is_in_any_answer(api: Api) -> None:
    forum = api.day.refs["FORUM"]
    for place in ("/outings", "/out", f"/leave/{api.day.refs['P-05']}/outing?episode=O-1"):
        said = api.get(place).text
        assert forum not in said
        assert "initiative" not in said
