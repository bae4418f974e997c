"""Somebody at a screen of the demonstration, without a browser."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.kernel.ids import Ref
from service import demonstration
from service.demonstrating_leave import FORUM, NEXT
from service.wiring import Service

FROM_HERE = {"Origin": "http://localhost"}


class Screen:
    """Somebody at a screen, without scripts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def becomes(self, persona: str) -> "Screen":
        """Chooses a persona."""
        self.sends("/pick", {"persona": persona}, form="/")
        return self

    def gets(self, path: str) -> TestResponse:
        """Opens a page."""
        return self.client.get(path)

    def sends(self, path: str, fields: dict[str, str] | None = None, form: str | None = None) -> TestResponse:
        """Sends the form of a page, with what the page hides in it."""
        return self.client.post(path, data={**self.hidden(form or path), **(fields or {})}, headers=FROM_HERE)

    def hidden(self, path: str) -> dict[str, str]:
        """What the forms of a page hide in them."""
        return dict(re.findall(r'name="([a-z_0-9]+)" value="([^"]*)"', self.gets(path).text))


def live_of(service: Service) -> Ref:
    """The study of the demonstration."""
    return service.keys.references("initiative", [demonstration.NAME])[demonstration.NAME]


def person_of(service: Service, name: str) -> Ref:
    """Somebody who takes part in it."""
    return service.keys.references(live_of(service), [name])[name]


def of_forum(service: Service, name: str) -> Ref:
    """Somebody whom the office of the demonstration's forum knows."""
    forum = service.keys.references("initiative", [FORUM])[FORUM]
    return service.keys.references(forum, [name])[name]


def next_of(service: Service) -> Ref:
    """What there is to go to in a week or two."""
    return service.keys.references(demonstration.ACTIVITY, [NEXT])[NEXT]
