"""What is active when, as known when: signings and stops in any order, late and corrected."""

from datetime import datetime

from domain import consent
from domain.consent import AnswersGiven, Consent, Withdrawn
from tests.given import NOON, P1, R1, STUDY, folded, hours, recorded


def signed(at: datetime, answers: dict[str, bool], known: datetime | None = None, **more: object) -> object:
    event = AnswersGiven(
        person=P1, initiative=STUDY, informed_at=None, version="1.0", taker=R1, copy_given="yes", answers=answers
    )
    return recorded(event, known or at, occurred_at=at, **more)


def stopped(at: datetime, level: str, known: datetime | None = None, items: tuple[str, ...] = ()) -> object:
    return recorded(Withdrawn(person=P1, initiative=STUDY, level=level, items=items), known or at, occurred_at=at)


def fold(*history: object) -> Consent:
    return folded(consent.FOLDING, *history)


def test_yes_is_active_from_the_instant_of_signing_and_not_before() -> None:
    state = fold(signed(NOON, {"C01": True, "C02": False}))
    assert state.active("C01", NOON)
    assert not state.active("C01", NOON - hours(1) / 3600)
    assert not state.active("C02", NOON)
    assert not state.active("C05", NOON)


def test_at_the_same_instant_a_stop_wins_whatever_was_recorded_last() -> None:
    assert not fold(signed(NOON, {"C01": True}), stopped(NOON, "W2")).active("C01", NOON)
    assert not fold(stopped(NOON, "W2"), signed(NOON, {"C01": True})).active("C01", NOON)


def test_a_new_signing_after_a_stop_counts_again_and_leaves_blank_items_as_they_were() -> None:
    state = fold(
        signed(NOON, {"C01": True, "C03": True}), stopped(NOON + hours(1), "W2"), signed(NOON + hours(2), {"C01": True})
    )
    assert [state.active("C01", NOON + hours(h)) for h in (0, 1, 2)] == [True, False, True]
    assert state.active("C03", NOON + hours(2))


def test_of_two_signings_at_one_instant_the_later_line_counts() -> None:
    assert not fold(signed(NOON, {"C01": True}), signed(NOON, {"C01": False})).active("C01", NOON)


def test_a_late_entry_was_not_known_before_it_was_entered() -> None:
    state = fold(signed(NOON, {"C01": True}, known=NOON + hours(48)))
    assert state.active("C01", NOON)
    assert not state.active("C01", NOON, known=NOON + hours(47))
    assert state.active("C01", NOON, known=NOON + hours(48))


def test_a_correction_is_known_from_when_it_was_recorded_and_keeps_its_place_in_the_order() -> None:
    state = fold(
        signed(NOON, {"C01": True}),
        signed(NOON, {"C01": True}),
        signed(NOON, {"C01": False}, known=NOON + hours(9), corrects=1),
    )
    assert state.active("C01", NOON), "the corrected row is the earlier line, so the later one still counts"
    corrected_last = fold(signed(NOON, {"C01": True}), signed(NOON, {"C01": False}, known=NOON + hours(9), corrects=1))
    assert not corrected_last.active("C01", NOON)
    assert corrected_last.active("C01", NOON, known=NOON + hours(8))
