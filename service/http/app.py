"""Makes the application of one store: guarded, with its personas, and nothing kept between two of them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask

from service.http import guard, problems
from service.http.callers import Caller
from service.wiring import Clock, Service

LONGEST_BODY: Final = 256 * 1024
"""The longest body, in bytes: texts that people write fit into it many times."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a request needs: the store, who may ask, and the clock."""

    service: Service
    personas: Mapping[str, Caller]
    clock: Clock

    def now(self) -> datetime:
        """The deciding time of what is asked now."""
        return self.clock()


def create_app(service: Service, personas: Mapping[str, Caller], clock: Clock | None = None) -> Flask:
    """The application on a store, for these personas. Its cookies are signed with a key that ends with it."""
    app = Flask("service.http")
    app.config.from_mapping(
        SECRET_KEY=secrets.token_bytes(32),
        SESSION_COOKIE_NAME="byleave",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        TRUSTED_HOSTS=None,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.extensions["byleave"] = Door(service, dict(personas), clock or service.clock)
    guard.install(app)
    problems.install(app)
    app.add_url_rule("/livez", "livez", lambda: {"status": "ok"})
    return app
