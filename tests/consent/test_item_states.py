"""How an item stands: each state by a history that leads there, and entries that were somebody else's."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import consent, initiatives
from domain.consent import (
    EnteredInError,
    InformationGiven,
    ItemState,
    MarkEnteredInError,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
    item_state,
)
from domain.initiatives import Initiative, McaApproved
from domain.judging import Histories
from domain.judging import item_state as judged
from domain.kernel.decider import Accepted
from domain.people import Person
from tests.consent.test_capacity import OF, advised, assessed, doubted, fold, named, regained, signed
from tests.given import NOON, P1, R1, STUDY, given, hours, recorded, told


def informed(hour: float) -> Any:
    return recorded(InformationGiven(version="1.0", by=R1, **OF), NOON + hours(hour))


def stopped(hour: float, level: str = "W6") -> Any:
    return recorded(Withdrawn(level=level, **OF), NOON + hours(hour))


def objected(hour: float) -> Any:
    return recorded(ObjectionObserved(observer=R1, sign="resistance", **OF), NOON + hours(hour))


def paused(hour: float) -> Any:
    return recorded(Paused(**OF), NOON + hours(hour))


def resumed(hour: float) -> Any:
    return recorded(Resumed(**OF), NOON + hours(hour))


def in_error(hour: float, entry: int) -> Any:
    return recorded(EnteredInError(entry=entry, **OF), NOON + hours(hour))


CONTINUED = (signed(0), assessed(1), named(1), advised(2))
STATES: list[tuple[tuple[Any, ...], str]] = [
    ((), "NOT_APPROACHED"),
    ((doubted(1),), "NOT_APPROACHED"),
    ((informed(1),), "INFO_GIVEN"),
    ((informed(0), signed(1)), "ACTIVE"),
    ((signed(1, "C05"),), "DECLINED"),
    ((signed(0), signed(1, "C05")), "DECLINED"),
    ((signed(0, "C05"), doubted(1)), "DECLINED"),
    ((signed(0), paused(1)), "PAUSED"),
    ((signed(0), paused(1), resumed(2)), "ACTIVE"),
    ((signed(0), stopped(1, "W0")), "PAUSED"),
    ((signed(0), stopped(1, "W0"), recorded(StopClarified(entry=2, level="W4", **OF), NOON + hours(2))), "ACTIVE"),
    ((signed(0), stopped(1, "W0"), recorded(StopClarified(entry=2, level="W5", **OF), NOON + hours(2))), "WITHDRAWN"),
    ((signed(0), stopped(1)), "WITHDRAWN"),
    ((signed(0), stopped(1, "W4")), "ACTIVE"),
    ((signed(0), stopped(1), resumed(2)), "WITHDRAWN"),
    ((signed(0), stopped(1), signed(2)), "ACTIVE"),
    ((signed(0), objected(1)), "WITHDRAWN_BY_OBJECTION"),
    ((objected(1),), "WITHDRAWN_BY_OBJECTION"),
    ((signed(0), objected(1), resumed(2)), "WITHDRAWN_BY_OBJECTION"),
    ((signed(0), objected(1), signed(2)), "ACTIVE"),
    ((signed(0), doubted(1)), "SUSPENDED_CAPACITY"),
    ((signed(0), doubted(1), paused(2)), "SUSPENDED_CAPACITY"),
    ((signed(0), paused(1), doubted(2), assessed(3, "has")), "PAUSED"),
    ((signed(0), assessed(1), regained(2)), "SUSPENDED_CAPACITY"),
    ((signed(0), assessed(1), regained(2), signed(3)), "ACTIVE"),
    (CONTINUED, "CONTINUED_ON_CONSULTEE_ADVICE"),
    ((*CONTINUED, paused(3)), "PAUSED"),
    ((*CONTINUED, regained(3)), "SUSPENDED_CAPACITY"),
    ((*CONTINUED, objected(3), advised(4)), "WITHDRAWN_BY_OBJECTION"),
    ((*CONTINUED, stopped(3), advised(4)), "WITHDRAWN"),
    ((*CONTINUED, objected(3), advised(4, take_part=False)), "WITHDRAWN_BY_OBJECTION"),
    ((*CONTINUED, advised(3, take_part=False)), "WITHDRAWN_BY_CONSULTEE_ADVICE"),
    ((*CONTINUED, advised(3, take_part=False), advised(4)), "WITHDRAWN_BY_CONSULTEE_ADVICE"),
    ((*CONTINUED, advised(3, take_part=False, decision="C01")), "CONTINUED_ON_CONSULTEE_ADVICE"),
    ((signed(0, "C05"), advised(3, take_part=False)), "DECLINED"),
    ((advised(3, take_part=False),), "WITHDRAWN_BY_CONSULTEE_ADVICE"),
    ((signed(0), in_error(1, 1)), "ENTERED_IN_ERROR"),
    ((informed(0), signed(1), in_error(2, 2)), "ENTERED_IN_ERROR"),
    ((informed(0), in_error(2, 1)), "NOT_APPROACHED"),
    ((signed(0), signed(1, "C05"), in_error(2, 2)), "ACTIVE"),
    ((signed(0), in_error(1, 1), signed(2, "C05")), "DECLINED"),
    ((signed(0), stopped(1), in_error(2, 2)), "WITHDRAWN"),
    ((signed(0), objected(1), in_error(2, 2)), "WITHDRAWN_BY_OBJECTION"),
]


BY_REC = McaApproved(initiative=STUDY, body="Bridge REC", body_kind="nhs_rec", approved_on=date(2026, 9, 1))
APPROVED: Initiative = initiatives.FOLDING.evolve(Initiative(), recorded(BY_REC))


@pytest.mark.parametrize(("history", "state"), STATES)
def test_an_item_stands_as_its_history_says(history: tuple[Any, ...], state: str) -> None:
    folded = fold(*history)
    at = NOON + hours(9)
    assert item_state(folded, "C05", at) == state
    assert folded.active("C05", at) is (state in ("ACTIVE", "CONTINUED_ON_CONSULTEE_ADVICE"))
    assert folded.suspended_for_capacity("C05", at) is (state == "SUSPENDED_CAPACITY")
    h = Histories(person=P1, initiative=STUDY, about=Person(), study=APPROVED, consent=folded)
    assert judged(h, "C05", at) == state
    unapproved = judged(replace(h, study=Initiative()), "C05", at)
    assert unapproved == ("SUSPENDED_CAPACITY" if state == "CONTINUED_ON_CONSULTEE_ADVICE" else state)


def test_every_state_is_led_to_by_some_history() -> None:
    assert {state for _, state in STATES} == set(ItemState)


def test_before_anything_happened_nobody_was_approached_and_what_is_known_later_is_not_known_now() -> None:
    state = fold(*CONTINUED)
    assert item_state(state, "C05", NOON - hours(1)) == "NOT_APPROACHED"
    assert item_state(state, "C05", NOON + hours(9), NOON + hours(1.5)) == "SUSPENDED_CAPACITY"
    wrong = fold(signed(0), in_error(5, 1))
    assert [item_state(wrong, "C05", NOON, NOON + hours(h)) for h in (4, 5)] == ["ACTIVE", "ENTERED_IN_ERROR"]


def test_an_acknowledgement_rests_on_no_decision() -> None:
    agreed = signed(0)
    answers = {**agreed.event.answers, "A01": True}
    state = fold(replace(agreed, event=replace(agreed.event, answers=answers)), assessed(1))
    assert item_state(state, "A01", NOON + hours(2)) == "ACTIVE"
    assert item_state(state, "C01", NOON + hours(2)) == "SUSPENDED_CAPACITY"


@pytest.mark.parametrize(
    ("history", "entry", "breaks"),
    [
        ((signed(0),), 1, []),
        ((informed(0),), 1, []),
        ((signed(0),), 2, ["EE-01"]),
        ((signed(0), stopped(1)), 2, ["EE-01"]),
        ((signed(0), objected(1)), 2, ["EE-01"]),
        ((signed(0), in_error(1, 1)), 1, ["EE-01"]),
    ],
)
def test_only_a_signing_or_information_is_said_to_be_somebody_else_s(
    history: Any, entry: int, breaks: list[str]
) -> None:
    asked = given(consent.decide, consent.FOLDING, *history)
    command = MarkEnteredInError(entry=entry, **OF, **told())
    asked.when(command).then_breaks(*breaks)
    answer = asked.when(replace(command, history=True)).answer
    assert isinstance(answer, Accepted)
    assert answer.verdicts.broken == tuple(breaks)
