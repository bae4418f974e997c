"""What somebody said in advance, held against advice, uses, grants and sessions; and nothing while they can decide."""

from typing import Any

import pytest

from domain.judging import (
    By,
    active,
    advising,
    audit,
    can_take_back,
    compared,
    grant_stands,
    item_state,
    may_use,
    presence,
    using_now,
)
from domain.kernel.time import FOREVER, from_local
from domain.people import StatementMade, StatementTakenBack
from tests.given import P1, P2, R1, STUDY, V1, ref
from tests.judging.telling import GOOD, Row, granted, histories, joined, only, signed, told, under
from tests.judging.test_capacity import ADVISED, PAIRS, advised, assessed, doubted, regained

NOW = from_local("2011-12-20T12:00")
OTHER = ref("another study")
BEFORE = "2011-12-01T09:00"
QUOTE = ("transcript", "quotation")


def said(at: str = BEFORE, *items: str, study: Any = None, known: str | None = None) -> Row:
    event = StatementMade(person=P1, study=study, items=items)
    return told(event, from_local(at), from_local(known or at))


def unsaid(at: str, entry: int, known: str | None = None) -> Row:
    return told(StatementTakenBack(person=P1, entry=entry), from_local(at), from_local(known or at))


ENTRY = 1 + sum(row.event.stream == said().event.stream for row in GOOD)
"""The version of what is said first in the person's own stream."""


@pytest.mark.parametrize(("pair", "blocking"), PAIRS)
@pytest.mark.parametrize("statement", [said(), said(study=STUDY), said("2011-12-15T09:00")])
def test_nothing_goes_on_by_advice_against_what_was_said_in_advance(
    pair: tuple[str, str], blocking: tuple[str, ...], statement: Row
) -> None:
    answer = may_use(histories(*GOOD, *ADVISED, statement), *pair, R1, NOW)
    assert answer.blocking == blocking
    assert statement.position in answer.evidence


@pytest.mark.parametrize(
    ("rows", "goes_on"),
    [
        ((), True),
        ((said(),), False),
        ((said(study=OTHER),), True),
        ((said(BEFORE, "C05"),), False),
        ((said(BEFORE, "C03"),), True),
        ((said("2011-12-20T12:01"),), True),  # not said yet
        ((said(), unsaid("2011-12-05T09:00", ENTRY)), True),
        ((said(), unsaid("2011-12-05T09:00", ENTRY + 1)), False),  # something else was taken back
        ((said(), said(BEFORE, "C05"), unsaid("2011-12-05T09:00", ENTRY)), False),  # there is another
        ((said(), unsaid("2011-12-15T09:00", ENTRY)), False),  # while they could not decide
        ((said("2011-12-06T09:00"), unsaid("2011-12-05T09:00", ENTRY)), False),  # before it was said
    ],
)
def test_an_item_goes_on_by_advice_unless_it_was_said_in_advance_and_not_taken_back(
    rows: tuple[Row, ...], goes_on: bool
) -> None:
    h = histories(*GOOD, *ADVISED, *rows)
    assert active(h, "C05", NOW) is goes_on
    assert item_state(h, "C05", NOW) == ("CONTINUED_ON_CONSULTEE_ADVICE" if goes_on else "SUSPENDED_CAPACITY")
    assert may_use(h, *QUOTE, R1, NOW, FOREVER).allow is goes_on


def test_while_they_can_decide_they_do() -> None:
    assert may_use(histories(*GOOD, said()), *QUOTE, R1, NOW).allow
    back = (*ADVISED, regained("2011-12-13T09:00"), signed("2011-12-14T09:00", "C05", informed_at=from_local(BEFORE)))
    assert active(histories(*GOOD, said(), *back), "C05", NOW)


def test_a_doubt_when_it_was_taken_back_keeps_it() -> None:
    rows = (doubted("2011-12-04T09:00"), said(), unsaid("2011-12-05T09:00", ENTRY), *ADVISED)
    assert not active(histories(*GOOD, *rows), "C05", NOW)


def test_what_is_known_of_it_later_is_not_held_against_what_was_known_then() -> None:
    h = histories(*GOOD, *ADVISED, said(known="2011-12-18T09:00"))
    at = from_local("2011-12-16T09:00")
    assert may_use(h, *QUOTE, R1, at, known=at).allow
    assert not may_use(h, *QUOTE, R1, at, known=NOW).allow


def test_what_is_given_back_by_a_word_known_later_was_not_allowed_then() -> None:
    h = histories(*GOOD, *ADVISED, said(), unsaid("2011-12-05T09:00", ENTRY, known="2011-12-19T09:00"))
    case = using_now(h, *QUOTE, from_local("2011-12-18T09:00"), By(R1))
    assert case.item_active
    assert case.allowed_as_known_then is False


def test_a_word_by_a_clock_that_is_ahead_counts_live() -> None:
    ahead = said("2011-12-20T12:01")
    assert may_use(histories(*GOOD, *ADVISED), *QUOTE, R1, NOW).allow
    assert not may_use(histories(*GOOD, *ADVISED, ahead), *QUOTE, R1, NOW).allow


@pytest.mark.parametrize(("join", "goes_on"), [((), True), (joined("2011-12-02T09:00"), False)])
def test_what_was_said_under_the_other_record_counts_here(join: tuple[Row, ...], goes_on: bool) -> None:
    h = histories(*GOOD, *join, *ADVISED, under(P2, said()))
    assert active(h, "C05", NOW) is goes_on


def test_grants_and_sessions_go_by_it_too() -> None:
    grant = granted("2011-11-20T09:00", "2012-12-01T09:00", QUOTE, basis="C05")
    for rows, stands in (((), True), ((said(),), False)):
        h = histories(*GOOD, grant, *ADVISED, *rows)
        assert grant_stands(h, h.uses.grants[0], NOW) is stands
        session = h.study.sessions["X1"][0]
        late = type(session)(**{f: getattr(session, f) for f in session.__dataclass_fields__} | {"held_at": NOW})
        assert presence(h, late).agreed is stands


@pytest.mark.parametrize(
    ("statement", "take_part", "against"),
    [
        (said(), True, True),
        (said(study=STUDY), True, True),
        (said(study=OTHER), True, False),
        (said(BEFORE, "C01"), True, False),  # the rest may still be advised on
        (said(), False, False),  # a no is against nothing
    ],
)
def test_advice_is_held_against_what_was_said(statement: Row, take_part: bool, against: bool) -> None:
    h = histories(*GOOD, *ADVISED, statement)
    case = advising(h, V1, "take_part", from_local("2011-12-12T09:00"), take_part=take_part)
    assert case.said_against is against


def test_advice_told_against_it_is_found_and_its_evidence_proves_it() -> None:
    h = histories(*GOOD, *ADVISED, said(), advised("2011-12-13T09:00", take_part=False))
    (found,) = [f for f in audit(h).findings if f.kind == "advice-against-statement"]
    assert found.suffix == "@2011-12-12T09:00"
    assert found.rules == ("CE-09",)
    assert found in [f for f in audit(only(h, found.evidence)).findings if f.kind == found.kind]
    (facts,) = compared(h, found.kind, found.suffix).values()
    assert facts[-1].of == "said in advance that it must not be done"
    assert facts[-1].values == (from_local(BEFORE),)


@pytest.mark.parametrize(
    ("rows", "items", "can"),
    [
        ((), (), True),
        ((assessed("2011-12-10T09:00"),), (), False),
        ((doubted("2011-12-10T09:00"),), ("C01",), False),
        ((assessed("2011-12-10T09:00"), regained("2011-12-11T09:00")), (), True),
        ((assessed("2011-12-21T09:00"),), (), True),
    ],
)
def test_somebody_takes_it_back_while_they_can_decide_about_it(
    rows: tuple[Row, ...], items: tuple[str, ...], can: bool
) -> None:
    assert can_take_back(histories(*GOOD, *rows), items, NOW) is can
