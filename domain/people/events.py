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


@dataclass(frozen=True, slots=True, kw_only=True)
class DetentionStatusChanged(AboutPerson):
    """Under which section, or none (`informal`), the person is in which hospital from a local day on."""

    tag: ClassVar[str] = "people.detention_status_changed.v1"
    section: str
    hospital: str
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionBegun(AboutPerson):
    """From a local day on, leave, transfer and discharge need the Secretary of State's consent; `basis` says why."""

    tag: ClassVar[str] = "people.restriction_begun.v1"
    basis: str
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionEnded(AboutPerson):
    """The first local day on which the person is restricted no more."""

    tag: ClassVar[str] = "people.restriction_ended.v1"
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(AboutPerson):
    """The person moves from one site to another on a local day, and is at the other from that day on."""

    tag: ClassVar[str] = "people.transferred.v1"
    from_site: str
    to_site: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharged(AboutPerson):
    """The person is detained no more from a local day on; `how` is absolute or conditional."""

    tag: ClassVar[str] = "people.discharged.v1"
    how: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRecorded(AboutPerson):
    """The person died on a local day. From then on nobody contacts them, and nothing new is collected."""

    tag: ClassVar[str] = "people.death_recorded.v1"
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDeclared(AboutPerson):
    """The person says that they have an interest in somebody, on whole local days (both included; open where None)."""

    tag: ClassVar[str] = "people.interest_declared.v1"
    with_whom: Ref
    interest: str
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestEnded(AboutPerson):
    """The first local day on which an interest that was declared is one no more."""

    tag: ClassVar[str] = "people.interest_ended.v1"
    with_whom: Ref
    interest: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NameChanged(AboutPerson):
    """The person goes by another name. Nothing else moves: references, answers and findings stay as they are."""

    tag: ClassVar[str] = "people.name_changed.v1"
    name: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class GenderMarkerChanged(AboutPerson):
    """The person's gender marker is another one. Nothing else moves."""

    tag: ClassVar[str] = "people.gender_marker_changed.v1"
    gender: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsJoined(AboutPerson):
    """Another record is of the same person. It stands in both records' streams; nothing is moved between them."""

    tag: ClassVar[str] = "people.records_joined.v1"
    other: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsParted(AboutPerson):
    """Two records that were joined are of two people after all. It stands in both records' streams."""

    tag: ClassVar[str] = "people.records_parted.v1"
    other: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStruck(AboutPerson):
    """An entry of this stream (its version) that was never so, such as somebody else's death; it counts no longer."""

    tag: ClassVar[str] = "people.entry_struck.v1"
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRequestDecided(AboutPerson):
    """The person decided on a request of somebody's to go out, when the envelope says; what, it does not say.

    Whoever did so takes no consent of that somebody for a while: that rule reads this, and nothing of the request.
    """

    tag: ClassVar[str] = "people.leave_request_decided.v1"
    whose: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMade(AboutPerson):
    """The person says what must not be done should they be unable to decide one day: in one study, or in any.

    `items` are those that it is about, or all (none listed); in their words, where they gave any (sealed).
    """

    tag: ClassVar[str] = "people.statement_made.v1"
    study: Ref | None = None
    items: tuple[str, ...] = ()
    words: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTakenBack(AboutPerson):
    """The person takes back what they said in advance (its entry's version in this stream)."""

    tag: ClassVar[str] = "people.statement_taken_back.v1"
    entry: int


EVENTS = (
    ActorRegistered,
    PersonRegistered,
    RoleAssigned,
    ResponsibleClinicianAssigned,
    DetentionStatusChanged,
    RestrictionBegun,
    RestrictionEnded,
    Transferred,
    Discharged,
    DeathRecorded,
    InterestDeclared,
    InterestEnded,
    NameChanged,
    GenderMarkerChanged,
    RecordsJoined,
    RecordsParted,
    EntryStruck,
    LeaveRequestDecided,
    StatementMade,
    StatementTakenBack,
)
