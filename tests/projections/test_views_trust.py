"""The views hold what the record holds, and nothing that it lost; a fault of the machine is no fault of an event."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from domain.access import PersonRead
from domain.kernel.decider import Event, Recorded
from projections import access_log, runner, views
from projections.access_log import AccessLog
from projections.runner import Runner
from projections.views import SCHEMA, Stopped
from projections.writes import Writes
from service import identity, wiring
from service.errors import StorageFault, Tampered
from service.wiring import Service
from tests.given import P1, P2
from tests.store import raw
from tests.store.drafts import reading

NAMES = (
    "consent_register",
    "findings",
    "access_log",
    "characteristics",
    "timeline",
    "outings",
    "requests",
    "going",
    "leave_findings",
)
READINGS = 4


@pytest.fixture
def read_of(store: Service) -> Service:
    """A store with four readings of one person, which the views hold."""
    store.record.append([reading(n) for n in range(1, READINGS + 1)], {})
    store.views.catch_up()
    return store


@pytest.fixture
def other(read_of: Service) -> Iterator[Service]:
    """Another process at the same store, its views ready."""
    with wiring.open_store(read_of.directory) as opened:
        opened.views.catch_up()
        yield opened


def readings(service: Service) -> int:
    with service.views.read(*NAMES) as looking:
        return len(access_log.of_person(looking.db, P1, "privacy"))


def standing(service: Service) -> dict[str, tuple[int, str, str | None]]:
    with service.views.engine.connect() as db:
        rows = db.execute(sa.select(runner.progress)).all()
        assert not db.execute(sa.select(runner.dead_letters)).all()
    return {row.name: (row.position, row.mark, row.error) for row in rows}


def back_to(service: Service, position: int) -> None:
    """The record as a backup holds it that was made at a position."""
    with raw.events(service) as run:
        run("DELETE FROM events WHERE position > ?", position)
        run("UPDATE head SET n = ?", position)


# What the record lost


def test_every_view_notes_the_event_that_it_stands_on(read_of: Service) -> None:
    head = read_of.record.head()
    [last] = read_of.record.at([head])
    assert standing(read_of) == dict.fromkeys(NAMES, (head, runner.mark_of(last), None))


@pytest.mark.parametrize("lost", [1, READINGS])
def test_views_of_a_running_process_let_go_of_what_the_record_lost(read_of: Service, other: Service, lost: int) -> None:
    head = read_of.record.head()
    back_to(read_of, head - lost)
    for service in (read_of, other):
        assert readings(service) == READINGS - lost
        assert {position for position, _, _ in standing(service).values()} == {head - lost}


@pytest.mark.parametrize("since", [1, READINGS, READINGS + 3])
def test_views_are_made_anew_though_the_record_has_gone_on_since(read_of: Service, other: Service, since: int) -> None:
    back_to(read_of, read_of.record.head() - READINGS)
    read_of.record.append([reading(n, P2) for n in range(1, since + 1)], {})
    for service in (other, read_of):
        assert readings(service) == 0
        with service.views.read(*NAMES) as looking:
            assert len(access_log.of_person(looking.db, P2, "privacy")) == since


def test_a_view_that_is_behind_the_others_is_compared_too(read_of: Service) -> None:
    head = read_of.record.head()
    with read_of.views.engine.begin() as db:
        db.execute(runner.progress.update().where(runner.progress.c.name == "timeline").values(mark="another"))
    assert readings(read_of) == READINGS
    assert {(position, error) for position, _, error in standing(read_of).values()} == {(head, None)}
    assert "another" not in str(standing(read_of))


def test_views_that_fit_are_not_made_anew(read_of: Service, other: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for service in (read_of, other):
        monkeypatch.setattr(service.views, "_prepare", lambda: pytest.fail("made anew"))
    for n in range(READINGS + 1, READINGS + 6):
        read_of.record.append([reading(n)], {})
        assert (readings(other), readings(read_of)) == (n, n)


def test_the_mark_stands_or_falls_with_the_batch(read_of: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    before = standing(read_of)
    read_of.record.append([reading(READINGS + 1)], {})
    with monkeypatch.context() as broken:
        broken.setattr(AccessLog, "finish", lambda *_: broke(StorageFault("full.", "Free some.")))
        with pytest.raises(StorageFault):
            read_of.views.catch_up()
        assert standing(read_of)["access_log"] == before["access_log"]
    assert readings(read_of) == READINGS + 1


def test_views_of_the_format_before_are_made_anew(read_of: Service) -> None:
    with read_of.views.engine.begin() as db:
        db.execute(sa.text("ALTER TABLE progress DROP COLUMN mark"))
        db.execute(sa.text("UPDATE about SET format = 3"))
    with wiring.open_store(read_of.directory) as again:
        assert readings(again) == READINGS


def test_a_log_with_a_hole_is_said_to_have_one(read_of: Service) -> None:
    head = read_of.record.head()
    read_of.record.append([reading(n) for n in range(READINGS + 1, READINGS + 4)], {})
    with raw.events(read_of) as run:
        run("DELETE FROM events WHERE position IN (?, ?)", head + 1, head + 2)
    for size in (1, 2, 500):
        with pytest.raises(Tampered, match=f"position {head + 1} is missing"):
            read_of.views.catch_up(size=size)
    assert {position for position, _, _ in standing(read_of).values()} == {head}


# What is not an event's fault


def broke(error: Exception) -> None:
    raise error


def choke(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Lets the access log come to grief over every reading, after it was written."""
    takes = AccessLog.project

    def project(self: Any, writes: Writes, recorded: Recorded[Event]) -> None:
        takes(self, writes, recorded)
        writes.flush()
        if isinstance(recorded.event, PersonRead):
            raise error

    monkeypatch.setattr(AccessLog, "project", project)


def dbapi(kind: type[sa.exc.DBAPIError], said: str = "x") -> Exception:
    return kind("SELECT 1", None, sqlite3.OperationalError(said))


PASSING = [
    StorageFault("The event database did not do its work.", "Ask again."),
    Tampered("The event at position 3 cannot be read.", "Keep it as it is."),
    dbapi(sa.exc.OperationalError),
    dbapi(sa.exc.InternalError),
    dbapi(sa.exc.DatabaseError),
    dbapi(sa.exc.InterfaceError),
    sa.exc.TimeoutError("no connection"),
    OSError("no room"),
    MemoryError(),
]
ITS_OWN = [
    ZeroDivisionError(),
    AssertionError(),
    AttributeError(),
    KeyError(),
    TypeError(),
    ValueError(),
    dbapi(sa.exc.IntegrityError),
    dbapi(sa.exc.DataError),
    dbapi(sa.exc.ProgrammingError),
    sa.exc.StatementError("no column takes this", None, None, ValueError()),
]


def named(error: Exception) -> str:
    return type(error).__name__


@pytest.mark.parametrize("error", PASSING, ids=named)
def test_a_fault_that_passes_buries_no_event(
    read_of: Service, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing(read_of)["access_log"]
    read_of.record.append([reading(READINGS + 1)], {})
    with monkeypatch.context() as broken:
        choke(broken, error)
        with pytest.raises(type(error)):
            read_of.views.catch_up()
        assert standing(read_of)["access_log"] == before
    assert readings(read_of) == READINGS + 1


@pytest.mark.parametrize("error", ITS_OWN, ids=named)
def test_an_event_that_a_view_cannot_take_is_buried(
    read_of: Service, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    [position] = read_of.record.append([reading(READINGS + 1)], {})
    choke(monkeypatch, error)
    read_of.views.catch_up()
    with pytest.raises(Stopped, match=f"access_log stopped: .*position {position}"):
        readings(read_of)
    with read_of.views.engine.connect() as db:
        assert [row.position for row in db.execute(sa.select(runner.dead_letters))] == [position]


def test_what_is_remembered_is_forgotten_over_a_fault_that_passes(
    read_of: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = []
    read_of.record.append([reading(READINGS + 1)], {})
    choke(monkeypatch, StorageFault("full.", "Free some."))
    monkeypatch.setattr(AccessLog, "forget", lambda _: forgotten.append(1))
    with pytest.raises(StorageFault):
        read_of.views.catch_up()
    assert forgotten


# A rebuild that comes to nothing


def left_beside(service: Service) -> list[str]:
    """What a rebuild has left behind: files beside the views' own, or its schema."""
    where = service.views.where
    if isinstance(where, Path):
        return [path.name for path in where.parent.glob("views.new*")]
    with service.views.engine.connect() as db:
        return [name for name in sa.inspect(db).get_schema_names() if name == f"{SCHEMA}_new"]


def a_poisoned_event(monkeypatch: pytest.MonkeyPatch) -> type[Exception]:
    choke(monkeypatch, ZeroDivisionError())
    return Stopped


def a_full_disk(monkeypatch: pytest.MonkeyPatch) -> type[Exception]:
    choke(monkeypatch, dbapi(sa.exc.OperationalError, "disk is full"))
    return sa.exc.OperationalError


def no_tables(monkeypatch: pytest.MonkeyPatch) -> type[Exception]:
    monkeypatch.setattr(views, "_make", lambda *_, **__: broke(OSError("no room")))
    return OSError


@pytest.mark.parametrize("spoils", [a_poisoned_event, a_full_disk, no_tables])
def test_a_rebuild_that_comes_to_nothing_leaves_the_old_views_and_nothing_beside(
    read_of: Service, monkeypatch: pytest.MonkeyPatch, spoils: Callable[[pytest.MonkeyPatch], type[Exception]]
) -> None:
    before = standing(read_of)
    with monkeypatch.context() as broken, pytest.raises(spoils(broken)):
        read_of.views.rebuild()
    assert standing(read_of) == before
    assert left_beside(read_of) == []
    assert readings(read_of) == READINGS
    read_of.views.rebuild()
    assert (standing(read_of), readings(read_of), left_beside(read_of)) == (before, READINGS, [])


def test_a_view_that_stopped_is_mended_by_a_rebuild_that_goes_through(
    read_of: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_of.record.append([reading(READINGS + 1)], {})
    with monkeypatch.context() as broken:
        choke(broken, ZeroDivisionError())
        read_of.views.catch_up()
        with pytest.raises(Stopped, match="access_log stopped"):
            read_of.views.rebuild()
        with pytest.raises(Stopped):
            readings(read_of)
    read_of.views.rebuild()
    assert readings(read_of) == READINGS + 1


def test_a_question_reads_the_log_once_where_nothing_is_new(read_of: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, select = [], read_of.record.recorder.select

    def counted(statement: str, given: Any = ()) -> Any:
        asked.append(statement)
        return select(statement, given)

    monkeypatch.setattr(read_of.record.recorder, "select", counted)
    monkeypatch.setattr(read_of.record, "head", lambda: pytest.fail("the log was read once more"))
    assert readings(read_of) == READINGS
    assert len(asked) == 1


def test_a_question_knows_what_another_process_has_recorded(read_of: Service, other: Service) -> None:
    assert (readings(read_of), readings(other)) == (READINGS, READINGS)
    other.record.append([reading(READINGS + 1)], {})
    assert readings(read_of) == READINGS + 1


def test_a_question_is_not_answered_from_an_event_that_gave_its_place_to_another(read_of: Service) -> None:
    assert readings(read_of) == READINGS
    back_to(read_of, read_of.record.head() - 1)
    read_of.record.append([reading(1, P2)], {})
    assert readings(read_of) == READINGS - 1


def test_a_question_brings_up_to_date_what_it_asks_and_leaves_the_rest_to_who_asks_that(read_of: Service) -> None:
    stood = read_of.record.head()
    identity.register(read_of.road, "ada", (), read_of.clock())
    with read_of.views.read("findings", "characteristics") as looking:
        assert looking.position == stood + 1
    at = {name: position for name, (position, _, _) in standing(read_of).items()}
    assert at == {**dict.fromkeys(NAMES, stood), "findings": stood + 1, "characteristics": stood + 1}
    assert readings(read_of) == READINGS
    assert {position for position, _, _ in standing(read_of).values()} == {stood + 1}


def test_a_view_that_takes_nothing_of_readings_answers_behind_them_and_writes_nothing(
    read_of: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_of.record.append([reading(READINGS + 1), reading(READINGS + 2)], {})
    with monkeypatch.context() as watched:
        watched.setattr(Runner, "_project", lambda *_: pytest.fail("written"))
        for name in ("findings", "characteristics", "consent_register"):
            with read_of.views.read(name) as looking:
                assert looking.position == read_of.record.head()
    assert readings(read_of) == READINGS + 2
    *_, head = read_of.record.append([reading(READINGS + 3), reading(READINGS + 4)], {})
    with raw.events(read_of) as run:
        run("DELETE FROM events WHERE position = ?", head - 1)
    with pytest.raises(Tampered), read_of.views.read("findings"):
        pass


def test_of_what_a_view_passes_it_takes_nothing(read_of: Service) -> None:
    log = read_of.record.tail(0, 100)
    passing = [each for each in views.projections(read_of.record) if each.passes]
    assert {each.name for each in passing} == {"findings", "characteristics", "consent_register"}
    for view in passing:
        passed = [each for each in log if each.event.tag in view.passes]
        assert {each.event.tag for each in passed} == view.passes
        writes = Writes(cast(Any, None))
        for each in passed:
            view.project(writes, each)
        view.finish(writes)
        assert [*writes._rows, *writes._new, *writes._put] == []


def test_no_view_falls_a_whole_batch_behind_those_that_are_asked(
    read_of: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BATCH", 3)
    begun = read_of.record.head()
    for n in range(READINGS + 1, READINGS + 9):
        [head] = read_of.record.append([reading(n)], {})
        with read_of.views.read("findings") as looking:
            assert looking.position == head
        assert {position for position, _, _ in standing(read_of).values()} == {head - (head - begun) % 4}


def test_a_batch_goes_into_every_view_that_is_asked_at_once_or_into_none(
    read_of: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = standing(read_of)
    read_of.record.append([reading(READINGS + 1)], {})
    choke(monkeypatch, OSError("no room"))
    with pytest.raises(OSError, match="no room"):
        readings(read_of)
    assert standing(read_of) == before
