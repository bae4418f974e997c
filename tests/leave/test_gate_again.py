"""The gate asked again: what has changed since an outing was planned is a task, whenever somebody asks."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from domain import involvement
from domain.involvement import ActivityCancelled, ActivityChanged, RequestDeclined, RequestWithdrawn
from domain.judging import Involved, Task
from domain.judging.leaving import Going, leave_tasks, may_depart
from domain.kernel.decider import Recorded
from domain.kernel.time import FOREVER
from domain.leave import (
    ContingencySet,
    EpisodeCancelled,
    EpisodeChecked,
    EpisodeMoved,
    EpisodeNotReleased,
    EpisodeReleased,
    EscortSubstituted,
    ExclusionSet,
    IncidentRecorded,
    IncidentReviewed,
    LeaveExtended,
    LeaveResumed,
    LeaveRevoked,
    LeaveSuspended,
    MinistryWithdrew,
    SaidToday,
    VenueChecked,
)
from domain.people import ResponsibleClinicianAssigned, Transferred
from tests.given import D1, P1, at, folded, recorded
from tests.involvement.telling import ASKED, FORUM, ON_RECORD, WORDS, said, so
from tests.leave.outing import (
    CHECK,
    CHECKED_AT,
    DEPARTS,
    DR_A,
    DR_B,
    ESCORT,
    GOES_AT,
    PLAN,
    RETURNS,
    SECOND,
    authorised,
    escorted,
    going,
    late,
    of,
    on_the_day,
    patient,
    planned,
    ready,
)
from tests.leave.test_gate import COVER, RESTRICTED, approved, asked_ministry

PLANNED_AT: Final = at("2027-01-08 10:00")
BEFORE: Final = at("2027-01-12 09:00")
"""When something changes, after the outing was planned."""
AFTER: Final = at("2027-01-12 10:00")
TINY: Final = timedelta(seconds=1)
EARLY: Final = [*authorised(), planned()]
WHERE: Final[dict[str, Any]] = {
    "destination": "hall",
    "area": "wakefield",
    "departs_at": DEPARTS,
    "returns_at": RETURNS,
}


def alone(tasks: tuple[Task, ...]) -> list[str]:
    """What is open of outings that have not begun."""
    kinds = ("gate", "replan", "unsettled")
    return [f"{t.kind} {t.about}: {t.stage}" for t in tasks if t.open and t.kind in kinds]


def restricted(*more: Recorded[Any], ministry: bool = True) -> Going:
    """The outing of somebody restricted, planned and no more."""
    return going([*(asked_ministry() if ministry else []), *EARLY, *more], patient(RESTRICTED))


def early(*more: Recorded[Any]) -> Going:
    """The outing planned and no more, and what happened then."""
    return going([*EARLY, *more])


def forum(*changes: Recorded[Any]) -> involvement.Activity:
    """The forum, and what became of it."""
    found: involvement.Activity = folded(involvement.ACTIVITY_FOLDING, ON_RECORD, *changes)
    return found


def to_it(*more: Recorded[Any], wish: Any = None, changes: Any = (), **terms: Any) -> Going:
    """An outing to the forum, planned after the yes to it."""
    yes = late(approved(), at("2027-01-06 09:00"))
    wished = Involved(P1, FORUM, request=so(*(wish or (ASKED, yes))), forum=forum(*changes))
    plan = planned(activity=FORUM, destination="wakefield-hall")
    h = going([*authorised(destinations=(), areas=(), signed_by=D1, **terms), plan, *more], by_d1())
    return replace(h, involved=lambda _: wished)


def by_d1() -> list[Recorded[Any]]:
    assigned = of(ResponsibleClinicianAssigned, PLANNED_AT, clinician=D1, from_on=date(2026, 6, 1), basis="substantive")
    return [*patient(charge=False), assigned]


def changed(when: datetime = BEFORE, **terms: Any) -> Recorded[Any]:
    """Something of the forum is otherwise."""
    return recorded(ActivityChanged(activity=FORUM, **terms), when)


TODAY: Final = [*authorised(), planned(), *escorted(), *on_the_day()]
GONE: Final = said(RequestWithdrawn(person=P1, activity=FORUM), BEFORE)
DECLINED: Final = said(
    RequestDeclined(person=P1, activity=FORUM, decider=DR_A, reason_code="R-RISK", in_words=WORDS), BEFORE
)
INCIDENT: Final = of(IncidentRecorded, BEFORE, incident="I-1", kind="aggression")
MOVED_AWAY: Final = of(Transferred, BEFORE, from_site="S1", to_site="S2", on=date(2027, 1, 12))

TABLE: Final[list[tuple[Going, datetime, list[str]]]] = [
    # In order: what is merely still to be done on the day is no task.
    (early(), PLANNED_AT, []),
    (early(), BEFORE, []),
    (restricted(), BEFORE, []),
    (going(ready()), GOES_AT, []),
    (to_it(), BEFORE, []),
    # The authority.
    (restricted(of(MinistryWithdrew, BEFORE, consent="M-1")), BEFORE - TINY, []),
    (restricted(of(MinistryWithdrew, BEFORE, consent="M-1")), BEFORE, ["gate O-1: no longer B5"]),
    (restricted(ministry=False), BEFORE, ["gate O-1: not B5"]),
    (early(of(LeaveSuspended, BEFORE, authorisation="A-1", why="incident")), BEFORE, ["gate O-1: no longer B3, B10"]),
    (
        early(
            of(LeaveSuspended, BEFORE, authorisation="A-1", why="incident"),
            of(LeaveResumed, AFTER, authorisation="A-1"),
        ),
        AFTER,
        [],
    ),
    (early(of(LeaveRevoked, BEFORE, authorisation="A-1", why="information")), BEFORE, ["gate O-1: no longer B3"]),
    (going([*authorised(to_at=at("2027-01-14 16:00")), planned()]), BEFORE, ["gate O-1: not B3"]),
    (
        going(
            [
                *authorised(to_at=at("2027-01-14 16:00")),
                planned(),
                of(LeaveExtended, BEFORE, authorisation="A-1", signed_by=DR_A, to_at=at("2027-01-14 18:00")),
            ]
        ),
        BEFORE,
        [],
    ),
    (going([*authorised(signed_by=None), planned()]), BEFORE, ["gate O-1: not B2, B3, B11"]),
    (going([*authorised(areas=("leeds",)), planned()]), BEFORE, ["gate O-1: not B4"]),
    # Somebody else in charge as well; covering, or moved to another hospital.
    (
        going(
            EARLY,
            patient(
                of(ResponsibleClinicianAssigned, BEFORE, clinician=DR_B, from_on=date(2027, 1, 12), basis="substantive")
            ),
        ),
        BEFORE,
        ["gate O-1: no longer B2"],
    ),
    (going(EARLY, patient(late(COVER, BEFORE))), BEFORE, []),
    (going(EARLY, patient(MOVED_AWAY)), BEFORE, ["gate O-1: no longer B3"]),
    # The venue.
    (early(of(VenueChecked, BEFORE, episode="O-1", clear=False)), BEFORE, ["gate O-1: not B7"]),
    (
        early(
            of(VenueChecked, BEFORE, episode="O-1", clear=True),
            of(ExclusionSet, AFTER, exclusion="E", area="wakefield"),
        ),
        AFTER,
        ["gate O-1: no longer B7"],
    ),
    (
        early(
            of(VenueChecked, BEFORE, episode="O-1", clear=True), of(ExclusionSet, AFTER, exclusion="E", area="leeds")
        ),
        AFTER,
        ["gate O-1: no longer B7"],
    ),
    (early(of(ExclusionSet, AFTER, exclusion="E", area="leeds")), AFTER, []),
    (
        early(of(VenueChecked, BEFORE, episode="O-1", clear=True), of(EpisodeMoved, AFTER, episode="O-1", **WHERE)),
        AFTER,
        [],
    ),
    # What happened on the ward.
    (early(INCIDENT), BEFORE, []),
    (early(late(INCIDENT, at("2027-01-13 12:00"))), at("2027-01-13 12:00"), ["gate O-1: no longer B10"]),
    (
        early(late(INCIDENT, at("2027-01-13 12:00")), of(IncidentReviewed, at("2027-01-13 13:00"), incident="I-1")),
        at("2027-01-13 13:00"),
        [],
    ),
    # The escorts, the check, and the person's own word.
    (
        going([*TODAY, of(EscortSubstituted, GOES_AT, episode="O-1", staff=SECOND, instead_of=ESCORT, part="lead")]),
        GOES_AT,
        ["gate O-1: no longer B6"],
    ),
    (going(TODAY), CHECKED_AT + timedelta(hours=2), []),
    (going(TODAY), CHECKED_AT + timedelta(hours=2, seconds=1), ["gate O-1: no longer B8"]),
    (early(of(EpisodeChecked, CHECKED_AT, **{**CHECK, "outcome": "do_not_release"})), CHECKED_AT, ["gate O-1: not B8"]),
    (early(of(EpisodeChecked, CHECKED_AT, **{**CHECK, "telephone_tested": False})), CHECKED_AT, ["gate O-1: not B12"]),
    (
        going([each for each in EARLY if not isinstance(each.event, ContingencySet)]),
        BEFORE,
        ["gate O-1: not B12"],
    ),
    (going([*TODAY, of(SaidToday, GOES_AT, episode="O-1", agrees=False)]), GOES_AT, ["gate O-1: no longer B9"]),
    (early(of(SaidToday, BEFORE, episode="O-1", agrees=False)), BEFORE, ["gate O-1: not B9"]),
    # The wish that the outing is for.
    (to_it(wish=(ASKED,)), BEFORE, []),
    (to_it(wish=(ASKED, approved(), GONE)), BEFORE, ["gate O-1 to Forum: no longer B13"]),
    (to_it(wish=(ASKED, DECLINED)), BEFORE, ["gate O-1 to Forum: not B13"]),
    (
        to_it(changes=(recorded(ActivityCancelled(activity=FORUM, reason_code="R-VENUE"), BEFORE),)),
        BEFORE,
        ["gate O-1 to Forum: no longer B13"],
    ),
    # It has begun, or was given up: there is nothing to ask.
    (
        going(
            [
                *TODAY,
                of(EpisodeReleased, GOES_AT, episode="O-1"),
                of(LeaveRevoked, GOES_AT + TINY, authorisation="A-1", why="other"),
            ]
        ),
        GOES_AT + TINY,
        [],
    ),
    (
        early(
            of(LeaveRevoked, BEFORE, authorisation="A-1", why="other"),
            of(EpisodeCancelled, AFTER, episode="O-1", reason_code="R-NOAUTH"),
        ),
        AFTER,
        [],
    ),
    # The day is over, and nobody has said whether they went.
    (going(TODAY), RETURNS - TINY, ["gate O-1: no longer B8"]),
    (going(TODAY), RETURNS, ["unsettled O-1: did they go, and if not, why?"]),
    (going([*TODAY, of(EpisodeNotReleased, RETURNS, episode="O-1", reason_code="R-STAFF")]), RETURNS, []),
    (going([*TODAY, of(EpisodeReleased, GOES_AT, episode="O-1")]), RETURNS, []),
]


@pytest.mark.parametrize(("h", "when", "open_"), TABLE)
def test_what_stands_against_an_outing_that_is_planned(h: Going, when: datetime, open_: list[str]) -> None:
    assert alone(leave_tasks(h, when)) == open_


@pytest.mark.parametrize(
    ("h", "when", "open_"),
    [
        (to_it(changes=(changed(venue="town-hall", area="ossett"),)), BEFORE - TINY, []),
        (to_it(changes=(changed(venue="town-hall", area="ossett"),)), BEFORE, ["now town-hall, ossett: B7"]),
        (to_it(changes=(changed(area="ossett"),)), BEFORE, ["now wakefield-hall, ossett: B7"]),
        (to_it(changes=(changed(depart_at=at("2027-01-14 10:00")),)), BEFORE, ["now wakefield-hall, wakefield: B7"]),
        (to_it(changes=(changed(starts_at=at("2027-01-14 12:30")),)), BEFORE, []),  # still inside the outing
        (
            to_it(changes=(changed(ends_at=RETURNS + TINY, return_by=RETURNS),)),
            BEFORE,
            ["now wakefield-hall, wakefield: B7"],
        ),
        (to_it(changes=(changed(decide_by=at("2027-01-12 12:00")),)), BEFORE, []),
        (to_it(changes=(changed(at("2027-01-07 09:00"), venue="town-hall"),)), BEFORE, []),  # before it was planned
        (
            to_it(
                of(EpisodeMoved, AFTER, episode="O-1", **{**WHERE, "destination": "town-hall"}),
                changes=(changed(venue="town-hall"),),
            ),
            AFTER,
            [],
        ),
        (
            to_it(changes=(changed(depart_at=at("2027-01-17 10:00"), return_by=at("2027-01-17 20:00")),)),
            BEFORE,
            ["now wakefield-hall, wakefield: B3, B7"],
        ),
    ],
)
def test_an_activity_that_moves_leaves_each_outing_to_it_to_be_planned_again(
    h: Going, when: datetime, open_: list[str]
) -> None:
    tasks = [t for t in leave_tasks(h, when) if t.open and t.kind == "replan"]
    assert [t.stage for t in tasks] == open_
    assert all((t.about, t.due) == ("O-1 to Forum", DEPARTS) for t in tasks)


def test_what_was_planned_again_is_done_and_what_stands_where_it_goes_now_is_the_gate_s() -> None:
    move = of(EpisodeMoved, AFTER, episode="O-1", **{**WHERE, "destination": "town-hall", "area": "ossett"})
    h = to_it(move, changes=(changed(venue="town-hall", area="ossett"),))
    assert [(t.outcome, t.since) for t in leave_tasks(h, AFTER) if t.kind == "replan"] == [("moved", BEFORE)]
    [again] = [t for t in leave_tasks(to_it(changes=(changed(area="ossett"),)), BEFORE) if t.kind == "replan"]
    assert again.since == BEFORE
    narrow = to_it(move, of(ExclusionSet, AFTER, exclusion="E", area="ossett"), changes=(changed(area="ossett"),))
    assert alone(leave_tasks(narrow, AFTER)) == ["gate O-1 to Forum: not B7"]


def test_at_the_door_somebody_is_warned_that_the_activity_is_elsewhere_now() -> None:
    for changes, warned in (((), False), ((changed(venue="town-hall"),), True), ((changed(decide_by=AFTER),), False)):
        h = to_it(changes=changes)
        assert ("activity-has-moved" in may_depart(h, "O-1", AFTER).warnings) is warned
    again = of(EpisodeMoved, AFTER, episode="O-1", **{**WHERE, "destination": "town-hall"})
    assert (
        "activity-has-moved"
        not in may_depart(to_it(again, changes=(changed(venue="town-hall"),)), "O-1", AFTER).warnings
    )


def test_an_outing_with_the_activity_s_area_outside_the_terms_says_so_before_it_is_moved() -> None:
    wished = to_it(changes=(changed(area="ossett"),)).involved(FORUM)
    h = going(
        [*authorised(areas=("wakefield",), destinations=()), planned(activity=FORUM, destination="wakefield-hall")]
    )
    [replan] = [t for t in leave_tasks(replace(h, involved=lambda _: wished), BEFORE) if t.kind == "replan"]
    assert replan.stage == "now wakefield-hall, ossett: B4, B7"


def test_since_when_it_stands_and_what_it_rests_on() -> None:
    revoked = of(LeaveRevoked, BEFORE, authorisation="A-1", why="information")
    [task] = [t for t in leave_tasks(early(revoked), AFTER) if t.kind == "gate"]
    assert (task.since, task.due) == (BEFORE, DEPARTS)
    assert revoked.position in task.evidence
    [task] = [t for t in leave_tasks(restricted(ministry=False), AFTER) if t.kind == "gate"]
    assert task.since == PLANNED_AT
    expires = [
        replace(e, event=replace(e.event, expires_on=date(2027, 1, 10))) if hasattr(e.event, "expires_on") else e
        for e in asked_ministry()
    ]
    h = going([*expires, *EARLY], patient(RESTRICTED))
    assert [t.since for t in leave_tasks(h, AFTER) if t.kind == "gate"] == [PLANNED_AT], "it was never long enough"


def test_what_was_entered_late_had_not_changed_anything_before() -> None:
    """Both clocks: the Ministry withdrew on the 12th; the letter was entered on the 13th."""
    entered = at("2027-01-13 09:00")
    letter = replace(of(MinistryWithdrew, BEFORE, consent="M-1"), recorded_at=entered)
    h = restricted(letter)
    assert alone(leave_tasks(h, AFTER, AFTER)) == []
    assert alone(leave_tasks(h, entered, entered)) == ["gate O-1: no longer B5"]
    assert alone(leave_tasks(h, AFTER, FOREVER)) == ["gate O-1: no longer B5"]
    assert alone(leave_tasks(h, BEFORE - TINY, FOREVER)) == []
    assert [t.since for t in leave_tasks(h, entered, entered) if t.kind == "gate"] == [entered]


def test_nothing_that_happens_later_is_seen_before_it_does() -> None:
    h = early(
        of(LeaveRevoked, BEFORE, authorisation="A-1", why="other"),
        of(LeaveSuspended, PLANNED_AT, authorisation="A-1", why="other"),
    )
    assert alone(leave_tasks(h, PLANNED_AT)) == ["gate O-1: not B3, B10"]


def test_the_plan_is_what_is_asked_of() -> None:
    other = going([*EARLY, planned(**{**PLAN, "episode": "O-2", "destination": "elsewhere"})])
    assert alone(leave_tasks(other, BEFORE)) == ["gate O-2: not B4"]


def test_a_change_of_clinician_is_lost_from_its_own_day_on_and_a_check_from_the_minute_it_is_too_old() -> None:
    """What nobody records at the time: the day on which somebody else is in charge too, the age of a check."""
    known_before = replace(
        of(ResponsibleClinicianAssigned, PLANNED_AT, clinician=DR_B, from_on=date(2027, 1, 13), basis="substantive"),
        recorded_at=at("2027-01-01 09:00"),
    )
    h = going(TODAY, patient(known_before))
    assert alone(leave_tasks(h, GOES_AT)) == ["gate O-1: not B2"], "it was known when the outing was planned"
    old = going([*TODAY, of(SaidToday, CHECKED_AT + timedelta(hours=3), episode="O-1", agrees=True)])
    [task] = [t for t in leave_tasks(old, CHECKED_AT + timedelta(hours=4)) if t.kind == "gate"]
    assert task.since == CHECKED_AT + timedelta(hours=2) + timedelta.resolution


def test_since_when_an_assignment_that_was_told_in_advance_counts() -> None:
    covers = of(ResponsibleClinicianAssigned, BEFORE, clinician=DR_B, from_on=date(2027, 1, 14), basis="substantive")
    [task] = [t for t in leave_tasks(going(EARLY, patient(covers)), AFTER) if t.kind == "gate"]
    assert (task.since, task.stage) == (BEFORE, "no longer B2"), "that it will be so is known from then on"


def test_a_change_of_the_activity_that_was_entered_late_leaves_an_outing_planned_since_to_be_planned_again() -> None:
    """The forum had moved on the 7th; that was entered on the 12th, after the outing was planned to the old place."""
    moved = replace(changed(at("2027-01-07 09:00"), venue="town-hall"), recorded_at=BEFORE)
    h = to_it(changes=(moved,))
    assert [t.stage for t in leave_tasks(h, AFTER) if t.kind == "replan"] == ["now town-hall, wakefield: B7"]
    assert [t for t in leave_tasks(h, AFTER, BEFORE - TINY) if t.kind == "replan"] == []
