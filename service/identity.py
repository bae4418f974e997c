"""Who is asking: registered actors, found by name through a keyed hash, with the roles that they hold today."""

import os
from datetime import datetime
from typing import Any, Final

from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import london_day
from domain.people import AssignRole, Person, RegisterActor
from service import entitling
from service.errors import Conflict, NotEntitled
from service.facts import Reading
from service.handling import Road
from service.store import SERVICE, OfficeId

OPERATOR: Final = "operator"
SCOPE: Final = "actor"
ROLES: Final = entitling.ROLES


def register(road: Road, name: str, roles: tuple[str, ...], at: datetime, by: Ref | None = None) -> Ref:
    """Registers an actor, or gives one further roles. The first is registered by the service itself."""
    known = road.keys.references(SCOPE, [name])
    person = known.get(name) or _new(road, name)
    told: dict[str, Any] = {"actor": by or SERVICE, "role": "records", "at": at}
    held = _standing(road, person)
    if not held.registered_as_actor():
        _ask(road, RegisterActor(person=person, name=Sealed(person, STAFF, name), **told), f"actor {person}")
    for role in roles:
        if role not in held.roles_on(london_day(at)):
            _ask(road, AssignRole(person=person, assigned=role, **told), f"role {person} {role} {len(held.roles)}")
    return person


def entitled(road: Road, name: str, role: str, at: datetime) -> Ref:
    """The actor of that name, if they hold the role today. Raises NotEntitled, and shows nothing, otherwise."""
    person = road.keys.references(SCOPE, [name]).get(name)
    how = f"Register them: byleave actor add {name} --role {role}"
    if person is None:
        raise NotEntitled(f"Nobody is registered under the name {name}.", how)
    if role not in _standing(road, person).roles_on(london_day(at)):
        raise NotEntitled(f"{name} does not hold the role {role}.", f"Ask somebody who does. {how}")
    return person


def check_role(role: str) -> str:
    """The role, if it is one. Raises Conflict naming those that there are."""
    if role not in ROLES:
        raise Conflict(f"There is no role {role}.", f"Choose one of {', '.join(ROLES)}.")
    return role


def _standing(road: Road, person: Ref) -> Person:
    """What is on the record about somebody, checked to be what stands now."""
    while True:
        reading = Reading(road.states)
        found = reading.person(person)
        if not road.states.stale(reading.base):
            return found


def _ask(road: Road, command: Command, key: str) -> None:
    """Asks once. The key of a role has the number of the roles given before: one that has ended can be given again."""
    if (no := road.ask(command, key=key).refused) is not None:
        raise Conflict(
            f"This was refused ({command.tag}: {', '.join((*no.broken, *no.unjudged))}).",
            "See what they ask for in ops/rulebook.md, and ask again when they hold.",
        )


def _new(road: Road, name: str) -> Ref:
    new = Ref(os.urandom(16).hex())
    road.keys.ensure([(new, STAFF)])
    return road.keys.register(SCOPE, [OfficeId(name, new, STAFF)])[name]
