"""Films: who can be seen in them, on which channel they are shown, and what comes down for somebody's sake."""

from dataclasses import replace
from typing import Any

import pytest

from domain import initiatives
from domain.initiatives import (
    SITE_FOLDING,
    AppearanceRecorded,
    Filming,
    FilmShown,
    RecordAppearance,
    RecordTakedown,
    ShowFilm,
    Showing,
    TakedownRecorded,
)
from tests.given import NOON, P1, P2, STUDY, folded, given, hours, recorded, told

APPEAR = RecordAppearance(initiative=STUDY, film="F1", person=P1, **told())
SHOW = ShowFilm(initiative=STUDY, film="F1", channel="web", **told())
TAKE_DOWN = RecordTakedown(initiative=STUDY, film="F1", channel="web", person=P1, step="asked", **told())
SEEN = recorded(AppearanceRecorded(initiative=STUDY, film="F1", person=P1))
SHOWN = recorded(FilmShown(initiative=STUDY, film="F1", channel="web", about=(P1,)))
ASKED = recorded(TakedownRecorded(initiative=STUDY, film="F1", channel="web", person=P1, step="asked"))


@pytest.mark.parametrize(
    ("facts", "breaks"),
    [
        (Filming(agreed=True), []),
        (Filming(agreed=False), ["FI-01"]),
        (Filming(agreed=True, lapsed=True), ["FI-06"]),
        (Filming(agreed=True, closed_by="death"), ["CL-04"]),
        (Filming(agreed=True, closed_by="study_end"), ["CL-04"]),
    ],
)
def test_nobody_is_filmed_who_does_not_agree(facts: Filming, breaks: list[str]) -> None:
    given(initiatives.decide, initiatives.FOLDING).when(APPEAR, facts).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("facts", "breaks"),
    [
        (Showing(anybody_known=True, all_agree=True), []),
        (Showing(anybody_known=False, all_agree=True), ["FI-02"]),
        (Showing(anybody_known=True, all_agree=False), ["FI-03"]),
    ],
)
def test_a_film_is_shown_where_everybody_who_can_be_seen_agrees(facts: Showing, breaks: list[str]) -> None:
    given(initiatives.decide, initiatives.FOLDING).when(SHOW, facts).then_breaks(*breaks)


def test_what_nobody_speaks_to_is_not_shown_and_nobody_is_filmed() -> None:
    given(initiatives.decide, initiatives.FOLDING).when(SHOW).then_breaks("FI-02", "FI-03")
    given(initiatives.decide, initiatives.FOLDING).when(APPEAR).then_cannot_judge("FI-01")


@pytest.mark.parametrize(
    ("history", "command", "breaks"),
    [
        ([SEEN, SHOWN], TAKE_DOWN, []),
        ([SHOWN], TAKE_DOWN, ["FI-04"]),  # nobody said that the person can be seen in it
        ([SEEN], TAKE_DOWN, ["FI-04"]),  # or that it was shown
        ([SEEN, SHOWN], replace(TAKE_DOWN, channel="internal"), ["FI-04"]),
        ([SEEN, SHOWN], replace(TAKE_DOWN, film="F2"), ["FI-04"]),
        ([SEEN, SHOWN], replace(TAKE_DOWN, person=P2), ["FI-04"]),
        ([SEEN, SHOWN], replace(TAKE_DOWN, step="done"), ["FI-05"]),
        ([SEEN, SHOWN], replace(TAKE_DOWN, step="cannot_be_recalled"), ["FI-05"]),
        ([SEEN, SHOWN, ASKED], replace(TAKE_DOWN, step="done"), []),
        ([SEEN, SHOWN, ASKED], replace(TAKE_DOWN, step="cannot_be_recalled"), []),
    ],
)
def test_a_takedown_is_asked_for_and_then_what_came_of_it_is_told(
    history: list[Any], command: Any, breaks: list[str]
) -> None:
    given(initiatives.decide, initiatives.FOLDING, *history).when(command).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("command", "facts", "event"),
    [
        (APPEAR, Filming(agreed=True), SEEN.event),
        (SHOW, Showing(anybody_known=True, all_agree=True), SHOWN.event),
        (TAKE_DOWN, None, ASKED.event),
    ],
)
def test_what_is_asked_is_what_is_recorded(command: Any, facts: Any, event: Any) -> None:
    asked = given(initiatives.decide, initiatives.FOLDING, SEEN, SHOWN).when(command, facts)
    assert asked.then(type(event)).events == (event,)


def test_how_far_a_takedown_has_come_is_what_was_told_last_as_known_then() -> None:
    done = recorded(replace(ASKED.event, step="done"), NOON + hours(5))
    state = folded(initiatives.FOLDING, SEEN, SHOWN, ASKED, done)
    assert [state.takedown(P1, "F1", "web", NOON + hours(h)) for h in (-1, 0, 5)] == ["", "asked", "done"]
    assert state.takedown(P2, "F1", "web") == ""


def test_somebody_was_filmed_and_a_film_shown_when_their_envelopes_say() -> None:
    earlier = {"occurred_at": NOON - hours(9)}
    state = folded(initiatives.FOLDING, replace(SEEN, **earlier), replace(SHOWN, **earlier))
    assert state.appearances[P1][0].filmed_at == state.showings[0].shown_at == NOON - hours(9)


def test_who_can_be_seen_in_a_film_is_everybody_recorded_as_known_then() -> None:
    state = folded(initiatives.FOLDING, SEEN, recorded(replace(SEEN.event, person=P2), NOON + hours(5)))
    assert [state.appearing("F1", NOON + hours(h)) for h in (0, 5)] == [(P1,), (P1, P2)]
    assert state.appearing("F2") == ()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: replace(SHOW, channel="cinema"), "broadcast"),
        (lambda: replace(TAKE_DOWN, channel="cinema"), "broadcast"),
        (lambda: replace(TAKE_DOWN, step="perhaps"), "cannot_be_recalled"),
    ],
)
def test_a_channel_or_a_step_that_there_is_none_of_is_said_to_be_none(make: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_a_film_is_no_matter_of_a_site_s_stream() -> None:
    with pytest.raises(TypeError, match="initiative"):
        given(initiatives.decide, SITE_FOLDING).when(SHOW)
