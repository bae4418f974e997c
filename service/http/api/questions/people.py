"""Questions about one person. That it is read is put on the record first, and only then is anything looked up."""

from typing import Any, Final

import marshmallow as ma
from flask import Response
from marshmallow import fields

from domain.access import PersonRead, reading_stream, use_stream
from domain.consent import ITEMS, consent_stream
from domain.governance import checking_stream, due_stream, finding_stream
from domain.judging import told_to
from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId
from domain.kernel.time import ALWAYS, to_local
from domain.people.events import person_stream
from projections import access_log, consent_register, timeline
from projections.wall import OF_RESEARCH, is_behind
from service.asof import histories
from service.auditing import AsOf, lived
from service.errors import NotEntitled, NotFound
from service.explaining import explained
from service.http.api.asking import Asked, Clocks, Question, Stands, answered, asked, standing
from service.http.api.fields import YesNoParameter
from service.http.api.questions.studies import Accesses, OfTasks, TasksAnswer, access_told, tasks_told
from service.http.api.questions.versions import WhichFinding
from service.http.reading import read
from service.names import office_ids


class PersonAnswer(Stands):
    """How somebody is called by the office that registered them."""

    person = fields.String(required=True)
    called = fields.String(required=True)


class OfTimeline(Clocks):
    """For whom a timeline is."""

    as_shown = YesNoParameter(metadata={"description": "What the person is shown: without what they are told later."})


class Told(ma.Schema):
    """One thing that happened, in a plain sentence."""

    at = fields.String(required=True, allow_none=True)
    says = fields.String(required=True)
    tag = fields.String(required=True)
    position = fields.Integer(required=True)
    corrected = fields.Boolean(required=True)


class Timeline(Stands):
    """What happened to somebody, who looked included."""

    person = fields.String(required=True)
    timeline = fields.List(fields.Nested(Told), required=True)


class OneItem(ma.Schema):
    """How an item stood: since when, and by which entry of the record."""

    item = fields.String(required=True)
    says = fields.String(required=True)
    active = fields.Boolean(required=True)
    since = fields.String(required=True)
    evidence = fields.Integer(required=True)


class ConsentAnswer(Stands):
    """What somebody agreed to, item by item; what they were never asked is not listed."""

    person = fields.String(required=True)
    initiative = fields.String(required=True)
    items = fields.List(fields.Nested(OneItem), required=True)


class OfOneFinding(Clocks, WhichFinding):
    """Which finding is meant, and as of when."""


class Compared(ma.Schema):
    """A fact that a rule compared, and what the record had of it."""

    fact = fields.String(required=True)
    is_ = fields.String(required=True, data_key="is")


class ProvenRule(ma.Schema):
    """A rule that was broken, and what that means of the case."""

    id = fields.String(required=True)
    says = fields.String(required=True)
    citation = fields.String(required=True)
    remedy = fields.String(required=True)
    means = fields.String(required=True)
    compared = fields.List(fields.Nested(Compared), required=True)


class Proof(ma.Schema):
    """An event that proves a finding."""

    position = fields.Integer(required=True)
    tag = fields.String(required=True)
    occurred_at = fields.String(required=True)
    known_to_office = fields.String(required=True, allow_none=True)
    recorded_at = fields.String(required=True)
    says = fields.String(required=True)


class Explained(Stands):
    """A finding explained; `stands` is whether it did."""

    finding = fields.String(required=True)
    person = fields.String(required=True)
    key = fields.String(required=True)
    stands_ = fields.Boolean(required=True, data_key="stands")
    happened_at = fields.String(required=True)
    known_since = fields.String(required=True)
    stood_until = fields.String(required=True, allow_none=True)
    life = fields.String(required=True)
    rules = fields.List(fields.Nested(ProvenRule), required=True)
    evidence = fields.List(fields.Nested(Proof), required=True)


class OneEntry(ma.Schema):
    """An entry of a stream."""

    position = fields.Integer(required=True)
    tag = fields.String(required=True)
    at = fields.String(required=True)
    actor = fields.String(required=True)


class Entries(Stands):
    """The entries of a stream: what was recorded, when, and by whom."""

    entries = fields.List(fields.Nested(OneEntry), required=True)


def person(query: dict[str, Any], person: Ref) -> Response:
    """How somebody is called, and the version at which their stream stands. The reading is put on the record first."""
    of, stands = _reading(query, person, "name", person_stream(person))
    service = of.door.service
    called = office_ids(service.record, service.keys, [person])[person]
    said = {"person": person, "called": called}
    return answered({**of.stands(service.record.head()), **said}, standing=stands)


def timeline_of_person(query: dict[str, Any], person: Ref) -> Response:
    """What happened to somebody, in plain sentences. The reading is put on the record first, and is seen in it."""
    of, _ = _reading(query, person, "timeline", person_stream(person))
    service = of.door.service
    with service.views.read("timeline") as view:
        lines = timeline.of_person(view.db, person, of.caller.role)
    if of.caller.is_participant or of.given.get("as_shown") == "true":
        lines = timeline.shown(lines, of.at)
    lines = [line for line in lines if line.occurred_at <= of.valid_at and line.known_from <= of.known_at]
    names = office_ids(service.record, service.keys, {ref for line in lines for ref in line.references})
    told = [
        {
            "at": None if line.occurred_at == ALWAYS else to_local(line.occurred_at),
            "says": timeline.said(line, names, known=of.known_at),
            "tag": line.tag,
            "position": line.position,
            "corrected": line.ended_by(of.known_at) is not None,
        }
        for line in lines
    ]
    return answered({**of.stands(view.position), "person": person, "timeline": told})


def accesses_of_person(query: dict[str, Any], person: Ref) -> Response:
    """Who opened somebody's data and record. The reading is put on the record first."""
    of, _ = _reading(query, person, "accesses", person_stream(person))
    told, position = _accesses(of, person, None)
    return answered({**of.stands(position), "accesses": told})


def uses(query: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """Which of somebody's data were opened in an initiative. The reading is put on the record first."""
    of, stands = _reading(query, person, "uses", use_stream(person, initiative))
    told, position = _accesses(of, person, initiative)
    return answered({**of.stands(position), "accesses": told}, standing=stands)


def _accesses(of: Asked, person: Ref, initiative: Ref | None) -> tuple[list[dict[str, Any]], int]:
    """Openings of somebody's data as they may be told: a participant is not told of a break-glass before its time."""
    with of.door.service.views.read("access_log", "timeline") as view:
        rows = access_log.of_person(view.db, person, of.caller.role, of.known_at)
        shown = timeline.shown(lines := timeline.of_person(view.db, person, of.caller.role), of.at)
        in_initiative = {row.position for row in access_log.of_initiative(view.db, initiative)} if initiative else None
    hidden = {line.position for line in lines} - {line.position for line in shown}
    if not of.caller.is_participant:
        hidden = set()
    told = [row for row in rows if row.at <= of.valid_at and row.position not in hidden]
    return [access_told(row) for row in told if in_initiative is None or row.position in in_initiative], view.position


def readings(query: dict[str, Any], person: Ref) -> Response:
    """Who read somebody's record. That this is read is put on the record first."""
    return _entries(query, person, "readings", reading_stream(person))


def checks(query: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """Which entries of somebody's consent were compared again. The reading is put on the record first."""
    return _entries(query, person, "checks", checking_stream(person, initiative))


def dues(query: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """What was recorded as fallen due about somebody. The reading is put on the record first."""
    return _entries(query, person, "dues", due_stream(person, initiative))


def consent(query: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """What somebody agreed to, item by item. The reading is put on the record first."""
    of, stands = _reading(query, person, "consent", consent_stream(person, initiative))
    with of.door.service.views.read("consent_register") as view:
        found = consent_register.of_person(view.db, initiative, person, tuple(ITEMS), of.valid_at, of.known_at)
    told = [
        {
            "item": item,
            "says": ITEMS[item],
            "active": state.active,
            "since": to_local(state.since),
            "evidence": state.position,
        }
        for item, state in found.items()
    ]
    said = {"person": person, "initiative": initiative, "items": told}
    return answered({**of.stands(view.position), **said}, standing=stands)


def tasks_of_person(query: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """What was still to be done about somebody. The reading is put on the record first."""
    of, _ = _reading(query, person, "tasks", consent_stream(person, initiative))
    head = of.door.service.record.head()
    return answered({**of.stands(head), "tasks": tasks_told(of, person, initiative)})


def finding(query: dict[str, Any], person: Ref, initiative: Ref) -> Response:
    """One finding explained, with the events that prove it. The reading is put on the record first."""
    kind, key = query["finding"], query["key"]
    of, stands = _reading(query, person, "finding", finding_stream(initiative, person, kind, key))
    service = of.door.service
    found, position = lived(
        service,
        initiative,
        AsOf(of.valid_at, of.known_at, ended=True),
        lambda row: (row.person, row.kind, row.suffix) == (person, kind, key),
    )
    if not found:
        raise NotFound("There is no such finding.", "List them: GET /api/initiatives/{initiative}/findings")
    row, life = found[-1]
    if told_to(of.caller.role, row.rules) != row.rules:
        raise NotEntitled("This is about somebody's health.", "Ask the care team.")
    known = histories(service, person, initiative, of.known_at, of.at)
    said = explained(service, kind, key, row, life, known)
    return answered({**of.stands(position), **said, "person": person, "stands": row.until is None}, standing=stands)


def _entries(query: dict[str, Any], person: Ref, what: str, stream: StreamId) -> Response:
    of, stands = _reading(query, person, what, stream)
    record = of.door.service.record
    told = [
        {"position": each.position, "tag": each.event.tag, "at": to_local(each.occurred_at), "actor": each.actor}
        for each in record.read(stream)
        if each.occurred_at <= of.valid_at
        and each.known_at <= of.known_at
        and not (of.caller.role in OF_RESEARCH and _of_leave(each.event))
    ]
    return answered({**of.stands(record.head()), "entries": told}, standing=stands)


def _of_leave(event: Event) -> bool:
    """Whether it tells that somebody read of leave, which is behind the wall."""
    return isinstance(event, PersonRead) and is_behind(event.what)


def _reading(query: dict[str, Any], person: Ref, what: str, stream: StreamId) -> tuple[Asked, tuple[StreamId, int]]:
    """The question, once it is on the record that this person's record is read; and where the stream asked of stands.

    Where no instant is given the question is about now, which is after the reading.
    """
    first = asked(query)
    read(first.door, first.caller, person, what)
    return asked(query), standing(first.door, stream)


_PERSON: Final = "/people/{person}"
_CONSENT: Final = "/consents/{person}/{initiative}"
QUESTIONS = (
    Question("person", _PERSON, Clocks, PersonAnswer, True, person),
    Question("timeline", f"{_PERSON}/timeline", OfTimeline, Timeline, False, timeline_of_person),
    Question("accesses_of_person", f"{_PERSON}/accesses", Clocks, Accesses, False, accesses_of_person),
    Question("readings", f"{_PERSON}/readings", Clocks, Entries, True, readings),
    Question("consent", _CONSENT, Clocks, ConsentAnswer, True, consent),
    Question("tasks_of_person", f"{_CONSENT}/tasks", OfTasks, TasksAnswer, False, tasks_of_person),
    Question("checks", f"{_CONSENT}/verifications", Clocks, Entries, True, checks),
    Question("dues", f"{_CONSENT}/dues", Clocks, Entries, True, dues),
    Question("uses", "/uses/{person}/{initiative}", Clocks, Accesses, True, uses),
    Question("finding", "/findings/{person}/{initiative}", OfOneFinding, Explained, True, finding),
)
