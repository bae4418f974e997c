"""An application on the small study, with its personas, for the quick tests; the store is made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import demonstration, wiring
from service.http.app import create_app
from service.http.callers import demo
from service.http.door import Door
from service.wiring import Service
from tests import stores
from tests.http.asking import Asking
from tests.http.screens import Screen
from tests.service import office


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the small study and the personas on its record, closed."""
    folder = tmp_path_factory.mktemp("begun")
    with stores.made(folder / "data") as made:
        office.importing(made, office.small(folder / "study"))
        demo(made)
        made.views.catch_up()
    return folder / "data"


@pytest.fixture
def service(begun: Path, tmp_path: Path) -> Iterator[Service]:
    """A store of a test's own, with that on its record."""
    shutil.copytree(begun, tmp_path / "data")
    with wiring.open_store(tmp_path / "data") as opened:
        yield opened
        stores.replayed(opened)


@pytest.fixture(scope="session")
def any_app(begun: Path) -> Flask:
    """An application, which takes a while to describe itself; all that it has of a store is its door."""
    with wiring.open_store(begun) as opened:
        return create_app(opened, {})


@pytest.fixture(scope="session")
def begun_with_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the small study and the people of the demonstration, closed."""
    folder = tmp_path_factory.mktemp("people")
    with stores.made(folder / "data") as made:
        office.importing(made, office.small(folder / "study"))
        demonstration.furnish(made)
        demo(made)
        made.views.catch_up()
    return folder / "data"


@pytest.fixture
def furnished(begun_with_people: Path, tmp_path: Path) -> Iterator[Service]:
    """A store of a test's own, with that on its record."""
    shutil.copytree(begun_with_people, tmp_path / "data")
    with wiring.open_store(tmp_path / "data") as opened:
        yield opened
        stores.replayed(opened)


@pytest.fixture
def screen(any_app: Flask, furnished: Service) -> Screen:
    any_app.extensions["byleave"] = Door(furnished, demo(furnished), furnished.clock)
    return Screen(any_app.test_client())


@pytest.fixture
def app(any_app: Flask, service: Service) -> Flask:
    any_app.extensions["byleave"] = Door(service, demo(service), service.clock)
    return any_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def ask(client: FlaskClient, service: Service) -> Asking:
    return Asking(client, service)
