"""Every error as a problem (RFC 9457), with what to do next; none says a value that somebody sent or that is sealed."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from domain.judging import RULES
from domain.kernel.rules import Refused
from projections.views import Damaged, Stopped
from service.commanding import BadFields, NoSuchCommand
from service.errors import (
    ByleaveError,
    ClockFault,
    Conflict,
    KeyDestroyed,
    KeyFault,
    Moved,
    NotEntitled,
    NotFound,
    NotReady,
    Reused,
    StorageFault,
    Tampered,
)
from service.http.callers import NobodySignedIn
from service.http.etags import BadVersion, NoVersion
from service.http.guard import BadHost, ForeignOrigin
from service.http.repeats import NoKey

MEDIA_TYPE: Final = "application/problem+json"
API: Final = "/api/"
STATUSES: Final[tuple[tuple[type[Exception], int], ...]] = (
    (NobodySignedIn, 401),
    (NotEntitled, 403),
    (BadHost, 421),
    (ForeignOrigin, 403),
    (NotFound, 404),
    (NoKey, 400),
    (BadVersion, 400),
    (NoVersion, 428),
    (Moved, 412),
    (Reused, 422),
    (NoSuchCommand, 404),
    (BadFields, 422),
    (Conflict, 409),
    (KeyDestroyed, 410),
    (KeyFault, 500),
    (Tampered, 500),
    (NotReady, 503),
    (ClockFault, 503),
    (StorageFault, 503),
    (Stopped, 503),
    (Damaged, 503),
)
"""Which status each error of ours has: the first line that names its class, or one above it."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is answered. `more` is what this kind of problem says besides, such as the broken rules."""

    status: int
    kind: str
    title: str
    detail: str = ""
    remedy: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        """The members of its JSON (RFC 9457 section 3), `remedy` and `more` as extensions (section 3.2)."""
        said = {"detail": self.detail, "remedy": self.remedy}
        return {
            "type": f"urn:byleave:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            **{name: value for name, value in said.items() if value},
            **self.more,
        }


class Invalid(ByleaveError):
    """What was sent is not written as the description says. `fields` says what is wrong, field by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("Some fields cannot be read.", "Each is described in /api/openapi.json.")
        self.fields = dict(fields)


class Refusal(ByleaveError):
    """The rules stand against what was asked; where the road refused it, it was recorded that it was asked."""

    def __init__(self, refused: Refused) -> None:
        super().__init__("The rules stand against this.", "See what each rule asks for, and ask again when they hold.")
        self.refused = refused


def install(app: Flask) -> None:
    """Answers every error of an app with its problem: JSON from the API, a page where there are pages."""
    for kind, _ in STATUSES:
        app.register_error_handler(kind, handle)
    for other in (ByleaveError, HTTPException, Exception):
        app.register_error_handler(other, handle)


def handle(error: Exception) -> Any:
    """The answer to an error: from the API as JSON, else as the app's pages show it (`problem_page`)."""
    problem = problem_of(error)
    if problem.status == 500:
        log.error("a fault while answering %s: %s", request.endpoint, type(error).__name__)
    page: Callable[[Problem], Any] | None = current_app.extensions.get("problem_page")
    return as_json(problem) if page is None or request.path.startswith(API) else page(problem)


def as_json(problem: Problem) -> Response:
    """A problem as the API answers it."""
    answer = Response(orjson.dumps(problem.members()), problem.status, content_type=MEDIA_TYPE)
    answer.headers.update(problem.headers)
    return answer


def problem_of(error: Exception) -> Problem:
    """What an error is to whoever asked. Nothing of an error that is not ours is said."""
    match error:
        case Refusal():
            return Problem(409, "refused", error.what, remedy=error.remedy, more=rules_of(error.refused))
        case Invalid():
            return Problem(422, "invalid", error.what, remedy=error.remedy, more={"fields": error.fields})
        case BadFields() if not isinstance(error, NoSuchCommand):
            return Problem(422, "invalid", "Some fields cannot be read.", more={"fields": error.problems})
        case HTTPException():
            return Problem(error.code or 500, "http", error.name, headers=_kept(error))
    status = status_of(error)
    if status is not None and isinstance(error, ByleaveError):
        return Problem(status, _kind(error), error.what, remedy=error.remedy)
    if status is not None:
        return Problem(status, _kind(error), "The views cannot be read now.", remedy="Ask again in a moment.")
    return Problem(500, "fault", "A fault in Byleave.", remedy="Look into the log, and ask whoever runs the service.")


def status_of(error: Exception) -> int | None:
    """The status of an error of ours, None for any other."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), None)


def rules_of(refused: Refused) -> dict[str, Any]:
    """Every rule that stands against something: those broken, and those that could not be judged."""
    return {
        "broken": [rule_of(each) for each in refused.broken],
        "unjudged": [rule_of(each) for each in refused.unjudged],
    }


def rule_of(rule_id: str) -> dict[str, str]:
    """One rule as people read it; of one that a role is not told of, only the word that stands for it."""
    if rule_id not in RULES:
        return {"id": rule_id, "says": "The data are not available", "citation": "", "remedy": "Ask the care team."}
    meant = RULES[rule_id]
    return {"id": meant.id, "says": meant.says, "citation": str(meant.cite), "remedy": meant.remedy}


def _kind(error: Exception) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in type(error).__name__).lstrip("-")


def _kept(error: HTTPException) -> dict[str, str]:
    """The headers of an error of HTTP that say something, such as which methods are allowed."""
    told = dict(error.get_headers())
    return {name: told[name] for name in ("Allow", "Retry-After", "Location") if name in told}
