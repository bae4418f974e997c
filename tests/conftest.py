"""Fixtures that every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from service.wiring import Service
from tests import postgres, stores

_HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("test", deadline=None, max_examples=60, suppress_health_check=_HEALTH)
settings.register_profile("prove", deadline=None, max_examples=600, suppress_health_check=_HEALTH)
settings.load_profile("prove" if stores.PROVING else "test")


@pytest.fixture
def postgres_dsn() -> Iterator[str]:
    """A new PostgreSQL database, dropped after the test."""
    with postgres.database() as dsn:
        yield dsn


@pytest.fixture(params=stores.DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A new store, once on each database."""
    with stores.made(tmp_path / "data", request.param) as service:
        yield service
