"""The log: entry and leaf as ops/log-format.md says, positions without gaps, a clock never back, repeats once."""

import json
import re
import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
import pytest

from domain.kernel.ids import Ref, StreamId
from service import wiring
from service.errors import ClockFault
from service.importing.study import Importing
from service.store import Collision, Draft, Record, Repeat, Stale, leaf, postgres, record, sqlite
from service.wiring import Service
from tests import stores
from tests.given import NOON, P1, P2
from tests.store import raw
from tests.store.drafts import attempt, reading, stopping
from tests.stores import operator

STUDY = Path(__file__).parents[2] / "ops" / "demo" / "study"
COLUMNS = "position, originator_id, originator_version, topic, recorded_at, state, entry, leaf"
LONGEST = 65_535
NOBODY = {"initiatives.initiative_registered.v1", "initiatives.site_joined.v1", "initiatives.document_published.v1"}
NOBODY |= {"initiatives.version_implemented.v1", "initiatives.session_held.v1", "sites.site_registered.v1"}


class Hands:
    """A clock whose hands a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def back(self, seconds: float) -> None:
        self.now -= timedelta(seconds=seconds)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture(params=stores.DATABASES)
def timed(request: pytest.FixtureRequest, tmp_path: Path, hands: Hands) -> Iterator[Service]:
    """A store that keeps the time of a given clock, once on each database."""
    with stores.made(tmp_path / "data", request.param, clock=hands) as service:
        yield service


def rows(service: Service) -> list[tuple[Any, ...]]:
    with raw.events(service) as run:
        return run(f"SELECT {COLUMNS} FROM events ORDER BY position")


def stamp(recorded_at: Any) -> str:
    """`recorded_at` as the entry writes it."""
    at = datetime.fromisoformat(recorded_at) if isinstance(recorded_at, str) else recorded_at
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def subjects_of(tag: str, event: dict[str, Any]) -> list[str]:
    """Whom an event is about (ops/log-format.md), told from its stored fields: never actors, takers or witnesses."""
    if tag == "attempt.refused.v1":
        return sorted(set(event["about"]))
    return [] if tag in NOBODY else [event["person"]]


def entry_of(row: tuple[Any, ...]) -> str:
    """The entry of a row, made anew as ops/log-format.md writes it down."""
    _, stream, version, tag, at, state, *_ = row
    hashed = b"byleave/v1/record\n" + struct.pack(">H", len(tag)) + tag.encode()
    hashed += struct.pack(">H", len(stream)) + stream.encode() + struct.pack(">Q", version) + bytes(state)
    said = {
        "at": stamp(at),
        "rh": sha256(hashed).hexdigest(),
        "rl": len(state),
        "stream": stream,
        "subjects": subjects_of(tag, json.loads(bytes(state))["event"]),
        "v": 1,
        "ver": version,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def test_every_entry_and_leaf_is_what_the_proof_says(store: Service) -> None:
    told = operator(store)
    Importing(road=store.road, folder=STUDY, study="s", actor=told["actor"], role=told["role"], at=store.clock()).run()
    store.record.append([attempt([P2, P1, P2])], {})
    stored = rows(store)
    assert len({tag for _, _, _, tag, *_ in stored}) >= 15
    for row in stored:
        *_, entry, hashed = row
        assert entry == entry_of(row)
        assert bytes(hashed) == sha256(b"\x00" + entry.encode()).digest()
        assert len(entry.encode()) <= LONGEST
        assert re.fullmatch(r"[0-9a-f]{32}", row[1])
    assert all(re.fullmatch(r"[0-9a-f]{32}", s) for row in stored for s in json.loads(row[-2])["subjects"])
    assert [row[0] for row in stored] == list(range(1, len(stored) + 1))
    times = [stamp(row[4]) for row in stored]
    assert times == sorted(times)


def test_the_time_of_the_entry_is_the_time_that_is_read(store: Service) -> None:
    [position] = store.record.append([reading()], {})
    [recorded] = store.record.at([position])
    assert json.loads(rows(store)[-1][-2])["at"] == f"{recorded.recorded_at:%Y-%m-%dT%H:%M:%S.%f}Z"
    assert recorded.recorded_at.utcoffset() == timedelta(0)


@pytest.mark.postgres
def test_a_server_that_speaks_another_zone_tells_the_same_time(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data", "postgres") as store:
        [position] = store.record.append([reading()], {})
        [first] = store.record.at([position])
        dsn = str(store.config.events_dsn)
        with psycopg.connect(dsn, autocommit=True) as admin:
            [(name,)] = admin.execute("SELECT current_database()").fetchall()
            admin.execute(f"ALTER DATABASE \"{name}\" SET timezone TO 'America/St_Johns'")
        with wiring.open_store(tmp_path / "data") as again:
            assert again.record.at([position]) == [first]
            assert again.record.at([position])[0].recorded_at.tzinfo is UTC
            again.record.append([reading(2)], {})
        assert [row[-2] for row in rows(store)] == [entry_of(row) for row in rows(store)]


@pytest.mark.postgres
def test_both_databases_give_the_same_entry_for_the_same_row(tmp_path: Path) -> None:
    told = []
    for database in ("sqlite", "postgres"):
        hands = Hands()
        with stores.made(tmp_path / database, database, clock=hands) as store:
            begun = store.record.head()
            for n, microsecond in enumerate((0, 1, 999_999), 1):
                hands.now = NOON.replace(microsecond=microsecond)
                store.record.append([reading(n), attempt([P2, P1], n)], {})
            told.append([(*row[1:4], bytes(row[5]), row[6], bytes(row[7])) for row in rows(store)[begun:]])
    assert told[0] == told[1]
    assert len(told[0]) == 6


def append(
    service: Service, *drafts: Draft, expect: dict[str, int] | None = None, repeats: Sequence[Repeat] = ()
) -> Any:
    return service.record.append(drafts, {StreamId(s): v for s, v in (expect or {}).items()}, repeats)


def unchanged(service: Service, raises: type[Exception], *drafts: Draft, **more: Any) -> None:
    """An append that is refused so, and records nothing."""
    before = (rows(service), service.record.head(), service.record.counted())
    with pytest.raises(raises):
        append(service, *drafts, **more)
    assert (rows(service), service.record.head(), service.record.counted()) == before


def test_positions_have_no_gaps_whatever_was_refused_between(timed: Service, hands: Hands) -> None:
    key = Repeat(b"k" * 32, b"b" * 32, 0, 1)
    append(timed, reading(1), repeats=[key])
    unchanged(timed, Collision, reading(1))
    unchanged(timed, Collision, reading(2), reading(2))
    append(timed, reading(2))
    unchanged(timed, Stale, reading(3), expect={reading().event.stream: 1})
    unchanged(timed, Collision, reading(3), repeats=[key])
    unchanged(timed, ValueError, reading(3), attempt([Ref(f"{n:032x}") for n in range(2_000)]))
    hands.back(3)
    unchanged(timed, ClockFault, reading(3))
    hands.back(-3)
    append(timed, reading(3), reading(4))
    assert [row[0] for row in rows(timed)] == list(range(1, timed.record.head() + 1))


def test_a_version_is_taken_once(store: Service) -> None:
    append(store, reading(1))
    unchanged(store, Collision, reading(1))
    unchanged(store, Collision, reading(2), reading(1))


def test_a_stream_that_does_not_exist_stands_at_version_0(store: Service) -> None:
    nowhere, here = "f" * 32, reading().event.stream
    append(store, reading(1), expect={nowhere: 0, here: 0})
    unchanged(store, Stale, reading(2), expect={nowhere: 1, here: 1})
    unchanged(store, Stale, reading(2), expect={nowhere: 0, here: 0})
    append(store, reading(2), expect={nowhere: 0, here: 1})


def test_what_was_relied_on_may_be_behind_or_ahead_of_nothing(store: Service) -> None:
    append(store, reading(1), reading(2))
    for version in (0, 1, 3):
        unchanged(store, Stale, reading(1, P2), expect={reading().event.stream: version})
    append(store, reading(1, P2), expect={reading().event.stream: 2})


def test_a_repeat_is_kept_once_for_each_of_its_corrections(store: Service) -> None:
    key, other = b"k" * 32, b"o" * 32
    [first] = append(store, reading(1), repeats=[Repeat(key, b"said", 0, 1)])
    unchanged(store, Collision, reading(2), repeats=[Repeat(key, b"said", 0, 1)])
    unchanged(store, Collision, reading(2), repeats=[Repeat(key, b"else", 0, 1)])
    unchanged(store, Collision, reading(2), repeats=[Repeat(other, b"x", 0, 1), Repeat(other, b"x", 0, 1)])
    second = append(store, reading(2), reading(3), repeats=[Repeat(key, b"more", 1, 1, 1), Repeat(other, b"x", 0, 2)])
    done = store.record.done([key, other, b"never"])
    assert {k: (d.binding, d.position, d.count, d.nth) for k, d in done.items()} == {
        key: (b"more", second[1], 1, 1),
        other: (b"x", second[0], 2, 0),
    }
    assert first + 1 == second[0]


def test_an_append_of_nothing_records_nothing(store: Service) -> None:
    before = rows(store)
    assert tuple(append(store)) == ()
    assert tuple(append(store, expect={"f" * 32: 0})) == ()
    assert rows(store) == before


def test_a_clock_that_is_a_little_behind_is_held_at_the_last_time(timed: Service, hands: Hands) -> None:
    append(timed, reading(1))
    hands.back(2)
    append(timed, reading(2))
    hands.back(-2.5)
    append(timed, reading(3))
    assert [stamp(row[4]) for row in rows(timed)[-3:]] == [
        f"{at:%Y-%m-%dT%H:%M:%S.%f}Z" for at in (NOON, NOON, NOON + timedelta(seconds=0.5))
    ]


def test_a_clock_that_is_far_behind_is_refused_and_nothing_is_recorded(timed: Service, hands: Hands) -> None:
    append(timed, reading(1))
    hands.back(2.000001)
    unchanged(timed, ClockFault, reading(2))
    before = rows(timed)
    with pytest.raises(ClockFault, match=r"Nothing was written\. Set the machine's clock right") as raised:
        timed.road.ask(stopping(timed))
    assert raised.value.exit_code == 6
    assert rows(timed) == before
    hands.back(-1)
    timed.road.ask(stopping(timed))


def test_the_databases_own_clock_is_held_to_the_same(store: Service) -> None:
    append(store, reading(1))
    ahead = store.clock() + timedelta(hours=1)
    with raw.events(store) as run:
        run("UPDATE head SET last_at = ?", stamp(ahead) if store.record.embedded else ahead)
    unchanged(store, ClockFault, reading(2))


def test_the_store_has_no_way_to_take_anything_back() -> None:
    own = {name for cls in (Record, sqlite.Recorder, postgres.Recorder) for name in vars(cls)}
    words = re.compile(r"delete|remove|drop|truncate|replace|overwrite|rewrite|erase|clear|purge|update|change")
    assert {name for name in own if words.search(name.lower())} == set()
    for module in (sqlite, postgres, record):
        said = Path(str(module.__file__)).read_text().replace("CREATE OR REPLACE FUNCTION", "")
        assert set(re.findall(r"UPDATE (\S+)", said)) <= {"head", "{schema}.head"}
        assert not re.search(r"DELETE|TRUNCATE|DROP|REPLACE|DO UPDATE", said)


def test_a_position_is_never_given_twice_and_a_missing_one_is_seen(store: Service) -> None:
    [*_, last] = append(store, reading(1), reading(2))
    with raw.events(store) as run:
        run("DELETE FROM events WHERE position = ?", last)
    [position] = append(store, reading(1, P2))
    assert position == last + 1
    counted, top = store.record.counted()
    assert (counted, top) == (last, last + 1)


@pytest.mark.parametrize("length", [LONGEST - 4, LONGEST, LONGEST + 1, LONGEST + 40])
def test_an_entry_is_as_long_as_65535_bytes_and_no_longer(length: int) -> None:
    at = "2026-11-23T10:00:00.000001Z"
    short = leaf.entry(at, leaf.entry_tail("t.a.v1", "", 1, b"", ()))
    stream = "a" * (length - len(short))
    if length > LONGEST:
        with pytest.raises(ValueError, match="longer than 65535 bytes"):
            leaf.entry_tail("t.a.v1", stream, 1, b"", ())
        return
    assert len(leaf.entry(at, leaf.entry_tail("t.a.v1", stream, 1, b"", ())).encode()) == length


def test_an_entry_names_everybody_once_and_in_order() -> None:
    text = leaf.entry("2026-11-23T10:00:00.000001Z", leaf.entry_tail("t.a.v1", "ab", 1, b"", [P2, P1, P2]))
    assert json.loads(text)["subjects"] == sorted([P1, P2])


def test_an_event_about_too_many_is_refused_and_about_as_many_as_fit_is_not(store: Service) -> None:
    everybody = [Ref(f"{n:032x}") for n in range(2_000)]
    append(store, attempt([]))
    fit = (LONGEST - len(rows(store)[-1][-2]) - 8) // len(',"' + "0" * 32 + '"')
    append(store, attempt(everybody[:fit], 2))
    assert LONGEST - 50 < len(rows(store)[-1][-2]) <= LONGEST
    unchanged(store, ValueError, attempt(everybody[: fit + 2], 3))


def test_only_a_reference_gets_into_an_entry(store: Service) -> None:
    for odd in ("", "P001", "A" * 32, "0" * 31, '","v":2,"x":"' + "0" * 19, "é" * 32):
        unchanged(store, ValueError, reading(1, Ref(odd)))


@pytest.mark.postgres
def test_what_had_to_wait_for_another_is_recorded_after_the_wait_however_that_ended(tmp_path: Path) -> None:
    """Who held the lock and lost everything still held it: what came after was not recorded before."""
    with stores.made(tmp_path / "data", "postgres") as store:
        first = store.record.append([reading(1)], {}).at
        with psycopg.connect(store.config.events_dsn or "") as held, ThreadPoolExecutor(1) as other:
            held.execute("UPDATE byleave_record.head SET n = n + 1")
            waiting = other.submit(store.record.append, [reading(2)], {})
            sleep(0.5)
            before = held.execute("SELECT clock_timestamp()").fetchone()
            held.rollback()
            after = waiting.result()
        assert before is not None
        assert first < before[0] <= after.at
        assert list(after) == [store.record.head()]
