"""Whom somebody has to do with: declared interests on whole local days, and two records of one person."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import people
from domain.kernel.decider import Recorded
from domain.kernel.sealed import STAFF, Sealed
from domain.people import (
    ActorRegistered,
    DeclareInterest,
    EndInterest,
    EntryStruck,
    InterestDeclared,
    InterestEnded,
    JoinRecords,
    PartRecords,
    Person,
    RecordsJoined,
    RecordsParted,
    RoleAssigned,
)
from tests.given import NOON, P1, P2, R1, R2, STUDY, folded, given, hours, recorded, told

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
WEEK = (MONDAY, TUESDAY, WEDNESDAY)


def registered(person: Any = R1) -> Recorded[Any]:
    return recorded(ActorRegistered(person=person, name=Sealed(person, STAFF, "Ada")))


def declared(first: date | None = None, last: date | None = None, kind: str = "partner", **more: Any) -> Recorded[Any]:
    event = InterestDeclared(person=R1, with_whom=P1, interest=kind, from_on=first, to_on=last)
    return recorded(event, **more)


def ended(on: date, kind: str = "partner") -> Recorded[Any]:
    return recorded(InterestEnded(person=R1, with_whom=P1, interest=kind, on=on))


def fold(*history: Recorded[Any]) -> Person:
    return folded(people.FOLDING, registered(), *history)


@pytest.mark.parametrize(
    ("history", "held"),
    [
        ([], [False, False, False]),
        ([declared()], [True, True, True]),
        ([declared(TUESDAY)], [False, True, True]),
        ([declared(None, TUESDAY)], [True, True, False]),  # the last day included
        ([declared(), ended(TUESDAY)], [True, False, False]),
        ([declared(), ended(TUESDAY, "relative")], [True, True, True]),  # another interest in the same person
        ([declared(), ended(TUESDAY), declared(WEDNESDAY)], [True, False, True]),  # and again
        ([declared(), declared(kind="relative"), ended(TUESDAY)], [True, True, True]),
        ([declared(), recorded(EntryStruck(person=R1, entry=2))], [False, False, False]),
        ([declared(TUESDAY), declared(WEDNESDAY, corrects=2)], [False, False, True]),
    ],
)
def test_an_interest_is_one_on_its_days(history: list[Any], held: list[bool]) -> None:
    state = fold(*history)
    assert [state.interest(P1, day) is not None for day in WEEK] == held
    assert state.interest(P2, TUESDAY) is None


def test_an_interest_is_known_since_it_was_declared() -> None:
    state = fold(declared(when=NOON))
    assert [state.interest(P1, TUESDAY, NOON + hours(h)) is not None for h in (-1, 0)] == [False, True]


DECLARE = DeclareInterest(person=R1, with_whom=P1, interest="partner", **told())
END = EndInterest(person=R1, with_whom=P1, interest="partner", on=TUESDAY, **told())


@pytest.mark.parametrize(
    ("history", "command", "breaks"),
    [
        ([registered()], DECLARE, []),
        ([], DECLARE, ["PE-02"]),
        ([registered(), declared()], END, []),
        ([registered()], END, ["PE-09"]),
        ([registered(), declared(kind="relative")], END, ["PE-09"]),
        ([registered(), declared()], replace(END, with_whom=P2), ["PE-09"]),
        ([registered(), ended(TUESDAY)], END, ["PE-09"]),  # an end is no declaration
    ],
)
def test_an_interest_is_declared_and_ends(history: list[Any], command: Any, breaks: list[str]) -> None:
    given(people.decide, people.FOLDING, *history).when(command).then_breaks(*breaks)


def test_an_interest_of_no_kind_that_there_is_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="complaint_open"):
        replace(DECLARE, interest="friend")


JOIN = JoinRecords(person=P1, other=P2, **told())
PART = PartRecords(person=P1, other=P2, **told())
JOINED = recorded(RecordsJoined(person=P1, other=P2))
PARTED = recorded(RecordsParted(person=P1, other=P2))


@pytest.mark.parametrize(
    ("history", "other", "command", "breaks"),
    [
        ([registered(P1)], [registered(P2)], JOIN, []),
        ([registered(P1)], [], JOIN, ["PE-10"]),  # nobody registered the other
        ([registered(P1)], [registered(P1)], replace(JOIN, other=P1), ["PE-10"]),  # with itself
        ([registered(P1), JOINED], [registered(P2)], JOIN, ["PE-10"]),
        ([registered(P1), JOINED, PARTED], [registered(P2)], JOIN, []),
        ([], [registered(P2)], JOIN, ["PE-02"]),
        ([registered(P1)], [registered(P2)], PART, ["PE-11"]),
        ([registered(P1), JOINED], [registered(P2)], PART, []),
        ([registered(P1), JOINED, PARTED], [registered(P2)], PART, ["PE-11"]),
    ],
)
def test_two_records_are_joined_and_parted(history: list[Any], other: list[Any], command: Any, breaks: Any) -> None:
    asked = given(people.decide, people.FOLDING, *history).when(command, folded(people.FOLDING, *other))
    asked.then_breaks(*breaks)


@pytest.mark.parametrize(
    ("history", "command", "kind"),
    [([registered(P1)], JOIN, RecordsJoined), ([registered(P1), JOINED], PART, RecordsParted)],
)
def test_what_joins_or_parts_two_is_told_in_both_their_streams(history: list[Any], command: Any, kind: Any) -> None:
    asked = given(people.decide, people.FOLDING, *history).when(command, folded(people.FOLDING, registered(P2)))
    first, second = asked.then(kind, kind).events
    assert (first, second) == (kind(person=P1, other=P2), kind(person=P2, other=P1))
    assert first.stream != second.stream


def test_each_record_says_that_the_other_exists_since_that_is_known() -> None:
    state = folded(
        people.FOLDING, registered(P1), JOINED, recorded(RecordsParted(person=P1, other=P2), NOON + hours(2))
    )
    assert [state.others(NOON + hours(h)) for h in (-1, 0, 1, 2)] == [(), (P2,), (P2,), ()]


@pytest.mark.parametrize(
    ("role", "site", "in_charge_at"),
    [
        ("nurse_in_charge", "S1", {"S1"}),
        ("nurse_in_charge", None, {"S1", "S2"}),  # nobody said where: anywhere
        ("advocate", "S1", set()),
    ],
)
def test_the_nurse_in_charge_is_so_where_and_when_the_role_says(role: str, site: Any, in_charge_at: set[str]) -> None:
    state = fold(recorded(RoleAssigned(person=R1, role=role, site=site, from_on=TUESDAY, to_on=TUESDAY)))
    for each in ("S1", "S2"):
        there = [state.nurse_in_charge(each, day) is not None for day in WEEK]
        assert there == [False, each in in_charge_at, False]


def test_a_role_in_a_study_is_no_charge_of_a_ward() -> None:
    of_study = RoleAssigned(person=R1, role="nurse_in_charge", initiative=STUDY, site="S1")
    assert fold(recorded(of_study)).nurse_in_charge("S1", TUESDAY) is None
    assert fold(recorded(of_study)).team_roles(STUDY, TUESDAY) == {"nurse_in_charge"}
    assert fold(recorded(of_study)).team_roles(R2, TUESDAY) == frozenset()
