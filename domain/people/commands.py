"""What may be asked about people."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, assert_never

from domain.kernel.decider import Command, Decision, settle
from domain.kernel.ids import Ref, StreamId
from domain.kernel.sealed import OfIdentity, OfStaff, Sealed
from domain.people.events import (
    ActorRegistered,
    PersonRegistered,
    ResponsibleClinicianAssigned,
    RoleAssigned,
    person_stream,
)
from domain.people.rules import REGISTERING, Registering
from domain.people.state import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPerson(Command):
    """A command decided by one person's stream."""

    person: Ref

    @property
    def stream(self) -> StreamId:
        return person_stream(self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterActor(AboutPerson):
    """Register somebody who may use Byleave."""

    tag: ClassVar[str] = "people.register_actor"
    name: OfStaff


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson(AboutPerson):
    """Register somebody whom an initiative's office knows under an id of its own."""

    tag: ClassVar[str] = "people.register_person"
    kind: str
    initiative: Ref
    office_id: Sealed
    site: str | None = None
    job_title: str | None = None
    name: OfIdentity | None = None
    date_of_birth: OfIdentity | None = None
    gender: Sealed | None = None
    ethnicity: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRole(AboutPerson):
    """Give somebody a role on whole local days, both included."""

    tag: ClassVar[str] = "people.assign_role"
    assigned: str
    initiative: Ref | None = None
    site: str | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignResponsibleClinician(AboutPerson):
    """Say who is in charge of this person's care on whole local days, both included."""

    tag: ClassVar[str] = "people.assign_responsible_clinician"
    clinician: Ref
    from_on: date
    to_on: date | None = None
    basis: str = "substantive"


PeopleCommand = RegisterActor | RegisterPerson | AssignRole | AssignResponsibleClinician


def decide(command: PeopleCommand, state: Person) -> Decision:
    """What to record for a command about a person. Nothing but the person's own stream is relied on."""
    new = Registering(already_known=bool(state.registrations) and command.corrects is None)
    match command:
        case RegisterActor():
            return settle(command, REGISTERING, new, ActorRegistered(person=command.person, name=command.name))
        case RegisterPerson():
            return settle(command, REGISTERING, new, _registered(command))
        case AssignRole():
            return settle(command, (), new, _role(command))
        case AssignResponsibleClinician():
            return settle(command, (), new, _in_charge(command))
        case _:
            assert_never(command)


def _registered(command: RegisterPerson) -> PersonRegistered:
    return PersonRegistered(
        person=command.person,
        kind=command.kind,
        initiative=command.initiative,
        office_id=command.office_id,
        site=command.site,
        job_title=command.job_title,
        name=command.name,
        date_of_birth=command.date_of_birth,
        gender=command.gender,
        ethnicity=command.ethnicity,
    )


def _role(command: AssignRole) -> RoleAssigned:
    return RoleAssigned(
        person=command.person,
        role=command.assigned,
        initiative=command.initiative,
        site=command.site,
        from_on=command.from_on,
        to_on=command.to_on,
    )


def _in_charge(command: AssignResponsibleClinician) -> ResponsibleClinicianAssigned:
    return ResponsibleClinicianAssigned(
        person=command.person,
        clinician=command.clinician,
        from_on=command.from_on,
        to_on=command.to_on,
        basis=command.basis,
    )
