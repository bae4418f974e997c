"""The one composition root: a store from its configuration, ready to be asked; and how one is made."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from environs import Env

from projections.views import Views
from service import config, identity
from service.config import Config
from service.errors import Conflict, NotReady, StorageFault
from service.handling import Road
from service.store import KeyRing, KeyStore, Record, keyfile
from service.store.record import refuse_db_functions

Clock = Callable[[], datetime]
DEMO_KEY: Final = "demo.key"


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
    """Opens the store in a data directory. Raises NotReady or KeyFault where it cannot be used, saying what to do."""
    refuse_db_functions(os.environ)
    settings = config.load(directory)
    if (settings.clock == "given") != (clock is not None):
        raise NotReady(
            "This store keeps another clock's time." if clock is None else "This store keeps the database's time.",
            "Scenarios and their stores belong together; use a store made for this.",
        )
    service = _compose(directory, settings, key_encryption_key(settings), clock)
    try:
        service.keys.store.check(settings.store_id)
        service.keys.check()
        _check_record(service.record, settings)
    except BaseException:
        service.close()
        raise
    return service


def make_store(
    directory: Path,
    *,
    demo: bool = False,
    key_file: Path | None = None,
    clock: Clock | None = None,
    dsns: Config | None = None,
) -> Service:
    """Makes a store: directory, key file, databases, and the actor `operator`. Raises Conflict where there is one."""
    _make_directory(directory)
    store_id = secrets.token_hex(8)
    named = Env().str("BYLEAVE_KEY_FILE", None)
    where = key_file or (directory / DEMO_KEY if demo else Path(named) if named else config.default_key_file(store_id))
    settings = replace(
        dsns or Config(store_id=store_id, key_file=""),
        store_id=store_id,
        key_file=str(where.absolute()),
        demo=demo,
        clock="given" if clock else "database",
    )
    if not Env().str("BYLEAVE_KEY", None):
        keyfile.make(where)
    service = _compose(directory, settings, key_encryption_key(settings), clock)
    try:
        service.keys.store.migrate(store_id)
        service.keys.begin()
        service.record.migrate()
        _note(service.record, settings)
        _check_record(service.record, settings)
        config.save(directory, settings)
        identity.register(service.road, identity.OPERATOR, ("records", "auditor"), service.clock())
    except BaseException:
        service.close()
        raise
    return service


def key_encryption_key(settings: Config) -> bytes:
    """The key-encryption key: from BYLEAVE_KEY, else from the key file. Raises KeyFault."""
    given = Env().str("BYLEAVE_KEY", None)
    return keyfile.parse(given, "BYLEAVE_KEY") if given else keyfile.load(Path(settings.key_file))


def _compose(directory: Path, settings: Config, key: bytes, clock: Clock | None) -> Service:
    keys = KeyRing(KeyStore(url(settings.keys_dsn) or f"sqlite:///{directory / 'keys.db'}"), key)
    path = None if settings.events_dsn else directory / "events.db"
    record = Record(keys.key, path=path, dsn=settings.events_dsn, clock=clock)
    views = Views(url(settings.views_dsn) or directory / "views.db", settings.store_id, record)
    now = clock or utc_now
    return Service(directory, settings, keys, record, Road(record, keys, now), views, now)


def url(dsn: str | None) -> str | None:
    """A PostgreSQL DSN as SQLAlchemy names it."""
    if dsn is None:
        return None
    scheme, found, rest = dsn.partition("://")
    if not found or scheme not in ("postgresql", "postgres"):
        raise NotReady("A DSN is not one.", "Write it as postgresql://USER@HOST:PORT/DATABASE.")
    return f"postgresql+psycopg://{rest}"


def _make_directory(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(directory / "init.lock", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict(
            f"There is a store in {directory} already, or one is being made.",
            "Use it, or name another directory. If an init was interrupted there, remove that directory first.",
        ) from None
    except OSError as error:
        raise StorageFault(
            f"{directory} cannot be written: {error.strerror}.", "Name a directory that can be."
        ) from None
    os.close(lock)


def _note(record: Record, settings: Config) -> None:
    for name, value in (("store", settings.store_id), ("format", str(settings.format)), ("clock", settings.clock)):
        record.note(name, value)


def _check_record(record: Record, settings: Config) -> None:
    said = record.meta()
    if said.get("store") != settings.store_id:
        raise NotReady("The event database belongs to another store.", "Check byleave.json and the DSNs.")
    if int(said.get("format", 0)) > config.FORMAT:
        raise NotReady("The event database was made by a newer version of Byleave.", "Update Byleave.")
    if said.get("clock") != settings.clock:
        raise NotReady("The event database keeps another clock's time.", "Check byleave.json and the DSNs.")
