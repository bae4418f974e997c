"""Fixtures that every test may use."""

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture
def postgres_dsn() -> Iterator[str]:
    """A new PostgreSQL database, dropped after the test."""
    with postgres.database() as dsn:
        yield dsn
