"""A wish to go, the request, and the plan that is made together."""

from dataclasses import fields, replace
from typing import Any, get_type_hints

import pytest

from domain import involvement
from domain.involvement import (
    DissentRecorded,
    DraftPlan,
    ExpressInterest,
    PlanDrafted,
    PlanItemSet,
    PlanSigned,
    RecordDissent,
    RequestSubmitted,
    RequestWithdrawn,
    SetPlanItem,
    SignPlan,
    SubmitRequest,
    WithdrawRequest,
)
from domain.kernel.sealed import Sealed
from tests.given import D1, N1, P1, given
from tests.involvement.telling import (
    AROUND,
    ASKED,
    BY_PERSON,
    BY_STAFF,
    CANCELLED,
    DAY_BEFORE,
    GONE,
    ITEM,
    LEAD,
    NO,
    OF,
    PLAN,
    PLANNED_AT,
    SIGNED,
    TIMES,
    WISH,
    WORDS,
    YES,
    asking,
    breaks,
    breaks_as_history,
    said,
    so,
)

NOWHERE = replace(AROUND, activity=involvement.Activity())
OVER = TIMES["starts_at"]


def submit(actor: Any = P1, when: Any = DAY_BEFORE, **more: Any) -> Any:
    return asking(SubmitRequest, actor, when, **more)


@pytest.mark.parametrize(
    ("history", "command", "around", "broken"),
    [
        ([], asking(ExpressInterest, P1), AROUND, ()),
        ([], asking(ExpressInterest, P1), NOWHERE, ("RQ-01",)),
        ([], asking(ExpressInterest, P1), replace(AROUND, activity=CANCELLED), ("RQ-01",)),
        ([], asking(ExpressInterest, P1, OVER), AROUND, ("RQ-01",)),
        ([WISH], submit(), AROUND, ()),
        ([], submit(LEAD), AROUND, ()),
        ([], submit(), NOWHERE, ("RQ-01",)),
        ([], submit(when=OVER), AROUND, ("RQ-01",)),
        ([], submit(D1), AROUND, ("RQ-02",)),  # whoever decides does not ask
        ([], submit(N1), AROUND, ()),
        ([ASKED], submit(), AROUND, ("RQ-03",)),
        ([ASKED, GONE], submit(), AROUND, ()),  # a no may be taken back by who said it
        ([ASKED, NO], submit(), AROUND, ("RQ-03",)),
    ],
)
def test_asking_follows_the_rule_book(history: Any, command: Any, around: Any, broken: Any) -> None:
    assert breaks(history, command, around) == broken
    assert breaks_as_history(history, command, around) == broken


def test_a_request_names_whoever_asks_and_in_history_whoever_asked() -> None:
    after = given(involvement.decide, involvement.REQUEST_FOLDING)
    live = after.when(submit(LEAD, requester=P1), AROUND).then(RequestSubmitted)
    assert [getattr(event, "requester", None) for event in live.events] == [LEAD]
    told = after.when(submit(LEAD, requester=D1, history=True), AROUND).then(RequestSubmitted)
    assert [getattr(event, "requester", None) for event in told.events] == [D1]
    assert told.verdicts.broken == ("RQ-02",)


@pytest.mark.parametrize("history", [[], [WISH], [ASKED], [ASKED, *SIGNED, YES], [ASKED, GONE]])
@pytest.mark.parametrize("around", [AROUND, NOWHERE, replace(AROUND, activity=CANCELLED)])
def test_the_person_s_no_is_never_refused(history: Any, around: Any) -> None:
    for when in (DAY_BEFORE, OVER):
        no = asking(WithdrawRequest, P1, when)
        given(involvement.decide, involvement.REQUEST_FOLDING, *history).when(no, around).then(RequestWithdrawn)


@pytest.mark.parametrize(
    ("history", "command", "broken"),
    [
        ([ASKED], asking(DraftPlan, N1, purpose=WORDS, benefits=WORDS, what_helps=WORDS), ()),
        ([], asking(DraftPlan, N1, purpose=WORDS, benefits=WORDS, what_helps=WORDS), ()),
        ([PLAN], asking(SetPlanItem, N1, item="crowd", risk=WORDS, what_we_do=WORDS), ()),
        ([ASKED], asking(SetPlanItem, N1, item="crowd", risk=WORDS, what_we_do=WORDS), ("PL-01",)),
        ([PLAN], asking(SignPlan, N1, signer=N1), ()),
        ([PLAN], asking(SignPlan, N1, signer=P1), ()),  # on paper
        ([PLAN], asking(SignPlan, N1, signer=D1), ("PL-02",)),
        ([PLAN], asking(SignPlan, P1, signer=N1), ("PL-02",)),
        ([ASKED], asking(SignPlan, N1, signer=N1), ("PL-01",)),
        ([PLAN], asking(RecordDissent, N1, in_words=WORDS), ()),
        ([ASKED], asking(RecordDissent, N1, in_words=WORDS), ("PL-01",)),
    ],
)
def test_a_plan_is_made_together(history: Any, command: Any, broken: Any) -> None:
    assert breaks(history, command) == broken


def test_whoever_signed_before_the_plan_was_changed_has_not_signed_it() -> None:
    plan = so(*SIGNED).plan(DAY_BEFORE)
    assert plan is not None
    assert plan.signers == {P1, N1}
    later = said(PlanItemSet(item="train", risk=WORDS, what_we_do=WORDS, **OF), DAY_BEFORE)
    changed = so(*SIGNED, later).plan(DAY_BEFORE)
    assert changed is not None
    assert (changed.signers, changed.items) == (frozenset(), {"crowd", "train"})
    signed = said(PlanSigned(signer=P1, **OF), DAY_BEFORE)
    again = so(*SIGNED, later, signed).plan(DAY_BEFORE)
    assert again is not None
    assert again.signers == {P1}


def test_a_later_draft_begins_with_no_items_and_no_dissent() -> None:
    against = said(DissentRecorded(by=N1, in_words=WORDS, **OF), PLANNED_AT)
    before = so(PLAN, ITEM, against).plan(DAY_BEFORE)
    assert before is not None
    assert (before.items, before.dissent) == ({"crowd"}, True)
    anew = said(PlanDrafted(purpose=WORDS, benefits=WORDS, what_helps=WORDS, **OF), DAY_BEFORE)
    after = so(PLAN, ITEM, against, BY_PERSON, BY_STAFF, anew).plan(DAY_BEFORE)
    assert after is not None
    assert (after.items, after.dissent, after.signers) == (frozenset(), False, frozenset())


def test_there_is_no_score_and_no_label_in_a_plan() -> None:
    """Everything that a plan says is words, sealed, and codes by which they are named."""
    for event in (PlanDrafted, PlanItemSet, DissentRecorded):
        hints = get_type_hints(event)
        free = {each.name: hints[each.name] for each in fields(event)} | {"person": None, "activity": None, "by": None}
        assert {name for name, hint in free.items() if hint not in (None, Sealed)} <= {"item"}
