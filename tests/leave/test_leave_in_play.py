"""Anybody asks anything of one person's leave, in any order: who is out went out through every clause of the gate.

What is asked goes through the decider; what must be true of it is read off the events by hand.
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain import leave, people
from domain.judging.leaving import Going, leaving, standing
from domain.kernel.decider import Accepted, Recorded
from domain.kernel.time import london_day
from domain.leave import (
    STEPS,
    AbsenceDeclared,
    AbsenceEnded,
    AnswerMinistry,
    AssignEscort,
    AuthorisationState,
    BriefEscort,
    CancelEpisode,
    CheckEpisode,
    CheckVenue,
    CloseEpisode,
    ContingencySet,
    CopyGiven,
    DeclareAbsence,
    DraftApplication,
    DraftLeave,
    EndAbsence,
    EpisodeChecked,
    EpisodeReleased,
    EpisodeReturned,
    EpisodeState,
    EscortAssigned,
    EscortBriefed,
    ExclusionSet,
    ExtendLeave,
    GiveCopy,
    HoldBackEpisode,
    IncidentRecorded,
    IncidentReviewed,
    LeaveRevoked,
    LeaveSigned,
    LeaveSuspended,
    LeaveVoided,
    MinistryGranted,
    MinistryState,
    MinistryWithdrew,
    MoveEpisode,
    PlanEpisode,
    RecallEpisode,
    RecordIncident,
    RecordMinistryGrant,
    RecordMinistryQuestion,
    RecordMinistryRefusal,
    RecordMinistryWithdrawal,
    RecordOutcome,
    RecordReturn,
    ReleaseEpisode,
    ResumeLeave,
    ReviewIncident,
    RevokeLeave,
    SaidToday,
    SayToday,
    SendApplication,
    SetContingency,
    SetExclusion,
    SignLeave,
    SuspendLeave,
    VenueChecked,
    VoidLeave,
)
from domain.people import ResponsibleClinicianAssigned, RestrictionBegun
from tests import stores
from tests.given import P1, at, folded, recorded, told
from tests.leave.courses import COURSES
from tests.leave.outing import DR_A, DR_B, ESCORT, LEAD, MEMBERS, NURSE, OTHER_NURSE, WORDS, of, patient

BEGINS: Final = at("2027-01-11 08:00")
IN_ORDER: Final = ("draft", "sign", "copy", "plan", "escort", "venue", "say", "check")
"""The steps of the way out."""
OUTINGS: Final = ("O-1", "O-2", "O-3")
PAPERS: Final = ("A-1", "A-2")
E, A, M = EpisodeState, AuthorisationState, MinistryState
_LEADS_TO: Final[list[tuple[Any, frozenset[Any]]]] = [
    (None, frozenset({E.PLANNED, E.AWOL, A.DRAFT, M.DRAFTED})),
    (E.PLANNED, frozenset({E.CHECKED, E.NOT_RELEASED, E.CANCELLED})),
    (E.CHECKED, frozenset({E.PLANNED, E.OUT, E.NOT_RELEASED, E.CANCELLED})),
    (E.OUT, frozenset({E.RETURNED, E.RETURNED_LATE, E.RECALLED, E.AWOL})),
    (E.RECALLED, frozenset({E.RETURNED, E.RETURNED_LATE, E.AWOL})),
    (E.AWOL, frozenset({E.RETURNED_FROM_AWOL})),
    (E.RETURNED, frozenset({E.OUTCOME_RECORDED})),
    (E.RETURNED_LATE, frozenset({E.OUTCOME_RECORDED})),
    (E.RETURNED_FROM_AWOL, frozenset({E.OUTCOME_RECORDED})),
    (E.OUTCOME_RECORDED, frozenset({E.CLOSED})),
    (A.DRAFT, frozenset({A.SIGNED, A.IN_FORCE, A.EXPIRED})),
    (A.SIGNED, frozenset({A.IN_FORCE, A.SUSPENDED, A.REVOKED, A.VOID, A.SUPERSEDED, A.EXPIRED})),
    (A.IN_FORCE, frozenset({A.SUSPENDED, A.EXPIRED, A.REVOKED, A.SUPERSEDED, A.VOID})),
    (A.SUSPENDED, frozenset({A.SIGNED, A.IN_FORCE, A.EXPIRED, A.REVOKED, A.SUPERSEDED, A.VOID})),
    (A.EXPIRED, frozenset({A.IN_FORCE, A.VOID, A.SUPERSEDED})),  # extended while away; or never good
    (A.REVOKED, frozenset({A.VOID})),
    (A.SUPERSEDED, frozenset({A.VOID, A.REVOKED})),
    (M.DRAFTED, frozenset({M.APPLIED})),
    (M.APPLIED, frozenset({M.MORE_INFO_REQUESTED, M.GRANTED, M.GRANTED_WITH_CONDITIONS, M.REFUSED})),
    (M.MORE_INFO_REQUESTED, frozenset({M.APPLIED, M.REFUSED})),
    (M.GRANTED, frozenset({M.WITHDRAWN, M.SUPERSEDED, M.EXPIRED})),
    (M.GRANTED_WITH_CONDITIONS, frozenset({M.WITHDRAWN, M.SUPERSEDED, M.EXPIRED})),
    (M.EXPIRED, frozenset({M.SUPERSEDED})),
]
LEADS_TO: Final = {repr(each): frozenset(map(repr, nexts)) for each, nexts in _LEADS_TO}
"""Where each may go, by whatever is asked or by the clock."""

EVERY_STATE: Final = {repr(each) for kind in (E, A, M) for each in kind}
outings, papers = st.sampled_from(OUTINGS), st.sampled_from(PAPERS)
clinicians = st.sampled_from([DR_A, DR_A, DR_B])
nurses = st.sampled_from([NURSE, NURSE, OTHER_NURSE, LEAD])
often = st.sampled_from([True, True, True, False])
BEGUN: Final = (*COURSES, None)
"""How far somebody's leave has come when a play begins: what takes many steps is rarely met by chance."""


class InPlay(RuleBasedStateMachine):
    """One person's leave, asked of by anybody."""

    reached: ClassVar[set[Any]] = set()
    released: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINS
        self.leave = leave.FOLDING.initial
        self.log: list[Recorded[Any]] = []
        self.about = folded(people.FOLDING, *patient())
        self.stood: dict[Any, Any] = {}

    def going(self) -> Going:
        return Going(
            person=P1, about=self.about, leave=self.leave, member=lambda who: MEMBERS.get(who, people.Person())
        )

    def ask(self, kind: Any, actor: Any, /, **fields: Any) -> bool:
        """Asks the decider now; answers whether it was recorded. A minute passes."""
        self.now += timedelta(minutes=1)
        command = kind(person=P1, **fields, **told(actor, self.now))
        h = self.going()
        answer = leave.decide(command, h.leave, leaving(command, h))
        if not isinstance(answer, Accepted):
            return False
        for event in answer.events:
            if isinstance(event, EpisodeReleased):
                self.went_out(event.episode, actor)
            row = recorded(event, self.now, version=len(self.log) + 1, actor=actor)
            self.log.append(row)
            self.leave = leave.FOLDING.evolve(self.leave, row)
        self.each_goes_along_its_course()
        return True

    # What happens

    @initialize(restricted=st.booleans(), cover=st.booleans(), consented=often, begun=st.sampled_from(BEGUN))
    def begin(self, restricted: bool, cover: bool, consented: bool, begun: str | None) -> None:
        """Most plays begin somewhere on the way; of somebody restricted mostly with the Ministry's consent."""
        since, more = BEGINS - timedelta(days=9), []
        if restricted:
            more.append(of(RestrictionBegun, since, basis="s41", from_on=date(2026, 6, 1)))
        if cover:
            days = {"from_on": date(2027, 1, 12), "to_on": date(2027, 1, 12)}
            more.append(of(ResponsibleClinicianAssigned, since, clinician=DR_B, basis="covering", **days))
        self.about = folded(people.FOLDING, *patient(*more))
        if begun is None:
            return
        leads_to, course = COURSES[begun]
        if restricted and consented and not isinstance(leads_to, MinistryState):
            self.everything_consented(None)
        course(self)

    @rule(code=papers, hours=st.sampled_from([8, 48, 120]), old=st.sampled_from([None, "A-1"]), custody=often)
    def draft(self, code: str, hours: int, old: str | None, custody: bool) -> None:
        terms = {"form": "specified_period", "category": "community", "areas": ("wakefield",), "escort": "escorted"}
        ends = self.now + timedelta(hours=hours)
        begins = self.now + timedelta(hours=1 if hours == 48 else 0)
        self.ask(
            DraftLeave, NURSE, authorisation=code, from_at=begins, to_at=ends, supersedes=old, custody=custody, **terms
        )

    @rule(code=papers, by=clinicians, contingent=often)
    def sign(self, code: str, by: Any, contingent: bool) -> None:
        if contingent:
            self.ask(SetContingency, NURSE, authorisation=code, plan=WORDS, telephone=WORDS)
        self.ask(SignLeave, by, authorisation=code, signed_by=by)

    def told_of_old(self, code: str, by: Any) -> None:
        """What the office finds in a drawer: a signature of anybody's."""
        self.ask(SignLeave, by, authorisation=code, signed_by=by, history=True)

    @rule(code=papers)
    def copy(self, code: str) -> None:
        self.ask(GiveCopy, NURSE, authorisation=code, to="patient", format="standard")

    @rule(code=papers, kind=st.sampled_from([SuspendLeave, RevokeLeave, ResumeLeave, VoidLeave]), by=clinicians)
    def stop(self, code: str, kind: Any, by: Any) -> None:
        why = {} if kind is ResumeLeave else {"why": "incident"}
        self.ask(kind, by, authorisation=code, **why)

    @rule(code=papers, by=clinicians, hours=st.sampled_from([2, 30]))
    def extend(self, code: str, by: Any, hours: int) -> None:
        self.ask(ExtendLeave, by, authorisation=code, signed_by=by, to_at=self.now + timedelta(hours=hours))

    @rule(
        kind=st.sampled_from(
            [DraftApplication, SendApplication, SendApplication, RecordMinistryQuestion, AnswerMinistry]
        )
    )
    def apply(self, kind: Any) -> None:
        self.ask(kind, DR_A, consent="M-1", **({"level": "escorted_day"} if kind is DraftApplication else {}))

    @rule(
        kind=st.sampled_from(
            [RecordMinistryGrant, RecordMinistryGrant, RecordMinistryRefusal, RecordMinistryWithdrawal]
        ),
        code=st.sampled_from(["M-1", "M-2"]),
        conditions=st.sampled_from([(), ("stays-with-escort",)]),
        days=st.sampled_from([None, 0, 30]),
    )
    def ministry_says(self, kind: Any, code: str, conditions: Any, days: int | None) -> None:
        letter: dict[str, Any] = {} if kind is RecordMinistryWithdrawal else {"letter_sha256": "ab" * 32}
        if kind is RecordMinistryGrant:
            ends = None if days is None else london_day(self.now) + timedelta(days=days)
            old = {"supersedes": "M-1"} if code == "M-2" else {}
            letter |= {"level": "escorted_day", "conditions": conditions, "expires_on": ends, **old}
        if code == "M-2":
            self.ask(DraftApplication, DR_A, consent=code, level="escorted_day")
            self.ask(SendApplication, DR_A, consent=code)
        self.ask(kind, DR_A, consent=code, **letter)

    @rule(code=outings, under=papers, hours=st.sampled_from([2, 6]), by=st.sampled_from([LEAD, DR_A]), area=often)
    def plan(self, code: str, under: str, hours: int, by: Any, area: bool) -> None:
        plan = self._plan(hours, area)
        self.ask(PlanEpisode, NURSE, episode=code, authorisation=under, purpose="family", requested_by=by, **plan)

    def _plan(self, hours: int, area: bool) -> dict[str, Any]:
        returns = self.now + timedelta(hours=hours)
        where = {"destination": "hall", "area": "wakefield" if area else "leeds"}
        return {**where, "departs_at": self.now, "returns_at": returns}

    @rule(code=outings, hours=st.sampled_from([2, 6]))
    def move(self, code: str, hours: int) -> None:
        self.ask(MoveEpisode, NURSE, episode=code, **self._plan(hours, True))

    @rule(code=outings, who=st.sampled_from([ESCORT, NURSE]), briefed=often)
    def escort(self, code: str, who: Any, briefed: bool) -> None:
        self.ask(AssignEscort, NURSE, episode=code, staff=who, part="lead")
        if briefed:
            self.ask(BriefEscort, NURSE, episode=code, staff=who)

    @rule(code=outings, clear=often)
    def check_venue(self, code: str, clear: bool) -> None:
        self.ask(CheckVenue, NURSE, episode=code, clear=clear)

    @rule(code=outings, says=st.sampled_from(["release", "release", "do_not_release"]), tried=often)
    def check(self, code: str, says: str, tried: bool) -> None:
        self.ask(CheckEpisode, NURSE, episode=code, outcome=says, conditions_explained=True, telephone_tested=tried)

    @rule(code=outings, agrees=often)
    def say(self, code: str, agrees: bool) -> None:
        done = self.ask(SayToday, NURSE, episode=code, agrees=agrees)
        assert done or agrees, "a no is never refused"

    @rule(code=outings, under=papers, by=nurses, without=st.sampled_from(["", *IN_ORDER]))
    def everything_in_order(self, code: str, under: str, by: Any, without: str = "") -> None:
        """The way out that there is, but for one step where one is named; what stands against it stands still."""
        steps: dict[str, Any] = {
            "draft": lambda: self.draft(under, 120, None, True),
            "sign": lambda: self.sign(under, DR_A, True),
            "copy": lambda: self.copy(under),
            "plan": lambda: self.plan(code, under, 6, LEAD, True),
            "escort": lambda: self.escort(code, ESCORT, True),
            "venue": lambda: self.check_venue(code, True),
            "say": lambda: self.say(code, True),
            "check": lambda: self.check(code, "release", True),
        }
        for name in IN_ORDER:
            if name != without:
                steps[name]()
        self.release(code, by)

    @rule(code=outings, by=nurses)
    def release(self, code: str, by: Any) -> None:
        self.ask(ReleaseEpisode, by, episode=code)

    @rule(code=outings, reason=st.sampled_from(["R-STAFF", "R-CLIN"]))
    def hold_back(self, code: str, reason: str) -> None:
        self.ask(HoldBackEpisode, NURSE, episode=code, reason_code=reason, says=WORDS)

    @rule(code=outings, kind=st.sampled_from([CancelEpisode, RecordReturn, EndAbsence, CloseEpisode]))
    def go_on(self, code: str, kind: Any) -> None:
        self.ask(kind, NURSE, episode=code, **({"reason_code": "R-PERSON"} if kind is CancelEpisode else {}))

    @rule(code=outings, kind=st.sampled_from(["abscond", "failure_to_return", "escape"]))
    def be_absent(self, code: str, kind: str) -> None:
        self.ask(DeclareAbsence, NURSE, episode=code, kind=kind)

    @rule(code=outings, by=clinicians)
    def recall(self, code: str, by: Any) -> None:
        self.ask(RecallEpisode, by, episode=code, notice_to="patient", why="information")

    @rule(code=outings)
    def outcome(self, code: str) -> None:
        self.ask(RecordOutcome, NURSE, episode=code, voice="staff", went="mixed", account=WORDS)
        assert self.ask(RecordOutcome, P1, episode=code, voice="patient", went="went_well", account=WORDS)

    @rule(code=outings, how=st.sampled_from(["return", "absence"]))
    def everything_back(self, code: str, how: str) -> None:
        """The way back that there is: they return or are brought back, both tell how it was, and it is closed."""
        if how == "absence":
            self.be_absent(code, "failure_to_return")
        self.go_on(code, EndAbsence if how == "absence" else RecordReturn)
        self.outcome(code)
        self.go_on(code, CloseEpisode)

    @rule(days=st.sampled_from([None, 0]))
    def everything_consented(self, days: int | None) -> None:
        """The way to the Ministry's consent that there is, and to another in its place."""
        self.apply(DraftApplication)
        self.apply(SendApplication)
        self.ministry_says(RecordMinistryGrant, "M-1", (), days)

    @rule(code=st.sampled_from(["I-1", "I-2"]), reviewed=st.booleans())
    def incident(self, code: str, reviewed: bool) -> None:
        self.ask(RecordIncident, NURSE, incident=code, kind="other")
        if reviewed:
            self.ask(ReviewIncident, NURSE, incident=code)

    @rule(area=st.sampled_from(["wakefield", "york", "york"]))
    def exclude(self, area: str) -> None:
        self.ask(SetExclusion, DR_A, exclusion=f"X-{area}", area=area)

    @rule(minutes=st.sampled_from([30, 130, 600, 1500, 9000]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # What must be true, read off the events

    def last(self, *kinds: Any, **of_: Any) -> Any:
        """The last event of these kinds with these fields."""
        every = (r for r in reversed(self.log) if isinstance(r.event, kinds))
        return next((r for r in every if all(getattr(r.event, n) == v for n, v in of_.items())), None)

    def every(self, *kinds: Any, **of_: Any) -> list[Recorded[Any]]:
        named = [r for r in self.log if isinstance(r.event, kinds)]
        return [r for r in named if all(getattr(r.event, n) == v for n, v in of_.items())]

    def went_out(self, code: str, by: Any) -> None:
        """Every clause of the gate, read off the events by hand at the moment at which somebody goes."""
        InPlay.released += 1
        planned = self.last(leave.EpisodePlanned, episode=code)
        plan = self.last(leave.EpisodePlanned, leave.EpisodeMoved, episode=code)
        under = planned.event.authorisation
        self.signed_and_in_force(under, plan.event.returns_at)
        assert plan.event.area == "wakefield", "B4"
        self.consented()
        escort = self.every(EscortAssigned, episode=code)
        briefed = {r.event.staff: r.version for r in self.every(EscortBriefed, episode=code)}
        last = {r.event.staff: r.version for r in escort}
        assert len(last) == 1, "B6: one leads"
        assert all(briefed.get(who, 0) > version for who, version in last.items()), "B6: briefed"
        assert last.keys() != {by}, "nobody lets out an outing that they alone escort"
        venue, barred = self.last(VenueChecked, episode=code), self.every(ExclusionSet)
        assert venue.event.clear, "B7"
        assert venue.version > plan.version, "B7"
        assert all(r.event.area != "wakefield" and r.version < venue.version for r in barred), "B7"
        check = self.last(EpisodeChecked, episode=code)
        assert check.event.outcome == "release", "B8"
        assert check.version > plan.version, "B8"
        assert self.now - check.occurred_at <= timedelta(minutes=120), "B8"
        said = self.last(SaidToday, episode=code)
        assert said.event.agrees, "B9"
        assert london_day(said.occurred_at) == london_day(self.now), "B9"
        self.nothing_open(code)
        assert self.every(CopyGiven, authorisation=under, to="patient"), "B11"
        assert self.every(ContingencySet, authorisation=under), "B12"
        assert check.event.telephone_tested, "B12"
        signed = self.last(LeaveSigned, authorisation=under).event.signed_by
        assert len({planned.event.requested_by, signed, by}) == 3, "B13"
        assert by in (NURSE, OTHER_NURSE)

    def signed_and_in_force(self, under: str, returns_at: datetime) -> None:
        signed = self.last(LeaveSigned, authorisation=under)
        covered = any(c.basis == "covering" and london_day(signed.occurred_at) in c.days for c in self.about.in_charge)
        assert signed.event.signed_by == (DR_B if covered else DR_A), "B2"
        assert not self.every(LeaveRevoked, LeaveVoided, authorisation=under), "B3"
        stopped = self.last(LeaveSuspended, leave.LeaveResumed, authorisation=under)
        assert stopped is None or isinstance(stopped.event, leave.LeaveResumed), "B3"
        terms = self.last(leave.LeaveDrafted, authorisation=under).event
        extended = self.last(leave.LeaveExtended, authorisation=under)
        ends = extended.event.to_at if extended else terms.to_at
        assert terms.from_at <= self.now < returns_at <= ends, "B3"
        others = {r.event.authorisation for r in self.every(leave.LeaveDrafted, supersedes=under)}
        assert not any(self.every(LeaveSigned, authorisation=other) for other in others), "B3"

    def consented(self) -> None:
        if not self.about.restricted(london_day(self.now)):
            return
        for code in ("M-1", "M-2"):
            grant = self.last(MinistryGranted, MinistryWithdrew, consent=code)
            if grant is None or isinstance(grant.event, MinistryWithdrew):
                continue
            superseded = self.every(MinistryGranted, supersedes=code)
            if not superseded and (grant.event.expires_on or date.max) >= london_day(self.now):
                return
        raise AssertionError("B5: the Secretary of State does not consent")

    def nothing_open(self, code: str) -> None:
        for other in OUTINGS:
            ends = (EpisodeReturned, AbsenceEnded)
            last = self.last(EpisodeReleased, AbsenceDeclared, *ends, episode=other)
            assert other == code or last is None or isinstance(last.event, ends), "B10: away already"
        seen = {r.event.incident for r in self.every(IncidentReviewed)}
        for happened in self.every(IncidentRecorded):
            old = self.now - happened.occurred_at >= timedelta(hours=24)
            assert old or happened.event.incident in seen, "B10"

    @invariant()
    def each_goes_along_its_course(self) -> None:
        h = self.going()
        now = {
            **{code: h.leave.episode(code, self.now) for code in OUTINGS},
            **{code: standing(h, code, self.now) for code in PAPERS},
            **{code: h.leave.ministry(code, self.now) for code in ("M-1", "M-2")},
        }
        for code, each in now.items():
            before, after = self.stood.get(code), each.state if each else None
            assert after is before or leads(repr(before), repr(after)), f"{code}: {before!r} to {after!r}"
            self.stood[code] = after
            self.reached.add(repr(after))


def leads(before: str, after: str, steps: int = 8) -> bool:
    """Whether one may have become the other: several things may have been asked in one go."""
    nexts = LEADS_TO.get(before, frozenset())
    return after in nexts or (steps > 0 and any(leads(each, after, steps - 1) for each in nexts))


def play(plays: int, steps: int) -> None:
    """Plays so often, each of so many steps at most; somebody has to have gone out, or it would say nothing."""
    InPlay.reached, InPlay.released = set(), 0
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        InPlay,
        settings=settings(max_examples=plays, stateful_step_count=steps, derandomize=not stores.PROVING),
    )
    assert InPlay.released > plays // 20, "hardly anybody went out: this would say nothing"


def test_whoever_is_out_went_through_the_whole_gate() -> None:
    play(plays=90, steps=25)


@pytest.mark.heavy
def test_whoever_is_out_went_through_the_whole_gate_however_it_is_played() -> None:
    play(plays=stores.repeats(2_000), steps=40)
    assert not stores.PROVING or EVERY_STATE - InPlay.reached == set()


OF_WHOM: Final = [
    (course, restricted)
    for course, (leads_to, _) in COURSES.items()
    for restricted in (False, True)
    if restricted or not isinstance(leads_to, MinistryState)  # nobody asks the Ministry for somebody unrestricted
]


@pytest.mark.parametrize(("course", "restricted"), OF_WHOM)
def test_a_course_leads_where_it_should(course: str, restricted: bool) -> None:
    leads_to, _ = COURSES[course]
    played = InPlay()
    played.begin(restricted, False, True, course)
    played.each_goes_along_its_course()
    assert leads_to in played.stood.values(), f"{leads_to!r} was not reached: {played.stood}"


@pytest.mark.parametrize("without", IN_ORDER)
def test_nobody_goes_out_where_one_step_is_left_out(without: str) -> None:
    played = InPlay()
    played.begin(False, False, True, None)
    played.everything_in_order("O-1", "A-1", NURSE, without)
    assert E.OUT not in played.stood.values()


def test_there_is_a_course_to_every_state() -> None:
    assert EVERY_STATE - {repr(leads_to) for leads_to, _ in COURSES.values()} == set()


def test_every_command_is_a_step_of_a_course() -> None:
    assert set(STEPS) == set(leave.COMMANDS)
