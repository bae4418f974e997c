"""What a person's stream says: registrations, roles, and who was in charge when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import Entry, as_known, put, standing
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, Days
from domain.people.events import ActorRegistered, PersonRegistered, ResponsibleClinicianAssigned, RoleAssigned

EVER: Final = Days(date.min)
STUDY_TEAM: Final = frozenset({"researcher", "user_researcher"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Entry):
    """How an office has the person on its books."""

    kind: str
    initiative: Ref | None
    site: str | None
    job_title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Entry):
    """A role and the local days on which it is held."""

    role: str
    initiative: Ref | None
    site: str | None
    days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class InCharge(Entry):
    """A responsible clinician and the local days on which they are in charge."""

    clinician: Ref
    days: Days
    basis: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person's folded history."""

    registrations: tuple[Registration, ...] = ()
    roles: tuple[Role, ...] = ()
    in_charge: tuple[InCharge, ...] = ()

    def registration(self, known: datetime = FOREVER) -> Registration | None:
        """The registration as known then, the latest where there are several."""
        return next(iter(as_known(self.registrations, known)[::-1]), None)

    def site(self, known: datetime = FOREVER) -> str | None:
        """The site on the books as known then."""
        return registered.site if (registered := self.registration(known)) else None

    def roles_on(self, day: date, known: datetime = FOREVER) -> frozenset[str]:
        """The roles held on a local day, anywhere."""
        return frozenset(role.role for role in self.roles if role.known(known) and day in role.days)

    def on_study_team(self, initiative: Ref, day: date, known: datetime = FOREVER) -> bool:
        """Whether the person is researcher or user-researcher of the initiative on that local day."""
        return any(
            role.role in STUDY_TEAM and role.initiative == initiative and role.known(known) and day in role.days
            for role in self.roles
        )

    def responsible_clinicians(self, day: date, known: datetime = FOREVER) -> frozenset[Ref]:
        """Everybody recorded as in charge on that local day, cover included."""
        return frozenset(held.clinician for held in self.in_charge if held.known(known) and day in held.days)


def evolve(state: Person, recorded: Recorded[Event]) -> Person:
    """The history with one more event."""
    match recorded.event:
        case ActorRegistered():
            actor = Registration(kind="actor", initiative=None, site=None, job_title=None, **standing(recorded))
            return replace(state, registrations=put(state.registrations, actor, recorded.corrects))
        case PersonRegistered() as e:
            registered = Registration(
                kind=e.kind, initiative=e.initiative, site=e.site, job_title=e.job_title, **standing(recorded)
            )
            return replace(state, registrations=put(state.registrations, registered, recorded.corrects))
        case RoleAssigned() as e:
            days = Days(e.from_on or date.min, e.to_on)
            role = Role(role=e.role, initiative=e.initiative, site=e.site, days=days, **standing(recorded))
            return replace(state, roles=put(state.roles, role, recorded.corrects))
        case ResponsibleClinicianAssigned() as e:
            held = InCharge(clinician=e.clinician, days=Days(e.from_on, e.to_on), basis=e.basis, **standing(recorded))
            return replace(state, in_charge=put(state.in_charge, held, recorded.corrects))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of a person's stream")


FOLDING = Folding(Person(), evolve)
