"""What every route of the API is made of: who asks, what was sent, at which instants, and how it is described."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, NoReturn

import marshmallow as ma
import orjson
from flask import Response, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import fields
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter

from domain.initiatives import initiative_stream
from domain.kernel.ids import Ref, StreamId
from domain.kernel.time import to_local
from domain.people.events import person_stream
from service.errors import NotFound
from service.http import etags, policy
from service.http.api.fields import REF, Instant, Strict
from service.http.callers import Caller, caller
from service.http.door import Door
from service.http.problems import MEDIA_TYPE, Invalid


class Reference(BaseConverter):
    """A reference in an address."""

    regex = REF.strip("^$")
    part_isolating = True


class Parser(FlaskParser):
    """Reads what was sent as strictly as it is described."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": ma.RAISE, "query": ma.RAISE}

    def _raw_load_json(self, req: Any) -> Any:
        sent = req.get_data()
        if not sent:
            return core.missing
        try:
            return orjson.loads(sent)
        except orjson.JSONDecodeError:
            raise BadRequest from None

    def handle_error(self, error: ma.ValidationError, req: Any, schema: ma.Schema, **how: Any) -> NoReturn:
        """Raises Invalid, naming the fields that there are, and no value."""
        raise Invalid(wrong_by_field(error, schema)) from None


PARSER: Final = Parser()


def wrong_by_field(error: ma.ValidationError, schema: ma.Schema) -> dict[str, str]:
    """What is wrong with each field; whatever is none of them is `other`, and nothing that was sent is in it."""
    said: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    found = next(iter(said.values())) if set(said) <= {"json", "query"} else said
    names = [each.data_key or name for name, each in schema.fields.items()]
    known = {name: _flat(why) for name, why in found.items() if name in names}
    other = {"other": f"It takes {', '.join(names) or 'nothing'}."} if set(found) - set(known) else {}
    return {**known, **other}


def _flat(why: Any) -> str:
    """What is wrong with a field, as one sentence after the other; nothing that was sent is in it."""
    if isinstance(why, Mapping):
        return " ".join(dict.fromkeys(_flat(each) for each in why.values()))
    return " ".join(why) if isinstance(why, list) else str(why)


class Clocks(Strict):
    """The two instants of a question: both now, where none is given."""

    valid_at = Instant(
        metadata={
            "format": "london-time",
            "description": "True when: local (Europe/London), or with an offset; a day is its first minute.",
        }
    )
    known_at = Instant(metadata={"format": "london-time", "description": "As known when, written the same way."})


class Stands(ma.Schema):
    """Where an answer stands: the last position it knows, and the instants that it is about."""

    position = fields.Integer(required=True)
    valid_at = fields.String(required=True)
    known_at = fields.String(required=True)


class Rule(ma.Schema):
    """A rule that stands against something: its sentence, its source, and what to do."""

    id = fields.String(required=True)
    says = fields.String(required=True)
    citation = fields.String(required=True)
    remedy = fields.String(required=True)


class ProblemSchema(ma.Schema):
    """A problem (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    remedy = fields.String(metadata={"description": "What to do next."})
    broken = fields.List(fields.Nested(Rule), metadata={"description": "Every rule that is broken."})
    unjudged = fields.List(fields.Nested(Rule), metadata={"description": "Every rule that could not be judged."})
    fields_ = fields.Dict(
        data_key="fields", values=fields.String(), metadata={"description": "What is wrong, by field."}
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked: by whom, when, and about which two instants."""

    door: Door
    caller: Caller
    at: datetime
    valid_at: datetime
    known_at: datetime
    given: Mapping[str, Any] = field(default_factory=dict)

    def stands(self, position: int) -> dict[str, Any]:
        """What every answer says of itself."""
        return {"position": position, "valid_at": to_local(self.valid_at), "known_at": to_local(self.known_at)}


def door() -> Door:
    """The store behind this application."""
    found: Door = current_app.extensions["byleave"]
    return found


def enter() -> None:
    """Lets in who may ask this, and looks whether those are there whom the address names."""
    endpoint = str(request.endpoint)
    if endpoint in policy.NOBODY_NEEDED:
        return
    g.caller = caller()
    named = request.view_args or {}
    policy.check(g.caller, endpoint, named)
    there(door(), named)


def there(of: Door, named: Mapping[str, Any]) -> None:
    """Raises NotFound where a person or an initiative is named of whom nothing is on the record."""
    kinds: dict[str, Callable[[Ref], StreamId]] = {"person": person_stream, "initiative": initiative_stream}
    kinds["scope"] = initiative_stream
    streams = [kinds[name](Ref(ref)) for name, ref in named.items() if name in kinds]
    if not all(of.service.record.versions(streams).values()):
        raise NotFound("There is nobody and nothing of that reference.", "Look it up again.")


def asked(query: Mapping[str, Any]) -> Asked:
    """This question, asked now."""
    now = door().now()
    given = {name: value for name, value in query.items() if name not in Clocks._declared_fields}
    return Asked(door(), g.caller, now, query.get("valid_at", now), query.get("known_at", now), given)


def answered(body: Mapping[str, Any], status: int = 200, standing: tuple[StreamId, int] | None = None) -> Response:
    """An answer as JSON, with the entity tag of the stream that it is of."""
    answer = Response(orjson.dumps(body), status, content_type="application/json")
    if standing is not None:
        answer.headers["ETag"] = etags.tag(*standing)
    return answer


def standing(of: Door, stream: StreamId) -> tuple[StreamId, int]:
    """A stream and the version at which it stands now."""
    return stream, of.service.record.versions([stream])[stream]


_PROBLEMS: Final = (400, 401, 403, 404, 409, 410, 413, 415, 421, 422, 500, 503)
_OF_COMMANDS: Final = (412, 428)


def responses(status: int, answer: type[ma.Schema], *, etag: bool, command: bool = False) -> dict[str, Any]:
    """How the answers of a route are described: the one wished for, and every problem."""
    good: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {"application/json": {"schema": answer}},
    }
    if etag:
        good["headers"] = {"ETag": {"schema": {"type": "string", "pattern": etags.WRITTEN}, "required": True}}
    codes = (*_PROBLEMS, *(_OF_COMMANDS if command else ()))
    return {str(status): good, **{str(code): PROBLEM for code in sorted(codes)}}


PROBLEM: Final = "Problem"
"""The name of every problem's description among the API's components."""


def describe_problems(spec: Any) -> None:
    """Describes once how every problem is answered."""
    answer = {"description": "A problem (RFC 9457).", "content": {MEDIA_TYPE: {"schema": ProblemSchema}}}
    spec.components.response(PROBLEM, answer)


def place_in_flask(place: str) -> str:
    """A place as Flask writes it; every part in braces is a reference."""
    return re.sub(r"\{(\w+)\}", r"<ref:\1>", place)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name, its place under /api, what may be asked with it, what is answered, and by what."""

    name: str
    place: str
    query: type[ma.Schema]
    answer: type[ma.Schema]
    etag: bool
    view: Callable[..., Response]


def blueprint(name: str, *entering: Callable[[], None]) -> Blueprint:
    """A part of the API, entered through these."""
    made = Blueprint(name, __name__, url_prefix="/api")
    made.ARGUMENTS_PARSER = PARSER
    for each in entering:
        made.before_request(each)
    return made


def put(to: Blueprint, question: Question) -> None:
    """Gives a question its route and its description."""
    view = to.arguments(question.query(), location="query")(question.view)
    described = responses(200, question.answer, etag=question.etag)
    nobody: dict[str, Any] = {"security": []} if f"{to.name}.{question.name}" in policy.NOBODY_NEEDED else {}
    view = to.doc(operationId=question.name, responses=described, **nobody)(view)
    to.add_url_rule(place_in_flask(question.place), question.name, view, methods=["GET"])
