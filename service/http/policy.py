"""Who may ask what: one table of every route, printed as ops/routes.md.

For what is recorded there is one seam, `may_command`; for what is asked, the table below.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask

from service import identity
from service.entitling import PARTICIPANT
from service.errors import NotEntitled
from service.http.api.routes import ROUTES
from service.http.callers import Caller

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
OF_PEOPLE: Final = frozenset({"auditor", "privacy", PARTICIPANT})
OF_CONSENT: Final = frozenset(ROLES)
"""Whoever may record something of somebody's consent may see what it would change."""

QUESTIONS: Final[Mapping[str, frozenset[str]]] = {
    "questions.rulebook": EVERYBODY,
    "questions.commands": EVERYBODY,
    "questions.settings": EVERYBODY,
    "questions.initiatives": EVERYBODY,
    "questions.initiative": EVERYBODY,
    "questions.site": EVERYBODY - {PARTICIPANT},
    "questions.findings": AUDIT,
    "questions.coverage": AUDIT,
    "questions.register": AUDIT,
    "questions.characteristics": AUDIT,
    "questions.accesses": AUDIT,
    "questions.tasks": AUDIT | {"study_team", "records"},
    "questions.person": EVERYBODY,
    "questions.timeline": OF_PEOPLE,
    "questions.accesses_of_person": OF_PEOPLE,
    "questions.readings": OF_PEOPLE | {"advocate", "records", "study_team", "ward"},
    "questions.consent": OF_CONSENT,
    "questions.tasks_of_person": OF_CONSENT - {PARTICIPANT},
    "questions.checks": OF_CONSENT - {PARTICIPANT},
    "questions.dues": OF_CONSENT - {PARTICIPANT},
    "questions.uses": EVERYBODY,
    "questions.finding": AUDIT | {"records", "study_team"},
    "feeds.feed": frozenset({"auditor", "records"}),
}
_OWN: Final = frozenset({PARTICIPANT})
_AUDITOR: Final = frozenset({"auditor"})
PAGES: Final[Mapping[str, frozenset[str]]] = {
    "mine.choices": _OWN,
    "mine.story": _OWN,
    "saying.asked": _OWN,
    "saying.said": _OWN,
    "stopping.asked": _OWN,
    "stopping.said": _OWN,
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
    """Raises NotEntitled where somebody may not ask this; a participant asks about themselves alone."""
    if not may(caller, endpoint, named):
        raise NotEntitled("You may not ask this.", "Ask somebody in a role that may.")


def may(caller: Caller, endpoint: str, named: Mapping[str, Any]) -> bool:
    """Whether somebody may ask what a route asks, of what its address names."""
    if caller.role not in roles(endpoint):
        return False
    return caller.role != PARTICIPANT or named.get("person", caller.ref) == caller.ref


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
