"""Leave judged with hindsight: what the door would have refused is found once it is known, and as history always."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain import leave
from domain.judging.leaving import Going, audit_leave
from domain.kernel.decider import Recorded
from domain.kernel.time import FOREVER
from domain.leave import (
    COURSE,
    EpisodeNotReleased,
    EpisodeRecalled,
    EpisodeReleased,
    LeaveExtended,
    LeaveResumed,
    LeaveSuspended,
    MinistryDrafted,
    MinistryWithdrew,
    SaidToday,
)
from domain.people import ResponsibleClinicianAssigned
from tests.given import hours
from tests.leave.outing import (
    CHECKED_AT,
    DR_B,
    GOES_AT,
    LEAD,
    SIGNED_AT,
    WORDS,
    authorised,
    going,
    of,
    patient,
    planned,
    ready,
)
from tests.leave.test_gate import COVER, IN_ORDER, STANDS_AGAINST, asked_ministry, by_cover, restricted

WENT_AT = GOES_AT + timedelta(milliseconds=2)
WENT = of(EpisodeReleased, WENT_AT, episode="O-1")
NEXT_DAY = GOES_AT + hours(24)
OF_COURSE = {rule.id for rule in COURSE}


def told_later(each: Recorded[Any], **more: Any) -> Recorded[Any]:
    """The same, which nobody entered before the next day."""
    return replace(each, recorded_at=NEXT_DAY, **more)


def with_more(h: Going, *events: Recorded[Any]) -> Going:
    """The same leave, with entries more."""
    state = h.leave
    for number, each in enumerate(events, 1_000):
        state = leave.FOLDING.evolve(state, replace(each, version=number))
    return replace(h, leave=state)


def found(h: Going, known: Any = FOREVER) -> dict[str, tuple[str, ...]]:
    """The rules broken, by what is found: what it is about, and its kind where it is about no departure."""
    rules: dict[str, tuple[str, ...]] = {}
    for each in audit_leave(h, known=known):
        rules[each.suffix] = tuple(sorted((*rules.get(each.suffix, ()), *each.rules)))
    return rules


@pytest.mark.parametrize(("h", "rules"), [row[1:] for row in STANDS_AGAINST], ids=[row[0] for row in STANDS_AGAINST])
def test_whoever_went_although_something_stood_against_it_is_found(h: Going, rules: tuple[str, ...]) -> None:
    """As if an older build, or another door, had let them out: the same clauses speak, but for the course of things."""
    before, after_it = found(h), found(with_more(h, WENT))
    expected = sorted({*rules} - OF_COURSE)
    assert sorted({*after_it.get("@O-1", ())} - {*before.get("@O-1", ())}) == expected


@pytest.mark.parametrize("h", [row[1] for row in IN_ORDER], ids=[row[0] for row in IN_ORDER])
def test_of_whoever_went_with_everything_in_order_nothing_is_found(h: Going) -> None:
    """An outing that needs no authorisation is planned with none (LE-04), which is no matter of the door."""
    assert set(found(with_more(h, WENT)).get("@O-1", ())) <= {"LE-04"}


LATE_NEWS = [
    (
        "a no that was written down later",
        going([*ready(), told_later(of(SaidToday, CHECKED_AT + hours(0.1), episode="O-1", agrees=False)), WENT]),
        ("MD-09",),
    ),
    (
        "the Ministry had withdrawn",
        restricted(*asked_ministry(), told_later(of(MinistryWithdrew, CHECKED_AT, consent="M-1"))),
        ("MD-05",),
    ),
    ("somebody else was in charge", going([*ready(), WENT], patient(told_later(COVER))), ()),
    (
        "two were in charge",
        going(
            [*ready(), WENT],
            patient(
                told_later(
                    of(
                        ResponsibleClinicianAssigned,
                        SIGNED_AT,
                        clinician=DR_B,
                        from_on=date(2026, 6, 1),
                        basis="substantive",
                    )
                )
            ),
        ),
        ("MD-02", "MD-03"),
    ),
]


@pytest.mark.parametrize(("h", "rules"), [row[1:] for row in LATE_NEWS], ids=[row[0] for row in LATE_NEWS])
def test_what_is_told_later_of_before_the_departure_makes_it_wrong(h: Going, rules: tuple[str, ...]) -> None:
    h = h if h.leave.episode("O-1", WENT_AT).released else with_more(h, WENT)  # type: ignore[union-attr]
    assert found(h, known=WENT_AT).get("@O-1", ()) == ()
    assert found(h).get("@O-1", ()) == rules


def test_what_is_told_later_of_before_the_departure_makes_it_right() -> None:
    """Whoever signed was covering, which nobody had written down."""
    h = going([*by_cover(), *ready()[4:], WENT], patient(told_later(COVER)))
    assert set(found(h, known=WENT_AT)) == {"@A-1", "@O-1"}
    assert found(h) == {}


def test_a_departure_told_as_history_is_a_finding_whatever_else_is_in_order() -> None:
    told = replace(WENT, history=True, role="records", actor=LEAD)
    assert found(going([*ready(), told])) == {"@O-1": ("LE-10",)}
    assert found(going([*ready(), replace(told, source="import")])) == {}, "an office's file is no door of ours"
    assert found(going([*with_no_plan(), told]))["@O-1"][:1] == ("LE-10",)


def with_no_plan() -> list[Recorded[Any]]:
    return authorised()


BROKEN_OTHERWISE = [
    ("signed by another", authorised(signed_by=DR_B), "@A-1", ("LA-01",)),
    ("no end", authorised(to_at=None), "@A-1", ("LA-05", "LA-07")),
    ("handcuffs planned", [planned(handcuffs=True)], "@O-1", ("LE-04", "LE-05")),
    ("for involvement, nowhere", [*authorised(), planned(purpose="involvement")], "@O-1", ("LE-09",)),
    (
        "asked of the Ministry for nothing",
        [of(MinistryDrafted, SIGNED_AT, consent="M-1", level="ground")],
        "@M-1",
        ("MJ-01",),
    ),
    (
        "extended by another",
        [*authorised(), of(LeaveExtended, CHECKED_AT, authorisation="A-1", signed_by=DR_B, to_at=NEXT_DAY)],
        "@A-1/2027-01-14T10:20",
        ("LA-01",),
    ),
    (
        "resumed by a nurse",
        [*authorised(), of(LeaveResumed, CHECKED_AT, authorisation="A-1")],
        "@A-1/2027-01-14T10:20",
        ("LA-01",),
    ),
    (
        "recalled by a nurse",
        [*ready(), WENT, of(EpisodeRecalled, NEXT_DAY, episode="O-1", notice_to="patient", why="other")],
        "@O-1/2027-01-15T11:02",
        ("LA-01",),
    ),
    (
        "suspended by somebody",
        [*authorised(), replace(of(LeaveSuspended, CHECKED_AT, authorisation="A-1", why="other"), actor=LEAD)],
        "@A-1/2027-01-14T10:20",
        ("LA-08",),
    ),
    (
        "held back for a reason that nobody found",
        [*ready(), of(EpisodeNotReleased, WENT_AT, episode="O-1", reason_code="R-CLIN", finding="restless")],
        "@O-1",
        ("LE-07", "LE-08"),
    ),
    (
        "held back by somebody",
        [
            *ready(),
            replace(of(EpisodeNotReleased, WENT_AT, episode="O-1", reason_code="R-STAFF", says=WORDS), actor=LEAD),
        ],
        "@O-1",
        ("LE-06",),
    ),
]


@pytest.mark.parametrize(
    ("history", "key", "rules"), [row[1:] for row in BROKEN_OTHERWISE], ids=[row[0] for row in BROKEN_OTHERWISE]
)
def test_what_was_signed_planned_and_stopped_is_judged_with_hindsight(history: Any, key: str, rules: Any) -> None:
    assert found(going(history)) == {key: rules}


def test_only_what_happened_from_an_instant_on_is_judged_again() -> None:
    h = going([*authorised(signed_by=DR_B), *ready()[4:], WENT])
    assert {each.suffix for each in audit_leave(h)} == {"@A-1", "@O-1"}
    assert {each.suffix for each in audit_leave(h, since=CHECKED_AT)} == {"@O-1"}


def test_a_finding_names_what_it_rests_on() -> None:
    entries = [*ready(), of(SaidToday, CHECKED_AT + hours(0.1), episode="O-1", agrees=False), WENT]
    (no,) = audit_leave(going(entries))
    assert no.kind == "away-without-agreement"
    assert {entries[-2].position, WENT.position} <= set(no.evidence)
