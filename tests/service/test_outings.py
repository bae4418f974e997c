"""What the boards of a forum's day say, hour by hour and as known at another; and to whom they say nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from domain.access import PersonRead, ReadPerson
from domain.kernel.sealed import CARE, Sealed
from domain.leave import AWAY, MoveEpisode, RecordReturn
from domain.people import AssignRole
from projections import access_log, timeline
from service import identity, outings
from service import outing_words as words
from service.errors import NotFound
from service.outings import Comes, Looker, When
from tests import stores
from tests.days import THURSDAY, ForumDay, clock_at, played

DAY: Final = date.fromisoformat(THURSDAY)
PEOPLE: Final = tuple(f"P-0{number}" for number in range(1, 7))
EARLY: Final = "still to do: B6 B8 B9 B12"
NO_STAFF, NO_ANSWER = "no escort, or too few staff", "no consent of the Secretary of State yet"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForumDay]:
    with played(tmp_path_factory.mktemp("forum") / "data") as whole:
        yield whole


def board(day: ForumDay, who: str, when: When, site: str | None = None) -> dict[str, dict[str, str]]:
    """Today's outings as somebody is shown them, by the person's name."""
    listed = outings.releases(day.service, day.looker(who), DAY, site, when)
    listed = outings.gated(listed, day.looker(who))
    names, role = words.called(day.service, listed), day.roles[who]
    rows = [dict(zip(words.columns(role), words.release_row(e, names, role), strict=True)) for e in listed]
    return {row["who"]: row for row in rows}


def out(day: ForumDay, when: When, who: str = "NIC") -> dict[str, str]:
    """Who is out, and for how long they have been due back."""
    listed = outings.out_now(day.service, day.looker(who), None, when)
    names = words.called(day.service, listed)
    return {names[each.person]: words.span(each.overdue) for each in listed}


BOARDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "09:00": (
        ("planned", EARLY),
        ("planned", EARLY),
        ("planned", EARLY),
        ("planned", EARLY),
        ("planned", f"no: B5; {EARLY}"),
        ("planned", EARLY),
    ),
    "10:50": (
        ("checked", "all holds"),
        ("checked", "all holds"),
        ("checked", "all holds"),
        (f"not let out: {NO_STAFF}", ""),
        (f"not let out: {NO_ANSWER}", ""),
        ("planned", EARLY),
    ),
    "10:59": (
        ("checked", "all holds"),
        ("checked", "all holds"),
        ("checked", "still to do: B9"),
        (f"not let out: {NO_STAFF}", ""),
        (f"not let out: {NO_ANSWER}", ""),
        ("planned", EARLY),
    ),
    "11:05": (
        ("out", ""),
        ("out", ""),
        ("cancelled: the person did not want to go", ""),
        (f"not let out: {NO_STAFF}", ""),
        (f"not let out: {NO_ANSWER}", ""),
        ("planned", EARLY),
    ),
    "17:30": (
        ("back", ""),
        ("out", ""),
        ("cancelled: the person did not want to go", ""),
        (f"not let out: {NO_STAFF}", ""),
        (f"not let out: {NO_ANSWER}", ""),
        ("back", ""),
    ),
}


@pytest.mark.parametrize("hour", BOARDS)
def test_the_board_says_how_each_outing_stands(day: ForumDay, hour: str) -> None:
    told = board(day, "NIC", day.when(hour))
    assert {name: (told[name]["stands"], told[name]["gate"]) for name in told} == dict(
        zip(PEOPLE, BOARDS[hour], strict=True)
    )
    assert told["P-01"]["with whom"] == "E-6"
    assert (told["P-01"]["goes"], told["P-06"]["goes"]) == (f"{THURSDAY} 11:00", f"{THURSDAY} 13:30")


OUT: Final = (
    ("11:00", "11:00", {}),
    ("11:02", "11:02", {"P-01": ""}),
    ("11:05", "11:05", {"P-01": "", "P-02": ""}),
    ("14:10", "14:10", {"P-01": "", "P-02": "", "P-06": ""}),
    ("16:41", "16:41", {"P-02": "", "P-06": ""}),
    ("17:00", "17:00", {"P-02": "", "P-06": ""}),
    ("17:30", "17:30", {"P-02": "30 min"}),
    ("17:51", "17:51", {}),
    ("17:49", "23:00", {"P-02": "49 min"}),
    ("17:10", "17:00", {"P-02": "10 min", "P-06": ""}),
    ("18:10", "17:00", {"P-02": "1 h 10 min", "P-06": "55 min"}),
    ("14:10", "11:02", {"P-01": ""}),
)


@pytest.mark.parametrize(("valid", "known", "who"), OUT, ids=[f"{v} known {k}" for v, k, _ in OUT])
def test_who_is_out_at_one_time_as_known_at_another(day: ForumDay, valid: str, known: str, who: dict[str, str]) -> None:
    assert out(day, day.when(valid, known)) == who


def test_what_the_view_finds_is_what_the_record_says_of_everybody(day: ForumDay) -> None:
    """Whoever is out by the folded record is found, whenever it is asked and as known whenever."""
    hours = ("10:00", "11:02", "13:40", "16:41", "16:50", "17:12", "17:20", "17:50", "18:30")
    for valid, known in product(hours, hours):
        when = day.when(valid, known)
        by_hand = set()
        for name in PEOPLE:
            leave = day.service.road.going(day.refs[name]).leave
            by_hand |= {name for each in leave.episodes(when.valid, when.known) if each.state in AWAY}
        assert set(out(day, when)) == by_hand, (valid, known)


@pytest.mark.parametrize("hour", BOARDS)
def test_the_involvement_lead_sees_who_can_come_and_no_reason(day: ForumDay, hour: str) -> None:
    told = board(day, "I", day.when(hour))
    assert set(told) == set(PEOPLE)
    for row in told.values():
        assert tuple(row) == words.COMING
        assert row["comes"] in {each.value for each in Comes}
        for kept in (NO_STAFF, NO_ANSWER, "E-", "B5", "want"):
            assert kept not in str(row)


def test_whether_somebody_comes_is_said_alike_of_whoever_does_not(day: ForumDay) -> None:
    comes = {name: row["comes"] for name, row in board(day, "I", day.when("17:30")).items()}
    assert comes == {
        **dict.fromkeys(("P-01", "P-06"), "back"),
        **dict.fromkeys(("P-03", "P-04", "P-05"), "not coming"),
        "P-02": "on the way",
    }


@pytest.mark.parametrize(
    ("site", "who"), [(None, PEOPLE), ("aire-ridge", PEOPLE[:5]), ("derwent-lodge", PEOPLE[5:]), ("wharfe", ())]
)
def test_a_board_is_of_one_site_or_of_every(day: ForumDay, site: str | None, who: tuple[str, ...]) -> None:
    assert set(board(day, "N", day.when("09:00"), site)) == set(who)


def test_whoever_holds_their_role_at_a_site_sees_that_site(day: ForumDay) -> None:
    told = stores.operator(day.service)
    new = identity.register(day.service.road, "ned.nurse", (), day.clock.at)
    day.service.road.ask(AssignRole(person=new, assigned="ward", site="derwent-lodge", **told))
    ned = Looker(new, "ward")
    assert outings.sites(day.service, ned, day.clock.at) == ("derwent-lodge",)
    assert outings.sites(day.service, day.looker("N"), day.clock.at) is None
    seen = outings.releases(day.service, ned, DAY, None, day.when("09:00"))
    assert [each.person for each in seen] == [day.refs["P-06"]]


@pytest.mark.parametrize("day_asked", [date.min, date.max])
def test_no_outing_is_of_a_day_that_no_clock_knows(day: ForumDay, day_asked: date) -> None:
    assert not outings.releases(day.service, day.looker("N"), day_asked, None, day.when("09:00"))


@pytest.mark.parametrize("days", [-1, 1])
def test_another_day_has_other_outings(day: ForumDay, days: int) -> None:
    assert not outings.releases(day.service, day.looker("N"), DAY + timedelta(days=days), None, day.when("09:00"))


def test_one_outing_says_each_clause_and_what_it_rests_on(day: ForumDay) -> None:
    each = outings.one(day.service, day.refs["P-05"], "O-1", day.when("09:00"), day.refs["NIC"])
    proof = words.evidence(day.service, each.gate)
    told = {clause.letter: words.clause_row(clause, proof) for clause in each.gate}
    assert [letter for letter, row in told.items() if row[1] == "stands against it"] == ["B5"]
    assert "2027-01-04 14:05 The application to the Ministry of Justice (M-1) was sent." in told["B5"][2]
    assert told["B5"][3].startswith("Ask the Mental Health Act office")
    assert told["B2"][2].endswith("2027-01-07 11:04 DR-A signed leave A-1.")
    assert told["B2"][3] == ""
    assert told["B8"][1] == "still to do"


def test_whoever_asked_for_it_is_told_that_another_lets_the_person_out(day: ForumDay) -> None:
    person, when = day.refs["P-01"], day.when("10:50")
    against = {
        name: [c.letter for c in outings.one(day.service, person, "O-1", when, day.refs[name]).against]
        for name in ("NIC", "DR-A")
    }
    assert against == {"NIC": [], "DR-A": ["B13"]}


def test_what_to_do_if_something_goes_wrong_is_opened(day: ForumDay) -> None:
    each = outings.one(day.service, day.refs["P-02"], "O-1", day.when("17:30"))
    assert words.contingency(day.service, each) == words.Contingency(
        "If it is too much we come home early.", "01632 960002"
    )


def test_an_outing_that_there_is_not_is_not_found(day: ForumDay) -> None:
    for code, hour in (("O-9", "17:30"), ("", "17:30")):
        with pytest.raises(NotFound):
            outings.one(day.service, day.refs["P-01"], code, day.when(hour))


@pytest.fixture
def later(tmp_path: Path) -> Iterator[ForumDay]:
    with played(tmp_path / "data", "18:00") as whole:
        yield whole


def history(day: ForumDay, occurred: str, **more: Any) -> dict[str, Any]:
    """What those who keep the record tell of an hour of the day."""
    told = {**stores.operator(day.service), "history": True, "occurred_at": clock_at(occurred)}
    return {**told, **more}


def back(day: ForumDay, name: str) -> int:
    """The version of the entry that says that somebody is back."""
    told = day.service.road.going(day.refs[name]).leave.episode("O-1", day.clock.at)
    assert told is not None
    return next(each.version for each in told.told if type(each.event).__name__ == "EpisodeReturned")


@pytest.mark.parametrize(("really", "valid", "before", "after"), [("17:05", "17:08", 1, 0), ("17:20", "17:15", 0, 1)])
def test_a_return_that_is_corrected_is_known_as_it_was_until_then(
    later: ForumDay, really: str, valid: str, before: int, after: int
) -> None:
    person = later.refs["P-06"]
    later.clock.at = clock_at("18:30")
    why = {"corrects": back(later, "P-06"), "reason": Sealed(person, CARE, "The book at the door says otherwise.")}
    told = RecordReturn(person=person, episode="O-1", **history(later, really, **why))
    assert later.service.road.ask(told).refused is None
    later.clock.at = clock_at("19:00")
    seen = ["P-06" in out(later, later.when(valid, known)) for known in ("18:00", "18:45")]
    assert seen == [bool(before), bool(after)]


def test_who_answers_for_research_is_not_told_who_looked_at_outings(later: ForumDay) -> None:
    person, nurse = later.refs["P-01"], later.looker("N")
    for what in (outings.RELEASES, outings.OUT, outings.ONE, outings.MINE, "timeline"):
        look = ReadPerson(person=person, what=what, actor=nurse.ref, role=nurse.role, at=later.clock.at)
        assert later.service.road.ask(look).refused is None
    seen = {}
    for role in ("auditor", "study_team", "privacy", "participant"):
        with later.service.views.read("timeline", "access_log") as view:
            lines = timeline.of_person(view.db, person, role)
            looks = access_log.of_person(view.db, person, role)
        seen[role] = [line.fields["what"] for line in lines if line.tag == PersonRead.tag]
        assert [each.asset for each in looks] == seen[role]
    assert seen["auditor"] == seen["study_team"] == ["timeline"]
    assert seen["privacy"] == seen["participant"]
    assert len(seen["privacy"]) == 5


def test_an_outing_that_was_moved_is_on_the_board_of_its_new_day_alone(later: ForumDay) -> None:
    hall = {"person": later.refs["P-05"], "destination": "community-hall", "area": "wakefield"}
    friday = {"departs_at": clock_at("11:00") + timedelta(days=1), "returns_at": clock_at("17:00") + timedelta(days=1)}
    move = MoveEpisode(episode="O-1", **hall, **friday, **history(later, "09:10"))
    later.clock.at = clock_at("18:10")
    assert later.service.road.ask(replace(move, at=later.clock.at)).refused is None
    later.clock.at = clock_at("19:00")
    before, after = (board(later, "N", later.when("09:15", known)) for known in ("18:00", "18:30"))
    assert ("P-05" in before, "P-05" in after) == (True, False)
    there = outings.releases(later.service, later.looker("N"), DAY + timedelta(days=1), None, When.at(later.clock.at))
    assert [each.person for each in there] == [later.refs["P-05"]]
