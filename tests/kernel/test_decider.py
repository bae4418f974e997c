"""What a command and a recorded event say of time, and how a decision is settled live and as history."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.kernel.decider import Accepted, Command, Event, settle
from domain.kernel.law import policy
from domain.kernel.rules import HOLDS, Refused, Rule, Verdicts
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import ALWAYS
from tests.given import NOON, P1, hours, recorded, told
from tests.samples import sample_command, sample_event

STOP = sample_event("consent.withdrawn.v1")
ASKED = sample_command("consent.withdraw")
LATE = Sealed(P1, STAFF, "the ward had no computer")


def rule(rule_id: str, answer: bool | None, **more: Any) -> Rule[None]:
    return Rule(
        id=rule_id,
        says="It holds",
        cite=policy("none"),
        holds=lambda _: answer,
        finding="broken",
        remedy="Mend it.",
        **more,
    )


@pytest.mark.parametrize(
    ("envelope", "known_at"),
    [
        ({}, NOON),
        ({"entered_at": NOON - hours(5)}, NOON - hours(5)),  # an import's claim
        ({"entered_at": ALWAYS}, ALWAYS),  # its file has no such column
        ({"entered_at": NOON - hours(5), "corrects": 1}, NOON),  # a correction never reaches back
        ({"corrects": 1}, NOON),
        ({"occurred_at": NOON - hours(900)}, NOON),  # when it happened says nothing of when it was known
    ],
)
def test_an_event_is_known_since_its_office_wrote_it_down_or_we_did(
    envelope: dict[str, Any], known_at: datetime
) -> None:
    assert recorded(STOP, NOON, **envelope).known_at == known_at


def test_a_late_entry_is_explained_where_a_reason_was_given() -> None:
    assert not recorded(STOP).explained
    assert recorded(STOP, late_reason=LATE).explained


def test_a_command_took_effect_when_it_says_or_when_it_is_decided() -> None:
    assert ASKED.happened_at == NOON
    assert replace(ASKED, occurred_at=NOON - hours(30)).happened_at == NOON - hours(30)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_a_command_took_effect_on_a_local_day(at: datetime, day: date) -> None:
    assert replace(ASKED, at=at).day == day


@pytest.mark.parametrize(
    ("rules", "refused"),
    [
        ((), None),
        ((rule("A", True),), None),
        ((rule("A", False), rule("B", True), rule("C", False)), Refused(("A", "C"))),
        ((rule("A", None), rule("B", False)), Refused(("B",), ("A",))),
        ((rule("A", False, refuses=False), rule("B", None, refuses=False)), None),
        ((rule("A", None, stands_aside=True),), None),
        ((rule("A", False, stands_aside=True),), Refused(("A",))),
    ],
)
def test_asked_live_a_rule_that_is_broken_or_cannot_be_judged_refuses(
    rules: tuple[Rule[None], ...], refused: Refused | None
) -> None:
    answer = settle(ASKED, rules, None, STOP)
    if refused:
        assert answer == refused
    else:
        assert isinstance(answer, Accepted)
        assert answer.events == (STOP,)


def test_history_is_never_refused_and_keeps_what_it_broke() -> None:
    rules = (rule("A", False), rule("B", None), rule("C", False, refuses=False), rule("D", True))
    answer = settle(replace(ASKED, history=True), rules, None, STOP, STOP)
    assert answer == Accepted((STOP, STOP), Verdicts(("A", "C"), ("B",)))
    assert settle(replace(ASKED, history=True), rules[3:], None, STOP) == Accepted((STOP,), HOLDS)


@pytest.mark.parametrize(
    ("occurred_at", "breaks"),
    [
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), ("OLD",)),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), ("NEW",)),
        (datetime(2025, 6, 30, 12, tzinfo=UTC), ("OLD",)),
        (None, ("NEW",)),
    ],
)
def test_what_happened_in_2025_is_judged_by_the_rules_of_2025_whenever_it_is_told(
    occurred_at: datetime | None, breaks: tuple[str, ...]
) -> None:
    changed = date(2026, 1, 1)
    book = (rule("OLD", False, until=changed), rule("NEW", False, since=changed))
    assert settle(replace(ASKED, occurred_at=occurred_at), book, None, STOP) == Refused(breaks)
    told_late = settle(replace(ASKED, occurred_at=occurred_at, history=True), book, None, STOP)
    assert isinstance(told_late, Accepted)
    assert told_late.verdicts.broken == breaks


@pytest.mark.parametrize("of", [Event(), Command(**told())])
def test_what_belongs_to_no_slice_has_no_stream(of: Event | Command) -> None:
    with pytest.raises(TypeError, match="says no stream"):
        _ = of.stream


def test_an_event_is_about_nobody_unless_it_says_so() -> None:
    assert Event().subjects == ()


def test_a_sealed_value_never_shows_in_a_trace() -> None:
    assert "ward" not in repr(LATE)
    assert "ward" not in repr(replace(ASKED, late_reason=LATE))
    assert repr(replace(LATE, clear=None, box=b"x")) == "Sealed(staff, boxed)"
