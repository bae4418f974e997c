"""Who is asking over HTTP. Until signing in exists these are personas of a demonstration, of which one is picked."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import current_app, request, session

from domain.kernel.ids import Ref
from projections import characteristics
from service import identity
from service.entitling import ADVOCATE, CLINICIAN, COMMISSIONER, INVOLVEMENT_LEAD, MHA_OFFICE, PARTICIPANT
from service.errors import Conflict, NotEntitled
from service.wiring import Service

COOKIE: Final = "persona"
"""Where the signed session cookie keeps which persona was picked."""
HEADER: Final = "Byleave-Persona"
STAFF: Final = {
    "robin.records": "records",
    "alex.auditor": "auditor",
    "sam.study": "study_team",
    "wren.ward": "ward",
    "pat.privacy": "privacy",
    "ada.advocate": ADVOCATE,
    "cyd.clinician": CLINICIAN,
    "mo.mha": MHA_OFFICE,
    "ira.involvement": INVOLVEMENT_LEAD,
    "cass.commissioner": COMMISSIONER,
}
"""The personas who use Byleave in a demonstration, with the role that each holds."""
OFFICE_IDS: Final = ("Ash", "Bryn", "Cleo", "Dara", "Emlyn", "Gethin", "P001", "P002", "P091")
"""Participants of a demonstration's study who are offered as personas, where there are such."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks: their reference, the role in which they ask, and how they are called."""

    ref: Ref
    role: str
    name: str

    @property
    def is_participant(self) -> bool:
        """Whether it is a person asking about themselves."""
        return self.role == PARTICIPANT


class NobodySignedIn(NotEntitled):
    """Nobody was picked, or somebody whom there is not."""


def caller() -> Caller:
    """Who sent this request: named by its header, else picked in its session. Raises NobodySignedIn."""
    personas: Mapping[str, Caller] = current_app.extensions["byleave"].personas
    named = request.headers.get(HEADER) or session.get(COOKIE)
    if named is None or named not in personas:
        raise NobodySignedIn("Nobody is asking.", f"Pick one of the personas, or name one in the header {HEADER}.")
    return personas[named]


def pick(name: str) -> Caller:
    """Picks a persona for this session. Raises NobodySignedIn where there is none of that name."""
    personas: Mapping[str, Caller] = current_app.extensions["byleave"].personas
    if name not in personas:
        raise NobodySignedIn("There is no such persona.", "Pick one of those on the page.")
    session.clear()
    session[COOKIE] = name
    return personas[name]


def demo(service: Service, office_ids: Iterable[str] = OFFICE_IDS) -> dict[str, Caller]:
    """The personas of a demonstration's store, registered on its record. Raises Conflict for any other store."""
    if not service.config.demo:
        raise Conflict(
            "This is no demonstration store, and nobody can sign in yet.",
            "Make one for trying out: byleave --data DIR init --demo",
        )
    return {each.name: each for each in (*_staff(service), *_participants(service, office_ids))}


def _staff(service: Service) -> Iterable[Caller]:
    at = service.clock()
    operator = service.keys.references(identity.SCOPE, [identity.OPERATOR]).get(identity.OPERATOR)
    for name, role in STAFF.items():
        yield Caller(identity.register(service.road, name, (role,), at, by=operator), role, name)


def _participants(service: Service, office_ids: Iterable[str]) -> Iterable[Caller]:
    """Somebody of each office id; whom a second office calls the same is told from the first by a number."""
    wanted = [each for each in office_ids if _NAME.match(each)]
    with service.views.read("characteristics") as view:
        there = [row.reference for row in characteristics.initiatives(view.db)]
    times: Counter[str] = Counter()
    for initiative in there:
        for name, reference in sorted(service.keys.references(initiative, wanted).items()):
            times[name] += 1
            yield Caller(reference, PARTICIPANT, name if times[name] == 1 else f"{name}-{times[name]}")
