"""A stop as it is heard over HTTP: what can be read of it is taken, and nothing of it is refused for its form.

Where it cannot be read how far a stop goes, the most protective reading is taken; what could not be read is said.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import marshmallow as ma
import orjson
from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge

from domain.consent import TAKE_PART, DoubtCapacity, ObserveObjection, Pause, RecordAdvice, StopChannels, Withdraw
from domain.involvement import RefuseAlternative, WithdrawRequest
from domain.judging import SAYS_YES
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.leave import SayToday
from service.commanding import BadFields, build
from service.http.api.asking import door, wrong_by_field
from service.http.api.routes import Route

UNSAID: Final[Mapping[str, Mapping[str, Any]]] = {
    Withdraw.tag: {"level": "W0"},
    StopChannels.tag: {},
    Pause.tag: {},
    ObserveObjection.tag: {"sign": "not_said"},
    DoubtCapacity.tag: {"decision": TAKE_PART, "doubt": "not_said"},
    RecordAdvice.tag: {"decision": TAKE_PART},
    WithdrawRequest.tag: {},
    RefuseAlternative.tag: {},
    SayToday.tag: {},
}
"""What is taken where somebody says stop and nothing else: the most protective reading (domain.consent.LEVELS)."""
HEARD_BY: Final = {ObserveObjection.tag: "observer", DoubtCapacity.tag: "by", RecordAdvice.tag: "consultee"}
"""The field that says from whom it is: where nobody is named, whoever reports it."""
_HOW_FAR: Final = frozenset({"level", "items", "off_channels", "decision"})
"""The fields that say what stops: a stop of which one cannot be read is read as if it had none of them."""
_EVERYTHING: Final = "W6"
"""The level than which none goes further, whatever else could not be read."""
SAYS: Final = (
    "A stop: it is never refused for its form. What is not sent as it is described here is not taken, and `unread` of"
    " the answer names it; where that leaves open what stops, it is everything, until somebody asks. A key that was"
    " used for something else is taken as none."
)


def says(route: Route) -> str:
    """What the description of the API says of a stop, or of what may be one."""
    if not route.may_be_a_yes:
        return SAYS
    field = SAYS_YES[route.command]
    as_yes = f"With `{field}` true it needs a key and a version, like all that is not a stop."
    return f"{as_yes} With `{field}` false: {SAYS}"


def said_as_stop(route: Route) -> bool:
    """Whether what is asked now is a stop. Advice is one where it says no, and needs all that a yes needs otherwise."""
    if not route.may_be_a_yes:
        return route.stops
    return _sent()[0].get(SAYS_YES[route.command]) is False


def may_be_left_out(route: Route) -> frozenset[str]:
    """The fields of a stop that nobody must give; of advice, which may be a yes, none."""
    if not route.stops or route.may_be_a_yes:
        return frozenset()
    return frozenset(UNSAID[route.tag]) | ({HEARD_BY[route.tag]} if route.tag in HEARD_BY else frozenset())


def heard(
    route: Route, schema: ma.Schema, named: Mapping[str, Ref], told: Mapping[str, Any]
) -> tuple[Command, dict[str, str]]:
    """The stop that was said, and what of it could not be read, field by field."""
    sent, unread = _sent()
    given, wrong = _readable(schema, sent)
    given = _without(given, unread := {**unread, **wrong})
    while True:
        try:
            command = build(route.tag, {**_unsaid(route, named), **given, **named}, Ref, told)
        except BadFields as error:
            wrong = {name: why for name, why in error.problems.items() if name in given}
            if not given:
                raise
            wrong = wrong or {"other": "It cannot be told so."}
            given = _without(given if "other" not in wrong else {}, unread := {**unread, **wrong})
            continue
        if command.happened_at <= command.at:
            return command, unread
        given = _without(given, unread := {**unread, "occurred_at": "That time has not come yet: it counts from now."})


def _sent() -> tuple[dict[str, Any], dict[str, str]]:
    """The fields that were sent, whatever kind of text the request says that it is; none where there are no such."""
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        return {}, {"body": "It is too long."}
    try:
        sent = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        return {}, {"body": "It is no JSON."}
    return (sent, {}) if isinstance(sent, dict) else ({}, {"body": "It is no object of JSON."})


def _readable(schema: ma.Schema, sent: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields that are written as they are described, and what is wrong with the others."""
    try:
        return dict(schema.load(sent, partial=True)), {}
    except ma.ValidationError as error:
        wrong = wrong_by_field(error, schema)
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return {name: value for name, value in valid.items() if name not in wrong}, wrong


def _without(given: dict[str, Any], unread: Iterable[str]) -> dict[str, Any]:
    """What was given without what could not be read, nor how far it goes where that could not be read as a whole."""
    lost = set(unread)
    if lost & {*_HOW_FAR, "other", "body"} and given.get("level") != _EVERYTHING:
        lost |= _HOW_FAR
    return {name: value for name, value in given.items() if name not in lost}


def _unsaid(route: Route, named: Mapping[str, Ref]) -> dict[str, Any]:
    """What is taken for what nobody said; advice is that of whoever is the person's consultee, where there is one."""
    said = dict(UNSAID[route.tag])
    if route.tag in HEARD_BY:
        said[HEARD_BY[route.tag]] = g.caller.ref
    if route.tag == RecordAdvice.tag:
        of = door()
        known = of.service.road.histories(named["person"], named["initiative"]).consent.capacity
        if (asked := known.consultee(of.now())) is not None:
            said["consultee"] = asked.consultee
    return said
