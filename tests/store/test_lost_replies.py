"""PostgreSQL gone while somebody waits for its answer: what became of it is not known, and asking again settles it."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from service import handling, wiring
from service.errors import StorageFault, Unsettled
from service.wiring import Service
from tests import stores
from tests.store import raw
from tests.store.test_kills import Log, holds_whole
from tests.store.wire import Wire, wired
from tests.store.writing import task
from tests.stores import member, repeats

pytestmark = pytest.mark.postgres
KINDS = pytest.mark.parametrize("number", range(4), ids=["register", "import", "stop", "refusal"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Service]:
    """A store on PostgreSQL, on which who uses data is registered already."""
    with stores.made(tmp_path / "data", "postgres") as service:
        member(service)
        yield service


@contextmanager
def along_a_wire(store: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Service, Wire]]:
    """The same store opened by another process would be, but for its events along a wire that can be cut."""
    with wired(str(store.config.events_dsn)) as wire:
        monkeypatch.setenv("BYLEAVE_EVENTS_DSN", wire.dsn())
        with wiring.open_store(store.directory) as far:
            yield far, wire


def backends(store: Service, doing: str = "%") -> str:
    """The SQL that names other backends of this store's database, by what they did last."""
    return (
        "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        f" AND backend_type = 'client backend' AND query LIKE '{doing}'"
    )


def terminate(store: Service, doing: str = "%") -> int:
    """Ends the backends that do, or did last, such a thing. How many."""
    with raw.events(store) as run:
        return len(run(f"SELECT pg_terminate_backend(pid) {backends(store, doing)}"))


def asked(store: Service, number: int) -> tuple[int, ...] | None:
    """The answer, which the road may have looked up when the connection was lost; None where it is said not to know."""
    try:
        return task(number).ask(store, number)
    except Unsettled:
        return None


@KINDS
@pytest.mark.parametrize("and_terminated", [False, True], ids=["cut off", "terminated"])
def test_a_lost_reply_is_had_by_asking_again(
    served: Service, monkeypatch: pytest.MonkeyPatch, number: int, and_terminated: bool
) -> None:
    head, leaves, ended = served.record.head(), len(task(number).leaves), list[int]()
    with along_a_wire(served, monkeypatch) as (far, wire):
        wire.cut_at = task(number).leaves[0].tag.encode()
        wire.answered = lambda: ended.append(terminate(served, "%byleave_append%") if and_terminated else 0)
        expected = tuple(range(head + 1, head + 1 + leaves))
        assert asked(far, number) in (expected, None)
        assert [each > 0 for each in ended] == [and_terminated], "the wire was not cut, or nobody ended"
        assert served.record.head() == head + leaves
        assert task(number).ask(far, number) == task(number).ask(served, number) == expected
    assert served.record.head() == head + leaves


@KINDS
def test_who_is_cut_off_before_the_append_began_has_written_nothing(served: Service, number: int) -> None:
    """The backend is ended while it waits for the counter row, which another writer holds."""
    head = served.record.head()
    with psycopg.connect(str(served.config.events_dsn)) as other:
        other.execute("SET idle_in_transaction_session_timeout TO '20s'")
        other.execute("UPDATE byleave_record.head SET n = n")
        ender = threading.Thread(target=_end_who_waits, args=(served,))
        ender.start()
        with pytest.raises(StorageFault):
            task(number).ask(served, number)
        ender.join()
        other.rollback()
    assert served.record.head() == head
    positions = task(number).ask(served, number)
    assert positions == tuple(range(head + 1, head + 1 + len(task(number).leaves)))


def _end_who_waits(store: Service) -> None:
    with raw.events(store) as run:
        while not run(f"SELECT pid {backends(store, '%byleave_append%')} AND wait_event_type = 'Lock'"):
            time.sleep(0.001)
    terminate(store, "%byleave_append%")


def test_an_idle_connection_that_was_ended_costs_one_asking(served: Service) -> None:
    task(0).ask(served, 0)
    assert terminate(served) >= 1
    for _ in range(5):
        try:
            positions = task(2).ask(served, 2)
            break
        except StorageFault:
            continue
    assert positions == (served.record.head(),)


@pytest.mark.heavy
@pytest.mark.slow
def test_backends_ended_at_any_moment_lose_nothing_and_double_nothing(
    served: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handling, "LOOKS", (0.0, 0.01))  # who asks again anyway need not wait
    over, ended, faults = threading.Event(), [0], 0
    killer = threading.Thread(target=_end_at_random, args=(served, over, ended))
    killer.start()
    answered: list[tuple[int, ...]] = []
    try:
        while len(answered) < repeats(300):
            try:
                answered.append(task(len(answered)).ask(served, len(answered)))
            except (StorageFault, sa.exc.OperationalError):  # the second is of the views, which are made anew at need
                faults += 1
    finally:
        over.set()
        killer.join()
    assert (faults > 0, ended[0] > 0) == (True, True)
    with wiring.open_store(served.directory) as after:
        log = Log(after)
        log.read_on()
        holds_whole(log, len(answered))
        assert [task(number).ask(after, number) for number in range(len(answered))] == answered
        assert after.record.head() == len(log.events)


def _end_at_random(store: Service, over: threading.Event, ended: list[int]) -> None:
    while not over.wait(random.uniform(0, 0.3)):
        ended[0] += terminate(store)
