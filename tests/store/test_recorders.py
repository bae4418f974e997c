"""Both recorders pass the library's own recorder test cases (eventsourcing.tests.persistence)."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder
from eventsourcing.postgres import PostgresDatastore
from eventsourcing.sqlite import SQLiteDatastore
from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
from psycopg.conninfo import conninfo_to_dict

from service.store import postgres as on_postgres
from service.store import sqlite as on_sqlite
from tests import postgres

_REPORTED_ONLY = "the library's timing report, which asserts nothing and takes long"


class OnSqlite:
    """Makes a recorder on a new file."""

    INITIAL_VERSION = 1

    @pytest.fixture(autouse=True)
    def _files(self, tmp_path: Path) -> Iterator[None]:
        self.where, self.opened = tmp_path, []
        before = set(threading.enumerate())
        yield
        for reader in set(threading.enumerate()) - before:
            reader.join(30)  # a case tells its readers to stop, and does not wait for them
        for datastore in self.opened:
            datastore.close()

    def create_recorder(self) -> ApplicationRecorder:
        name = Path(tempfile.mkdtemp(dir=self.where)) / "events.db"
        datastore = SQLiteDatastore(str(name), originator_id_type="text", lock_timeout=30)
        datastore.close()
        datastore.pool = on_sqlite.DurablePool(db_name=str(name), lock_timeout=30)
        self.opened.append(datastore)
        recorder = on_sqlite.Recorder(datastore)
        recorder.create_table()
        return recorder

    def new_originator_id(self) -> str:
        return uuid4().hex


class OnPostgres(OnSqlite):
    """Makes a recorder in a new database."""

    @pytest.fixture(autouse=True)
    def _files(self) -> Iterator[None]:
        self.opened: list[Any] = []
        with postgres.database() as self.dsn:
            yield
            for datastore in self.opened:
                datastore.close()

    def create_recorder(self) -> ApplicationRecorder:
        parts = conninfo_to_dict(self.dsn)
        datastore = PostgresDatastore(
            dbname=str(parts["dbname"]),
            host=str(parts.get("host", "")),
            port=str(parts["port"]),
            user=str(parts["user"]),
            password="none",  # noqa: S106 - the server of the tests trusts its socket
            originator_id_type="text",
            pool_size=12,
        )
        self.opened.append(datastore)
        recorder = on_postgres.Recorder(datastore, events_table_name="byleave_events")
        recorder.create_table()
        return recorder


class TestSqliteRecorder(OnSqlite, ApplicationRecorderTestCase[Any]):
    pass


class TestSqliteDoesNotInterleave(OnSqlite, NonInterleavingNotificationIDsBaseCase):
    pass


@pytest.mark.postgres
class TestPostgresRecorder(OnPostgres, ApplicationRecorderTestCase[Any]):
    pass


@pytest.mark.postgres
class TestPostgresDoesNotInterleave(OnPostgres, NonInterleavingNotificationIDsBaseCase):
    pass
