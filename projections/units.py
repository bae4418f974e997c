"""Which units (an initiative and a person) an event concerns, and so which have to be judged again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from domain.access import (
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    DataUsed,
    GrantGiven,
    GrantRevoked,
    UseEnteredInError,
)
from domain.consent import (
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ChannelsStopped,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    EnteredInError,
    InformationGiven,
    ObjectionObserved,
    Paused,
    PeerAnswered,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.initiatives import (
    AppearanceRecorded,
    AttendanceRecorded,
    DocumentPublished,
    FilmShown,
    InitiativeEnded,
    McaApproved,
    ModificationApproved,
    SessionHeld,
    SiteClosed,
    SiteJoined,
    TaskDelegated,
    TrainingRecorded,
    VersionImplemented,
)
from domain.kernel.decider import Event
from domain.kernel.ids import Ref
from domain.people import (
    DeathRecorded,
    EntryStruck,
    InterestDeclared,
    InterestEnded,
    LeaveRequestDecided,
    PersonRegistered,
    RecordsJoined,
    RecordsParted,
    ResponsibleClinicianAssigned,
    RoleAssigned,
    StatementMade,
    StatementTakenBack,
    Transferred,
)

Unit = tuple[Ref, Ref]
"""Initiative and person."""


OF_ONE: Final = (
    InformationGiven,
    Withdrawn,
    ChannelsStopped,
    StopClarified,
    Paused,
    Resumed,
    ObjectionObserved,
    PeerAnswered,
    CapacityDoubted,
    CapacityAssessed,
    CapacityRegained,
    EnteredInError,
    DataUsed,
    UseEnteredInError,
    GrantGiven,
    GrantRevoked,
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    AttendanceRecorded,
    AppearanceRecorded,
)
"""Events about one person in one initiative, which concern that unit and no other."""
OF_A_PERSON: Final = (
    PersonRegistered,
    RoleAssigned,
    LeaveRequestDecided,
    StatementMade,
    StatementTakenBack,
    Transferred,
    DeathRecorded,
    InterestDeclared,
    InterestEnded,
    EntryStruck,
)
"""Events about one person, which concern all their units."""
OF_AN_INITIATIVE: Final = (
    ModificationApproved,
    McaApproved,
    DocumentPublished,
    VersionImplemented,
    TaskDelegated,
    SiteJoined,
    SiteClosed,
    InitiativeEnded,
    TrainingRecorded,
)
"""Events about an initiative, which concern everybody's unit in it."""


@dataclass(slots=True)
class Concerned:
    """Units named by an event, people and initiatives all of whose units are concerned, and on whom more rests.

    `members` took consent or witnessed for a unit; `clinicians` are in charge of a person (who follows); `joints` are
    two records of one person.
    """

    units: set[Unit] = field(default_factory=set)
    people: set[Ref] = field(default_factory=set)
    initiatives: set[Ref] = field(default_factory=set)
    members: set[tuple[Ref, Unit]] = field(default_factory=set)
    clinicians: set[tuple[Ref, Ref]] = field(default_factory=set)
    joints: set[tuple[Ref, Ref]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.units or self.people or self.initiatives)

    def add(self, event: Event, came: Callable[[str], Iterable[Ref]]) -> None:
        """What an event concerns as well; `came` answers who took part in a session."""
        if isinstance(event, OF_ONE):
            self.units.add((event.initiative, event.person))
        elif isinstance(event, OF_A_PERSON):
            self.people.add(event.person)
        elif isinstance(event, OF_AN_INITIATIVE):
            self.initiatives.add(event.initiative)
        match event:
            case ConsulteeIdentified() | ConsulteeChanged() | ConsulteeAdvised() as e:
                self.units.add((e.initiative, e.person))
                self.members.add((e.consultee, (e.initiative, e.person)))
            case AnswersGiven() as e:
                self.units.add((e.initiative, e.person))
                taken_by = {e.taker, e.witness} if e.witness else {e.taker}
                self.members.update((member, (e.initiative, e.person)) for member in taken_by)
            case ResponsibleClinicianAssigned() as e:
                self.people.add(e.person)
                self.clinicians.add((e.clinician, e.person))
            case RecordsJoined() | RecordsParted() as e:
                self.people.update((e.person, e.other))
                self.joints.add((e.person, e.other))
            case SessionHeld() as e:
                self.units.update((e.initiative, person) for person in came(e.session))
            case FilmShown() as e:
                self.units.update((e.initiative, person) for person in e.about)
