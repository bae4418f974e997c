"""What is said can be relied on: the whole DSN, an init undone, a key that is gone, an append that may have come."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from eventsourcing.utils import Environment

from domain.access import ReadPerson
from domain.consent import Withdrawn
from domain.kernel.rules import Refused
from domain.kernel.sealed import IDENTITY, Sealed
from domain.kernel.time import from_local, london_day
from domain.people import AssignRole
from domain.people.events import person_stream
from service import identity, wiring
from service.cli.context import spoken
from service.config import Config
from service.errors import Conflict, KeyFault, MissingKey, NotEntitled, StorageFault, Tampered, Unsettled
from service.handling import Outcome, Road
from service.replaying import replay
from service.store import KeyRing, KeyStore, keys, postgres
from service.store.record import _server
from service.wiring import Service
from tests import stores
from tests.given import P1, P2
from tests.store import raw
from tests.store.drafts import registering, stopping
from tests.stores import operator


def with_options(dsn: str, options: str) -> str:
    return f"{dsn}{'&' if '?' in dsn else '?'}{options}"


def reading_of(store: Service) -> ReadPerson:
    return ReadPerson(person=P1, what="timeline", **operator(store))


# The whole DSN


@pytest.fixture
def on_server(tmp_path: Path, postgres_dsn: str) -> Iterator[Service]:
    with wiring.make_store(tmp_path / "data", demo=True, dsns=all_in(postgres_dsn)) as service:
        yield service


def all_in(dsn: str) -> Config:
    return Config(store_id="", key_file="", events_dsn=dsn, keys_dsn=dsn, views_dsn=dsn)


@pytest.mark.postgres
def test_all_that_the_dsn_says_is_in_force_on_the_records_connections(tmp_path: Path, postgres_dsn: str) -> None:
    dsn = with_options(
        postgres_dsn, "application_name=byleave-here&options=-c%20statement_timeout%3D54321&sslmode=allow"
    )
    with wiring.make_store(tmp_path / "data", demo=True, dsns=all_in(dsn)) as store:
        select = store.record.recorder.select  # type: ignore[attr-defined]
        settings = [select(f"SHOW {name}")[0][name] for name in ("application_name", "statement_timeout")]
        with store.record.recorder.datastore.get_connection() as db:  # type: ignore[attr-defined]
            said = db.info.get_parameters()
    assert settings == ["byleave-here", "54321ms"]
    assert said["sslmode"] == "allow"


def test_a_password_is_given_only_where_the_dsn_gives_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []

    def connect(_: str, **kwargs: Any) -> None:
        given.append(kwargs)
        raise psycopg.OperationalError("nobody there")

    monkeypatch.setattr(psycopg.Connection, "connect", connect)
    for dsn in ("postgresql://somebody@127.0.0.1/d", "postgresql://somebody:word@127.0.0.1/d"):
        pool = postgres.Factory(Environment("byleave", _server(dsn))).datastore.pool
        given.clear()
        with pytest.raises(psycopg.OperationalError):
            pool._connect()
        assert given[0].get("password") == ("word" if "word" in dsn else None)


# An init that fails


def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next init fails at its very last step."""

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(wiring.config, "save", full)


def relations(dsn: str) -> list[Any]:
    question = (
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema'"
        " UNION SELECT nspname, '' FROM pg_namespace WHERE nspname LIKE 'byleave%' ORDER BY 1, 2"
    )
    with psycopg.connect(dsn) as db:
        return db.execute(question).fetchall()


@pytest.mark.postgres
def test_an_init_that_fails_leaves_nothing_on_the_server_and_can_be_made_again(
    tmp_path: Path, postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        failing(patched)
        with pytest.raises(OSError, match="No space left"):
            wiring.make_store(tmp_path / "data", key_file=tmp_path / "a.key", dsns=all_in(postgres_dsn))
    assert relations(postgres_dsn) == []
    assert list(tmp_path.rglob("*")) == [tmp_path / "data"]
    with wiring.make_store(tmp_path / "data", key_file=tmp_path / "a.key", dsns=all_in(postgres_dsn)) as store:
        assert store.record.head() == 3


@pytest.mark.postgres
def test_an_init_that_fails_empties_tables_that_were_empty_and_keeps_what_is_not_its_own(
    tmp_path: Path, postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres_dsn, autocommit=True) as db:
        db.execute("CREATE SCHEMA byleave_record")
        db.execute("CREATE TABLE byleave_record.meta (name text PRIMARY KEY, value text NOT NULL)")
        db.execute("CREATE TABLE public.another (said text)")
    before = relations(postgres_dsn)
    with monkeypatch.context() as patched:
        failing(patched)
        with pytest.raises(OSError, match="No space left"):
            wiring.make_store(tmp_path / "data", demo=True, dsns=all_in(postgres_dsn))
    assert relations(postgres_dsn) == before
    with wiring.make_store(tmp_path / "data", demo=True, dsns=all_in(postgres_dsn)) as store:
        assert store.record.head() == 3


@pytest.mark.postgres
def test_an_init_that_is_refused_takes_nothing_from_the_store_that_is_there(
    tmp_path: Path, on_server: Service, postgres_dsn: str
) -> None:
    before = (relations(postgres_dsn), on_server.record.head())
    with pytest.raises(Conflict):
        wiring.make_store(tmp_path / "second", demo=True, dsns=all_in(postgres_dsn))
    assert (relations(postgres_dsn), on_server.record.head()) == before
    on_server.road.ask(registering(on_server, P1))


def test_an_init_that_fails_takes_away_only_the_files_that_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "views.db").write_text("somebody's")
    with monkeypatch.context() as patched:
        failing(patched)
        with pytest.raises(OSError, match="No space left"):
            wiring.make_store(data, demo=True)
    assert [(path.name, path.read_text()) for path in data.iterdir()] == [("views.db", "somebody's")]


def test_the_refusal_of_a_second_init_names_the_lock_and_says_when_it_may_go(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data"), pytest.raises(Conflict) as raised:
        wiring.make_store(tmp_path / "data", demo=True)
    assert re.search(r"init\.lock is there, byleave\.json is not and no init is running", raised.value.remedy)


# A key that is gone


def ring_of(store: Service) -> KeyRing:
    """The keys as another process has them."""
    return KeyRing(KeyStore(store.keys.store.engine.url), wiring.key_encryption_key(store.config))


def test_where_there_was_no_key_its_destruction_is_remembered_too(store: Service) -> None:
    store.keys.destroy(P1, IDENTITY)
    assert store.keys.find(P1, IDENTITY) is None
    with pytest.raises(KeyFault, match="destroyed"):
        store.keys.ensure([(P1, IDENTITY)])


def test_a_stop_is_recorded_without_its_remark_where_the_key_for_that_was_destroyed(store: Service) -> None:
    """A stop is never refused for form, whoever was erased; anything else is told that nothing more is sealed."""
    asked = replace(stopping(store), late_reason=Sealed(P1, IDENTITY, "no login"))
    store.keys.destroy(P1, "care")
    outcome = store.road.ask(asked, key="tablet-1")
    [stop] = store.record.at(outcome.positions)
    assert isinstance(stop.event, Withdrawn)
    assert stop.event.expressed_to is None
    assert stop.late_reason is not None, "what was to be sealed under another key is kept"
    assert store.road.ask(asked, key="tablet-1").positions == outcome.positions
    assert list(replay(store.record)) == []
    store.keys.destroy(P2, IDENTITY)
    with pytest.raises(KeyFault, match="destroyed"):
        store.road.ask(registering(store, P2))


def test_a_stop_is_recorded_though_its_key_is_destroyed_while_it_is(
    store: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, decide = stopping(store), Road._try

    def destroying(road: Road, *given: Any) -> Any:
        monkeypatch.setattr(Road, "_try", decide)
        store.keys.destroy(P1, "care")
        return decide(road, *given)

    monkeypatch.setattr(Road, "_try", destroying)
    [stop] = store.record.at(store.road.ask(asked).positions)
    assert isinstance(stop.event, Withdrawn)
    assert stop.event.expressed_to is None


def test_a_key_destroyed_twice_was_destroyed_the_first_time(store: Service) -> None:
    store.keys.destroy(P1, IDENTITY)
    with raw.keys(store) as run:
        run("UPDATE data_keys SET destroyed_at = 'before' WHERE subject = ?", P1)
    store.keys.destroy(P1, IDENTITY)
    with raw.keys(store) as run:
        assert run("SELECT wrapped, destroyed_at FROM data_keys WHERE subject = ?", P1) == [(None, "before")]


def test_a_wrapped_key_that_was_destroyed_is_in_no_file_of_the_data_directory(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data") as store:
        store.keys.ensure([(P1, IDENTITY), (P2, IDENTITY)])
        with raw.keys(store) as run:
            [(wrapped,)] = run("SELECT wrapped FROM data_keys WHERE subject = ?", P1)
        assert any(wrapped in path.read_bytes() for path in store.directory.iterdir())
        store.keys.destroy(P1, IDENTITY)
        assert [path.name for path in store.directory.iterdir() if wrapped in path.read_bytes()] == []


def test_a_destruction_that_a_reader_keeps_in_the_log_is_said_to_be_so(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data") as store:
        store.keys.ensure([(P1, IDENTITY)])

        @sa.event.listens_for(store.keys.store.engine, "checkout")
        def impatient(connection: Any, *_: Any) -> None:
            connection.execute("PRAGMA busy_timeout=50")

        with raw.keys(store) as run:
            run("BEGIN")
            run("SELECT * FROM data_keys")
            with pytest.raises(StorageFault, match="The key is destroyed, but"):
                store.keys.destroy(P1, IDENTITY)
        store.keys.destroy(P1, IDENTITY)


def test_a_key_that_another_destroyed_seals_nothing_more(store: Service) -> None:
    other = ring_of(store)
    other.ensure([(P1, IDENTITY)])
    store.keys.destroy(P1, IDENTITY)
    with pytest.raises(KeyFault, match="destroyed"):
        other.ensure([(P1, IDENTITY)])
    assert other.find(P1, IDENTITY) is None
    other.store.close()


def test_a_key_that_another_destroyed_opens_nothing_after_two_seconds(
    store: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, now = ring_of(store), [0.0]
    monkeypatch.setattr(keys.time, "monotonic", lambda: now[0])
    other.ensure([(P1, IDENTITY), (P2, IDENTITY)])
    kept = other.find(P2, IDENTITY)
    store.keys.destroy(P1, IDENTITY)
    now[0] = 1.9
    assert other.find(P1, IDENTITY) is not None
    now[0] = 2.0
    assert other.find(P1, IDENTITY) is None
    assert other.find(P2, IDENTITY) == kept
    other.store.close()


def test_a_missing_key_is_said_to_need_a_newer_backup(store: Service) -> None:
    with pytest.raises(MissingKey) as raised:
        store.keys.find(P1, IDENTITY)
    assert "from a newer backup; it is older than the events'" in raised.value.remedy


# What is never repeated


def test_no_database_error_repeats_what_was_to_be_written(store: Service) -> None:
    for engine in (store.keys.store.engine, store.views.engine):
        with pytest.raises(sa.exc.DatabaseError) as raised, engine.begin() as db:
            db.execute(sa.text("INSERT INTO nowhere VALUES (:said)"), {"said": "Ada Quill"})
        assert "Ada" not in str(raised.value)


def test_an_event_that_cannot_be_read_is_not_repeated(store: Service) -> None:
    store.road.ask(registering(store, P1))
    [recorded] = store.record.read(person_stream(P1))
    state = raw.state(store, recorded.position)
    raw.put_state(store, recorded.position, {**state, "occurred_at": "Ada Quill of Nidd Court"})
    with pytest.raises(Tampered, match=r"cannot be read \(ValueError\)") as raised:
        store.record.at([recorded.position])
    assert "Ada" not in str(raised.value)


# An append that may have come


class Losing:
    """A connection that is lost when what it was asked has been committed and not yet answered."""

    def __init__(self, lent: Any) -> None:
        self.lent = lent

    @property
    def closed(self) -> bool:
        return bool(self.lent.closed)

    def execute(self, *given: Any, **how: Any) -> Any:
        self.lent.execute(*given, **how)
        self.lent.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")


@contextmanager
def losing(store: Service) -> Iterator[None]:
    """The next append is committed, and its answer lost; whatever is asked afterwards is answered."""
    recorder: Any = store.record.recorder
    datastore = recorder.datastore
    lend, insert = datastore.get_connection, recorder.insert_events

    @contextmanager
    def lent() -> Iterator[Any]:
        with lend() as connection:
            yield Losing(connection)

    def lost(*given: Any, **how: Any) -> Any:
        datastore.get_connection = lent
        try:
            return insert(*given, **how)
        finally:
            datastore.get_connection, recorder.insert_events = lend, insert

    recorder.insert_events = lost
    yield


@pytest.mark.postgres
def test_an_append_whose_answer_is_lost_is_not_said_to_be_unwritten(on_server: Service) -> None:
    before = on_server.record.head()
    with losing(on_server), pytest.raises(Unsettled, match="It is not known whether this was recorded") as raised:
        on_server.road.ask(reading_of(on_server))
    assert raised.value.exit_code == 6
    assert raised.value.remedy == "Ask again with the same key, or look first."
    assert "Nothing was written" not in str(raised.value)
    assert on_server.record.head() == before + 1


@pytest.mark.postgres
def test_with_a_key_an_append_whose_answer_is_lost_is_answered_from_the_record(on_server: Service) -> None:
    before, command = on_server.record.head(), reading_of(on_server)
    with losing(on_server):
        told = on_server.road.ask(command, key="once")
    assert (told.positions, told.refused) == ((before + 1,), None)
    assert on_server.road.ask(command, key="once").positions == told.positions
    assert on_server.record.head() == before + 1


@pytest.mark.postgres
def test_a_server_that_ends_the_connection_leaves_it_open_whether_it_was_recorded(
    on_server: Service, postgres_dsn: str
) -> None:
    before, command = on_server.record.head(), reading_of(on_server)
    rows = [on_server.record.mapper.to_stored_event(drafted_of(on_server, command))]
    with psycopg.connect(postgres_dsn, autocommit=True) as db:
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(Unsettled):
        on_server.record.append_rows(rows, {})
    assert on_server.record.head() == before
    assert on_server.road.ask(command, key="once").positions == (before + 1,)


def drafted_of(store: Service, command: ReadPerson) -> Any:
    batch = store.road.batch()
    decided = batch.decide(command, "c" * 32)
    assert isinstance(decided, tuple)
    return decided[0]


@pytest.mark.postgres
def test_what_the_server_refuses_is_said_to_be_unwritten(on_server: Service) -> None:
    recorder: Any = on_server.record.recorder
    recorder.execute("ALTER TABLE byleave_record.head RENAME TO elsewhere")
    with pytest.raises(StorageFault, match="Nothing was written") as raised:
        on_server.road.ask(reading_of(on_server))
    assert not isinstance(raised.value, Unsettled)


# Who may ask


def given_role(store: Service, name: str, role: str) -> Any:
    return identity.register(store.road, name, (role,), store.clock(), by=operator(store)["actor"])


def ended(store: Service, person: Any, road: Road | None = None) -> None:
    """The role ended yesterday, or was never to be: the entry is corrected."""
    last = store.record.read(person_stream(person))[-1]
    why = Sealed(person, IDENTITY, "the rota says so")
    told = {**operator(store), "history": True, "corrects": last.version, "reason": why}
    yesterday = london_day(store.clock()) - timedelta(days=1)
    role = AssignRole(person=person, assigned="ward", from_on=date(2020, 1, 1), to_on=yesterday, **told)
    assert (road or store.road).ask(role).refused is None


def test_a_role_that_has_ended_can_be_given_again(store: Service) -> None:
    person = given_role(store, "night-nurse", "ward")
    ended(store, person)
    with pytest.raises(NotEntitled):
        identity.entitled(store.road, "night-nurse", "ward", store.clock())
    assert given_role(store, "night-nurse", "ward") == person
    assert identity.entitled(store.road, "night-nurse", "ward", store.clock()) == person


def test_a_role_that_another_process_ended_entitles_to_nothing_more(store: Service) -> None:
    person = given_role(store, "night-nurse", "ward")
    identity.entitled(store.road, "night-nurse", "ward", store.clock())
    ended(store, person, Road(store.record, store.keys, store.clock))
    with pytest.raises(NotEntitled, match="does not hold the role ward"):
        identity.entitled(store.road, "night-nurse", "ward", store.clock())


def test_a_role_that_is_refused_is_not_said_to_be_given(store: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Road, "ask", lambda *_, **__: Outcome((9,), Refused(("PE-01",))))
    with pytest.raises(Conflict, match="PE-01"):
        given_role(store, "night-nurse", "ward")


# The instant that is printed


def test_the_register_answers_for_the_instant_that_it_prints() -> None:
    text, asked = spoken(datetime(2026, 11, 3, 12, 34, 56, 789000, tzinfo=UTC))
    assert from_local(text) == asked
