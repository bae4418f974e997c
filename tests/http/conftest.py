"""An application on the small study, with its personas, for the quick tests."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.http.app import create_app
from service.http.callers import demo
from service.wiring import Service
from tests import stores
from tests.http.asking import Asking
from tests.service import office


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A store with the small study on its record."""
    with stores.made(tmp_path_factory.mktemp("http") / "data") as made:
        office.importing(made, office.small(tmp_path_factory.mktemp("office") / "study"))
        yield made


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service, demo(service))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def ask(client: FlaskClient, service: Service) -> Asking:
    return Asking(client, service)
