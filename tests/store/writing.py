"""A writer that is killed at any moment: numbered tasks, each about a person of its own, that can be asked again."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from domain.access import DataUsed, PersonRead, ReadPerson
from domain.consent import AnswersGiven, Withdrawn
from domain.governance import AttemptRefused
from domain.kernel.decider import Command, Event
from domain.people import PersonRegistered
from service import wiring
from service.handling import correlate, sealed_in
from service.importing.study import Importing
from service.store import Collision, Repeat
from service.wiring import Service
from tests.store.drafts import registering, stopping
from tests.store.workers import agreeing, person_of, using
from tests.stores import operator

Positions = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked about the person of a number, and the events that are there when it is done, and never some of."""

    ask: Callable[[Service, int], Positions]
    leaves: tuple[type[Event], ...]


def _register(store: Service, number: int) -> Positions:
    return store.road.ask(registering(store, person_of(number), name=f"Ada {number}"), key=f"k{number}").positions


def _stop(store: Service, number: int) -> Positions:
    said = stopping(store, person_of(number), to=f"nurse {number}")
    return store.road.ask(said, key=f"k{number}").positions


def _refused(store: Service, number: int) -> Positions:
    outcome = store.road.ask(using(store, person_of(number), f"U{number}"), key=f"k{number}")
    assert outcome.refused is not None
    return outcome.positions


def _read(store: Service, number: int) -> Positions:
    asked = ReadPerson(person=person_of(number), what="timeline", **operator(store))
    outcome = store.road.ask(asked, key=f"k{number}")
    store.views.catch_up()
    return outcome.positions


def _rows(store: Service, number: int) -> tuple[Command, ...]:
    """The rows of one import, about one person."""
    person, told = person_of(number), {"history": True}
    return (
        replace(registering(store, person, name=f"Ada {number}"), **told),
        agreeing(store, person),
        *(replace(using(store, person, f"U{number}-{use}"), **told, **operator(store)) for use in range(4)),
        replace(stopping(store, person, to=f"nurse {number}"), **told),
    )


def _import(store: Service, number: int) -> Positions:
    """Several rows in one append, each with its own key, as an importer makes it."""
    road, rows = store.road, _rows(store, number)
    keys = [road.keys.row_hash("row", str(number), str(row)) for row in range(len(rows))]
    while True:
        if done := road.record.done(keys):
            return tuple(done[key].position for key in keys)
        road.keys.ensure((s.subject, s.purpose) for row in rows for s in sealed_in(row))
        batch = road.batch()
        for row, key in zip(rows, keys, strict=True):
            batch.decide(row, correlate(key))
        repeats = [Repeat(key, key, offset, 1, 0, b"scope") for offset, key in enumerate(keys)]
        try:
            return tuple(road.record.append(batch.drafts, batch.reading.expected(), repeats))
        except Collision:
            road.states.forget()


_ROWS = (PersonRegistered, AnswersGiven, DataUsed, DataUsed, DataUsed, DataUsed, Withdrawn)
TASKS = (
    Task(_register, (PersonRegistered,)),
    Task(_import, _ROWS),
    Task(_stop, (Withdrawn,)),
    Task(_refused, (AttemptRefused,)),
    Task(_import, _ROWS),
    Task(_read, (PersonRead,)),
)


def task(number: int) -> Task:
    return TASKS[number % len(TASKS)]


def write(tell: Connection, directory: Path, first: int) -> None:
    """Does task after task, telling the positions of each when it was answered, until it is killed."""
    with wiring.open_store(directory) as store:
        for number in count(first):
            tell.send((number, task(number).ask(store, number)))


def write_and_die(tell: Connection, directory: Path, number: int, moment: str) -> None:
    """Does one task and ends, as one who is killed does, just before its append or between commit and answer."""
    with wiring.open_store(directory) as store:
        appending = store.record.append

        def append(*given: Any) -> Any:
            if moment == "before the append":
                os.kill(os.getpid(), signal.SIGKILL)
            appending(*given)
            os.kill(os.getpid(), signal.SIGKILL)

        store.record.append = append  # type: ignore[method-assign]
        tell.send(task(number).ask(store, number))


def import_study(tell: Connection, directory: Path, folder: Path, study: str) -> None:
    """Imports a study office's logs; tells when all is sealed and only the append is left to do."""
    with wiring.open_store(directory) as store:
        told = operator(store)

        def progress(what: str, done: int, total: int) -> None:
            if what == "Sealing" and done == total - 1:
                tell.send("sealed")

        importing = Importing(
            road=store.road,
            folder=folder,
            study=study,
            actor=told["actor"],
            role=told["role"],
            at=told["at"],
            progress=progress,
        )
        tell.send("ready")
        done = importing.run()
        tell.send(done.new)
