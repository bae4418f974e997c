"""What is committed of the API's description and of who may ask what is that of the code."""

import json
import re
import shlex
from pathlib import Path

from flask import Flask

from service.http import api, policy
from service.http.api.commands import endpoint
from service.http.api.routes import ROUTES
from service.http.app import described
from service.store.vocabulary import COMMANDS

OPS = Path(__file__).parents[2] / "ops"


def test_the_description_as_people_read_it_is_that_of_the_code() -> None:
    assert (OPS / "openapi.json").read_text() == api.written(described()), "write it anew: make openapi"


def test_the_table_of_who_may_ask_what_is_that_of_the_code() -> None:
    assert (OPS / "routes.md").read_text() == policy.printed(described()), "write it anew: make openapi"


def test_what_the_readme_asks_of_a_demonstration_is_answered(app: Flask) -> None:
    (line,) = re.findall(r"^curl .*$", (OPS.parent / "README.md").read_text(), re.MULTILINE)
    *_, header, address = shlex.split(line)
    name, _, who = header.partition(": ")
    answer = app.test_client().get(address.removeprefix("http://127.0.0.1:8000"), headers={name: who})
    assert answer.status_code == 200, answer.json
    assert len(answer.json["entries"]) == 3


def test_every_command_is_asked_at_one_place_of_its_own() -> None:
    assert sorted(route.tag for route in ROUTES) == sorted(COMMANDS), "give it a line in service/http/api/routes.py"
    assert len({route.place for route in ROUTES}) == len(ROUTES)


def test_a_place_names_fields_that_its_command_has() -> None:
    for route in ROUTES:
        assert set(route.in_place) <= set(route.command.__dataclass_fields__), route.tag
        assert re.fullmatch(r"(/[a-z-]+|/\{[a-z]+\})+", route.place)


def test_nothing_recorded_is_put_or_deleted(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


def test_every_route_has_a_line_in_the_policy(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.endpoint in policy.NOBODY_NEEDED or policy.roles(rule.endpoint), rule.endpoint
    lines = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(policy.QUESTIONS) <= lines, "a line for a route that there is not"
    assert {f"commands.{endpoint(tag)}" for tag in COMMANDS} <= lines


def test_the_description_served_is_the_one_that_is_kept(app: Flask) -> None:
    served = app.test_client().get("/api/openapi.json")
    assert served.status_code == 200
    assert served.json == json.loads((OPS / "openapi.json").read_text())
    assert served.json["openapi"].startswith("3.1")
