"""Makes the application of one store: guarded, with its personas, and nothing kept between two of them."""

import secrets
from collections.abc import Mapping
from typing import Final

from flask import Flask

from service.http import api, guard, pages, problems
from service.http.callers import Caller
from service.http.door import Door
from service.wiring import Clock, Service

LONGEST_BODY: Final = 256 * 1024
"""The longest body, in bytes: texts that people write fit into it many times."""


def create_app(service: Service, personas: Mapping[str, Caller], clock: Clock | None = None) -> Flask:
    """The application on a store, for these personas. Its cookies are signed with a key that ends with it."""
    app = Flask("service.http")
    app.config.from_mapping(
        SECRET_KEY=secrets.token_bytes(32),
        SESSION_COOKIE_NAME="byleave",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.extensions["byleave"] = Door(service, dict(personas), clock or service.clock)
    guard.install(app)
    problems.install(app)
    app.add_url_rule("/livez", "livez", lambda: {"status": "ok"})
    api.install(app)
    pages.install(app)
    return app


def described() -> Flask:
    """An application with no store behind it: enough to describe its API and its routes."""
    app = Flask("service.http")
    api.install(app)
    pages.install(app)
    return app
