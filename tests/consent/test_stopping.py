"""A stop is never refused: late, unexplained, of removal inside or outside the window, or of nothing agreed to."""

from dataclasses import replace

import pytest

from domain import consent
from domain.consent import Stopping, Withdraw, Withdrawn, stopped_by
from domain.kernel.decider import Accepted
from tests.given import NOON, P1, STUDY, given, hours, told

STOP = Withdraw(person=P1, initiative=STUDY, level="W6", **told())
FACTS = Stopping(expressed_at=NOON, entered_at=NOON, explained=False, inside_window=None)


@pytest.mark.parametrize(
    ("facts", "tells"),
    [
        (FACTS, ()),
        (replace(FACTS, entered_at=NOON + hours(24)), ()),
        (replace(FACTS, entered_at=NOON + hours(25)), ("WD-01",)),
        (replace(FACTS, entered_at=NOON + hours(25), explained=True), ()),
        (replace(FACTS, entered_at=None), ()),
        (replace(FACTS, inside_window=True), ("WD-02",)),
        (replace(FACTS, inside_window=False), ("WD-03",)),
        (replace(FACTS, inside_window=False, entered_at=NOON + hours(99)), ("WD-01", "WD-03")),
    ],
)
def test_a_stop_is_recorded_whatever_its_rules_say(facts: Stopping, tells: tuple[str, ...]) -> None:
    answer = given(consent.decide, consent.FOLDING).when(STOP, facts).then(Withdrawn)
    assert answer.verdicts.broken == tells


@pytest.mark.parametrize(
    ("level", "items", "stops"),
    [
        ("W0", (), set()),
        ("W1", ("C01", "C07"), {"C01", "C07"}),
        ("W2", (), {"C01", "C02"}),
        ("W3", (), {"C09", "C11"}),
        ("W4", (), {"C07"}),
        ("W5", (), {"C03", "C04", "C05", "C06"}),
        ("W6", (), {f"C{n:02}" for n in range(1, 12)}),
    ],
)
def test_each_level_stops_its_items(level: str, items: tuple[str, ...], stops: set[str]) -> None:
    assert stopped_by(level, items) == stops


@pytest.mark.parametrize(
    ("wrong", "says"), [({"level": "W7"}, "a level W0, W1"), ({"level": "W1", "items": ("D01",)}, "the items are C01")]
)
def test_a_stop_of_nothing_that_there_is_cannot_be_said(wrong: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(STOP, **wrong)


def test_a_stop_told_as_history_is_recorded_too() -> None:
    assert isinstance(consent.decide(replace(STOP, history=True), consent.FOLDING.initial, FACTS), Accepted)
