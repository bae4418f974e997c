"""The raw limits: what the databases can do with rows like ours and nothing else around them."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

TABLE = "CREATE TABLE raw (n INTEGER PRIMARY KEY, stream TEXT, version INTEGER, tag TEXT, at TEXT, state {blob})"


class RawSqlite:
    """One-row durable commits: WAL, synchronous=FULL."""

    def __init__(self, path: Path, size: int) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute(TABLE.format(blob="BLOB"))
        self.state = os.urandom(size)

    def commits(self, times: int) -> None:
        """So many commits of one row."""
        for _ in range(times):
            self.db.execute("BEGIN IMMEDIATE")
            self.db.execute(
                "INSERT INTO raw (stream, version, tag, at, state) VALUES (?, 1, 't', ?, ?)",
                ("s" * 32, "2026", self.state),
            )
            self.db.execute("COMMIT")

    def rows(self, times: int) -> None:
        """So many rows in one commit."""
        self.db.execute("BEGIN IMMEDIATE")
        given = [("s" * 32, "2026", self.state)] * times
        self.db.executemany("INSERT INTO raw (stream, version, tag, at, state) VALUES (?, 1, 't', ?, ?)", given)
        self.db.execute("COMMIT")


class RawPostgres:
    """One-row INSERT commits of a prepared statement."""

    def __init__(self, dsn: str, size: int) -> None:
        self.db = psycopg.connect(dsn, autocommit=True)
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS raw"
            " (n bigserial PRIMARY KEY, stream text, version int, tag text, at text, state bytea)"
        )
        self.state = os.urandom(size)

    def commits(self, times: int) -> None:
        """So many commits of one row."""
        for _ in range(times):
            self.db.execute(
                "INSERT INTO raw (stream, version, tag, at, state) VALUES (%s, 1, 't', %s, %s)",
                ("s" * 32, "2026", self.state),
                prepare=True,
            )


class LibraryPostgres:
    """The library's own recorder, one event a commit."""

    def __init__(self, dsn: str, size: int) -> None:
        parts: dict[str, Any] = conninfo_to_dict(dsn)
        self.datastore = PostgresDatastore(
            dbname=parts["dbname"],
            host=parts.get("host", ""),
            port=str(parts["port"]),
            user=parts["user"],
            password="none",  # noqa: S106 - the server of the benches trusts its socket
            originator_id_type="text",
        )
        self.recorder = PostgresApplicationRecorder(self.datastore, events_table_name="library_events")
        self.recorder.create_table()
        self.state = os.urandom(size)
        self.version = 0

    def commits(self, times: int) -> None:
        """So many events, one a commit."""
        for _ in range(times):
            self.version += 1
            self.recorder.insert_events([StoredEvent("s" * 32, self.version, "t", self.state)])
