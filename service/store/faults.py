"""What a database says when it cannot do its work, in words that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from eventsourcing.persistence import IntegrityError, PersistenceError

from service.errors import StorageFault

_REMEDIES: Final = {
    "disk is full": "Free some space on the disk that holds the data directory, then ask again.",
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


@contextmanager
def storage_faults() -> Iterator[None]:
    """Lets conflicts through and says of everything else what to do. What failed was not recorded."""
    try:
        yield
    except IntegrityError:
        raise
    except PersistenceError as error:
        raise explained(error) from error


def explained(error: Exception) -> StorageFault:
    """A database's error with its remedy; its text names files and tables, never values."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in said.lower()), "Run byleave doctor.")
    return StorageFault(f"The database did not do its work ({said}). Nothing was written.", remedy)
