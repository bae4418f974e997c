"""Real stores for tests, on both databases, and how often a heavy test repeats itself."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service import wiring
from service.config import Config
from service.replaying import replay
from service.wiring import Service
from tests import postgres

DATABASES = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)]
PROVING = bool(os.environ.get("BYLEAVE_PROVE"))


def repeats(full: int) -> int:
    """How often a heavy test repeats itself: in full where proving, else a tenth."""
    return full if PROVING else max(1, full // 10)


@contextmanager
def made(directory: Path, database: str = "sqlite", clock: Callable[[], datetime] | None = None) -> Iterator[Service]:
    """A new store with the actor `operator`; on PostgreSQL its database is dropped afterwards.

    At the end of a test that passed, every decision that it made is made again: each has to come out as recorded.
    """
    if database == "sqlite":
        with wiring.make_store(directory, demo=True, clock=clock) as service:
            yield service
            replayed(service)
        return
    with postgres.database() as dsn:
        dsns = Config(store_id="", key_file="", events_dsn=dsn, keys_dsn=dsn, views_dsn=dsn)
        with wiring.make_store(directory, demo=True, clock=clock, dsns=dsns) as service:
            yield service
            replayed(service)


NOT_BY_THE_ROAD: set[Path] = set()
"""Stores that a test wrote to past the road: what stands there nobody decided."""


def past_the_road(service: Service) -> None:
    """Says that a test writes, or breaks, something in this store that no decision made."""
    NOT_BY_THE_ROAD.add(service.directory)


def replayed(service: Service) -> None:
    """Holds every decision of a store to what is recorded of it."""
    if service.directory not in NOT_BY_THE_ROAD:
        differing = list(replay(service.record))
        assert differing == [], differing[:3]


def operator(service: Service) -> dict[str, Any]:
    """What the server adds to a command of the actor `operator`, now."""
    actor = service.keys.references("actor", ["operator"])["operator"]
    return {"actor": actor, "role": "records", "at": service.clock()}
