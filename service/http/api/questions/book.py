"""What is the same for everybody: the rules, the commands, the provider's settings, and whether we are well."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import marshmallow as ma
from flask import Response
from marshmallow import fields

from domain.governance import DEFAULTS, SETTINGS_FOLDING, settings_stream
from domain.judging import RULES
from domain.kernel.ids import Ref
from domain.kernel.time import london_day, to_local
from service.commanding import takes
from service.http.api.asking import Clocks, Question, Rule, Stands, answered, asked, door, standing
from service.http.api.fields import Strict
from service.http.api.routes import ROUTES
from service.names import office_ids


class Health(ma.Schema):
    """Whether the record can be read, and how far it reaches."""

    status = fields.String(required=True)
    position = fields.Integer(required=True)


class BookRule(Rule):
    """A rule as the rule book holds it."""

    finding = fields.String(required=True)
    refuses = fields.Boolean(required=True)
    since = fields.String(allow_none=True)
    until = fields.String(allow_none=True)


class Book(Stands):
    """The rule book."""

    rules = fields.List(fields.Nested(BookRule), required=True)


class Taken(ma.Schema):
    """A field that a command takes."""

    name = fields.String(required=True)
    written = fields.String(required=True)
    required = fields.Boolean(required=True)
    one_of = fields.List(fields.String(), required=True)


class OneCommand(ma.Schema):
    """A command, and where it is asked."""

    tag = fields.String(required=True)
    says = fields.String(required=True)
    place = fields.String(required=True)
    takes = fields.List(fields.Nested(Taken), required=True)


class Commands(ma.Schema):
    """Everything that may be asked to be recorded."""

    commands = fields.List(fields.Nested(OneCommand), required=True)


class Setting(ma.Schema):
    """A setting as it stood; the default where nothing else was set."""

    setting = fields.String(required=True)
    value = fields.Integer(required=True)
    default = fields.Integer(required=True)
    since = fields.String(allow_none=True, required=True)
    by = fields.String(allow_none=True, required=True)


class SettingsAnswer(Stands):
    """The provider's settings."""

    settings = fields.List(fields.Nested(Setting), required=True)


def health(_: dict[str, Any]) -> Response:
    """Whether the record can be read, and how far it reaches."""
    return answered({"status": "ok", "position": door().service.record.head()})


def rulebook(query: dict[str, Any]) -> Response:
    """Every rule, with its source and what to do; with `valid_at`, those in force on that day."""
    of = asked(query)
    on = london_day(query["valid_at"]) if "valid_at" in query else None
    return answered(
        {
            **of.stands(of.door.service.record.head()),
            "rules": [
                {
                    "id": rule.id,
                    "says": rule.says,
                    "citation": str(rule.cite),
                    "remedy": rule.remedy,
                    "finding": rule.finding,
                    "refuses": rule.refuses,
                    "since": rule.since and str(rule.since),
                    "until": rule.until and str(rule.until),
                }
                for rule in RULES.values()
                if on is None or rule.in_force(on)
            ],
        }
    )


def commands(_: dict[str, Any]) -> Response:
    """Every command: what it takes, and where it is asked."""
    return answered({"commands": list(_commands())})


def _commands() -> Iterator[dict[str, Any]]:
    for route in ROUTES:
        taken = [
            {"name": each.name, "written": each.kind, "required": each.required, "one_of": each.allowed}
            for each in takes(route.command)
            if each.name != route.mints
        ]
        says = (route.command.__doc__ or "").split("\n\n")[0].replace("\n    ", " ")
        yield {"tag": route.tag, "says": says, "place": f"/api{route.place}", "takes": taken}


def settings(query: dict[str, Any]) -> Response:
    """What the provider had set, since when and by whom."""
    of = asked(query)
    service, stream = of.door.service, settings_stream()
    stands = standing(of.door, stream)
    known = [each for each in service.record.read(stream) if each.known_at <= of.known_at]
    held = reduce(SETTINGS_FOLDING.evolve, known, SETTINGS_FOLDING.initial)
    last = {name: held.standing(name, of.valid_at) for name in DEFAULTS}
    names = office_ids(service.record, service.keys, {Ref(s.author) for s in last.values() if s and s.author})
    rows = [
        {
            "setting": name,
            "value": DEFAULTS[name] if set_to is None else set_to.value,
            "default": DEFAULTS[name],
            "since": set_to and to_local(set_to.since),
            "by": names[Ref(set_to.author)] if set_to and set_to.author else None,
        }
        for name, set_to in last.items()
    ]
    return answered({**of.stands(service.record.head()), "settings": rows}, standing=stands)


QUESTIONS = (
    Question("health", "/health", Strict, Health, False, health),
    Question("rulebook", "/rulebook", Clocks, Book, False, rulebook),
    Question("commands", "/commands", Strict, Commands, False, commands),
    Question("settings", "/settings", Clocks, SettingsAnswer, True, settings),
)
