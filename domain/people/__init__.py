"""People: who is registered, with which roles when, and who is whose responsible clinician."""

from domain.people.commands import (
    AssignResponsibleClinician,
    AssignRole,
    RegisterActor,
    RegisterPerson,
    decide,
)
from domain.people.events import EVENTS, ActorRegistered, PersonRegistered, ResponsibleClinicianAssigned, RoleAssigned
from domain.people.rules import RULES
from domain.people.state import FOLDING, Person

COMMANDS = (RegisterActor, RegisterPerson, AssignRole, AssignResponsibleClinician)

__all__ = [
    "COMMANDS",
    "EVENTS",
    "FOLDING",
    "RULES",
    "ActorRegistered",
    "AssignResponsibleClinician",
    "AssignRole",
    "Person",
    "PersonRegistered",
    "RegisterActor",
    "RegisterPerson",
    "ResponsibleClinicianAssigned",
    "RoleAssigned",
    "decide",
]
