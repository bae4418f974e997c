"""What there is to go to: registered once, with times in order; changed and cancelled while it stands."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import involvement
from domain.involvement import (
    ActivityCancelled,
    ActivityChanged,
    CancelActivity,
    ChangeActivity,
    RegisterActivity,
)
from tests.given import at as utc
from tests.given import folded, given, recorded, told
from tests.involvement.telling import FORUM, ON_RECORD, OPEN, TIMES, WHERE

HOUR = timedelta(hours=1)
BEFORE, MOVED_AT, AFTER = utc("2026-11-20T10:00"), utc("2026-12-01T12:00"), utc("2026-12-10T10:00")
GONE = recorded(ActivityCancelled(activity=FORUM, reason_code="R-VENUE"), BEFORE)
MOVED = recorded(ActivityChanged(activity=FORUM, venue="leeds-hall", area="leeds"), MOVED_AT)


def register(**other: Any) -> RegisterActivity:
    terms: dict[str, Any] = {"name": "Forum", "purpose": "forum", **WHERE, **TIMES, **other}
    return RegisterActivity(activity=FORUM, **terms, **told(when=AFTER))


def change(**other: Any) -> ChangeActivity:
    return ChangeActivity(activity=FORUM, **other, **told(when=AFTER))


CANCEL = CancelActivity(activity=FORUM, reason_code="R-VENUE", **told(when=AFTER))


@pytest.mark.parametrize(
    ("history", "command", "broken"),
    [
        ([], register(), []),
        ([ON_RECORD], register(), ["AV-01"]),
        ([], register(decide_by=TIMES["depart_at"]), []),  # decided as they leave
        ([], register(decide_by=TIMES["depart_at"] + HOUR), ["AV-02"]),
        ([], register(depart_at=TIMES["starts_at"] + HOUR), ["AV-02"]),
        ([], register(ends_at=TIMES["starts_at"]), ["AV-02"]),
        ([], register(return_by=TIMES["ends_at"] - HOUR), ["AV-02"]),
        ([ON_RECORD], change(venue="leeds-hall"), []),
        ([ON_RECORD], change(starts_at=TIMES["ends_at"] + HOUR), ["AV-02"]),
        ([ON_RECORD], change(decide_by=TIMES["starts_at"]), ["AV-02"]),
        ([], change(venue="leeds-hall"), ["AV-03"]),
        ([ON_RECORD, GONE], change(venue="leeds-hall"), ["AV-03"]),
        ([ON_RECORD], CANCEL, []),
        ([], CANCEL, ["AV-03"]),
        ([ON_RECORD, GONE], CANCEL, ["AV-03"]),
    ],
)
def test_an_activity_is_told_as_it_is(history: list[Any], command: Any, broken: list[str]) -> None:
    given(involvement.decide, involvement.ACTIVITY_FOLDING, *history).when(command).then_breaks(*broken)


@pytest.mark.parametrize(
    ("valid", "venue"), [(BEFORE, "wakefield-hall"), (MOVED_AT, "leeds-hall"), (AFTER, "leeds-hall")]
)
def test_where_it_is_is_asked_of_an_instant(valid: datetime, venue: str) -> None:
    terms = folded(involvement.ACTIVITY_FOLDING, ON_RECORD, MOVED).terms(valid)
    assert (terms.venue, terms.setting) == (venue, "community"), "what was not named stays as it was"


def test_what_was_not_known_yet_does_not_count() -> None:
    late = replace(MOVED, recorded_at=AFTER)
    moved = folded(involvement.ACTIVITY_FOLDING, ON_RECORD, late)
    assert moved.terms(MOVED_AT, known=MOVED_AT).venue == "wakefield-hall"
    assert moved.terms(MOVED_AT, known=AFTER).venue == "leeds-hall"


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    right = recorded(ActivityChanged(activity=FORUM, venue="york-hall"), MOVED_AT, corrects=2)
    assert folded(involvement.ACTIVITY_FOLDING, ON_RECORD, MOVED, right).terms(AFTER).venue == "york-hall"


def test_a_cancellation_counts_from_when_it_was_cancelled() -> None:
    gone = folded(involvement.ACTIVITY_FOLDING, ON_RECORD, GONE)
    assert gone.cancelled(BEFORE) is not None
    assert gone.cancelled(BEFORE - HOUR) is None
    assert OPEN.cancelled(AFTER) is None
