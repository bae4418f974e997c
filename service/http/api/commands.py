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
from service.errors import Moved
from service.handling import Outcome
from service.http import etags, repeats
from service.http.api.asking import answered, blueprint, door, enter, place_in_flask, responses, there
from service.http.api.fields import REF, Strict, field_of
from service.http.api.routes import ROUTES, Route
from service.http.problems import Refusal
from service.minting import minted

UNSAID = {"consent.withdraw": {"level": "W0"}}
"""What is taken where somebody says stop and nothing else: the most protective reading (domain.consent.LEVELS)."""


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
    for name in UNSAID.get(route.tag, ()):
        taken[name].required = False
    words = "".join(part.capitalize() for part in route.tag.replace(".", "_").split("_"))
    made: type[ma.Schema] = type(words, (Strict,), taken)
    return made()


def _put(to: Blueprint, route: Route) -> None:
    def asked(body: Mapping[str, Any], **named: Ref) -> Response:
        return _answer(route, named, body)

    asked.__doc__ = route.command.__doc__
    view = to.arguments(schema_of(route), location="json", required=_needs_body(route))(asked)
    done = responses(201, Done, etag=True, command=True)
    view = to.doc(operationId=route.tag, responses=done, parameters=_headers(route))(view)
    to.add_url_rule(place_in_flask(route.place), endpoint(route.tag), view, methods=["POST"])


def _headers(route: Route) -> list[dict[str, Any]]:
    key = _header(repeats.HEADER, repeats.WRITTEN, "Asked again under the same key, the first answer comes again.")
    if route.stops:
        return [{**key, "required": False, "schema": {"type": "string"}}]
    return [key] if route.mints else [key, _header(etags.HEADER, etags.WRITTEN, "The ETag of what this rests on.")]


def _header(name: str, pattern: str, says: str) -> dict[str, Any]:
    written = {"type": "string", "pattern": pattern}
    return {"in": "header", "name": name, "required": True, "schema": written, "description": says}


_BY_ENDPOINT = {f"commands.{endpoint(route.tag)}": route for route in ROUTES}


def _formal() -> None:
    """Looks at the form of what is asked before its body is. A stop is never refused for it."""
    route = _BY_ENDPOINT[str(request.endpoint)]
    g.key = repeats.key_of_request(needed=not route.stops)
    g.named = None if route.stops or route.mints else etags.named()
    sent = request.content_length or "Transfer-Encoding" in request.headers
    if not request.is_json and (sent or _needs_body(route)):
        raise UnsupportedMediaType


@cache
def _needs_body(route: Route) -> bool:
    """Whether there is anything that a body must give."""
    return any(each.required for each in schema_of(route).fields.values())


def _answer(route: Route, named: Mapping[str, Ref], body: Mapping[str, Any]) -> Response:
    of, who = door(), g.caller
    given = {**UNSAID.get(route.tag, {}), **body, **named}
    there(of, {name: given[name] for name in ("person", "initiative") if given.get(name) and name != route.mints})
    created = minted(of.service.keys, route.tag, given) if route.mints else None
    if created is not None:
        given[route.mints] = created
    told = {"actor": who.ref, "role": who.role, "at": of.now(), "history": route.history}
    command = build(route.tag, given, Ref, told)
    with of.running.alone(who.ref, g.key):
        outcome = of.service.road.ask(command, key=g.key, stands_at=_stands_at(command))
    if outcome.refused is not None:
        raise Refusal(_as_told(who.role, outcome.refused))
    return _done(command, outcome, created)


def _stands_at(command: Command) -> int | None:
    """The version at which the command's stream is to stand. Raises Moved for a version of another stream."""
    if g.named is None:
        return None
    stream, version = g.named
    if stream != command.stream:
        raise Moved("The version that is named is one of something else.", "Send the ETag of what this is about.")
    return int(version)


def _as_told(role: str, refused: Refused) -> Refused:
    """The refusal as somebody of this role may know it: a rule about somebody's health hides them all."""
    if told_to(role, (*refused.broken, *refused.unjudged)) == (*refused.broken, *refused.unjudged):
        return refused
    return Refused(told_to(role, (*refused.broken, *refused.unjudged)))


def _done(command: Command, outcome: Outcome, created: Ref | None) -> Response:
    found = door().service.record.at(outcome.positions)
    version = max((each.version for each in found if each.stream == command.stream), default=0)
    said: dict[str, Any] = {
        "recorded": [{"tag": each.event.tag, "position": each.position} for each in found],
        "position": max(outcome.positions),
        "repeated": outcome.repeated,
    }
    if created is not None:
        said["created"] = created
    return answered(said, 201, (command.stream, version))
