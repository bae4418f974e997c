"""What is still to be done about somebody's leave: each kind of task, on both clocks."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import assume
from hypothesis import given as generated
from hypothesis import strategies as st

from domain.judging import Task
from domain.judging.leaving import Going, leave_tasks
from domain.kernel.decider import Recorded
from domain.kernel.time import FOREVER
from domain.leave import (
    AbsenceDeclared,
    AbsenceEnded,
    AbsenceNotified,
    CopyGiven,
    EpisodeCancelled,
    EpisodeNotReleased,
    EpisodeRecalled,
    EpisodeReleased,
    EpisodeReturned,
    LeaveExtended,
    LeaveRevoked,
    LeaveSuspended,
    LeaveVoided,
    MinistryWithdrew,
    OutcomeRecorded,
    ReasonsExplained,
    ReportFellDue,
    ReportSettled,
)
from domain.people import DeathRecorded
from tests.given import at
from tests.leave.outing import (
    DR_A,
    DR_B,
    GOES_AT,
    RETURNS,
    SIGNED_AT,
    WORDS,
    authorised,
    going,
    late,
    of,
    patient,
    ready,
)
from tests.leave.test_gate import RESTRICTED, asked_ministry

SECOND, MINUTES, HOUR, DAY = (timedelta(seconds=1), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1))
CALLED: Final = "explanation O-1: why they were called back"
NOT_GONE: Final = "explanation O-1: why they did not go"
LATE: Final = "overdue O-1: out, not here"
TELL_CQC: Final = "notification O-1, cqc: to be told of the absence"
TELL_POLICE: Final = "notification O-1, police: to be told of the absence"
TELL_MINISTRY: Final = "notification O-1, ministry: to be told of the absence"
TELL_RETURN: Final = "notification O-1, cqc: to be told of the return"
NO_ACCOUNTS: Final = "outcome O-1: account of patient and staff"
COMPLETED: Final = "report completed leave, for M-1: to be sent, or not asked for: O-1"
OVERLAP: Final = "overlap A-1 (escorted) and A-2 (unescorted)"
OUT: Final = of(EpisodeReleased, GOES_AT, episode="O-1")
FOUR: Final = at("2027-01-14 16:00")
NOON: Final = at("2027-01-14 12:30")
BACK: Final = of(EpisodeReturned, at("2027-01-14 16:41"), episode="O-1")
BACK_LATE: Final = of(EpisodeReturned, RETURNS + HOUR, episode="O-1")
ABSENT: Final = of(AbsenceDeclared, RETURNS + HOUR, episode="O-1", kind="failure_to_return")
ENDED: Final = of(AbsenceEnded, at("2027-01-15 11:20"), episode="O-1")
RECALLED: Final = of(EpisodeRecalled, NOON, episode="O-1", notice_to="patient", why="information")
REVOKED: Final = of(LeaveRevoked, NOON, authorisation="A-1", why="information")
SUSPENDED: Final = of(LeaveSuspended, NOON, authorisation="A-1", why="incident")
WITHDREW: Final = of(MinistryWithdrew, NOON, consent="M-1")
SENT: Final = of(ReportSettled, NOON, consent="M-1", report="R-1", how="sent")
NOT_ASKED: Final = of(ReportSettled, NOON, consent="M-1", report="R-1", how="not_requested")
WHY: Final = of(ReasonsExplained, NOON, episode="O-1", format="spoken")
NO_STAFF: Final = of(EpisodeCancelled, NOON, episode="O-1", reason_code="R-STAFF")
REPORT: Final = of(ReportFellDue, at("2027-01-02 09:00"), consent="M-1", report="R-1", due_on=date(2027, 1, 12))
HELD: Final = of(EpisodeNotReleased, at("2027-01-14 10:30"), episode="O-1", reason_code="R-CLIN", finding="f")
BY_PERSON: Final = of(EpisodeNotReleased, at("2027-01-14 10:30"), episode="O-1", reason_code="R-PERSON")


def told_of(*whom: str, of_return: bool = False) -> list[Recorded[Any]]:
    """Who was told of an absence, or of its end."""
    when = ENDED.occurred_at if of_return else ABSENT.occurred_at
    return [of(AbsenceNotified, when + HOUR, episode="O-1", whom=each, of_return=of_return) for each in whom]


def told(voice: str, when: datetime = BACK.occurred_at + HOUR) -> Recorded[Any]:
    """Somebody's account of how it went."""
    return of(OutcomeRecorded, when, episode="O-1", voice=voice, went="went_well", account=WORDS)


def extended(to_at: datetime, when: datetime = NOON) -> Recorded[Any]:
    """The clinician lets it last longer."""
    return of(LeaveExtended, when, authorisation="A-1", signed_by=DR_A, to_at=to_at)


def another(**terms: Any) -> list[Recorded[Any]]:
    """A second authorisation."""
    return authorised("A-2", **{"escort": "unescorted", "custody": False, **terms})


def out(*more: Recorded[Any], **terms: Any) -> Going:
    """Somebody who is out, and what came of it."""
    begun = [*authorised(**terms), *ready()[4:], OUT] if terms else [*ready(), OUT]
    return going([*begun, *more])


def restricted(*more: Recorded[Any]) -> Going:
    """The same of somebody restricted, with the Ministry's consent."""
    return going([*asked_ministry(), *ready(), *more], patient(RESTRICTED))


def short(tasks: tuple[Task, ...], *, done: bool = False) -> list[str]:
    """Each open task in short; done ones too, with what came of them. The gate asked again has tests of its own."""
    return [
        f"{t.kind} {t.about}{f': {t.stage}' if t.stage else ''}{f' = {t.outcome}' if t.outcome else ''}"
        for t in tasks
        if (done or t.open) and t.kind not in ("gate", "replan", "unsettled")
    ]


def without_copy(**terms: Any) -> list[Recorded[Any]]:
    return [each for each in authorised(**terms) if not isinstance(each.event, CopyGiven)]


PAPERS: Final[list[tuple[Going, datetime, list[str]]]] = [
    (going(authorised()), SIGNED_AT, []),
    # A copy of what is signed, for as long as it may be used.
    (going(without_copy()), SIGNED_AT - SECOND, []),
    (going(without_copy()), SIGNED_AT, ["copy A-1: for the person"]),
    (going(without_copy()), at("2027-01-16 00:00"), []),
    (
        going([*without_copy(), of(CopyGiven, NOON, authorisation="A-1", to="carer", format="standard")]),
        NOON,
        ["copy A-1: for the person"],
    ),
    (
        going([*without_copy(), of(CopyGiven, NOON, authorisation="A-1", to="patient", format="audio", refused=True)]),
        NOON,
        [],
    ),
    (going(without_copy(signed_by=DR_B)), NOON, []),
    # A report to the Ministry.
    (going([*asked_ministry(), REPORT]), REPORT.occurred_at, ["report R-1, for M-1: to be sent"]),
    (going([*asked_ministry(), REPORT]), at("2027-01-13 00:00"), ["report R-1, for M-1: overdue"]),
    (going([*asked_ministry(), REPORT, SENT]), NOON, []),
    (
        going([*asked_ministry(), REPORT, of(ReportSettled, NOON, consent="M-1", report="R-2", how="sent")]),
        NOON,
        ["report R-1, for M-1: overdue"],
    ),
    (
        going([*asked_ministry(), REPORT, SENT, late(REPORT, NOON + HOUR)]),
        NOON + HOUR,
        ["report R-1, for M-1: overdue"],
    ),
    # What was completed is reported, or the office says that nobody asks for it.
    (restricted(OUT), BACK.occurred_at, []),
    (restricted(OUT, BACK), BACK.occurred_at - SECOND, []),
    (restricted(OUT, BACK), BACK.occurred_at, [COMPLETED]),
    (restricted(OUT, BACK, late(REPORT, BACK.occurred_at + HOUR)), RETURNS + HOUR, ["report R-1, for M-1: overdue"]),
    (restricted(OUT, BACK, late(REPORT, NOON)), BACK.occurred_at, ["report R-1, for M-1: overdue", COMPLETED]),
    (restricted(OUT, BACK, late(REPORT, BACK.occurred_at + SECOND), late(SENT, RETURNS)), RETURNS, []),
    (out(BACK, *asked_ministry()), BACK.occurred_at, []),
    # Two that cover the same, with different escorts.
    (going([*authorised(), *another()]), SIGNED_AT, [f"{OVERLAP}: escorted counts"]),
    (
        going([*authorised(), *another(escort="accompanied")]),
        SIGNED_AT,
        ["overlap A-1 (escorted) and A-2 (accompanied): escorted counts"],
    ),
    (going([*authorised(), *another(escort="escorted", custody=True)]), SIGNED_AT, []),
    (going([*authorised(), *another(areas=("leeds",))]), SIGNED_AT, []),
    (
        going([*authorised(), *another(purposes=())]),
        SIGNED_AT,
        [f"{OVERLAP}: escorted counts"],
    ),
    (going([*authorised(), *another(from_at=at("2027-01-16 00:00"), to_at=at("2027-01-20 00:00"))]), SIGNED_AT, []),
    (going([*authorised(), *another(from_at=SIGNED_AT, to_at=at("2027-01-10 00:00"))]), SIGNED_AT, []),
    (going([*authorised(), *another(occasions=("2027-01-16T00:00Z/2027-01-16T09:00Z",))]), SIGNED_AT, []),
    (
        going([*authorised(), *another(occasions=("2027-01-15T23:00Z/2027-01-16T09:00Z",))]),
        SIGNED_AT,
        [f"{OVERLAP}: escorted counts"],
    ),
    (going([*authorised(), *another(supersedes="A-1")]), SIGNED_AT, []),
    (going([*authorised(), *another(signed_by=None)]), SIGNED_AT, []),
    (going([*authorised(), *another(), of(LeaveRevoked, NOON, authorisation="A-2", why="other")]), NOON, []),
    # Looked at again on the day that it names.
    (going(authorised(to_at=None, review_on=date(2027, 2, 1))), at("2027-01-31 23:59"), []),
    (
        going(authorised(to_at=None, review_on=date(2027, 2, 1))),
        at("2027-02-01 00:00"),
        ["authorisation-review A-1: to be looked at again"],
    ),
    (
        going(
            [
                *authorised(to_at=None, review_on=date(2027, 2, 1)),
                extended(at("2027-03-01 00:00"), at("2027-02-01 10:00")),
            ]
        ),
        at("2027-02-02 00:00"),
        [],
    ),
    (going([*authorised(to_at=None, review_on=date(2027, 2, 1)), REVOKED]), at("2027-02-02 00:00"), []),
    (
        going([*authorised(to_at=None, review_on=date(2027, 2, 1)), extended(at("2027-03-01 00:00"))]),
        at("2027-02-02 00:00"),
        ["authorisation-review A-1: to be looked at again"],
    ),
]

AWAY: Final[list[tuple[Going, datetime, list[str]]]] = [
    # Not back: with a quarter of an hour of grace.
    (out(), RETURNS + MINUTES - SECOND, []),
    (out(), RETURNS + MINUTES, [LATE]),
    (out(BACK), RETURNS + MINUTES, []),
    (out(BACK_LATE), RETURNS + HOUR, []),
    (out(BACK_LATE), RETURNS + HOUR - SECOND, [LATE]),
    (out(RECALLED, REVOKED), RETURNS + MINUTES, [CALLED, "overdue O-1: called back, not here"]),
    # The authority ends while somebody is out, and may be extended in their absence.
    (out(to_at=FOUR), NOON, ["authority O-1: ends while out"]),
    (out(to_at=FOUR), FOUR, ["authority O-1: ended while out"]),
    (out(extended(RETURNS + HOUR), to_at=FOUR), NOON, []),
    (out(to_at=RETURNS + HOUR), RETURNS + 3 * MINUTES - SECOND, [LATE]),
    (out(to_at=RETURNS + HOUR), RETURNS + 3 * MINUTES, ["authority O-1: ends while out", LATE]),
    (out(to_at=RETURNS + HOUR), RETURNS + HOUR, ["authority O-1: ended while out", LATE]),
    (out(extended(RETURNS + DAY), to_at=RETURNS + HOUR), RETURNS + HOUR, [LATE]),
    (out(BACK, to_at=RETURNS), RETURNS, []),
    (out(to_at=RETURNS), RETURNS - SECOND, []),
    (out(extended(FOUR + HOUR / 2), to_at=FOUR), FOUR + HOUR * 2 / 3, ["authority O-1: ended while out"]),
    (out(REVOKED, to_at=FOUR), NOON, ["recall-notice O-1: leave revoked"]),
    (out(SUSPENDED), NOON, ["authority O-1: suspended while out"]),
    (out(of(LeaveVoided, NOON, authorisation="A-1", why="paperwork")), NOON, ["authority O-1: void while out"]),
    # A notice of recall.
    (out(REVOKED), NOON, ["recall-notice O-1: leave revoked"]),
    (out(REVOKED, late(RECALLED, NOON + HOUR), late(REVOKED, NOON + HOUR)), NOON + HOUR, [CALLED]),
    (out(RECALLED, REVOKED), NOON, [CALLED]),
    (out(late(WHY, NOON - HOUR), RECALLED, REVOKED), NOON, [CALLED]),
    (out(RECALLED, REVOKED, WHY), NOON, []),
    (out(late(REVOKED, BACK.occurred_at + HOUR), BACK), BACK.occurred_at + HOUR, []),
    (out(REVOKED, BACK), BACK.occurred_at, []),
    (restricted(OUT, WITHDREW), NOON, ["recall-notice O-1: consent of the Ministry withdrawn"]),
    (restricted(OUT, WITHDREW, BACK), BACK.occurred_at, [COMPLETED]),
    (out(*asked_ministry(), WITHDREW), NOON, []),
    # Who has to know of an absence, and of its end.
    (out(ABSENT), ABSENT.occurred_at, [TELL_CQC, TELL_POLICE]),
    (out(ABSENT, *told_of("police", "cqc")), at("2027-01-15 09:00"), []),
    (out(ABSENT, *told_of("police"), ENDED), ENDED.occurred_at, [TELL_CQC, TELL_RETURN]),
    (out(ABSENT, *told_of("cqc"), ENDED, *told_of("cqc", of_return=True)), at("2027-01-15 12:20"), []),
    (out(ABSENT, *told_of("cqc"), ENDED), ENDED.occurred_at, [TELL_RETURN]),
    (restricted(OUT, ABSENT, *told_of("police", "cqc")), at("2027-01-15 09:00"), [TELL_MINISTRY]),
    # Both accounts, a day after the return.
    (out(BACK), BACK.occurred_at + DAY - SECOND, []),
    (out(BACK), BACK.occurred_at + DAY, [NO_ACCOUNTS]),
    (out(BACK, told("staff")), BACK.occurred_at + DAY, ["outcome O-1: account of patient"]),
    (out(BACK, told("staff"), told("patient")), BACK.occurred_at + DAY, []),
    (out(ABSENT, *told_of("cqc"), ENDED, *told_of("cqc", of_return=True)), ENDED.occurred_at + DAY, [NO_ACCOUNTS]),
    # Why somebody did not go.
    (going([*ready(), HELD]), NOON, [NOT_GONE]),
    (going([*ready(), HELD, WHY]), NOON, []),
    (going([*ready(), BY_PERSON]), NOON, []),
    (going([*ready(), NO_STAFF]), NOON, [NOT_GONE]),
]  # fmt: skip


@pytest.mark.parametrize(("h", "when", "open_"), [*PAPERS, *AWAY])
def test_what_is_open_about_somebody_s_leave(h: Going, when: datetime, open_: list[str]) -> None:
    assert sorted(short(leave_tasks(h, when))) == open_


@pytest.mark.parametrize(
    ("h", "when", "came_of"),
    [
        (out(BACK_LATE), RETURNS + DAY, "overdue O-1 = returned"),
        (out(ABSENT), RETURNS + DAY, "overdue O-1 = absence declared"),
        (out(extended(RETURNS + HOUR), to_at=FOUR), NOON, "authority O-1 = extended"),
        (out(REVOKED, BACK), RETURNS, "recall-notice O-1 = returned"),
        (out(REVOKED, late(RECALLED, NOON + HOUR)), RETURNS, "recall-notice O-1 = served"),
        (out(ABSENT, ENDED), ENDED.occurred_at, "notification O-1, police = returned"),
        (out(BACK, told("staff"), told("patient", RETURNS + 2 * DAY)), RETURNS + 2 * DAY, "outcome O-1 = recorded"),
        (going([*without_copy(), REVOKED]), NOON, "copy A-1 = revoked"),
        (going([*authorised(), *another(), REVOKED]), NOON, f"{OVERLAP} = revoked"),
        (going([*asked_ministry(), REPORT, NOT_ASKED]), NOON, "report R-1, for M-1 = not requested"),
    ],
)  # fmt: skip
def test_what_came_of_it_stays_known(h: Going, when: datetime, came_of: str) -> None:
    assert came_of in short(leave_tasks(h, when), done=True)


@pytest.mark.parametrize(
    ("h", "kind"),
    [
        (out(late(BACK, RETURNS + MINUTES)), "overdue"),  # back at the last minute of grace
        (out(late(ABSENT, NOON), ENDED), "overdue"),  # who ran off at noon is absent, and not late
        (out(extended(RETURNS + HOUR, GOES_AT - HOUR), BACK, to_at=FOUR), "authority"),
        (out(late(REVOKED, GOES_AT - HOUR), RECALLED), "recall-notice"),
        (out(late(REVOKED, BACK.occurred_at + HOUR), BACK), "recall-notice"),
        (going([*authorised(to_at=None, review_on=date(2027, 2, 1)), REVOKED]), "authorisation-review"),
        (out(BACK, told("staff"), told("patient")), "outcome"),
        (out(BACK, told("staff"), told("patient", BACK.occurred_at + DAY)), "outcome"),
    ],
)
def test_what_never_came_up_is_no_task_done_or_not(h: Going, kind: str) -> None:
    assert kind not in {t.kind for t in leave_tasks(h, RETURNS + 30 * DAY)}


def test_each_says_since_when_by_when_and_by_what() -> None:
    overdue = next(t for t in leave_tasks(out(), RETURNS + DAY) if t.kind == "overdue")
    assert (overdue.since, overdue.due, overdue.evidence) == (RETURNS + MINUTES, RETURNS, (OUT.position,))
    report = next(t for t in leave_tasks(going([*asked_ministry(), REPORT]), NOON) if t.kind == "report")
    assert (report.since, report.due) == (REPORT.occurred_at, at("2027-01-13 00:00"))
    outcome = next(t for t in leave_tasks(out(BACK), RETURNS + 2 * DAY) if t.kind == "outcome")
    assert outcome.since == outcome.due == BACK.occurred_at + DAY
    suspended = next(t for t in leave_tasks(out(SUSPENDED), RETURNS) if t.kind == "authority")
    assert (suspended.since, suspended.due) == (NOON, None)
    [copy] = [t for t in leave_tasks(going(without_copy()), NOON) if t.kind == "copy"]
    assert (copy.since, copy.due) == (SIGNED_AT, None)


def test_an_overlap_begins_when_the_second_is_signed_or_one_is_extended_into_the_other() -> None:
    later = another(from_at=at("2027-01-16 00:00"), to_at=at("2027-01-20 00:00"))
    h = going([*authorised(), *later, extended(at("2027-01-17 00:00"))])
    assert [t.since for t in leave_tasks(h, NOON) if t.kind == "overlap"] == [NOON]
    assert [t for t in leave_tasks(h, NOON - SECOND) if t.kind == "overlap"] == []
    ended = [
        late(each, at("2027-01-17 09:00")) if each.occurred_at == SIGNED_AT else each for each in another(to_at=None)
    ]
    assert "overlap" not in {t.kind for t in leave_tasks(going([*authorised(), *ended]), at("2027-01-18 00:00"))}


def test_what_was_known_only_later_was_open_until_then() -> None:
    """Both clocks: the person was back in time, and that was entered the next morning."""
    morning = RETURNS + timedelta(hours=15)
    h = out(replace(BACK, recorded_at=morning))
    assert short(leave_tasks(h, RETURNS + HOUR, RETURNS + HOUR)) == [LATE]
    assert short(leave_tasks(h, RETURNS + HOUR, morning)) == []
    assert short(leave_tasks(h, RETURNS + HOUR, FOREVER)) == []


def test_nothing_is_left_to_do_with_somebody_who_has_died_but_to_tell_and_to_report() -> None:
    died = of(DeathRecorded, RETURNS + 2 * HOUR, on=date(2027, 1, 14))
    h = going([*asked_ministry(), REPORT, *without_copy(), *ready()[4:], OUT, ABSENT], patient(RESTRICTED, died))
    assert "copy A-1: for the person" in short(leave_tasks(h, RETURNS))
    kinds = {t.kind for t in leave_tasks(h, RETURNS + DAY) if t.open}
    assert kinds == {"report", "notification"}


ROWS: Final = (
    OUT, BACK, BACK_LATE, ABSENT, ENDED, RECALLED, REVOKED, SUSPENDED, WITHDREW, REPORT, HELD, told("staff"),
    told("patient"), extended(RETURNS + DAY), *another(), *told_of("police", "cqc"),
)  # fmt: skip
INSTANTS: Final = st.integers(0, 30 * 24).map(lambda hours: at("2027-01-01 00:00") + timedelta(hours=hours))


@generated(st.sets(st.sampled_from(range(len(ROWS)))), st.lists(INSTANTS, min_size=2, max_size=2).map(sorted))
def test_asked_later_less_is_open_unless_something_was_recorded_or_became_due(rows: Any, instants: Any) -> None:
    """What is open later came up in between, or was open before: nothing that had come up opens by the clock alone."""
    earlier, later = instants
    history = sorted([*asked_ministry(), *ready(), *(ROWS[n] for n in rows)], key=lambda each: each.occurred_at)
    assume(not any(earlier < each.occurred_at <= later for each in history))
    h = going(history, patient(RESTRICTED))
    before, now = ({(t.kind, t.about, t.since) for t in leave_tasks(h, when) if t.open} for when in instants)
    assert all(since > earlier for _, _, since in now - before)
