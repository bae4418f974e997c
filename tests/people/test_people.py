"""People: registered once, with roles and a responsible clinician on whole local days, as known when."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from domain import people
from domain.kernel.decider import Accepted, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import ALWAYS
from domain.people import (
    ActorRegistered,
    AssignResponsibleClinician,
    AssignRole,
    Person,
    PersonRegistered,
    RegisterActor,
    RegisterPerson,
    ResponsibleClinicianAssigned,
    RoleAssigned,
)
from tests.given import NOON, P1, R1, R2, STUDY, folded, given, hours, recorded, ref, told

FILM = ref("film")
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
NAME = Sealed(P1, STAFF, "Ada Quill")

AN_ACTOR = RegisterActor(person=P1, name=NAME, **told())
A_PERSON = RegisterPerson(person=P1, kind="service_user", initiative=STUDY, office_id=NAME, **told())
A_ROLE = AssignRole(person=P1, assigned="researcher", initiative=STUDY, **told())
IN_CHARGE = AssignResponsibleClinician(person=P1, clinician=R1, from_on=MONDAY, **told())


def registered(when: datetime = NOON, site: str | None = "S1", **more: Any) -> Recorded[Any]:
    event = PersonRegistered(person=P1, kind="service_user", initiative=STUDY, office_id=NAME, site=site)
    return recorded(event, when, **more)


def role(name: str, initiative: Ref | None = STUDY, first: date | None = None, last: date | None = None) -> Any:
    return recorded(RoleAssigned(person=P1, role=name, initiative=initiative, from_on=first, to_on=last))


def in_charge(clinician: Ref, first: date, last: date | None = None, basis: str = "substantive", **more: Any) -> Any:
    event = ResponsibleClinicianAssigned(person=P1, clinician=clinician, from_on=first, to_on=last, basis=basis)
    return recorded(event, **more)


def person(*history: Recorded[Any]) -> Person:
    return folded(people.FOLDING, *history)


AS_ACTOR, WITH_OFFICE = recorded(ActorRegistered(person=P1, name=AN_ACTOR.name)), registered()


@pytest.mark.parametrize(
    ("command", "known", "corrects", "breaks"),
    [
        (AN_ACTOR, [], None, ()),
        (AN_ACTOR, [AS_ACTOR], None, ("PE-01",)),
        (AN_ACTOR, [AS_ACTOR], 1, ()),  # a correction is no second registration
        (AN_ACTOR, [WITH_OFFICE], None, ()),  # one of the team, who may use Byleave from now on
        (AN_ACTOR, [WITH_OFFICE, AS_ACTOR], None, ("PE-01",)),
        (A_PERSON, [], None, ()),
        (A_PERSON, [WITH_OFFICE], None, ("PE-01",)),
        (A_PERSON, [WITH_OFFICE], 1, ()),
        (A_PERSON, [AS_ACTOR], None, ()),  # an actor, who works with an office from now on
        (A_PERSON, [AS_ACTOR, WITH_OFFICE], None, ("PE-01",)),
    ],
)
def test_somebody_is_registered_once_as_an_actor_and_once_with_an_office(
    command: Any, known: list[Recorded[Any]], corrects: int | None, breaks: tuple[str, ...]
) -> None:
    asked = given(people.decide, people.FOLDING, *known)
    asked.when(replace(command, corrects=corrects)).then_breaks(*breaks)


@pytest.mark.parametrize("known", [[AS_ACTOR, WITH_OFFICE], [WITH_OFFICE, AS_ACTOR]])
def test_an_actor_s_registration_does_not_hide_that_with_an_office(known: list[Recorded[Any]]) -> None:
    assert person(*known).site() == "S1"
    assert person(AS_ACTOR).site() is None


def test_a_second_registration_told_as_history_is_recorded_with_what_it_broke() -> None:
    answer = given(people.decide, people.FOLDING, registered()).when(replace(A_PERSON, history=True))
    assert answer.then(PersonRegistered).verdicts.broken == ("PE-01",)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (AN_ACTOR, ActorRegistered(person=P1, name=NAME)),
        (
            replace(A_PERSON, site="S1", job_title="nurse", gender=NAME),
            PersonRegistered(
                person=P1,
                kind="service_user",
                initiative=STUDY,
                office_id=NAME,
                site="S1",
                job_title="nurse",
                gender=NAME,
            ),
        ),
        (
            replace(A_ROLE, site="S1", from_on=MONDAY, to_on=TUESDAY),
            RoleAssigned(person=P1, role="researcher", initiative=STUDY, site="S1", from_on=MONDAY, to_on=TUESDAY),
        ),
        (
            replace(IN_CHARGE, to_on=TUESDAY, basis="covering"),
            ResponsibleClinicianAssigned(person=P1, clinician=R1, from_on=MONDAY, to_on=TUESDAY, basis="covering"),
        ),
    ],
)
def test_what_is_asked_is_what_is_recorded(command: Any, event: Any) -> None:
    answer = people.decide(command, people.FOLDING.initial)
    assert isinstance(answer, Accepted)
    assert answer.events == (event,)


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (None, None, [True, True, True]),
        (TUESDAY, None, [False, True, True]),
        (None, TUESDAY, [True, True, False]),
        (TUESDAY, TUESDAY, [False, True, False]),  # the last day included
    ],
)
def test_a_role_is_held_on_its_days_both_included(first: date | None, last: date | None, held: list[bool]) -> None:
    state = person(role("researcher", STUDY, first, last))
    week = (MONDAY, TUESDAY, WEDNESDAY)
    assert [state.roles_on(day) == {"researcher"} for day in week] == held
    assert [state.on_study_team(STUDY, day) for day in week] == held


@pytest.mark.parametrize(
    ("name", "of", "on_team"),
    [
        ("researcher", STUDY, True),
        ("user_researcher", STUDY, True),
        ("researcher", FILM, False),  # another initiative's
        ("researcher", None, False),
        ("advocate", STUDY, False),
        ("responsible_clinician", STUDY, False),
        ("nurse_in_charge", STUDY, False),
    ],
)
def test_the_study_team_is_its_researchers_and_user_researchers(name: str, of: Ref | None, on_team: bool) -> None:
    assert person(role(name, of)).on_study_team(STUDY, TUESDAY) is on_team


def test_several_roles_are_held_at_once() -> None:
    assert person(role("researcher"), role("records", None)).roles_on(TUESDAY) == {"researcher", "records"}


def test_a_responsible_clinician_is_in_charge_on_the_last_day_too_and_cover_counts() -> None:
    state = person(in_charge(R1, MONDAY, TUESDAY), in_charge(R2, TUESDAY, basis="covering"))
    assert [state.responsible_clinicians(day) for day in (date(2026, 11, 29), MONDAY, TUESDAY, WEDNESDAY)] == [
        frozenset(),
        {R1},
        {R1, R2},
        {R2},
    ]


def test_whoever_covers_acts_alone_and_of_two_nobody_is_the_one() -> None:
    covered = person(in_charge(R1, MONDAY, WEDNESDAY), in_charge(R2, TUESDAY, TUESDAY, basis="covering"))
    assert [covered.in_charge_on(day) for day in (date(2026, 11, 29), MONDAY, TUESDAY, WEDNESDAY)] == [
        frozenset(),
        {R1},
        {R2},
        {R1},
    ]
    assert [covered.is_in_charge(R1, day) for day in (date(2026, 11, 29), MONDAY, TUESDAY)] == [None, True, False]
    assert person(in_charge(R1, MONDAY), in_charge(R2, MONDAY)).is_in_charge(R1, MONDAY) is False


def test_a_correction_of_who_was_in_charge_counts_from_when_it_was_recorded() -> None:
    state = person(in_charge(R1, MONDAY), in_charge(R2, MONDAY, corrects=1, when=NOON + hours(24)))
    assert state.responsible_clinicians(TUESDAY) == {R2}
    assert state.responsible_clinicians(TUESDAY, known=NOON + hours(23)) == {R1}


def test_the_site_on_the_books_is_that_of_the_latest_registration_as_known_then() -> None:
    state = person(
        registered(entered_at=ALWAYS), registered(NOON + hours(24), site="S2", corrects=1, entered_at=ALWAYS)
    )
    assert (state.site(), state.site(known=NOON)) == ("S2", "S1")
    assert person(registered(), registered(site="S3")).site() == "S3"
    assert person().site() is None
    assert person(recorded(ActorRegistered(person=P1, name=NAME))).registration() is not None


def test_what_was_entered_later_was_not_known_before() -> None:
    state = person(registered(NOON))
    assert state.site(known=NOON - hours(1)) is None
    assert person(role("researcher")).roles_on(TUESDAY, known=NOON - hours(1)) == frozenset()
    assert not person(role("researcher")).on_study_team(STUDY, TUESDAY, known=NOON - hours(1))
