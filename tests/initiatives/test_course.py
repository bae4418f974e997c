"""What an initiative goes through: sites opened and closed, its end, people trained, parts in the work."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import initiatives
from domain.initiatives import (
    CloseSite,
    EndInitiative,
    Initiative,
    InitiativeEnded,
    JoinSite,
    Part,
    PartRecorded,
    RecordPart,
    RecordTraining,
    SiteClosed,
    SiteJoined,
    TrainingRecorded,
)
from domain.kernel.decider import Recorded
from domain.kernel.sealed import STAFF, Sealed
from tests.given import NOON, P1, R1, R2, STUDY, folded, given, hours, recorded, told

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
WEEK = (MONDAY, TUESDAY, WEDNESDAY)


def joined(on: date, site: str = "S1", **more: Any) -> Recorded[Any]:
    return recorded(SiteJoined(initiative=STUDY, site=site, security_level="low", opened_on=on), **more)


def closed(on: date, site: str = "S1", **more: Any) -> Recorded[Any]:
    return recorded(SiteClosed(initiative=STUDY, site=site, closed_on=on), **more)


def ended(on: date, **more: Any) -> Recorded[Any]:
    return recorded(InitiativeEnded(initiative=STUDY, ended_on=on, ended_as="completed"), **more)


def trained(first: date, last: date | None = None, task: str = "consent", person: Any = R1) -> Recorded[Any]:
    event = TrainingRecorded(initiative=STUDY, person=person, task=task, trained_on=first, valid_until=last)
    return recorded(event)


def study(*history: Recorded[Any]) -> Initiative:
    return folded(initiatives.FOLDING, *history)


@pytest.mark.parametrize(
    ("history", "is_open"),
    [
        ([], [None, None, None]),
        ([joined(TUESDAY, "S2")], [None, None, None]),  # of another site
        ([joined(TUESDAY)], [False, True, True]),
        ([joined(TUESDAY, source="import")], [None, True, True]),  # logs say nothing of the days before
        ([joined(MONDAY), closed(WEDNESDAY)], [True, True, False]),
        ([joined(MONDAY, source="import"), closed(WEDNESDAY)], [True, True, False]),
        ([joined(MONDAY), closed(TUESDAY), joined(WEDNESDAY)], [True, False, True]),
        ([joined(MONDAY), closed(TUESDAY), joined(TUESDAY)], [True, True, True]),  # again on the very day
        ([joined(MONDAY), closed(MONDAY)], [False, False, False]),
        ([closed(TUESDAY)], [None, False, False]),
        ([joined(MONDAY), closed(TUESDAY), closed(WEDNESDAY, corrects=2)], [True, True, False]),
    ],
)
def test_a_site_takes_part_from_when_it_is_opened_until_it_is_closed(history: list[Any], is_open: list[Any]) -> None:
    state = study(*history)
    assert [state.open_at("S1", day) for day in WEEK] == is_open


def test_a_site_is_closed_as_known_then() -> None:
    state = study(joined(MONDAY), closed(TUESDAY, when=NOON + hours(5)))
    assert [state.open_at("S1", TUESDAY, NOON + hours(h)) for h in (4, 5)] == [True, False]


CLOSE = CloseSite(initiative=STUDY, site="S1", closed_on=TUESDAY, **told())
END = EndInitiative(initiative=STUDY, ended_on=TUESDAY, ended_as="completed", **told())
JOIN = JoinSite(initiative=STUDY, site="S1", security_level="low", opened_on=WEDNESDAY, **told())


@pytest.mark.parametrize(
    ("history", "command", "breaks"),
    [
        ([joined(MONDAY)], CLOSE, []),
        ([], CLOSE, ["SI-03"]),
        ([joined(WEDNESDAY)], CLOSE, ["SI-03"]),  # it opens only afterwards
        ([joined(MONDAY), closed(TUESDAY)], CLOSE, ["SI-03"]),
        ([joined(MONDAY), closed(TUESDAY)], replace(CLOSE, closed_on=WEDNESDAY, corrects=2), []),
        ([], END, []),
        ([ended(WEDNESDAY)], END, ["SI-04"]),
        ([ended(WEDNESDAY)], replace(END, corrects=1), []),
        ([joined(MONDAY), closed(TUESDAY)], JOIN, []),  # it joins again
        ([joined(MONDAY), closed(TUESDAY)], replace(JOIN, opened_on=MONDAY), ["IN-02"]),  # before it was closed
        ([joined(MONDAY), closed(TUESDAY), joined(WEDNESDAY)], JOIN, ["IN-02"]),
    ],
)
def test_a_site_is_closed_and_an_initiative_ends_once(history: list[Any], command: Any, breaks: list[str]) -> None:
    given(initiatives.decide, initiatives.FOLDING, *history).when(command).then_breaks(*breaks)


def test_an_initiative_has_ended_from_the_day_that_was_told_as_known_then() -> None:
    state = study(ended(TUESDAY), ended(WEDNESDAY, when=NOON + hours(5), corrects=1))
    assert [state.ended(day) is not None for day in WEEK] == [False, False, True]
    assert [state.ended(day, NOON) is not None for day in WEEK] == [False, True, True]


@pytest.mark.parametrize(
    ("history", "in_date"),
    [
        ([], [None, None, None]),
        ([trained(TUESDAY)], [False, True, True]),
        ([trained(MONDAY, TUESDAY)], [True, True, False]),  # the last day included
        ([trained(MONDAY, MONDAY), trained(WEDNESDAY)], [True, False, True]),
        ([trained(MONDAY, task="analysis")], [None, None, None]),
        ([trained(MONDAY, person=R2)], [None, None, None]),
    ],
)
def test_training_is_in_date_on_its_days(history: list[Any], in_date: list[Any]) -> None:
    assert [study(*history).trained(R1, "consent", day) for day in WEEK] == in_date


PART = RecordPart(initiative=STUDY, person=R1, stage="analysis", from_on=MONDAY, hours=12, **told())


@pytest.mark.parametrize(("user_researcher", "breaks"), [(True, []), (False, ["UR-01"])])
def test_a_part_is_that_of_a_user_researcher(user_researcher: bool, breaks: list[str]) -> None:
    given(initiatives.decide, initiatives.FOLDING).when(PART, Part(user_researcher)).then_breaks(*breaks)


def test_a_part_of_somebody_of_whom_nothing_is_known_cannot_be_judged() -> None:
    given(initiatives.decide, initiatives.FOLDING).when(PART).then_cannot_judge("UR-01")


@pytest.mark.parametrize(
    ("command", "facts", "event"),
    [
        (CLOSE, None, SiteClosed(initiative=STUDY, site="S1", closed_on=TUESDAY)),
        (END, None, InitiativeEnded(initiative=STUDY, ended_on=TUESDAY, ended_as="completed")),
        (
            RecordTraining(initiative=STUDY, person=R1, task="consent", trained_on=MONDAY, **told()),
            None,
            TrainingRecorded(initiative=STUDY, person=R1, task="consent", trained_on=MONDAY),
        ),
        (
            replace(PART, effect=Sealed(P1, STAFF, "asked better questions")),
            Part(True),
            PartRecorded(
                initiative=STUDY,
                person=R1,
                stage="analysis",
                from_on=MONDAY,
                hours=12,
                effect=Sealed(P1, STAFF, "asked better questions"),
            ),
        ),
    ],
)
def test_what_is_asked_is_what_is_recorded(command: Any, facts: Any, event: Any) -> None:
    asked = given(initiatives.decide, initiatives.FOLDING, joined(MONDAY)).when(command, facts)
    assert asked.then(type(event)).events == (event,)


@pytest.mark.parametrize(
    ("make", "says"),
    [(lambda: replace(PART, stage="lunch"), "reporting"), (lambda: replace(END, ended_as="bored"), "ended_early")],
)
def test_a_word_that_there_is_none_of_is_said_to_be_none(make: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()
