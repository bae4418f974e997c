"""The API: one route a command and a question, described as OpenAPI 3.1."""

import json
from typing import Any

from flask import Flask
from flask_smorest import Api

from service.http.api.asking import ProblemSchema, Reference, describe_problems
from service.http.api.commands import commands
from service.http.api.correcting import corrections
from service.http.api.fields import REF
from service.http.api.questions import questions
from service.http.callers import HEADER
from service.http.feeds import feeds

VERSION = "1"


class Described(Api):  # type: ignore[misc] # flask-smorest comes without types
    """The API with its description; its errors are answered like all others."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = ProblemSchema

    def _register_pagination_header(self) -> None:
        """Nothing: pages are followed by position, and flask-smorest describes its own header wrongly."""

    def _register_error_handlers(self) -> None:
        """Nothing of its own: service.http.problems answers every error."""


def install(app: Flask) -> None:
    """Gives an application the API, and its description at /api/openapi.json."""
    app.url_map.converters["ref"] = Reference
    app.config.update(API_TITLE="Byleave", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX="/api")
    api = Described(app, spec_kwargs=_spec())
    api.register_converter(Reference, lambda _: {"type": "string", "pattern": REF})
    describe_problems(api.spec)
    for part in (commands(), corrections(), questions(), feeds()):
        api.register_blueprint(part)


def _spec() -> dict[str, Any]:
    persona = {"type": "apiKey", "in": "header", "name": HEADER}
    return {
        "info": {"description": "Consent and audit. Times are Europe/London unless they carry an offset."},
        "components": {"securitySchemes": {"persona": persona}},
        "security": [{"persona": []}],
    }


def description(app: Flask) -> dict[str, Any]:
    """The description of an application's API (OpenAPI 3.1)."""
    found: dict[str, Any] = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return found


def written(app: Flask) -> str:
    """The description as it is kept: a line a member, so that a change can be read."""
    return f"{json.dumps(description(app), indent=1)}\n"
