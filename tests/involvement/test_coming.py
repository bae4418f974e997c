"""What came of it: who came, what they gave, what was done about it, how it felt."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.involvement import (
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
    AgreeAction,
    CloseAction,
    ContributionRecorded,
    CosignAction,
    FailAlternative,
    RecordComing,
    RecordContribution,
    RecordWellbeing,
    VerifyImpact,
)
from tests.given import N1, P1
from tests.involvement.telling import (
    AFTERWARDS,
    AROUND,
    ASKED,
    COMMISSIONER,
    FAILED,
    NO,
    OF,
    OFFERED,
    SIGNED,
    TAKEN,
    TIMES,
    WORDS,
    YES,
    asking,
    breaks,
    breaks_as_history,
    said,
)

WENT = (ASKED, *SIGNED, YES)
GAVE = said(ContributionRecorded(contribution="food", in_words=WORDS, **OF), TIMES["starts_at"])
DOES: dict[str, Any] = {"contribution": "food", "owner": COMMISSIONER, "due_on": date(2027, 2, 14), "in_words": WORDS}
AGREED = said(ActionAgreed(action="A-1", funder=COMMISSIONER, **DOES, **OF), TIMES["ends_at"])
DONE = said(ActionClosed(action="A-1", closed_as="done", by=COMMISSIONER, **OF), TIMES["return_by"])
NOT_DONE = said(ActionClosed(action="A-1", closed_as="not_done", by=COMMISSIONER, **OF), TIMES["return_by"])
COSIGNED = said(ActionCosigned(action="A-1", cosigner=P1, **OF), TIMES["return_by"])
SERVICE_USER = replace(AROUND, service_user=True)
FELT = {"control": 3, "being_heard": 8}


def asked(kind: Any, actor: Any = N1, **more: Any) -> Any:
    return asking(kind, actor, AFTERWARDS, **more)


def came(way: str) -> Any:
    return asked(RecordComing, way=way, commissioner_present=True)


FAIL = {"alternative": "remote", "failure": "link", "owner": N1, "due_on": date(2027, 1, 21)}


@pytest.mark.parametrize(
    ("history", "command", "around", "broken"),
    [
        ([ASKED, NO, OFFERED, TAKEN], came("remote"), AROUND, ()),
        ([ASKED, NO, OFFERED, TAKEN, FAILED], came("remote"), AROUND, ("OC-02",)),
        (WENT, asked(RecordContribution, contribution="food", in_words=WORDS), AROUND, ()),
        ([*WENT, GAVE], asked(RecordContribution, contribution="food", in_words=WORDS), AROUND, ("OC-03",)),
        ([*WENT, GAVE], asked(AgreeAction, action="A-1", **DOES), AROUND, ()),
        ([*WENT, GAVE, AGREED], asked(AgreeAction, action="A-1", **DOES), AROUND, ("OC-03",)),
        (WENT, asked(AgreeAction, action="A-1", **DOES), AROUND, ("OC-04",)),
        ([*WENT, GAVE, AGREED, OFFERED], asked(FailAlternative, action="A-1", **FAIL), AROUND, ("OC-03",)),
        ([*WENT, GAVE, AGREED], asked(CloseAction, action="A-1", closed_as="done"), AROUND, ()),
        ([*WENT, GAVE], asked(CloseAction, action="A-1", closed_as="done"), AROUND, ("OC-05",)),
        ([*WENT, GAVE, AGREED, DONE], asked(CloseAction, action="A-1", closed_as="done"), AROUND, ("OC-05",)),
        ([*WENT, GAVE, AGREED, DONE], asked(CosignAction, action="A-1", cosigner=P1), SERVICE_USER, ()),
        ([*WENT, GAVE, AGREED], asked(CosignAction, action="A-1", cosigner=P1), SERVICE_USER, ("OC-06",)),
        ([*WENT, GAVE, AGREED, NOT_DONE], asked(CosignAction, action="A-1", cosigner=P1), SERVICE_USER, ("OC-06",)),
        ([*WENT, GAVE, AGREED, DONE], asked(CosignAction, action="A-1", cosigner=N1), AROUND, ("OC-08",)),
        ([*WENT, GAVE, AGREED, DONE], asked(VerifyImpact, action="A-1"), AROUND, ()),
        ([*WENT, GAVE, AGREED, DONE], asked(VerifyImpact, COMMISSIONER, action="A-1"), AROUND, ("OC-07",)),
        ([*WENT, GAVE, AGREED, DONE, COSIGNED], asked(VerifyImpact, COMMISSIONER, action="A-1"), AROUND, ()),
        ([*WENT, GAVE, AGREED], asked(VerifyImpact, action="A-1"), AROUND, ("OC-06",)),
        (WENT, asked(RecordWellbeing, P1, moment="before", **FELT), AROUND, ()),
        (WENT, asked(RecordWellbeing, P1, moment="before", in_words=WORDS), AROUND, ()),
        (WENT, asked(RecordWellbeing, P1, moment="after", tiredness=0), AROUND, ()),
        (WENT, asked(RecordWellbeing, P1, moment="after", tiredness=11), AROUND, ("WB-01",)),
        (WENT, asked(RecordWellbeing, P1, moment="after"), AROUND, ("WB-01",)),
    ],
)
def test_what_came_of_it_follows_the_rule_book(history: Any, command: Any, around: Any, broken: Any) -> None:
    assert breaks(history, command, around) == broken
    assert breaks_as_history(history, command, around) == broken


@pytest.mark.parametrize(("history", "broken"), [(WENT, ()), ([ASKED, NO], ("OC-01",)), ([ASKED], ("OC-01",))])
def test_whoever_came_without_an_approval_came_and_that_is_found(history: Any, broken: Any) -> None:
    assert breaks(history, came("in_person")) == (), "it is recorded, live too: it happened"
    assert breaks_as_history(history, came("in_person")) == broken
