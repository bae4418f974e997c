"""Every command as a route: its fields, its place and its roles come from the table; the one road decides it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import marshmallow as ma
from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import fields
from werkzeug.exceptions import UnsupportedMediaType

from domain.judging import told_to
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused
from service.commanding import build, takes
from service.errors import Moved, Reused
from service.handling import Outcome
from service.http import etags, repeats
from service.http.api import stops
from service.http.api.asking import PARSER, answered, blueprint, door, enter, place_in_flask, responses, there
from service.http.api.fields import REF, Strict, field_of
from service.http.api.routes import ROUTES, Route
from service.http.problems import Refusal
from service.minting import minted


class Recorded(ma.Schema):
    """An event that was recorded."""

    tag = fields.String(required=True)
    position = fields.Integer(required=True)


class Done(ma.Schema):
    """What was recorded; `created` names what is new. Asked again under its key, it is the same with `repeated`."""

    recorded = fields.List(fields.Nested(Recorded), required=True)
    position = fields.Integer(required=True)
    repeated = fields.Boolean(required=True)
    created = fields.String(metadata={"pattern": REF})
    unread = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "What of a stop could not be read, by field, and was not taken."},
    )


def commands() -> Blueprint:
    """The part of the API that records."""
    made = blueprint("commands", enter, _formal)
    for route in ROUTES:
        _put(made, route)
    return made


def endpoint(tag: str) -> str:
    """The name of a command's route."""
    return tag.replace(".", "-", 1)


def schema_of(route: Route) -> ma.Schema:
    """What the body of a command gives: the command's own fields, but for those that its place names."""
    elsewhere = {*route.in_place, route.mints}
    taken = {each.name: field_of(each) for each in takes(route.command) if each.name not in elsewhere}
    for name in stops.may_be_left_out(route) & taken.keys():
        taken[name].required = False
    words = "".join(part.capitalize() for part in route.tag.replace(".", "_").split("_"))
    made: type[ma.Schema] = type(words, (Strict,), taken)
    return made()


def _put(to: Blueprint, route: Route) -> None:
    schema = schema_of(route)

    def asked(**named: Ref) -> Response:
        return _heard(route, schema, named) if g.stops else _answer(route, named, PARSER.parse(schema, location="json"))

    asked.__doc__ = f"{route.command.__doc__}{_says(route)}"
    done = responses(201, Done, etag=True, command=True)
    body = {"required": _needs_body(route), "content": {"application/json": {"schema": schema}}}
    view = to.doc(operationId=route.tag, responses=done, requestBody=body, parameters=_headers(route))(asked)
    to.add_url_rule(place_in_flask(route.place), endpoint(route.tag), view, methods=["POST"])


def _says(route: Route) -> str:
    if not route.stops:
        return ""
    return f"\n\n{stops.says(route)}"


def _headers(route: Route) -> list[dict[str, Any]]:
    key = header(repeats.HEADER, repeats.WRITTEN, "Asked again under the same key, the first answer comes again.")
    if route.stops and not route.may_be_a_yes:
        return [{**key, "required": False, "schema": {"type": "string"}}]
    return [key] if route.mints else [key, header(etags.HEADER, etags.WRITTEN, "The ETag of what this rests on.")]


def header(name: str, pattern: str, says: str) -> dict[str, Any]:
    """How a header that must be sent is described."""
    written = {"type": "string", "pattern": pattern}
    return {"in": "header", "name": name, "required": True, "schema": written, "description": says}


_BY_ENDPOINT = {f"commands.{endpoint(route.tag)}": route for route in ROUTES}


def _formal() -> None:
    """Looks at the form of what is asked before its body is. A stop is never refused for it."""
    route = _BY_ENDPOINT[str(request.endpoint)]
    g.stops = stops.said_as_stop(route)
    g.key = repeats.key_of_request(needed=not g.stops)
    g.named = None if g.stops or route.mints else etags.named()
    if g.stops:
        return
    sent = request.content_length or "Transfer-Encoding" in request.headers
    if not request.is_json and (sent or _needs_body(route)):
        raise UnsupportedMediaType


@cache
def _needs_body(route: Route) -> bool:
    """Whether there is anything that a body must give."""
    return any(each.required for each in schema_of(route).fields.values())


def _answer(route: Route, named: Mapping[str, Ref], body: Mapping[str, Any]) -> Response:
    of = door()
    given = {**body, **named}
    there(of, {name: given[name] for name in ("person", "initiative") if given.get(name) and name != route.mints})
    created = minted(of.service.keys, route.tag, given) if route.mints else None
    if created is not None:
        given[route.mints] = created
    command = build(route.tag, given, Ref, _told(route))
    with of.running.alone(g.caller.ref, g.key):
        outcome = of.service.road.ask(command, key=g.key, stands_at=stands_at(command))
    return done(command, outcome, {} if created is None else {"created": created})


def _heard(route: Route, schema: ma.Schema, named: Mapping[str, Ref]) -> Response:
    """The answer to a stop. Under a key that was used for something else it is recorded all the same."""
    command, unread = stops.heard(route, schema, named, _told(route))
    try:
        outcome = door().service.road.ask(command, key=g.key)
    except Reused:
        outcome = door().service.road.ask(command)
    return done(command, outcome, {"unread": unread} if unread else {})


def _told(route: Route) -> dict[str, Any]:
    """What the server tells of every command."""
    return {"actor": g.caller.ref, "role": g.caller.role, "at": door().now(), "history": route.history}


def stands_at(command: Command) -> int | None:
    """The version at which the command's stream is to stand. Raises Moved for a version of another stream."""
    if g.named is None:
        return None
    stream, version = g.named
    if stream != command.stream:
        raise Moved("The version that is named is one of something else.", "Send the ETag of what this is about.")
    return int(version)


def _as_told(role: str, refused: Refused) -> Refused:
    """The refusal as somebody of this role may know it: a rule about somebody's health hides them all.

    The one word that stands for them does not tell either which were broken and which could not be judged.
    """
    whole = (*refused.broken, *refused.unjudged)
    told = told_to(role, whole)
    return refused if told == whole else Refused(told)


def done(command: Command, outcome: Outcome, more: Mapping[str, Any]) -> Response:
    """What was recorded. Raises Refusal where the rules stand against it."""
    if outcome.refused is not None:
        raise Refusal(_as_told(command.role, outcome.refused))
    found = door().service.record.at(outcome.positions)
    version = max((each.version for each in found if each.stream == command.stream), default=0)
    said = {
        "recorded": [{"tag": each.event.tag, "position": each.position} for each in found],
        "position": max(outcome.positions),
        "repeated": outcome.repeated,
        **more,
    }
    return answered(said, 201, (command.stream, version))
