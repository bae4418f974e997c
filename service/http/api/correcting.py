"""What stands on the record wrongly is told again as it was, in place of the first telling, with the reason why.

The command is the one by which it is recorded otherwise, told as history; the one road decides it (ops/duties.md, 7:
where it gives something back, it waits until somebody else compared it). It is never a stop that is being said: a
correction of one is refused for its form like anything else, and the stop holds meanwhile.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import marshmallow as ma
from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import fields, validate
from werkzeug.exceptions import UnsupportedMediaType

from domain.judging import TAKES_BACK
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from service.commanding import build, kind_of, takes, why
from service.entitling import MAY_ASK
from service.errors import Conflict
from service.http import etags, repeats
from service.http.api.asking import PARSER, blueprint, door, enter, responses, there, wrong_by_field
from service.http.api.commands import Done, done, header, stands_at
from service.http.api.fields import LONGEST_TEXT, Strict, Whole, Words, field_of
from service.http.api.routes import ROUTES
from service.http.problems import Invalid

PLACE = "/corrections"
LARGEST_POSITION = 2**53
"""Beyond it JSON is not read alike everywhere (RFC 8259 section 6)."""
CORRECTED = tuple(
    route.tag
    for route in ROUTES
    if MAY_ASK[route.tag].history and not route.mints and not issubclass(route.command, TAKES_BACK)
)
"""What can be told again as history. Who or what was registered is not: a reference is not given twice."""


class Correction(Strict):
    """What is told again, in place of which entry, and why."""

    do = Words(
        required=True,
        validate=validate.OneOf(CORRECTED),
        metadata={"description": "The command by which it is recorded."},
    )
    entry = Whole(
        required=True,
        validate=validate.Range(1, LARGEST_POSITION),
        metadata={"description": "The position of the entry that is wrong, as the timeline and the feed give it."},
    )
    reason = Words(
        required=True,
        validate=validate.Length(1, LONGEST_TEXT),
        metadata={"description": "Why it is corrected, and what shows that: a personal text, which is sealed."},
    )
    given = fields.Dict(
        data_key="fields",
        required=True,
        keys=fields.String(),
        metadata={"description": "All fields of the command, as they should have been, those of its place too."},
    )


def corrections() -> Blueprint:
    """The part of the API that corrects."""
    made = blueprint("corrections", enter, _formal)
    described = responses(201, Done, etag=True, command=True)
    parameters = [
        header(repeats.HEADER, repeats.WRITTEN, "Asked again under the same key, the first answer comes again."),
        header(etags.HEADER, etags.WRITTEN, "The ETag of what the entry is about."),
    ]
    body = {"required": True, "content": {"application/json": {"schema": Correction}}}
    view = made.doc(operationId="correct", responses=described, requestBody=body, parameters=parameters)(_correct)
    made.add_url_rule(PLACE, "correct", view, methods=["POST"])
    return made


def _formal() -> None:
    g.key = repeats.key_of_request(needed=True)
    g.named = etags.named()
    if not request.is_json:
        raise UnsupportedMediaType


def _correct() -> Response:
    """Tells again what stands on the record wrongly, in place of the entry that is wrong, for which it gives a reason.

    It is decided like all that is told as history. What takes something away holds at once; what gives something back
    holds from when somebody else compared it with its source.
    """
    sent = PARSER.parse(Correction(), location="json")
    there(door(), {name: sent["given"].get(name) for name in ("person", "initiative") if name in sent["given"]})
    told = {"actor": g.caller.ref, "role": g.caller.role, "at": door().now(), "history": True}
    command = build(sent["do"], _read(sent["do"], sent["given"]), Ref, told)
    said = replace(command, corrects=_version(command, sent["entry"]), reason=why(command, sent["reason"]))
    with door().running.alone(g.caller.ref, g.key):
        outcome = door().service.road.ask(said, key=g.key, stands_at=stands_at(said))
    return done(said, outcome, {})


def _read(tag: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a command as they are written. Raises Invalid, naming what is wrong field by field."""
    schema = _whole(tag)
    try:
        return dict(schema.load(given))
    except ma.ValidationError as error:
        raise Invalid(wrong_by_field(error, schema)) from None


@cache
def _whole(tag: str) -> ma.Schema:
    """All that a command takes."""
    made: type[ma.Schema] = type("Corrected", (Strict,), {each.name: field_of(each) for each in takes(kind_of(tag))})
    return made()


def _version(command: Command, position: int) -> int:
    """Where an entry stands in the command's stream. Raises Conflict where it is in none, or in another."""
    found = door().service.record.at([position])
    if not found or found[0].stream != command.stream:
        raise Conflict("The entry to be corrected is none of what this is about.", "Look its position up again.")
    return found[0].version
