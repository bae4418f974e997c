"""The recorder on SQLite: one counter row serialises writers and gives gapless positions in commit order.

The first statement of an append is the counter's UPDATE, which takes the write lock, also between processes. Under
it the read set is checked, the clock is read and the rows are hashed; the commit is durable (WAL, synchronous=FULL).
"""

import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from eventsourcing.persistence import InterfaceError, Notification, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)

from domain.kernel.time import from_utc, to_utc
from service.store.leaf import entry, leaf
from service.store.rows import NO_GUARD, Appended, Clock, Guard, Stale, machine_clock, not_before, tail_of

TABLES = (
    """CREATE TABLE IF NOT EXISTS {events} (
        position INTEGER PRIMARY KEY,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        state BLOB NOT NULL,
        entry TEXT NOT NULL,
        leaf BLOB NOT NULL,
        UNIQUE (originator_id, originator_version))""",
    "CREATE TABLE IF NOT EXISTS head (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL, last_at TEXT)",
    "INSERT OR IGNORE INTO head VALUES (1, 0, NULL)",
    """CREATE TABLE IF NOT EXISTS repeats (
        key BLOB NOT NULL, nth INTEGER NOT NULL, binding BLOB NOT NULL,
        position INTEGER NOT NULL, count INTEGER NOT NULL, scope BLOB NOT NULL,
        PRIMARY KEY (key, nth)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS repeats_scope ON repeats (scope) WHERE scope <> x''",
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


_PATIENCE: Final = 30
"""For how many seconds a store that is closed waits for what others of its threads ask."""
_AT_ONCE: Final = 100
"""How many versions one statement asks for."""


class DurablePool(SQLiteConnectionPool):
    """Connections whose commits are on the disk before they answer.

    The library's own are opened with `cached_statements=True`, which the driver takes for room for one statement:
    each is then compiled again whenever it is asked.
    """

    def _create_connection(self) -> SQLiteConnection:
        try:
            db = sqlite3.connect(
                self.db_name, uri=True, check_same_thread=False, isolation_level=None, timeout=self.lock_timeout or 0
            )
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error as error:
            raise InterfaceError(error) from error
        db.row_factory = sqlite3.Row
        self.is_journal_mode_wal = True
        return SQLiteConnection(sqlite_conn=db, max_age=self.max_age)

    def close(self) -> None:
        """Waits for what is under way: to close a connection under another thread's statement ends the process."""
        patient_until = time.monotonic() + _PATIENCE
        while not self.closed and self.num_in_use and time.monotonic() < patient_until:
            time.sleep(0.001)
        super().close()


class Factory(SQLiteFactory):
    """The library's factory with durable connections."""

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        plain = self.datastore.pool
        self.datastore.pool = DurablePool(db_name=plain.db_name, lock_timeout=plain.lock_timeout)
        plain.close()


class Recorder(SQLiteApplicationRecorder):
    """Gapless positions, the read-set guard, repeats and the log's entry and leaf, in one transaction."""

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "events", clock: Clock = machine_clock):
        super().__init__(datastore, events_table_name)
        self.clock = clock
        self.select_max_notification_id_statement = f"SELECT MAX(position) FROM {events_table_name}"

    def construct_create_table_statements(self) -> list[str]:
        return [statement.format(events=self.events_table_name) for statement in TABLES]

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], *, guard: Guard = NO_GUARD, **_: Any
    ) -> Sequence[int] | None:
        if not stored_events:
            return []
        c.execute("UPDATE head SET n = n + ? RETURNING n, last_at", (len(stored_events),))
        top, last = c.fetchone()
        self._check(c, guard)
        at = not_before(from_utc(last) if last else None, self.clock())
        first = top - len(stored_events) + 1
        self._write(c, stored_events, first, at)
        if guard.repeats:
            c.executemany(
                "INSERT INTO repeats VALUES (?, ?, ?, ?, ?, ?)",
                [(r.key, r.nth, r.binding, first + r.offset, r.count, r.scope) for r in guard.repeats],
            )
        return Appended(first, len(stored_events), at)

    def _check(self, c: SQLiteCursor, guard: Guard) -> None:
        """Raises Stale where a stream that was relied on has moved. The lock is held: it cannot move afterwards."""
        read = list(guard.expect)
        one = f"(SELECT MAX(originator_version) FROM {self.events_table_name} WHERE originator_id=?)"
        for start in range(0, len(read), _AT_ONCE):
            part = read[start : start + _AT_ONCE]
            c.execute(f"SELECT {','.join([one] * len(part))}", part)
            for stream, stands in zip(part, c.fetchone(), strict=True):
                if (stands or 0) != guard.expect[stream]:
                    raise Stale(stream)

    def _write(self, c: SQLiteCursor, stored: Sequence[StoredEvent], first: int, at: datetime) -> None:
        stamp = to_utc(at)
        rows = []
        for position, event in enumerate(stored, first):
            text = entry(stamp, tail_of(event))
            rows.append(
                (
                    position,
                    str(event.originator_id),
                    event.originator_version,
                    event.topic,
                    stamp,
                    event.state,
                    text,
                    leaf(text),
                )
            )
        c.executemany(f"INSERT INTO {self.events_table_name} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        c.execute("UPDATE head SET last_at = ?", (stamp,))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The log from a position on, as the library's readers take it."""
        where, given = ["1"], []
        for clause, value in (
            (f"position >{'=' if inclusive_of_start else ''} ?", start),
            ("position <= ?", stop),
        ):
            if value is not None:
                where.append(clause)
                given.append(value)
        if topics:
            where.append(f"topic IN ({','.join('?' * len(topics))})")
        rows = self.select(
            f"SELECT position, originator_id, originator_version, topic, state FROM {self.events_table_name}"
            f" WHERE {' AND '.join(where)} ORDER BY position LIMIT ?",
            (*given, *topics, limit),
        )
        return [
            Notification(
                id=row[0],
                originator_id=self.convert_originator_id(row[1]),
                originator_version=row[2],
                topic=row[3],
                state=row[4],
            )
            for row in rows
        ]

    def select(self, statement: str, given: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows of one question, asked in one read transaction."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(statement, given)
            rows: list[sqlite3.Row] = c.fetchall()
            return rows

    def execute(self, statement: str, given: Sequence[Any] = ()) -> None:
        """One statement, committed; for the settings of the store itself."""
        with self.datastore.transaction(commit=True) as c:
            c.execute(statement, given)
