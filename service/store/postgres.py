"""The recorder on PostgreSQL: one function, one round trip.

`byleave_append` updates the counter row, which serialises writers until the commit, checks the read set, reads the
clock, hashes and inserts, and notifies. Positions are gapless and in commit order; the library's serial ids are not.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg.errors
from eventsourcing.persistence import IntegrityError, Notification, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresFactory
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from service.errors import ClockFault
from service.store.faults import unsettled
from service.store.rows import NO_GUARD, Appended, Guard, Stale, clock_fault, tail_of

STALE, CLOCK = "BYL01", "BYL02"
DSN = "POSTGRES_DSN"
"""Under which name the factory is told how to connect."""

TABLES = (
    """CREATE TABLE IF NOT EXISTS {schema}.{events} (
        position bigint PRIMARY KEY,
        originator_id text NOT NULL,
        originator_version bigint NOT NULL,
        topic text NOT NULL,
        recorded_at timestamptz NOT NULL,
        state bytea NOT NULL,
        entry text NOT NULL,
        leaf bytea NOT NULL,
        UNIQUE (originator_id, originator_version))""",
    """CREATE TABLE IF NOT EXISTS {schema}.head (
        one integer PRIMARY KEY CHECK (one = 1), n bigint NOT NULL, last_at timestamptz) WITH (fillfactor = 10)""",
    "INSERT INTO {schema}.head VALUES (1, 0, NULL) ON CONFLICT DO NOTHING",
    """CREATE TABLE IF NOT EXISTS {schema}.repeats (
        key bytea NOT NULL, nth integer NOT NULL, binding bytea NOT NULL,
        position bigint NOT NULL, count integer NOT NULL, scope bytea NOT NULL, PRIMARY KEY (key, nth))""",
    "CREATE INDEX IF NOT EXISTS repeats_scope ON {schema}.repeats (scope) WHERE scope <> ''::bytea",
    "CREATE TABLE IF NOT EXISTS {schema}.meta (name text PRIMARY KEY, value text NOT NULL)",
)

APPEND = """CREATE OR REPLACE FUNCTION {schema}.byleave_append(
    streams text[], versions bigint[], tags text[], states bytea[], tails text[],
    read_streams text[], read_versions bigint[],
    repeat_keys bytea[], nths integer[], bindings bytea[], offsets integer[], counts integer[], scopes bytea[],
    given timestamptz) RETURNS TABLE (first bigint, at timestamptz) LANGUAGE plpgsql AS $body$
DECLARE
    size bigint := cardinality(streams);
    top bigint; now_at timestamptz; stamp text; moved text;
BEGIN
    -- The single sequencer, held to the commit. The clock is read after the wait for it, however that ended.
    PERFORM 1 FROM {schema}.head FOR UPDATE;
    UPDATE {schema}.head SET n = n + size, last_at = greatest(last_at, coalesce(given, clock_timestamp()))
        RETURNING n, last_at INTO top, now_at;
    IF cardinality(read_streams) > 0 THEN
        SELECT r.s INTO moved FROM unnest(read_streams, read_versions) AS r(s, v)
            WHERE r.v <> coalesce(
                (SELECT max(e.originator_version) FROM {schema}.{events} e WHERE e.originator_id = r.s), 0)
            LIMIT 1;
        IF FOUND THEN RAISE EXCEPTION USING ERRCODE = 'BYL01', MESSAGE = moved; END IF;
    END IF;
    IF now_at > coalesce(given, clock_timestamp()) + interval '2 seconds' THEN
        RAISE EXCEPTION USING ERRCODE = 'BYL02', MESSAGE = now_at || '|' || coalesce(given, clock_timestamp());
    END IF;
    stamp := '{{"at":"' || to_char(now_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '",';
    INSERT INTO {schema}.{events}
        SELECT top - size + u.o, u.s, u.v, u.t, now_at, u.b, stamp || u.e,
            sha256('\\x00'::bytea || convert_to(stamp || u.e, 'UTF8'))
        FROM unnest(streams, versions, tags, states, tails) WITH ORDINALITY AS u(s, v, t, b, e, o);
    IF cardinality(repeat_keys) > 0 THEN
        INSERT INTO {schema}.repeats
            SELECT r.k, r.n, r.b, top - size + 1 + r.o, r.c, r.p
            FROM unnest(repeat_keys, nths, bindings, offsets, counts, scopes) AS r(k, n, b, o, c, p);
    END IF;
    PERFORM pg_notify({channel}, '');
    RETURN QUERY SELECT top - size + 1, now_at;
END $body$"""


class Factory(PostgresFactory):
    """The library's factory, whose connections are made by the whole DSN; what it leaves out libpq looks for itself."""

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.pool.kwargs = {**conninfo_to_dict(self.env[DSN]), "row_factory": dict_row}


class Recorder(PostgresApplicationRecorder):
    """Gapless positions, the read-set guard, repeats and the log's entry and leaf, in one round trip."""

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "byleave_events"):
        super().__init__(datastore, events_table_name=events_table_name)
        self.given_clock: Any = None
        names = {"schema": Identifier(datastore.schema), "events": Identifier(events_table_name)}
        append = SQL(APPEND).format(channel=self.channel_name, **names)
        self.sql_create_statements = [*(SQL(table).format(**names) for table in TABLES), append]
        self.call = SQL("SELECT first, at FROM {}.byleave_append({})").format(
            Identifier(datastore.schema),
            SQL(
                "%s::text[], %s::bigint[], %s::text[], %s::bytea[], %s::text[], %s::text[], %s::bigint[],"
                " %s::bytea[], %s::integer[], %s::bytea[], %s::integer[], %s::integer[], %s::bytea[], %s::timestamptz"
            ),
        )
        self.max_notification_id_statement = SQL("SELECT MAX(position) FROM {schema}.{events}").format(**names)

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, guard: Guard = NO_GUARD, **_: Any
    ) -> Sequence[int] | None:
        """Appends in one round trip. A connection lost on the way is not retried here: repeats answer that.

        Raises Unsettled where it was lost after the question was sent: the commit may have come before that.
        """
        if not stored_events:
            return []
        given: datetime | None = self.given_clock() if self.given_clock else None
        with self.datastore.get_connection() as conn:
            try:
                row: Any = conn.execute(
                    self.call, (*_columns(stored_events), *_guarded(guard), given), prepare=True
                ).fetchone()
            except psycopg.Error as error:
                raise unsettled(error) if conn.closed else _meant(error) from error
        return Appended(row["first"], len(stored_events), row["at"].astimezone(UTC))

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
        where, given = [SQL("true")], []
        first = SQL("position >= %s") if inclusive_of_start else SQL("position > %s")
        for clause, value in (
            (first, start),
            (SQL("position <= %s"), stop),
            (SQL("topic = ANY(%s)"), list(topics) or None),
        ):
            if value is not None:
                where.append(clause)
                given.append(value)
        question = SQL(
            "SELECT position, originator_id, originator_version, topic, state"
            " FROM {}.{} WHERE {} ORDER BY position LIMIT %s"
        ).format(Identifier(self.datastore.schema), Identifier(self.events_table_name), SQL(" AND ").join(where))
        return [
            Notification(
                id=row["position"],
                originator_id=row["originator_id"],
                originator_version=row["originator_version"],
                topic=row["topic"],
                state=bytes(row["state"]),
            )
            for row in self.select(question, (*given, limit))
        ]

    def select(self, question: Any, given: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of one question."""
        with self.datastore.get_connection() as conn:
            return conn.execute(question, given, prepare=True).fetchall()

    def execute(self, statement: Any, given: Sequence[Any] = ()) -> None:
        """One statement, committed; for the settings of the store itself."""
        with self.datastore.get_connection() as conn:
            conn.execute(statement, given)


def _columns(stored: Sequence[StoredEvent]) -> tuple[str, ...]:
    return (
        _texts(str(e.originator_id) for e in stored),
        _plain(str(e.originator_version) for e in stored),
        _texts(e.topic for e in stored),
        _bytes(e.state for e in stored),
        _texts(tail_of(e) for e in stored),
    )


def _guarded(guard: Guard) -> tuple[str, ...]:
    repeats = guard.repeats
    return (
        _texts(guard.expect),
        _plain(map(str, guard.expect.values())),
        _bytes(r.key for r in repeats),
        _plain(str(r.nth) for r in repeats),
        _bytes(r.binding for r in repeats),
        _plain(str(r.offset) for r in repeats),
        _plain(str(r.count) for r in repeats),
        _bytes(r.scope for r in repeats),
    )


def _plain(written: Iterable[str]) -> str:
    """An array of what needs no quoting (manual, 8.15.2). Given lists, the driver takes 0.1 ms longer to write them."""
    return "{" + ",".join(written) + "}"


def _texts(texts: Iterable[str]) -> str:
    """An array of texts, each quoted."""
    return _plain('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)


def _bytes(values: Iterable[bytes]) -> str:
    """An array of bytes, in hexadecimal (manual, 8.4.1); its one backslash is quoted as the array wants it."""
    return _plain('"\\\\x' + value.hex() + '"' for value in values)


def _meant(error: psycopg.Error) -> Exception:
    """What an error of the function means; everything else is left to the library."""
    if error.sqlstate == STALE:
        return Stale(error.diag.message_primary)
    if error.sqlstate == CLOCK:
        last, _, now = (error.diag.message_primary or "").partition("|")
        return clock_fault(last, now)
    return error


__all__ = ["ClockFault", "Factory", "IntegrityError", "Recorder"]
