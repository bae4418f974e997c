"""Questions about an initiative as a whole. People are named by their references alone."""

from collections import Counter
from typing import Any, Final

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from domain.consent import ITEMS
from domain.initiatives import initiative_stream, site_stream
from domain.judging import RULES, TASK_KINDS, tasks
from domain.kernel.codes import CODE
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from projections import access_log, consent_register
from projections import characteristics as view_of_characteristics
from projections import findings as view_of_findings
from service.asof import histories
from service.auditing import KINDS, REGISTER_ITEMS, AsOf, lived, suppressed
from service.errors import NotFound
from service.http.api.asking import Clocks, Question, Stands, answered, asked, standing
from service.http.api.fields import Pattern, Strict, Words, YesNoParameter
from service.importing.study import SPEAKS_TO


class Named(ma.Schema):
    """An initiative: its reference, its kind and what it is called."""

    initiative = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)


class Initiatives(Stands):
    """Every initiative on the record."""

    initiatives = fields.List(fields.Nested(Named), required=True)


class InitiativeAnswer(Stands, Named):
    """One initiative."""


class OfSite(Clocks):
    """Which site is meant."""

    site = Words(required=True, validate=Pattern(f"^(?:{CODE.pattern.pattern})$"))


class SiteAnswer(Stands):
    """Whether a site is on the record."""

    site = fields.String(required=True)
    registered = fields.Boolean(required=True)


class OfFindings(Clocks):
    """Which findings are meant."""

    kind = fields.String(validate=validate.OneOf(KINDS), metadata={"description": "Findings of one kind only."})
    ended = YesNoParameter(metadata={"description": "With those that no longer stood."})


class OneFinding(ma.Schema):
    """A finding; `key` tells it from others of its kind about the same person."""

    kind = fields.String(required=True)
    person = fields.String(required=True)
    key = fields.String(required=True)
    rules = fields.List(fields.String(), required=True)
    happened_at = fields.String(required=True)
    known_since = fields.String(required=True)
    stood_until = fields.String(required=True, allow_none=True)
    life = fields.String(required=True, metadata={"description": "What became of it, as it stands now."})


class FindingsAnswer(Stands):
    """The findings that stood, and how many there are of each kind."""

    findings = fields.List(fields.Nested(OneFinding), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class Covered(ma.Schema):
    """How often a rule was judged, broken, and could not be judged."""

    rule = fields.String(required=True)
    judged = fields.Integer(required=True)
    broken = fields.Integer(required=True)
    unjudged = fields.Integer(required=True)
    spoken_to = fields.Boolean(required=True, metadata={"description": "Whether an office's files speak to it."})


class Coverage(ma.Schema):
    """Which rules were judged, as the record stands now."""

    position = fields.Integer(required=True)
    coverage = fields.List(fields.Nested(Covered), required=True)


class OfRegister(Clocks):
    """Which items are meant, and by whose clock they were known."""

    item = fields.List(fields.String(validate=validate.OneOf(tuple(ITEMS))), metadata={"explode": True})
    as_recorded = YesNoParameter(metadata={"description": "Known by Byleave's own clock, not by the office's claims."})


class RegisterAnswer(Stands):
    """How many participants had each item active; how many of the rows rest on the office's own claim."""

    active = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    claimed = fields.Integer(required=True)


class OfNumbers(Strict):
    """How exactly numbers are told."""

    exact = YesNoParameter(metadata={"description": "Exact numbers; else 1 to 7 are starred and others rounded."})


class Numbers(ma.Schema):
    """Who took part, as the record stands now."""

    position = fields.Integer(required=True)
    exact = fields.Boolean(required=True)
    numbers = fields.Dict(keys=fields.String(), required=True)


class OneAccess(ma.Schema):
    """An opening of somebody's data, or a reading of their record (then without a purpose)."""

    at = fields.String(required=True)
    user = fields.String(required=True)
    person = fields.String(required=True)
    asset = fields.String(required=True)
    purpose = fields.String(required=True, allow_none=True)
    use = fields.String(required=True, allow_none=True)
    opening = fields.String(required=True, allow_none=True)
    position = fields.Integer(required=True)


class Accesses(Stands):
    """Who opened whose data, when and what for."""

    accesses = fields.List(fields.Nested(OneAccess), required=True)


class OfTasks(Clocks):
    """Which tasks are meant."""

    kind = fields.String(validate=validate.OneOf(TASK_KINDS))
    done = YesNoParameter(metadata={"description": "With those that are done."})


class OneTask(ma.Schema):
    """Something to be done about somebody; without `due`, at once."""

    kind = fields.String(required=True)
    person = fields.String(required=True)
    about = fields.String(required=True)
    since = fields.String(required=True)
    due = fields.String(required=True, allow_none=True)
    stage = fields.String(required=True)
    outcome = fields.String(required=True)
    evidence = fields.List(fields.Integer(), required=True)


class TasksAnswer(Stands):
    """What was to be done about people."""

    tasks = fields.List(fields.Nested(OneTask), required=True)


def initiatives(query: dict[str, Any]) -> Response:
    """Every initiative on the record."""
    of = asked(query)
    with of.door.service.views.read("characteristics") as view:
        rows = view_of_characteristics.initiatives(view.db)
    named = [{"initiative": row.reference, "kind": row.kind, "name": row.name} for row in rows]
    return answered({**of.stands(view.position), "initiatives": named})


def initiative(query: dict[str, Any], initiative: Ref) -> Response:
    """One initiative, and the version at which its stream stands."""
    of = asked(query)
    stands = standing(of.door, initiative_stream(initiative))
    with of.door.service.views.read("characteristics") as view:
        row = next((r for r in view_of_characteristics.initiatives(view.db) if r.reference == initiative), None)
    if row is None:
        raise NotFound("There is no initiative of that reference.", "List them: GET /api/initiatives")
    said = {"initiative": row.reference, "kind": row.kind, "name": row.name}
    return answered({**of.stands(view.position), **said}, standing=stands)


def site(query: dict[str, Any], scope: Ref) -> Response:
    """Whether a site is on the record, and the version at which its stream stands."""
    of = asked(query)
    stands = standing(of.door, site_stream(scope, of.given["site"]))
    head = of.door.service.record.head()
    return answered({**of.stands(head), "site": of.given["site"], "registered": stands[1] > 0}, standing=stands)


def findings(query: dict[str, Any], initiative: Ref) -> Response:
    """What an audit found: every rule of the record that was broken, as it was known."""
    of = asked(query)
    kind, ended = of.given.get("kind"), of.given.get("ended") == "true"
    meant = AsOf(of.valid_at, of.known_at, ended)
    rows, position = lived(of.door.service, initiative, meant, lambda row: kind in (None, row.kind))
    told = [
        {
            "kind": row.kind,
            "person": row.person,
            "key": row.suffix,
            "rules": list(row.rules),
            "happened_at": to_local(row.happened_at),
            "known_since": to_local(row.known_since),
            "stood_until": row.until and to_local(row.until),
            "life": str(life),
        }
        for row, life in rows
    ]
    counts = Counter(row.kind for row, _ in rows)
    return answered({**of.stands(position), "findings": told, "counts": counts})


def coverage(_: dict[str, Any], initiative: Ref) -> Response:
    """Which rules were judged, how often, and which could not be."""
    of = asked({})
    with of.door.service.views.read("findings") as view:
        counted = view_of_findings.coverage(view.db, initiative)
    rows = [
        {
            "rule": rule,
            "judged": c.judged if c else 0,
            "broken": c.broken if c else 0,
            "unjudged": c.unjudged if c else 0,
            "spoken_to": rule in SPEAKS_TO,
        }
        for rule, c in ((rule, counted.get(rule)) for rule in RULES)
    ]
    return answered({"position": view.position, "coverage": rows})


def register(query: dict[str, Any], initiative: Ref) -> Response:
    """How many participants had each item active at one time, as it was known at another."""
    of = asked(query)
    items = tuple(of.given.get("item") or REGISTER_ITEMS)
    as_recorded = of.given.get("as_recorded") == "true"
    with of.door.service.views.read("consent_register") as view:
        answer = consent_register.register(
            view.db, initiative, items, of.valid_at, of.known_at, as_recorded=as_recorded
        )
    return answered({**of.stands(view.position), "active": answer.active, "claimed": answer.claimed})


def characteristics(query: dict[str, Any], initiative: Ref) -> Response:
    """Who took part: numbers by security level, kind and job title."""
    exact = query.get("exact") == "true"
    of = asked({})
    with of.door.service.views.read("characteristics") as view:
        numbers = view_of_characteristics.summary(view.db, initiative)
    shown = numbers if exact else suppressed(numbers)
    return answered({"position": view.position, "exact": exact, "numbers": shown})


def accesses(query: dict[str, Any], initiative: Ref) -> Response:
    """Who opened whose data, when and what for."""
    of = asked(query)
    with of.door.service.views.read("access_log") as view:
        rows = access_log.of_initiative(view.db, initiative, of.known_at)
    told = [access_told(row) for row in rows if row.at <= of.valid_at]
    return answered({**of.stands(view.position), "accesses": told})


def access_told(row: access_log.Opened) -> dict[str, Any]:
    """One opening as it is answered."""
    return {
        "at": to_local(row.at),
        "user": row.user,
        "person": row.person,
        "asset": row.asset,
        "purpose": row.purpose,
        "use": row.use,
        "opening": row.opening,
        "position": row.position,
    }


def tasks_of_everybody(query: dict[str, Any], initiative: Ref) -> Response:
    """What was still to be done about people."""
    of = asked(query)
    service = of.door.service
    with service.views.read("findings") as view:
        people = view_of_findings.people(view.db, initiative)
    told = [each for person in people for each in tasks_told(of, person, initiative)]
    told.sort(key=lambda row: tuple(map(str, (row["due"] or row["since"], row["kind"], row["person"], row["about"]))))
    return answered({**of.stands(view.position), "tasks": told})


def tasks_told(of: Any, person: Ref, initiative: Ref) -> list[dict[str, Any]]:
    """The tasks about one person, as they are answered."""
    found = tasks(histories(of.door.service, person, initiative, of.known_at, of.at), of.valid_at)
    kind, done = of.given.get("kind"), of.given.get("done") == "true"
    return [
        {
            "kind": task.kind,
            "person": person,
            "about": task.about,
            "since": to_local(task.since),
            "due": task.due and to_local(task.due),
            "stage": task.stage,
            "outcome": task.outcome,
            "evidence": list(task.evidence),
        }
        for task in found
        if kind in (None, task.kind) and (done or task.open)
    ]


_OF: Final = "/initiatives/{initiative}"
QUESTIONS = (
    Question("initiatives", "/initiatives", Clocks, Initiatives, False, initiatives),
    Question("initiative", _OF, Clocks, InitiativeAnswer, True, initiative),
    Question("site", "/sites/{scope}", OfSite, SiteAnswer, True, site),
    Question("findings", f"{_OF}/findings", OfFindings, FindingsAnswer, False, findings),
    Question("coverage", f"{_OF}/coverage", Strict, Coverage, False, coverage),
    Question("register", f"{_OF}/register", OfRegister, RegisterAnswer, False, register),
    Question("characteristics", f"{_OF}/characteristics", OfNumbers, Numbers, False, characteristics),
    Question("accesses", f"{_OF}/accesses", Clocks, Accesses, False, accesses),
    Question("tasks", f"{_OF}/tasks", OfTasks, TasksAnswer, False, tasks_of_everybody),
)
