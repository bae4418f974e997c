"""Who may ask what: one table of every route, printed as ops/routes.md.

For what is recorded, and for whose record is read, it is the road's own table (service.entitling); for what is asked
besides, the one below. Whoever asks holds their role today: the road sees to that where it is asked itself.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from flask import Flask, current_app

from domain.kernel.ids import Ref
from domain.kernel.time import london_day
from domain.people import Person
from service import identity, outings, requests
from service.entitling import CLINICIAN, MAY_ASK, MHA_OFFICE, PARTICIPANT, RECORDS, STUDY_TEAM, WHOLE_RECORD, held_on
from service.errors import NotEntitled
from service.http.api.routes import ROUTES
from service.http.callers import Caller
from service.http.door import Door
from service.tasking import SEES

ROLES: Final = (*identity.ROLES, PARTICIPANT)
EVERYBODY: Final = frozenset(ROLES)
NOBODY_NEEDED: Final = frozenset(
    {
        "livez",
        "static",
        "api-docs.openapi_json",
        "questions.health",
        "personas.choose",
        "personas.picked",
        "personas.finish",
    }
)
"""What is answered to whoever reaches this machine, signed in or not."""

AUDIT: Final = frozenset({"auditor", "privacy"})
READERS: Final = WHOLE_RECORD
"""Those to whom a person's record is read, and of whom each reading is recorded.

Of others too: but they are shown no more than their own pages are about.
"""
_OWN: Final = frozenset({PARTICIPANT})


def _recording(place: str) -> frozenset[str]:
    """Whoever may record something there on a version."""
    there = (route for route in ROUTES if route.place.startswith(place) and (not route.stops or route.may_be_a_yes))
    return frozenset[str]().union(*(route.roles for route in there))


OF_A_PERSON: Final[Mapping[str, frozenset[str]]] = {
    "questions.person": READERS,
    "questions.timeline": READERS - {RECORDS},
    "questions.accesses_of_person": READERS - {RECORDS},
    "questions.readings": READERS,
    "questions.consent": READERS,
    "questions.tasks_of_person": READERS - _OWN,
    "questions.checks": READERS - _OWN,
    "questions.dues": READERS - _OWN,
    "questions.uses": READERS,
    "questions.finding": READERS - _OWN,
    "questions.leave_finding": frozenset({MHA_OFFICE}),
    "questions.outing": outings.THOSE_WHO_LET_OUT,
    "questions.outings_of_person": outings.THOSE_WHO_LET_OUT | _OWN,
    "questions.request": requests.LOOKERS,
}
"""The questions by which a person's record is read: the road is asked, and records it, before each is answered."""

QUESTIONS: Final[Mapping[str, frozenset[str]]] = {
    "questions.rulebook": EVERYBODY,
    "questions.commands": EVERYBODY,
    "questions.settings": EVERYBODY,
    "questions.initiatives": EVERYBODY,
    "questions.initiative": EVERYBODY,
    "questions.site": EVERYBODY - {PARTICIPANT},
    "questions.findings": AUDIT,
    "questions.coverage": AUDIT,
    "questions.leave_findings": frozenset({MHA_OFFICE}),
    "questions.register": AUDIT,
    "questions.characteristics": AUDIT,
    "questions.accesses": AUDIT,
    "questions.outings": outings.LOOKERS,
    "questions.out": outings.THOSE_WHO_LET_OUT,
    "questions.requests": requests.LOOKERS,
    "questions.tasks": AUDIT | {"study_team", "records"},
    "questions.tasks_of_going": frozenset(SEES),
    "questions.version_of_person": _recording("/people/{person}/"),
    "questions.version_of_consent": _recording("/consents/{person}/{initiative}/"),
    "questions.version_of_checks": _recording("/consents/{person}/{initiative}/verifications"),
    "questions.version_of_uses": _recording("/uses/{person}/{initiative}"),
    "questions.version_of_request": _recording("/requests/{person}/{activity}/"),
    "questions.version_of_activity": _recording("/activities/{activity}/"),
    "questions.version_of_leave": _recording("/leave/{person}/"),
    "questions.version_of_finding": _recording("/findings/{person}/{initiative}/"),
    **OF_A_PERSON,
    "corrections.correct": frozenset({RECORDS}),
    "feeds.feed": frozenset({"auditor", "records"}),
}
EVERYWHERE: Final = frozenset({"feeds.feed"})
"""What is of every initiative, and asked by those who hold their role in all of them."""
_AUDITOR: Final = frozenset({"auditor"})
_TEAM: Final = frozenset({STUDY_TEAM})
_DECIDES: Final = frozenset({CLINICIAN})
PAGES: Final[Mapping[str, frozenset[str]]] = {
    "mine.choices": _OWN,
    "mine.agreed": _OWN,
    "mine.story": _OWN,
    "my_outings.outings": _OWN,
    "my_outings.asked": _OWN,
    "my_outings.said": _OWN,
    "saying.asked": _OWN,
    "saying.said": _OWN,
    "stopping.asked": _OWN,
    "stopping.said": _OWN,
    "taking.studies": _TEAM,
    "taking.people": _TEAM,
    "taking.sheet": _TEAM,
    "taking.told": _TEAM,
    "outings.today": outings.LOOKERS,
    "outings.today_as_csv": outings.LOOKERS,
    "outings.one": outings.THOSE_WHO_LET_OUT,
    "outings.released": MAY_ASK["leave.release_episode"].live,
    "outings.held_back": MAY_ASK["leave.hold_back_episode"].live,
    "outings.substituted": MAY_ASK["leave.substitute_escort"].live,
    "outings.returned": MAY_ASK["leave.record_return"].live,
    "outings.out": outings.THOSE_WHO_LET_OUT,
    "outings.out_as_csv": outings.THOSE_WHO_LET_OUT,
    "requests.waiting": requests.LOOKERS,
    "requests.waiting_as_csv": requests.LOOKERS,
    "requests.one": requests.LOOKERS,
    "requests.checked": _DECIDES,
    "requests.answered": _DECIDES,
    "audit.overview": _AUDITOR,
    "audit.findings": _AUDITOR,
    "audit.findings_as_csv": _AUDITOR,
    "audit.finding": _AUDITOR,
    "audit.register": _AUDITOR,
    "audit.register_as_csv": _AUDITOR,
    "audit.people": _AUDITOR,
    "audit.looked_up": _AUDITOR,
    "audit.trail": _AUDITOR,
    "audit.trail_as_csv": _AUDITOR,
}
"""The pages, each for one role; a participant's are about themselves alone."""


def check(caller: Caller, endpoint: str, named: Mapping[str, Any]) -> None:
    """Raises NotEntitled where somebody may not ask this, or holds their role no more.

    A participant asks about themselves alone: under this record, or one that is joined with it.
    """
    mine = _person(caller.ref).others() if caller.is_participant else ()
    if not may(caller, endpoint, named, mine):
        raise NotEntitled("You may not ask this.", "Ask somebody in a role that may.")
    if not (caller.is_participant or _asked_on_the_road(endpoint) or _holds(caller, endpoint, named)):
        raise NotEntitled(f"The role {caller.role} is not yours today.", "Ask those who keep the record to give it.")


def may(caller: Caller, endpoint: str, named: Mapping[str, Any], mine: Collection[Ref] = ()) -> bool:
    """Whether somebody of a role may ask what a route asks, of what its address names; `mine` is theirs too."""
    if caller.role not in roles(endpoint):
        return False
    return not caller.is_participant or named.get("person", caller.ref) in (caller.ref, *mine)


def _asked_on_the_road(endpoint: str) -> bool:
    """Whether the road asks who holds what (EN-01), and records who was refused."""
    return endpoint.startswith(("commands.", "corrections.")) or endpoint in OF_A_PERSON


def _holds(caller: Caller, endpoint: str, named: Mapping[str, Any]) -> bool:
    """Whether the role is held today: there, where a place is named; else anywhere, or everywhere."""
    today = london_day(_door().now())
    held = list(held_on(_person(caller.ref), caller.role, today))
    about = _person(named["person"]) if "person" in named else None
    registered = about.registration() if about else None
    initiative = named.get("initiative") or named.get("scope") or (registered and registered.initiative)
    if initiative is None and about is None and endpoint not in EVERYWHERE:
        return bool(held)
    site = about.site_on(today) if about else None
    return any(each.initiative in (None, initiative) and each.site in (None, site) for each in held)


def _door() -> Door:
    found: Door = current_app.extensions["byleave"]
    return found


def _person(person: Ref) -> Person:
    return _door().service.road.person(person)


def roles(endpoint: str) -> frozenset[str]:
    """The roles that may ask what a route asks. Raises KeyError for a route that nobody wrote a line for."""
    kind, _, name = endpoint.partition(".")
    return may_command(name) if kind == "commands" else {**QUESTIONS, **PAGES}[endpoint]


def may_command(tag: str) -> frozenset[str]:
    """The roles in which a command may be asked: the seam for what the road itself holds them to."""
    return _OF_COMMANDS[tag.replace("-", ".", 1)]


_OF_COMMANDS: Final = {route.tag: route.roles for route in ROUTES}


def lines(app: Flask) -> list[tuple[str, str, str]]:
    """Every route that has a line in the table: method, path and endpoint, in the order of their paths."""
    found = [
        (method, rule.rule, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.rule.startswith("/api/") or rule.endpoint in PAGES
    ]
    return sorted(found, key=lambda line: (line[1], line[0]))


_HEAD: Final = """# Who may ask what

Generated from the code by `byleave openapi --routes`; a test asks every cell. `own`: about themselves alone. `all`:
whoever reaches this machine. What a cell allows the rules may still refuse ([rule book](rulebook.md)).

"""


def printed(app: Flask) -> str:
    """The table as people check it."""
    head = ("method", "address", *ROLES)
    rows = [(method, f"`{path}`", *_cells(path, endpoint)) for method, path, endpoint in lines(app)]
    table = [head, ("---",) * len(head), *rows]
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in table)


def _cells(path: str, endpoint: str) -> tuple[str, ...]:
    if endpoint in NOBODY_NEEDED:
        return ("all",) * len(ROLES)
    said = roles(endpoint)
    own = "own" if "person>" in path or endpoint in PAGES else "may"
    return tuple("–" if role not in said else own if role == PARTICIPANT else "may" for role in ROLES)
