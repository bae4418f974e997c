"""The views of a store: each brought up to date before a question to it (ops/decisions/0016), and made anew beside the
old ones.

The views are disposable. Where they are missing, damaged, of another format, of another store, or made from events that
the record does not hold (it was then restored from a backup), they are made anew without being asked for.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from projections import (
    access_log,
    characteristics,
    consent_register,
    findings,
    going,
    leave_findings,
    outings,
    requests,
    runner,
    timeline,
)
from projections.projection import Projection, Source
from projections.runner import Progress, Runner, Status

FORMAT: Final = 17
"""Raised whenever a view's tables or what they hold change; views of another format are made anew."""
SCHEMA: Final = "byleave_views"
REBUILD_BATCH: Final = 5_000
_PATIENCE: Final = 30.0
"""For how many seconds one waits for another who makes the file of the views."""

metadata = sa.MetaData()
about = sa.Table(
    "about",
    metadata,
    sa.Column("store", sa.String(64), primary_key=True),
    sa.Column("format", sa.Integer, nullable=False),
)
"""Whose views these are, and of which format."""
_TABLES: Final = (
    metadata,
    runner.metadata,
    *(
        m.metadata
        for m in (
            access_log,
            characteristics,
            consent_register,
            findings,
            going,
            leave_findings,
            outings,
            requests,
            timeline,
        )
    ),
)


class Stopped(Exception):
    """A view stands still at an event that it could not take; what it would answer is not complete."""

    def __init__(self, name: str, error: str) -> None:
        super().__init__(f"The view {name} stopped: {error}.")


class Damaged(Exception):
    """The file of the views was found damaged and has been taken away; the next question makes them anew."""

    def __init__(self) -> None:
        super().__init__("The views were damaged.")


@dataclass(frozen=True, slots=True)
class Looking:
    """The views in one read transaction, and the position of the record that they stand on."""

    db: sa.Connection
    position: int


def projections(source: Source) -> tuple[Projection, ...]:
    """A new one of each."""
    return (
        consent_register.ConsentRegister(),
        findings.Findings(source),
        leave_findings.LeaveFindings(source),
        access_log.AccessLog(),
        characteristics.Characteristics(),
        timeline.Timeline(),
        outings.Outings(),
        requests.Requests(),
        going.Going(),
    )


class Views:
    """The views of one store. `where` is a file (SQLite) or a SQLAlchemy URL (PostgreSQL)."""

    def __init__(self, where: Path | str, store: str, source: Source) -> None:
        self.where = where
        self.store = store
        self.source = source
        self.engine = _engine(where)
        self.runner = Runner(self.engine, source, projections(source))
        self._asking = self.engine.execution_options(**_one_moment(self.engine))
        self._ready = False

    @contextmanager
    def read(self, *names: str) -> Iterator[Looking]:
        """Brings these views up to date, then answers from them in one read transaction. Raises Stopped, Damaged."""
        try:
            with self._reading(names) as looking:
                yield looking
        except sa.exc.DatabaseError as error:
            if not self._removed(error):
                raise
            raise Damaged from error

    @contextmanager
    def _reading(self, names: Sequence[str]) -> Iterator[Looking]:
        if self._ready:
            with self._asking.connect() as db:
                if (position := self.runner.stand_at(db, names)) is not None:
                    yield Looking(db, position if names else 0)
                    return
        self._begin()
        self.runner.catch_up(names=names)
        with self._asking.connect() as db:
            standing = {row.name: row for row in db.execute(sa.select(runner.progress))}
            for name in names:
                if standing[name].error is not None:
                    raise Stopped(name, standing[name].error)
            yield Looking(db, min((standing[name].position for name in names), default=0))

    def catch_up(self, tell: Progress | None = None, size: int = runner.BATCH) -> int:
        """Projects everything that was recorded; answers the position reached."""
        self._begin()
        return self.runner.catch_up(tell, size)

    def status(self) -> list[Status]:
        """Where each view stands."""
        self._begin()
        return self.runner.status()

    def rebuild(self, tell: Progress | None = None) -> None:
        """Makes every view anew beside the old ones, which answer meanwhile, and switches in one transaction.

        Raises Stopped where a new one could not take an event; the old ones stay.
        """
        beside = _beside(self.where)
        new = _engine(beside, schema=f"{SCHEMA}_new", lasting=False)
        try:
            self._fill(new, tell)
        except BaseException:
            _clear_away(new, beside)
            raise
        new.dispose()
        self._switch(beside)
        self._ready = False
        self.catch_up()

    def _fill(self, new: sa.Engine, tell: Progress | None) -> None:
        _make(new, self.store, anew=True, schema=f"{SCHEMA}_new")
        made = Runner(new, self.source, projections(self.source))
        made.begin()
        made.catch_up(tell, REBUILD_BATCH)
        for status in made.status():
            if status.error is not None:
                raise Stopped(status.name, status.error)

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()

    def _begin(self) -> None:
        """Views that fit; looked at again every time, for the record may be another since."""
        if self._ready and self._stand():
            return
        try:
            self._prepare()
        except sa.exc.DatabaseError as error:
            if not self._removed(error):
                raise
            self._prepare()
        self._ready = True

    def _stand(self) -> bool:
        with self.engine.connect() as db:
            return runner.stand_on(db, self.source)

    def _removed(self, error: sa.exc.DatabaseError) -> bool:
        """Takes away a file that turned out to be damaged, so that it is made anew; whether it was."""
        if isinstance(self.where, str) or not _is_damage(error.orig):
            return False
        self.engine.dispose()
        _remove(self.where)
        self._ready = False
        return True

    def _prepare(self) -> None:
        """Tables that fit the store, their format and the record, and a progress row for each view."""
        _make(self.engine, self.store, source=self.source)
        self.runner.forget()
        self.runner.begin()

    def _switch(self, beside: Path | str) -> None:
        self.engine.dispose()
        if isinstance(beside, str):
            _make(self.engine, self.store)
            with self.engine.begin() as db:
                db.execute(sa.text(f"DROP SCHEMA {SCHEMA} CASCADE"))
                db.execute(sa.text(f"ALTER SCHEMA {SCHEMA}_new RENAME TO {SCHEMA}"))
            return
        _copy(beside, Path(self.where))


def new_engine(where: Path, store: str) -> sa.Engine:
    """A database file with every view's tables, empty and not made to last; to project into beside the views."""
    engine = _engine(where, lasting=False)
    _make(engine, store, anew=True)
    return engine


def _copy(new: Path, live: Path) -> None:
    """The new views over the old ones, in one transaction of SQLite's own backup; a file that is none is replaced."""
    source = sqlite3.connect(new)
    target = sqlite3.connect(live, timeout=30)
    try:
        source.backup(target)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        target.close()
        _remove(live)
        new.replace(live)
    finally:
        source.close()
        target.close()
        new.unlink(missing_ok=True)


def _clear_away(new: sa.Engine, beside: Path | str) -> None:
    """Nothing stays of views that were not made to the end."""
    if isinstance(beside, str):
        with suppress(sa.exc.SQLAlchemyError), new.begin() as db:
            db.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA}_new CASCADE"))
    new.dispose()
    if isinstance(beside, Path):
        for end in ("-journal", ""):
            Path(f"{beside}{end}").unlink(missing_ok=True)


def _is_damage(error: BaseException | None) -> bool:
    """Whether a file of SQLite's is none, or broken."""
    return any(sign in str(error) for sign in ("not a database", "malformed"))


def _remove(live: Path) -> None:
    for end in ("-wal", "-shm", ""):
        Path(f"{live}{end}").unlink(missing_ok=True)


def _beside(where: Path | str) -> Path | str:
    if isinstance(where, str):
        return where
    beside = where.with_suffix(".new")
    beside.unlink(missing_ok=True)
    return beside


def _engine(where: Path | str, *, schema: str = SCHEMA, lasting: bool = True) -> sa.Engine:
    if isinstance(where, str):
        engine = sa.create_engine(where, hide_parameters=True)
        sa.event.listen(engine, "connect", lambda connection, _: _in_schema(connection, schema))
        return engine
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(where)), hide_parameters=True)
    sa.event.listen(engine, "connect", lambda connection, _: _embedded(connection, lasting))
    sa.event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _in_schema(connection: Any, schema: str) -> None:
    connection.execute(f"SET search_path TO {schema}")
    connection.commit()


def _embedded(connection: Any, lasting: bool) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=30000")
    if lasting:
        _write_ahead(connection)
    else:
        connection.execute("PRAGMA journal_mode=MEMORY")
    connection.execute(f"PRAGMA synchronous={'NORMAL' if lasting else 'OFF'}")


def _write_ahead(connection: Any) -> None:
    """The write-ahead log, kept in the file once it is set; SQLite does not wait by itself for whoever sets it too."""
    patient_until = time.monotonic() + _PATIENCE
    while not _set_write_ahead(connection, patient=time.monotonic() < patient_until):
        time.sleep(0.01)


def _set_write_ahead(connection: Any, *, patient: bool) -> bool:
    """Whether it is set; another who is setting it is an error only for one who will not wait."""
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if patient and error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _begin_on_sqlite(connection: sa.Connection) -> None:
    """Whoever will write says so at once, and waits; a reader that turns writer half-way could not."""
    writes = connection.get_execution_options().get("byleave_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _one_moment(engine: sa.Engine) -> dict[str, Any]:
    return {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}


def _make(
    engine: sa.Engine, store: str, *, source: Source | None = None, anew: bool = False, schema: str = SCHEMA
) -> None:
    """Tables that fit this store, format and record: those that are there, or new ones. One at a time, whoever asks."""
    with engine.execution_options(byleave_writes=True).begin() as db:
        if engine.dialect.name == "postgresql":
            db.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": schema})
            db.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        if not anew and _fits(db, store) and (source is None or runner.stand_on(db, source)):
            return
        for tables in _TABLES:
            tables.drop_all(db)
            tables.create_all(db)
        db.execute(about.insert(), [{"store": store, "format": FORMAT}])


def _fits(db: sa.Connection, store: str) -> bool:
    if not sa.inspect(db).has_table("about"):
        return False
    rows: Sequence[Any] = db.execute(sa.select(about.c.store, about.c.format)).all()
    return [(row.store, row.format) for row in rows] == [(store, FORMAT)]
