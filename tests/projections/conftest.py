"""A study in play for the tests of its views."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores
from tests.players import Play
from tests.projections.wild import play


@pytest.fixture(params=stores.DATABASES)
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    """A study with its books open, once on each database."""
    with play(tmp_path, request.param) as made:
        made.open_the_books()
        yield made
