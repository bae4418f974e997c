"""What an init begins on a PostgreSQL server, taken back where it fails: what was nobody's before, and nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from service.errors import StorageFault
from service.store.faults import storage_faults
from service.store.keys import data_keys, key_meta, office_ids
from service.store.record import SCHEMA

Table = tuple[str, ...]
_RECORD: Final[tuple[Table, ...]] = tuple((SCHEMA, name) for name in ("meta", "byleave_events", "head", "repeats"))
_KEYS: Final[tuple[Table, ...]] = tuple((table.name,) for table in (key_meta, data_keys, office_ids))
"""The first of each names the store: where that has rows, all of them are a store's."""


@contextmanager
def taken_back(events_dsn: str | None, keys_dsn: str | None) -> Iterator[None]:
    """One init at a time in each database; where it fails, what it made there is taken away again."""
    with _one_init("record", events_dsn, _RECORD), _one_init("keys", keys_dsn, _KEYS):
        yield


@contextmanager
def _one_init(what: str, dsn: str | None, tables: Sequence[Table]) -> Iterator[None]:
    if dsn is None:
        yield
        return
    with storage_faults():
        db = psycopg.connect(dsn, autocommit=True, row_factory=tuple_row)
    with db:
        with storage_faults():
            db.execute("SELECT pg_advisory_lock(hashtext(%s))", (f"byleave init {what}",))
            before = Before.seen(db, tables)
        try:
            yield
        except BaseException as error:
            _restore(what, before, db, error)
            raise


def _restore(what: str, before: "Before", db: psycopg.Connection[Any], error: BaseException) -> None:
    try:
        before.restore(db)
    except psycopg.Error:
        named = ", ".join(".".join(table) for table in (*before.absent, *before.empty))
        raise StorageFault(
            f"{error} What was begun in the database of the {what} is still there.",
            f"Drop {named} there before the next init.",
        ) from error


@dataclass(frozen=True, slots=True)
class Before:
    """What was nobody's before an init: a schema and tables that were not there, and tables without a row."""

    schema: bool
    absent: tuple[Table, ...]
    empty: tuple[Table, ...]

    @classmethod
    def seen(cls, db: psycopg.Connection[Any], tables: Sequence[Table]) -> "Before":
        """What is nobody's now; nothing is, where there is a store."""
        rows = {table: _rows(db, table) for table in tables}
        if rows[tables[0]]:
            return cls(schema=False, absent=(), empty=())
        of_ours = tables[0][0] == SCHEMA
        schema = of_ours and not _one(db, SQL("SELECT count(*) FROM pg_namespace WHERE nspname = {}").format(SCHEMA))
        absent = tuple(table for table in tables if rows[table] is None)
        return cls(schema, absent, tuple(table for table in tables if rows[table] is False))

    def restore(self, db: psycopg.Connection[Any]) -> None:
        """Takes away whatever has been made of that since, in one transaction."""
        with db.transaction():
            if self.schema:
                db.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(SCHEMA)))
                return
            for table in self.absent:
                db.execute(SQL("DROP TABLE IF EXISTS {}").format(Identifier(*table)))
            for table in self.empty:
                db.execute(SQL("DELETE FROM {}").format(Identifier(*table)))


def _rows(db: psycopg.Connection[Any], table: Table) -> bool | None:
    """Whether a table has a row that somebody wrote; None where it is not there. The counter begins with one at 0."""
    if _one(db, SQL("SELECT to_regclass({})").format(".".join(table))) is None:
        return None
    where = SQL("WHERE n > 0" if table[-1] == "head" else "")
    return bool(_one(db, SQL("SELECT EXISTS (SELECT FROM {} {})").format(Identifier(*table), where)))


def _one(db: psycopg.Connection[Any], question: Any) -> Any:
    return (db.execute(question).fetchone() or (None,))[0]
