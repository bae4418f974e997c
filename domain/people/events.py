"""The storage format of what is recorded about people. A tag is never reused; stored bytes are pinned by a test."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream
from domain.kernel.sealed import Sealed


def person_stream(person: Ref) -> StreamId:
    """The stream of one person."""
    return stream("person", person)


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPerson(Event):
    """Every event of a person's stream is about that person."""

    person: Ref

    @property
    def stream(self) -> StreamId:
        return person_stream(self.person)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRegistered(AboutPerson):
    """Somebody who may use Byleave; the name under which they do is sealed."""

    tag: ClassVar[str] = "people.actor_registered.v1"
    name: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(AboutPerson):
    """A person known to an initiative's office: `kind` is staff, service_user or team (someone else with a role)."""

    tag: ClassVar[str] = "people.person_registered.v1"
    kind: str
    initiative: Ref
    office_id: Sealed
    site: str | None = None
    job_title: str | None = None
    name: Sealed | None = None
    date_of_birth: Sealed | None = None
    gender: Sealed | None = None
    ethnicity: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssigned(AboutPerson):
    """A role held in an initiative or at a site, on whole local days (both included; open where None)."""

    tag: ClassVar[str] = "people.role_assigned.v1"
    role: str
    initiative: Ref | None = None
    site: str | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibleClinicianAssigned(AboutPerson):
    """Who is in charge of this person's care on whole local days; `basis` is substantive or covering."""

    tag: ClassVar[str] = "people.responsible_clinician_assigned.v1"
    clinician: Ref
    from_on: date
    to_on: date | None = None
    basis: str


EVENTS = (ActorRegistered, PersonRegistered, RoleAssigned, ResponsibleClinicianAssigned)
