"""Killed at any moment: what was answered is there, nothing is there by half, and asking again changes nothing."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from projections import runner
from projections.timeline import timeline
from service import wiring
from service.importing.study import Importing
from service.names import office_ids, opened
from service.store import KeyRing
from service.wiring import Service
from tests.store import writing
from tests.store.workers import Worker, person_of
from tests.store.writing import TASKS, task
from tests.stores import member, operator, repeats

DEMO = Path(__file__).parents[2] / "ops" / "demo" / "study"


def settled(store: Service) -> None:
    """Waits until the server has ended what it was doing for somebody who was killed."""
    if store.config.events_dsn is None:
        return
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND state <> 'idle'"
    )
    with psycopg.connect(store.config.events_dsn, autocommit=True) as db:
        while db.execute(busy).fetchone() != (0,):
            time.sleep(0.001)


class Log:
    """What a test has read of the record so far: events in order, and how many lines of somebody's they make."""

    def __init__(self, store: Service) -> None:
        self.store = store
        self.events: list[Recorded[Event]] = []
        self.lines = [0]

    def read_on(self) -> None:
        """Reads what was added; positions have no gaps."""
        head = self.store.record.head()
        for recorded in self.store.record.tail(len(self.events), head):
            self.events.append(recorded)
            self.lines.append(self.lines[-1] + len(recorded.event.subjects))
            assert recorded.position == len(self.events)
        assert self.store.record.counted() == (head, head) == (len(self.events), len(self.events))

    def by_person(self) -> dict[Ref, Counter[type[Event]]]:
        found: dict[Ref, Counter[type[Event]]] = {}
        for recorded in self.events:
            for person in recorded.event.subjects:
                found.setdefault(person, Counter())[type(recorded.event)] += 1
        return found


def views_agree_with_themselves(store: Service, log: Log) -> None:
    """Each view holds exactly the rows of the events up to where it says that it stands."""
    store.views.status()
    with store.views.engine.connect() as db:
        stands = {row.name: row.position for row in db.execute(sa.select(runner.progress))}
        count, last = db.execute(sa.select(sa.func.count(), sa.func.max(timeline.c.position))).one()
    assert count == log.lines[stands["timeline"]]
    assert (last or 0) <= stands["timeline"] <= store.record.head()


def dumped(store: Service) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the views."""
    with store.views.engine.connect() as db:
        names = sa.inspect(db).get_table_names()
        return {
            name: sorted((tuple(r) for r in db.execute(sa.text(f'SELECT * FROM "{name}"'))), key=repr) for name in names
        }


def killed(store: Service, first: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """One life of a writer, ended at a random moment; what it was answered."""
    worker = Worker(writing.write, store.directory, first)
    opening = random.random() < 0.1
    yield from itertools.islice(worker.heard(), 0 if opening else random.randint(1, 3 * len(TASKS)))
    time.sleep(random.uniform(0, 0.1 if opening else 0.01))
    worker.kill()
    yield from worker.heard()
    worker.done()
    settled(store)


def holds_whole(log: Log, numbers: int) -> None:
    """Every task is there whole, but for the last, which is there whole or not at all."""
    found = log.by_person()
    for number in range(numbers + 1):
        there = found.get(person_of(number), Counter())
        assert there == Counter(task(number).leaves) or (number == numbers and not there), f"task {number}: {there}"


def every_value_opens(store: Service, log: Log) -> int:
    """Every sealed value opens with nothing remembered: its key was there before it. How many there are."""
    keys, number = KeyRing(store.keys.store, wiring.key_encryption_key(store.config)), 0
    for recorded in log.events:
        for field in fields(recorded.event):
            value = getattr(recorded.event, field.name)
            if isinstance(value, Sealed):
                assert opened(keys, recorded, field.name, value)
                number += 1
    return number


@pytest.mark.heavy
@pytest.mark.slow
def test_what_was_answered_survives_a_kill_at_any_moment(store: Service) -> None:
    answered: dict[int, tuple[int, ...]] = {}
    log, lives = Log(store), repeats(100)
    for _ in range(lives):
        first = max(0, len(answered) - 2)
        for number, positions in killed(store, first):
            assert positions == answered.setdefault(number, positions), "another answer to the same key"
        log.read_on()
        assert all(p <= len(log.events) for positions in answered.values() for p in positions)
        views_agree_with_themselves(store, log)
    assert len(answered) > lives * len(TASKS) / 2, "too little was asked to say anything"
    assert sorted(answered) == list(range(len(answered)))
    holds_whole(log, len(answered))
    nothing_new_when_asked_again(store, log, answered)
    views_equal_rebuilt_ones(store)


def nothing_new_when_asked_again(store: Service, log: Log, answered: dict[int, tuple[int, ...]]) -> None:
    task(len(answered)).ask(store, len(answered))
    log.read_on()
    assert every_value_opens(store, log) > len(answered)
    head = store.record.head()
    for number, positions in answered.items():
        assert task(number).ask(store, number) == positions
        there = Counter(type(log.events[p - 1].event) for p in positions)
        assert there == Counter(task(number).leaves)
        assert all(person_of(number) in log.events[p - 1].event.subjects for p in positions)
    assert store.record.head() == head


def views_equal_rebuilt_ones(store: Service) -> None:
    store.views.catch_up()
    live = dumped(store)
    assert sum(map(len, live.values())) > store.record.head()
    store.views.rebuild()
    assert dumped(store) == live


@pytest.mark.parametrize("number", range(4), ids=["register", "import", "stop", "refusal"])
@pytest.mark.parametrize("moment", ["before the append", "between commit and answer"])
def test_who_is_killed_at_the_worst_moment_asks_again_and_is_answered(store: Service, number: int, moment: str) -> None:
    member(store)
    head = store.record.head()
    worker = Worker(writing.write_and_die, store.directory, number, moment)
    assert list(worker.heard()) == []
    worker.done()
    settled(store)
    there = len(task(number).leaves) if moment == "between commit and answer" else 0
    assert store.record.head() == head + there
    positions = task(number).ask(store, number)
    assert positions == tuple(range(head + 1, head + 1 + len(task(number).leaves)))
    assert task(number).ask(store, number) == positions
    assert store.record.head() == positions[-1]
    log = Log(store)
    log.read_on()
    assert every_value_opens(store, log) >= 1


def imported(store: Service, study: str) -> Any:
    told = operator(store)
    return Importing(
        road=store.road, folder=DEMO, study=study, actor=told["actor"], role=told["role"], at=told["at"]
    ).run()


@pytest.mark.heavy
@pytest.mark.slow
def test_an_import_killed_at_any_moment_is_there_whole_or_not_at_all(store: Service) -> None:
    begun = time.perf_counter()
    whole = imported(store, "whole")
    lasts, kills = time.perf_counter() - begun, repeats(40)
    number, outcomes = 0, Counter[bool]()
    for kill in range(kills):
        head = store.record.head()
        worker = Worker(writing.import_study, store.directory, DEMO, f"study-{number}")
        at_the_append = kill % 2 == 0
        assert worker.ear.recv() == "ready"
        if at_the_append:
            assert worker.ear.recv() == "sealed"
        time.sleep(random.uniform(0, 2 * whole.lock_seconds + 0.01 if at_the_append else lasts))
        worker.kill()
        told = [each for each in worker.heard() if isinstance(each, int)]
        worker.done()
        settled(store)
        added = store.record.head() - head
        assert added in (0, whole.events)
        assert added or not told, "answered, and not there"
        outcomes[bool(added)] += 1
        if added:
            again = imported(store, f"study-{number}")
            assert (again.new, again.passed_over, again.events) == (0, whole.new, 0)
            number += 1
    assert imported(store, f"study-{number}").events == whole.events
    log = Log(store)
    log.read_on()
    assert len(outcomes) == 2 or kills < 40, f"all of one kind: {outcomes}"
    assert len(office_ids(store.record, store.keys, list(log.by_person())[:50])) == 50
    views_equal_rebuilt_ones(store)
