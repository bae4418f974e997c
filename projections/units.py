"""Which units (an initiative and a person) an event concerns, and so which have to be judged again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from domain.access import (
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    DataUsed,
    GrantGiven,
    GrantRevoked,
    UseEnteredInError,
)
from domain.consent import AnswersGiven, InformationGiven, ObjectionObserved, Paused, Resumed, StopClarified, Withdrawn
from domain.initiatives import (
    AttendanceRecorded,
    DocumentPublished,
    ModificationApproved,
    SessionHeld,
    SiteJoined,
    TaskDelegated,
    VersionImplemented,
)
from domain.kernel.decider import Event
from domain.kernel.ids import Ref
from domain.people import PersonRegistered, ResponsibleClinicianAssigned, RoleAssigned

Unit = tuple[Ref, Ref]
"""Initiative and person."""


@dataclass(slots=True)
class Concerned:
    """Units named by an event, people and initiatives all of whose units are concerned, and who witnessed for whom."""

    units: set[Unit] = field(default_factory=set)
    people: set[Ref] = field(default_factory=set)
    initiatives: set[Ref] = field(default_factory=set)
    members: set[tuple[Ref, Unit]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.units or self.people or self.initiatives)

    def add(self, event: Event, came: Callable[[str], Iterable[Ref]]) -> None:
        """What an event concerns as well; `came` answers who took part in a session."""
        match event:
            case InformationGiven() | Withdrawn() | StopClarified() | Paused() | Resumed() | ObjectionObserved() as e:
                self.units.add((e.initiative, e.person))
            case DataUsed() | UseEnteredInError() | AttendanceRecorded() as e:
                self.units.add((e.initiative, e.person))
            case GrantGiven() | GrantRevoked() | BreakGlassOpened() | BreakGlassReviewed() | DataShared() as e:
                self.units.add((e.initiative, e.person))
            case AnswersGiven() as e:
                self.units.add((e.initiative, e.person))
                if e.witness:
                    self.members.add((e.witness, (e.initiative, e.person)))
            case PersonRegistered() | RoleAssigned() | ResponsibleClinicianAssigned() as e:
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
