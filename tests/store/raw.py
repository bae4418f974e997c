"""What somebody who owns the databases can do: rows read and changed past the service, by plain SQL."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from service.store.record import SCHEMA
from service.wiring import Service
from tests.stores import past_the_road

Run = Callable[..., list[tuple[Any, ...]]]


@contextmanager
def events(service: Service) -> Iterator[Run]:
    """The database of events: run(sql, *given), with `?` for values and `events` for the table, committed at once."""
    past_the_road(service)
    if service.config.events_dsn is None:
        with closing(sqlite3.connect(service.directory / "events.db", timeout=30, isolation_level=None)) as db:
            yield lambda sql, *given: db.execute(sql, given).fetchall()
        return
    with _server(service.config.events_dsn, SCHEMA) as run:
        yield lambda sql, *given: run(sql.replace(" events", " byleave_events"), *given)


@contextmanager
def keys(service: Service) -> Iterator[Run]:
    """The database of keys, the same way."""
    if service.config.keys_dsn is None:
        with closing(sqlite3.connect(service.directory / "keys.db", timeout=30, isolation_level=None)) as db:
            yield lambda sql, *given: db.execute(sql, given).fetchall()
        return
    with _server(service.config.keys_dsn, "public") as run:
        yield run


@contextmanager
def _server(dsn: str, schema: str) -> Iterator[Run]:
    with psycopg.connect(dsn, autocommit=True, row_factory=tuple_row) as db:
        db.execute(f"SET search_path TO {schema}")

        def run(sql: str, *given: Any) -> list[tuple[Any, ...]]:
            cursor = db.execute(sql.replace("?", "%s"), given or None)
            return cursor.fetchall() if cursor.description else []

        yield run


def state(service: Service, position: int) -> dict[str, Any]:
    """The stored state of one event."""
    with events(service) as run:
        return dict(json.loads(bytes(run("SELECT state FROM events WHERE position = ?", position)[0][0])))


def put_state(service: Service, position: int, value: Any) -> None:
    """Another state for one event; entry and leaf stay as they were."""
    with events(service) as run:
        run("UPDATE events SET state = ? WHERE position = ?", json.dumps(value).encode(), position)
