"""Questions about who goes out. Of everybody who is named it is put on the record first that they were read of."""

from datetime import date
from typing import Any, Final

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from domain.kernel.codes import CODE
from domain.kernel.ids import Ref
from domain.kernel.time import london_day, to_local
from domain.leave import leave_stream
from service import outings as found
from service.entitling import INVOLVEMENT_LEAD, PARTICIPANT
from service.http.api.asking import Asked, Clocks, Question, Stands, answered, asked, standing
from service.http.api.fields import Day, Pattern, Words
from service.http.reading import read, read_all
from service.outings import Listed, Looker, When

PART: Final = 100
"""How many outings one part of an answer has."""


class OfBoard(Clocks):
    """Which part of a board is meant, and at which site."""

    site = Words(validate=Pattern(f"^(?:{CODE.pattern.pattern})$"))
    part = fields.Integer(validate=validate.Range(min=1, max=10_000), load_default=1)


class OfDay(OfBoard):
    """Of which local day; that of `valid_at`, where none is given."""

    day = Day(metadata={"format": "date"})


class OfOuting(Clocks):
    """Which outing of a person is meant."""

    episode = Words(required=True, validate=Pattern(f"^(?:{CODE.pattern.pattern})$"))


class Escorting(ma.Schema):
    """Somebody who goes along."""

    staff = fields.String(required=True)
    part = fields.String(required=True)
    briefed = fields.Boolean(required=True)


class OneOuting(ma.Schema):
    """An outing as it stood. Whoever runs involvement is told of whom `comes`, where to and when, and nothing else."""

    person = fields.String(required=True)
    episode = fields.String(required=True)
    departs_at = fields.String(required=True, allow_none=True)
    returns_at = fields.String(required=True, allow_none=True)
    activity = fields.String(required=True, allow_none=True)
    comes = fields.String(required=True, metadata={"description": "planned, on the way, not coming, or back."})
    site = fields.String(allow_none=True)
    destination = fields.String(allow_none=True)
    escorts = fields.List(fields.Nested(Escorting))
    state = fields.String()
    overdue_minutes = fields.Integer()
    against = fields.List(fields.String(), metadata={"description": "The clauses of the gate that do not hold."})
    warned = fields.List(fields.String())


class Board(Stands):
    """A part of a board, and how many parts there are."""

    part = fields.Integer(required=True)
    parts = fields.Integer(required=True)
    outings = fields.List(fields.Nested(OneOuting), required=True)


class OneClause(ma.Schema):
    """A clause of the gate: what it asks for, what it says, the positions that it rests on, and what to do."""

    clause = fields.String(required=True)
    rule = fields.String(required=True)
    says = fields.String(required=True)
    verdict = fields.String(required=True)
    still_to_do = fields.Boolean(required=True)
    evidence = fields.List(fields.Integer(), required=True)
    remedy = fields.String(required=True)


class OutingAnswer(Stands):
    """One outing, with every clause of the gate where it still has to be passed."""

    outing = fields.Nested(OneOuting, required=True)
    gate = fields.List(fields.Nested(OneClause), required=True)


class OwnOutings(Stands):
    """Every outing of one person, the latest first."""

    outings = fields.List(fields.Nested(OneOuting), required=True)


def outings(query: dict[str, Any]) -> Response:
    """The outings of a day, the earliest first. Each name is a reading, put on the record first."""
    of = asked(query)
    day = date.fromisoformat(of.given["day"]) if "day" in of.given else london_day(of.valid_at)
    listed = found.releases(of.door.service, _looker(of), day, of.given.get("site"), _when(of))
    if of.caller.role == INVOLVEMENT_LEAD:
        listed = [each for each in listed if each.activity]
    return _board(of, listed, found.RELEASES)


def out(query: dict[str, Any]) -> Response:
    """Who is out, those first who are due back first. Each name is a reading, put on the record first."""
    of = asked(query)
    listed = found.out_now(of.door.service, _looker(of), of.given.get("site"), _when(of))
    return _board(of, listed, found.OUT)


def outing(query: dict[str, Any], person: Ref) -> Response:
    """One outing with the gate clause by clause, asked for whoever asks. The reading is put on the record first."""
    first = asked(query)
    read(first.door, first.caller, person, found.ONE)
    of = asked(query)
    each = found.one(of.door.service, person, of.given["episode"], _when(of), of.caller.ref)
    gate = [
        {
            "clause": clause.letter,
            "rule": clause.rule.id,
            "says": clause.rule.says.partition(": ")[2],
            "verdict": str(clause.verdict),
            "still_to_do": clause.still_to_do,
            "evidence": list(clause.evidence),
            "remedy": "" if clause.holds else clause.rule.remedy,
        }
        for clause in each.gate
    ]
    told = {**of.stands(of.door.service.record.head()), "outing": _told(each, of.caller.role), "gate": gate}
    return answered(told, standing=standing(of.door, leave_stream(person)))


def outings_of_person(query: dict[str, Any], person: Ref) -> Response:
    """Every outing of one person. The reading is put on the record first."""
    first = asked(query)
    read(first.door, first.caller, person, found.MINE if first.caller.is_participant else found.ONE)
    of = asked(query)
    listed = found.of_person(of.door.service, person, _when(of))
    told = [_told(each, of.caller.role) for each in listed]
    return answered(
        {**of.stands(of.door.service.record.head()), "outings": told}, standing=standing(of.door, leave_stream(person))
    )


def _board(of: Asked, listed: list[Listed], what: str) -> Response:
    part, parts = of.given["part"], max(1, -(-len(listed) // PART))
    shown = listed[(part - 1) * PART : part * PART]
    read_all(of.door, of.caller, (each.person for each in shown), what)
    told = [_told(each, of.caller.role) for each in found.gated(shown, _looker(of))]
    return answered({**of.stands(of.door.service.record.head()), "part": part, "parts": parts, "outings": told})


def _told(each: Listed, role: str) -> dict[str, Any]:
    """An outing as somebody of a role may know it."""
    said: dict[str, Any] = {
        "person": each.person,
        "episode": each.code,
        "departs_at": each.departs_at and to_local(each.departs_at),
        "returns_at": each.due_back and to_local(each.due_back),
        "activity": each.activity,
        "comes": str(each.comes),
    }
    if role == INVOLVEMENT_LEAD:
        return said
    plan = each.outing.plan
    said |= {"destination": plan and plan.destination, "state": str(each.outing.state)}
    said |= {"escorts": [{"staff": e.staff, "part": e.part, "briefed": e.briefed} for e in each.escorts]}
    if role == PARTICIPANT:
        return said
    return {
        **said,
        "site": each.site,
        "overdue_minutes": int(each.overdue.total_seconds() // 60),
        "against": [clause.letter for clause in each.against],
        "warned": list(each.warned),
    }


def _when(of: Asked) -> When:
    return When(of.at, of.valid_at, of.known_at)


def _looker(of: Asked) -> Looker:
    return Looker(of.caller.ref, of.caller.role)


_LEAVE: Final = "/leave/{person}"
QUESTIONS: Final = (
    Question("outings", "/outings", OfDay, Board, False, outings),
    Question("out", "/out", OfBoard, Board, False, out),
    Question("outings_of_person", f"{_LEAVE}/outings", Clocks, OwnOutings, True, outings_of_person),
    Question("outing", f"{_LEAVE}/outing", OfOuting, OutingAnswer, True, outing),
)
