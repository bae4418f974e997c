"""Corrections of what somebody said: the entry as it should have been counts in the place of the one that was wrong."""

from datetime import datetime
from typing import Any

from domain import consent
from domain.consent import AnswersGiven, Consent, Paused, Resumed, StopClarified, Withdrawn
from domain.kernel.time import FOREVER
from tests.given import NOON, P1, R1, STUDY, folded, hours, recorded

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
YES = recorded(
    AnswersGiven(informed_at=None, version="1.0", taker=R1, copy_given="yes", answers={"C01": True, "C09": True}, **OF)
)


def stop(level: str, hour: int, corrects: int | None = None, happened: int | None = None) -> Any:
    """A stop entered at an hour; it was expressed at an hour of its own where it corrects."""
    occurred = NOON + hours(hour if happened is None else happened)
    return recorded(Withdrawn(level=level, **OF), NOON + hours(hour), occurred_at=occurred, corrects=corrects)


def fold(*history: Any) -> Consent:
    state: Consent = folded(consent.FOLDING, YES, *history)
    return state


def active(state: Consent, hour: int, known: datetime | None = None) -> list[bool]:
    """Whether taking part and being contacted again are active at an hour."""
    at = NOON + hours(hour)
    return [state.active(item, at, known or at) for item in ("C01", "C09")]


def test_an_unclear_stop_corrected_into_a_clear_one_suspends_nothing_more() -> None:
    state = fold(stop("W0", 1), stop("W3", 5, corrects=2, happened=1))
    assert active(state, 2) == [False, False], "until it was corrected everything rested"
    assert active(state, 5) == [True, False]
    assert state.unclear(2, FOREVER) is None, "nor is there anything to clarify"


def test_a_clear_stop_corrected_into_an_unclear_one_suspends_everything() -> None:
    state = fold(stop("W3", 1), stop("W0", 5, corrects=2, happened=1))
    assert active(state, 2) == [True, False]
    assert active(state, 5) == [False, False]


def test_an_unclear_stop_corrected_to_and_fro_is_as_it_was_told_last() -> None:
    state = fold(stop("W0", 1), stop("W3", 2, 2, 1), stop("W0", 3, 3, 1), stop("W3", 4, 4, 1))
    assert [active(state, hour) for hour in (1, 2, 3, 4)] == [
        [False, False],
        [True, False],
        [False, False],
        [True, False],
    ]


def test_of_two_corrections_of_one_unclear_stop_the_last_counts() -> None:
    state = fold(stop("W0", 1), stop("W0", 2, 2, 1), stop("W3", 3, 2, 1))
    assert active(state, 4) == [True, False]


def test_a_correction_of_a_stop_leaves_a_pause_as_it_is() -> None:
    pause = recorded(Paused(items=("C01",), **OF), NOON + hours(1))
    state = fold(pause, stop("W3", 2), stop("W4", 3, 3, 2))
    assert active(state, 4) == [False, True]


def test_a_pause_and_its_end_are_as_corrected() -> None:
    pause = recorded(Paused(items=("C01",), **OF), NOON + hours(1))
    other = recorded(Paused(items=("C09",), **OF), NOON + hours(2), occurred_at=NOON + hours(1), corrects=2)
    assert active(fold(pause, other), 3) == [True, False]
    end = recorded(Resumed(items=("C01",), **OF), NOON + hours(3))
    none = recorded(Resumed(items=("C09",), **OF), NOON + hours(4), occurred_at=NOON + hours(3), corrects=3)
    assert active(fold(pause, end), 5) == [True, True]
    assert active(fold(pause, end, none), 5) == [False, True]


def test_what_was_meant_can_be_said_of_an_unclear_stop_only() -> None:
    said = recorded(StopClarified(entry=2, level="W3", **OF), NOON + hours(2))
    assert active(fold(stop("W0", 1), said), 3) == [True, False]
    assert active(fold(stop("W4", 1), said), 3) == [True, True], "told of a stop that was clear it changes nothing"
