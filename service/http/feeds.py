"""The log as a feed, by position. It says that something happened, in which stream and to whom; nothing that is sealed.

People are references, which say nothing without the keys. Positions have no gaps, so that whoever follows knows that
nothing was left out.
"""

from typing import Any, Final

import marshmallow as ma
from flask import Response, url_for
from flask_smorest import Blueprint
from marshmallow import fields, validate

from domain.kernel.decider import Event, Recorded
from domain.kernel.time import to_utc
from projections.wall import OF_RESEARCH, is_behind
from service.http.api.asking import Question, answered, blueprint, door, enter, put
from service.http.api.fields import Strict
from service.http.callers import caller

PAGE: Final = 100
LARGEST: Final = 2**53 - 1
"""The largest number that every reader of JSON reads exactly (RFC 8259 section 6)."""

WITHHELD: Final = "withheld"
"""What stands for the tag of an entry that the one who asks is told nothing of."""


class Place(Strict):
    """Behind which position, and how much at once."""

    after = fields.Integer(validate=validate.Range(min=0, max=LARGEST), load_default=0)
    limit = fields.Integer(validate=validate.Range(min=1, max=1_000), load_default=PAGE)


class Entry(ma.Schema):
    """An event of the log. `at` is when it was recorded, by the database's clock. Of leave auditors learn no more."""

    position = fields.Integer(required=True)
    stream = fields.String(required=True)
    version = fields.Integer(required=True)
    tag = fields.String(required=True)
    at = fields.String(required=True)
    history = fields.Boolean(required=True)
    subjects = fields.List(fields.String(), required=True)


class Feed(ma.Schema):
    """A page of the log; `Link: rel=next` (RFC 8288) leads on, and back here where nothing has followed yet."""

    entries = fields.List(fields.Nested(Entry), required=True)
    position = fields.Integer(required=True, metadata={"description": "The last position of this page."})
    head = fields.Integer(required=True, metadata={"description": "The last position of the log."})


def feed(query: dict[str, Any]) -> Response:
    """What was recorded behind a position, in the order in which it was recorded."""
    record, after, limit = door().service.record, query["after"], query["limit"]
    found = record.tail(after, limit)
    position = found[-1].position if found else after
    entries = [_told(each, caller().role) for each in found]
    answer = answered({"entries": entries, "position": position, "head": record.head()})
    onward = url_for("feeds.feed", after=position, limit=limit)
    answer.headers["Link"] = f'<{onward}>; rel="next"'
    return answer


def _told(recorded: Recorded[Event], role: str) -> dict[str, Any]:
    """An entry; of what stands behind the wall somebody of research is told its place and its time, and no more."""
    known = {"position": recorded.position, "at": to_utc(recorded.recorded_at)}
    if role in OF_RESEARCH and is_behind(recorded.event.tag):
        return {**known, "stream": "", "version": 0, "tag": WITHHELD, "history": False, "subjects": []}
    return {
        **known,
        "stream": recorded.stream,
        "version": recorded.version,
        "tag": recorded.event.tag,
        "history": recorded.history,
        "subjects": sorted(set(recorded.event.subjects)),
    }


def feeds() -> Blueprint:
    """The part of the API that is followed."""
    made = blueprint("feeds", enter)
    put(made, Question("feed", "/feed", Place, Feed, False, feed))
    return made
