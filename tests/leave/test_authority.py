"""Who gives leave, extends it and takes it back, what a signature needs, what is said to somebody held back."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.kernel.decider import Recorded
from domain.leave import (
    ContingencySet,
    DraftApplication,
    EpisodeNotReleased,
    EpisodePlanned,
    EpisodeRecalled,
    EpisodeReleased,
    ExtendLeave,
    HoldBackEpisode,
    LeaveExtended,
    LeaveRevoked,
    LeaveSigned,
    LeaveSuspended,
    MinistryDrafted,
    PlanEpisode,
    RecallEpisode,
    ReleaseEpisode,
    ResumeLeave,
    RevokeLeave,
    SignLeave,
    SuspendLeave,
)
from domain.people import DeathRecorded, ResponsibleClinicianAssigned, RestrictionBegun
from tests.given import at
from tests.involvement.telling import FORUM
from tests.leave.outing import (
    CHECKED_AT,
    DR_A,
    DR_B,
    GOES_AT,
    LEAD,
    NURSE,
    PLAN,
    SIGNED_AT,
    WORDS,
    ask,
    authorised,
    escorted,
    given,
    going,
    late,
    of,
    on_the_day,
    patient,
    ready,
)

NOBODY = going(authorised(signed_by=None), patient(charge=False))
RESTRICTED = of(RestrictionBegun, SIGNED_AT, basis="s41", from_on=date(2026, 6, 1))
TWO_WEEKS = {"to_at": at("2027-01-26 00:00")}
BOTH = patient(
    of(ResponsibleClinicianAssigned, SIGNED_AT, clinician=DR_B, from_on=date(2026, 6, 1), basis="substantive")
)


JUST_AFTER = SIGNED_AT + timedelta(milliseconds=1)


def sign(signed_by: Any = DR_A, actor: Any = DR_A, **more: Any) -> Any:
    return ask(SignLeave, actor, SIGNED_AT, authorisation="A-1", signed_by=signed_by, **more)


def draft(*about: Recorded[Any], without: Any = None, **terms: Any) -> Any:
    """Terms that wait for a signature."""
    history = [e for e in authorised(signed_by=None, **terms) if without is None or not isinstance(e.event, without)]
    return going(history, patient(*about))


@pytest.mark.parametrize(
    ("command", "h", "rules"),
    [
        (sign(), draft(), ()),
        (sign(DR_B, DR_B), draft(), ("LA-01",)),
        (sign(actor=DR_B), draft(), ("LA-02",)),
        (sign(), going(authorised(signed_by=None), BOTH), ("LA-01",)),
        (sign(), going(authorised(signed_by=None), patient(section="s38")), ("LA-03",)),
        (sign(), draft(custody=False), ("LA-04",)),
        (sign(), draft(escort="unescorted"), ("LA-04",)),
        (sign(), draft(escort="unescorted", custody=False), ()),
        (sign(), draft(to_at=None, max_minutes=60), ("LA-05",)),
        (sign(), draft(to_at=None, max_minutes=60, review_on=date(2027, 2, 1)), ()),
        (sign(), draft(to_at=None, occasions=("2027-01-14T10:00Z/2027-01-14T18:00Z",)), ()),
        (sign(), draft(without=ContingencySet), ("LA-06",)),
        (sign(), draft(**TWO_WEEKS), ("LA-07",)),
        (sign(community_order_considered=True), draft(**TWO_WEEKS), ()),
        (sign(), draft(RESTRICTED, **TWO_WEEKS), ()),
        (sign(), draft(max_minutes=60, **TWO_WEEKS), ()),
        (sign(), going([late(authorised(signed_by=None)[0], JUST_AFTER)]), ("LA-06",)),  # by a clock that is ahead
        (sign(), going(authorised()), ("LV-02",)),
        (sign(), going([]), ("LV-02",)),
    ],
)
def test_a_signature_is_that_of_the_clinician_in_charge_on_whole_papers(command: Any, h: Any, rules: Any) -> None:
    decided = given(command, h)
    decided.then_breaks(*rules) if rules else decided.then(LeaveSigned)


def test_with_nobody_known_to_be_in_charge_a_signature_cannot_be_judged() -> None:
    given(sign(), NOBODY).then_cannot_judge("LA-01")


OUT = [*ready(), of(EpisodeReleased, GOES_AT, episode="O-1")]
AFTERNOON = at("2027-01-14 14:00")
SUSPENDED = [*ready(), of(LeaveSuspended, CHECKED_AT, authorisation="A-1", why="incident")]


def extend(actor: Any = DR_A, signed_by: Any = DR_A, to: str = "2027-01-21 00:00", when: Any = AFTERNOON) -> Any:
    return ask(ExtendLeave, actor, when, authorisation="A-1", signed_by=signed_by, to_at=at(to))


@pytest.mark.parametrize(
    ("command", "history", "answer"),
    [
        (extend(to="2027-01-17 00:00"), OUT, LeaveExtended),
        (extend(DR_B, DR_B, "2027-01-17 00:00"), OUT, ("LA-01",)),
        (extend(NURSE, DR_A, "2027-01-17 00:00"), OUT, ("LA-02",)),
        (extend(to="2027-01-21 00:00"), OUT, ("LA-07",)),
        (extend(to="2027-01-17 00:00", when=at("2027-01-20 01:00")), OUT, LeaveExtended),
        (extend(to="2027-01-17 00:00", when=at("2027-01-20 01:00")), ready(), ("LV-02",)),
        (ask(SuspendLeave, NURSE, AFTERNOON, authorisation="A-1", why="incident"), ready(), LeaveSuspended),
        (ask(SuspendLeave, DR_A, AFTERNOON, authorisation="A-1", why="incident"), ready(), LeaveSuspended),
        (ask(SuspendLeave, LEAD, AFTERNOON, authorisation="A-1", why="incident"), ready(), ("LA-08",)),
        (ask(ResumeLeave, NURSE, AFTERNOON, authorisation="A-1"), SUSPENDED, ("LA-01",)),
        (ask(ResumeLeave, DR_A, AFTERNOON, authorisation="A-1"), ready(), ("LV-02",)),
        (ask(RevokeLeave, DR_A, AFTERNOON, authorisation="A-1", why="incident"), ready(), LeaveRevoked),
        (ask(RevokeLeave, NURSE, AFTERNOON, authorisation="A-1", why="incident"), ready(), ("LA-01",)),
        (ask(RecallEpisode, NURSE, AFTERNOON, episode="O-1", notice_to="patient", why="information"), OUT, ("LA-01",)),
        (ask(RecallEpisode, DR_A, AFTERNOON, episode="O-1", notice_to="patient", why="other"), ready(), ("LV-02",)),
    ],
)
def test_what_was_given_is_extended_stopped_and_taken_back_by_whoever_may(
    command: Any, history: Any, answer: Any
) -> None:
    decided = given(command, going(history))
    decided.then_breaks(*answer) if isinstance(answer, tuple) else decided.then(answer)


def test_a_recall_takes_the_leave_back() -> None:
    recall = ask(RecallEpisode, DR_A, AFTERNOON, episode="O-1", notice_to="person_in_charge", why="information")
    given(recall, going(OUT)).then(EpisodeRecalled, LeaveRevoked)


def test_the_ministry_is_asked_for_somebody_restricted_only() -> None:
    application = ask(DraftApplication, DR_A, SIGNED_AT, consent="M-1", level="escorted_day")
    given(application, going([])).then_breaks("MJ-01")
    given(application, going([], patient(RESTRICTED))).then(MinistryDrafted)


def test_an_outing_is_planned_under_an_authorisation_without_handcuffs_and_once() -> None:
    planning = ask(PlanEpisode, NURSE, SIGNED_AT, **PLAN)
    given(planning, going(authorised())).then(EpisodePlanned)
    given(planning, going([])).then_breaks("LE-04")
    given(planning, going(ready())).then_breaks("LV-01")
    in_handcuffs = ask(PlanEpisode, NURSE, SIGNED_AT, **{**PLAN, "handcuffs": True})
    given(in_handcuffs, going(authorised())).then_breaks("LE-05")
    nowhere = ask(PlanEpisode, NURSE, SIGNED_AT, **{**PLAN, "purpose": "involvement"})
    given(nowhere, going(authorised())).then_breaks("LE-09")
    given(planning, going(authorised(), patient(of(DeathRecorded, SIGNED_AT, on=date(2027, 1, 6))))).then_breaks(
        "LE-11"
    )
    to_a_forum = ask(PlanEpisode, NURSE, SIGNED_AT, **{**PLAN, "purpose": "involvement", "activity": FORUM})
    given(to_a_forum, going(authorised())).then(EpisodePlanned)
    backwards = ask(PlanEpisode, NURSE, SIGNED_AT, **{**PLAN, "returns_at": PLAN["departs_at"]})
    given(backwards, going(authorised())).then_breaks("LV-03")


def test_whoever_lets_out_is_nurse_in_charge_and_not_the_only_escort() -> None:
    given(ask(ReleaseEpisode, DR_B, episode="O-1"), going(ready())).then_breaks("LE-02")
    history = [*authorised(), ready()[4], *escorted(NURSE), *ready()[7:]]
    given(ask(ReleaseEpisode, episode="O-1"), going(history)).then_breaks("LE-03")


@pytest.mark.parametrize(
    ("fields", "actor", "rules"),
    [
        ({"reason_code": "R-STAFF", "says": WORDS}, NURSE, ()),
        ({"reason_code": "R-CLIN", "finding": "sleepless", "says": WORDS}, NURSE, ()),
        ({"reason_code": "R-CLIN", "finding": "sleepless", "says": WORDS}, DR_A, ()),
        ({"reason_code": "R-CLIN", "says": WORDS}, NURSE, ("LE-07",)),
        ({"reason_code": "R-CLIN", "finding": "restless", "says": WORDS}, NURSE, ("LE-07",)),
        ({"reason_code": "R-STAFF"}, NURSE, ("LE-08",)),
        ({"reason_code": "R-STAFF", "says": WORDS}, LEAD, ("LE-06",)),
    ],
)
def test_somebody_is_held_back_for_an_honest_reason_in_plain_words(fields: Any, actor: Any, rules: Any) -> None:
    h = going([*ready()[:-1], *on_the_day(outcome="do_not_release", findings=("sleepless",))[2:]])
    decided = given(ask(HoldBackEpisode, actor, episode="O-1", **fields), h)
    decided.then_breaks(*rules) if rules else decided.then(EpisodeNotReleased)


def test_a_departure_that_is_told_afterwards_is_recorded_and_said_to_be_one() -> None:
    told = ask(ReleaseEpisode, LEAD, episode="O-1", history=True, occurred_at=GOES_AT)
    answer = given(told, going(ready())).then(EpisodeReleased)
    assert answer.verdicts.broken == ("LE-10",)
