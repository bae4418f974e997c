"""The record: one `Application` of the library, with our mapper and recorders; streams, the log and repeats."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from eventsourcing.application import Application
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    StoredEvent,
)
from eventsourcing.utils import Environment

from domain.kernel.decider import Command, Event, Recorded
from domain.kernel.ids import StreamId
from domain.kernel.sealed import Sealed
from domain.kernel.time import from_utc
from projections.projection import Place as InLog
from service.errors import NotReady, Tampered
from service.store import codec, envelope, postgres, sqlite, verifying
from service.store.envelope import Draft
from service.store.faults import storage_faults
from service.store.leaf import entry_tail
from service.store.rows import Appended, Collision, Guard, Repeat, Row, Stale
from service.store.sealing import Place, seal

__all__ = ["Collision", "Done", "Draft", "Made", "Record", "Repeat", "Stale"]

Keys = Callable[[str, str], bytes]
_CHUNK = 500
SCHEMA = "byleave_record"
_GIVEN = "SELECT COALESCE(MAX(n), 0) AS n FROM {s}head"


class SealingMapper(Mapper[str]):
    """Tags instead of Python paths, canonical JSON, and every sealed value sealed for its place."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(JSONTranscoder())
        self.keys = keys

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """A draft as the row that is stored."""
        draft: Draft = domain_event
        stream, version, tag = draft.event.stream, draft.version, draft.event.tag

        def box(field: str, value: Sealed) -> bytes:
            if value.clear is None:
                raise TypeError(f"{tag}.{field} was sealed before")
            return seal(self.keys(value.subject, value.purpose), Place(stream, version, tag, field), value.clear)

        state = envelope.written(draft, box)
        return Row(stream, version, tag, state, entry_tail(tag, stream, version, state, draft.event.subjects))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Refused: the library would import whatever the row names."""
        raise TypeError(f"{stored_event.topic} is read by Record.read, as the vocabulary has it")


@dataclass(frozen=True, slots=True)
class Done:
    """What an earlier asking was answered with: the positions, and what it was bound to."""

    binding: bytes
    position: int
    count: int
    nth: int


@dataclass(frozen=True, slots=True)
class Made:
    """An event as a decision made it. The first event of a decision has the command, and what was relied on."""

    recorded: Recorded[Event]
    command: Command | None
    relied_on: Mapping[StreamId, int]
    unjudged: tuple[str, ...]


class Record(Application[str]):
    """The event store of one service. `path` for SQLite, `dsn` for PostgreSQL; `clock` where made so."""

    name = "byleave"

    def __init__(
        self,
        keys: Keys,
        *,
        path: Path | None = None,
        dsn: str | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._keys = keys
        self.embedded = dsn is None
        super().__init__(_embedded(path) if path is not None else _server(dsn or ""))
        if clock is not None:
            self._set_clock(clock)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Our factory for the database that the environment names."""
        return sqlite.Factory(env) if self.embedded else postgres.Factory(env)

    def construct_mapper(self) -> Mapper[str]:
        """Our mapper."""
        return SealingMapper(self._keys)

    def construct_recorder(self) -> ApplicationRecorder:
        """Our recorder; its tables are made by `migrate` and by nothing else."""
        return super().construct_recorder()

    @property
    def _table(self) -> str:
        return str(self.recorder.events_table_name)  # type: ignore[attr-defined]

    def _set_clock(self, clock: Callable[[], datetime]) -> None:
        setattr(self.recorder, "clock" if self.embedded else "given_clock", clock)

    def migrate(self) -> None:
        """Makes the tables where there are none."""
        if not self.embedded:
            self.recorder.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")  # type: ignore[attr-defined]
        self.recorder.create_table()  # type: ignore[attr-defined]

    def append(
        self, drafts: Sequence[Draft], expect: Mapping[StreamId, int], repeats: Sequence[Repeat] = ()
    ) -> Appended:
        """Appends drafts in one transaction; answers their positions. Raises Stale where something relied on moved."""
        stored = [self.mapper.to_stored_event(draft) for draft in drafts]
        return self.append_rows(stored, expect, repeats)

    def append_rows(
        self, stored: Sequence[StoredEvent], expect: Mapping[StreamId, int], repeats: Sequence[Repeat] = ()
    ) -> Appended:
        """The part of an append that holds the lock. There is something to append."""
        with storage_faults():
            appended: Appended = self.recorder.insert_events(stored, guard=Guard(expect, repeats))  # type: ignore[assignment]
            return appended

    def head(self) -> int:
        """The last position, 0 where nothing is recorded."""
        with storage_faults():
            return self.recorder.max_notification_id() or 0

    def place(self, position: int, most: int) -> InLog | None:
        """What stands at a position and behind it; None where nothing does, an event is missing, or there are more."""
        columns = f"position, topic, originator_id, originator_version, recorded_at, ({_GIVEN}) AS given"
        question = f"SELECT {columns} FROM {{t}} WHERE position >= {{p}} ORDER BY position LIMIT {{p}}"
        rows = self._select(question, (position, most + 1))
        given = rows[0]["given"] if rows else 0
        if not position <= given <= position + most or [row["position"] for row in rows] != [
            *range(position, given + 1)
        ]:
            return None
        first, *behind = rows
        stream, version = StreamId(first["originator_id"]), first["originator_version"]
        tags = {row["topic"] for row in behind}
        return InLog(stream, version, _stamped(first["recorded_at"]), rows[-1]["position"], tags)

    def counted(self) -> tuple[int, int]:
        """How many events there are, and the last position that was given: equal where none is missing."""
        row = self._select("SELECT COUNT(*) AS n, (SELECT COALESCE(MAX(n), 0) FROM {s}head) AS top FROM {t}", ())[0]
        return row["n"], row["top"]

    def read(self, stream: StreamId, up_to: int | None = None, after: int = 0) -> list[Recorded[Event]]:
        """The events of one stream in order: versions above `after`, positions up to `up_to`. Raises Tampered where
        a version is missing.
        """
        bound, given = ("", (stream, after)) if up_to is None else (" AND position <= {p}", (stream, after, up_to))
        where = "originator_id = {p} AND originator_version > {p}" + bound
        found = [self._recorded(row, stream) for row in self._ask(where, "originator_version", given)]
        for due, recorded in enumerate(found, after + 1):
            if recorded.version != due:
                raise _missing(f"Version {due} of the stream of the event at position {recorded.position}")
        return found

    def read_many(self, streams: Sequence[StreamId], up_to: int) -> dict[StreamId, list[Recorded[Event]]]:
        """The events of many streams up to one position, each in order; no entry for a stream that holds none by then.

        Raises Tampered where a version is missing.
        """
        found: dict[StreamId, list[Recorded[Event]]] = {}
        for start in range(0, len(streams), _CHUNK):
            part = tuple(streams[start : start + _CHUNK])
            where = f"originator_id IN ({','.join(['{p}'] * len(part))}) AND position <= {{p}}"
            for row in self._ask(where, "originator_id, originator_version", (*part, up_to)):
                recorded = self._recorded(row, StreamId(row["originator_id"]))
                there = found.setdefault(recorded.stream, [])
                if recorded.version != len(there) + 1:
                    raise _missing(f"Version {len(there) + 1} of the stream of the event at position {row['position']}")
                there.append(recorded)
        return found

    def tail(self, after: int, limit: int) -> list[Recorded[Event]]:
        """The log behind a position, in order. Raises Tampered where a position is missing."""
        return [self._recorded(row) for row in self._log(after, limit)]

    def _log(self, after: int, limit: int) -> list[Any]:
        """The rows behind a position: all that were given when this was asked, and none of them missing."""
        ends = self._select(f"SELECT COALESCE(MAX(position), 0) AS stands, ({_GIVEN}) AS given FROM {{t}}", ())[0]
        top = min(after + limit, max(ends["given"], ends["stands"]))
        rows = self._ask("position > {p} AND position <= {p}", "position", (after, after + limit))
        for due, row in enumerate(rows, after + 1):
            if row["position"] != due:
                raise _missing(f"The event at position {due}")
        if after + len(rows) < top:
            raise _missing(f"The event at position {after + len(rows) + 1}")
        return rows

    def verify(self, tell: Callable[[int, int], None] = lambda _, __: None) -> Iterator[verifying.Fault]:
        """Makes every entry and leaf anew from what is stored; yields what is wrong, and is told how far it is."""
        return verifying.verify(self._page, tell)

    def _page(self, after: int, limit: int) -> tuple[int, list[Any]]:
        columns = "position, originator_id, originator_version, topic, recorded_at, state, entry, leaf"
        question = f"SELECT {columns} FROM {{t}} WHERE position > {{p}} ORDER BY position LIMIT {{p}}"
        return self._given(), self._select(question, (after, limit))

    def _given(self) -> int:
        """The last position that was given, whether or not an event still stands there."""
        return int(self._select(_GIVEN, ())[0]["n"])

    def made(self, after: int, limit: int) -> list[Made]:
        """The log behind a position, in order, with how each decision was made."""
        found = []
        for row in self._log(after, limit):
            recorded, state = self._recorded(row), codec.parsed(row["state"])
            try:
                command = envelope.asked(state, recorded.event)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise _unreadable(row["position"], error) from None
            unjudged = tuple(state.get("unjudged", ()))
            found.append(Made(recorded, command, state.get("relied_on", {}), unjudged))
        return found

    def at(self, positions: Iterable[int]) -> list[Recorded[Event]]:
        """The events at these positions, in order."""
        wanted = sorted(positions)
        found: list[Recorded[Event]] = []
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            rows = self._ask(f"position IN ({','.join(['{p}'] * len(part))})", "position", tuple(part))
            found.extend(self._recorded(row) for row in rows)
        return found

    def versions(self, streams: Sequence[StreamId]) -> dict[StreamId, int]:
        """The versions of some streams, read in one transaction; 0 for a stream that does not exist."""
        found: dict[StreamId, int] = dict.fromkeys(streams, 0)
        marks = ",".join(["{p}"] * len(streams))
        question = (
            f"SELECT originator_id, MAX(originator_version) AS v FROM {{t}}"
            f" WHERE originator_id IN ({marks}) GROUP BY originator_id"
        )
        for row in self._select(question, tuple(streams)) if streams else ():
            found[StreamId(row["originator_id"])] = row["v"]
        return found

    def done(self, keys: Sequence[bytes]) -> dict[bytes, Done]:
        """The last answer to each of these keys, for those that were asked before."""
        answered: dict[bytes, Done] = {}
        for start in range(0, len(keys), _CHUNK):
            part = tuple(keys[start : start + _CHUNK])
            marks = ",".join(["{p}"] * len(part))
            question = (
                f"SELECT key, nth, binding, position, count FROM {{s}}repeats WHERE key IN ({marks}) ORDER BY nth"
            )
            for row in self._select(question, part):
                answered[bytes(row["key"])] = Done(bytes(row["binding"]), row["position"], row["count"], row["nth"])
        return answered

    def imported(self, scope: bytes) -> dict[bytes, Done]:
        """The last answer to every row of one import's scope."""
        question = "SELECT key, nth, binding, position, count FROM {s}repeats WHERE scope = {p} ORDER BY nth"
        return {
            bytes(row["key"]): Done(bytes(row["binding"]), row["position"], row["count"], row["nth"])
            for row in self._select(question, (scope,))
        }

    def meta(self) -> dict[str, str]:
        """What the store says of itself."""
        return {row["name"]: row["value"] for row in self._select("SELECT name, value FROM {s}meta", ())}

    def note(self, name: str, value: str) -> None:
        """Writes down something about the store itself, once."""
        statement = "INSERT INTO {s}meta (name, value) VALUES ({p}, {p}) ON CONFLICT DO NOTHING"
        self.recorder.execute(self._sql(statement), (name, value))  # type: ignore[attr-defined]

    def _ask(self, where: str, order: str, given: Sequence[Any]) -> list[Any]:
        columns = "position, originator_id, originator_version, topic, recorded_at, state"
        return self._select(f"SELECT {columns} FROM {{t}} WHERE {where} ORDER BY {order}", given)

    def _select(self, statement: str, given: Sequence[Any]) -> list[Any]:
        with storage_faults():
            rows: list[Any] = self.recorder.select(self._sql(statement), given)  # type: ignore[attr-defined]
            return rows

    def _sql(self, statement: str) -> str:
        schema = "" if self.embedded else f"{self.recorder.datastore.schema}."  # type: ignore[attr-defined]
        return statement.format(s=schema, t=f"{schema}{self._table}", p="?" if self.embedded else "%s")

    def _recorded(self, row: Any, stream: StreamId | None = None) -> Recorded[Event]:
        try:
            return _in_place(
                stream,
                row["position"],
                row["originator_id"],
                row["originator_version"],
                row["topic"],
                _stamped(row["recorded_at"]),
                codec.parsed(row["state"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _unreadable(row["position"], error) from None


_instant = lru_cache(maxsize=1024)(from_utc)


def _stamped(at: Any) -> datetime:
    """When something was recorded, as the database gives it: SQLite has a text."""
    return _instant(at) if isinstance(at, str) else cast(datetime, at).astimezone(UTC)


class AnotherStream(ValueError):
    """An event names another stream than it stands in."""


def _in_place(stream: StreamId | None, *row: Any) -> Recorded[Event]:
    """What is recorded in a row, where it stands in its own stream. Raises AnotherStream where it does not."""
    recorded = envelope.read(*row)
    if recorded.event.stream != recorded.stream or (stream and stream != recorded.stream):
        raise AnotherStream("it names another stream than it stands in")
    return recorded


def _unreadable(position: int, error: Exception) -> Tampered:
    """What is said of an event that cannot be read: never what stands in it, which an exception's text may repeat."""
    return Tampered(
        f"The event at position {position} cannot be read ({type(error).__name__}).",
        "Either a newer version of Byleave wrote it (update), or somebody changed the database (keep it as it is).",
    )


def _missing(what: str) -> Tampered:
    return Tampered(
        f"{what} is missing.", "Somebody changed the database: keep it as it is, and restore a backup elsewhere."
    )


def _embedded(path: Path) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "APPLICATION_RECORDER_TOPIC": "service.store.sqlite:Recorder",
        "SQLITE_DBNAME": str(path),
        "SQLITE_LOCK_TIMEOUT": "30",
        "ORIGINATOR_ID_TYPE": "text",
        "CREATE_TABLE": "no",
    }


def _server(dsn: str) -> dict[str, str]:
    """The library wants these named; `postgres.Factory` connects by the DSN and by nothing else."""
    return {
        **dict.fromkeys(("POSTGRES_DBNAME", "POSTGRES_HOST", "POSTGRES_USER", "POSTGRES_PASSWORD"), ""),
        postgres.DSN: dsn,
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "APPLICATION_RECORDER_TOPIC": "service.store.postgres:Recorder",
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_SCHEMA": SCHEMA,
        "ORIGINATOR_ID_TYPE": "text",
        "CREATE_TABLE": "no",
    }


def refuse_db_functions(environ: Mapping[str, str]) -> None:
    """Raises NotReady where the library's own database functions are on: a tailing reader would miss events."""
    on = [name for name in environ if name.upper().endswith("POSTGRES_ENABLE_DB_FUNCTIONS") and environ[name]]
    if on:
        raise NotReady(f"{on[0]} is set.", "Unset it: with it a reader of the log can miss events.")
