"""Which units (an initiative and a person) an event concerns, and so which have to be judged again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from domain.access import DataUsed, UseEnteredInError
from domain.consent import AnswersGiven, InformationGiven, ObjectionObserved, Paused, Resumed, StopClarified, Withdrawn
from domain.initiatives import (
    AppearanceRecorded,
    AttendanceRecorded,
    DocumentPublished,
    FilmShown,
    InitiativeEnded,
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
    PersonRegistered,
    ResponsibleClinicianAssigned,
    RoleAssigned,
    Transferred,
)

Unit = tuple[Ref, Ref]
"""Initiative and person."""


@dataclass(slots=True)
class Concerned:
    """Units named by an event, people and initiatives all of whose units are concerned, and on whom more rests.

    `members` took consent or witnessed for a unit; `clinicians` are in charge of a person (who follows).
    """

    units: set[Unit] = field(default_factory=set)
    people: set[Ref] = field(default_factory=set)
    initiatives: set[Ref] = field(default_factory=set)
    members: set[tuple[Ref, Unit]] = field(default_factory=set)
    clinicians: set[tuple[Ref, Ref]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.units or self.people or self.initiatives)

    def add(self, event: Event, came: Callable[[str], Iterable[Ref]]) -> None:
        """What an event concerns as well; `came` answers who took part in a session."""
        match event:
            case InformationGiven() | Withdrawn() | StopClarified() | Paused() | Resumed() | ObjectionObserved() as e:
                self.units.add((e.initiative, e.person))
            case DataUsed() | UseEnteredInError() | AttendanceRecorded() as e:
                self.units.add((e.initiative, e.person))
            case AnswersGiven() as e:
                self.units.add((e.initiative, e.person))
                taken_by = {e.taker, e.witness} if e.witness else {e.taker}
                self.members.update((member, (e.initiative, e.person)) for member in taken_by)
            case ResponsibleClinicianAssigned() as e:
                self.people.add(e.person)
                self.clinicians.add((e.clinician, e.person))
            case PersonRegistered() | RoleAssigned() as e:
                self.people.add(e.person)
            case Transferred() | DeathRecorded() | InterestDeclared() | InterestEnded() | EntryStruck() as e:
                self.people.add(e.person)
            case SessionHeld() as e:
                self.units.update((e.initiative, person) for person in came(e.session))
            case (
                ModificationApproved()
                | DocumentPublished()
                | VersionImplemented()
                | TaskDelegated()
                | SiteJoined() as e
            ):
                self.initiatives.add(e.initiative)
            case AppearanceRecorded() as e:
                self.units.add((e.initiative, e.person))
            case FilmShown() as e:
                self.units.update((e.initiative, person) for person in e.about)
            case SiteClosed() | InitiativeEnded() | TrainingRecorded() as e:
                self.initiatives.add(e.initiative)
