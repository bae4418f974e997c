"""Who is asking: registered actors, found by name through a keyed hash, with the roles that they hold today."""

import os
from datetime import datetime
from typing import Any, Final

from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import london_day
from domain.people import AssignRole, RegisterActor
from service.errors import Conflict, NotEntitled
from service.facts import Reading
from service.handling import Road
from service.store import SERVICE, OfficeId

OPERATOR: Final = "operator"
SCOPE: Final = "actor"
ROLES: Final = ("records", "auditor", "study_team", "ward", "privacy")
"""The roles that somebody who uses Byleave may hold."""


def register(road: Road, name: str, roles: tuple[str, ...], at: datetime, by: Ref | None = None) -> Ref:
    """Registers an actor, or gives one further roles. The first is registered by the service itself."""
    known = road.keys.references(SCOPE, [name])
    person = known.get(name) or _new(road, name)
    told: dict[str, Any] = {"actor": by or SERVICE, "role": "records", "at": at}
    held = Reading(road.states).person(person)
    if not held.registrations:
        road.ask(RegisterActor(person=person, name=Sealed(person, STAFF, name), **told), key=f"actor {person}")
    for role in roles:
        if role not in held.roles_on(london_day(at)):
            road.ask(AssignRole(person=person, assigned=role, **told), key=f"role {person} {role}")
    return person


def entitled(road: Road, name: str, role: str, at: datetime) -> Ref:
    """The actor of that name, if they hold the role today. Raises NotEntitled, and shows nothing, otherwise."""
    person = road.keys.references(SCOPE, [name]).get(name)
    how = f"Register them: byleave actor add {name} --role {role}"
    if person is None:
        raise NotEntitled(f"Nobody is registered under the name {name}.", how)
    reading = Reading(road.states)
    roles = reading.person(person).roles_on(london_day(at))
    road.states.stale(reading.base)
    if role not in roles:
        raise NotEntitled(f"{name} does not hold the role {role}.", how)
    return person


def check_role(role: str) -> str:
    """The role, if it is one. Raises Conflict naming those that there are."""
    if role not in ROLES:
        raise Conflict(f"There is no role {role}.", f"Choose one of {', '.join(ROLES)}.")
    return role


def _new(road: Road, name: str) -> Ref:
    new = Ref(os.urandom(16).hex())
    road.keys.ensure([(new, STAFF)])
    return road.keys.register(SCOPE, [OfficeId(name, new, STAFF)])[name]
