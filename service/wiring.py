"""The one composition root: a store from its configuration, ready to be asked; and how one is made."""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from environs import Env

from domain.kernel.time import FOREVER
from projections.views import Views
from service import config, identity
from service.config import Config
from service.errors import Conflict, NotReady, StorageFault
from service.handling import Road
from service.store import KeyRing, KeyStore, Record, keyfile
from service.store.begun import taken_back
from service.store.faults import check_dsn, storage_faults
from service.store.record import refuse_db_functions

Clock = Callable[[], datetime]
LOCK: Final = "init.lock"
EVENTS, KEYS, VIEWS = "events.db", "keys.db", "views.db"


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Service:
    """A store in use: its record, keys and views, and the road to them. Close it when done."""

    directory: Path
    config: Config
    keys: KeyRing
    record: Record
    road: Road
    views: Views
    clock: Clock

    def close(self) -> None:
        """Lets go of every database."""
        self.views.close()
        self.record.close()
        self.keys.store.close()

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(directory: Path, clock: Clock | None = None) -> Service:
    """Opens the store in a data directory. Raises NotReady, KeyFault or StorageFault where it cannot be used."""
    refuse_db_functions(os.environ)
    settings = config.load(directory)
    if (settings.clock == "given") != (clock is not None):
        raise NotReady(
            "This store keeps another clock's time." if clock is None else "This store keeps the database's time.",
            "A scenario's store is read by byleave replay alone; use a store made for this.",
        )
    _check_there(directory, settings)
    service = _compose(directory, settings, key_encryption_key(settings), clock)
    try:
        service.keys.store.check(settings.store_id)
        service.keys.check()
        _check_record(service.record, settings)
    except BaseException:
        service.close()
        raise
    return service


def open_to_read(directory: Path) -> Service:
    """Opens a store that nothing will be recorded in; of a scenario's, the clock stands still."""
    given = config.load(directory).clock == "given"
    return open_store(directory, (lambda: FOREVER) if given else None)


def make_store(
    directory: Path,
    *,
    demo: bool = False,
    key_file: Path | None = None,
    clock: Clock | None = None,
    dsns: Config | None = None,
) -> Service:
    """Makes a store: directory, key file, databases, and the actor `operator`. Raises Conflict where there is one.

    The store is there when its note is, which is written last. Where something fails before, what this very init made
    is taken away again, on a server too, but for the empty directory; what was there before stays as it was.
    """
    refuse_db_functions(os.environ)
    _begin_directory(directory)
    store_id = secrets.token_hex(8)
    named = Env().str("BYLEAVE_KEY_FILE", "")
    where = key_file or (
        directory / config.DEMO_KEY if demo else Path(named) if named else config.default_key_file(store_id)
    )
    settings = replace(
        dsns or Config(store_id=store_id, key_file=""),
        store_id=store_id,
        key_file=str(where.absolute()),
        demo=demo,
        clock="given" if clock else "database",
    )
    made = [path for path in _files(directory) if not path.exists()]
    try:
        if not Env().str("BYLEAVE_KEY", ""):
            keyfile.make(where)
            made.append(where)
        _check_dsns(settings)
        with taken_back(settings.events_dsn, settings.keys_dsn):
            return _filled(directory, settings, clock)
    except BaseException:
        _unmake(directory, made)
        raise


def _filled(directory: Path, settings: Config, clock: Clock | None) -> Service:
    """A new store's databases with what every store begins with, and last of all the directory's note of itself."""
    service = _compose(directory, settings, key_encryption_key(settings), clock)
    try:
        service.keys.store.migrate(settings.store_id)
        service.keys.begin()
        with storage_faults():
            service.record.migrate()
            _note(service.record, settings)
        identity.register(service.road, identity.OPERATOR, ("records", "auditor"), service.clock())
        config.save(directory, settings)
    except BaseException:
        service.close()
        raise
    return service


def key_encryption_key(settings: Config) -> bytes:
    """The key-encryption key: from BYLEAVE_KEY, else from the key file. Raises KeyFault."""
    given = Env().str("BYLEAVE_KEY", "")
    return keyfile.parse(given, "BYLEAVE_KEY") if given else keyfile.load(Path(settings.key_file))


def _compose(directory: Path, settings: Config, key: bytes, clock: Clock | None) -> Service:
    keys = KeyRing(KeyStore(url(settings.keys_dsn) or sa.URL.create("sqlite", database=str(directory / KEYS))), key)
    path = None if settings.events_dsn else directory / EVENTS
    with storage_faults():
        record = Record(keys.key, path=path, dsn=settings.events_dsn, clock=clock)
    views = Views(url(settings.views_dsn) or directory / VIEWS, settings.store_id, record)
    now = clock or utc_now
    return Service(directory, settings, keys, record, Road(record, keys, now), views, now)


def url(dsn: str | None) -> str | None:
    """A PostgreSQL DSN as SQLAlchemy names it."""
    return f"postgresql+psycopg://{dsn.partition('://')[2]}" if dsn else None


def _check_there(directory: Path, settings: Config) -> None:
    """Raises NotReady where a database is gone: opening it would make an empty one. The views are made anew."""
    for name, dsn in ((EVENTS, settings.events_dsn), (KEYS, settings.keys_dsn)):
        if not dsn and not (directory / name).exists():
            raise NotReady(f"{directory / name} is missing.", "Restore it from its backup.")
    _check_dsns(settings)


def _check_dsns(settings: Config) -> None:
    named = {"events": settings.events_dsn, "keys": settings.keys_dsn, "views": settings.views_dsn}
    for dsn in dict.fromkeys(dsn for dsn in named.values() if dsn):
        check_dsn(", ".join(name for name, given in named.items() if given == dsn), dsn)


def _begin_directory(directory: Path) -> None:
    """The directory, with the lock that only one init gets. Raises Conflict where there is or was a store."""
    there = Conflict(
        f"There is a store in {directory} already, or one is being made.",
        f"Use it, or name another directory. Where {LOCK} is there, {config.NOTE} is not and no init is running, one"
        f" was interrupted before anything was recorded: then it is safe to remove {LOCK} and the directory around it.",
    )
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(directory / LOCK, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        if (directory / LOCK).exists():
            raise there from None
        raise StorageFault(
            f"{directory} cannot be written: {error.strerror}.", "Name a directory that can be."
        ) from None
    if any((directory / name).exists() for name in (config.NOTE, EVENTS, KEYS)):
        (directory / LOCK).unlink()
        raise there


def _unmake(directory: Path, made: Iterable[Path]) -> None:
    """Takes away what an init left that failed: files that were not there before it, and its lock."""
    for path in made:
        path.unlink(missing_ok=True)
    (directory / LOCK).unlink(missing_ok=True)


def _files(directory: Path) -> Iterator[Path]:
    """Every file that an init may make in a data directory, but for the key."""
    for name in (config.NOTE, f"{config.NOTE}.new", EVENTS, KEYS, VIEWS):
        yield from (directory / f"{name}{end}" for end in ("", "-wal", "-shm"))


def _note(record: Record, settings: Config) -> None:
    """Writes down whose record it is. Raises Conflict where it is another store's."""
    for name, value in (("store", settings.store_id), ("format", str(settings.format)), ("clock", settings.clock)):
        record.note(name, value)
    if record.meta()["store"] != settings.store_id:
        raise Conflict(
            "The event database holds the record of another store already.",
            "Name a database that is empty; what is there is left as it is.",
        )


def _check_record(record: Record, settings: Config) -> None:
    said = record.meta()
    if said.get("store") != settings.store_id:
        raise NotReady("The event database belongs to another store.", "Check byleave.json and the DSNs.")
    if int(said.get("format", 0)) > config.FORMAT:
        raise NotReady("The event database was made by a newer version of Byleave.", "Update Byleave.")
    if said.get("clock") != settings.clock:
        raise NotReady("The event database keeps another clock's time.", "Check byleave.json and the DSNs.")
