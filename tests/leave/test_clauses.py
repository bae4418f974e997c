"""The gate told clause by clause: the same answer as the gate's own, and for each clause what it rests on."""

from datetime import datetime, timedelta

import pytest

from domain.judging.leaving import Going, Verdict, clauses, may_depart
from domain.leave import ContingencySet, ExclusionSet, IncidentRecorded, IncidentReviewed, ReleaseEpisode
from tests.given import at
from tests.leave.outing import CHECKED_AT, DEPARTS, GOES_AT, NURSE, SIGNED_AT, after, ask, going, of, planned, ready
from tests.leave.test_gate import ASKED, IN_ORDER, STANDS_AGAINST, approved, asked_ministry, restricted, to_the_forum

RELEASE = ask(ReleaseEpisode, episode="O-1")
EVERY = [(name, h) for name, h, _ in STANDS_AGAINST] + IN_ORDER
LETTERS = tuple(f"B{number}" for number in range(1, 14))


@pytest.mark.parametrize("h", [row[1] for row in EVERY], ids=[row[0] for row in EVERY])
@pytest.mark.parametrize("when", [GOES_AT, at("2027-01-10 09:00")], ids=["at the door", "days before"])
def test_the_clauses_say_what_the_gate_says(h: Going, when: datetime) -> None:
    if h.leave.episode("O-1", when) is None:
        return
    answer = may_depart(h, "O-1", when)
    told = clauses(h, "O-1", when)
    assert tuple(each.letter for each in told) == LETTERS
    assert {each.rule.id for each in told if not each.holds} == set(answer.blocking)


def rests_on(h: Going, letter: str, when: datetime = GOES_AT) -> list[str]:
    """The kinds of event that a clause rests on, in the order in which they were recorded."""
    told = {each.letter: each for each in clauses(h, "O-1", when)}
    entries = [e for every in h.leave.entries.by_subject.values() for e in every]
    tags = {each.position: each.event.tag.split(".")[1] for each in entries}
    tags |= {each.position: each.kind for each in h.about.changes}
    tags |= {each.position: "in_charge" for each in h.about.in_charge}
    wish = h.involved(h.person).request
    tags |= {each.position: "asked" for each in wish.asked} | {each.position: "answer" for each in wish.decisions}
    return [tags[position] for position in told[letter].evidence]


@pytest.mark.parametrize(
    ("letter", "kinds"),
    [
        ("B1", ["detention"]),
        ("B2", ["in_charge", "signed"]),
        ("B3", ["drafted", "signed"]),
        ("B4", ["drafted", "episode_planned"]),
        ("B5", []),
        ("B6", ["drafted", "escort_assigned", "escort_briefed"]),
        ("B7", ["episode_planned", "venue_checked"]),
        ("B8", ["episode_checked"]),
        ("B9", ["said_today"]),
        ("B10", []),
        ("B11", ["copy_given"]),
        ("B12", ["contingency_set", "episode_checked"]),
        ("B13", ["signed", "episode_planned"]),
    ],
)
def test_each_clause_names_what_it_rests_on(letter: str, kinds: list[str]) -> None:
    assert sorted(rests_on(going(ready()), letter)) == sorted(kinds)


def test_of_somebody_restricted_it_is_what_the_ministry_said() -> None:
    kinds = rests_on(restricted(*asked_ministry()), "B5")
    assert sorted(kinds) == ["ministry_applied", "ministry_drafted", "ministry_granted", "restriction"]


def test_of_an_outing_to_a_forum_it_is_who_asked_and_who_answered() -> None:
    assert {"asked", "answer"} < set(rests_on(to_the_forum(ASKED, approved()), "B13"))


def test_an_exclusion_is_named_only_where_the_way_leads_into_it() -> None:
    there, elsewhere = (of(ExclusionSet, SIGNED_AT, exclusion=area, area=area) for area in ("wakefield", "leeds"))
    kinds = rests_on(after(ready(), there, elsewhere), "B7")
    assert kinds.count("exclusion_set") == 1


@pytest.mark.parametrize(("reviewed", "ago", "named"), [(False, 1, True), (True, 1, False), (False, 25, False)])
def test_what_happened_is_named_while_leave_waits_for_it(reviewed: bool, ago: int, named: bool) -> None:
    happened = of(IncidentRecorded, GOES_AT - timedelta(hours=ago), incident="I", kind="other")
    seen = [of(IncidentReviewed, CHECKED_AT, incident="I")] if reviewed else []
    assert ("incident_recorded" in rests_on(after(ready(), happened, *seen), "B10")) is named


def test_what_is_done_on_the_day_is_still_to_do_before_it() -> None:
    h = going([*ready()[:4], planned()])
    early = {each.letter for each in clauses(h, "O-1", at("2027-01-10 09:00")) if each.still_to_do}
    assert early == {"B6", "B7", "B8", "B9", "B12"}
    assert not [each for each in clauses(h, "O-1", DEPARTS) if each.still_to_do], "the hour has come"


def test_a_last_resort_that_nobody_wrote_down_is_not_left_to_the_day() -> None:
    h = after([*ready()[:4], planned()], without=ContingencySet)
    early = {each.letter for each in clauses(h, "O-1", at("2027-01-10 09:00")) if each.still_to_do}
    assert "B12" not in early


def test_who_would_let_the_person_out_counts_where_it_is_known() -> None:
    h = going([*ready()[:4], planned(requested_by=NURSE), *ready()[5:]])
    assert {e.verdict for e in clauses(h, "O-1", GOES_AT) if e.letter == "B13"} == {Verdict.HOLDS}
    assert {e.verdict for e in clauses(h, "O-1", GOES_AT, by=NURSE) if e.letter == "B13"} == {Verdict.AGAINST}


def test_an_outing_that_nobody_planned_has_no_clauses() -> None:
    with pytest.raises(KeyError, match="O-9"):
        clauses(going(ready()), "O-9", GOES_AT)
