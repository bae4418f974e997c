"""What a database says when it cannot do its work, in words that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError, PersistenceError
from psycopg.conninfo import conninfo_to_dict

from service.errors import NotReady, StorageFault, Unsettled

_REMEDIES: Final = {
    "disk is full": "Free some space on the disk that holds the data directory, then ask again.",
    "no space left": "Free some space on the disk that holds the database, then ask again.",
    "readonly": "Make the data directory and its files writable for this user, then ask again.",
    "read-only": "Make the data directory and its files writable for this user, then ask again.",
    "unable to open": "Check that the data directory is there and may be written by this user.",
    "database is locked": "Another process has been writing for long; ask again when it has finished.",
    "disk i/o": "Check the disk that holds the data directory: it is full, limited or failing. Then ask again.",
    "not a database": "The file was overwritten; restore it from a backup.",
    "malformed": "The file is damaged; restore it from a backup.",
    "no such table": "The database is empty or another's; check the data directory, or restore a backup.",
    "connection": "Check that the PostgreSQL server runs and that the DSN is right.",
}
_FAULTS: Final = (PersistenceError, sa.exc.SQLAlchemyError, sqlite3.Error, psycopg.Error)
_PATIENCE: Final = 5
"""For how many seconds a server may keep us waiting for a connection."""


@contextmanager
def storage_faults(whose: str = "The event database", effect: str = "Nothing was written.") -> Iterator[None]:
    """Lets conflicts through and says of everything else what to do; `effect` is what became of what was asked."""
    try:
        yield
    except IntegrityError:
        raise
    except _FAULTS as error:
        raise explained(error, whose, effect) from error


def explained(
    error: Exception, whose: str = "The event database", effect: str = "Nothing was written."
) -> StorageFault:
    """A database's error with its remedy; its text names files and tables, never values."""
    said = _said(error)
    remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in said.lower()), "Run byleave doctor.")
    return StorageFault(f"{whose} did not do its work ({said}). {effect}", remedy)


def unsettled(error: Exception) -> Unsettled:
    """What is said where the connection was lost during an append: the commit may have come before the loss."""
    return Unsettled(
        f"The event database did not do its work ({_said(error)}). It is not known whether this was recorded.",
        "Ask again with the same key, or look first.",
    )


def _said(error: Exception) -> str:
    text = str(getattr(error, "orig", None) or error)
    return text.splitlines()[0] if text else type(error).__name__


def check_dsn(name: str, dsn: str) -> None:
    """Raises NotReady where a DSN is none, without repeating it, and StorageFault where no server answers to it."""
    if not _is_dsn(dsn):
        raise NotReady(f"The DSN of {name} is not one.", "Write it as postgresql://USER@HOST:PORT/DATABASE.")
    try:
        psycopg.connect(dsn, connect_timeout=_PATIENCE).close()
    except psycopg.Error as error:
        said = str(error).splitlines()[0]
        raise StorageFault(
            f"The database of {name} cannot be reached ({said}). Nothing was written.", _REMEDIES["connection"]
        ) from error


def _is_dsn(dsn: str) -> bool:
    try:
        sa.make_url(dsn)
        conninfo_to_dict(dsn)
    except (ValueError, sa.exc.ArgumentError, psycopg.ProgrammingError):
        return False
    return dsn.startswith(("postgresql://", "postgres://"))
