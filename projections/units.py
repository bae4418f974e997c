"""Which units (an initiative and a person) an event concerns, and so which have to be judged again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from domain.access import DataUsed, UseEnteredInError
from domain.consent import AnswersGiven, InformationGiven, Withdrawn
from domain.initiatives import (
    AttendanceRecorded,
    DocumentPublished,
    InitiativeRegistered,
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

    def add(self, other: "Concerned") -> None:
        """All of both."""
        self.units |= other.units
        self.people |= other.people
        self.initiatives |= other.initiatives
        self.members |= other.members

    def __bool__(self) -> bool:
        return bool(self.units or self.people or self.initiatives)


NOBODY = Concerned()


def concerned(event: Event, came: Callable[[str], Iterable[Ref]]) -> Concerned:
    """What an event concerns; `came` answers who took part in a session."""
    match event:
        case AnswersGiven() as e:
            unit = (e.initiative, e.person)
            return Concerned(units={unit}, members={(e.witness, unit)} if e.witness else set())
        case InformationGiven() | Withdrawn() | DataUsed() | UseEnteredInError() | AttendanceRecorded() as e:
            return Concerned(units={(e.initiative, e.person)})
        case SessionHeld() as e:
            return Concerned(units={(e.initiative, person) for person in came(e.session)})
        case PersonRegistered() | RoleAssigned() | ResponsibleClinicianAssigned() as e:
            return Concerned(people={e.person})
        case DocumentPublished() | VersionImplemented() | TaskDelegated() | SiteJoined() | InitiativeRegistered() as e:
            return Concerned(initiatives={e.initiative})
        case _:
            return NOBODY
