"""What every request and answer is held to."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.http import guard
from service.http.app import create_app
from tests import stores


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on an empty store, which none of these tests reaches."""
    with stores.made(tmp_path_factory.mktemp("guard") / "data") as service:
        yield create_app(service, {})


@pytest.mark.parametrize("host", ["localhost", "localhost:8123", "127.0.0.1:80", "[::1]:8123"])
def test_a_loopback_name_is_served(client: FlaskClient, host: str) -> None:
    assert client.get("/livez", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "10.0.0.1"]
)
def test_no_other_host_is_served(client: FlaskClient, host: str) -> None:
    assert client.get("/livez", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "cookie", "status"),
    [
        ({}, False, 405),
        ({}, True, 403),
        ({"Origin": "http://localhost"}, True, 405),
        ({"Origin": "http://localhost:81"}, True, 403),
        ({"Origin": "https://localhost"}, False, 403),
        ({"Origin": "null"}, False, 403),
        ({"Sec-Fetch-Site": "cross-site"}, False, 403),
    ],
)
def test_what_may_change_something_comes_from_here(
    client: FlaskClient, headers: dict[str, str], cookie: bool, status: int
) -> None:
    if cookie:
        client.set_cookie("byleave", "something")
    assert client.post("/livez", headers=headers).status_code == status


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    first, second = client.get("/livez"), client.get("/nothing")
    for answer in (first, second):
        assert {name: answer.headers[name] for name in guard.HEADERS} == guard.HEADERS
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"], "the nonce is new"


def test_the_cookie_is_for_this_site_s_own_pages_alone(app: Flask) -> None:
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Strict"
