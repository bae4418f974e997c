"""One person's leave in which everything is in order, and what makes it otherwise. Nothing here touches a store."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from domain import leave, people
from domain.judging.leaving import Going, leaving
from domain.kernel.decider import Decision, Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import CARE, Sealed
from domain.leave import (
    ContingencySet,
    CopyGiven,
    EpisodeChecked,
    EpisodePlanned,
    EscortAssigned,
    EscortBriefed,
    LeaveDrafted,
    LeaveSigned,
    SaidToday,
    VenueChecked,
)
from domain.people import (
    ActorRegistered,
    DetentionStatusChanged,
    PersonRegistered,
    ResponsibleClinicianAssigned,
    RoleAssigned,
)
from tests.given import P1, STUDY, Decided, at, folded, recorded, ref, told

DR_A, DR_B, NURSE, OTHER_NURSE, ESCORT, SECOND, LEAD = (
    ref(name) for name in ("dr a", "dr b", "nurse", "other", "escort", "second", "lead")
)
BEGUN: Final = date(2026, 6, 1)
SIGNED_AT = at("2027-01-07 11:00")
DEPARTS, RETURNS = at("2027-01-14 11:00"), at("2027-01-14 17:00")
CHECKED_AT, GOES_AT = at("2027-01-14 10:20"), at("2027-01-14 11:02")
THAT_DAY = date(2027, 1, 14)
WORDS = Sealed(P1, CARE, "some words")

TERMS: Final[dict[str, Any]] = {
    "authorisation": "A-1",
    "form": "specified_period",
    "category": "community",
    "from_at": at("2027-01-10 00:00"),
    "to_at": at("2027-01-16 00:00"),
    "destinations": ("hall",),
    "areas": ("wakefield",),
    "purposes": ("involvement", "family"),
    "escort": "escorted",
    "custody": True,
}
PLAN: Final[dict[str, Any]] = {
    "episode": "O-1",
    "authorisation": "A-1",
    "requested_by": LEAD,
    "purpose": "family",
    "destination": "hall",
    "area": "wakefield",
    "departs_at": DEPARTS,
    "returns_at": RETURNS,
}
CHECK: Final[dict[str, Any]] = {
    "episode": "O-1",
    "outcome": "release",
    "conditions_explained": True,
    "telephone_tested": True,
}


def of(event: type[Event], when: datetime, /, **fields: Any) -> Recorded[Any]:
    """An event about the person."""
    return recorded(event(person=P1, **fields), when, actor=NURSE)


def patient(*more: Recorded[Any], section: str = "s3", charge: bool = True) -> list[Recorded[Any]]:
    """The person: detained under section 3 at S1, with Dr A in charge."""
    name = Sealed(P1, "identity", "P-01")
    begun = at("2026-06-01 09:00")
    history = [
        of(PersonRegistered, begun, kind="service_user", initiative=STUDY, office_id=name, site="S1"),
        of(DetentionStatusChanged, begun, section=section, hospital="S1", from_on=BEGUN),
    ]
    if charge:
        in_charge = {"clinician": DR_A, "from_on": BEGUN, "basis": "substantive"}
        history.append(of(ResponsibleClinicianAssigned, begun, **in_charge))
    return [*history, *more]


def _staff(*roles: tuple[str, str | None]) -> people.Person:
    when = at("2026-06-01 09:00")
    registered = recorded(ActorRegistered(person=NURSE, name=Sealed(NURSE, "staff", "N")), when)
    held = (recorded(RoleAssigned(person=NURSE, role=role, site=site), when) for role, site in roles)
    return folded(people.FOLDING, registered, *held)


IN_CHARGE_OF_THE_WARD: Final = _staff(("nurse_in_charge", "S1"))
STAFF: Final = _staff()
MEMBERS: Final = {NURSE: IN_CHARGE_OF_THE_WARD, OTHER_NURSE: IN_CHARGE_OF_THE_WARD, ESCORT: STAFF, SECOND: STAFF}


def authorised(code: str = "A-1", signed_by: Ref | None = DR_A, **terms: Any) -> list[Recorded[Any]]:
    """An authorisation with everything that it needs; not signed where nobody is named."""
    drafted = {**TERMS, **terms, "authorisation": code}
    when = at("2027-01-05 14:00")
    history = [
        of(LeaveDrafted, when, **drafted),
        of(ContingencySet, when, authorisation=code, plan=WORDS, telephone=WORDS),
    ]
    if signed_by is None:
        return history
    return [
        *history,
        of(LeaveSigned, SIGNED_AT, authorisation=code, signed_by=signed_by),
        of(CopyGiven, SIGNED_AT, authorisation=code, to="patient", format="easy_read"),
    ]


def planned(**plan: Any) -> Recorded[Any]:
    """The outing, planned."""
    return of(EpisodePlanned, at("2027-01-08 10:00"), **{**PLAN, **plan})


def escorted(staff: Ref = ESCORT, part: str = "lead", **more: Any) -> list[Recorded[Any]]:
    """An escort, assigned and briefed."""
    when = at("2027-01-14 10:00")
    return [
        of(EscortAssigned, when, episode="O-1", staff=staff, part=part, **more),
        of(EscortBriefed, when, episode="O-1", staff=staff),
    ]


def on_the_day(**check: Any) -> list[Recorded[Any]]:
    """What is done on the day: the venue is checked, the person is asked and checked."""
    return [
        of(VenueChecked, at("2027-01-13 15:00"), episode="O-1", clear=True),
        of(SaidToday, CHECKED_AT, episode="O-1", agrees=True),
        of(EpisodeChecked, CHECKED_AT, **{**CHECK, **check}),
    ]


def ready() -> list[Recorded[Any]]:
    """Everything is in order, and the person may go."""
    return [*authorised(), planned(), *escorted(), *on_the_day()]


def going(history: Iterable[Recorded[Any]], about: Iterable[Recorded[Any]] | None = None) -> Going:
    """What a judgement about this leave reads."""
    person = folded(people.FOLDING, *(patient() if about is None else about))
    of_leave = folded(leave.FOLDING, *history)
    return Going(person=P1, about=person, leave=of_leave, member=lambda who: MEMBERS.get(who, people.Person()))


def ask(kind: Any, actor: Ref = NURSE, when: datetime = GOES_AT, **fields: Any) -> Any:
    """A command about the person."""
    return kind(person=P1, **fields, **told(actor, when))


def decide(command: Any, h: Going) -> Decision:
    """What is decided on these histories."""
    return leave.decide(command, h.leave, leaving(command, h))


def given(command: Any, h: Going) -> Decided:
    """The same, to be held against what was expected."""
    return Decided(decide(command, h))


def after(history: list[Recorded[Any]], *events: Recorded[Any], without: type[Event] | None = None) -> Going:
    """The histories with more, and without one kind of event."""
    kept = [each for each in history if without is None or not isinstance(each.event, without)]
    return going([*kept, *events])


def late(each: Recorded[Any], when: datetime) -> Recorded[Any]:
    """The same at another time."""
    return replace(each, occurred_at=when, recorded_at=when)
