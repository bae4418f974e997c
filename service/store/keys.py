"""Data keys: one random key for each (subject, purpose), wrapped under the key-encryption key, kept apart from events.

A key is durable before the first value sealed under it. A destroyed key leaves a tombstone, so that it is never made
again by accident, and "never had a key", "erased" and "tampered" stay three different answers.

An office's ids, and actors' names, are found through a keyed hash; the index row goes with the key it belongs to.
"""

import hmac
import math
import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects import postgresql, sqlite

from domain.kernel.ids import Ref, framed
from service.errors import Conflict, KeyDestroyed, KeyFault, MissingKey, NotReady, StorageFault
from service.store.faults import storage_faults

_WRAP: Final = b"byleave/v1/wrap\n"
_OFFICE: Final = b"byleave/v1/office\n"
_ROW: Final = b"byleave/v1/row\n"
_CACHED: Final = 20_000
_CHUNK: Final = 400
FORMAT: Final = 1
RECHECK: Final = 2.0
"""For how many seconds a key is used before it is asked again whether any was destroyed."""
DESTROYED: Final = "destroyed"
"""The row of `key_meta` that has another value whenever a key was destroyed."""

metadata = sa.MetaData()
data_keys = sa.Table(
    "data_keys",
    metadata,
    sa.Column("subject", sa.String(32), primary_key=True),
    sa.Column("purpose", sa.String(64), primary_key=True),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=True),
    sa.Column("made_at", sa.String(32), nullable=False),
    sa.Column("destroyed_at", sa.String(32), nullable=True),
)
office_ids = sa.Table(
    "office_ids",
    metadata,
    sa.Column("hash", sa.LargeBinary(32), primary_key=True),
    sa.Column("reference", sa.String(32), nullable=False),
    sa.Column("subject", sa.String(32), nullable=False, index=True),
    sa.Column("purpose", sa.String(64), nullable=False),
)
key_meta = sa.Table(
    "key_meta", metadata, sa.Column("name", sa.String(32), primary_key=True), sa.Column("value", sa.String(200))
)

SERVICE: Final = Ref("0" * 32)
"""Whose keys are the service's own: the one that checks the key-encryption key, and the one that hashes office ids."""


@dataclass(frozen=True, slots=True)
class OfficeId:
    """Somebody under the id that an office gives them, and the key that the id belongs to."""

    text: str
    reference: Ref
    purpose: str


class KeyStore:
    """The database of wrapped keys."""

    def __init__(self, url: str | sa.URL) -> None:
        self.engine = sa.create_engine(url, hide_parameters=True)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _durable)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to ask. Raises StorageFault where the database does not do its work."""
        with storage_faults("The key database"), self.engine.connect() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction, durable when this ends. Raises StorageFault where the database does not do its work."""
        with storage_faults("The key database"), self.engine.begin() as db:
            yield db

    def migrate(self, store_id: str) -> None:
        """Makes the tables where there are none. Raises Conflict where they hold another store's keys."""
        with self.writing() as db:
            metadata.create_all(db)
            known = db.execute(sa.select(key_meta.c.value).where(key_meta.c.name == "store")).scalar()
            if known is None:
                db.execute(
                    key_meta.insert(), [{"name": "store", "value": store_id}, {"name": "format", "value": str(FORMAT)}]
                )
            elif known != store_id:
                raise Conflict(
                    "The key database holds the keys of another store already.",
                    "Name a database that is empty; what is there is left as it is.",
                )

    def check(self, store_id: str) -> None:
        """Raises NotReady where these are another store's keys, or of a newer version's making."""
        with self.reading() as db:
            said = {row.name: row.value for row in db.execute(sa.select(key_meta))}
        if said.get("store") != store_id:
            raise NotReady(
                "The key database belongs to another store.", "Restore the keys that were backed up with this one."
            )
        if int(said.get("format") or 0) > FORMAT:
            raise NotReady("The key database was made by a newer version of Byleave.", "Update Byleave.")

    def truncate(self) -> None:
        """Leaves nothing of what was written over in SQLite's log; PostgreSQL's own keeps it until it is recycled.

        Raises StorageFault where somebody reads for longer than the busy timeout.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with self.reading() as db:
            busy = db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if busy:
            raise StorageFault(
                "The key is destroyed, but its wrapped form may still be in the log of the key database.",
                "Let other programs that use the store end, then destroy it again.",
            )

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()


class KeyRing:
    """The keys as they are used: unwrapped, and remembered for a while.

    A key that another process destroys opens what it sealed for RECHECK seconds at most. Nothing is sealed under it
    for which `ensure` is asked afterwards.
    """

    def __init__(self, store: KeyStore, key_encryption_key: bytes) -> None:
        self.store = store
        self._wrapping = AESGCM(key_encryption_key)
        self._cache: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._mark: str | None = None
        self._looked = -math.inf

    def begin(self) -> None:
        """Makes the service's own keys; the first thing that is done with a new key-encryption key."""
        self.ensure([(SERVICE, "check"), (SERVICE, "index")])

    def check(self) -> None:
        """Raises KeyFault where the key-encryption key is not the one that these keys were wrapped under."""
        self.key(SERVICE, "check")

    def key(self, subject: str, purpose: str) -> bytes:
        """The data key. Raises MissingKey where there never was one, KeyFault where it is destroyed or locked."""
        key = self.find(subject, purpose)
        if key is None:
            raise _destroyed()
        return key

    def find(self, subject: str, purpose: str) -> bytes | None:
        """The data key, or None where it was destroyed. Raises MissingKey where there never was one."""
        mark = self._forget_destroyed(RECHECK)
        if (cached := self._cache.get((subject, purpose))) is not None:
            return cached
        with self.store.reading() as db:
            row = db.execute(
                sa.select(data_keys.c.wrapped, data_keys.c.destroyed_at).where(
                    data_keys.c.subject == subject, data_keys.c.purpose == purpose
                )
            ).one_or_none()
        if row is None:
            raise MissingKey(
                f"There is no key for {subject} ({purpose}), though something was sealed under one.",
                "Restore the key database from a newer backup; it is older than the events', or part of it is lost.",
            )
        if row.destroyed_at is not None:
            return None
        return self._remember(subject, purpose, self._unwrap(subject, purpose, row.wrapped), mark)

    def _forget_destroyed(self, patience: float) -> str | None:
        """Forgets every key where one was destroyed since this was last looked at; answers the mark that stands."""
        now = time.monotonic()
        if now - self._looked >= patience:
            with self.store.reading() as db:
                mark = db.execute(sa.select(key_meta.c.value).where(key_meta.c.name == DESTROYED)).scalar()
            if mark != self._mark:
                self._mark = mark
                self._cache.clear()
            self._looked = now
        return self._mark

    def is_destroyed(self, subject: str, purpose: str) -> bool:
        """Whether the key was destroyed; one that never was is not."""
        try:
            return self.find(subject, purpose) is None
        except MissingKey:
            return False

    def ensure(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Makes the keys that are not there yet, durable when this returns. Raises KeyFault for a destroyed one."""
        pairs = list(dict.fromkeys(wanted))
        if not pairs:
            return
        mark = self._forget_destroyed(0)
        missing = [pair for pair in pairs if pair not in self._cache]
        for start in range(0, len(missing), _CHUNK):
            self._ensure(missing[start : start + _CHUNK], mark)

    def _ensure(self, wanted: list[tuple[str, str]], mark: str | None) -> None:
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        pair = sa.tuple_(data_keys.c.subject, data_keys.c.purpose)
        with self.store.writing() as db:
            found = db.execute(sa.select(data_keys.c.subject, data_keys.c.purpose).where(pair.in_(wanted)))
            there = {(row.subject, row.purpose) for row in found}
            rows = [
                {
                    "subject": s,
                    "purpose": p,
                    "epoch": 1,
                    "wrapped": self._wrap(s, p, os.urandom(32)),
                    "made_at": made_at,
                }
                for s, p in wanted
                if (s, p) not in there
            ]
            if rows:
                db.execute(_insert_new(self.store.engine.dialect.name, data_keys), rows)
            kept = db.execute(sa.select(data_keys).where(pair.in_(wanted))).all()
        for row in kept:
            if row.destroyed_at is not None:
                raise _destroyed()
            self._remember(row.subject, row.purpose, self._unwrap(row.subject, row.purpose, row.wrapped), mark)

    def destroy(self, subject: str, purpose: str) -> None:
        """Destroys a key and the office ids that go with it, leaving a tombstone. It cannot be undone.

        Where there was no key the tombstone stands all the same: none is ever made. Other processes let go of the
        key within RECHECK seconds, and before they seal anything else. Backups have it for as long as they are kept.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        insert = _insert(self.store.engine.dialect.name)
        gone = {"subject": subject, "purpose": purpose, "epoch": 1, "made_at": now, "destroyed_at": now}
        since = sa.func.coalesce(data_keys.c.destroyed_at, now)
        with self.store.writing() as db:
            db.execute(
                insert(data_keys)
                .values(gone)
                .on_conflict_do_update(
                    index_elements=list(data_keys.primary_key), set_={"wrapped": None, "destroyed_at": since}
                )
            )
            mark = os.urandom(16).hex()
            db.execute(
                insert(key_meta)
                .values(name=DESTROYED, value=mark)
                .on_conflict_do_update(index_elements=[key_meta.c.name], set_={"value": mark})
            )
            db.execute(office_ids.delete().where(office_ids.c.subject == subject, office_ids.c.purpose == purpose))
        self._forget_destroyed(0)
        self.store.truncate()

    def references(self, scope: str, ids: Iterable[str]) -> dict[str, Ref]:
        """The references of those ids that an office (or `actor`) has used before."""
        hashes = {self._hash(scope, text): text for text in ids}
        known: dict[str, Ref] = {}
        with self.store.reading() as db:
            for part in _parts(list(hashes)):
                rows = db.execute(
                    sa.select(office_ids.c.hash, office_ids.c.reference).where(office_ids.c.hash.in_(part))
                )
                known.update({hashes[bytes(row.hash)]: Ref(row.reference) for row in rows})
        return known

    def register(self, scope: str, ids: Iterable[OfficeId]) -> dict[str, Ref]:
        """Writes the index for new ids, durable before their first event, and answers who each of them is."""
        given = list(ids)
        rows = [
            {"hash": self._hash(scope, i.text), "reference": i.reference, "subject": i.reference, "purpose": i.purpose}
            for i in given
        ]
        if rows:
            with self.store.writing() as db:
                db.execute(_insert_new(self.store.engine.dialect.name, office_ids), rows)
        return self.references(scope, [i.text for i in given])

    def row_hash(self, *parts: str) -> bytes:
        """A keyed hash of something imported: tells repeats apart without keeping what was imported."""
        named = framed(*(part.encode()[:60_000] for part in parts))
        return hmac.digest(self._index_key, _ROW + named, "sha256")

    def _hash(self, scope: str, text: str) -> bytes:
        return hmac.digest(self._index_key, _OFFICE + framed(scope.encode(), text.encode()), "sha256")

    @property
    def _index_key(self) -> bytes:
        return self.key(SERVICE, "index")

    def _wrap(self, subject: str, purpose: str, key: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._wrapping.encrypt(nonce, key, _wrap_context(subject, purpose))

    def _unwrap(self, subject: str, purpose: str, wrapped: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:12], wrapped[12:], _wrap_context(subject, purpose))
        except InvalidTag:
            raise KeyFault(
                f"The key for {purpose} does not open with this key file.",
                "Name the key file that belongs to this store (byleave.json notes where), or restore its keys.",
            ) from None

    def _remember(self, subject: str, purpose: str, key: bytes, mark: str | None) -> bytes:
        """Keeps a key that was read while this mark stood; one that was destroyed meanwhile is not kept."""
        if mark != self._mark:
            return key
        self._cache[subject, purpose] = key
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return key


def _destroyed() -> KeyDestroyed:
    return KeyDestroyed("The key for this was destroyed when its data were erased.", "Nothing more is sealed under it.")


def _insert_new(dialect: str, table: sa.Table) -> Any:
    """An insert that leaves rows that are there already as they are."""
    return _insert(dialect)(table).on_conflict_do_nothing()


def _insert(dialect: str) -> Any:
    return sqlite.insert if dialect == "sqlite" else postgresql.insert


def _parts(values: list[bytes]) -> Iterable[list[bytes]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def _wrap_context(subject: str, purpose: str) -> bytes:
    return _WRAP + framed(subject.encode(), purpose.encode())


def _durable(connection: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")
