"""What changes for somebody: where they are and by what right, their name, their death; on a local day, as known."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st

from domain import people
from domain.kernel.decider import Accepted, Event, Recorded
from domain.kernel.sealed import IDENTITY, Sealed
from domain.kernel.time import FOREVER, end_of_day
from domain.people import (
    BeginRestriction,
    ChangeDetention,
    ChangeGenderMarker,
    ChangeName,
    DeathRecorded,
    DetentionStatusChanged,
    Discharge,
    Discharged,
    EndRestriction,
    EntryStruck,
    GenderMarkerChanged,
    InterestDeclared,
    NameChanged,
    Person,
    PersonRegistered,
    RecordDeath,
    ResponsibleClinicianAssigned,
    RestrictionBegun,
    RestrictionEnded,
    RoleAssigned,
    StrikeEntry,
    Transfer,
    Transferred,
)
from tests.given import NOON, P1, R1, R2, STUDY, V1, folded, given, hours, recorded, told

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
WEEK = (MONDAY, TUESDAY, WEDNESDAY)
NAME = Sealed(P1, IDENTITY, "Robin")


def of(event: type[Event], when: datetime = NOON, /, **fields: Any) -> Recorded[Any]:
    return recorded(event(person=P1, **fields), when)


def registered(site: str | None = "S1") -> Recorded[Any]:
    return of(PersonRegistered, kind="service_user", initiative=STUDY, office_id=NAME, site=site)


SECTION_3 = of(DetentionStatusChanged, section="s3", hospital="S1", from_on=MONDAY)
INFORMAL = of(DetentionStatusChanged, section="informal", hospital="S1", from_on=TUESDAY)
RESTRICTED = of(RestrictionBegun, basis="s41", from_on=MONDAY)
LIFTED = of(RestrictionEnded, on=TUESDAY)
MOVED = of(Transferred, from_site="S1", to_site="S2", on=TUESDAY)
FREE = of(Discharged, how="absolute", on=TUESDAY)
DIED = of(DeathRecorded, on=TUESDAY)


def person(*history: Recorded[Any]) -> Person:
    return folded(people.FOLDING, registered(), *history)


def ask(kind: Any, **fields: Any) -> Any:
    return kind(person=P1, **fields, **told())


TO_S2 = ask(Transfer, from_site="S1", to_site="S2", on=WEDNESDAY)
RESTRICT = ask(BeginRestriction, basis="s49", from_on=TUESDAY)
LIFT = ask(EndRestriction, on=TUESDAY)
ABSOLUTE = ask(Discharge, how="absolute", on=TUESDAY)
CONDITIONAL = ask(Discharge, how="conditional", on=TUESDAY)
DIE = ask(RecordDeath, on=TUESDAY)
DETAIN = ask(ChangeDetention, section="s37/41", hospital="S1", from_on=TUESDAY)


@pytest.mark.parametrize(
    ("history", "command", "breaks"),
    [
        ([], DETAIN, []),
        ([SECTION_3], DETAIN, []),
        ([], TO_S2, []),
        ([MOVED], TO_S2, ["PE-03"]),  # by then the person is at S2
        ([MOVED], replace(TO_S2, from_site="S2", to_site="S1"), []),
        ([MOVED], replace(TO_S2, on=MONDAY), []),  # the day before, told late
        ([MOVED], replace(TO_S2, from_site="S9", corrects=2), []),  # a correction says where from anew
        ([], RESTRICT, []),
        ([RESTRICTED], RESTRICT, ["PE-04"]),
        ([RESTRICTED], replace(RESTRICT, corrects=2), []),
        ([RESTRICTED, LIFTED], RESTRICT, []),
        ([], LIFT, ["PE-05"]),
        ([RESTRICTED], LIFT, []),
        ([RESTRICTED], replace(LIFT, on=date(2026, 11, 29)), ["PE-05"]),  # the day before it began
        ([RESTRICTED, LIFTED], LIFT, ["PE-05"]),
        ([RESTRICTED, LIFTED], replace(LIFT, corrects=3), []),
        ([], ABSOLUTE, []),  # nobody said that the person is detained, or not
        ([SECTION_3], ABSOLUTE, []),
        ([SECTION_3, INFORMAL], ABSOLUTE, ["PE-06"]),
        ([SECTION_3, FREE], ABSOLUTE, ["PE-06"]),
        ([SECTION_3, FREE], replace(ABSOLUTE, corrects=3), []),
        ([], CONDITIONAL, []),
        ([SECTION_3], CONDITIONAL, ["PE-07"]),
        ([SECTION_3, RESTRICTED], CONDITIONAL, []),
        ([SECTION_3, INFORMAL], CONDITIONAL, ["PE-06", "PE-07"]),
        ([], DIE, []),
        ([DIED], DIE, ["PE-08"]),
        ([DIED], replace(DIE, corrects=2), []),
        ([DIED, of(EntryStruck, entry=2)], DIE, []),
        ([], ask(ChangeName, name=NAME), []),
        ([], ask(ChangeGenderMarker, gender=NAME), []),
    ],
)
def test_what_changes_is_held_against_what_is_on_the_record(
    history: list[Any], command: Any, breaks: list[str]
) -> None:
    given(people.decide, people.FOLDING, registered(), *history).when(command).then_breaks(*breaks)


@pytest.mark.parametrize("command", [DETAIN, TO_S2, RESTRICT, ABSOLUTE, DIE, ask(ChangeName, name=NAME)])
def test_nothing_changes_for_somebody_whom_nobody_registered(command: Any) -> None:
    given(people.decide, people.FOLDING).when(command).then_breaks("PE-02")


def test_where_nobody_knows_the_site_a_transfer_is_not_judged_and_refused_by_nobody() -> None:
    answer = given(people.decide, people.FOLDING, registered(site=None)).when(TO_S2).then(Transferred)
    assert answer.verdicts.unjudged == ("PE-03",)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (DETAIN, DetentionStatusChanged(person=P1, section="s37/41", hospital="S1", from_on=TUESDAY)),
        (RESTRICT, RestrictionBegun(person=P1, basis="s49", from_on=TUESDAY)),
        (TO_S2, Transferred(person=P1, from_site="S1", to_site="S2", on=WEDNESDAY)),
        (CONDITIONAL, Discharged(person=P1, how="conditional", on=TUESDAY)),
        (DIE, DeathRecorded(person=P1, on=TUESDAY)),
        (ask(ChangeName, name=NAME), NameChanged(person=P1, name=NAME)),
        (ask(ChangeGenderMarker, gender=NAME), GenderMarkerChanged(person=P1, gender=NAME)),
    ],
)
def test_what_is_asked_is_what_is_recorded(command: Any, event: Any) -> None:
    answer = people.decide(command, person())
    assert isinstance(answer, Accepted)
    assert answer.events == (event,)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: replace(DETAIN, section="s99"), "s37/41"),
        (lambda: replace(RESTRICT, basis="s3"), "s41"),
        (lambda: replace(ABSOLUTE, how="partly"), "conditional"),
    ],
)
def test_a_word_that_there_is_none_of_is_said_to_be_none(make: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


@pytest.mark.parametrize(
    ("history", "detained"),
    [
        ([], [None, None, None]),
        ([SECTION_3], [True, True, True]),
        ([INFORMAL], [None, False, False]),
        ([SECTION_3, INFORMAL], [True, False, False]),
        ([SECTION_3, FREE], [True, False, False]),
        ([SECTION_3, of(Discharged, how="conditional", on=WEDNESDAY)], [True, True, False]),
        ([FREE, of(DetentionStatusChanged, section="s2", hospital="S1", from_on=WEDNESDAY)], [None, False, True]),
    ],
)
def test_somebody_is_detained_on_the_days_that_their_status_says(history: list[Any], detained: list[Any]) -> None:
    state = person(*history)
    assert [state.detained(day) for day in WEEK] == detained


@pytest.mark.parametrize(
    ("history", "restricted"),
    [
        ([], [False, False, False]),
        ([RESTRICTED], [True, True, True]),
        ([RESTRICTED, LIFTED], [True, False, False]),
        ([SECTION_3, RESTRICTED, FREE], [True, False, False]),  # an absolute discharge ends it
        ([SECTION_3, RESTRICTED, of(Discharged, how="conditional", on=TUESDAY)], [True, True, True]),
        ([FREE, of(RestrictionBegun, basis="s41", from_on=WEDNESDAY)], [False, False, True]),
    ],
)
def test_a_restriction_is_in_force_until_it_ends(history: list[Any], restricted: list[bool]) -> None:
    state = person(*history)
    assert [state.restricted(day) for day in WEEK] == restricted


@pytest.mark.parametrize(
    ("history", "sites"),
    [
        ([], ["S1", "S1", "S1"]),
        ([MOVED], ["S1", "S2", "S2"]),  # there from the very day
        ([of(Transferred, from_site="S2", to_site="S3", on=WEDNESDAY), MOVED], ["S1", "S2", "S3"]),  # told late
        ([MOVED, of(Transferred, from_site="S2", to_site="S1", on=TUESDAY)], ["S1", "S1", "S1"]),
        ([MOVED, of(EntryStruck, entry=2)], ["S1", "S1", "S1"]),
    ],
)
def test_somebody_is_where_they_moved_to_last(history: list[Any], sites: list[str]) -> None:
    state = person(*history)
    assert [state.site_on(day) for day in WEEK] == sites


@pytest.mark.parametrize(
    ("told_at", "died_on", "since"),
    [
        (NOON, TUESDAY, NOON),  # on the day itself: from when it is told, or the time that is told
        (NOON + hours(30), TUESDAY, end_of_day(TUESDAY)),  # told later without a time: once that day is over
        (NOON, WEDNESDAY, NOON),  # a day still to come is a slip; nobody is contacted meanwhile
    ],
)
def test_somebody_is_dead_from_the_earliest_instant_that_is_sure(told_at: datetime, died_on: date, since: Any) -> None:
    assert person(of(DeathRecorded, told_at, on=died_on)).died().since == since


def test_a_death_is_known_since_it_was_told_and_no_longer_once_it_is_struck() -> None:
    state = person(DIED, of(EntryStruck, NOON + hours(5), entry=2))
    assert [state.died(NOON + hours(h)) is not None for h in (-1, 0, 4, 5)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("history", "entry", "breaks"),
    [
        ([DIED], 2, []),
        ([DIED], 1, ["PE-12"]),  # a registration is corrected
        ([DIED], 3, ["PE-12"]),
        ([DIED, of(EntryStruck, entry=2)], 2, ["PE-12"]),
        ([of(RoleAssigned, role="nurse_in_charge")], 2, []),
        ([MOVED], 2, []),
        ([of(NameChanged, name=NAME)], 2, ["PE-12"]),
    ],
)
def test_only_what_stands_is_struck(history: list[Any], entry: int, breaks: list[str]) -> None:
    strike = StrikeEntry(person=P1, entry=entry, **told(actor=R2))
    given(people.decide, people.FOLDING, registered(), *history).when(strike).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("entry", "actor", "breaks"),
    [
        (DIED, R1, ["PE-13"]),
        (DIED, R2, []),
        (MOVED, R1, ["PE-13"]),
        (MOVED, R2, []),
        (of(InterestDeclared, with_whom=R2, interest="partner"), R1, ["PE-13"]),
        (of(RoleAssigned, role="nurse_in_charge"), R1, []),  # of which nothing is kept of who told it
    ],
)
def test_nobody_strikes_what_they_recorded(entry: Any, actor: Any, breaks: list[str]) -> None:
    strike = StrikeEntry(person=P1, entry=2, **told(actor=actor))
    given(people.decide, people.FOLDING, registered(), entry).when(strike).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("entry", "actor", "breaks"),
    [
        (of(InterestDeclared, with_whom=R2, interest="partner"), R2, ["PE-14"]),
        (of(InterestDeclared, with_whom=R2, interest="partner"), P1, ["PE-14"]),
        (of(RoleAssigned, role="nurse_in_charge"), P1, ["PE-14"]),
        (of(RoleAssigned, role="nurse_in_charge"), R2, []),
        (of(ResponsibleClinicianAssigned, clinician=R2, from_on=MONDAY, basis="substantive"), R2, ["PE-14"]),
        (of(ResponsibleClinicianAssigned, clinician=R2, from_on=MONDAY, basis="substantive"), V1, []),
    ],
)
def test_nobody_lifts_what_bars_themselves(entry: Any, actor: Any, breaks: list[str]) -> None:
    strike = StrikeEntry(person=P1, entry=2, **told(actor=actor))
    given(people.decide, people.FOLDING, registered(), entry).when(strike).then_breaks(*breaks)


def test_a_change_of_name_or_gender_marker_moves_nothing() -> None:
    before = person(SECTION_3, MOVED)
    after = person(SECTION_3, MOVED, of(NameChanged, name=NAME), of(GenderMarkerChanged, gender=NAME))
    assert before == replace(after, registrations=before.registrations, changes=before.changes)


@holds_for(st.permutations([SECTION_3, INFORMAL, MOVED, DIED]))
def test_in_whatever_order_changes_are_told_the_days_come_out_the_same(history: list[Any]) -> None:
    state = person(*history)
    assert [state.detained(day) for day in WEEK] == [True, False, False]
    assert [state.site_on(day) for day in WEEK] == ["S1", "S2", "S2"]
    assert state.died(FOREVER) is not None
