"""Questions about leave and requests to go out, for those who look after these papers; of research they say nothing."""

from collections import Counter
from typing import Any

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from projections import leave_findings as view_of_leave
from projections.leave_findings import LeaveFinding
from service.errors import NotFound
from service.http.api.asking import Asked, Clocks, Question, Rule, Stands, answered, asked
from service.http.api.fields import REF, Pattern, Words, YesNoParameter
from service.http.reading import read
from service.leave_auditing import KINDS, READ_AS, explained


class OfLeaveFindings(Clocks):
    """Which findings are meant."""

    kind = fields.String(validate=validate.OneOf(KINDS), metadata={"description": "Findings of one kind only."})
    ended = YesNoParameter(metadata={"description": "With those that no longer stood."})


class OneLeaveFinding(ma.Schema):
    """A finding; `about` is the activity that a request was for, or the person where it is about their leave."""

    kind = fields.String(required=True)
    person = fields.String(required=True)
    about = fields.String(required=True)
    key = fields.String(required=True)
    rules = fields.List(fields.String(), required=True)
    happened_at = fields.String(required=True)
    known_since = fields.String(required=True)
    stood_until = fields.String(required=True, allow_none=True)


class LeaveFindingsAnswer(Stands):
    """The findings that stood, and how many there are of each kind."""

    findings = fields.List(fields.Nested(OneLeaveFinding), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class OfOneLeaveFinding(Clocks):
    """Which finding is meant."""

    about = Words(required=True, validate=Pattern(REF))
    finding = fields.String(required=True, validate=validate.OneOf(KINDS))
    key = Words(required=True)


class ProvingEvent(ma.Schema):
    """An event that proves a finding."""

    position = fields.Integer(required=True)
    tag = fields.String(required=True)
    occurred_at = fields.String(required=True)
    recorded_at = fields.String(required=True)
    says = fields.String(required=True)


class LeaveExplained(Stands):
    """One finding, its rules, and the events that prove it."""

    finding = fields.String(required=True)
    key = fields.String(required=True)
    person = fields.String(required=True)
    happened_at = fields.String(required=True)
    known_since = fields.String(required=True)
    stood_until = fields.String(required=True, allow_none=True)
    rules = fields.List(fields.Nested(Rule), required=True)
    evidence = fields.List(fields.Nested(ProvingEvent), required=True)


def leave_findings(query: dict[str, Any]) -> Response:
    """What an audit of leave and requests found: every rule that was broken, as it was known."""
    of = asked(query)
    kind, ended = of.given.get("kind"), of.given.get("ended") == "true"
    rows, position = _rows(of, ended=ended)
    told = [_told(row) for row in rows if kind in (None, row.kind)]
    counts = Counter(row["kind"] for row in told)
    return answered({**of.stands(position), "findings": told, "counts": counts})


def leave_finding(query: dict[str, Any], person: Ref) -> Response:
    """One finding explained, with the events that prove it. The reading is put on the record first."""
    first = asked(query)
    read(first.door, first.caller, person, READ_AS)
    of = asked(query)
    meant = (person, query["about"], query["finding"], query["key"])
    rows, position = _rows(of, ended=True)
    found = [row for row in rows if (row.person, row.about, row.kind, row.suffix) == meant]
    if not found:
        raise NotFound("There is no such finding.", "List them: GET /api/leave/findings")
    said = {**explained(of.door.service, found[-1]), "person": person, "key": found[-1].suffix}
    return answered({**of.stands(position), **said})


def _rows(of: Asked, *, ended: bool) -> tuple[list[LeaveFinding], int]:
    with of.door.service.views.read("leave_findings") as view:
        return view_of_leave.stood(view.db, of.valid_at, of.known_at, ended=ended), view.position


def _told(row: LeaveFinding) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "person": row.person,
        "about": row.about,
        "key": row.suffix,
        "rules": list(row.rules),
        "happened_at": to_local(row.happened_at),
        "known_since": to_local(row.known_since),
        "stood_until": row.until and to_local(row.until),
    }


QUESTIONS = (
    Question("leave_findings", "/leave/findings", OfLeaveFindings, LeaveFindingsAnswer, False, leave_findings),
    Question("leave_finding", "/leave/findings/{person}", OfOneLeaveFinding, LeaveExplained, False, leave_finding),
)
