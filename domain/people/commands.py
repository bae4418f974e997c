"""What may be asked about people."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, Final, assert_never

from domain.kernel.codes import Code, OneOf
from domain.kernel.decider import Command, Decision, as_told, settle
from domain.kernel.ids import Ref, StreamId
from domain.kernel.items import CONSENTS
from domain.kernel.sealed import OfIdentity, OfStaff, Sealed
from domain.people.events import (
    ActorRegistered,
    DeathRecorded,
    DetentionStatusChanged,
    Discharged,
    EntryStruck,
    GenderMarkerChanged,
    InterestDeclared,
    InterestEnded,
    NameChanged,
    PersonRegistered,
    RecordsJoined,
    RecordsParted,
    ResponsibleClinicianAssigned,
    RestrictionBegun,
    RestrictionEnded,
    RoleAssigned,
    StatementMade,
    StatementTakenBack,
    Transferred,
    person_stream,
)
from domain.people.rules import (
    CHANGING,
    DISCHARGING,
    DISCHARGING_CONDITIONALLY,
    DYING,
    ENDING_INTEREST,
    JOINING,
    LIFTING,
    MOVING,
    PARTING,
    REGISTERING,
    RESTRICTING,
    STRIKING,
    TAKING_BACK,
    Changing,
    Registering,
    TakingBack,
)
from domain.people.state import ACTOR, Person

SECTIONS: Final = (
    "s2",
    "s3",
    "s35",
    "s36",
    "s37",
    "s37/41",
    "s38",
    "s45A",
    "s47",
    "s47/49",
    "s48",
    "s48/49",
    "cpia",
    "informal",
)
"""Sections of the Mental Health Act 1983 under which somebody is in a secure hospital, or `informal`: under none."""
BASES: Final = ("s41", "s49", "s45A", "cpia")
"""What restricts a patient: an order, a direction, a hospital direction, or a finding of unfitness or insanity."""
DISCHARGES: Final = ("absolute", "conditional")
INTERESTS: Final = ("partner", "relative", "peer", "co_author", "line_manager", "complaint_open")
"""What somebody may have to do with somebody else that bars them from deciding alone about them."""


KINDS: Final = ("staff", "service_user", "team")
"""Who is registered by an initiative's office: participants of two kinds, and its own people."""
CHARGES: Final = ("substantive", "covering")
"""On what basis a clinician is in charge of somebody's care."""

Section = Annotated[str, OneOf("a section is one of", SECTIONS)]
Basis = Annotated[str, OneOf("what restricts a patient is one of", BASES)]
DischargeKind = Annotated[str, OneOf("a discharge is one of", DISCHARGES)]
InterestKind = Annotated[str, OneOf("an interest is one of", INTERESTS)]
PersonKind = Annotated[str, OneOf("somebody registered is one of", KINDS)]
Item = Annotated[str, OneOf("the items are", tuple(sorted(CONSENTS)))]
Charge = Annotated[str, OneOf("a clinician's charge is one of", CHARGES)]


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
    kind: PersonKind
    initiative: Ref
    office_id: Sealed
    site: Code | None = None
    job_title: Code | None = None
    name: OfIdentity | None = None
    date_of_birth: OfIdentity | None = None
    gender: Sealed | None = None
    ethnicity: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRole(AboutPerson):
    """Give somebody a role on whole local days, both included."""

    tag: ClassVar[str] = "people.assign_role"
    assigned: Code
    initiative: Ref | None = None
    site: Code | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignResponsibleClinician(AboutPerson):
    """Say who is in charge of this person's care on whole local days, both included."""

    tag: ClassVar[str] = "people.assign_responsible_clinician"
    clinician: Ref
    from_on: date
    to_on: date | None = None
    basis: Charge = "substantive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDetention(AboutPerson):
    """Record under which section, or none, somebody is in which hospital from a local day on."""

    tag: ClassVar[str] = "people.change_detention"
    section: Section
    hospital: Code
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRestriction(AboutPerson):
    """Record that somebody is restricted from a local day on."""

    tag: ClassVar[str] = "people.begin_restriction"
    basis: Basis
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRestriction(AboutPerson):
    """Record the first local day on which somebody is restricted no more."""

    tag: ClassVar[str] = "people.end_restriction"
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(AboutPerson):
    """Record that somebody moves from one site to another on a local day."""

    tag: ClassVar[str] = "people.transfer"
    from_site: Code
    to_site: Code
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge(AboutPerson):
    """Record that somebody is detained no more from a local day on; `how` is absolute or conditional."""

    tag: ClassVar[str] = "people.discharge"
    how: DischargeKind
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeath(AboutPerson):
    """Record that somebody died on a local day; `occurred_at` may say at what time."""

    tag: ClassVar[str] = "people.record_death"
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfInterest(AboutPerson):
    """A command about an interest that the person has in somebody."""

    with_whom: Ref
    interest: InterestKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareInterest(OfInterest):
    """Declare an interest in somebody, on whole local days, both included."""

    tag: ClassVar[str] = "people.declare_interest"
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndInterest(OfInterest):
    """Record the first local day on which an interest is one no more."""

    tag: ClassVar[str] = "people.end_interest"
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeName(AboutPerson):
    """Record that somebody goes by another name."""

    tag: ClassVar[str] = "people.change_name"
    name: OfIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGenderMarker(AboutPerson):
    """Record that somebody's gender marker is another one."""

    tag: ClassVar[str] = "people.change_gender_marker"
    gender: OfIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRecords(AboutPerson):
    """Record that another record is of the same person. Nothing is moved; each says that the other exists."""

    tag: ClassVar[str] = "people.join_records"
    other: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRecords(AboutPerson):
    """Record that two records that were joined are of two people after all."""

    tag: ClassVar[str] = "people.part_records"
    other: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeEntry(AboutPerson):
    """Strike an entry that was never so; `entry` is its version in the person's stream. It stays readable."""

    tag: ClassVar[str] = "people.strike_entry"
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeStatement(AboutPerson):
    """Record what the person says must not be done should they be unable to decide one day.

    It is about one study or, where none is named, about any; about these items or all. It is never refused.
    """

    tag: ClassVar[str] = "people.make_statement"
    study: Ref | None = None
    items: tuple[Item, ...] = ()
    words: OfIdentity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackStatement(AboutPerson):
    """Record that the person takes back what they said in advance; `entry` is its version in their stream."""

    tag: ClassVar[str] = "people.take_back_statement"
    entry: int


Move = ChangeDetention | BeginRestriction | EndRestriction | Transfer | Discharge | RecordDeath
"""What changes where somebody is, and by what right."""
Tie = DeclareInterest | EndInterest | JoinRecords | PartRecords
"""What ties somebody to somebody else, or one record to another."""
Advance = MakeStatement | TakeBackStatement
"""What the person says for a time when they cannot decide. It is not corrected: they take it back, or say more."""
Change = Move | Tie | Advance | ChangeName | ChangeGenderMarker | StrikeEntry
Registration = RegisterActor | RegisterPerson | AssignRole | AssignResponsibleClinician
PeopleCommand = Registration | Change


def decide(command: PeopleCommand, state: Person, other: Person | None = None, *, able: bool | None = None) -> Decision:
    """What to record for a command about a person, on the person's own stream; for a joining on the other's too.

    `able`: whether the person can decide about what they take back; judging answers it.
    """
    as_actor = [each.kind == ACTOR for each in state.registrations]
    known = isinstance(command, RegisterActor) in as_actor
    new = Registering(already_known=known and command.corrects is None)
    match command:
        case RegisterActor():
            return settle(command, REGISTERING, new, ActorRegistered(person=command.person, name=command.name))
        case RegisterPerson():
            return settle(command, REGISTERING, new, _registered(command))
        case AssignRole():
            return settle(command, (), new, _role(command))
        case AssignResponsibleClinician():
            return settle(command, (), new, _in_charge(command))
        case DeclareInterest() | EndInterest() | JoinRecords() | PartRecords():
            return _tied(command, state, other or Person())
        case MakeStatement() | TakeBackStatement():
            return _in_advance(command, state, able=able is not False)
        case ChangeName():
            return settle(command, CHANGING, _on_record(state), as_told(NameChanged, command))
        case ChangeGenderMarker():
            return settle(command, CHANGING, _on_record(state), as_told(GenderMarkerChanged, command))
        case StrikeEntry() as c:
            by = state.recorded_by(c.entry)
            another = None if by is None else by != c.actor
            case_ = replace(_on_record(state), entry_stands=state.stands(c.entry), by_another=another)
            case_ = replace(case_, of_actor=c.actor in state.concerns(c.entry, c.person))
            return settle(command, STRIKING, case_, as_told(EntryStruck, command))
        case _:
            return _moved(command, state)


def _in_advance(command: Advance, state: Person, *, able: bool) -> Decision:
    match command:
        case MakeStatement():
            return settle(command, CHANGING, _on_record(state), as_told(StatementMade, command))
        case TakeBackStatement() as c:
            said = state.statement(c.entry, c.happened_at) is not None
            case_ = TakingBack(on_record=bool(state.registrations), said=said, able=able)
            return settle(command, TAKING_BACK, case_, as_told(StatementTakenBack, command))
        case _:
            assert_never(command)


def _on_record(state: Person) -> Changing:
    return Changing(on_record=bool(state.registrations))


def _moved(command: Move, state: Person) -> Decision:
    """A change of where somebody is and by what right, held against what is on the record for that day."""
    case = _on_record(state)
    match command:
        case ChangeDetention():
            return settle(command, CHANGING, case, as_told(DetentionStatusChanged, command))
        case BeginRestriction() as c:
            case = replace(case, restricted=c.corrects is None and state.restricted(c.from_on))
            return settle(command, RESTRICTING, case, as_told(RestrictionBegun, command))
        case EndRestriction() as c:
            case = replace(case, restricted=c.corrects is not None or state.restricted(c.on))
            return settle(command, LIFTING, case, as_told(RestrictionEnded, command))
        case Transfer() as c:
            here = state.site_on(c.on) if c.corrects is None else c.from_site
            case = replace(case, from_here=None if here is None else here == c.from_site)
            return settle(command, MOVING, case, as_told(Transferred, command))
        case Discharge() as c:
            detained = True if c.corrects is not None else state.detained(c.on)
            restricted = None if detained is None else c.corrects is not None or state.restricted(c.on)
            case = replace(case, detained=detained, restricted=restricted)
            rules = DISCHARGING_CONDITIONALLY if c.how == "conditional" else DISCHARGING
            return settle(command, rules, case, as_told(Discharged, command))
        case RecordDeath() as c:
            case = replace(case, already_died=c.corrects is None and state.died() is not None)
            return settle(command, DYING, case, as_told(DeathRecorded, command))
        case _:
            assert_never(command)


def _tied(command: Tie, state: Person, other: Person) -> Decision:
    """An interest, or the joining of two records; what joins or parts two is told in both their streams."""
    case = _on_record(state)
    match command:
        case DeclareInterest():
            return settle(command, CHANGING, case, as_told(InterestDeclared, command))
        case EndInterest() as c:
            declared = any(i.declared and (i.with_whom, i.kind) == (c.with_whom, c.interest) for i in state.interests)
            return settle(command, ENDING_INTEREST, replace(case, declared=declared), as_told(InterestEnded, command))
        case JoinRecords() as c:
            new = c.other not in (c.person, *state.others()) and bool(other.registrations)
            both = (RecordsJoined(person=one, other=two) for one, two in _both(c))
            return settle(command, JOINING, replace(case, can_be_joined=new), *both)
        case PartRecords() as c:
            joined = replace(case, joined=c.other in state.others())
            return settle(command, PARTING, joined, *(RecordsParted(person=one, other=two) for one, two in _both(c)))
        case _:
            assert_never(command)


def _both(command: JoinRecords | PartRecords) -> tuple[tuple[Ref, Ref], tuple[Ref, Ref]]:
    return (command.person, command.other), (command.other, command.person)


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
