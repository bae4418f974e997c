"""Anybody asks anything of one person's wish to go, in any order: every state is reached, and no other way than it may.

What is asked goes through the decider; what must be true of it is read off the events by hand.
"""

from datetime import date, timedelta
from typing import Any, ClassVar, Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain import involvement
from domain.involvement import (
    ACTIVITY_FOLDING,
    REQUEST_FOLDING,
    AlternativeFailed,
    AlternativeOffered,
    AlternativeRefused,
    AlternativeTaken,
    ApproveRequest,
    Around,
    CallOffOuting,
    CancelActivity,
    DecideReview,
    DeclineRequest,
    DeferRequest,
    DraftPlan,
    ExpressInterest,
    FailAlternative,
    NoteClinicalFinding,
    OfferAlternative,
    OutingCalledOff,
    PlanDrafted,
    PlanItemSet,
    PlanSigned,
    RefuseAlternative,
    RequestApproved,
    RequestDeclined,
    RequestDeferred,
    RequestReview,
    RequestSubmitted,
    RequestWithdrawn,
    ReviewDecided,
    ReviewRequested,
    SetPlanItem,
    SignPlan,
    Status,
    SubmitRequest,
    TakeAlternative,
    WithdrawRequest,
    status,
)
from domain.kernel.decider import Accepted, Recorded
from tests import stores
from tests.given import D1, N1, P1, at, folded, recorded, ref, told
from tests.involvement.telling import DEADLINE, DR_B, FORUM, LEAD, NO_WITH_ALL, OF, ON_RECORD, TIMES, WORDS

BEGINS: Final = at("2027-01-10T09:00")
OUTSIDER: Final = ref("outsider")
S = Status
_ANSWERS: Final = frozenset({S.APPROVED, S.APPROVED_WITH_CONDITIONS, S.DECLINED, S.DEFERRED})
_ALWAYS: Final = frozenset({S.WITHDRAWN_BY_PERSON, S.CANCELLED})
"""The person may change their mind at any time; what they would go to may be cancelled."""
_INSTEAD: Final = frozenset({S.TAKEN, S.REFUSED, S.FAILED})
_AFTER_A_NO: Final = _ANSWERS | _ALWAYS | _INSTEAD | {S.ALTERNATIVE_OFFERED, S.REVIEW_REQUESTED, S.UPHELD, S.OVERTURNED}
"""Something else is offered, somebody else looks at it, or it is decided anew."""
LEADS_TO: Final[dict[Status | None, frozenset[Status]]] = {
    None: frozenset({S.DRAFT, S.SUBMITTED, S.WITHDRAWN_BY_PERSON}),
    S.DRAFT: frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.WITHDRAWN_BY_PERSON}),
    S.WITHDRAWN_BY_PERSON: frozenset({S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW}),
    S.SUBMITTED: frozenset({S.UNDER_REVIEW, S.DECLINED, S.DEFERRED, S.EXPIRED_UNDECIDED}) | _ALWAYS,
    S.UNDER_REVIEW: _ANSWERS | _ALWAYS | _INSTEAD | {S.EXPIRED_UNDECIDED},
    S.DEFERRED: _ANSWERS | _ALWAYS | _INSTEAD | {S.UNDER_REVIEW, S.EXPIRED_UNDECIDED},
    S.APPROVED: _ANSWERS | _ALWAYS,
    S.APPROVED_WITH_CONDITIONS: _ANSWERS | _ALWAYS,
    S.OVERTURNED: _ANSWERS | _ALWAYS | _INSTEAD,
    **dict.fromkeys((S.DECLINED, S.EXPIRED_UNDECIDED, S.CANCELLED, S.REVIEW_REQUESTED, S.UPHELD), _AFTER_A_NO),
    **dict.fromkeys((S.ALTERNATIVE_OFFERED, *_INSTEAD), _AFTER_A_NO | {S.UNDER_REVIEW}),
}
"""Where each may go, by whatever is asked or by the clock.

What was offered with a no may be taken while the decision is put off once more, and that runs out besides.
"""
YES: Final = frozenset({S.APPROVED, S.APPROVED_WITH_CONDITIONS})
often = st.sampled_from([True, True, True, False])
kinds = st.sampled_from(["remote", "remote", "next_date"])
clinicians = st.sampled_from([D1, D1, D1, DR_B])


class InPlay(RuleBasedStateMachine):
    """One person's wish to go to one forum, asked of by anybody."""

    reached: ClassVar[set[Status]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINS
        self.request = REQUEST_FOLDING.initial
        self.forum = folded(ACTIVITY_FOLDING, ON_RECORD)
        self.log: list[Recorded[Any]] = []
        self.stood: Status | None = None

    def ask(self, kind: Any, actor: Any, /, **fields: Any) -> bool:
        """Asks the decider now; answers whether it was recorded. A minute passes."""
        self.time_goes_on(timedelta(minutes=1))
        command = kind(**OF, **fields, **told(actor, self.now))
        around = Around(P1, self.forum, clinicians=frozenset({D1}), in_charge=actor == D1)
        answer = involvement.decide(command, self.request, around)
        if not isinstance(answer, Accepted):
            return False
        for event in answer.events:
            self.rightly(event)
            self.log.append(recorded(event, self.now, version=len(self.log) + 1, actor=actor))
            self.request = REQUEST_FOLDING.evolve(self.request, self.log[-1])
        self.goes_along_its_course()
        return True

    def time_goes_on(self, span: timedelta) -> None:
        """By the clock alone; where several things come to be, one after the other."""
        ends = self.now + span
        awaited = (DEADLINE, TIMES["depart_at"], *(r.event.until for r in self.every(RequestDeferred)))
        for instant in sorted({each for each in awaited if self.now < each <= ends} | {ends}):
            self.now = instant
            self.goes_along_its_course()

    # What happens

    @initialize(begun=st.sampled_from(["asked", "planned", "approved", "declined", "not at all"]))
    def begin(self, begun: str) -> None:
        """Most people have asked when a play begins, and many were answered."""
        if begun != "not at all":
            self.submit(P1)
        if begun in ("planned", "approved"):
            self.everything_signed()
        if begun == "approved":
            self.approve(D1, False)
        if begun == "declined":
            self.decline(D1, "R-SOS", True)

    @rule()
    def wish(self) -> None:
        self.ask(ExpressInterest, P1)

    @rule(by=st.sampled_from([P1, LEAD, D1]))
    def submit(self, by: Any) -> None:
        self.ask(SubmitRequest, by)

    @rule()
    def withdraw(self) -> None:
        assert self.ask(WithdrawRequest, OUTSIDER), "a no is never refused, whoever brings it"
        assert self.stands() is S.WITHDRAWN_BY_PERSON

    @rule()
    def draft(self) -> None:
        assert self.ask(DraftPlan, N1, purpose=WORDS, benefits=WORDS, what_helps=WORDS)

    @rule(signer=st.sampled_from([P1, N1, D1]), item=st.booleans())
    def sign(self, signer: Any, item: bool) -> None:
        if item:
            self.ask(SetPlanItem, N1, item="crowd", risk=WORDS, what_we_do=WORDS)
        self.ask(SignPlan, N1, signer=signer)

    @rule()
    def everything_signed(self) -> None:
        """The plan that there is to be: begun, an item set down, signed by both."""
        self.draft()
        self.sign(P1, True)
        self.sign(N1, False)

    @rule(by=clinicians, conditions=st.booleans())
    def approve(self, by: Any, conditions: bool) -> None:
        given = {"conditions": ("escorted",), "in_words": WORDS} if conditions else {}
        self.ask(ApproveRequest, by, **given)

    @rule(by=clinicians, reason=st.sampled_from(["R-SOS", "R-STAFF", "R-RISK", "R-CLIN", "R-PERSON"]), whole=often)
    def decline(self, by: Any, reason: str, whole: bool) -> None:
        if reason == "R-CLIN":
            self.ask(NoteClinicalFinding, N1, found="seen", in_words=WORDS)
        rests_on = {"item": "crowd"} if reason == "R-RISK" else {"found": "seen"}
        brings = {**NO_WITH_ALL, "reason_code": reason, **rests_on}
        self.ask(DeclineRequest, by, **(brings if whole else {"reason_code": reason}))

    @rule(by=clinicians, hours=st.sampled_from([2, 20, 60]))
    def defer(self, by: Any, hours: int) -> None:
        self.ask(DeferRequest, by, until=self.now + timedelta(hours=hours), reason_code="R-SOS", in_words=WORDS)

    @rule()
    def call_off(self) -> None:
        self.ask(CallOffOuting, N1, reason_code="R-WARD", in_words=WORDS)

    @rule(kind=kinds)
    def offer(self, kind: str) -> None:
        self.ask(OfferAlternative, LEAD, alternative=kind)

    @rule(kind=kinds)
    def take(self, kind: str) -> None:
        self.ask(TakeAlternative, P1, alternative=kind)

    @rule(kind=st.sampled_from([None, "remote"]))
    def refuse(self, kind: str | None) -> None:
        assert self.ask(RefuseAlternative, OUTSIDER, alternative=kind), "a no is never refused, whoever brings it"

    @rule(kind=kinds)
    def fail(self, kind: str) -> None:
        does = {"action": f"IT-{len(self.log)}", "owner": N1, "due_on": date(2027, 1, 21)}
        self.ask(FailAlternative, LEAD, alternative=kind, failure="link", **does)

    @rule()
    def request_review(self) -> None:
        self.ask(RequestReview, P1)

    @rule(by=st.sampled_from([D1, DR_B, LEAD]), outcome=st.sampled_from(["upheld", "overturned"]))
    def review(self, by: Any, outcome: str) -> None:
        self.ask(DecideReview, by, outcome=outcome)

    @rule(by=st.sampled_from([DR_B]), outcome=st.sampled_from(["upheld", "overturned"]))
    def everything_reviewed(self, by: Any, outcome: str) -> None:
        """The way to a second look that there is."""
        self.decline(D1, "R-SOS", True)
        self.request_review()
        self.review(by, outcome)

    @rule(kind=kinds, then=st.sampled_from(["take", "refuse", "fail"]))
    def everything_instead(self, kind: str, then: str) -> None:
        """The way to something else that there is, and what comes of it."""
        self.offer(kind)
        if then != "refuse":
            self.take(kind)
        if then != "take":
            getattr(self, then)(kind)

    @rule(sure=st.sampled_from([True, False, False, False]))
    def cancel_the_forum(self, sure: bool) -> None:
        if not sure:
            return
        self.time_goes_on(timedelta(minutes=1))
        command = CancelActivity(activity=FORUM, reason_code="R-VENUE", **told(LEAD, self.now))
        answer = involvement.decide(command, self.forum)
        for event in answer.events if isinstance(answer, Accepted) else ():
            self.forum = ACTIVITY_FOLDING.evolve(self.forum, recorded(event, self.now, version=2))
        self.goes_along_its_course()

    @rule(hours=st.sampled_from([1, 8, 30, 80]))
    def time_passes(self, hours: int) -> None:
        self.time_goes_on(timedelta(hours=hours))

    # What must be true, read off the events

    def every(self, *kinds: Any) -> list[Recorded[Any]]:
        return [r for r in self.log if isinstance(r.event, kinds)]

    def last(self, *kinds: Any) -> Recorded[Any] | None:
        return next(iter(self.every(*kinds)[::-1]), None)

    def since(self, begun: Recorded[Any], *kinds: Any) -> list[Recorded[Any]]:
        return [r for r in self.every(*kinds) if r.version > begun.version]

    def rightly(self, event: Any) -> None:
        """Whoever answers is in charge and did not ask; a yes rests on a plan that both signed, a no brings more."""
        if not isinstance(event, RequestApproved | RequestDeclined | RequestDeferred):
            return self.looked_at_by_another(event)
        asked = self.last(RequestSubmitted, RequestWithdrawn)
        assert asked is not None
        assert isinstance(asked.event, RequestSubmitted), "only what is asked is answered"
        assert event.decider == D1, "the responsible clinician answers"
        assert all(r.event.requester != D1 for r in self.every(RequestSubmitted)), "who asked does not answer"
        assert self.now < TIMES["starts_at"]
        if isinstance(event, RequestApproved):
            changed = self.last(PlanDrafted, PlanItemSet)
            assert changed is not None
            assert {r.event.signer for r in self.since(changed, PlanSigned)} > {P1}, "the person and somebody else"
        if isinstance(event, RequestDeclined):
            assert event.would_change, "a no says what would change it"
            assert event.in_words, "and why"
            assert event.alternative, "and what instead"
            assert event.review_on is not None, "and when it is looked at again"
            assert event.reason_code != "R-PERSON", "the person's no is nobody's reason"
        return None

    def looked_at_by_another(self, event: Any) -> None:
        if isinstance(event, ReviewDecided):
            answer, again = self.last(RequestApproved, RequestDeclined, RequestDeferred), self.last(ReviewRequested)
            assert answer is not None
            assert again is not None
            assert event.reviewer != answer.event.decider
            assert again.version > answer.version

    def stands(self) -> Status | None:
        return status(self.request, self.forum, self.now)

    @invariant()
    def goes_along_its_course(self) -> None:
        before, after = self.stood, self.stands()
        if after is not before:
            assert after in LEADS_TO[before], (
                f"{before} to {after} by {self.log[-1].event if self.log else 'the clock'}"
            )
            self.stood = after
        if after is not None:
            self.reached.add(after)

    @invariant()
    def a_yes_is_shown_for_as_long_as_it_stands_and_no_longer(self) -> None:
        asked = self.last(RequestSubmitted, RequestWithdrawn)
        open_ = asked is not None and isinstance(asked.event, RequestSubmitted)
        answers = (RequestApproved, RequestDeclined, RequestDeferred, OutingCalledOff)
        answer = next(iter(self.since(asked, *answers)[::-1]), None) if asked is not None and open_ else None
        yes = answer is not None and isinstance(answer.event, RequestApproved)
        takes_place = self.forum.cancelled(self.now) is None
        assert (self.request.approval(self.now) is not None) is yes
        if takes_place:
            assert (self.stands() in YES) is yes, f"{self.stands()} where the last answer is {answer}"

    @invariant()
    def what_is_taken_was_offered_and_of_this_request(self) -> None:
        asked = self.last(RequestSubmitted)
        if asked is None or self.stands() not in (S.TAKEN, S.REFUSED, S.FAILED):
            return
        offers = self.since(asked, AlternativeOffered, RequestDeclined)  # a no names what is offered instead
        steps = self.since(asked, AlternativeTaken, AlternativeRefused, AlternativeFailed)
        assert offers
        assert offers[0].version < steps[-1].version


def approved(p: InPlay, conditions: bool = False) -> None:
    p.submit(P1)
    p.everything_signed()
    p.approve(D1, conditions)


def put_off(p: InPlay) -> None:
    p.submit(P1)
    p.defer(D1, 2)


def declined(p: InPlay, then: Any = None) -> None:
    p.submit(P1)
    p.decline(D1, "R-SOS", True)
    if then is not None:
        then(p)


def put_off_and_approved(p: InPlay) -> None:
    p.submit(P1)
    p.everything_signed()
    p.defer(D1, 2)
    p.approve(D1, False)
    p.time_passes(8)


COURSES: Final[list[tuple[Status, Any]]] = [
    (S.DRAFT, lambda p: p.wish()),
    (S.DRAFT, lambda p: p.draft()),
    (S.SUBMITTED, lambda p: p.submit(LEAD)),
    (S.UNDER_REVIEW, lambda p: (p.submit(P1), p.draft())),
    (S.UNDER_REVIEW, lambda p: (put_off(p), p.time_passes(8))),
    (S.WITHDRAWN_BY_PERSON, lambda p: (approved(p), p.withdraw())),
    (S.SUBMITTED, lambda p: (declined(p), p.withdraw(), p.submit(P1))),
    (S.APPROVED, approved),
    (S.APPROVED, lambda p: (approved(p), p.draft())),  # a plan begun anew takes nothing from the answer
    (S.APPROVED, lambda p: (approved(p), p.refuse(None))),  # nothing was offered
    (S.APPROVED, put_off_and_approved),
    (
        S.APPROVED,
        lambda p: (declined(p), p.offer("remote"), p.everything_signed(), p.approve(D1, False), p.refuse(None)),
    ),
    (S.APPROVED_WITH_CONDITIONS, lambda p: approved(p, True)),
    (S.DECLINED, declined),
    (S.DECLINED, lambda p: (declined(p), p.draft())),
    (S.DECLINED, lambda p: (put_off(p), p.decline(D1, "R-STAFF", True), p.time_passes(8))),
    (S.DEFERRED, put_off),
    (S.EXPIRED_UNDECIDED, lambda p: (p.submit(P1), p.time_passes(80))),
    (S.EXPIRED_UNDECIDED, lambda p: (p.submit(P1), p.time_passes(30), p.draft())),
    (S.EXPIRED_UNDECIDED, lambda p: (put_off(p), p.time_passes(30))),
    (S.CANCELLED, lambda p: (approved(p), p.call_off())),
    (S.CANCELLED, lambda p: (approved(p), p.cancel_the_forum(True), p.draft())),
    (S.ALTERNATIVE_OFFERED, lambda p: declined(p, lambda p: p.offer("remote"))),
    (S.TAKEN, lambda p: declined(p, lambda p: p.everything_instead("remote", "take"))),
    (S.REFUSED, lambda p: declined(p, lambda p: p.everything_instead("remote", "refuse"))),
    (S.FAILED, lambda p: declined(p, lambda p: p.everything_instead("remote", "fail"))),
    (S.SUBMITTED, lambda p: (declined(p), p.offer("remote"), p.withdraw(), p.submit(P1), p.take("remote"))),
    (S.REVIEW_REQUESTED, lambda p: declined(p, lambda p: p.request_review())),
    (S.UPHELD, lambda p: (p.submit(P1), p.everything_reviewed(DR_B, "upheld"))),
    (S.REVIEW_REQUESTED, lambda p: declined(p, lambda p: (p.request_review(), p.review(D1, "overturned")))),
    (S.OVERTURNED, lambda p: (p.submit(P1), p.everything_reviewed(DR_B, "overturned"))),
]
"""By hand: what is asked, and how the request stands at the end."""


@pytest.mark.parametrize(("leads_to", "course"), COURSES)
def test_a_course_leads_where_it_should(leads_to: Status, course: Any) -> None:
    played = InPlay()
    course(played)
    assert played.stands() is leads_to


def test_there_is_a_course_to_every_state() -> None:
    assert {leads_to for leads_to, _ in COURSES} == set(Status)


def play(plays: int, steps: int) -> None:
    """Plays so often, each of so many steps at most."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        InPlay, settings=settings(max_examples=plays, stateful_step_count=steps, derandomize=not stores.PROVING)
    )


def test_a_request_goes_along_its_course_whatever_is_asked() -> None:
    play(plays=90, steps=25)


@pytest.mark.heavy
def test_a_request_goes_along_its_course_however_it_is_played() -> None:
    InPlay.reached = set()
    play(plays=stores.repeats(2_000), steps=40)
    assert not stores.PROVING or InPlay.reached == set(Status)
